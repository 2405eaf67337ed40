// Rows as a table: sorted by a column, filtered, a page at a time.

import { element, number } from "./dom.js";
import { columns, isNumber, textOf } from "./result.js";

const SIZE = 100;
const FILTERED_FROM = 10;

export const label = "Table";
export const fits = ({ rows }) => rows.length > 0;

export function draw(place, { variables, rows }, { names }) {
  const numeric = columns({ variables, rows }, isNumber);
  let order = null;
  let words = "";
  let first = 0;
  const head = element("tr");
  const body = element("tbody");
  const told = element("span");
  const previous = element("button", { type: "button", className: "quiet" }, "Previous");
  const next = element("button", { type: "button", className: "quiet" }, "Next");
  const pager = element("p", { className: "pages" }, previous, told, next);

  function fill() {
    const kept = words ? rows.filter((row) => Object.values(row).some((term) => textOf(term).toLowerCase().includes(words))) : rows;
    const sorted = order ? [...kept].sort((a, b) => order.sign * compare(a[order.name], b[order.name])) : kept;
    first = Math.min(first, Math.max(0, sorted.length - 1));
    first -= first % SIZE;
    const shown = sorted.slice(first, first + SIZE);
    body.replaceChildren(...shown.map((row) => element("tr", {}, ...variables.map((name) => cell(row[name], names)))));
    told.textContent = shown.length
      ? `Rows ${number(first + 1)} to ${number(first + shown.length)} of ${number(sorted.length)}`
      : "No row has these words";
    pager.hidden = sorted.length === shown.length && shown.length > 0;
    previous.disabled = first === 0;
    next.disabled = first + SIZE >= sorted.length;
    for (const [place, name] of variables.entries()) {
      head.children[place].setAttribute("aria-sort", order?.name === name ? (order.sign > 0 ? "ascending" : "descending") : "none");
    }
  }

  for (const name of variables) {
    const button = element("button", { type: "button", className: "sort" }, name);
    button.addEventListener("click", () => {
      order = { name, sign: order?.name === name ? -order.sign : 1 };
      fill();
    });
    head.append(element("th", { scope: "col", className: numeric.includes(name) ? "number" : "" }, button));
  }
  previous.addEventListener("click", () => { first -= SIZE; fill(); });
  next.addEventListener("click", () => { first += SIZE; fill(); });
  if (rows.length > FILTERED_FROM) {
    const filter = element("input", { type: "search", placeholder: "Filter rows", "aria-label": "Filter rows", className: "filter" });
    filter.addEventListener("input", () => { words = filter.value.toLowerCase(); first = 0; fill(); });
    place.append(filter);
  }
  const table = element("table", {}, element("thead", {}, head), body);
  place.append(element("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Rows" }, table), pager);
  fill();
}

/** A term as a cell: an IRI as a link, a literal with its language or datatype. */
function cell(term, names) {
  if (!term) return element("td");
  if (term.type === "uri") {
    const to = names.link(term.value);
    const text = names.short(term.value);
    return element("td", {}, to ? element("a", { href: to, title: term.value }, text) : text);
  }
  const text = term.type === "bnode" ? `_:${term.value}` : textOf(term);
  const title = term.datatype ? names.short(term.datatype) : "";
  return element("td", { className: isNumber(term) ? "number" : "" }, element("span", { lang: term["xml:lang"] ?? "", title }, text));
}

function compare(a, b) {
  if (isNumber(a) && isNumber(b)) return Number(a.value) - Number(b.value);
  return textOf(a).localeCompare(textOf(b), undefined, { numeric: true });
}
