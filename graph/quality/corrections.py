"""A curator's statement in the place of a source's: what a user's graph says is wrong, and what is right instead.

The graph states the right value, and beside it names the wrong statement by a ``cg:Correction``. The source's graph
keeps what the source says; what judges and derives (validation, DCAT) takes the right value in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph.namespaces import CG, RDF
from graph.statements import canonical, digest, read_canonical

Term = NamedNode | Literal


@dataclass(frozen=True, slots=True)
class Correction:
    """That a statement with the value ``wrong`` should have the value ``right``."""

    subject: NamedNode
    predicate: NamedNode
    wrong: Term
    right: Term

    @property
    def before(self) -> Triple:
        return Triple(self.subject, self.predicate, self.wrong)

    @property
    def after(self) -> Triple:
        return Triple(self.subject, self.predicate, self.right)


def content(corrections: Iterable[Correction], graph: str) -> bytes:
    """The canonical N-Quads of the user's graph that makes these corrections."""
    return canonical((triple for one in corrections for triple in _triples(one, graph)), NamedNode(graph))


def _triples(one: Correction, graph: str) -> Iterator[Triple]:
    node = NamedNode(f"{graph}#{digest(str(one.before))}")
    yield one.after
    yield Triple(node, RDF.type, CG.Correction)
    yield Triple(node, RDF.type, RDF.Statement)
    yield Triple(node, RDF.subject, one.subject)
    yield Triple(node, RDF.predicate, one.predicate)
    yield Triple(node, RDF.object, one.wrong)
    yield Triple(node, CG.correctedTo, one.right)


def of(standing: Mapping[str, bytes]) -> dict[Triple, Triple]:
    """The corrections that users' graphs make, by the wrong statement; ``standing`` are their canonical N-Quads."""
    return among(_quad(quad) for text in standing.values() for quad in read_canonical(text))


def among(triples: Iterable[Triple]) -> dict[Triple, Triple]:
    """The corrections that are stated among these statements."""
    wanted = {RDF.subject, RDF.predicate, RDF.object, CG.correctedTo}
    said: dict[str, dict[NamedNode, object]] = {}
    named: set[str] = set()
    for triple in triples:
        if triple.predicate in wanted:
            said.setdefault(str(triple.subject), {})[triple.predicate] = triple.object
        elif triple.predicate == RDF.type and triple.object == CG.Correction:
            named.add(str(triple.subject))
    found = {}
    for node in sorted(named):
        about = said.get(node, {})
        subject, predicate = about.get(RDF.subject), about.get(RDF.predicate)
        wrong, right = about.get(RDF.object), about.get(CG.correctedTo)
        terms = isinstance(wrong, NamedNode | Literal) and isinstance(right, NamedNode | Literal)
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and terms:
            found[Triple(subject, predicate, wrong)] = Triple(subject, predicate, right)  # type: ignore[arg-type]
    return found


def view(triples: Iterable[Triple], corrected: Mapping[Triple, Triple]) -> Iterator[Triple]:
    """The statements with the right ones in the places of the wrong ones."""
    return (corrected.get(triple, triple) for triple in triples) if corrected else iter(triples)


def in_place(content: bytes, corrected: Mapping[Triple, Triple]) -> bytes:
    """The canonical N-Quads of a graph with the right statements in the places of the wrong ones."""
    if not corrected:
        return content
    known = {str(wrong).encode(): str(right).encode() for wrong, right in corrected.items()}
    lines = content.splitlines(keepends=True)
    parts = [line.rpartition(b" <") for line in lines]  # the last term of a line is the graph's IRI
    made = {known.get(said, said) + mark + graph for said, mark, graph in parts}
    return content if made == set(lines) else b"".join(sorted(made))


def _quad(quad: Quad) -> Triple:
    return Triple(*quad.triple)
