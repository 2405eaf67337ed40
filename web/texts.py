"""Extracted texts, with the words of a fact highlighted, and the documents that they came from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, abort, render_template, request
from werkzeug.exceptions import BadRequest

from graph import serialization
from graph.namespaces import PROV
from graph.serialization import Format
from graph.store import evidence, pages
from graph.store.snapshot import Snapshot
from web import negotiation
from web.negotiation import GRAPH, PAGE, TEXT
from web.site import base, snapshot

blueprint = Blueprint("texts", __name__)
AROUND = 50_000
"""Code points shown before and after the highlighted words of a very long text."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A text cut at the words to show; ``cut_before`` and ``cut_after`` where it goes on."""

    before: str
    words: str
    after: str
    cut_before: bool
    cut_after: bool


@blueprint.get("/text/<name>")
def text(name: str) -> Response:
    """The plain text extracted from a document. ``?start=&end=`` highlights words (code points)."""
    digest, suffix = negotiation.split(name, (PAGE, TEXT))
    found = snapshot().text(digest)
    if found is None:
        abort(404)
    made = {TEXT.name: partial(str, found), PAGE.name: partial(_text, digest, found)}
    return negotiation.respond(made, (PAGE, TEXT), suffix, f"text/{digest}")


def _text(digest: str, found: str) -> str:
    current = snapshot()
    iri = f"{base()}text/{digest}"
    derived = [quad for quad in pages.about(current, iri) if quad.predicate == PROV.wasDerivedFrom]
    graphs = [quad.graph_name.value.replace("/provenance/", "/source/", 1) for quad in derived]
    shown = _cut(found, _offset("start", len(found)), _offset("end", len(found)))
    sources = evidence.sources(current, graphs).values()
    return render_template("text.html", digest=digest, shown=shown, sources=sources, length=len(found))


def _offset(name: str, length: int) -> int:
    """Raises ``BadRequest`` where it is no offset of the text."""
    given = request.args.get(name, "0")
    if not (given.isascii() and given.isdigit() and len(given) < 12 and int(given) <= length):
        raise BadRequest(f"{name} is an offset in the text: a whole number up to {length}.")
    return int(given)


def _cut(found: str, start: int, end: int) -> Highlight:
    if start > end:
        raise BadRequest("start is not after end.")
    first, last = max(0, start - AROUND), end + AROUND
    return Highlight(found[first:start], found[start:end], found[end:last], first > 0, last < len(found))


@blueprint.get("/document/<name>")
def document(name: str) -> Response:
    """What is known of a harvested document: where and when it was got, and what it speaks of."""
    digest, suffix = negotiation.split(name, GRAPH)
    current = snapshot()
    iri = f"{base()}document/{digest}"
    quads = pages.about(current, iri)
    if not quads:
        abort(404)
    checksum = pages.about(current, f"{iri}#checksum")

    def rdf(format: Format) -> bytes:
        return serialization.write(sorted({quad.triple for quad in (*quads, *checksum)}, key=str), format)

    made = {format.name: partial(rdf, format) for format in GRAPH if format.rdf}
    page = partial(_document, current, digest, sorted({quad.graph_name.value for quad in quads}))
    return negotiation.respond({**made, PAGE.name: page}, GRAPH, suffix, f"document/{digest}")


def _document(current: Snapshot, digest: str, provenance: list[str]) -> str:
    graphs = [graph.replace("/provenance/", "/source/", 1) for graph in provenance]
    entities = [iri for graph in graphs if graph in current.graphs for iri in pages.entities_in(current, graph)]
    return render_template(
        "document.html",
        digest=digest,
        sources=list(evidence.sources(current, graphs).values()),
        entities=pages.labels(current, entities),
        texts=pages.texts_of(current, f"{base()}document/{digest}"),
        formats=GRAPH,
    )
