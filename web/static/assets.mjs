// Copies the SPARQL editor's build from node_modules to where the pages look for it.
import { copyFile, mkdir } from "node:fs/promises";

const build = new URL("../../node_modules/@zazuko/yasgui/build/", import.meta.url);
const vendor = new URL("vendor/", import.meta.url);

await mkdir(vendor, { recursive: true });
for (const name of ["yasgui.min.js", "yasgui.min.css"]) {
  await copyFile(new URL(name, build), new URL(name, vendor));
}
