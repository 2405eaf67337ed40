"""Property paths (SHACL, 2.3.1): read from a shape or a report, as text in SPARQL's syntax, and as RDF again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pyoxigraph as ox

from graph.namespaces import RDF, SH
from graph.report import expanded, short
from graph.validation.terms import Described, Term

SIGNS = {"*": SH.zeroOrMorePath, "+": SH.oneOrMorePath, "?": SH.zeroOrOnePath}
_TOKEN = re.compile(r"<([^<>\s]*)>|([A-Za-z][\w.-]*:[\w-]+)|([()|/^*+?])")


@dataclass(frozen=True, slots=True)
class Path:
    """A path; ``sign`` is empty for the one property ``iri``, else one of ``^ / | * + ?``."""

    sign: str = ""
    iri: str = ""
    parts: tuple[Path, ...] = ()

    def __str__(self) -> str:
        if not self.sign:
            return short(self.iri) if short(self.iri) != self.iri else f"<{self.iri}>"
        if self.sign == "^":
            return f"(^{self.parts[0]})"
        if self.sign in SIGNS:
            return f"({self.parts[0]}{self.sign})"
        return f"({self.sign.join(map(str, self.parts))})"

    @property
    def text(self) -> str:
        """The IRI of the one property that it is, or SPARQL's syntax in parentheses."""
        return self.iri or str(self)


class PathError(ValueError):
    """What is no property path."""


def read(described: Described, node: Term | None, depth: int = 50) -> Path:
    """The path that a node describes. Raises :class:`PathError`."""
    if isinstance(node, ox.NamedNode):
        return Path(iri=node.value)
    if node is None or isinstance(node, ox.Literal) or not depth:
        raise PathError("a path is a property, or a blank node that describes one")
    steps = tuple(read(described, item, depth - 1) for item in described.items(node))
    if steps:
        return Path("/", parts=steps)
    for sign, kind in (("^", SH.inversePath), *SIGNS.items()):
        if (inner := described.value(node, kind)) is not None:
            return Path(sign, parts=(read(described, inner, depth - 1),))
    choices = described.items(described.value(node, SH.alternativePath))
    parts = tuple(read(described, item, depth - 1) for item in choices)
    if not parts:
        raise PathError("a path is a property, or a blank node that describes one")
    return Path("|", parts=parts)


def parse(text: str) -> Path:
    """The path that :attr:`Path.text` was made of. Raises :class:`PathError`."""
    if not text.startswith("("):
        return Path(iri=text)
    tokens: list[Token] = [(match[1], match[2], match[3]) for match in _TOKEN.finditer(text)]
    path, rest = _parsed(tokens)
    if rest:
        raise PathError(f"{text} is no path")
    return path


Token = tuple[str | None, str | None, str | None]


def _parsed(tokens: list[Token]) -> tuple[Path, list[Token]]:
    if not tokens:
        raise PathError("a path ends too early")
    (iri, prefixed, sign), *rest = tokens
    if iri or prefixed:
        return Path(iri=iri or expanded(prefixed or "")), rest
    if sign != "(":
        raise PathError(f"{sign} is where a property should be")
    if rest and rest[0][2] == "^":
        inner, rest = _parsed(rest[1:])
        return Path("^", parts=(inner,)), _closed(rest)
    first, rest = _parsed(rest)
    parts = [first]
    joined = rest[0][2] if rest else None
    if joined in SIGNS:
        return Path(joined or "", parts=(first,)), _closed(rest[1:])
    while rest and rest[0][2] == joined and joined in ("/", "|"):
        part, rest = _parsed(rest[1:])
        parts.append(part)
    return Path(joined if joined in ("/", "|") else "/", parts=tuple(parts)), _closed(rest)


def _closed(tokens: list[Token]) -> list[Token]:
    if not tokens or tokens[0][2] != ")":
        raise PathError("a parenthesis is not closed")
    return tokens[1:]


Node = ox.NamedNode | ox.BlankNode


def to_rdf(path: Path, name: Callable[[str], Node]) -> tuple[Node, list[ox.Triple]]:
    """The node of a path, and its description; ``name`` makes the nodes, from what they say."""
    if not path.sign:
        return ox.NamedNode(path.iri), []
    known = f"path-{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
    node = name(known)
    inner = [to_rdf(part, name) for part in path.parts]
    said = [triple for _, triples in inner for triple in triples]
    nodes = [part for part, _ in inner]
    if path.sign == "/":
        cells = [name(f"{known}-{place}") for place in range(1, len(nodes))]
        return node, [*said, *_list([node, *cells], nodes)]
    if path.sign == "|":
        cells = [name(f"{known}-{place}") for place in range(len(nodes))]
        return node, [*said, ox.Triple(node, SH.alternativePath, cells[0]), *_list(cells, nodes)]
    kind = SH.inversePath if path.sign == "^" else SIGNS[path.sign]
    return node, [*said, ox.Triple(node, kind, nodes[0])]


def _list(cells: list[Node], items: list[Node]) -> Iterator[ox.Triple]:
    for item, (cell, rest) in zip(items, pairwise([*cells, RDF.nil]), strict=True):
        yield ox.Triple(cell, RDF.first, item)
        yield ox.Triple(cell, RDF.rest, rest)
