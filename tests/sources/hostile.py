"""Input that readers of JSON must survive: documents that are broken, huge, deep, or of other types than they claim."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from types import ModuleType
from typing import Any

from hypothesis import strategies as st
from pyoxigraph import NamedNode

from graph.identity.keys import Keys
from graph.mapping import map_reading
from graph.records import Reading
from graph.sources.base import Document, DocumentError
from graph.statements import canonical

RETRIEVED = "2026-01-01T00:00:00Z"


def document(content: object, url: str | None = None) -> Document:
    """A document of that JSON; texts and bytes stand as they are."""
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    made = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Document(made, "input.json", RETRIEVED, url)


def survived(module: ModuleType, given: Document) -> None:
    """Reading, cutting and following end in what they may end in, and what was read can be written as RDF."""
    for call in (module.parts, module.follow):
        with suppress(DocumentError):
            list(call(given))
    with suppress(DocumentError):
        reading = module.read(given)
        assert isinstance(reading, Reading)
        assert reading.key
        reading.text.encode()
        written(reading)


def written(reading: Reading) -> bytes:
    """The statements of a reading, each thing named by its own key."""

    def node(keys: Keys) -> tuple[NamedNode, str]:
        return NamedNode(f"https://example.org/id/{abs(hash(keys.first))}"), keys.first

    statements = map_reading(reading, "kind/key", "https://example.org/", node)
    return canonical((statement.triple for statement in statements), NamedNode("https://example.org/graph"))


VALUES: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["\ud800", "\u0000", "2020-13-45", "10.5072/x y", "https://[", "<p>&amp;amp;", "a@b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to everything inside a JSON value."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))


def mutated(original: Any) -> Any:
    """A strategy: the original with one to three of its parts replaced by anything."""
    paths = [path for path in places(original) if path]

    def apply(changes: list[tuple[tuple[Any, ...], Any]]) -> Any:
        made = copy.deepcopy(original)
        for path, value in changes:
            held = made
            for step in path[:-1]:
                try:
                    held = held[step]
                except (KeyError, IndexError, TypeError):
                    break
            else:
                if isinstance(held, dict) or (isinstance(held, list) and isinstance(path[-1], int)):
                    try:
                        held[path[-1]] = value
                    except (IndexError, TypeError):
                        continue
        return made

    change = st.tuples(st.sampled_from(paths), VALUES)
    return st.lists(change, min_size=1, max_size=3).map(apply)


def broken(original: Any) -> dict[str, str | bytes]:
    """Texts that are no such document, or hardly one, by what is wrong with them."""
    text = json.dumps(original)
    return {
        "empty": "",
        "blank": " \n\t",
        "half": text[: len(text) // 2],
        "twice": text + text,
        "array": "[]",
        "null": "null",
        "number": "1",
        "deep-array": "[" * 200_000,
        "deep-object": '{"a":' * 100_000 + "1" + "}" * 100_000,
        "deep-inside": text[:-1] + ', "more": ' + "[" * 5000 + "]" * 5000 + "}",
        "nan": text[:-1] + ', "more": NaN, "less": -Infinity}',
        "long-number": text[:-1] + ', "more": ' + "9" * 10_000 + "}",
        "large-float": text[:-1] + ', "more": 1e99999}',
        "twice-named": text[:-1] + ", " + text[1:],
        "latin-1": text.encode()[:-1] + b', "more": "\xe9"}',
        "utf-16": text.encode("utf-16"),
        "nul": text.replace("e", "\x00", 1),
        "surrogate": text[:-1] + ', "more": "\\ud83d"}',
    }
