// What IRIs are called and where they lead, as on the other pages.

/** Names for a graph with these prefixes below `base`, whose pages are below `root`, perhaps of a pinned snapshot. */
export function namesOf({ prefixes, base, root, snapshot }) {
  const known = Object.entries(prefixes);

  /** An IRI below the base, as a prefixed name, or whole. */
  function short(iri) {
    if (iri.startsWith(base) && iri !== base) return iri.slice(base.length);
    return prefixed(iri) ?? iri;
  }

  function prefixed(iri) {
    const [name, namespace] = known.find(([, start]) => iri.startsWith(start)) ?? [];
    if (name === undefined) return null;
    const local = iri.slice(namespace.length);
    return /^[\w.-]+$/.test(local) && !local.endsWith(".") ? `${name}:${local}` : null;
  }

  /** Where an IRI leads: our own page, the web, or nowhere. */
  function link(iri) {
    if (!iri.startsWith(base)) return /^https?:/.test(iri) ? iri : null;
    const [path, ...fragment] = iri.slice(base.length).split("#");
    const pinned = snapshot ? `${path.includes("?") ? "&" : "?"}snapshot=${snapshot}` : "";
    return [`${root}${path}${pinned}`, ...fragment].join("#");
  }

  return { short, prefixed, link };
}
