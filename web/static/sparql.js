// Puts the SPARQL editor in the place of the plain form, with this graph's prefixes and nothing from outside.
(() => {
  const place = document.getElementById("editor");
  const plain = document.getElementById("plain");
  if (!place || !plain || typeof Yasgui === "undefined") return;
  const { prefixes, query, examples } = JSON.parse(document.getElementById("editor-data").textContent);
  const Editor = Yasgui.Yasgui || Yasgui.default || Yasgui;
  const endpoint = new URL(place.dataset.endpoint, location.href).href;

  // Classes and properties that this graph has, the most used first; asked for when the first one is typed.
  let known;
  const terms = () => (known ??= fetch(place.dataset.terms).then((answer) => answer.json()).catch(() => ({ classes: [], properties: [] })));
  const offered = (name) => async (_editor, token) => {
    const wanted = token?.autocompletionString ?? "";
    const word = wanted.toLowerCase();
    const fits = (iri) => iri.startsWith(wanted) || iri.split(/[/#]/).pop().toLowerCase().startsWith(word);
    return (await terms())[name].map(({ iri }) => iri).filter(fits);
  };

  Editor.Yasqe.defaults.autocompleters = ["prefixes", "variables"];
  if (place.dataset.terms) {
    Editor.Yasqe.forkAutocompleter?.("class", { name: "class", persistenceId: null, bulk: false, get: offered("classes") });
    Editor.Yasqe.forkAutocompleter?.("property", { name: "property", persistenceId: null, bulk: false, get: offered("properties") });
  }
  Editor.Yasqe.forkAutocompleter?.("prefixes", {
    name: "prefixes",
    persistenceId: null,
    get: () => Promise.resolve(Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`)),
  });
  Editor.Yasr.defaults.prefixes = prefixes;
  const shared = (text) => {
    const address = new URL(endpoint);
    address.searchParams.set("query", text);
    return address.href;
  };
  const editor = new Editor(place, {
    requestConfig: { endpoint, method: "GET" },
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    copyEndpointOnNewTab: false,
    populateFromUrl: false,
    persistenceId: null,
    autofocus: false,
    yasqe: { value: query, persistenceId: null, createShareableLink: (yasqe) => shared(yasqe.getValue()) },
  });
  place.hidden = false;
  plain.hidden = true;
  document.getElementById("result")?.setAttribute("hidden", "");

  // What the editor leaves out for those who do not see it: names of its fields, and roles that hold.
  const name = () => {
    for (const part of place.querySelectorAll("[role=tablist], [role=tab], [role=tabpanel]")) part.removeAttribute("role");
    for (const part of place.querySelectorAll("[aria-selected]")) {
      part.setAttribute("aria-current", part.getAttribute("aria-selected"));
      part.removeAttribute("aria-selected");
    }
    for (const field of place.querySelectorAll("textarea:not([aria-label])")) field.setAttribute("aria-label", "Query");
    for (const field of place.querySelectorAll("input:not([aria-label]):not([id]), select:not([aria-label]):not([id])")) {
      field.setAttribute("aria-label", field.placeholder || field.title || "Setting");
    }
  };
  new MutationObserver(name).observe(place, { childList: true, subtree: true, attributeFilter: ["role", "aria-selected"] });
  name();

  const tab = () => editor.getTab();
  const hint = document.getElementById("editor-hint");
  const listening = new WeakSet();
  const listen = () => {
    const yasqe = tab()?.getYasqe();
    if (!yasqe || listening.has(yasqe)) return;
    listening.add(yasqe);
    yasqe.on("queryResponse", (_yasqe, response) => {
      hint.textContent = response?.headers?.get?.("Hint") ?? "";
      hint.hidden = !hint.textContent;
    });
  };
  listen();
  editor.on("tabSelect", () => setTimeout(listen));
  tab().setQuery(query);
  if (document.getElementById("result")) tab().query();

  for (const link of document.querySelectorAll("a.example")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const example = examples.find(({ title }) => title === link.textContent);
      tab().setQuery(example.query);
      tab().query();
      place.scrollIntoView();
    });
  }
})();
