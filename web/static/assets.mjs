// Copies what the query page uses from node_modules to where it looks for it. The editor comes last: where it
// is, all the rest is.
import { copyFile, mkdir } from "node:fs/promises";

const FILES = [
  "n3/browser/n3.esm.min.js",
  "chart.js/dist/chart.umd.min.js",
  "cytoscape/dist/cytoscape.esm.min.mjs",
  "d3-array/dist/d3-array.min.js",
  "d3-geo/dist/d3-geo.min.js",
  "topojson-client/dist/topojson-client.min.js",
  "world-atlas/land-110m.json",
  "@zazuko/yasqe/build/yasqe.min.css",
  "@zazuko/yasqe/build/yasqe.min.js",
];
const modules = new URL("../../node_modules/", import.meta.url);
const vendor = new URL("vendor/", import.meta.url);

await mkdir(vendor, { recursive: true });
for (const file of FILES) {
  await copyFile(new URL(file, modules), new URL(file.split("/").pop(), vendor));
}
