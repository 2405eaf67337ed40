"""What an entity leads to and what points to it, as the sections of its page."""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict
from dataclasses import dataclass, replace

from graph.namespaces import CG, DCT
from graph.store import pages
from graph.store.snapshot import Snapshot
from web import vocabulary
from web.facts import Entity, Value


@dataclass(frozen=True, slots=True)
class Section:
    """Entities in one relation to the page's own. ``outgoing``: the page's entity says it."""

    key: str
    title: str
    values: tuple[Value, ...]
    outgoing: bool


def sections(snapshot: Snapshot, entity: Entity) -> list[Section]:
    """The sections of an entity, those that it states itself first."""
    return [*_stated(snapshot, entity), *_pointing(snapshot, entity)]


def _key(direction: str, predicate: str, kind: str = "") -> str:
    name = re.split(r"[/#]", predicate)[-1]
    return "-".join(filter(None, (direction, name.lower(), kind)))


def _stated(snapshot: Snapshot, entity: Entity) -> list[Section]:
    found = []
    for predicate, title in vocabulary.SECTIONS.items():
        row = entity.rows.get(predicate)
        if row:
            ordered = _in_order(snapshot, row.values)
            kinds = {value.type for value in ordered}
            name = title if len(kinds) > 1 or title != "Parts" else _plural(kinds.pop()) or title
            found.append(Section(_key("out", predicate), name, tuple(ordered), True))
    return found


def _plural(kind: str | None) -> str | None:
    return vocabulary.TYPES[kind].many if kind in vocabulary.TYPES else None


def _in_order(snapshot: Snapshot, values: list[Value]) -> list[Value]:
    """Parts in their order among their siblings, each with the beginning of what is said of it."""
    nodes = {value.iri: pages.node(snapshot, value.iri) for value in values if value.iri}

    def place(value: Value) -> tuple[int, str]:
        orders = nodes.get(value.iri or "", {}).get(CG.order.value)
        return (int(orders[0].value) if orders else 0, value.text.casefold())

    def described(value: Value) -> Value:
        node = nodes.get(value.iri or "", {})
        said = node.get(DCT.term("title").value) or node.get(DCT.description.value)
        return replace(value, note=textwrap.shorten(said[0].value, 180, placeholder=" …")) if said else value

    return [described(value) for value in sorted(values, key=place)]


def _pointing(snapshot: Snapshot, entity: Entity) -> list[Section]:
    stated = {(predicate, value.iri) for predicate, row in entity.rows.items() for value in row.values}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for link in pages.incoming(snapshot, entity.iri):
        reversed_ = vocabulary.REVERSED.get(link.predicate, set())
        known = (link.predicate, link.type) in vocabulary.INCOMING
        if known and not any((predicate, link.iri) in stated for predicate in reversed_):
            found[link.predicate, link.type].append(link.iri)
    labels = pages.labels(snapshot, {iri for iris in found.values() for iri in iris})
    made = []
    for (predicate, kind), title in vocabulary.INCOMING.items():
        values = [Value(labels.get(iri, iri), iri, type=kind) for iri in found.get((predicate, kind), ())]
        if values:
            ordered = sorted(values, key=lambda value: (value.text.casefold(), value.iri or ""))
            made.append(Section(_key("in", predicate, kind), title, tuple(ordered), False))
    return _without_repeats(made)


def _without_repeats(found: list[Section]) -> list[Section]:
    """Of sections with the same entities, the first."""
    seen: set[frozenset[str | None]] = set()
    kept = []
    for section in found:
        members = frozenset(value.iri for value in section.values)
        if members not in seen:
            kept.append(section)
        seen.add(members)
    return kept
