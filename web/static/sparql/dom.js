// Elements, and files of vendor/ that are fetched when they are first needed.

/** A new element with properties (`data-`, `aria-` and other hyphened ones are attributes) and children. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** A labelled choice; `options` are values, or pairs of value and text. */
export function choice(label, options, value, changed) {
  const pairs = options.map((option) => (Array.isArray(option) ? option : [option, option]));
  const id = `choice-${label.toLowerCase()}`;
  const select = element("select", { id }, ...pairs.map(([key, text]) => element("option", { value: key }, text)));
  select.value = value;
  select.addEventListener("change", () => changed(select.value));
  return element("span", {}, element("label", { htmlFor: id }, label), " ", select);
}

/** What a file of vendor/ exports; older ones leave a global instead. */
export const vendor = (file) => import(new URL(`../vendor/${file}`, import.meta.url));

/** A colour of the page by its name in style.css, as it is in the present scheme. */
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export const number = new Intl.NumberFormat("en").format;
