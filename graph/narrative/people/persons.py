"""One record for each person from all places of a text that name them."""

from __future__ import annotations

import re

from graph.narrative.bodies.organizations import Directory
from graph.narrative.evidence import Witness
from graph.narrative.people.named import PARTICLES, Found
from graph.narrative.spans import Span, clean, trim
from graph.narrative.words import word_set
from graph.records import Person, Value

# Words with which a family name of several words begins, in lower case.
_FAMILY_STARTS = PARTICLES - word_set("y e") | word_set(
    "mac mc vom zum zur des das do d’ abu ben bint ni o st san santa saint"
)
_WORD = re.compile(r"\S+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?-?){1,3}")


def merged(people: list[Found]) -> dict[str, list[Found]]:
    """The places by person: the same name, in whatever order, or a family name alone where only one has it."""
    groups: dict[str, list[Found]] = {}
    families: dict[str, set[str]] = {}
    orders: dict[frozenset[str], str] = {}
    ordered = sorted(people, key=lambda found: found.span.start)
    for found in ordered:
        words = found.name.lower().split()
        if len(words) > 1:
            families.setdefault(words[-1], set()).add(found.name.lower())
    for found in ordered:
        key = found.name.lower()
        if " " not in key and len(families.get(key, ())) == 1:
            key = next(iter(families[key]))
        else:
            key = orders.setdefault(frozenset(key.replace(",", "").split()), key)
        groups.setdefault(key, []).append(found)
    return groups


def _family_from(words: list[str]) -> int | None:
    """Where the family name begins; None where the words do not say ("Ana Maria Reis Prado")."""
    for index, word in enumerate(words):
        if index and index < len(words) - 1 and word.lower() in _FAMILY_STARTS:
            return index
    if words[0].endswith(","):
        return None
    if len(words) <= 2 or all(_INITIALS.fullmatch(word) for word in words[1:-1]):
        return len(words) - 1
    return None


def _told(found: Found, turned: set[str]) -> tuple[int, bool, bool, bool, float]:
    """How much a place tells of a name; ``turned`` are those that another has with the family name first."""
    first = "," not in found.name
    return len(found.name.split()), found.name not in turned, first, found.title is not None, found.confidence


def person(directory: Directory, places: list[Found]) -> Value[Person]:
    """One record from all places that name the person."""
    witness = Witness(directory.layout, "people")
    text = directory.layout.text
    turned = {found.name.replace(",", "") for found in places if "," in found.name}
    best = max(places, key=lambda found: _told(found, turned)) if len(places) > 1 else places[0]
    first = best.span
    title = next((found for found in places if found.title), None)
    roles: dict[str, Span] = {}
    affiliations: dict[str, Span] = {}
    for found in places:
        for span in found.roles:
            roles.setdefault(clean(text[span.start : span.end]).lower(), span)
        for key, span in found.affiliations:
            affiliations.setdefault(key, span)
    words = [Span(*part.span()) for part in _WORD.finditer(text, first.start, first.end)]
    comma = text.find(",", first.start, first.end)
    split = _family_from([text[span.start : span.end] for span in words])
    family = Span(words[split].start, first.end) if split is not None else None
    given = Span(first.start, words[split - 1].end) if split else None
    if comma > 0:
        family, given = Span(first.start, comma), trim(text, comma + 1, first.end)
    record = Person(
        name=witness.name(first, best.confidence, value=best.name),
        honorific=witness.name(title.title, 0.95, value=title.title_value) if title and title.title else None,
        family_name=witness.name(family, 0.8) if family else None,
        given_name=witness.name(given, 0.8) if given else None,
        affiliations=tuple(directory.value(key, span, 0.9) for key, span in affiliations.items()),
        roles=tuple(witness.words(span, 0.9) for span in roles.values()),
    )
    return Value(record, witness.evidence(first, best.confidence))
