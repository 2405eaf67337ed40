"""Lines and sentences that begin with a label: "Project Administrator: Jo Marsh", "Sponsors: Harrow Trust".

The label says what part the names after it have. A label without words after it stands for the next line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from graph.frozen import frozen
from graph.narrative.bodies.labels import BODY, BODY_LABELS
from graph.narrative.people.catalogued import AFTER_LABEL
from graph.narrative.people.given import GIVEN_NAMES
from graph.narrative.spans import Layout, Span, trim
from graph.narrative.triggers import triggers

LONGEST = 60
_LINE = 300
# A label at the beginning of a line without a colon, where it is plain that a person follows.
_OPEN_LABELS = triggers("author", "creator", "investigator", "depositor", "pi ", "grant holder", "project director")
_OPEN = re.compile(
    r"(?P<label>(?:authors?(?:\(s\))?|creators?(?:\(s\))?|depositors?|(?:principal |co-?)?investigators?(?:\(s\))?|pi"
    r"|grant ?holders?|project directors?))[ \t]{1,4}",
    re.IGNORECASE,
)
_PERSON = re.compile(rf"(?:Dr|Profs?|Professor|Mr|Mrs|Ms)\b|{AFTER_LABEL}")
# "Investigator Ann Bell, Professor, Kell University", "Investigator Ann Bell".
_PLAIN = re.compile(
    r"(?P<first>[^\W\d_a-z][\w'’-]{1,20})(?: [A-Z]\.?| (?:van|von|de|der|da)){0,2}(?: [^\W\d_a-z][\w'’-]{1,25}){1,2}"
    r"(?P<post>, (?:(?:Associate|Assistant|Senior|Emeritus) )?(?:Professor|Lecturer|Reader|Director|Research)\b|\s*$"
    r"|, [^\W\d_a-z]| \()"
)
# A further label in the line of one: "Principal Investigator: Roe, Ann Awardee: Kell University".
_INNER = re.compile(
    r"(?<=[\w.)])\s{1,4}(?P<label>(?:Awardee|Grantee|(?:(?:Host|Lead|Home|Research|Administering) )?(?:Institution"
    r"|Organi[sz]ation)|Award(?: (?:Number|Amount|Period|Date))?|(?:Co-?|Other )?(?:Principal )?Investigators?"
    r"|Co-?PIs?(?: Names?)?|PIs?|Program(?:me)?|Sponsors?|Funders?|Amount|Period|Duration|Status|Start(?: Date)?"
    r"|End(?: Date)?|Department|Affiliation|Role|Year|Grant(?: Number)?|Location|Country|E-?mail|Phone|Tel|Fax))\s?:"
)
_COLON = triggers(":")
_MARKS = ' \t*|•–-—"“'
_ADDED = re.compile(r"\s?\((?:s|es|pi|co-?i|text|names?)\)")
_JOB = (
    r"(?:[a-z-]{2,20} ){0,3}(?:researcher|associate|assistant|fellow|administrator|manager|officer|student|statistician"
    r"|analyst|interviewer|secretary|developer|technician|scientist|economist|ethnographer|candidate|trainee"
    r"|adviser|advisor)"
)
_LABELS = (
    (
        "lead",
        r"(?:(?:award|grant|fellowship|project) ?-?holder|fellow"
        r"|(?:principal|lead|chief|joint|co-principal) (?:investigator|applicant|researcher|academic)"
        r"|(?:project|study|team|programme|scientific|academic|research|overall) (?:lead|leader|director|head)"
        r"|(?:scientific |project )?co-?ordinator|pi|led by|director"
        r"|(?:wissenschaftliche |projekt)?leit(?:ung|er|erin)|projektled(?:are|er)|prosjektleder"
        r"|project(?:leider|coördinator)|(?:coordinat(?:eur|rice)|responsable)s?(?: scientifique| du projet)?"
        r"|porteu(?:r|se)(?: du projet)?|prif ymchwilydd|arweinydd y prosiect|investigador[ae]?s? principal(?:es)?"
        r"|coordenaç[ãa]o|coorden?ador[ae]?|coordinador[ae]?|responsabil[ei] (?:scientific[oi]|del progetto)"
        r"|coordinatore|kierownik projektu)s?",
    ),
    (
        "member",
        rf"(?:co-?(?:investigator|applicant|lead|researcher|director|is?|pi)|other investigator|investigator|{_JOB}"
        r"|cyd-?ymchwil(?:ydd|wyr)|(?:swyddog )?ymchwil(?:ydd|wyr)?|swyddog(?:ion)? ymchwil"
        r"|tîm(?: ymchwil| y prosiect)?|investigador(?:e|a)|personal técnico"
        r"|(?:co-?)?chercheu(?:r|re|se)s?(?: principa(?:l|le|ux|les))?|doctorant(?:e)?|équipe(?: de recherche"
        r"| du projet| scientifique)?"
        r"|(?:projekt|forschungs)?(?:team|gruppe)|(?:wissenschaftliche |projekt)?mitarbeiter(?:in|innen)?"
        r"|mitarbeit|bearbeit(?:er|erin|ung)|onderzoekers?|onderzoeksteam|projectteam|promovend(?:us|a|i)"
        r"|(?:co)?promotor(?:en)?"
        r"|(?:prosjekt|projekt)(?:medarbeidere?|medarbetare|medarbejdere?|deltagare)|(?:medverkande )?forsk(?:are"
        r"|ere?|ergruppe)"
        r"|equip[oea](?: de (?:investigación|investigação|pesquisa)| investigador| di ricerca)?|pesquisadore"
        r"|gruppo di ricerca|ricercator[ei]|wykonawcy|zespół(?: badawczy)?"
        r"|(?:review|evaluation|study|author) team"
        r"|communication|(?:communications|dissemination|engagement) (?:lead|manager|officer)"
        r"|(?:(?:first|second|third|main|lead|primary|academic|joint|phd) )?supervis(?:or|ory team)"
        r"|mentor|(?:project )?consultant|other applicant|gesuchsteller(?:in)?|mitgesuchsteller(?:in)?"
        r"|(?:independent |external )?evaluator|collaborator|(?:team |project |panel |group )?members?(?: include"
        r"| are)?"
        r"|(?:the )?(?:project |research |our |core )?team|project staff|researcher)s?",
    ),
    (
        "contact",
        r"(?:(?:project|study|main|press|media|public|data) )?(?:contacts?|enquiries)(?: (?:person|name|details))?"
        r"|contactperso(?:on|nen)|ansprechpartner(?:in|innen)?|kontakt(?:person(?:er)?)?|contacto|contatto|cyswllt",
    ),
    (
        "",
        r"(?:(?:data |corresponding |lead |first |report )?(?:depositor|creator|author|data collector|contributor)"
        r"|written by|(?:external |internal )?examiner|auteur(?:e|rice)?|autor(?:e|a|en|in|innen)?|autori"
        r"|(?:project )?(?:advisory|steering) (?:group|board|committee|panel)(?: members)?|advis[eo]r|speaker"
        r"|(?:series |co-)?editor)s?",
    ),
    (
        "host",
        r"(?:(?:host|lead|administering|employing|home|grant-?holding|managing|award) (?:research )?"
         rf"{BODY}|institution|awardee|grantee|host|lead ro|hosted by)",
    ),
    *BODY_LABELS,
)  # fmt: skip
_OF_BODIES = frozenset(["host", "partner", "data-collector", "publisher", "funder", "sponsor"])
_PATTERNS = tuple((role, re.compile(pattern)) for role, pattern in _LABELS)


@frozen(frozen=True, slots=True)
class Field:
    """What a label gives: ``roles``, as its words may name people or bodies, and where the words after it are."""

    roles: tuple[str, ...]
    label: Span
    start: int
    end: int
    below: bool


def fields(layout: Layout) -> Iterator[Field]:
    """The labelled words of a text whose label gives a part in a project, in order."""
    text, places = layout.text, layout.places(_COLON)
    found: list[Field] = []
    for place in places:
        sentence = layout.sentence_at(place)
        near = max(sentence.start, place - LONGEST - 2)
        begin = max(sentence.start, text.rfind("|", near, place) + 1, text.rfind("; ", near, place) + 1)
        if not 1 < place - begin <= LONGEST or place >= sentence.end:
            continue
        label = trim(text, begin, place, _MARKS)
        if not (given := _roles(layout.small[label.start : label.end])):
            continue
        index = layout.unit_index(place)
        unit = layout.units[index]
        start = trim(text, place + 1, unit.end).start
        below = start == unit.end
        if below and index + 1 < len(layout.units):
            unit = layout.units[index + 1]
            start = unit.content
        if found and found[-1].end > label.start:
            last = found.pop()
            found.append(Field(last.roles, last.label, last.start, label.start, last.below))
        found.append(Field(given, label, start, unit.end, below))
    found = [part for field in found for part in _parted(layout, field)]
    starts = {field.start for field in found}
    for place in layout.places(_OPEN_LABELS):
        unit = layout.units[layout.unit_index(place)]
        match = _OPEN.match(text, unit.content, unit.end)
        if match is None or match.end() in starts:
            continue
        if not _PERSON.match(text, match.end(), unit.end) and not _is_person(text, match.end(), unit.end):
            continue
        label = Span(*match.span("label"))
        if given := _roles(layout.small[label.start : label.end]):
            starts.add(match.end())
            found.append(Field(given, label, match.end(), unit.end, False))
    yield from sorted(found, key=lambda field: field.start)


def _parted(layout: Layout, field: Field) -> Iterator[Field]:
    """The labels of one line that has several, from the first on."""
    of_people = not field.below and _OF_BODIES.isdisjoint(field.roles)
    inner = _INNER.search(layout.text, field.start, min(field.end, field.start + _LINE)) if of_people else None
    if inner is None:
        yield field
        return
    yield Field(field.roles, field.label, field.start, inner.start(), False)
    label = Span(*inner.span("label"))
    given = _roles(layout.small[label.start : label.end])
    start = trim(layout.text, inner.end(), field.end).start
    if given and start < field.end:
        yield from _parted(layout, Field(given, label, start, field.end, False))


def _is_person(text: str, start: int, end: int) -> bool:
    """Whether a name with a post, or with a common first name and a comma, bracket or nothing, follows a label."""
    plain = _PLAIN.match(text, start, end)
    return plain is not None and (len(plain.group("post")) > len(", A") or plain.group("first") in GIVEN_NAMES)


def of_part(layout: Layout, field: Field, parts: frozenset[int]) -> bool:
    """Whether a label stands in or below a line that names a part: who leads there does not lead the project."""
    line = layout.unit_index(field.start)
    above = layout.units[max(0, line - 1)].content
    return any(layout.sentence_index(place) in parts for place in (above, layout.units[line].content))


def names_people(label: str) -> bool:
    """Whether a label in small letters is one of people."""
    return bool(_roles(label)) and not _OF_BODIES.issuperset(_roles(label))


@lru_cache(maxsize=1024)
def _roles(label: str) -> tuple[str, ...]:
    plain = " ".join(_ADDED.sub("s", label).split())
    return tuple(role for role, pattern in _PATTERNS if pattern.fullmatch(plain))
