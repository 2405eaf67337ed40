// Statements as a picture of nodes and arrows.

import { colour, element, number, vendor } from "./dom.js";
import { textOf } from "./result.js";

const MOST = 300;
const WITH_LITERALS = 80;
const TRIPLES = [["s", "p", "o"], ["subject", "predicate", "object"], ["sub", "pred", "obj"]];
const LABELS = ["http://www.w3.org/2000/01/rdf-schema#label", "https://schema.org/name", "http://www.w3.org/2004/02/skos/core#prefLabel"];

export const label = "Graph";
export const fits = (result) => result.rows.length > 0 && statementsOf(result).length > 0;

/** The rows that are statements, as [subject, predicate, object]. */
function statementsOf({ variables, rows }) {
  const names = TRIPLES.find((triple) => triple.every((name) => variables.includes(name)));
  if (!names) return [];
  const triples = rows.map((row) => names.map((name) => row[name]));
  return triples.filter(([s, p, o]) => s && o && p?.type === "uri" && s.type !== "literal");
}

export async function draw(place, result, { names, options, changed }) {
  const { default: cytoscape } = await vendor("cytoscape.esm.min.mjs");
  const all = statementsOf(result);
  const literals = options.literals ? options.literals === "yes" : all.length <= WITH_LITERALS;
  const wanted = literals ? all : all.filter(([, , object]) => object.type !== "literal");
  const drawn = wanted.slice(0, MOST);

  const box = element("div", { className: "network", role: "img", "aria-label": `${number(drawn.length)} statements as nodes and arrows. The table has the same.` });
  const told = element("p", { className: "note", role: "status" }, "Choose a node or an arrow to read it whole.");
  const toggle = element("input", { type: "checkbox", checked: literals });
  toggle.addEventListener("change", () => changed({ literals: toggle.checked ? "yes" : "no" }));
  const button = (text, name, act) => {
    const made = element("button", { type: "button", className: "quiet", "aria-label": name }, text);
    made.addEventListener("click", act);
    return made;
  };
  const zoom = (factor) => network.zoom({ level: network.zoom() * factor, renderedPosition: { x: box.clientWidth / 2, y: box.clientHeight / 2 } });
  place.append(
    element(
      "p",
      { className: "options" },
      element("label", {}, toggle, " Literals"),
      button("+", "Zoom in", () => zoom(1.3)),
      button("−", "Zoom out", () => zoom(1 / 1.3)),
      button("Fit", "Show all", () => network.fit(undefined, 20)),
    ),
  );
  if (drawn.length < wanted.length) {
    place.append(element("p", { className: "note" }, `The first ${number(MOST)} of ${number(wanted.length)} statements.`));
  }
  place.append(box, told);

  const network = cytoscape({
    container: box,
    elements: elementsOf(drawn, names, labelsOf(all)),
    style: styles(),
    layout: { name: "cose", animate: false, nodeRepulsion: () => 400000, idealEdgeLength: () => 80, padding: 20, transform: wide },
    minZoom: 0.1,
    maxZoom: 4,
    userZoomingEnabled: false,
  });
  network.on("tap", "node, edge", ({ target }) => {
    const { iri, text } = target.data();
    const to = iri ? names.link(iri) : null;
    told.replaceChildren(to ? element("a", { href: to }, iri) : text);
  });
  return () => network.destroy();
}

/** What the statements themselves call their subjects. */
function labelsOf(statements) {
  const found = statements.filter(([, p, o]) => LABELS.includes(p.value) && o.type === "literal");
  return new Map(found.map(([s, , o]) => [s.value, o.value]));
}

function elementsOf(statements, names, labels) {
  const nodes = new Map();
  const node = (term, place) => {
    const literal = term.type !== "uri" && term.type !== "bnode";
    const id = literal ? `literal-${place}` : `${term.type}-${term.value}`;
    const text = textOf(term);
    const iri = term.type === "uri" ? text : null;
    const shown = literal ? `“${text}”` : labels.get(text) ?? (iri ? tailOf(iri, names) : `_:${text}`);
    nodes.set(id, { data: { id, iri, text, shown: cut(shown) }, classes: literal ? "literal" : "" });
    return id;
  };
  const edges = statements.map(([s, p, o], place) => ({
    data: { source: node(s, place), target: node(o, place), iri: p.value, text: p.value, shown: names.short(p.value) },
  }));
  return [...nodes.values(), ...edges];
}

/** What an IRI without a label is called: shortly, and not at all where it stands for a node without a name. */
const tailOf = (iri, names) => (iri.includes("/.well-known/genid/") ? "" : names.prefixed(iri) ?? iri.split(/[/#]/).filter(Boolean).pop());

/** Labels are wider than they are high: so is the picture. */
const wide = (_node, { x, y }) => ({ x: x * 1.7, y });

const cut = (text) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

function styles() {
  const ink = colour("ink");
  const line = colour("soft");
  return [
    {
      selector: "node",
      style: {
        label: "data(shown)", color: ink, "font-size": 11, "text-valign": "bottom", "text-margin-y": 3, "text-wrap": "wrap", "text-max-width": 130,
        width: 16, height: 16, "background-color": colour("accent"),
      },
    },
    { selector: "node.literal", style: { shape: "rectangle", width: 9, height: 9, "background-color": colour("warn") } },
    {
      selector: "edge",
      style: {
        label: "data(shown)", color: line, "font-size": 9, "min-zoomed-font-size": 7, "text-rotation": "autorotate", "text-background-color": colour("paper"), "text-background-opacity": 0.85,
        width: 1.5, "line-color": colour("line"), "target-arrow-color": line, "target-arrow-shape": "triangle", "curve-style": "bezier",
      },
    },
    { selector: ":selected", style: { "background-color": colour("bad"), "line-color": colour("bad") } },
  ];
}
