"""Works that their documents call otherwise than before: they keep their IRIs, and so do their parts.

A page without any identifier is known by its title alone. When the title is corrected, it is still the same study.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Set
from dataclasses import dataclass

from graph.identity.clusters import EXCLUSIVE

_WORKS = ("study@", "project@", "publication@")


@dataclass(frozen=True, slots=True)
class Thing:
    """What an IRI is assigned to: all its keys in order, and its label. ``former`` are keys of earlier releases."""

    keys: list[str]
    label: str
    former: tuple[str, ...] = ()


def renamed(things: Mapping[str, Thing], owned: Mapping[str, Set[str]], home: Mapping[str, str]) -> dict[str, str]:
    """The IRIs of things that have none yet, by their smallest key: of a work, the one IRI that its document ever had
    for a work of its type, if nothing else has it now, the titles are alike and no identifiers differ; of a work's
    part, the one that it had there. ``owned`` are the IRIs that the things have, ``home`` those of all keys ever."""
    fresh = [key for key in things if key not in owned and not any(own in home for own in things[key].keys)]
    if not fresh or not home:
        return {}
    taken = {iri for iris in owned.values() for iri in iris}
    found: dict[str, str] = {}
    before: dict[str, str] = {}
    candidates = list(_once_called(things, fresh, home))
    schemes = _schemes({home[old] for _, _, old in candidates}, home)
    for first, new, old in candidates:
        iri = home[old]
        if iri not in taken and _alike(new, old) and schemes[iri].isdisjoint(map(_scheme, things[first].keys)):
            found[first], before[new] = iri, old
            taken.add(iri)
    for first in sorted(set(fresh) - found.keys()):
        for key in things[first].keys:
            work = _work(key, before)
            iri = home.get(key.replace(work, before[work], 1), "") if work else ""
            if iri and iri not in taken:
                found[first] = iri
                taken.add(iri)
                break
    return found


def _once_called(
    things: Mapping[str, Thing], fresh: list[str], home: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Works that are alone of their type in their documents, now and ever: key, the name's key, the former name's."""
    now: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for first, thing in things.items():
        for key in thing.keys:
            if key.startswith(_WORKS):
                now[_document(key)].add(first)
                names[_document(key)] = key
    wanted = {
        place: first
        for first in sorted(fresh)
        for place in map(_document, things[first].keys)
        if now.get(place) == {first}
    }
    ever: dict[str, dict[str, str]] = defaultdict(dict)
    for key, iri in home.items():
        if key.startswith(_WORKS) and _document(key) in wanted:
            ever[_document(key)][iri] = key
    for place, first in wanted.items():
        if len(ever[place]) == 1:
            (old,) = ever[place].values()
            yield first, names[place], old


def _document(key: str) -> str:
    return key.partition("#")[0]


def _alike(new: str, old: str) -> bool:
    """Whether half of the words of the shorter title are in the other, and their numbers do not differ."""
    one, other = (set(key.partition("#")[2].split()) for key in (new, old))
    numbers, others = ({word for word in words if any(map(str.isdigit, word))} for words in (one, other))
    return 2 * len(one & other) >= min(len(one), len(other)) > 0 and not (numbers and others and numbers != others)


def _work(key: str, works: Container[str]) -> str | None:
    """Which of these works a part is in, by its key: ``work-package@study@document#title#wp-1``."""
    while "@" in key:
        key = key.partition("@")[2]
        inside = key
        while "#" in inside:
            inside = inside.rpartition("#")[0]
            if inside in works:
                return inside
    return None


def _schemes(iris: Set[str], home: Mapping[str, str]) -> Mapping[str, set[str]]:
    """The schemes in which what these IRIs name has an identifier, of those that have one for each thing."""
    found: dict[str, set[str]] = {iri: set() for iri in iris}
    for key, iri in home.items():
        if iri in found and (scheme := _scheme(key)):
            found[iri].add(scheme)
    return found


def _scheme(key: str) -> str:
    """The type and scheme of an identifier's key, where a thing has one of it alone; else the empty text."""
    type_, _, rest = key.partition(":")
    scheme = rest.partition(":")[0]
    return f"{type_}:{scheme}" if scheme in EXCLUSIVE.get(type_, ()) else ""
