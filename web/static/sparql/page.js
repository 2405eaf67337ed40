// Makes the plain form an editor whose results show on the page. The form stays what it is: its fields are what
// is asked, and where no script runs it asks by itself.

import { ask, LONG, Problem } from "./asking.js";
import { element, number } from "./dom.js";
import { edit } from "./editor.js";
import { namesOf } from "./names.js";
import { resultOf } from "./result.js";
import { show } from "./views.js";

const part = (id) => document.getElementById(id);
const [form, field, format, cancel, share, state] = ["plain", "query", "format", "cancel", "share", "state"].map(part);
const [wrong, hint, section, answer, link] = ["wrong", "hint", "result", "answer", "link"].map(part);
const given = JSON.parse(part("given").textContent);
const endpoint = new URL(form.action);
endpoint.search = "";
const names = namesOf({ ...given, snapshot: form.elements.snapshot?.value });

let view = {};
let running = null;
let known = null;

/** What can be completed: asked for when the first term is typed. A scratch dataset has none. */
const terms = () => (known ??= given.terms ? fetch(given.terms).then((told) => told.json()).catch(() => nothing) : Promise.resolve(nothing));
const nothing = { classes: [], properties: [] };

const editor = await edit(part("editor"), { query: field.value, names, prefixes: given.prefixes, terms, run });
field.hidden = true;
share.hidden = false;
form.querySelector("label").addEventListener("click", (event) => { event.preventDefault(); editor.focus(); });

/** The fields of the form with this query: what is asked. */
function parametersOf(query, as = null) {
  const parameters = new URLSearchParams(new FormData(form));
  parameters.delete("format");
  parameters.set("query", query);
  if (as) parameters.set("format", as);
  return parameters;
}

/** The address that shows this query in this view; what is too long to be sent stays in its fragment. */
function addressOf(query) {
  const address = new URL(endpoint);
  const parameters = parametersOf(query);
  const fragment = new URLSearchParams(view);
  if (String(parameters).length > LONG) {
    parameters.delete("query");
    fragment.set("query", query);
  }
  address.search = parameters;
  address.hash = fragment;
  return address.href;
}

async function run() {
  const query = editor.query;
  running?.abort();
  const mine = (running = new AbortController());
  const elapsed = element("span", { "aria-hidden": "true" });
  const started = performance.now();
  const ticking = setInterval(() => { elapsed.textContent = ` ${((performance.now() - started) / 1000).toFixed(1)} s`; }, 100);
  field.value = query;
  [wrong.hidden, hint.hidden, cancel.hidden] = [true, true, false];
  section.setAttribute("aria-busy", "true");
  editor.unmark();
  state.replaceChildren("Running…", elapsed);
  try {
    const told = await ask(endpoint.href, parametersOf(query), mine.signal);
    await shown(query, told);
  } catch (error) {
    if (mine !== running) return;
    if (error.name === "AbortError") state.textContent = `Cancelled after ${((performance.now() - started) / 1000).toFixed(1)} s.`;
    else failed(error);
  } finally {
    clearInterval(ticking);
    if (mine === running) {
      running = null;
      cancel.hidden = true;
      section.removeAttribute("aria-busy");
    }
  }
}

/** Shows an answer with its size, its other formats and its address. */
async function shown(query, told) {
  const result = await resultOf(told);
  const counted = result.form === "graph" ? "statement" : "row";
  const size = result.form === "boolean" ? "" : `${number(result.rows.length)} ${counted}${result.rows.length === 1 ? "" : "s"}`;
  const time = told.seconds === undefined ? "" : `${told.seconds.toFixed(told.seconds < 1 ? 3 : 1)} s`;
  state.textContent = [size, time].filter(Boolean).join(" in ");
  hint.hidden = !told.hint;
  part("hint-text").textContent = told.hint ?? "";
  const place = element("div");
  answer.replaceChildren(place, downloads(query, result));
  section.hidden = false;
  const changed = (next) => { view = next; history.replaceState(null, "", addressOf(query)); };
  history.replaceState(null, "", addressOf(query));
  show(place, result, { names, state: view, changed });
}

/** Links to the answer in each format; a query too long for an address is sent by the form. */
function downloads(query, { form: kind }) {
  const formats = form.querySelector(`optgroup[data-form="${kind === "graph" ? "graph" : "results"}"]`).children;
  const links = [...formats].map(({ value, textContent }) => {
    const parameters = parametersOf(query, value);
    const to = element("a", { href: `${endpoint}?${parameters}`, download: "" }, textContent);
    if (String(parameters).length > LONG) to.addEventListener("click", (event) => { event.preventDefault(); send(query, value); });
    return element("li", {}, to);
  });
  return element("ul", { className: "downloads", "aria-label": "Other formats" }, ...links);
}

/** Lets the browser itself fetch an answer, by POST where an address would be too long. */
function send(query, as) {
  const chosen = format.value;
  [field.value, format.value] = [query, as];
  form.method = String(parametersOf(query, as)).length > LONG ? "post" : "get";
  form.submit();
  format.value = chosen;
}

function failed(error) {
  const told = error instanceof Problem ? error : { title: "This result cannot be shown", message: error.message };
  state.textContent = "";
  part("wrong-title").textContent = told.title;
  part("wrong-text").textContent = told.message;
  wrong.hidden = false;
  locate(told.line, told.column);
}

/** Marks the place of an error in the editor, and offers to go there. */
function locate(line, column = 1) {
  wrong.querySelector("button")?.remove();
  if (!line) return;
  editor.mark(line);
  const go = element("button", { type: "button", className: "quiet" }, `Go to line ${line}, column ${column}`);
  go.addEventListener("click", () => editor.go(line, column));
  wrong.append(go);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (format.value === "html") run();
  else send(editor.query, format.value);
});
cancel.addEventListener("click", () => running?.abort());

share.addEventListener("click", async () => {
  const address = addressOf(editor.query);
  try {
    await navigator.clipboard.writeText(address);
    share.textContent = "Link copied";
    setTimeout(() => { share.textContent = "Copy link"; }, 2000);
  } catch {
    link.hidden = false; // a browser gives the clipboard to secure pages only
    link.value = address;
    link.select();
    state.textContent = "Copy the link from the field.";
  }
});

part("hint-fix").addEventListener("click", () => {
  editor.query = editor.query.replaceAll("http://schema.org/", "https://schema.org/");
  run();
});

for (const example of document.querySelectorAll("a.example")) {
  example.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    editor.query = new URL(example.href).searchParams.get("query");
    view = {};
    run();
    form.scrollIntoView();
  });
}

const tags = part("tags");
if (tags) {
  tags.hidden = false;
  tags.querySelector("select").addEventListener("change", ({ target }) => {
    for (const item of document.querySelectorAll("li[data-tags]")) {
      item.hidden = target.value !== "" && !item.dataset.tags.split(",").includes(target.value);
    }
    for (const group of document.querySelectorAll(".example-group")) {
      group.hidden = !group.querySelector("li:not([hidden])");
    }
  });
}

/** What the fragment asks for: a view, and a query that was too long to be sent. */
const { query: long, ...chosen } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
if (chosen.view) view = chosen;
if (long) editor.query = field.value = long;

if (long) run();
else if (part("data")) await shown(field.value, JSON.parse(part("data").textContent)).catch(failed);
else if (!wrong.hidden) locate(Number(wrong.dataset.line), Number(wrong.dataset.column) || 1);
else if (given.asked) run();
addEventListener("hashchange", () => { if (/[#&](view|query)=/.test(location.hash)) location.reload(); });
