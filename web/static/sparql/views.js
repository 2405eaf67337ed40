// Shows a result in one of its views, and lets people choose among those that fit it.

import * as chart from "./chart.js";
import { element } from "./dom.js";
import * as graph from "./graph.js";
import * as map from "./map.js";
import * as table from "./table.js";
import * as text from "./text.js";

const VIEWS = { table, chart, graph, map, text };

const scheme = matchMedia("(prefers-color-scheme: dark)");
const CONTROLS = "select, input";
/** How many drawings were begun, and what ends the one that stands. */
let [turn, end] = [0, null];

/** Draws `result` in `place`. `state` is the name of the view and its options; `changed` is told each new one. */
export function show(place, result, { names, state, changed }) {
  close();
  if (result.form === "boolean") {
    place.replaceChildren(element("p", { className: "answer" }, result.boolean ? "Yes" : "No"));
    return;
  }
  if (!result.rows.length) {
    place.replaceChildren(element("p", { className: "note" }, "No rows: nothing in the graph matches."));
    return;
  }
  const fitting = Object.keys(VIEWS).filter((name) => VIEWS[name].fits(result));
  const drawing = element("div", { className: "view" });
  const buttons = fitting.map((name) => {
    const button = element("button", { type: "button", className: "quiet" }, VIEWS[name].label);
    button.addEventListener("click", () => choose(name, {}));
    return button;
  });
  place.replaceChildren(element("div", { className: "views", role: "group", "aria-label": "Show as" }, ...buttons), drawing);

  async function draw(view, options) {
    const focused = [...drawing.querySelectorAll(CONTROLS)].indexOf(document.activeElement);
    const mine = close();
    for (const [at, button] of buttons.entries()) button.setAttribute("aria-pressed", String(fitting[at] === view));
    const fresh = element("div");
    drawing.replaceChildren(fresh);
    try {
      const ended = await VIEWS[view].draw(fresh, result, { names, options, changed: (chosen) => choose(view, chosen) });
      if (mine === turn) end = ended;
      else ended?.();
    } catch (error) {
      fresh.replaceChildren(element("p", { className: "note" }, `This view cannot be drawn: ${error.message}`));
    }
    if (mine === turn) drawing.querySelectorAll(CONTROLS)[focused]?.focus();
  }

  function choose(view, options) {
    state = { view, ...options };
    changed(state);
    draw(view, options);
  }

  const restore = () => {
    const { view, ...options } = state;
    draw(...(fitting.includes(view) ? [view, options] : [fitting[0], {}]));
  };
  scheme.onchange = restore;
  restore();
}

/** Ends the drawing that stands; gives the number of the next one. */
function close() {
  end?.();
  end = null;
  scheme.onchange = null;
  return ++turn;
}
