// A result as all views read it: its form, variables, and rows of terms as in SPARQL 1.1 Query Results JSON Format.

import { vendor } from "./dom.js";

const NUMERIC = /#(integer|decimal|double|float|(non)?(positive|negative)(integer)?|long|int|short|byte|unsigned\w+)$/i;
const TYPES = { NamedNode: "uri", BlankNode: "bnode", Literal: "literal" };

/** What an answer holds: `form` is "rows", "boolean" or "graph" (rows of subject, predicate and object). */
export async function resultOf({ content, type }) {
  if (type.startsWith("text/turtle")) {
    const { Parser } = await vendor("n3.esm.min.js");
    const rows = new Parser().parse(content).map(({ subject, predicate, object }) => ({
      subject: termOf(subject),
      predicate: termOf(predicate),
      object: termOf(object),
    }));
    return { form: "graph", variables: ["subject", "predicate", "object"], rows, content };
  }
  const found = JSON.parse(content);
  if ("boolean" in found) return { form: "boolean", boolean: found.boolean, variables: [], rows: [], content };
  return { form: "rows", variables: found.head.vars, rows: found.results.bindings, content };
}

function termOf({ termType, value, language, datatype }) {
  const plain = { type: TYPES[termType], value };
  if (termType !== "Literal") return plain;
  return language ? { ...plain, "xml:lang": language } : { ...plain, datatype: datatype.value };
}

/** What a term says, as text. */
export const textOf = (term) => (typeof term?.value === "string" ? term.value : term ? JSON.stringify(term.value) : "");

/** Whether a term is a number of XML Schema. */
export const isNumber = (term) => NUMERIC.test(term?.datatype ?? "");

/** The columns whose every value passes a test, and which have one. */
export const columns = ({ variables, rows }, test) =>
  variables.filter((name) => {
    const values = rows.map((row) => row[name]).filter(Boolean);
    return values.length > 0 && values.every(test);
  });
