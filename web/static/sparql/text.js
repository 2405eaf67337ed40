// The answer as it came: JSON or Turtle.

import { element, number } from "./dom.js";

const MOST = 200_000;

export const label = "Text";
export const fits = ({ form }) => form !== "boolean";

export function draw(place, { content, form }) {
  if (content.length > MOST) place.append(element("p", { className: "note" }, `The first ${number(MOST)} characters.`));
  const name = form === "graph" ? "Result in Turtle" : "Result in JSON";
  place.append(element("pre", { className: "code", tabIndex: 0, role: "region", "aria-label": name }, content.slice(0, MOST) || "# nothing"));
}
