// The keys of the desk. Each does what a link or a button of the page does: without this file all works as well.
const OFF = "catalograph-keys-off";
const dialog = document.getElementById("keys");
const on = document.getElementById("keys-on");
const busy = document.getElementById("busy");
const show = document.getElementById("show-keys");

function marked(key) {
  return document.querySelector(`[data-key="${key}"]`);
}

function toRow(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const at = rows.indexOf(document.activeElement);
  rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
}

function pressed(event) {
  const writing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open]");
  if (event.key === "Escape" && event.target.id === "why") event.target.blur();
  if (writing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.key === "?") {
    dialog.showModal();
  } else if (!on.checked) {
    return;
  } else if (event.key === "z") {
    document.querySelector(".undo button")?.click();
  } else if (marked(event.key)) {
    const found = marked(event.key);
    found.matches("input") ? found.focus() : found.click();
  } else if (event.key === "j" || event.key === "k") {
    toRow(event.key === "j" ? 1 : -1);
  } else {
    return;
  }
  event.preventDefault();
}

function sent(event) {
  // A second click would decide the next pair, or the same one twice.
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
  event.target.setAttribute("aria-busy", "true");
  busy.textContent = "Publishing…";
}

function shown() {
  document.body.classList.toggle("keyed", on.checked);
}

on.checked = localStorage.getItem(OFF) === null;
shown();
on.addEventListener("change", () => {
  on.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes");
  shown();
});
show.hidden = false;
show.addEventListener("click", () => dialog.showModal());
document.addEventListener("keydown", pressed);
for (const form of document.querySelectorAll("form[method=post]")) form.addEventListener("submit", sent);
window.addEventListener("pageshow", () => {
  busy.textContent = ""; // also where the browser brings the page back as it was left
  for (const form of document.querySelectorAll("[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});
