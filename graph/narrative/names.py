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

from graph.narrative.spans import Span
from graph.narrative.words import (
    HEADS,
    JOINABLE_WORDS,
    MATTERS,
    NOT_A_NAME,
    ORGANIZATION_WORDS,
    POSTNOMINALS,
    TOPICS,
    UNIVERSITY_WORDS,
    word_set,
)

KNOWN = 8192
"""So many names are remembered with what their words say of them: catalogues name the same bodies again and again."""
_JOINERS = word_set(
    "of for the in and & de la du des der et y e und on di do da dos das del della degli van voor für nad i a ac"
)
_OF_ABROAD = word_set("van de la der von del della het den da do di")
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
    for pair in ("Food Bank", "Blood Bank", "West Bank", "South Bank", "Left Bank", "European Union", "Soviet Union")
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
_RUN = re.compile(rf"{_WORD}(?:[ \u00a0]{{1,3}}(?=[^\W_a-z]|&|(?:{'|'.join(sorted(_JOINERS))})\b){_WORD}){{0,13}}")
_CAPITAL = re.compile(r"[^\W\d_a-z]")
_INSIDE_WORD = re.compile(r"[\w'’&-]{1,61}")
_GENERIC = (
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
# "Director of X" is an office in X, not a part of its name.
_OFFICES = word_set(
    """
    Director Co-Director Head Chair Dean Professor Lecturer Reader President Member Fellow Leader
    Lead Manager Minister Secretary Officer Founder Executive Investigator Coordinator Emeritus
    Associates
    """
)
_GOVERNED = word_set(
    "Australian Basque British Canadian Catalan Danish Dutch Flemish Irish Norwegian Scottish Swedish Swiss UK Welsh"
)
_COMPANY = word_set("Ltd Limited LLP Inc PLC GmbH Co Associates Partners Sons")
_CAUSES = word_set(
    """
    Action Campaign Movement Coalition Parents Mothers Carers Artists Citizens Friends Justice Transport Bail Homes
    Skills Families Women Doctors Teachers Farmers
    """
)
_FIELDS = word_set("Research Studies Innovation Excellence Training Education Progress Advancement")
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
# A grant reference (letters, then four digits or more), or the label of a work package, task or milestone.
_NO_ACRONYM = re.compile(r"[A-Za-z-]{1,8}\d{4}[\w-]*|(?:WPs?|MS?|D|T)\d[\w-]*")
# "Anne-Marie" and "McKay" are names of people.
_OF_PEOPLE = re.compile(
    r"[^\W\d_a-z][^\W\d_A-Z]{1,12}(?:-[^\W\d_a-z][^\W\d_A-Z]{1,12}){1,3}|(?:Ma?c|Fitz|De|Di|Du|La|Le|Van)[A-Z][a-z-]+"
)
# The acronym in a bracket after a name: where it has letters of words on both sides of "and", the name is one.
_ACRONYM_AFTER = re.compile(r" \([\"“‘]?(?P<acronym>[A-Z][\w&-]{1,11})[\"”’]?[),;:\s]")
# "Université de Rennes 2".
_NUMBERED = re.compile(r" \d{1,2}(?![\w.,]?\d)(?: [^\W\d_a-z][\w’]{1,30}-[^\W\d_a-z]\w{1,30})?(?!\w| [a-z]{2,20}s\b)")
_NUMBERED_WORDS = frozenset(["Université", "Universités", "Paris"])

# Where lines were joined: "Lancaster University Dr Ann Bell", "Funder Owl Council Duration 2 years".
_LABELS = word_set("Funder Funders Sponsor Sponsors Publisher Duration")
_TITLES = word_set("Dr Prof Professor Mr Mrs Ms")
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


# "Uppsala universitet", "University of Texas at El Paso", "National University of Ireland, Galway".
_SMALL_UNIVERSITY = re.compile(r" (?:universitet|tekniska högskola|högskola|høgskole|høyskole)\b")
_CAMPUS = re.compile(
    r" at [A-Z]\w{1,15}(?:[ -][A-Z]\w{2,15})?"
    r"|, (?:Galway|Maynooth|Berkeley|Los Angeles|Davis|Irvine|Riverside|Merced|San (?:Diego|Francisco)|Santa (?:Barbara"
    r"|Cruz)|Chapel Hill|Amherst|Ann Arbor|Urbana-Champaign|College Park|Boulder)\b"
)
# "Institut national d'études rurales".
_NATIONAL_HEADS = word_set("Institut Centre École Agence Observatoire Conservatoire Bibliothèque")
_NATIONAL = re.compile(
    r" nationale? (?:supérieure? )?(?:de la |du |des |de l['’]|de |d['’])[^\W\d_A-Z]{3,20}"
    r"(?: (?:(?:et|de|des|du|la|les) ){0,2}[^\W\d_A-Z]{4,20}){0,4}(?=\s?[,.;:()\n]|$)"
)
_STATES = word_set(
    """
    Texas California Illinois Maryland Michigan Tennessee Missouri Colorado Alabama Carolina Massachusetts Minnesota
    Wisconsin Hawaii Arkansas Louisiana York Ireland
    """
)


def _university_at(text: str, words: Sequence[str], start: int, position: int, end: int) -> Span | None:
    """The name of a university that goes on after a run: with a small word, or with its campus."""
    if words[-1] in _STATES and "University" in words[-4:-1]:
        more = _CAMPUS.match(text, position, end)
    elif len(words) < 4 and text.startswith((" univ", " tekniska hö", " hög", " høg", " høy"), position):
        more = _SMALL_UNIVERSITY.match(text, position, end)
    elif words[-1] in _NATIONAL_HEADS and text.startswith(" national", position):
        more = _NATIONAL.match(text, position, end)
    else:
        return None
    return Span(start, more.end()) if more else None


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
        run = _RUN.match(text, position, end)
        read, begin = run.group() if run else "", position
        plain = "'" not in read and "’" not in read
        words, starts, stop = _read(read) if plain else _words_in(read, text, begin)
        position += stop
        if words and (
            whole := portfolio_at(text, begin + starts[0], end)
            or _goes_on_to(text, words, begin + starts[0], position, end)
            or _university_at(text, words, begin + starts[0], position, end)
        ):
            position = whole.end
            yield whole
            continue
        bracket = _ACRONYM_AFTER.match(text, position, end) if len(words) > 2 else None
        for first, last in _names(words, bracket.group("acronym") if bracket else ""):
            stop = begin + starts[last - 1] + len(words[last - 1])
            if last == len(words) and not _NUMBERED_WORDS.isdisjoint(words[first:last]):
                numbered = _NUMBERED.match(text, stop, end)
                stop = position = numbered.end() if numbered else stop
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
    return word[0].isupper() or (word in _JOINERS and last not in _OFFICES)


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
    words = name.split()
    if not words:
        return False
    if words[-1] == "Government" and len(words) > 1 and words[-2] in _GOVERNED:
        return True
    if words == ["Work", "Foundation"]:
        return True
    if words[-1] == "Society" and words[0] in _SOCIETIES:
        return False
    if words[-1] == "Trust" and all(word in TOPICS or word in _GENERIC or word in _JOINERS for word in words):
        return False  # "Social Care and Public Trust"
    if words[-2:] == ["Research", "Associates"]:  # people's posts more often than a firm
        return False
    if len(words) < 2:
        return False
    if (words[0], words[1]) in _NO_BODIES and not any(word in ORGANIZATION_WORDS for word in words[2:]):
        return False
    if not any(word in ORGANIZATION_WORDS and after not in _NO_BODY for word, after in pairwise((*words, ""))):
        return any(word.endswith(ENDINGS) for word in words)
    if any(word in _GENERIC for word in words[:1]) and words[1] in ("of", "for"):
        return any(word[0].isupper() and word not in NOT_A_NAME for word in words[2:])
    return any(word[0].isupper() and word not in _GENERIC for word in words) or len(words) >= 4


@lru_cache(maxsize=KNOWN)
def is_acronym(word: str) -> bool:
    """Whether one word is written as an acronym is ("ERC", "UKRI"; not "LSE's", "PhD", a reference, "WP10")."""
    if not 2 <= len(word) <= 12 or word[1:].islower() or sum(map(str.isupper, word)) < 2:
        return False
    if not word.replace("-", "").replace("&", "").isalnum() or word in POSTNOMINALS:
        return False
    return not _NO_ACRONYM.fullmatch(word) and not _OF_PEOPLE.fullmatch(word)


def initials_from(words: Sequence[str], acronym: str) -> int | None:
    """From which of the words on their first letters are an acronym's ("UK Research and Innovation": "UKRI").

    Small words may be left out, and after "&" the last word ("Learning and Work Institute": "L&W").
    """
    letters = "".join(char for char in acronym if char.isupper() or char == "&")
    ends = (len(words), len(words) - 1) if "&" in letters and words[-1] in ORGANIZATION_WORDS else (len(words),)
    for end in ends:
        for capitals_only in (True, False):
            rest, index = letters, end
            while rest and index:
                index -= 1
                word = words[index]
                if "&" in letters and word in ("and", "&"):
                    first = "&"
                elif capitals_only and not word[0].isupper():
                    continue
                else:
                    first = word if word.isupper() and len(word) > 1 else word[0].upper()
                if not rest.endswith(first):
                    index = -1
                    break
                rest = rest[: -len(first)]
            if not rest and index >= 0 and len(letters) > 1:
                return index
    return None


@lru_cache(maxsize=KNOWN)
def _names(quotes: tuple[str, ...], acronym: str) -> tuple[tuple[int, int], ...]:
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
        if quote == "&" and len(quotes) == 3 and index == 1 and all(map(_is_plain, (quotes[0], quotes[2]))):
            continue  # "Behaviour & Attitudes"
        if index < whole and not _joins(quotes[begin:index], quotes[index + 1 :]):
            parts.append((begin, index))
            begin = index + 1
    parts.append((begin, len(quotes)))
    elided = False
    for number, (first, last) in enumerate(parts):
        while first < last and (quotes[first] in _JOINERS or quotes[first] in ("The", "Our", "Its")):
            first += 1
        all_of_it, last = last, last if first >= whole else _without_place(quotes, first, last)
        after = last + 1
        while last > first and quotes[last - 1] in _JOINERS:
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
    if of - first < 2 or any(word in HEADS or word in _GENERIC for word in quotes[first:of]):
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
    return None if any(word in HEADS or word in _GENERIC for word in quotes[first:end]) else (end, begin)


def _without_place(quotes: tuple[str, ...], first: int, last: int) -> int:
    """The end of a name before "in <place>": only "Centre for Research in X" has "in" inside it."""
    for index in range(first, last):
        if quotes[index] in ("in", "on"):
            known = any(word in ORGANIZATION_WORDS for word in quotes[first:index])
            if not (known and quotes[index - 1] in _FIELDS):
                return index
        if quotes[index] == "the" and quotes[first : first + 2] == ("Friends", "of") and index == first + 2:
            continue
        if quotes[index] == "for" and index == first + 1 and quotes[first] in _CAUSES and index + 1 < last:
            continue
        if quotes[index] in ("for", "the") and not any(word in ORGANIZATION_WORDS for word in quotes[first:index]):
            return index
    return last


def _joins(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether "and" between two parts is inside one name."""
    left = left[1:] if left and left[0] in ("The", "Our", "Its") else left
    if not left or not right or (right and right[0] in ("the", "The")):
        return False
    both = left[-1] in MATTERS and right[0] in MATTERS
    if both and len(left) == 1 and len(right) > 1:  # "Health" alone is no body: "Health and Care Research Wales"
        return True
    if any(word in ORGANIZATION_WORDS for word in left):
        if any(word in UNIVERSITY_WORDS for word in left):
            alone = len(right) == 1 or not right[1][0].isupper()
            several = left[-1][-1] == right[0][-1] == "s" and left[-3:-1] == ("of", "the")
            return "of" in left and alone and (both or several)
        complement = next((word for word in left if word in ("of", "for", "de", "di", "für")), None)
        return complement is not None and not any(word in ORGANIZATION_WORDS or word == "for" for word in right[1:])
    if both and any(word in HEADS for word in right):
        return True
    return len(left) == 1 and not is_acronym(left[0]) and any(word in JOINABLE_WORDS for word in right[:5])
