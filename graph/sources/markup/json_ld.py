"""JSON-LD in a page → fields: contexts that are written out, ``@graph``, ``@id`` references, language tags.

JSON-LD 1.1, as far as it is plain: aliases, prefixes, ``@vocab``, ``@base`` and ``@language``; no context is fetched.
schema.org's terms, and terms of a context that is elsewhere, are known by their names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graph.narrative.words import word_set
from graph.sources.markup.expansion import Context, Expander, Read
from graph.sources.markup.html import Page
from graph.sources.markup.json_blocks import MOST_BLOCKS, blocks
from graph.sources.values.fields import Fields

_DEEPEST_REFERENCE = 4
_MOST_REFERENCES = 3_000
# References are followed where something is read that may be described elsewhere in the page.
_FOLLOWED = word_set("""about affiliation author catalog citation contributor creator dataset distribution funder
    funding identifier includedInDataCatalog item itemListElement license mainEntity member parentOrganization provider
    publisher spatialCoverage sponsor subjectOf temporalCoverage worksFor memberOf""")


def read(page: Page, rule: str) -> Read:
    """All that a page says in JSON-LD. A block that cannot be read hides no other."""
    made = Read()
    expander = Expander(page, made)
    nodes: list[tuple[str, dict[str, Any]]] = []
    for index, block in enumerate(blocks(page)):
        made.count += 1
        if block.mended:
            made.notes.append(f"JSON-LD block {index + 1} was put right: {', '.join(block.mended)}")
        problem = block.problem
        if problem is None:
            try:
                value = expander.value(block.value, "", Context(), f"/{index}", f"/{index}", 0)
                nodes += _flat(value, f"/{index}", expander.pointers.referred)
            except RecursionError:
                problem = "is nested too deeply to be read"
        if problem:
            made.problems.append(f"JSON-LD block {index + 1} {problem}")
    if made.count == MOST_BLOCKS:
        made.notes.append(f"the page has {MOST_BLOCKS:,} JSON-LD blocks or more: the rest was left out")
    _joined(nodes, made, expander, rule)
    return made


def _flat(value: Any, pointer: str, pointers: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a block: those of its lists and graphs, and the object that holds a graph if it says more.

    Where ``pointers`` tells that an object stands that is put into others, of which it is said to be a part.
    """
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _flat(item, f"{pointer}/{index}", pointers)
    elif isinstance(value, dict):
        for name in ("@graph", "@included"):
            if name in value:
                yield from _flat(value[name], f"{pointer}/{name}", pointers)
        if "@graph" not in value or "@type" in value or any(key[:1] != "@" for key in value):
            own = {key: item for key, item in value.items() if key not in ("@graph", "@included")}
            if isinstance(own.get("@reverse"), dict):
                yield from _reversed(own, pointer, pointers)
            yield pointer, own


def _reversed(own: dict[str, Any], pointer: str, pointers: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects that say something of this one by ``@reverse``, with it where they say it (JSON-LD 1.1, 4.8).

    Those that are only named stay there, and count as not read.
    """
    said = own.pop("@reverse")
    named = {}
    for name, held in said.items():
        for index, item in enumerate(held if isinstance(held, list) else [held]):
            if isinstance(item, dict) and name not in item and not set(item) <= {"@id", "@type"}:
                at = f"{pointer}/@reverse/{name}{f'/{index}' if isinstance(held, list) else ''}"
                pointers[f"{at}/{name}"] = pointer
                yield from _flat({**item, name: own}, at, pointers)
            else:
                named[name] = held
    if named:
        own["@reverse"] = named


def _joined(nodes: list[tuple[str, dict[str, Any]]], made: Read, expander: Expander, rule: str) -> None:
    """Put each object that another one refers to by ``@id`` where it is referred to."""
    by_id: dict[str, tuple[str, dict[str, Any]]] = {}
    for pointer, node in nodes:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > 1:
            by_id.setdefault(name, (pointer, node))
    joiner = _Joiner(by_id, expander.pointers.referred)
    joined = nodes if len(nodes) == 1 else [(at, joiner.object(node, at, 0, (node.get("@id"),))) for at, node in nodes]
    for (pointer, node), (_, content) in zip(nodes, joined, strict=True):
        fields = Fields(content, rule, pointer, places=("json-pointer", expander.pointers))
        name = node.get("@id")
        referred = isinstance(name, str) and name in joiner.referred and by_id[name][1] is node
        (made.referred if referred else made.objects).append(fields)
    if joiner.count > _MOST_REFERENCES:
        made.notes.append(f"the page's references come to more than {_MOST_REFERENCES:,}: the rest was not followed")


@dataclass(slots=True)
class _Joiner:
    by_id: dict[str, tuple[str, dict[str, Any]]]
    pointers: dict[str, str]
    referred: set[str] = field(default_factory=set)
    count: int = 0

    def object(self, node: dict[str, Any], here: str, depth: int, above: tuple[str | None, ...]) -> dict[str, Any]:
        if not self.by_id:
            return node
        return {
            key: self.value(item, f"{here}/{key}", depth, above) if isinstance(item, dict | list) else item
            for key, item in node.items()
        }

    def value(self, value: Any, here: str, depth: int, above: tuple[str | None, ...]) -> Any:
        if isinstance(value, list):
            return [
                self.value(item, f"{here}/{index}", depth, above) if isinstance(item, dict | list) else item
                for index, item in enumerate(value)
            ]
        if isinstance(value, dict) and set(value) <= {"@id", "@type"} and "@id" in value:
            name = value["@id"]
            found = self.by_id.get(name) if isinstance(name, str) else None
            if found is None or name in above:
                return value
            return self.follow(value, name, found, here, depth, above)
        return self.object(value, here, depth, above) if isinstance(value, dict) else value

    def follow(
        self,
        value: dict[str, Any],
        name: str,
        found: tuple[str, dict[str, Any]],
        here: str,
        depth: int,
        above: tuple[str | None, ...],
    ) -> Any:
        key = next((step for step in reversed(here.split("/")) if not step.isdigit()), "")
        if key not in _FOLLOWED or depth >= _DEEPEST_REFERENCE or self.count > _MOST_REFERENCES:
            return value
        self.count += 1
        if depth == 0 and key not in ("mainEntity", "about", "item", "dataset", "itemListElement"):
            self.referred.add(name)
        self.pointers[here] = found[0]
        return self.object(found[1], here, depth + 1, (*above, name))
