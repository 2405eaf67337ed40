"""People in records that stand in a text as JSON or XML: {"name": "Ann Bell", "affiliation": "Kell University"}."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import is_organization
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import Found, name_at
from graph.narrative.people.nobody import may_be_name
from graph.narrative.people.tails import read_workplace
from graph.narrative.spans import clean, trim
from graph.narrative.triggers import triggers

_KEYS = triggers('name"')
_NAME = re.compile(r'name"\s{0,4}:\s{0,4}"(?P<name>[^"\n\\<>{}]{4,90})"', re.IGNORECASE)
# What only the record of a person has beside a name.
_PERSON = re.compile(
    r'"orcid[\w-]{0,6}"\s{0,4}:\s{0,4}"[^"]|"@?(?:name)?type"\s{0,4}:\s{0,4}"person(?:al)?"', re.IGNORECASE
)
_EMAIL = re.compile(r'"e-?mail"\s{0,4}:\s{0,4}"[^"\s]{1,60}@', re.IGNORECASE)
_EMPLOYER = re.compile(
    r'"(?:affiliations?(?:_?names?)?|institution|employer|worksFor)"\s{0,4}:\s{0,4}(?:\[\s{0,4})?'
    r'(?:\{\s{0,8}(?:"[^"{}]{1,20}"\s{0,4}:\s{0,4}"[^"{}]{1,80}"\s{0,4},\s{0,4}){0,2}"name"\s{0,4}:\s{0,4})?'
    r'"(?P<body>[^"\n\\<>]{2,120})"',
    re.IGNORECASE,
)
_ELEMENTS = triggers("authenty", "creator>", "creatorname", "contributor>", "contributorname", "<author", "othid")
_ELEMENT = re.compile(
    r"<(?:\w{1,8}:)?(?P<kind>AuthEnty|othId|creatorName|contributorName|creator|contributor|author)"
    r"(?P<attributes>(?:\s[\w:]{1,20}=\"[^\"<>]{0,120}\"){0,4})\s?>\s{0,8}(?:<(?:name|creatorName)>)?"
    r"(?P<name>[^<>\n]{4,80})</(?:\w{1,8}:)?\w{1,20}>",
    re.IGNORECASE,
)
# What a library's record has as well, for the authors of books: there an employer shows who is meant.
_BOOKISH = ("creator", "contributor", "author")
_ATTRIBUTE = re.compile(r"\saffiliation=\"(?P<body>[^\"<>]{2,120})\"", re.IGNORECASE)
_SIBLING = re.compile(r"\s{0,12}<(?:\w{1,8}:)?affiliation(?:\s[^<>]{0,80})?>(?P<body>[^<>\n]{2,120})</", re.IGNORECASE)
_TURNED = re.compile(r"[^\W\d_a-z][\w'’-]{1,30}, [^\W\d_a-z][\w.’-]{1,20}(?: [^\W\d_a-z][\w.’-]{0,20}){0,2}")
# "Ann Bell, Study Coordinator".
_POST = re.compile(r", (?:[^\W\d_][\w&/-]{1,20} ?){1,6}")
_BRACE = re.compile(r"[{}]")
_REACH = 600


def objects(directory: Directory, people: list[Found]) -> Iterator[Found]:
    """The people of such records, but for those of ``people``."""
    known = {place.span.start for place in people}
    for place in (*_in_objects(directory), *_in_elements(directory)):
        if place.span.start not in known:
            yield place


def _in_objects(directory: Directory) -> Iterator[Found]:
    """The people of JSON: what shows one is its type, an iD, an address for mail, or an employer known as one."""
    layout, text = directory.layout, directory.layout.text
    for name in layout.at(_NAME, _KEYS):
        begin, end = _object(text, name.start(), name.end())
        sure = _PERSON.search(text, begin, end) is not None
        employer = _EMPLOYER.search(text, begin, end)
        shown = sure or _EMAIL.search(text, begin, end) or (employer and is_organization(clean(employer.group("body"))))
        place = _person(directory, *name.span("name"), sure) if shown else None
        if place is None:
            continue
        if employer:
            _employ(directory, place, *employer.span("body"))
        yield place


def _object(text: str, start: int, end: int) -> tuple[int, int]:
    """The range of the record around a name, as far as one is read."""
    begin = max(text.rfind("{", max(0, start - _REACH), start), text.rfind("}", max(0, start - _REACH), start), 0)
    depth = 0
    for brace in _BRACE.finditer(text, end, end + _REACH):
        depth += 1 if brace.group() == "{" else -1
        if depth < 0:
            return begin, brace.start()
    return begin, min(len(text), end + _REACH)


def _person(directory: Directory, start: int, end: int, sure: bool) -> Found | None:
    """The person whose name, with a post at most, is all between two offsets."""
    text = directory.layout.text
    start, end = (whole := trim(text, start, end)).start, whole.end
    span = whole if _TURNED.fullmatch(text, start, end) else name_at(text, start, end)
    if span is None:
        return None
    name = clean(text[span.start : span.end])
    post = _POST.fullmatch(text, span.end, end)
    if (span.end != end and post is None) or not may_be_name(name.replace(",", "")):
        return None
    if is_organization(name) or directory.knows(name) or not (sure or has_given_name(name)):
        return None
    return Found(name, span, end, confidence=0.85)


def _employ(directory: Directory, place: Found, start: int, end: int) -> None:
    if read_workplace(directory, place, start, end):
        place.affiliations = [(key, span) for key, span in place.affiliations if span.end <= end]


def _in_elements(directory: Directory) -> Iterator[Found]:
    """The people of XML, as DDI, DataCite and Dublin Core have them."""
    layout, text = directory.layout, directory.layout.text
    reach = 0
    for at in layout.places(_ELEMENTS):
        begin = text.rfind("<", max(reach, at - 12), at + 1)
        element = _ELEMENT.match(text, begin) if begin >= 0 else None
        if element is None:
            continue
        reach = element.end()
        shift = element.start("attributes")
        attribute = _ATTRIBUTE.search(element.group("attributes"))
        sibling = _SIBLING.match(text, element.end())
        if element.group("kind").lower() in _BOOKISH and not (attribute or sibling):
            continue
        place = _person(directory, *element.span("name"), False)
        if place is None:
            continue
        if attribute:
            _employ(directory, place, shift + attribute.start("body"), shift + attribute.end("body"))
        elif sibling:
            _employ(directory, place, *sibling.span("body"))
        yield place
