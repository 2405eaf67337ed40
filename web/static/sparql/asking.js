// Asks the endpoint. An answer is read to its end, up to what a page can hold; what goes wrong is a Problem.

import { number } from "./dom.js";

const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.1";
const LARGEST = 32 * 1024 * 1024;
/** Parameters of more characters go by POST: proxies cut addresses at about 8,000. */
export const LONG = 6000;

/** What the service says is wrong (RFC 9457), with line and column where it tells them. */
export class Problem extends Error {
  constructor({ title, detail, line, column }) {
    super(detail);
    Object.assign(this, { title, line, column });
  }
}

/** The answer to a query: its content, media type, hint, and how many seconds it took. Raises Problem. */
export async function ask(endpoint, parameters, signal) {
  const started = performance.now();
  const long = String(parameters).length > LONG;
  const id = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const options = { headers: { Accept: ACCEPT, "Query-Id": id }, signal, ...(long ? { method: "POST", body: parameters } : {}) };
  signal.addEventListener("abort", () => fetch(`${endpoint}/running/${id}`, { method: "DELETE", keepalive: true }).catch(() => {}));
  const response = await fetch(long ? endpoint : `${endpoint}?${parameters}`, options).catch((error) => {
    throw error.name === "AbortError" ? error : new Problem({ title: "No answer", detail: "The service cannot be reached." });
  });
  if (!response.ok) throw await problemOf(response);
  const content = await read(response);
  const seconds = (performance.now() - started) / 1000;
  return { content, type: response.headers.get("Content-Type") ?? "", hint: response.headers.get("Hint"), seconds };
}

async function problemOf(response) {
  const detail = `The service answered ${response.status} ${response.statusText}`.trim();
  const told = await response.json().catch(() => ({}));
  return new Problem({ title: "This query cannot be answered", detail, ...told });
}

async function read(response) {
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > LARGEST) {
      reader.cancel();
      const most = `The result has more than ${number(LARGEST)} bytes, which is too much for a page.`;
      throw new Problem({ title: "Too large to show", detail: `${most} Choose a format under “Result as” to download it, or add a LIMIT.` });
    }
    text += decoder.decode(value, { stream: true });
  }
}
