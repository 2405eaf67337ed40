"""The text of a SPARQL update: the dataset that the protocol gives its WHERE clauses, and what it writes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.store.base import QueryError
from graph.store.guard import TOKEN

_HEADS = ("BASE", "PREFIX", "VERSION", "WITH", "USING", "NAMED", "WHERE")
_VERBS = ("INSERT", "DELETE", "DATA", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD")
_OBJECTS = ("TO", "INTO", "SILENT", "GRAPH", "DEFAULT", "ALL")
KEYWORDS = frozenset((*_HEADS, *_VERBS, *_OBJECTS))
"""The words that stand outside braces in an update."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word outside braces, and where the braces that follow it at once begin and end."""

    text: str
    start: int
    braces: tuple[int, int] | None = None


def using(update: str, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """The update with the dataset of the protocol's parameters (SPARQL 1.1 Protocol, 2.2.3).

    Raises :class:`QueryError` where the update has a dataset of its own, or an IRI is none.
    """
    if not (default_graphs or named_graphs):
        return update
    clause = "".join(f"USING <{_iri(iri)}> " for iri in default_graphs)
    clause += "".join(f"USING NAMED <{_iri(iri)}> " for iri in named_graphs)
    words = list(_words(update))
    edits: list[tuple[int, str]] = []
    for before, word in zip([None, *words], words, strict=False):
        if word.text in ("USING", "WITH"):
            raise QueryError("using-graph-uri and using-named-graph-uri do not go with USING or WITH in the update")
        if word.text == "WHERE":
            pattern = ""
            if before and before.text == "DELETE" and before.braces is None and word.braces:
                pattern = f"{update[slice(*word.braces)]} "  # DELETE WHERE has no place for a dataset
            edits.append((word.start, pattern + clause))
    for start, text in reversed(edits):
        update = update[:start] + text + update[start:]
    return update


def _iri(text: str) -> str:
    try:
        return NamedNode(text).value
    except ValueError as error:
        raise QueryError(f"not an IRI: {text[:200]!r}") from error


def _words(update: str) -> Iterator[_Word]:
    depth, opened, last = 0, 0, None
    for match in TOKEN.finditer(update):
        token = match.group()
        if token == "{":
            depth += 1
            opened = match.start() if depth == 1 else opened
        elif token == "}":
            depth -= 1
            if depth == 0 and last:
                yield _Word(last.text, last.start, (opened, match.end()))
                last = None
        elif depth == 0 and token[0].isalpha() and ":" not in token:
            if token.upper() not in KEYWORDS:
                raise QueryError(f"{token!r} is not a word of an update; words are parted by spaces")
            if last:
                yield last
            last = _Word(token.upper(), match.start())
    if last:
        yield last
