"""What the graph holds in numbers (VoID), and the terms that the SPARQL editor offers."""

from __future__ import annotations

import json
from functools import partial

from flask import Blueprint, Response

from graph import serialization, void
from graph import terms as completion
from graph.dumps import DUMPS, find
from graph.serialization import Format
from web import negotiation
from web.site import snapshot

blueprint = Blueprint("described", __name__)
RDF = serialization.of("graph")
TERMS = Format("terms", "application/json", "json", frozenset({"terms"}))


@blueprint.get("/.well-known/void")
def dataset() -> Response:
    """The description of the dataset where VoID says that it is looked for (VoID, 7.2)."""
    made = {format.name: partial(_written, format) for format in RDF}
    there = [dump.name for dump in DUMPS.values() if find(snapshot(), dump)]  # those have a size and a checksum
    return negotiation.respond(made, RDF, parts=there, dated=False)


def _written(format: Format) -> bytes:
    return serialization.write(void.triples(snapshot()), format)


@blueprint.get("/sparql/terms.json")
def terms() -> Response:
    """The prefixes, classes and properties that an editor can complete, with their numbers."""
    made = {TERMS.name: lambda: json.dumps(completion.terms(snapshot()))}
    return negotiation.respond(made, (TERMS,), TERMS.extension)
