"""Names of people, compared as a careful person would: order, initials, short forms, particles, diacritics."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from graph.identity.folding import folded, written_out
from graph.identity.words import words

_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*\.?")
_VOWELS = frozenset("AEIOUY")
_GENERATIONS = ("jr", "sr", "ii", "iii")
_MAYBE_GENERATION = re.compile(r"[jsJS][rR]|[iI]{2}")


@dataclass(frozen=True, slots=True)
class PersonName:
    """``given`` are words or single letters; ``surname`` has no particles; ``spellings`` and ``firsts`` are the
    ways of writing the surname and the first given name. ``whole``: the first given name is written out.

    ``letter`` is the surname with the first initial, ``full`` with all that there is, as particles and jr or ii.
    """

    surname: str
    given: tuple[str, ...]
    spellings: frozenset[str]
    firsts: frozenset[str]
    bag: str
    common: bool
    whole: bool
    letter: str
    full: str
    particles: frozenset[str] = frozenset()
    generation: str = ""

    def __hash__(self) -> int:
        return hash(self.full)


@dataclass(frozen=True, slots=True)
class NameMatch:
    """``points`` for two names, and why; ``never``: they are not of one, ``alike``: not the same, only like it."""

    points: int
    line: str
    never: bool = False
    alike: bool = False


@lru_cache(maxsize=1_048_576)
def person_name(name: str, family: str | None = None, given: str | None = None) -> PersonName | None:
    """The parts of a name; ``None`` where it has not both a surname and a given name or initial."""
    if family and given:
        before, after = _tokens(given), _tokens(family)
    elif "," in name:
        inverted, _, first = name.partition(",")
        before, after = _tokens(first.split(",")[0]), _tokens(inverted)
    else:
        before, after = _parted(_tokens(name), name.isupper())
    last, first_names = _family(tuple(after)), _first_names(tuple(before))
    if last is None or first_names is None:
        return None
    surname, spellings, small, common = last
    firsts, ways = first_names
    generation = ""
    if _MAYBE_GENERATION.search(name) or not name.isascii():
        generation = next((token for token in map(_plain, _TOKEN.findall(name)[1:]) if token in _GENERATIONS), "")
    bag = " ".join(sorted((*surname.split(), *firsts)))
    full = ", ".join((surname, " ".join(firsts), *sorted(small), *filter(None, (generation,))))
    whole, letter = len(firsts[0]) > 1, f"{surname} {firsts[0][0]}"
    return PersonName(surname, firsts, spellings, ways, bag, common, whole, letter, full, small, generation)


@lru_cache(maxsize=65_536)
def _family(tokens: tuple[str, ...]) -> tuple[str, frozenset[str], frozenset[str], bool] | None:
    """A surname without its particles, its spellings, the particles, and whether many people have it."""
    last = [part for token in tokens for part in token.rstrip(".").split("-")]
    core = [part for part in last if folded(part) not in words().particles] or last[-1:]
    if not core:
        return None
    small = frozenset(particle for part in last if (particle := folded(part)) in words().particles and part not in core)
    surname = folded(" ".join(core)).replace("'", "")
    common = surname.rsplit(" ", 1)[-1] in words().common_surnames
    return surname, _spellings(" ".join(core)), small, common


@lru_cache(maxsize=65_536)
def _first_names(tokens: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]] | None:
    """Given names and initials, and the ways of writing the first of them."""
    firsts = tuple(letter for token in tokens for letter in _given(token))
    return (firsts, _spellings(tokens[0].split("-")[0].rstrip(".")) | {firsts[0]}) if firsts else None


def _plain(token: str) -> str:
    return folded(token.rstrip("."))


def _spellings(text: str) -> frozenset[str]:
    plain = folded(text).replace("'", "")
    other = written_out(text)
    return frozenset({plain, other.replace("'", "")}) if other else frozenset({plain})


def _tokens(text: str) -> list[str]:
    found = _TOKEN.findall(text.replace("’", "'").replace("‐", "-"))
    kept = [token for token in found if folded(token.rstrip(".")) not in words().titles or len(token.rstrip(".")) == 1]
    return kept or found


def _parted(tokens: list[str], upper: bool) -> tuple[list[str], list[str]]:
    """Given names and surname of a name in one piece: "Jane van Dam", "Needham C", "Smith JK"."""
    if len(tokens) < 2:
        return [], tokens
    if not upper and _initials(tokens[-1]):
        start = len(tokens) - 1
        while start > 1 and _initials(tokens[start - 1]):
            start -= 1
        return tokens[start:], tokens[:start]
    start = len(tokens) - 1
    while start > 1 and folded(tokens[start - 1]) in words().particles:
        start -= 1
    return tokens[:start], tokens[start:]


def _initials(token: str) -> bool:
    letters = token.rstrip(".").replace("-", "")
    if len(letters) == 1 or (token.endswith(".") and len(letters) <= 2):
        return letters.isupper()
    if not letters.isupper() or not letters.isalpha() or letters.lower() in words().short_surnames:
        return False
    return len(letters) == 2 or (len(letters) == 3 and not _VOWELS & set(letters))


def _given(token: str) -> tuple[str, ...]:
    if _initials(token):
        return tuple(letter for letter in folded(token.rstrip(".")) if letter != "-")
    return tuple(folded(part) for part in token.rstrip(".").split("-") if part)


def compared(one: PersonName, other: PersonName) -> NameMatch | None:
    """What two names say; ``None`` where they have nothing to do with each other."""
    if one.surname == other.surname or not one.spellings.isdisjoint(other.spellings):
        found = _same_surname(one, other)
        return found if found.never or one.full == other.full else _beside(found, one, other)
    if one.bag == other.bag:
        if [*one.given, *one.surname.split()] == [*other.given, *other.surname.split()]:
            return NameMatch(4, "same names")
        return NameMatch(2, "same names in another order", alike=True)
    if not (one.whole and other.whole and _same_given(one.given[0], other.given[0])):
        return None
    if _one_letter(one.surname, other.surname):
        return NameMatch(2, "same given name, surnames differ in one letter", alike=True)
    parts, others = one.surname.split(), other.surname.split()
    if (len(parts) > 1) != (len(others) > 1) and set(parts) & set(others):
        return NameMatch(1, "same given name, one surname is a part of the other", alike=True)
    return None


def _beside(found: NameMatch, one: PersonName, other: PersonName) -> NameMatch:
    """The same with what stands beside surnames: particles, and which generation somebody is of."""
    if one.generation != other.generation:
        if one.generation and other.generation:
            return _OTHER_GENERATION
        return NameMatch(
            found.points - 1, f"{found.line}, one of them {one.generation or other.generation}", alike=True
        )
    if one.particles != other.particles:
        alike = bool(one.particles and other.particles)
        return NameMatch(found.points - 1, f"{found.line}, other particles", alike=alike or found.alike)
    return found


_MIDDLE = {0: "", 1: ", and middle name", -1: ", one with a middle name"}
_SAME = {n: NameMatch(4 + n, f"same surname and given name{told}") for n, told in _MIDDLE.items()}
_INITIAL = {n: NameMatch(3 + n, f"same surname and initial{told}") for n, told in _MIDDLE.items()}
_OTHER_GIVEN = NameMatch(0, "same surname, but other given names", never=True)
_OTHER_INITIAL = NameMatch(0, "same surname, but another initial", never=True)
_OTHER_GENERATION = NameMatch(0, "same name, but another generation", never=True)
_OTHER_MIDDLE = NameMatch(0, "same surname, but other middle names", never=True)


def _same_surname(one: PersonName, other: PersonName) -> NameMatch:
    first, second = one.given[0], other.given[0]
    middle = _middle(one.given, other.given)
    if middle is None:
        return _OTHER_MIDDLE
    if one.whole and other.whole:
        if first == second or one.firsts & other.firsts:
            return _SAME[middle]
        if _same_given(first, second):
            certain = (
                len(_full_forms(first)) == len(_full_forms(second)) == 1 and not {first, second} & words().own_names
            )
            told = f"{_capital(first)} and {_capital(second)} {'are' if certain else 'may be'} one name"
            return NameMatch((4 if certain else 3) + middle, f"same surname, and {told}{_MIDDLE[middle]}")
        if _one_letter(first, second):
            return NameMatch(2, "same surname, given names differ in one letter", alike=True)
        return _OTHER_GIVEN
    return _INITIAL[middle] if letters(first) & letters(second) else _OTHER_INITIAL


@lru_cache(maxsize=65_536)
def letters(given: str) -> frozenset[str]:
    """The initials that a given name may be shortened to: its own, and those of what it is short for."""
    return frozenset({given[0], *(full[0] for full in words().short_for.get(given, ()))})


def _same_given(one: str, other: str) -> bool:
    return one == other or bool(_full_forms(one) & _full_forms(other))


def _full_forms(name: str) -> frozenset[str]:
    return words().short_for.get(name) or frozenset((name,))


def _middle(one: tuple[str, ...], other: tuple[str, ...]) -> int | None:
    """1 where middle names agree, 0 where there are none, -1 where one name has none, ``None`` where they differ."""
    if len(one) == 1 or len(other) == 1:
        return 0 if len(one) == len(other) else -1
    for mine, theirs in zip(one[1:], other[1:], strict=False):
        if mine != theirs and not (1 in (len(mine), len(theirs)) and mine[0] == theirs[0]):
            return None
    return 1


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=65_536)
def _one_letter(one: str, other: str) -> bool:
    """Whether two long words differ in one letter: another, one more, or two swapped."""
    if one > other:
        one, other = other, one
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 5 or one == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[start:], other[start:]
    if len(one) == len(other):
        return rest[1:] == others[1:] or (rest[:2] == others[1::-1] and rest[2:] == others[2:])
    longer, shorter = (rest, others) if len(rest) > len(others) else (others, rest)
    return longer[1:] == shorter
