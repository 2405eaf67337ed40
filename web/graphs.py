"""Named graphs, rules, and nodes without a page of their own."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, abort, redirect, render_template

from graph import serialization
from graph.serialization import Format
from graph.store import pages
from web import negotiation, tombstones
from web.negotiation import GRAPH, PAGE
from web.site import base, pinned, snapshot

blueprint = Blueprint("graphs", __name__)
SHOWN = 60_000
"""Characters of Turtle that a page shows of a large graph."""
DATASET = (
    PAGE,
    *serialization.of("graph"),
    *(f for f in serialization.of("dataset") if "graph" not in f.forms),
)


@blueprint.get("/graph/<path:name>")
def graph(name: str) -> Response:
    """A named graph, from its canonical statements."""
    current, suffix = snapshot(), None
    if f"{base()}graph/{name}" not in current.graphs:
        name, suffix = negotiation.split(name, DATASET)
    iri = f"{base()}graph/{name}"
    if iri not in current.graphs:
        kind, _, slug = name.partition("/")
        if kind == "dcat":
            return tombstones.gone(f"id/study/{slug}", suffix, f"graph/{name}")
        abort(404)

    def rdf(format: Format) -> bytes:
        quads = current.graph(iri)
        return serialization.write(quads if "graph" not in format.forms else (q.triple for q in quads), format)

    made = {format.name: partial(rdf, format) for format in DATASET if format.rdf}
    page = partial(_node, f"Graph {name}", iri, lambda: list(current.graph(iri)), f"graph/{name}", DATASET)
    return negotiation.respond({**made, PAGE.name: page}, DATASET, suffix, f"graph/{name}")


def _node(title: str, iri: str, quads: object, path: str, formats: object, **more: object) -> str:
    """A page that shows RDF as it is."""
    found = list(quads()) if callable(quads) else []
    turtle = serialization.write(
        sorted({quad.triple for quad in found}, key=str), serialization.of("graph")[0]
    ).decode()
    return render_template(
        "node.html",
        title=title,
        iri=iri,
        statements=len(found),
        turtle=turtle[:SHOWN],
        cut=len(turtle) > SHOWN,
        path=path,
        formats=formats,
        **more,
    )


@blueprint.get("/rule/<path:name>")
def rule(name: str) -> Response:
    """A rule that finds facts, at one of its versions."""
    return _described("Rule", "rule", name, facts=True)


@blueprint.get("/.well-known/genid/<name>")
def genid(name: str) -> Response:
    """A node that has no identity of its own: an identifier, a place, a period."""
    return _described("Node", ".well-known/genid", name)


@blueprint.get("/id/record/<slug>")
def listed(slug: str) -> Response:
    """A catalogue's record of a dataset: 303 to its description."""
    if not pages.exists(snapshot(), f"{base()}id/record/{slug}"):
        return tombstones.gone(f"id/study/{slug}", record=f"id/record/{slug}")
    return redirect(f"{base()}record/{slug}{pinned()}", 303)  # type: ignore[return-value]


@blueprint.get("/record/<name>")
def record(name: str) -> Response:
    """When a dataset was listed, and when its listing last changed."""
    return _described("Catalogue record", "record", name)


def _described(what: str, folder: str, name: str, facts: bool = False) -> Response:
    current, suffix = snapshot(), None
    start = f"{base()}{'id/' if folder == 'record' else ''}{folder}/"
    if not pages.about(current, f"{start}{name}"):
        name, suffix = negotiation.split(name, GRAPH)
    iri = f"{start}{name}"
    quads = pages.about(current, iri)
    if not quads and folder == "record":
        return tombstones.gone(f"id/study/{name}", suffix, f"id/record/{name}")
    if not quads:
        abort(404)

    def rdf(format: Format) -> bytes:
        return serialization.write(sorted({quad.triple for quad in quads}, key=str), format)

    def page() -> str:
        count = pages.facts_by_rule(current, iri) if facts else None
        used = pages.labels(current, [link.iri for link in pages.incoming(current, iri)])
        title = f"{what} {name.replace('/', ', version ')}"
        return _node(title, iri, lambda: quads, f"{folder}/{name}", GRAPH, facts=count, used=used)

    made = {format.name: partial(rdf, format) for format in GRAPH if format.rdf}
    return negotiation.respond({**made, PAGE.name: page}, GRAPH, suffix, f"{folder}/{name}")
