"""schema.org as JSON-LD inside a page, the way dataset search engines read it: a tree from its subject.

The context is inline, so that no reader has to fetch one. Other vocabularies are left to the page's other
representations, which say everything.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from graph.namespaces import RDF, SCHEMA
from graph.store import pages
from graph.store.snapshot import Snapshot

About = dict[str, dict[str, list[Any]]]


def schema_org(snapshot: Snapshot, iri: str, described: list[Triple]) -> str | None:
    """The tree of an entity from its description, as JSON that may stand in a ``script`` element.

    ``None`` for an entity that schema.org has no class for.
    """
    about: About = defaultdict(lambda: defaultdict(list))
    for triple in sorted(described, key=str):
        if isinstance(triple.subject, NamedNode):
            about[triple.subject.value][triple.predicate.value].append(triple.object)
    tree = _tree(snapshot, about, iri)
    if "@type" not in tree:
        return None
    whole = {"@context": {"@vocab": str(SCHEMA)}, "@id": iri, **tree}
    text = json.dumps(whole, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _tree(snapshot: Snapshot, about: About, iri: str) -> dict[str, Any]:
    """What is said of a node in schema.org's terms, with the nodes inside it."""
    said = about.pop(iri, {})
    tree: dict[str, Any] = {}
    types = _local(said.get(RDF.type.value, []))
    if types:
        tree["@type"] = types[0] if len(types) == 1 else types
    for predicate, objects in said.items():
        if predicate.startswith(SCHEMA):
            values = [_value(snapshot, about, term) for term in objects]
            tree[predicate.removeprefix(SCHEMA)] = values[0] if len(values) == 1 else values
    return tree


def _local(types: list[Any]) -> list[str]:
    return [term.value.removeprefix(SCHEMA) for term in types if term.value.startswith(SCHEMA)]


def _value(snapshot: Snapshot, about: About, term: Any) -> Any:
    if isinstance(term, Literal):
        return {"@value": term.value, "@language": term.language} if term.language else term.value
    if term.value in about:
        return {"@id": term.value, **_tree(snapshot, about, term.value)}
    types = _local(pages.node(snapshot, term.value).get(RDF.type.value, []))
    name = pages.labels(snapshot, [term.value]).get(term.value)
    told: dict[str, Any] = {"@id": term.value}
    if types:
        told["@type"] = types[0] if len(types) == 1 else types
    if name:
        told["name"] = name
    return told
