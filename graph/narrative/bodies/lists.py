"""Lists of organisations after words that say their part: "in partnership with A, the B (…) and C"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.acronyms import is_acronym
from graph.narrative.bodies.organizations import Directory
from graph.narrative.brackets import bracket_at, items
from graph.narrative.names import is_organization, portfolio_at, run_at
from graph.narrative.spans import Span, Unit, clean, trim
from graph.narrative.words import BODY_WORDS, COUNTRIES, HONORIFICS, MATTERS, NOT_A_NAME, NOT_A_VALUE, word_set

# After the money, its reference: "UKRI, award reference EX/A012345/1, and by the Owl Trust".
_REFERENCE = re.compile(
    r"(?:,| under)? (?:(?:the|grant|award|project|contract|agreement|reference|ref|number|no|code|id)[.:]? ){0,5}"
    r"(?=[\w/.-]{0,30}\d{3})[A-Za-z0-9][\w/.-]{3,30}(?=[,;. )]|$)",
    re.IGNORECASE,
)
# What the text says a body is: "Owls Abroad, a charity founded in 1839, and …".
_APPOSITION = re.compile(
    r", (?:an?|one of|part of|based in|founded in)(?P<what> [^,;.()\n]{2,120})(?=, | and (?:the )?[A-Z]|[;.\n]|$)"
)
_BODY = (
    r"(?:charit(?:y|ies)|trade union|union|company|firm|agency|organi[sz]ation|network|think[- ]tank|foundation|NGO"
    r"|housing association|social enterprise|consultancy|pollster|alliance|pressure group|campaign group"
    r"|voluntary group"
    r"|community group|co-operative|cooperative|federation|not-for-profit|non-profit|regulator|local authority|council)"
)
_IS_BODY = re.compile(rf"\b{_BODY}\b")
_SEPARATOR = re.compile(
    r"\s{0,2}(?:,\s(?:and\s|as well as\s|together with\s)?|;\s(?:and\s)?|/"
    r"|\s?(?:and|&|as well as|together with|alongside|plus|through|via)\s)(?:also\s)?"
    r"(?:(?:by|of|from|with|(?:people|researchers|colleagues|academics|staff|scientists|teams) (?:at|from))\s)?\s{0,2}"
)
_ARTICLE = re.compile(
    r"\s{0,3}(?:(?:the|our|its|their|both)\s)?(?:(?:UK|EU|US|Britain|Scotland|Wales|England|Ireland)['’]s\s)?"
    rf"(?P<body>(?:(?:[A-Z][\w]{{1,20}}-based\s)?(?:[a-z][a-z-]{{1,20}}\s){{0,4}}{_BODY}s?,?\s)(?=[^\W\d_a-z]))?(?P<the>The\s)?"
)
_AT = re.compile(r",? (?:(?:based )?(?:at|in)|of|within|part of) (?:the )?")
_SMALL = re.compile(
    r"(?:of|for|the|and|in|on|to|at|by|from|with|an?|de|la|du|des|der|et|y|di|van|voor|für|nad|i|w|und|&)"
)
# In French only the first word is great.
_FRENCH = re.compile(
    r"(?:Agence|Institut|Centre|Union|Caisse|Conseil|Fondation|Ministère|Fédération|Observatoire|Société|École|Direction)"
    r" (?:[a-zà-ÿ]{3,20} )?(?:nationale?|régionale?|départementale?|sociale?|française?|de|du|des|pour)\b"
)
_DASH = re.compile(r"\s[–—-]\s|,|\s?[(\[]")
# The last word of what makes surveys for others; two words without such may be a person.
FIRM = word_set(
    """
    Research Public Social Insight Insights Analytics Surveys International Media Group Services Solutions Strategy
    Intelligence Digital Polling Opinion Statistics Worldwide Europe UK Poll Polls Global Studies
    """
)
# After one plain word: no year of a book, no second author, no first name's family.
_ENDS = re.compile(
    r"\s?(?:[.,;\n]|$|(?:in|between|during|on|using|from|for|by|as|early|late|next|this)\b)(?! \(?\d{4}\))"
)
# "The Universities of Wick and Kell" names two bodies, and neither by its name.
_SEVERAL = frozenset(
    ("Universities", "Departments", "Schools", "Councils", "Faculties", "Institutes", "Centres", "Colleges")
)
_GOES_ON = re.compile(r"['’-]| (?!(?:and|to|in|for|as|on|with|who|which|that|at|by|since|under|through|is|are)\b)[a-z]")
MOST = 60
_NATIONS = frozenset(("Scotland", "Wales", "Cymru", "England", "UK", "Ireland", "NI", "Britain"))
_LINE_END = re.compile(r"\s*(?:[.,;:|–—-]|$)")
# "OWLS brings together nine partners" is said of the project.
_OF_PROJECT = re.compile(
    r" (?:brings|is made up|consists|comprises|has \w{1,12} partners|unites|involves"
    r"|is an? (?:[\w-]{1,20} ){0,4}(?:project|study|programme|initiative|consortium)"
    r"|is (?:carried out|run|led|made|funded|co-?ordinated|delivered|conducted) by)\b"
)


def labelled_at(
    directory: Directory, position: int, end: int, alone: bool = False, firm: bool = False
) -> Iterator[tuple[str, Span]]:
    """The organisations after a label: where one name is shown to be an organisation's, so are the others.

    Between semicolons a whole item is a name. ``alone``: the label itself shows it, be it one word ("Funder: Fen");
    ``firm``: as far as the words cannot be a person's.
    """
    text = directory.layout.text
    sentence = directory.layout.sentence_at(position)
    end = trim(text, position, min(end, sentence.end) if sentence.end > position else end, ".").end
    several = ";" in text[position:end]
    named: list[tuple[Span, Span | None, bool]] = []
    for part in _parted(text, position, end) if several else _whole(text, Span(position, end)):
        if len(named) >= MOST:
            break
        if item := _head(directory, part):
            named.append(item)
        elif firm and not named:
            return
    yield from _certain(directory, named, alone, firm, several)


def lines_at(directory: Directory, units: list[Unit], alone: bool = False) -> Iterator[tuple[str, Span]]:
    """The organisations below a heading, one a line; of a line that goes on, those that its beginning names."""
    text = directory.layout.text
    named: list[tuple[Span, Span | None, bool]] = []
    told: list[Unit] = []
    for unit in units[:MOST]:
        if item := _head(directory, trim(text, unit.content, unit.end, ".;,")):
            end = item[1].end + 1 if item[1] else item[0].end
            if _LINE_END.match(text, end, unit.end):
                named.append(item)
                continue
        told.append(unit)
    found = list(_certain(directory, named, alone, False, True))
    for unit in told:
        run = run_at(text, unit.content, unit.end)
        if run is None or not _OF_PROJECT.match(text, run.end):
            found.extend(organizations_at(directory, unit.content, unit.end))
    yield from sorted(found, key=lambda item: item[1].start)


def _certain(
    directory: Directory, named: list[tuple[Span, Span | None, bool]], alone: bool, firm: bool, several: bool
) -> Iterator[tuple[str, Span]]:
    """The items of a list that are organisations."""
    text = directory.layout.text
    sure = [_is_sure(directory, item) for item in named]
    for number, ((head, inside, body), certain) in enumerate(zip(named, sure, strict=True)):
        words = clean(text[head.start : head.end])
        count = words.count(" ") + 1
        if not certain:
            shown = any(sure) and (count > 1 or several)
            certain = body or shown or (alone and (count > 1 or len(named) == 1 or several))
            certain = certain or (count > 1 and inside is None and not BODY_WORDS.isdisjoint(words.split()[1:]))
            only = count > 1 or several or number == 0  # "Harrow Polls, Selby" has a place after it
            certain = certain or (firm and only and (count != 2 or words.rpartition(" ")[2] in FIRM))
            if inside is not None and not body and is_organization(clean(text[inside.start : inside.end])):
                continue  # a person with an employer
        key = directory.describe(head, inside, certain) if inside is not None else directory.recognise(head, certain)
        if key is not None:
            yield key, head


def _whole(text: str, inside: Span) -> Iterator[Span]:
    """The parts between commas, but for those in the name of a ministry."""
    until = inside.start
    for part in items(text, inside):
        if part.start < until:
            continue
        if named := portfolio_at(text, part.start, inside.end):
            bracket = bracket_at(text, named.end, inside.end)
            until = bracket.end + 1 if bracket else named.end
            part = Span(part.start, until)
        yield part


def _parted(text: str, position: int, end: int) -> Iterator[Span]:
    """The parts between semicolons."""
    while position < end:
        stop = text.find(";", position, end)
        stop = end if stop < 0 else stop
        part = trim(text, position, stop)
        if text.startswith("and ", part.start):
            part = trim(text, part.start + 4, part.end)
        if part.start < part.end:
            yield part
        position = stop + 1


def _head(directory: Directory, part: Span) -> tuple[Span, Span | None, bool] | None:
    """The name that an item begins with, the bracket after it, and whether the text says that it is a body's."""
    text = directory.layout.text
    article = _ARTICLE.match(text, part.start, part.end)
    start = article.start("the") if article and article.group("the") else article.end() if article else part.start
    if start >= part.end or not text[start].isupper() or start in directory.people:
        return None
    named = portfolio_at(text, start, part.end)
    cut = _DASH.search(text, named.end if named else start, part.end)
    head = trim(text, start, cut.start() if cut else part.end, ".")
    words = text[head.start : head.end].split()
    plain = len(words) <= 12 and all(word[0].isupper() or word[0] == "&" or _SMALL.fullmatch(word) for word in words)
    if named or (_FRENCH.match(text, head.start, head.end) and len(words) <= 10):
        plain = True
    if not plain or any(char.isdigit() for char in words[-1]):
        run = run_at(text, start, part.end)
        if run is None:
            return None
        head, words = run, text[run.start : run.end].split()
    first = words[1] if words[0] == "The" and len(words) > 1 else words[0]
    if words[0] == "The" and not directory.keeps_the(Span(head.start + 4, head.end)):
        head, words = trim(text, head.start + 4, head.end), words[1:]
    if not words or words[0] in HONORIFICS or first in NOT_A_VALUE or " ".join(words) in COUNTRIES:
        return None
    if first in NOT_A_NAME and len(words) < 3:
        return None
    if text.startswith("/", head.end) or any(char.isdigit() for char in text[head.start : head.end].replace(" 2", "")):
        return None
    inside = bracket_at(text, head.end, part.end)
    return head, inside, bool(article and article.group("body"))


def _is_sure(directory: Directory, named: tuple[Span, Span | None, bool]) -> bool:
    """Whether the words themselves are an organisation's."""
    text, (head, inside, body) = directory.layout.text, named
    name = clean(text[head.start : head.end])
    described = inside is not None and _IS_BODY.search(text, inside.start, inside.end) is not None
    acronym = any(is_acronym(word) for word in name.split())
    return body or described or acronym or is_organization(name) or directory.knows(name)


def organizations_at(
    directory: Directory, position: int, end: int, least: int | None = None, alone: bool = False
) -> Iterator[tuple[str, Span]]:
    """Keys and places of the organisations listed from ``position`` on; stops at the first that is none.

    A name that no word shows to be an organisation's counts where it has a bracket that describes it, or holds an
    acronym ("Growers UK"), or has at least so many words, or is told to be one ("the charity Owls", "Owls, a charity").
    ``alone``: one word counts where another name of the list is an organisation's.
    """
    text = directory.layout.text
    waiting: list[Span] = []
    shown, listed = False, 0
    for _ in range(MOST):
        article = _ARTICLE.match(text, position, end)
        start = article.end() if article else position
        run = run_at(text, start, end)
        if run is None or run.start in directory.people:
            return
        if article and article.group("the") and directory.keeps_the(run):
            run = Span(article.start("the"), run.end)
        if text.startswith("/", run.end):  # the first letters of a reference, such as EX/A012345/1
            return
        words = text[run.start : run.end].split()
        if words[0] in HONORIFICS or (
            words[0] in NOT_A_NAME - {"The"} and words[1:2] not in (["and"], ["&"], ["Foundation"], ["Council"])
        ):
            return
        inside = bracket_at(text, run.end, end)
        name = clean(" ".join(words))
        position = inside.end + 1 if inside is not None else run.end
        apposition = _APPOSITION.match(text, position, end)
        body = bool(article and article.group("body"))
        body = body or (apposition is not None and _IS_BODY.search(apposition.group("what")) is not None)
        acronym = any(is_acronym(word) for word in words)
        certain = body or inside is not None or acronym or (least is not None and len(words) >= least)
        certain = certain or (
            alone and len(words) > 1 and not BODY_WORDS.isdisjoint(words[len(words) == 2 :]) and _ends(text, run.end)
        )
        certain = certain or (len(words) == 2 and words[1] in _NATIONS)  # "Sport Wales"
        if inside is not None and not is_organization(name) and not acronym and not body and len(words) == 1:
            certain = len(text[inside.start : inside.end].split()) >= 3
        if name in COUNTRIES:
            certain = False
        key = directory.describe(run, inside, certain) if inside is not None else directory.recognise(run, certain)
        if key is not None:
            yield key, run
        elif alone and name not in COUNTRIES and words[0] not in _SEVERAL and name not in MATTERS:
            waiting.append(run)
        shown, listed = shown or key is not None, listed + 1
        enough = [other for other in waiting if shown and (listed > 2 or " " not in text[other.start : other.end])]
        for other in enough:
            if (named := directory.recognise(other, certain=True)) is not None:
                yield named, other
        waiting = [other for other in waiting if other not in enough]
        if apposition is not None:
            position = apposition.end()
        elif reference := _REFERENCE.match(text, position, end):
            position = reference.end()
        elif key is not None:
            position = _above(directory, key, position, end)
        separator = _SEPARATOR.match(text, position, end)
        if separator is None:
            return
        position = separator.end()


def _ends(text: str, position: int) -> bool:
    """Whether a name is all that is said there, not the first words of something else ("Social Care staff")."""
    return _GOES_ON.match(text, position) is None


def _above(directory: Directory, key: str, position: int, end: int) -> int:
    """Where "at Kell University" ends, if it stands at a position: what a centre or school is a part of."""
    text = directory.layout.text
    at = _AT.match(text, position, end) if directory.is_unit(key) else None
    run = run_at(text, at.end(), end) if at else None
    above = directory.recognise(run) if run else None
    if run is None or above is None or not directory.is_university(above):
        return position
    directory.add_parent(key, above, run)
    inside = bracket_at(text, run.end, end)
    return inside.end + 1 if inside else run.end


def name_after(text: str, position: int) -> Span | None:
    """The name at a position, after "the" or what kind of body it is."""
    article = _ARTICLE.match(text, position)
    return run_at(text, article.end() if article else position, len(text))


def is_firm(directory: Directory, position: int, agency: tuple[str | None, ...]) -> tuple[str, Span] | None:
    """The one survey firm named at a position, where no person can be meant ("by IFF Research", "by GfK").

    ``agency``: where only agencies do what is told ("fielded by Kantar"), one plain word is one's name too.
    """
    text = directory.layout.text
    article, run = _ARTICLE.match(text, position), name_after(text, position)
    if run is None or run.start in directory.people:
        return None
    words = text[run.start : run.end].split()
    if words[0] in NOT_A_NAME or words[0] in HONORIFICS or words[-1] in COUNTRIES:
        return None
    camel = len(words) < 3 and is_acronym(words[-1])  # "Ipsos MORI"
    firm = len(words) > 1 and words[-1] in FIRM
    plain = len(words) == 1 and any(agency) and _ENDS.match(text, run.end) is not None
    body = article is not None and article.group("body") is not None
    if not (camel or firm or plain or body):
        return None
    key = directory.recognise(run, certain=True)
    return (key, run) if key else None
