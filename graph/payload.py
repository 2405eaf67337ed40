"""RDF that a client sends: a body in any syntax as statements, and statements without blank nodes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, Triple, parse

from graph.namespaces import canonical_schema_org
from graph.serialization import FORMATS, Format
from graph.statements import digest

SYNTAXES: dict[str, Format] = {format.media_type: format for format in FORMATS if format.rdf}
"""The syntaxes that are read, by media type."""


class NotRdf(Exception):
    """A body that is not what its media type says; the message tells line and column where they are known."""


def read(content: bytes, format: Format, base: str) -> list[Triple]:
    """The statements of one graph. Raises :class:`NotRdf`, also where the body names graphs of its own."""
    assert format.rdf is not None
    try:
        quads = parse(content, format=format.rdf, base_iri=base, without_named_graphs=True, rename_blank_nodes=True)
        return [quad.triple for quad in quads]
    except (SyntaxError, ValueError) as error:
        raise NotRdf(str(error)) from error


def publishable(triples: Iterable[Triple], base: str) -> list[Triple]:
    """The statements with schema.org's terms under ``https://``, and for each blank node an IRI that is made
    from what is said around it.

    Raises :class:`NotRdf` for a triple term, which nothing published holds.
    """
    dataset = Dataset(Quad(*map(_current, triple)) for triple in triples)
    if any(isinstance(quad.object, Triple) for quad in dataset):
        raise NotRdf("triple terms are not kept here")
    if not any(isinstance(term, BlankNode) for quad in dataset for term in (quad.subject, quad.object)):
        return [quad.triple for quad in dataset]
    return _skolemised(dataset, base)


def _current(term: Any) -> Any:
    return NamedNode(canonical_schema_org(term.value)) if isinstance(term, NamedNode) else term


def _skolemised(dataset: Dataset, base: str) -> list[Triple]:
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    seed = digest(*sorted(map(str, dataset)))

    def named(term: Any) -> Any:
        if isinstance(term, BlankNode):
            return NamedNode(f"{base}.well-known/genid/{digest(seed, term.value)}")
        return term

    return [Triple(named(quad.subject), quad.predicate, named(quad.object)) for quad in dataset]
