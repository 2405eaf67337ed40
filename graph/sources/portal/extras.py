"""The extras of a CKAN package: what a catalogue says beyond CKAN's own members, often JSON written as text."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from graph.records import Value
from graph.sources import source
from graph.sources.formats import json_stream
from graph.sources.values.fields import Fields
from graph.sources.values.plain_text import plain


class Extras:
    """The extras of a package, by what they say: pairs of key and value, an object, or members of the package.

    A value that is JSON written as text is read as what it holds.
    """

    def __init__(self, package: Fields) -> None:
        self.package = package
        self.found: dict[str, list[tuple[Fields, str, Any]]] = defaultdict(list)
        self.others: list[str] = []
        table = source("ckan").lookups["extras"]
        for name, item, member, value in self._pairs():
            what = table.get(name.lower().removeprefix("dcat_").removeprefix("dct_"), table.get(name.lower()))
            held = _unwrapped(value)
            if what and isinstance(held, str) and _JSON.match(held):
                package.notes.append(f"{name} holds JSON that is broken, and was left out: {held[:60]!r}")
            elif what:
                self.found[what].append((item, member, held))
            elif value not in (None, "", [], {}, "[]", "{}", "null") and name not in source("ckan").not_published:
                self.others.append(name)
        for name in list(package.content):
            if name in table and name not in ("extras", "language"):
                package.took(name)
                self.found[table[name]].append((package, name, _unwrapped(package.content[name])))

    def _pairs(self) -> Iterator[tuple[str, Fields, str, Any]]:
        held = self.package.content.get("extras")
        if isinstance(held, dict):
            inner = next(self.package.objects("extras"))
            inner.took(*held)
            for name, value in held.items():
                yield name, inner, name, value
            return
        for item in self.package.objects("extras"):
            item.took("key", "value")
            name = item.content.get("key")
            if isinstance(name, str) and name.strip():
                yield name.strip(), item, "value", item.content.get("value")
            elif item.content.get("value") not in (None, "", [], {}):
                item.notes.append(f"an extra has no name, and was left out: {str(item.content['value'])[:60]!r}")

    def texts(self, what: str) -> Iterator[Value[str]]:
        """The texts of the extras that say so, each once; of objects their names."""
        seen: set[str] = set()
        for item, member, value in self.found.get(what, ()):
            for one in value if isinstance(value, list) else [value]:
                text = words(one)
                if text and text not in seen:
                    seen.add(text)
                    yield item.said(text, member)

    def objects(self, what: str) -> Iterator[tuple[dict[str, Any], Fields, str]]:
        """The objects of the extras that say so; a bare text is one with that name."""
        for item, member, value in self.found.get(what, ()):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    yield one, item, member
                elif words(one):
                    yield {"name": words(one)}, item, member

    def left(self) -> Iterator[str]:
        """The names of the extras that nothing is known of."""
        return iter(self.others)


_JSON = re.compile(r"""\s*(?:\[\s*)?(?:\{\s*["']\w|\[\s*["'])""")


def _unwrapped(value: Any) -> Any:
    """What a text of JSON holds: a list, an object, or a text in quotes. Any other text is itself."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str) or value.strip()[:1] not in ("[", "{", '"'):
        return value
    try:
        return json_stream.speakable(json.loads(value, parse_constant=lambda _: None))
    except (ValueError, RecursionError):
        return value


def words(value: Any) -> str:
    if isinstance(value, dict):
        value = next((value[n] for n in ("name", "title", "text", "label", "fn") if isinstance(value.get(n), str)), "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return " ".join(plain(value).split()) if isinstance(value, str) else ""
