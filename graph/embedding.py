"""schema.org as JSON-LD inside a page, the way dataset search engines read it: a tree from its subject.

The context is inline, so that no reader has to fetch one. Other vocabularies are left to the page's other
representations, which say everything. Of a study, search engines want one value of most properties, and a
description of a certain length: :func:`_for_search` sees to that.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from graph.namespaces import ACCESS, DCAT, DCT, RDF, SCHEMA
from graph.store import pages
from graph.store.snapshot import Snapshot
from graph.summaries import type_of

About = dict[str, dict[str, list[Any]]]
SHORTEST, LONGEST = 50, 5000
"""Characters that a description must have, and may have, for dataset search engines."""
_NEAR = (SCHEMA.contentUrl, SCHEMA.encodingFormat, SCHEMA.sameAs)
"""What is told of a node that has a page of its own, beside its type and name."""


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
    if type_of(iri, snapshot.base) == "study":
        tree = _for_search(snapshot, iri, tree)
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
    node = pages.node(snapshot, term.value)
    types = _local(node.get(RDF.type.value, []))
    name = pages.labels(snapshot, [term.value]).get(term.value)
    told: dict[str, Any] = {"@id": term.value}
    if types:
        told["@type"] = types[0] if len(types) == 1 else types
    if name:
        told["name"] = name
    for predicate in _NEAR:
        values = [{"@id": v.value} if isinstance(v, NamedNode) else v.value for v in node.get(predicate.value, ())]
        if values:
            told[predicate.value.removeprefix(SCHEMA)] = values[0] if len(values) == 1 else values
    return told


def _for_search(snapshot: Snapshot, iri: str, tree: dict[str, Any]) -> dict[str, Any]:
    """A study's tree with one value where search engines want one: of licence and period the one that DCAT has."""
    derived = pages.node(snapshot, iri)
    name = _all(tree.get("name"))
    found = {**tree, "url": {"@id": iri.replace("/id/study/", "/study/", 1)}}
    found["description"] = _single([_long_enough(said, name) for said in _all(tree.get("description")) or name])
    identifiers = sorted(_all(tree.get("identifier")), key=lambda node: str(node.get("propertyID")) != "DOI")
    same = sorted(_all(tree.get("sameAs")), key=lambda node: not str(node.get("@id")).startswith("https://doi.org/"))
    licences = [t.value for t in derived.get(DCT.license.value, ()) if not t.value.startswith(snapshot.base)]
    periods = _periods(snapshot, derived)
    for key, values in (
        ("identifier", identifiers),
        ("sameAs", same),
        ("license", licences),
        ("temporalCoverage", periods),
    ):
        if values or tree.get(key):
            found[key] = (values or _all(tree[key]))[0]
    places = _all(tree.get("spatialCoverage"))
    if not places:
        elsewhere = [term for term in derived.get(DCT.spatial.value, ()) if isinstance(term, NamedNode)]
        if elsewhere:
            found["spatialCoverage"] = {"@id": elsewhere[0].value, "@type": "Place"}
    elif len(places) > 1:
        names = [_text(name) for place in places for name in _all(place.get("name"))]
        found["spatialCoverage"] = {"@type": "Place", "name": "; ".join(dict.fromkeys(names))}
    citations = _all(tree.get("citation"))
    if len(citations) > 1:
        found |= {"citation": citations[0], "subjectOf": _single(citations[1:])}
    if any(term.value == ACCESS.open.value for term in derived.get(DCT.accessRights.value, ())):
        found["isAccessibleForFree"] = True
    return found


def _periods(snapshot: Snapshot, derived: dict[str, list[Any]]) -> list[str]:
    """The span of the periods that DCAT has, as one ISO 8601 interval."""
    nodes = [pages.node(snapshot, term.value) for term in derived.get(DCT.temporal.value, ())]
    starts = [term.value for node in nodes for term in node.get(DCAT.startDate.value, ())]
    ends = [term.value for node in nodes for term in node.get(DCAT.endDate.value, ())]
    if not starts and not ends:
        return []
    start, end = min(starts, default=".."), max(ends, default="..")
    return [start if start == end else f"{start}/{end}"]


def _long_enough(said: Any, names: list[Any]) -> Any:
    """A description that is cut after :data:`LONGEST` characters, or filled up to :data:`SHORTEST` by what it is of."""
    text = _text(said)
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 2].rsplit(None, 1)[0]} …"
    elif len(text) < SHORTEST:
        of = _text(names[0]) if names else "this study"
        text = f"{text.rstrip('.')}. Data of the research study “{of}”, with its people and projects."
    return {**said, "@value": text} if isinstance(said, dict) else text


def _text(value: Any) -> str:
    return str(value["@value"] if isinstance(value, dict) else value)


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
