"""Names of organisations, compared: articles, legal forms, "University of X", acronyms, parts and places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from graph.identity.folding import folded
from graph.identity.people import NameMatch, _one_letter
from graph.identity.words import words

_TOKEN = re.compile(r"[^\W_]+|&")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&]{1,7}s?")


@dataclass(frozen=True, slots=True)
class OrganizationName:
    """``core`` are its words without article, legal form and place; ``bag`` those that are not small words.

    ``general`` is how little a name says by itself (0 to 2), ``distinct`` are the words that say which one it is.
    """

    core: tuple[str, ...]
    bag: frozenset[str]
    legal: str
    place: tuple[str, ...]
    university: bool
    foreign: bool
    acronym: str
    initials: str
    general: int
    distinct: frozenset[str]

    @property
    def key(self) -> str:
        """The name under which equal ones are put together."""
        return " ".join(self.core)


@lru_cache(maxsize=262_144)
def organization_name(name: str) -> OrganizationName | None:
    """The parts of a name; ``None`` where there is no word in it."""
    stem, place = _placed(name)
    raw = _TOKEN.findall(stem)
    spelled = [words().spellings.get(folded(word), folded(word)) for word in raw]
    core = spelled[1:] if len(spelled) > 1 and spelled[0] == "the" else spelled
    legal = ""
    while len(core) > 1 and core[-1] in words().legal_forms and (len(core) > 2 or core[-1] not in ("as", "co", "sa")):
        legal, core = core[-1], core[:-1]
    if not core:
        return None
    houses = words().universities
    as_one = ["university" if word in houses else word for word in core]
    university = "university" in as_one
    bag = frozenset(word for word in as_one if word not in words().small)
    heads = bag & words().units
    distinct = frozenset(word for word in bag if word not in words().units | words().subjects | {"university"})
    acronym = stem.strip() if len(raw) == 1 and _ACRONYM.fullmatch(stem.strip()) else ""
    initials = "".join(word[0] for word in core if word not in words().small)
    return OrganizationName(
        tuple(core), bag, legal, place, university, university and "university" not in core, acronym.lower(),
        initials, _generality(bag, heads, distinct) if not university else 0, distinct,
    )  # fmt: skip


def _generality(bag: frozenset[str], heads: frozenset[str], distinct: frozenset[str]) -> int:
    """2 for a name that nearly each university has a bearer of ("School of Law"), 1 for what several may have
    ("Centre for Health Research"), 0 for a name of its own."""
    if heads & words().ordinary_units and not distinct:
        return 2
    rest = bag - words().local - words().ordinary_names
    if bag & words().local and not (rest - words().subjects if bag & words().houses else rest):
        return 1
    if not heads or distinct:
        return 0
    return 1 if len(bag - heads) < 3 else 0


def _placed(name: str) -> tuple[str, tuple[str, ...]]:
    """A name and the place that stands behind it: "Trinity College (Dublin)", "University of York, UK"."""
    stem, place = name.strip(), ""
    if stem.endswith(")") and "(" in stem[1:]:
        stem, _, place = stem[:-1].rpartition("(")
    elif "," in stem:
        stem, _, place = stem.rpartition(",")
    told = tuple(folded(word) for word in _TOKEN.findall(place))
    if not told or len(told) > 3 or set(told) & (words().units | words().universities | words().legal_forms):
        return name, ()
    if place.strip().isupper() and not set(told) & words().countries:
        return (stem, ()) if name.strip().endswith(")") else (name, ())  # an acronym
    return stem, told


def compared(one: OrganizationName, other: OrganizationName) -> NameMatch | None:
    """What two names say; ``None`` where they have nothing to do with each other."""
    if _elsewhere(one, other):
        return NameMatch(0, "in other places", never=True) if one.bag & other.bag else None
    if one.core == other.core:
        return _same_words(one, other)
    if one.bag == other.bag:
        return _same_bag(one, other)
    part = _part(one, other)
    if part:
        return part
    if one.acronym and one.acronym == other.initials and len(one.acronym) > 2:
        return NameMatch(1, f"{one.acronym.upper()} could stand for the other name")
    if other.acronym and other.acronym == one.initials and len(other.acronym) > 2:
        return NameMatch(1, f"{other.acronym.upper()} could stand for the other name")
    if len(one.bag) == len(other.bag) > 1 and len(one.bag - other.bag) == 1:
        (mine,), (theirs,) = one.bag - other.bag, other.bag - one.bag
        if _one_letter(mine, theirs):
            return NameMatch(5, "names differ in one letter", alike=True)
    if one.bag & other.bag and one.university and other.university:
        return NameMatch(0, "other universities", never=True)
    return None


def _same_words(one: OrganizationName, other: OrganizationName) -> NameMatch:
    if one.legal and other.legal and _form(one.legal) != _form(other.legal):
        return NameMatch(4, f"same name, but other legal forms ({one.legal}, {other.legal})", alike=True)
    if one.general:
        alike = one.place != other.place
        return NameMatch(6 - 2 * one.general, "same name, which many organisations have", alike=alike)
    if one.acronym:
        return NameMatch(4, "same acronym")
    if one.place != other.place and not _natural(one, set(one.place) ^ set(other.place)):
        return NameMatch(7, "same name, one with a place", alike=True)
    if len(one.bag) < 2:
        return NameMatch(6 if one.legal == other.legal else 5, "same name of one word")
    return NameMatch(8, "same full name" if one.legal == other.legal else "same full name but for the legal form")


def _natural(name: OrganizationName, place: set[str]) -> bool:
    """Whether a place goes without saying: the town of the name, or a university's country where there is no second."""
    known = name.university and not name.bag & words().two_universities
    return place <= set(name.core) or (known and place <= words().countries)


def _elsewhere(one: OrganizationName, other: OrganizationName) -> bool:
    """Whether names tell places of which none is in the other: San Diego and San Francisco."""
    place, elsewhere = set(one.place), set(other.place)
    return not (place <= elsewhere or elsewhere <= place)


def _form(legal: str) -> str:
    return {"limited": "ltd", "incorporated": "inc", "corporation": "corp", "company": "co"}.get(legal, legal)


def _same_bag(one: OrganizationName, other: OrganizationName) -> NameMatch:
    if one.general:
        return NameMatch(2, "same words, which many organisations have", alike=True)
    if not (one.university and other.university):
        return NameMatch(5, "same words in another order", alike=True)
    if one.foreign != other.foreign:
        return NameMatch(6, "same university in another language")
    if one.bag & words().two_universities:
        return NameMatch(4, "“University of X” and “X University”, of which there are two", alike=True)
    if _called(one) != _called(other):
        return NameMatch(5, "same words in another order", alike=True)
    return NameMatch(8, "“University of X” and “X University”")


def _called(name: OrganizationName) -> list[str]:
    """The words of a university's name that are its own, in their order."""
    return [word for word in name.core if word in name.bag and word not in words().universities]


def _part(one: OrganizationName, other: OrganizationName) -> NameMatch | None:
    """Whether a name is that of a part of the other: "Aston Business School", "Aston University"."""
    for whole, unit in ((one, other), (other, one)):
        if not whole.distinct or not whole.distinct <= unit.distinct | unit.bag:
            continue
        if (unit.bag - whole.bag) & words().units and (whole.university or whole.bag < unit.bag):
            return NameMatch(0, "one is a part of the other", never=True)
    return None


def is_part(unit: OrganizationName, whole: OrganizationName) -> bool:
    """Whether a name says by itself that it is a part of a university: "Aston Business School" of "Aston University".

    Not where the university's place has a school that belongs to another one.
    """
    if not whole.university or not whole.distinct or len(whole.bag) != len(whole.distinct) + 1:
        return False
    named = unit.university and whole.bag < unit.bag
    short = not unit.university and whole.distinct == unit.distinct and "school" in unit.bag
    exception = whole.bag & words().other_schools or unit.bag == whole.bag
    return bool(unit.bag & words().units) and (named or (short and not exception))
