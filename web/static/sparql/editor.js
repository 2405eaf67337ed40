// The SPARQL editor: YASQE with the prefixes, classes and properties of this graph, and nothing from outside.

import { element, number, vendor } from "./dom.js";

const MOST = 100;

/** An editor in `place`. `terms` gives what can be completed; `run` is called by Ctrl+Enter. */
export async function edit(place, { query, names, prefixes, terms, run }) {
  await vendor("yasqe.min.js");
  const { Yasqe } = globalThis;
  Yasqe.defaults.autocompleters = ["variables"];
  const completer = (kind, name, extra) => Yasqe.forkAutocompleter(kind, { name, bulk: false, persistenceId: null, ...extra });
  completer("prefixes", "prefixes", {
    get: (_editor, token) => matching(token?.autocompletionString ?? token?.string ?? "", prefixes),
  });
  for (const [kind, name] of [["class", "classes"], ["property", "properties"]]) {
    completer(kind, kind, {
      get: async (_editor, token) => suggestions((await terms())[name], token?.autocompletionString ?? "", names),
      postProcessSuggestion: (editor, _token, iri) => written(editor, iri, names),
      postprocessHints: async (editor, hints) => {
        const known = new Map((await terms())[name].map((term) => [written(editor, term.iri, names), term]));
        return hints.map((hint) => ({ ...hint, hint: insert(prefixes), render: describe(known.get(hint.text)) }));
      },
    });
  }
  const keys = {
    "Ctrl-Enter": run,
    "Cmd-Enter": run,
    "Ctrl-S": false, // what the page's address holds is what is saved
    Tab: false, // the keyboard goes on to the next field; Ctrl-] indents
    "Shift-Tab": false,
    "Ctrl-]": "indentMore",
    "Ctrl-[": "indentLess",
  };
  const editor = new Yasqe(place, {
    value: query,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    screenReaderLabel: "Query",
    extraKeys: { ...Yasqe.defaults.extraKeys, ...keys },
  });
  for (const name of ["mouseover", "mouseout"]) editor.getWrapperElement().addEventListener(name, told(editor), true);
  let marked = null;
  const unmark = () => {
    if (marked) editor.removeLineClass(marked, "background", "wrong-line");
    marked = null;
  };
  editor.on("change", unmark);

  return {
    get query() { return editor.getValue(); },
    set query(text) { editor.setValue(text); },
    focus: () => editor.focus(),
    unmark,
    /** Marks the line of an error; both numbers count from 1. */
    mark(line) {
      unmark();
      marked = editor.addLineClass(Math.min(line, editor.lineCount()) - 1, "background", "wrong-line");
    },
    /** Puts the cursor at a line and a column, which count characters from 1. */
    go(line, column) {
      const text = editor.getLine(line - 1) ?? "";
      editor.focus();
      editor.setCursor(line - 1, [...text].slice(0, column - 1).join("").length);
      editor.scrollIntoView(null, 60);
    },
  };
}

/** Says what is wrong in a line. YASQE's own tooltip has inline styles, which the page's policy forbids. */
const told = (editor) => (event) => {
  const icon = event.target.closest(".parseErrorIcon");
  if (!icon) return;
  event.stopPropagation();
  const line = Math.min(editor.lineAtHeight(event.clientY, "window"), editor.lastLine());
  const { errorMsg, possibleCurrent } = editor.getTokenAt({ line, ch: editor.getLine(line).length }, true).state;
  icon.title = errorMsg ?? `Expected here: ${possibleCurrent.join(", ")}`;
};

const matching = (wanted, prefixes) =>
  Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`).filter((text) => text.startsWith(wanted));

/** IRIs of the terms that begin so, as a whole, by prefixed or local name, or by a word of their label. */
function suggestions(terms, wanted, names) {
  const word = wanted.toLowerCase();
  const fits = ({ iri, label = "" }) =>
    [iri, names.prefixed(iri) ?? "", iri.split(/[/#]/).pop(), ...label.split(" ")].some((text) => text.toLowerCase().startsWith(word));
  return terms.filter(fits).slice(0, MOST).map(({ iri }) => iri);
}

/** A term as it is written in this query: with its prefix there, with the one that we know, or whole. */
function written(editor, iri, names) {
  const declared = Object.entries(editor.getPrefixesFromQuery()).find(([, namespace]) => namespace && iri.startsWith(namespace));
  const local = declared && iri.slice(declared[1].length);
  return declared && /^[\w-]+$/.test(local) ? `${declared[0]}:${local}` : names.prefixed(iri) ?? `<${iri}>`;
}

/** Puts a hint in its place, and declares its prefix if the query does not. */
const insert = (prefixes) => (editor, data, hint) =>
  editor.operation(() => {
    editor.replaceRange(hint.text, hint.from ?? data.from, hint.to ?? data.to, "complete");
    const name = hint.text.split(":")[0];
    if (!hint.text.startsWith("<") && prefixes[name] && !(name in editor.getPrefixesFromQuery())) {
      editor.addPrefixes({ [name]: prefixes[name] });
    }
  });

/** Shows a hint with what the term is called and how often it is used. */
const describe = (term) => (item, _data, hint) => {
  const more = term && [term.label, `${number(term.count)}×`].filter(Boolean).join(", ");
  item.title = term?.definition ?? term?.iri ?? "";
  item.append(hint.text, more ? element("span", { className: "more" }, more) : "");
};
