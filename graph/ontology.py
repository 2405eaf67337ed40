"""The own terms and shapes as published graphs: blank nodes made IRIs from their content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, RdfFormat, Triple, parse

from graph import settings
from graph.statements import digest


def ontology_files() -> list[Path]:
    """The files whose statements are the graph ``<base>graph/ontology``."""
    return sorted(settings.ONTOLOGY.glob("*.ttl"))


def shape_files() -> list[Path]:
    """The files whose statements are the graph ``<base>graph/shapes``."""
    return sorted(settings.SHAPES.glob("*.ttl"))


def triples(files: Iterable[Path], base: str) -> Iterator[Triple]:
    """The statements of Turtle files without blank nodes."""
    for path in files:
        dataset = Dataset(parse(path.read_bytes(), format=RdfFormat.TURTLE))
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        for quad in dataset:
            yield Triple(_node(quad.subject, path, base), quad.predicate, _node(quad.object, path, base))


def _node(term: Any, path: Path, base: str) -> Any:
    if isinstance(term, BlankNode):
        return NamedNode(f"{base}.well-known/genid/{digest(path.name, term.value)}")
    return term
