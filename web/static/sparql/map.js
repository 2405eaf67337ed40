// Places on a map: points of latitude and longitude, and WKT (GeoSPARQL 1.1, 8.5.1), over the outline of the land.
// The outline comes from this service; nothing is fetched from outside.

import { element, number, vendor } from "./dom.js";
import { columns, isNumber, textOf } from "./result.js";

const MOST = 2000;
const WKT = /^\s*(?:<([^>]*)>\s*)?((?:MULTI)?(?:POINT|LINESTRING|POLYGON))\s*(?:Z\s*|M\s*|ZM\s*)?(\([\d\s.,()eE+-]+\))\s*$/i;
const KINDS = { POINT: "Point", LINESTRING: "LineString", POLYGON: "Polygon", MULTIPOINT: "MultiPoint", MULTILINESTRING: "MultiLineString", MULTIPOLYGON: "MultiPolygon" };
const LATITUDE_FIRST = /EPSG\/(?:\d[\d.]*\/)?4326$/;
const [LATITUDE, LONGITUDE] = [/^(.*?)_?lat(?:itude)?$/i, /^(.*?)_?(?:long?|lng|longitude)$/i];

export const label = "Map";
export const fits = (result) => pair(result) !== null || shapes(result).length > 0;

const shapes = (result) => columns(result, (term) => term.type === "literal" && WKT.test(term.value));

/** The columns of latitude and longitude, by their names. */
function pair(result) {
  const numeric = columns(result, (term) => isNumber(term) || /^[+-]?\d+(\.\d+)?$/.test(textOf(term)));
  for (const latitude of numeric.filter((name) => LATITUDE.test(name))) {
    const stem = LATITUDE.exec(latitude)[1];
    const longitude = numeric.find((name) => LONGITUDE.exec(name)?.[1] === stem);
    if (longitude) return [latitude, longitude];
  }
  return null;
}

/** A geometry of GeoJSON from WKT, in longitude and latitude; null where it is not on the globe. */
export function geometryOf(text) {
  const [, system = "", kind, body] = WKT.exec(text) ?? [];
  if (!kind) return null;
  const type = KINDS[kind.toUpperCase()];
  const swap = LATITUDE_FIRST.test(system);
  const json = body
    .replace(/\(/g, "[")
    .replace(/\)/g, "]")
    .replace(/([+-]?[\d.]+(?:e[+-]?\d+)?)\s+([+-]?[\d.]+(?:e[+-]?\d+)?)(?:\s+[\d.eE+-]+)*/gi, (_, x, y) => (swap ? `[${+y},${+x}]` : `[${+x},${+y}]`));
  try {
    const nested = JSON.parse(json);
    const coordinates = type === "Point" ? nested[0] : type === "MultiPoint" ? nested.map((p) => (Array.isArray(p[0]) ? p[0] : p)) : nested;
    return onGlobe(coordinates) ? { type, coordinates } : null;
  } catch {
    return null;
  }
}

function onGlobe(coordinates) {
  if (Array.isArray(coordinates[0])) return coordinates.every(onGlobe);
  const [x, y] = coordinates;
  return Math.abs(x) <= 180 && Math.abs(y) <= 90;
}

function placesOf(result) {
  const [latitude, longitude] = pair(result) ?? [];
  const geometries = shapes(result);
  const places = [];
  for (const row of result.rows) {
    const drawn = geometries.map((name) => row[name] && geometryOf(row[name].value));
    if (latitude && row[latitude] && row[longitude]) {
      const point = [Number(row[longitude].value), Number(row[latitude].value)];
      drawn.push(onGlobe(point) ? { type: "Point", coordinates: point } : null);
    }
    places.push(...drawn.filter((geometry) => geometry !== undefined).map((geometry) => ({ geometry, row })));
  }
  return { places: places.filter(({ geometry }) => geometry), wrong: places.filter(({ geometry }) => !geometry).length, hidden: new Set([latitude, longitude, ...geometries]) };
}

export async function draw(place, result, { names }) {
  await vendor("d3-array.min.js");
  await vendor("d3-geo.min.js");
  await vendor("topojson-client.min.js");
  const { d3, topojson } = globalThis;
  const outline = await (await fetch(new URL("../vendor/land-110m.json", import.meta.url))).json();
  const { places, wrong, hidden } = placesOf(result);
  const shown = places.slice(0, MOST);
  const features = shown.map(({ geometry, row }) => ({ type: "Feature", geometry: turned(d3, geometry), row }));

  const width = Math.max(280, place.clientWidth);
  const height = Math.min(500, Math.max(300, width * 0.56));
  const projection = d3.geoEquirectangular();
  fit(d3, projection, features, width, height);
  const path = d3.geoPath(projection).pointRadius(6);
  const svg = (name, attributes, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const step = graticuleStep(projection, width);
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, class: "map", role: "group", "aria-label": `Map of ${number(features.length)} places` },
    svg("path", { class: "land", d: path(topojson.feature(outline, outline.objects.land)) ?? "" }),
    svg("path", { class: "graticule", d: path(d3.geoGraticule().step([step, step])()) ?? "" }),
    ...features.map((feature) => {
      const told = result.variables.filter((name) => !hidden.has(name) && feature.row[name]).map((name) => said(feature.row[name], names));
      const drawn = svg("path", { class: feature.geometry.type.toLowerCase(), d: path(feature) ?? "" }, svg("title", {}, told.join(" · ") || textOf(Object.values(feature.row)[0])));
      const to = result.variables.map((name) => feature.row[name]).find((term) => term?.type === "uri");
      const href = to && names.link(to.value);
      return href ? svg("a", { href, "aria-label": told.join(", ") }, drawn) : drawn;
    }),
  );
  if (wrong) place.append(element("p", { className: "note" }, `${number(wrong)} values are no place on the globe.`));
  if (shown.length < places.length) place.append(element("p", { className: "note" }, `The first ${number(MOST)} of ${number(places.length)} places.`));
  place.append(picture, element("p", { className: "note" }, `A line for each ${step}°. Land: Natural Earth, 1:110 million.`));
}

const said = (term, names) => (term.type === "uri" ? names.short(term.value) : textOf(term));

/** The map's part of the globe: what has to be seen, and at least some degrees around it. */
function fit(d3, projection, features, width, height) {
  const [[west, south], [east, north]] = features.length ? d3.geoBounds({ type: "FeatureCollection", features }) : [[-180, -90], [180, 90]];
  const [left, right] = west > east ? [-180, 180] : [west, east];
  const margin = Math.max(4, (right - left) * 0.15, (north - south) * 0.15);
  const corners = [[left - margin, south - margin], [right + margin, north + margin]].map(([x, y]) => [clamp(x, 180), clamp(y, 90)]);
  projection.fitExtent([[8, 8], [width - 8, height - 8]], { type: "MultiPoint", coordinates: corners });
  projection.clipExtent([[0, 0], [width, height]]);
}

const clamp = (value, most) => Math.max(-most, Math.min(most, value));

function graticuleStep(projection, width) {
  const degrees = Math.abs(projection.invert([width, 0])[0] - projection.invert([0, 0])[0]) || 360;
  return [1, 2, 5, 10, 30].find((step) => degrees / step <= 16) ?? 30;
}

/** Polygons with their rings in the direction that d3 takes for the inside. */
function turned(d3, geometry) {
  const ring = (polygon) => (d3.geoArea({ type: "Polygon", coordinates: polygon }) > 2 * Math.PI ? polygon.map((points) => [...points].reverse()) : polygon);
  if (geometry.type === "Polygon") return { ...geometry, coordinates: ring(geometry.coordinates) };
  if (geometry.type === "MultiPolygon") return { ...geometry, coordinates: geometry.coordinates.map(ring) };
  return geometry;
}
