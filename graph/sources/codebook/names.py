"""Whether a name is a person's or an organisation's, and the parts of a person's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from graph.narrative.acronyms import is_acronym
from graph.narrative.words import HONORIFICS, ORGANIZATION_WORDS, word_set
from graph.sources.values.people import is_corporate

_INITIALS = re.compile(r"(?:[^\W\d_](?:\.|(?=[\s-]|$))[\s-]?){1,6}(?:(?:van|von|de|der|den|da|di|le|la)\b\s?)*")
_GIVEN = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3}")
_FAMILY = re.compile(r"[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*){0,3}")
_PARTICLES = word_set("van von de der den da di dos das del della la le zu af av ten ter mac san st")
_CALLED = re.compile(r"(?P<initials>[^()]+?)\s*\((?P<called>[^\W\d_][\w'’-]*)\)(?P<particles>(?: [a-z]{1,4}){0,3})")
_CALLED_FIRST = re.compile(r"(?P<initials>(?:[^\W\d_]\.[ -]?){1,6})\((?P<called>[^\W\d_][\w'’-]*)\) (?P<family>[^()]+)")
_TWO_PEOPLE = re.compile(r"\s+(?:and|&)\s+")


@dataclass(frozen=True, eq=False)
class Names:
    """A source's own tables: full names, and words by which a name is told to be an organisation's or a person's."""

    organizations: Mapping[str, str]
    organization_words: frozenset[str]
    given_names: frozenset[str]
    cities: frozenset[str]

    @lru_cache(maxsize=16384)  # noqa: B019 – there is one for each source, for good
    def corporate(self, name: str) -> bool:
        """Whether a word of a name, or its form, says that it is an organisation's."""
        words = name.replace(",", " ").replace(".", " ").split()
        return (
            is_corporate(name)
            or any(word in ORGANIZATION_WORDS or word.lower() in self.organization_words for word in words)
            or any(is_acronym(word) and word.isupper() and len(word) > 2 for word in words)
        )


def unaccented(word: str) -> str:
    """A word in lower case and without its accents."""
    plain = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def apart(part: str) -> list[str]:
    """Two people that "and" joins, each "Surname, I."; else the text as it is."""
    halves = _TWO_PEOPLE.split(part) if " and " in part or " & " in part else [part]
    heads = [half.split(", ") for half in halves]
    if len(halves) > 1 and all(len(head) > 1 and _INITIALS.fullmatch(head[1]) for head in heads):
        return halves
    return [part]


@lru_cache(maxsize=16384)
def person(line: str, names: Names, affiliated: bool) -> tuple[str, str, tuple[str, ...]]:
    """Family name, given names and what stands behind them; an empty family name for an organisation."""
    parts = line.split(", ")
    if len(parts) == 1:
        return _natural(line, names, affiliated)
    family, given, rest = parts[0], parts[1], parts[2:]
    if not _FAMILY.fullmatch(family) or names.corporate(family):
        return "", "", ()
    if _INITIALS.fullmatch(given):
        return family, given, tuple(rest)
    if "(" in given and (called := _CALLED.fullmatch(given)):
        initials = called["initials"]
        if _INITIALS.fullmatch(initials) and _is_called(called["called"], initials, names, affiliated or bool(rest)):
            return family, called["called"] + called["particles"], tuple(rest)
    first = unaccented(given.split()[0].strip(".")) if given.split() else ""
    if first in names.given_names and _GIVEN.fullmatch(given) and not names.corporate(given):
        return family, given, tuple(rest)
    plain = _GIVEN.fullmatch(given) and given[0].isupper() and not names.corporate(given)
    words = [word for word in family.split() if word.lower() not in _PARTICLES]
    certain = affiliated or (len(words) == 1 and (not rest or names.corporate(", ".join(rest))))
    if plain and certain and given.lower() not in names.cities:
        return family, given, tuple(rest)
    return "", "", ()


def _is_called(name: str, initials: str, names: Names, certain: bool) -> bool:
    """Whether what stands in brackets behind initials is the given name, not what the person belongs to."""
    likely = certain or unaccented(name) in names.given_names or name[0] in initials
    return likely and name[0].isupper() and not names.corporate(name)


def _natural(line: str, names: Names, affiliated: bool) -> tuple[str, str, tuple[str, ...]]:
    """The name of a person in its natural order: with a title, initials, or a given name that is known."""
    words = line.split()
    title = next((title for title in HONORIFICS if line.startswith((f"{title} ", f"{title}. "))), None)
    if title:
        words = line[len(title) :].lstrip(". ").split()
        return (words[-1], " ".join(words[:-1]), (title,)) if words else ("", "", ())
    called = _CALLED_FIRST.fullmatch(line)
    if (
        called
        and _is_called(called["called"], called["initials"], names, True)
        and not names.corporate(called["family"])
    ):
        return called["family"], called["called"], ()
    if not 2 <= len(words) <= 5 or names.corporate(line) or not words[-1][0].isupper():
        return "", "", ()
    initials = all(len(word.strip(".")) == 1 or word.count(".") > 1 for word in words[:-1])
    named = unaccented(words[0]) in names.given_names
    if initials or named or (affiliated and all(word[0].isupper() for word in words)):
        start = next((i for i, word in enumerate(words[1:], 1) if word.lower() in _PARTICLES), len(words) - 1)
        return " ".join(words[start:]), " ".join(words[:start]), ()
    return "", "", ()
