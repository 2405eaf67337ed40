// Numbers as bars, a line or a pie.

import { choice, colour, element, number, vendor } from "./dom.js";
import { columns, isNumber, textOf } from "./result.js";

const KINDS = { bar: "Bars", line: "Line", pie: "Pie" };
const MOST = { bar: 50, line: 2000, pie: 10 };
const HUES = [183, 22, 265, 95, 330, 45, 210, 0, 150, 290, 60];

export const label = "Chart";
export const fits = (result) => columns(result, isNumber).length > 0;

/** Draws the values of a numeric column by the labels of another one; `options` remember which, and how. */
export async function draw(place, result, { names, options, changed }) {
  await vendor("chart.umd.min.js");
  const { Chart } = globalThis;
  const values = columns(result, isNumber);
  const labels = result.variables.filter((name) => !values.includes(name));
  const named = labels.find((name) => result.rows.every((row) => row[name]?.type !== "uri")) ?? labels[0] ?? values[0];
  const value = values.includes(options.value) ? options.value : values.find((name) => name !== named) ?? values[0];
  const by = result.variables.includes(options.label) ? options.label : named;
  const positive = result.rows.every((row) => !(Number(row[value]?.value) < 0));
  const kinds = Object.entries(KINDS).filter(([kind]) => kind !== "pie" || positive);
  const kind = kinds.some(([name]) => name === options.kind) ? options.kind : isTime(result, by) ? "line" : "bar";

  const texts = result.rows.map((row) => (row[by]?.type === "uri" ? names.short(row[by].value) : textOf(row[by])));
  const numbers = result.rows.map((row) => (row[value] ? Number(row[value].value) : null));
  const points = pointsOf(kind, texts, numbers);
  const canvas = element("canvas", { role: "img", "aria-label": `${KINDS[kind]}: ${value} by ${by}. The table has the same numbers.` });
  const box = element("div", { className: `chart ${kind}` }, canvas);
  if (kind === "bar") box.style.height = `${4 + points.length * 1.7}rem`;
  place.append(
    element(
      "p",
      { className: "options" },
      choice("As", kinds, kind, (chosen) => changed({ kind: chosen, label: by, value })),
      choice("Label", result.variables, by, (chosen) => changed({ kind, label: chosen, value })),
      choice("Value", values, value, (chosen) => changed({ kind, label: by, value: chosen })),
    ),
  );
  if (kind !== "pie" && points.length < texts.length) {
    place.append(element("p", { className: "note" }, `The first ${number(points.length)} of ${number(texts.length)} rows.`));
  }
  place.append(box);
  const chart = new Chart(canvas, configuration(kind, points, value));
  return () => chart.destroy();
}

const isTime = ({ rows }, name) => rows.length > 2 && rows.every((row) => /#(date|dateTime|gYear|gYearMonth)$/.test(row[name]?.datatype ?? ""));

/** Label and number of what is drawn: the first rows, or for a pie the largest, and the others as one. */
function pointsOf(kind, texts, numbers) {
  const points = texts.map((text, place) => [text, numbers[place]]).filter(([, n]) => n !== null);
  if (kind !== "pie") return points.slice(0, MOST[kind]);
  const ordered = points.sort((a, b) => b[1] - a[1]);
  const rest = ordered.slice(MOST.pie);
  const others = rest.length ? [[`${number(rest.length)} others`, rest.reduce((sum, [, n]) => sum + n, 0)]] : [];
  return [...ordered.slice(0, MOST.pie), ...others];
}

function configuration(kind, points, value) {
  const ink = colour("ink");
  const accent = colour("accent");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const slices = points.map((_, place) => `hsl(${HUES[place % HUES.length]} 45% ${dark ? 62 : 42}%)`);
  const axis = { ticks: { color: ink }, grid: { color: colour("line") } };
  const named = { ...axis, grid: { display: false }, ticks: { color: ink, autoSkip: kind === "line", callback: short } };
  return {
    type: kind,
    data: {
      labels: points.map(([text]) => text),
      datasets: [
        {
          label: value,
          data: points.map(([, n]) => n),
          backgroundColor: kind === "pie" ? slices : accent,
          borderColor: kind === "pie" ? colour("paper") : accent,
          borderWidth: kind === "bar" ? 0 : 2,
        },
      ],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      indexAxis: kind === "bar" ? "y" : "x",
      plugins: { legend: { display: kind === "pie", position: "bottom", labels: { color: ink } } },
      scales: kind === "pie" ? {} : kind === "bar" ? { x: { ...axis, beginAtZero: true }, y: named } : { x: named, y: axis },
    },
  };
}

/** A tick's label, cut where it would leave no room for the chart. */
function short(place) {
  const text = this.getLabelForValue(place);
  const most = this.chart.width < 500 ? 16 : 40;
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
