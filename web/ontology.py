"""The terms that this graph adds to the standard vocabularies: all on one page, and each at an address of its own."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from flask import Blueprint, Response, abort, redirect, render_template
from pyoxigraph import Literal, NamedNode, Quad

from graph import serialization
from graph.namespaces import CG, OWL, RDF, RDFS, SKOS
from graph.serialization import Format
from graph.store.snapshot import Snapshot
from web import negotiation, vocabulary
from web.negotiation import GRAPH, PAGE
from web.site import base, pinned, snapshot

blueprint = Blueprint("ontology", __name__)
ONTOLOGY = NamedNode(CG.removesuffix("#"))
OWN = CG.removesuffix("ontology#")
"""Below this are the ontology and the schemes of concepts."""


@blueprint.get("/ontology")
@blueprint.get("/ontology.<suffix>")
def ontology(suffix: str | None = None) -> Response:
    """The terms that this graph adds to the standard vocabularies."""
    if suffix is not None and not any(format.extension == suffix for format in GRAPH):
        abort(404)
    current = snapshot()
    iri = f"{base()}graph/ontology"

    def rdf(format: Format) -> bytes:
        return serialization.write((quad.triple for quad in current.graph(iri)), format)

    made = {format.name: partial(rdf, format) for format in GRAPH if format.rdf}
    return negotiation.respond({**made, PAGE.name: partial(_terms, current)}, GRAPH, suffix, "ontology")


@blueprint.get("/ontology/<path:name>")
def term(name: str) -> Response:
    """303 from a term (``WorkPackage``, ``role/lead``), or from the version that is served, to where it stands."""
    said = _said(snapshot())
    version = _text(said.get(ONTOLOGY.value, {}), OWL.versionInfo)
    if name == version:
        return _moved(f"{base()}ontology{pinned()}")
    iri = next((iri for iri in (f"{CG}{name}", f"{OWN}{name}") if iri in said), None)
    if iri is None:
        abort(404, f"There is no such term in version {version}, the one that is served here.")
    return _moved(f"{base()}ontology{pinned()}#{quote(vocabulary.anchor(iri))}")


def _moved(location: str) -> Response:
    response = redirect(location, 303)
    response.headers["Vary"] = "Accept"
    return response  # type: ignore[return-value]


def _said(current: Snapshot) -> dict[str, dict[str, list[object]]]:
    about: dict[str, dict[str, list[object]]] = {}
    for quad in current.graph(f"{base()}graph/ontology"):
        _note(about, quad)
    return about


def _terms(current: Snapshot) -> str:
    about = _said(current)
    groups: dict[str, list[dict[str, str]]] = {"Classes": [], "Properties": [], "Concepts": []}
    for term, said in sorted(about.items()):
        types = {getattr(value, "value", "") for value in said.get(RDF.type.value, ())}
        group = (
            "Concepts"
            if SKOS.Concept.value in types
            else "Properties"
            if RDF.Property.value in types
            else "Classes"
            if RDFS.Class.value in types
            else None
        )
        if group:
            groups[group].append(
                {
                    "anchor": vocabulary.anchor(term),
                    "name": vocabulary.compact(term, base()),
                    "label": _text(said, RDFS.label),
                    "definition": _text(said, SKOS.definition),
                }
            )
    version = _text(about.get(ONTOLOGY.value, {}), OWL.versionInfo)
    return render_template("ontology.html", groups=groups, formats=GRAPH, iri=ONTOLOGY.value, version=version)


def _note(about: dict[str, dict[str, list[object]]], quad: Quad) -> None:
    if isinstance(quad.subject, NamedNode):
        about.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)


def _text(said: dict[str, list[object]], predicate: NamedNode) -> str:
    return next((value.value for value in said.get(predicate.value, ()) if isinstance(value, Literal)), "")
