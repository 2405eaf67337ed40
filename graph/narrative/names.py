"""Capitalised names in a text, and whether one is the name of an organisation.

A name is a run of capitalised words, joined by small words only where an organisation's name has them
("Centre for Research in Trade", "Arts and Crafts Society"). A fragment that stands for more than it says
("Leeds and York University" for two universities) is no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from graph.narrative.acronyms import KNOWN, initials_from, is_acronym
from graph.narrative.bodies.dividing import GENERIC, JOINERS, OFFICES, divided
from graph.narrative.bodies.endings import ending
from graph.narrative.spans import Span
from graph.narrative.words import (
    MATTERS,
    NOT_A_NAME,
    ORGANIZATION_WORDS,
    TOPICS,
    UNIVERSITY_NAMES,
    word_set,
)

# Only after these is "a", or "ac", Welsh for "and".
_WELSH = word_set("Cyngor Prifysgol Canolfan Ymddiriedolaeth Llywodraeth Coleg Ysgol Sefydliad Cymdeithas Adran")
# "Modern Society" is everybody.
_SOCIETIES = word_set("Modern Contemporary Western Global Human Civil Digital Capitalist Industrial Wider Whole")
# "School Meals" and "Council Tax" are no bodies.
_NO_BODY = word_set(
    """
    Tax House Houses Housing Holiday Holidays Meal Meals Admission Admissions Episode Episodes Estate Estates Staff
    Student Students Teacher Teachers Leavers Years Uniform Jack Award Awards Football Law Readiness Day Days Attainment
    Attendance Performance Exclusions Education Life Lives Street Road Lane Square Green Name Names
    """
)
# "West Bank" is a place, "Food Bank" what is studied, "European Union" more than a body of the project.
_NO_BODIES = frozenset(
    tuple(pair.split())
    for pair in (
        "Civil Society",
        "Joint Fund",
        "Food Bank",
        "Blood Bank",
        "West Bank",
        "South Bank",
        "Left Bank",
        "European Union",
        "Soviet Union",
    )
)
# Of German names: "Arbeiterkammer Wick".
ENDINGS = (
    "kammer",
    "verband",
    "stiftung",
    "institut",
    "hochschule",
    "ministerium",
    "forschungsgemeinschaft",
    "akademie",
)
_WORD = r"(?:[^\W_][\w'’&-]{0,60}(?:\.(?=[A-Z]\.|[A-Z]\b))?|&)"
# Words that may be one run: which of them are is told by :func:`_goes_on`.
_RUN = re.compile(rf"{_WORD}(?:[ \u00a0]{{1,3}}(?=[^\W_a-z]|&|(?:{'|'.join(sorted(JOINERS))})\b){_WORD}){{0,13}}")
_CAPITAL = re.compile(r"[^\W\d_a-z]")
_INSIDE_WORD = re.compile(r"[\w'’&-]{1,61}")
# "Owl Academy Postdoctoral Fellow" is somebody's post, "Kell Network Teams" are people.
_POSTS = word_set(
    """
    Fellow Fellows Lecturer Lecturers Lead Leads Leader Leaders Teams Scholar Scholars Coordinator Manager Director
    Directors Officer Officers Chair Professor Researcher Researchers Student Students Member Members Representative
    Representatives Secretary President Staff Participants Meeting Meetings Event Events
    """
)
_GOVERNED = word_set(
    "Australian Basque British Canadian Catalan Danish Dutch Flemish Irish Norwegian Scottish Swedish Swiss UK Welsh"
)
# "Prince's Countryside Fund": what is theirs is named after them.
_OWNERS = word_set("Prince Princess King Queen Women Children People Parkinson Alzheimer Huntington Crohn Farmers")
_POSSESSIVES = ("'s", "’s", "'", "’")
# What comes after "St Mungo's" where it owns nothing: the end, punctuation, or a word that goes on.
_OWNS_NOTHING = re.compile(
    r"\s*(?:\Z|[,.;:()\[\]!?|\n–—]|(?:is|was|are|were|has|have|had|will|and|or|to|in|at|for|by|with|who|which"
    r"|that|from|on"
    r"|as|ran|runs|led|leads)\b)"
)
_NEXT_WORD = re.compile(r" ([A-Z][a-z]{1,30})\b")
# The acronym in a bracket after a name: where it has letters of words on both sides of "and", the name is one.
_ACRONYM_AFTER = re.compile(r" \([\"“‘]?(?P<acronym>[A-Z][\w&-]{1,11})[\"”’]?[),;:\s]")
# "Université de Rennes 2".
_NUMBERED = re.compile(r" \d{1,2}(?![\w.,]?\d)(?: [^\W\d_a-z][\w’]{1,30}-[^\W\d_a-z]\w{1,30})?(?!\w| [a-z]{2,20}s\b)")
_NUMBERED_WORDS = frozenset(["Université", "Universités", "Paris"])
# Where lines were joined: "Lancaster University Dr Ann Bell", "Funder Owl Council Duration 2 years".
_LABELS = word_set("Funder Funders Sponsor Sponsors Publisher Duration")
_TITLES = word_set("Dr Prof Professor Mr Mrs Ms")
# A label at the beginning of a line that a table has left without a space: "InstitutionOwl Unit".
_GLUED_LABEL = re.compile(
    r"(?:(?:Host|Lead|Home|Award|Partner) )?(?:Institution|Organi[sz]ation|Street Address|Funder|Employer|Affiliation"
    r"|Publisher)(?=[A-Z])"
)
# "Department for Environment, Food and Rural Affairs": what a ministry is for has commas in it.
_PORTFOLIO_HEADS = ("Department ", "Ministry ", "Office ", "Bundesministerium ", "Directorate ")
_TO = re.compile(
    r"(?P<more> to (?:the )?[A-Z][\w’'-]{1,30}(?: [A-Z][\w’'-]{1,30}){0,3}) \((?P<acronym>[A-Z][A-Za-z]{1,9})\)"
)
_FIELDS_OF_POLICY = MATTERS | word_set(
    """
        Children Schools Universities Digital Sport Sports Local Levelling Fisheries Forestry Water Waste Regions
        Senioren Frauen Jugend Familie Bildung Forschung Arbeit Soziales Ernährung Landwirtschaft Wirtschaft
        Equal Lifelong Older International Foreign Lands Roads Pensions Islands
        """
)
_FIELD = "|".join(sorted(_FIELDS_OF_POLICY, reverse=True))
_AFTER_FIELD = "Affairs|Government|Strategy|Opportunities|Development|Safety|Care|Services"
_PORTFOLIO = re.compile(
    rf"[^\W\d_a-z]\w{{3,20}} (?:for|of|für) (?:the )?(?:{_FIELD})(?: [A-Z]\w{{1,20}})?"
    rf"(?:, (?:{_FIELD})(?: [A-Z]\w{{1,20}})?){{1,4}}"
    rf",? (?:and|&|und) (?:{_FIELD})(?: (?:{_AFTER_FIELD}))?\b"
)


def runs(text: str, start: int, end: int) -> Iterator[Span]:
    """The capitalised runs between two offsets, in order; joined names are split where they are two."""
    position = start
    while capital := _CAPITAL.search(text, position, end):
        position = capital.start()
        inside = _INSIDE_WORD.match(text, position - 1, end) if position > start and text[position - 1] != " " else None
        if inside and _begins_before(text, position, start):
            position = inside.end()
            continue
        if not text[position].isupper():
            position += 1
            continue
        if (position == start or text[position - 1] == "\n") and (label := _GLUED_LABEL.match(text, position, end)):
            position = label.end()
        run = _RUN.match(text, position, end)
        read, begin = run.group() if run else "", position
        plain = "'" not in read and "’" not in read
        words, starts, stop = _read(read) if plain else _words_in(read, text, begin)
        position += stop
        if words and (
            whole := portfolio_at(text, begin + starts[0], end)
            or _goes_on_to(text, words, begin + starts[0], position, end)
        ):
            position = whole.end
            yield whole
            continue
        bracket = _ACRONYM_AFTER.match(text, position, end) if len(words) > 2 else None
        for first, last in divided(words, bracket.group("acronym") if bracket else ""):
            stop = begin + starts[last - 1] + len(words[last - 1])
            if last == len(words):
                if not _NUMBERED_WORDS.isdisjoint(words[first:last]):
                    numbered = _NUMBERED.match(text, stop, end)
                    stop = position = numbered.end() if numbered else stop
                elif more := ending(text, words[first:last], stop, end):
                    stop = position = more
                    first = 0 if words[:first] == ("The",) else first
            yield Span(begin + starts[first], stop)


def _words_in(run: str, text: str, begin: int) -> tuple[tuple[str, ...], tuple[int, ...], int]:
    """The words of a run at a place of a text, where in the run each begins, and where the reading stops."""
    words: list[str] = []
    starts: list[int] = []
    position = 0
    for word in run.split():
        if words and (not _goes_on(words[-1], word) or (word in ("a", "ac") and words[0] not in _WELSH)):
            break
        labels = word in _LABELS or (word == "Partners" and _labels_partners(run[run.index(word, position) :], words))
        if labels or (word in _TITLES and not ORGANIZATION_WORDS.isdisjoint(words)):
            if not words:
                position += len(word)
            break
        starts.append(run.index(word, position))
        position = starts[-1] + len(word)
        owner = _owner(text, word, begin + position) if word.endswith(_POSSESSIVES) else None
        words.append(owner or word)
        if owner and not word.endswith(("s'", "s’")):
            break
    return tuple(words), tuple(starts), position


def _labels_partners(rest: str, words: list[str]) -> bool:
    """Whether "Partners" leads to a name, at the beginning or after a whole one: "Kell College Partners Wick Trust"."""
    return rest[9:10].isupper() and (not words or not ORGANIZATION_WORDS.isdisjoint(words))


@lru_cache(maxsize=KNOWN)
def _read(run: str) -> tuple[tuple[str, ...], tuple[int, ...], int]:
    """The same of a run without possessives, which is read alike wherever it stands."""
    return _words_in(run, run, 0)


def portfolio_at(text: str, start: int, end: int) -> Span | None:
    """The name of a ministry with what it is for ("Department for Environment, Food and Rural Affairs")."""
    whole = _PORTFOLIO.match(text, start, end) if text.startswith(_PORTFOLIO_HEADS, start) else None
    return Span(*whole.span()) if whole else None


def _goes_on_to(text: str, words: Sequence[str], start: int, position: int, end: int) -> Span | None:
    """A name with "to" in it, where the acronym after it says so ("Owl Federation for Help to Farms (OFHF)")."""
    more = _TO.match(text, position, end) if text.startswith(" to ", position) else None
    if more is None:
        return None
    name = text[position : more.end("more")].split()
    return Span(start, more.end("more")) if initials_from([*words, *name], more.group("acronym")) == 0 else None


def _begins_before(text: str, position: int, start: int) -> bool:
    """Whether the word around a position began before it: "-Aston" begins with its capital, "iPhone" does not."""
    position -= 1
    while position >= start and text[position] in "'’&-_":
        position -= 1
    return position >= start and text[position].isalnum()


def _goes_on(last: str, word: str) -> bool:
    """Whether a word continues a run after its last one."""
    return word[0].isupper() or (word in JOINERS and last not in OFFICES)


def _owner(text: str, word: str, end: int) -> str | None:
    """A possessive without its "'s" where that is no part of a name."""
    if len(word) <= 3:
        return None
    stem = word[: -1 if word[-1] in "'’" else -2]
    return None if _keeps_possessive(text, stem, end) else stem


def _keeps_possessive(text: str, stem: str, end: int) -> bool:
    """Whether "St Mungo's" or "King's" is a name as it stands ("King's College", not "Wick's Owl Walk")."""
    if stem in _OWNERS:
        return True
    if stem in ORGANIZATION_WORDS or is_acronym(stem) or text[end - 2 : end] in ("s'", "s’"):
        return False
    following = _NEXT_WORD.match(text, end)
    if following and following.group(1) in ORGANIZATION_WORDS:
        return True
    return _OWNS_NOTHING.match(text, end) is not None


def run_at(text: str, start: int, end: int) -> Span | None:
    """The name that begins exactly at ``start``, or None."""
    if start >= end or not text[start].isupper():
        return None
    first = next(runs(text, start, min(end, start + 240)), None)
    return first if first is not None and first.start == start else None


@lru_cache(maxsize=KNOWN)
def is_organization(name: str) -> bool:
    """Whether a name's own words say that it is an organisation's ("Kell University", not "Research Centre")."""
    words = name.replace(",", "").split()
    if not words or (words[-1] in _POSTS and "of" not in words):  # "Institute of Directors" is a body
        return False
    if name in UNIVERSITY_NAMES:
        return True
    if words[-1] == "Government" and len(words) > 1 and words[-2] in _GOVERNED:
        return True
    if len(words) == 2 and words[0] in TOPICS and words[1] == "Foundation":  # "Work Foundation"
        return True
    if words[-1] == "Society" and words[0] in _SOCIETIES:
        return False
    if words[-1] == "Trust" and all(word in TOPICS or word in GENERIC or word in JOINERS for word in words):
        return False  # "Social Care and Public Trust"
    if words[-2:] == ["Research", "Associates"]:  # people's posts more often than a firm
        return False
    if len(words) < 2:
        return False
    if (words[0], words[1]) in _NO_BODIES and not any(word in ORGANIZATION_WORDS for word in words[2:]):
        return False
    if not any(word in ORGANIZATION_WORDS and after not in _NO_BODY for word, after in pairwise((*words, ""))):
        return any(word.endswith(ENDINGS) for word in words)
    if any(word in GENERIC for word in words[:1]) and words[1] in ("of", "for", "on"):
        return any(word[0].isupper() and word not in NOT_A_NAME for word in words[2:])
    return any(word[0].isupper() and word not in GENERIC for word in words) or len(words) >= 4
