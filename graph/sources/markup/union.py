"""What a page says of one thing in several ways, as one record: nothing twice, all evidence kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

from graph import identifiers
from graph.records import (
    Association,
    Catalogue,
    Distribution,
    Grant,
    Identifier,
    Organization,
    Period,
    Person,
    Project,
    Publication,
    Record,
    Study,
    Value,
)
from graph.statements import is_date

_DATES = ("issued", "modified")
_MOST_EVIDENCE = 16
"""Places that are kept where a page says one thing again and again."""


@dataclass(frozen=True, slots=True)
class Described:
    """A record as one object of a page describes it. ``id`` is the object's own IRI."""

    record: Record
    id: str | None = None


def united(listed: list[Described], notes: list[str]) -> list[Record]:
    """Each thing once, in the order of the first that describes it; what comes first goes before what comes later."""
    things: list[Record] = []
    known: dict[tuple[str, ...], int] = {}
    for one in listed:
        keys = list(_keys(one))
        place = next((known[key] for key in keys if key in known and _agree(things[known[key]], one.record)), None)
        if place is None:
            place = len(things)
            things.append(one.record)
        else:
            things[place] = together(things[place], one.record, notes)
        for key in keys:
            known.setdefault(key, place)
    return things


def together(first: Any, second: Any, notes: list[str] | None = None) -> Any:
    """Two records of one thing as one; where only one value can stand, the first one's does, and a note tells."""
    names, content = _content(first.__class__)
    mine, yours = content(first), content(second)
    made = list(mine)
    for place, more in enumerate(yours):
        if not more:
            continue
        held = mine[place]
        if not held:
            made[place] = more
        elif isinstance(held, tuple):
            made[place] = _listed(held, more)
        elif isinstance(held, Value) and isinstance(more, Value):
            made[place] = _valued(names[place], held, more, notes)
    return first.__class__(*made)


@cache
def _content(kind: type[Any]) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of a record's fields, and what gives all that a record of that kind holds, in their order."""
    names = tuple(field.name for field in fields(kind))
    return names, (attrgetter(*names) if len(names) > 1 else lambda one: (getattr(one, names[0]),))


def completed(first: Any, second: Any) -> Any:
    """A record with what it lacks taken from another one of the same kind."""
    _, content = _content(first.__class__)
    pairs = zip(content(first), content(second), strict=True)
    return first.__class__(*(more if held is None or held == () else held for held, more in pairs))


def is_same(first: Record, second: Record) -> bool:
    """Whether two records of a page share an identifier or a title, and do not contradict each other."""
    if type(first) is not type(second):
        return False
    keys = set(_keys(Described(first)))
    return any(key in keys for key in _keys(Described(second))) and _agree(first, second)


def _keys(one: Described) -> list[tuple[str, ...]]:
    """By what a record is found again in its page: its own IRI, its identifiers, its title."""
    record = one.record
    kind = type(record).__name__
    made: list[tuple[str, ...]] = [(kind, "id", one.id)] if one.id else []
    if isinstance(record, Grant):
        made.append((kind, identifiers.key(record.reference.value)))
    else:
        stated = getattr(record, "identifiers", ())
        made += [(kind, identifiers.key(said.value)) for said in stated if said.value.scheme != "local"]
    title = getattr(record, "title", None) or getattr(record, "name", None)
    if isinstance(title, Value):
        made.append((kind, "title", identifiers.normal_name(title.value)))
    return made


def _agree(first: Record, second: Record) -> bool:
    """Whether no identifier of one scheme says that the two are different things."""
    if type(first) is not type(second):
        return False
    mine, yours = _strong(first), _strong(second)
    return all(not (scheme in yours and mine[scheme].isdisjoint(yours[scheme])) for scheme in mine)


def _strong(record: Record) -> dict[str, set[str]]:
    made: dict[str, set[str]] = {}
    for said in getattr(record, "identifiers", ()):
        if said.value.scheme in ("doi", "orcid", "ror"):
            made.setdefault(said.value.scheme, set()).add(identifiers.key(said.value))
    return made


def _listed(first: tuple[Any, ...], second: tuple[Any, ...]) -> tuple[Any, ...]:
    made = {_key(item): item for item in first}
    for item in second:
        key = _key(item)
        made[key] = _merged(made[key], item) if key in made else item
    return tuple(made.values())


def _merged(first: Value[Any], second: Value[Any]) -> Value[Any]:
    evidence = first.evidence
    if len(evidence) < _MOST_EVIDENCE:
        evidence += tuple([e for e in second.evidence if e not in evidence])
    value = first.value
    if (
        not isinstance(value, str)
        and is_dataclass(value)
        and not isinstance(value, Identifier)
        and type(value) is type(second.value)
    ):
        value = together(value, second.value, None)
    return Value(value, evidence, first.language)


def _valued(name: str, first: Value[Any], second: Value[Any], notes: list[str] | None) -> Value[Any]:
    if isinstance(first.value, Project) and isinstance(second.value, Project):
        return replace(first, value=together(first.value, second.value, notes))
    if _key(first) == _key(second):
        return _merged(first, second)
    if name in _DATES and not is_date(first.value) and is_date(second.value):
        return second  # what is no date has its note already
    if notes is not None:
        notes.append(
            f"the page says {name} in two ways: {_short(first.value)} was taken, {_short(second.value)} was not"
        )
    return first


def _short(value: object) -> str:
    text = f"{value.start or '..'}/{value.end or '..'}" if isinstance(value, Period) else str(value)
    return repr(text if len(text) <= 80 else f"{text[:80]} …")


@lru_cache(maxsize=4096)
def _address_key(url: str) -> str:
    return identifiers.key(Identifier("url", url))


def _key(item: Any) -> object:
    """What makes two entries of a list the same: two names of one person in one list of a page differ little."""
    value = item.value if isinstance(item, Value) else item
    if isinstance(value, str):
        url = identifiers.parse_url(value) if value.startswith("http") else None
        return _address_key(url) if url else " ".join(value.split()).casefold()
    if isinstance(value, Identifier):
        return identifiers.key(value)
    if isinstance(value, Person):
        words = identifiers.normal_name(value.name.value).split()
        family = identifiers.normal_name(value.family_name.value) if value.family_name else words[-1] if words else ""
        return ("person", family, words[0][:1] if words else "")
    if isinstance(value, Organization | Catalogue):
        return (type(value).__name__, identifiers.normal_name(value.name.value))
    if isinstance(value, Distribution):
        return _address_key(value.url.value)
    if isinstance(value, Grant):
        return identifiers.key(value.reference.value)
    if isinstance(value, Association):
        return (value.role, _key(value.agent))
    if isinstance(value, Study | Publication):
        return ("work", identifiers.normal_name(value.title.value) if value.title else "")
    return value
