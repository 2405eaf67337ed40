"""Which things are compared at all: those that share a block. No block makes more pairs than its bound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from graph.identity.evidence import Features
from graph.identity.features import Profiles, beside_of
from graph.identity.organizations import OrganizationName
from graph.identity.people import letters

ALL_PAIRS = 40
"""A block of up to so many things is compared pair by pair, a larger one only with the next few in order."""
NEXT = 4

_VOWELS = str.maketrans("", "", "aeiouyh'")


def sure(type_: str, numbers: Iterable[int], profiles: Profiles) -> Iterator[list[int]]:
    """The mentions that are one by a rule that needs no pairs: one full name with one thing beside it."""
    if type_ == "person":
        yield from _sure_people(numbers, profiles)
    elif type_ == "organization":
        yield from _sure_organizations(numbers, profiles)


def _several(buckets: Mapping[object, list[int]]) -> Iterator[list[int]]:
    for numbers in buckets.values():
        if len(numbers) > 1:
            yield numbers


def _sure_people(numbers: Iterable[int], profiles: Profiles) -> Iterator[list[int]]:
    """Equal full names with one affiliation, one identified work or one companion: at least 8 points each."""
    at: dict[object, list[int]] = defaultdict(list)
    numbers = list(numbers)
    profiles.learn(numbers)
    for number in numbers:
        name = profiles.person(number)
        if name is None or not name.whole or profiles.is_common(name):
            continue
        mention = profiles.mentions[number]
        whole = name.full
        for place in profiles.above(mention):
            at[(whole, place)].append(number)
        for work in mention.works:
            at[(whole, work)].append(number)
        for other in mention.beside:
            letter, full, common = beside_of(other)
            if full and not common and full not in profiles.common and letter != name.letter:
                at[(whole, full)].append(number)
    yield from _several(at)


def _sure_organizations(numbers: Iterable[int], profiles: Profiles) -> Iterator[list[int]]:
    """Equal full names of their own, unless they are said to be parts of different things."""
    named: dict[object, list[int]] = defaultdict(list)
    for number in numbers:
        name = profiles.organization(number)
        if name and not name.general and not name.acronym and (len(name.bag) > 1):
            named[(name.core, name.legal, name.place)].append(number)
    for bucket in _several(named):
        parts = [n for n in bucket if profiles.mentions[n].above]
        if len(parts) < 2 or _one_family(parts, profiles):
            yield bucket


def _one_family(parts: Sequence[int], profiles: Profiles) -> bool:
    """Whether what is said to be above these is one thing, or shares a word that names it."""
    seen: set[object] | None = None
    for number in parts:
        mention = profiles.mentions[number]
        told: set[object] = set(profiles.above(mention))
        for place in profiles.above(mention):
            told |= profiles.words(place)
        seen = told if seen is None else seen & told
        if not seen:
            return False
    return True


def pairs(type_: str, features: Mapping[int, Features]) -> Iterator[tuple[int, int]]:
    """The pairs of things to compare, each once, the smaller number first."""
    keys: Callable[[Features], Iterable[object]] = _works
    if type_ in ("person", "organization"):
        keys = _people if type_ == "person" else _organizations
    seen: set[int] = set()
    for units in _blocks((key, unit) for unit in sorted(features) for key in keys(features[unit])):
        chosen = combinations(units, 2) if len(units) <= ALL_PAIRS else _neighbours(units)
        for one, other in chosen:
            pair = one << 32 | other
            if one != other and pair not in seen:
                seen.add(pair)
                yield one, other


def _blocks(keyed: Iterable[tuple[object, int]]) -> Iterable[list[int]]:
    """The blocks of more than one; most keys are one thing's alone, and cost no list."""
    first: dict[object, int] = {}
    found: dict[object, list[int]] = {}
    for key, unit in keyed:
        one = first.setdefault(key, unit)
        if one != unit:
            found.setdefault(key, [one]).append(unit)
    return found.values()


def _neighbours(units: Sequence[int]) -> Iterator[tuple[int, int]]:
    for place, one in enumerate(units):
        for other in units[place + 1 : place + 1 + NEXT]:
            yield one, other


def _people(features: Features) -> set[int]:
    """By surname and initial with something beside it, by the whole name, and by given name with something beside it,
    for surnames that differ. A name that many people have says too little by itself.

    Blocks are known by hashes: where two collide there are some pairs more."""
    beside = (*features.above, *features.initialled, *features.works)
    near = (*features.above, *features.companions)
    keys = set[int]()
    for name in features.people:
        for letter in letters(name.given[0]):
            for spelling in name.spellings:
                keys.update([hash((letter, spelling, token)) for token in beside])
        parts = name.surname.split()
        for part in parts if len(parts) > 1 else ():
            keys.update([hash((name.given[0][0], part, token)) for token in beside])
        if name.whole:
            if not features.common:
                keys.update([hash((spelling, name.given[0])) for spelling in name.spellings])
                keys.add(hash(("order", name.bag)))
            keys.update([hash((name.surname[0], name.given[0], token)) for token in near])
    return keys


def _organizations(features: Features) -> set[object]:
    keys: set[object] = {("said", said) for said in features.descriptions}
    keys.update(("host", host) for host in features.hosts)
    for name in features.organizations:
        keys.update(_organization(name))
    return keys


def _organization(name: OrganizationName) -> Iterator[object]:
    yield "bag", " ".join(sorted(name.bag))
    yield "letters", " ".join(sorted(word.translate(_VOWELS) or word for word in name.bag))
    if 2 < len(name.bag) < 8:
        for word in name.bag:
            yield "but one", " ".join(sorted(name.bag - {word}))
    if name.acronym:
        yield "acronym", name.acronym
    elif len(name.initials) > 2:
        yield "acronym", name.initials


def _works(features: Features) -> set[object]:
    return {
        *(("title", title) for title in features.titles),
        *(("grant", key) for key in features.works),
        *(("owner", owner) for owner in features.owners),
        *(("at", address) for address in features.hosts),
        *(("with", name) for name in features.companions if not features.titles or features.type == "project"),
    }
