"""Where one name ends and the next begins in words that go on with capitals: at an "and", an employer, a place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from graph.narrative.acronyms import KNOWN, initials_from, is_acronym
from graph.narrative.words import (
    HEADS,
    JOINABLE_WORDS,
    MATTERS,
    NOT_A_NAME,
    ORGANIZATION_WORDS,
    UNIVERSITY_WORDS,
    word_set,
)

JOINERS = word_set(
    "of for the in and & de la du des der et y e und on di do da dos das del della degli van voor für nad i a ac"
)
# "Director of X" is an office in X, not a part of its name.
OFFICES = word_set(
    """
    Director Co-Director Head Chair Dean Professor Lecturer Reader President Member Fellow Leader
    Lead Manager Minister Secretary Officer Founder Executive Investigator Coordinator Emeritus
    Associates Chancellor Vice-Chancellor Provost Rector Registrar Governor Treasurer Warden Trustee
    """
)
_OF_ABROAD = word_set("van de la der von del della het den da do di")
GENERIC = (
    ORGANIZATION_WORDS
    | NOT_A_NAME
    | word_set(
        """
    Business Higher Primary Secondary High Medical Trade City County District Local Regional
    National International Central Parent Partner Partners Applied Community Academic Health
    University's Public Private Social Care Civil Credit Steering Advisory Management Data
    Free Special Wider Big Whole
    Information Senior Junior Postdoctoral Doctoral Postgraduate Visiting Honorary Associates Consulting
    """
    )
)
_COMPANY = word_set("Ltd Limited LLP Inc PLC GmbH Co Associates Partners Sons")
_CAUSES = word_set(
    """
    Action Campaign Movement Coalition Parents Mothers Carers Artists Citizens Friends Justice Transport Bail Homes
    Skills Families Women Doctors Teachers Farmers
    """
)
# The names of universities that have "and" in them, by the words beside it.
_DOUBLE = frozenset(
    tuple(pair.split())
    for pair in (
        *("Modena Reggio", "Cassino Southern", "Montes Alto", "Trás-os-Montes Alto", "National Kapodistrian"),
        *("Cyril Methodius", "William Mary", "Washington Lee", "Franklin Marshall", "Lewis Clark", "Castilla León"),
        *("Physicians Surgeons", "Resources Life", "Agriculture Veterinary", "Highlands Islands", "Bosnia Herzegovina"),
        *("Medicine Pharmacy", "Technology Economics", "Paediatrics Child", "Obstetricians Gynaecologists"),
    )
)
# "The Kites and Hedges Centre": before these one word and the next are what the centre is for.
_CENTRES = frozenset(("Centre", "Center", "Unit", "Lab", "Laboratory"))
_ABOUT_HEADS = word_set("Centre Center Institute Observatory Commission Network Consortium Forum")
_NOT_ABOUT = NOT_A_NAME | word_set(
    "Street Road Avenue Lane Hill Campus Twitter Facebook YouTube LinkedIn Instagram Main High"
)
_FIELDS = word_set("Research Studies Innovation Excellence Training Education Progress Advancement")


@lru_cache(maxsize=KNOWN)
def divided(quotes: tuple[str, ...], acronym: str) -> tuple[tuple[int, int], ...]:
    """Where the names in one run begin and end, by its words: split at "and" where it joins two."""
    whole = initials_from(quotes, acronym) if acronym else None
    return tuple(_split(quotes, len(quotes) if whole is None else whole))


def _split(quotes: tuple[str, ...], whole: int) -> Iterator[tuple[int, int]]:
    """The names in a run; from ``whole`` on it is one."""
    if len(quotes) < 2:
        if quotes and quotes[0] not in ("The", "Our", "Its"):
            yield 0, 1
        return
    parts: list[tuple[int, int]] = []
    begin = 0
    for index, quote in enumerate(quotes):
        if quote not in ("and", "&", "et", "y", "e", "und"):
            continue
        if quote == "&" and index - begin == 1 and _COMPANY.intersection(quotes[index + 2 : index + 4]):
            continue  # "Field & Tally Ltd"
        if quote == "&" and index > begin and quotes[index + 1 : index + 2] in (("Company",), ("Co",)):
            continue  # "Field & Company"
        if quote == "&" and len(quotes) == 3 and index == 1 and all(map(_is_plain, (quotes[0], quotes[2]))):
            continue  # "Behaviour & Attitudes"
        if index < whole and not _joins(quotes[begin:index], quotes[index + 1 :]):
            parts.append((begin, index))
            begin = index + 1
    parts.append((begin, len(quotes)))
    elided = False
    for number, (first, last) in enumerate(parts):
        while first < last and (quotes[first] in JOINERS or quotes[first] in ("The", "Our", "Its")):
            first += 1
        all_of_it, last = last, last if first >= whole else _without_place(quotes, first, last)
        after = last + 1
        while last > first and quotes[last - 1] in JOINERS:
            last -= 1
        if first >= last:
            continue
        part = quotes[first:last]
        employer = _employer_in(quotes, first, last)
        if number and elided and part[-1] in UNIVERSITY_WORDS and employer is None:
            continue  # "Aston, Birmingham and Warwick University": two universities, neither named
        plain = not any(is_acronym(word) or word in ORGANIZATION_WORDS for word in part)
        elided = plain
        followed = number + 1 < len(parts)
        after_and = parts[number + 1] if followed else (0, 0)
        if followed and plain and quotes[after_and[1] - 1] in UNIVERSITY_WORDS and not _employer_in(quotes, *after_and):
            continue
        if employer:
            yield first, employer[0]
            first = employer[1]
        yield first, last
        rest = quotes[after:all_of_it]
        yield from ((after + first, after + last) for first, last in _split(rest, len(rest)))


def _is_plain(word: str) -> bool:
    """Whether it is one word, and no body's."""
    return not is_acronym(word) and word not in ORGANIZATION_WORDS


def _employer_in(quotes: tuple[str, ...], first: int, last: int) -> tuple[int, int] | None:
    """Where the person ends and the university begins in "Ann Bell of Kell University"."""
    of = next((index for index in range(first, last) if quotes[index] == "of"), last)
    if of == last:
        return _employer_abroad(quotes, first, last)
    if of - first < 2 or any(word in HEADS or word in GENERIC for word in quotes[first:of]):
        return None
    begin = of + 2 if quotes[of + 1 : of + 2] and quotes[of + 1] in ("the", "de", "la", "der") else of + 1
    if not any(word in UNIVERSITY_WORDS for word in quotes[begin:last]):
        return None
    return of, begin


def _employer_abroad(quotes: tuple[str, ...], first: int, last: int) -> tuple[int, int] | None:
    """Where the person ends and the university begins in "Ana Reis van de Universiteit Wick"."""
    begin = next((index for index in range(first + 3, last) if quotes[index] in UNIVERSITY_WORDS), last)
    end = begin
    while end > first and quotes[end - 1] in _OF_ABROAD:
        end -= 1
    if begin == last or end == begin or end - first < 2 or quotes[begin] in ("University", "College"):
        return None
    return None if any(word in HEADS or word in GENERIC for word in quotes[first:end]) else (end, begin)


def _without_place(quotes: tuple[str, ...], first: int, last: int) -> int:
    """The end of a name before "in <place>": only "Centre for Research in X" has "in" inside it."""
    for index in range(first, last):
        if quotes[index] in ("in", "on"):
            known = any(word in ORGANIZATION_WORDS for word in quotes[first:index])
            if not (known and (quotes[index - 1] in _FIELDS or _is_about(quotes, first, index, last))):
                return index
        if quotes[index] == "the" and quotes[first : first + 2] == ("Friends", "of") and index == first + 2:
            continue
        if quotes[index] == "for" and index == first + 1 and quotes[first] in _CAUSES and index + 1 < last:
            continue
        if quotes[index] in ("for", "the") and not any(word in ORGANIZATION_WORDS for word in quotes[first:index]):
            return index
    return last


def _is_about(quotes: tuple[str, ...], first: int, index: int, last: int) -> bool:
    """Whether a body has what it is about after "on" ("Centre on Hedges", not "the Kell Centre on Monday")."""
    if quotes[index] != "on" or index + 1 >= last or quotes[index - 1] not in _ABOUT_HEADS:
        return False
    about = quotes[index + 1 : last]
    return GENERIC.issuperset(quotes[first:index]) and _NOT_ABOUT.isdisjoint((about[0], about[-1]))


def _joins(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether "and" between two parts is inside one name."""
    left = left[1:] if left and left[0] in ("The", "Our", "Its") else left
    if not left or not right or right[0] in ("the", "The") or right[0] in OFFICES:
        return False
    if (left[-1], right[0]) in _DOUBLE:
        return True
    both = left[-1] in MATTERS and right[0] in MATTERS
    if both and len(left) == 1 and len(right) > 1:  # "Health" alone is no body: "Health and Care Research Wales"
        return True
    if any(word in ORGANIZATION_WORDS for word in left):
        if any(word in UNIVERSITY_WORDS for word in left):
            alone = len(right) == 1 or not right[1][0].isupper()
            several = left[-1][-1] == right[0][-1] == "s" and left[-3:-1] == ("of", "the")
            return "of" in left and alone and (both or several)
        complement = next((word for word in left if word in ("of", "for", "on", "de", "di", "für")), None)
        return complement is not None and not any(word in ORGANIZATION_WORDS or word == "for" for word in right[1:])
    if both and any(word in HEADS for word in right):
        return True
    if is_acronym(left[-1]):
        return False
    if len(left) == 1 and any(word in JOINABLE_WORDS for word in right[:5]):
        return True
    alone = len(right) == 2 or right[2:3] == ("and",)
    return (len(left) == 1 or left[-2] == "the") and alone and right[1] in _CENTRES
