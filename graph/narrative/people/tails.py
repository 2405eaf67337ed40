"""What follows a person's name, and the lines below it: letters, posts, employers."""

from __future__ import annotations

import re

from graph.narrative.acronyms import is_acronym
from graph.narrative.bodies.organizations import Directory
from graph.narrative.brackets import bracket_at, items
from graph.narrative.people.given import GIVEN_NAMES
from graph.narrative.people.named import TITLE, Found, name_at
from graph.narrative.people.posts import HONOUR, LINK, POST_ENDS, ROLE
from graph.narrative.people.workplaces import employer_at, is_department, short_for
from graph.narrative.spans import Span, trim
from graph.narrative.words import POSTNOMINALS, word_set

_NO_EMPLOYER = ("ORCID", "ORCiD", "ISNI", "UK", "USA", "EU", "Tel")
# "Kell Academy Postdoctoral Fellow" is a post, not who employs.
_HELD = word_set("Fellow Fellows Professor Lecturer Scholar Student Researcher Candidate Chancellor Postdoc")
# "Professor, LSE": initials by which everybody calls a university.
CALLED = word_set("LSE UCL KCL UEA LSHTM SOAS MIT UCLA UCSD UCSF NYU ETH EPFL NTNU UCD TCD QUB QMUL UWE UNSW ANU CUNY")
_OBJECTS = word_set("it the this our its a an and")
# "Carers UK", "Shelter Scotland".
_NATIONAL = re.compile(
    r"(?!North|South|East|West|Mid|New|Great|Central)[^\W\d_a-z][\w&'’-]{2,20}(?: [^\W\d_a-z][\w&'’-]{2,20}){0,2}"
    r" (?:UK|Scotland|Wales|Cymru|NI|England|International|Europe)"
)
_ACRONYM = re.compile(r"[A-Z]{3,8}\b")
_LETTERS = re.compile(
    r"[, ]{1,2}(?:(?:"
    + "|".join(sorted(POSTNOMINALS))
    + r")\b(?! (?:[Cc]andidate|[Ss]tudent|[Rr]esearcher|[Ff]ellow)\b)"
    r"|(?:Ph\. ?D|M\. ?P\. ?H|[BM]\. ?(?:A|Sc|Ed|Phil|Litt|Eng)|D\. ?Phil|Ed\. ?D|Psy\. ?D|Dr\. ?P\. ?H|M\. ?D|J\. ?D"
    r"|LL\. ?[BM]|M\. ?B\. ?A|M\. ?P\. ?[AP]|M\. ?S\. ?W|R\. ?N)\.(?!\w))"
)
BODIES = word_set("KU TU UC FH PH TH FU HU KTH")
_BOTH = re.compile(r"(?:both|all|each)(?: based)?(?: (?:of|at|from|in))? ")


def read_tail(directory: Directory, found: Found, end: int) -> None:
    """Read roles and affiliations after a name."""
    text = directory.layout.text
    while letters := _LETTERS.match(text, found.end, end):
        found.end = letters.end()
    for _ in range(5):
        inside = bracket_at(text, found.end, end)
        if inside is not None:
            for part in items(text, inside):
                both = _BOTH.match(text, part.start, part.end)
                _read(directory, found, both.end() if both else part.start, inside.end, True)
            found.end = inside.end + 1
            continue
        link = LINK.match(text, found.end, end)
        title = TITLE.match(text, link.end(), end) if link else None
        if link is None or (title and name_at(text, title.end(), end)):
            return
        acronym = bool(found.roles) and link.group("at") is not None and _ACRONYM.match(text, link.end(), end)
        stop = _read(directory, found, link.end(), end, bool(acronym), told=link.group("told") is not None)
        if stop is None:
            return
        found.end = stop


def read_on(directory: Directory, found: Found, start: int, end: int) -> None:
    """Read what a later sentence says of somebody, after its pronoun ("She" of "She is Reader in Law at Kell")."""
    later = Found(found.name, found.span, start)
    read_tail(directory, later, end)
    found.roles += later.roles
    found.affiliations += later.affiliations


def read_line(directory: Directory, found: Found, start: int, end: int) -> bool:
    """Read a line below a name, where it is a post; returns whether the post, with employers, is all of it."""
    text = directory.layout.text
    if not ROLE.match(text, start, end):
        run = employer_at(directory, start, end)
        if run is None or directory.recognise(run, certain=", " in text[run.start : run.end]) is None:
            return False
    stop = _read(directory, found, start, end, False)
    if stop is not None and found.roles and text.startswith(":", stop):
        found.roles.pop()  # a label of who comes next
        return False
    while stop is not None and (link := LINK.match(text, stop, end)):
        position, stop = stop, _read(directory, found, link.end(), end, False)
        if stop is None:
            stop = position
            break
    return stop is not None and not text[stop:end].strip(" .,;")


def read_workplace(directory: Directory, found: Found, start: int, end: int) -> bool:
    """Read an employer, with the university it belongs to, from where it begins; returns whether there is one."""
    first = employer_at(directory, start, end)
    key = directory.recognise(first, certain=True) if first else None
    if first is None or key is None:
        return False
    found.affiliations.append((key, first))
    comma = directory.layout.text.startswith(", ", first.end)
    more = employer_at(directory, first.end + 2, end) if comma else None
    if more is not None:
        key = directory.recognise(more)
        if key and directory.is_university(key):
            _departments(directory, found, key, more)
            if not found.affiliations:
                found.affiliations.append((key, more))
    return True


def read_employer(directory: Directory, found: Found, start: int, end: int) -> None:
    """Read a line that is an employer's name and nothing else."""
    run = employer_at(directory, start, end)
    if run is not None and not directory.layout.text[run.end : end].strip(" .,;"):
        _affiliate(directory, found, run, False)


def _read(directory: Directory, found: Found, start: int, end: int, bracketed: bool, told: bool = False) -> int | None:
    """One role or affiliation at ``start``; returns where it ends. ``told``: in a sentence that may go on."""
    text = directory.layout.text
    if role := ROLE.match(text, start, end):
        span = trim(text, role.start("role"), role.end())
        if _is_anothers(text, role, end):
            return None
        if told and (more := POST_ENDS.search(text, span.start, span.end)):
            span = Span(span.start, more.start())
        found.roles.append(span)
        if HONOUR.search(text, span.start, span.end) and "esearch" not in text[span.start : span.end]:
            return span.end
        for word in (" of ", " for ", " in the ", " within the "):
            index = text.find(word, span.start, span.end)
            place = index + len(word) + (4 if text.startswith("the ", index + len(word)) else 0)
            if index > 0 and (run := employer_at(directory, place, end)):
                _affiliate(directory, found, run, False)
        return span.end
    if text.startswith(("the ", "The "), start):
        start += 4
    run = employer_at(directory, start, end)
    if run is None or not _affiliate(directory, found, run, bracketed):
        return None
    inside = bracket_at(text, run.end, end)
    return inside.end + 1 if inside else run.end


def _is_anothers(text: str, role: re.Match[str], end: int) -> bool:
    """Whether a post is that of who follows ("PI Ann Bell (Kell), Co-I Dr Tom Roe"), or no post ("lead it")."""
    after = role.group("rest").split(" ", 2)[1:2]
    if role.group("role") == "lead" and after and after[0] in _OBJECTS:
        return True
    title = TITLE.match(text, role.end() + 1, end) if text.startswith(" ", role.end()) else None
    return title is not None or bool(after and after[0] in GIVEN_NAMES)


def _affiliate(directory: Directory, found: Found, run: Span, certain: bool) -> bool:
    text = directory.layout.text
    words = text[run.start : run.end]
    if words in POSTNOMINALS or words in _NO_EMPLOYER or words.rpartition(" ")[2] in _HELD:
        return False
    if found.affiliations and is_acronym(words) and directory.abbreviates(found.affiliations[-1][1], words, run):
        return True
    plain = (words.split(" ")[0] in BODIES and " " in words) or _NATIONAL.fullmatch(words) is not None
    plain = plain or words in CALLED
    plain = plain or (
        certain and (" " in words or is_acronym(words) or words.endswith(("'s", "’s"))) and run.end - run.start > 2
    )
    key = short_for(directory, words)
    key = key or directory.recognise(run, certain=plain or ", " in words)
    if key is None:
        return False
    if directory.is_university(key) and _departments(directory, found, key, run):
        return True
    if found.affiliations and is_department(directory, key):
        above, place = found.affiliations[-1]
        if directory.is_university(above) and _is_beside(text, place.end, run.start):
            directory.add_parent(key, above, place)
            return True
    if key not in [known for known, _ in found.affiliations]:
        found.affiliations.append((key, run))
    return True


def _departments(directory: Directory, found: Found, university: str, run: Span) -> bool:
    """Put what stands before a university below it; a department gives way to it. Returns whether all is said."""
    start = run.start
    while found.affiliations:
        above, place = found.affiliations[-1]
        if not (directory.is_unit(above) or is_department(directory, above)) or not _is_beside(
            directory.layout.text, place.end, start
        ):
            return False
        directory.add_parent(above, university, run)
        if not is_department(directory, above):
            return True
        found.affiliations.pop()
        start = place.start
    return False


def _is_beside(text: str, end: int, start: int) -> bool:
    return text[end:start].strip(" (,aofthe") == ""
