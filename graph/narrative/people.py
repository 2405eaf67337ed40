"""The people of a text, with title, roles and affiliations.

A person is a name after a title ("Dr Ana Reis"), after words that only a person follows ("led by",
"Principal Investigator:", "Contact"), or before a role or an employer in apposition. What follows a
name in brackets or after a comma is read as role or affiliation as long as it is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from graph.narrative.brackets import bracket_at, items
from graph.narrative.catalogued import catalogued_at
from graph.narrative.names import is_acronym, is_organization, run_at, runs
from graph.narrative.nobody import POSTS
from graph.narrative.organizations import Directory
from graph.narrative.spans import Span, clean, trim
from graph.narrative.triggers import triggers
from graph.narrative.words import HONORIFICS, NOT_A_NAME, ORGANIZATION_WORDS, PLURAL_HONORIFICS, POSTNOMINALS, word_set
from graph.narrative.workplaces import employer_at, is_department

# As some languages write them in a sentence: "door prof. dr. Ana Reis", "yr Athro Ana Reis".
_SMALL = ("professor", "professora", "professeure", "professeur", "prof", "drs", "dr", "ir")
_ONE_TITLE = "(?:" + "|".join(re.escape(title) for title in (*PLURAL_HONORIFICS, *HONORIFICS, *_SMALL)) + ")"
# "Prof Sir", "Prof. Dr. Dr. h.c.".
TITLE = re.compile(
    rf"(?P<title>{_ONE_TITLE}(?:\.?[ \u00a0]{{1,3}}{_ONE_TITLE}(?=\.?[ \u00a0])){{0,3}}(?:\.? h\. ?c)?)"
    r"\.?[ \u00a0]{1,3}(?=[^\W\d_a-z])"
)
_SHORT = tuple(title.lower() for title in (*PLURAL_HONORIFICS, *HONORIFICS) if len(title) < 4)
_TITLES = triggers(
    *(title.lower() for title in (*PLURAL_HONORIFICS, *HONORIFICS) if len(title) > 3),
    *(title + end for title in _SHORT for end in " .\u00a0"),
)
_NAME_WORD = re.compile(r"(?:[^\W\d_]\.[ \u00a0]?){1,3}(?=[ \u00a0]?[^\W\d_])|[^\W\d_][\w'’-]{0,30}")
PARTICLES = word_set("van de der den von zu la le di da dos du del al el bin ibn ter ten af av y e ní nic ó ua uí")
_JOINED_TITLE = re.compile(r"\b(?:" + "|".join(re.escape(title) for title in HONORIFICS) + r")\.? (?:and|&) (?:the )?$")
_LETTERS = re.compile(r"[, ]{1,2}(?:" + "|".join(sorted(POSTNOMINALS)) + r")\b")
_NOT_IN_PERSON = (NOT_A_NAME - word_set("May June April August")) | ORGANIZATION_WORDS | frozenset(["UK", "EU"])
ROLE = re.compile(
    r"(?:(?:the|a|an)\s)?(?P<role>(?:(?:[Cc]o-?|[Dd]eputy|[Aa]ssociate|[Aa]ssistant|[Ss]enior"
    r"|[Ee]xecutive|[Mm]anaging|[Ff]ounding"
    r"|[Rr]esearch|[Pp]rincipal|[Vv]isiting|[Hh]onorary|[Pp]roject|[Pp]rogramme|[Cc]hief|[Cc]linical"
    r"|[Ll]ead|[Ss]cientific|[Pp]olicy"
    r"|[Pp]ostdoctoral|PhD|DPhil|[Dd]octoral)[ -]?){0,3}"
    r"(?:[Dd]irector|[Hh]ead|[Cc]hair|[Ll]ecturer|[Rr]eader|[Ff]ellow|[Dd]ean|[Mm]anager|[Ee]xecutive"
    r"|[Oo]fficer|[Cc]o-?ordinator"
    r"|Professor|[Ii]nvestigator|[Ss]cientist|[Ll]ead(?:er)?|[Aa]ssociate|[Aa]ssistant|[Pp]resident"
    r"|[Ff]ounder|[Ss]ecretary|[Aa]nalyst"
    r"|[Aa]dvis[eo]r|[Aa]dministrator|[Rr]esearcher"
    r"|(?:(?<=PhD )|(?<=oral )|(?<=DPhil )|(?<=research ))[Ss]tudent|CEO|PI|Co-?I"
    r"|Vice-Chancellor)\b)(?P<rest>(?: (?!at\b|and (?:Dr|Prof"
    r"|Mr|Ms|Mrs)\b)[\w'’&/-]{1,30}){0,10})"
)
_LINK = re.compile(
    r"(?P<told>(?:,\swho|,)?\s(?:(?:is|was)\s(?:now\s|currently\s|also\s)?|works\s(?=as|at|in|for)|will\sbe\s"
    r"|(?:has\s)?join(?:s|ed)\s(?:us|the (?:team|project)) as\s|comes\s[a-z][\w ]{0,40}\sand\swill\sbe\s)"
    r"(?:based\s|working\s|employed\s)?(?:(?:as|at|in|for)\s)?(?:the\s|an?\s|our\s)?(?:project['’]s\s)?)"
    r"|\s?(?:,|–|—|:| -)\s{1,2}(?:(?:both|all|each) )?(?:based )?(?:(?:at|of|from)\s)?(?:the\s)?"
    r"|\s(?:(?:both|all) )?(?:of|at|from|in|based at|o|ym|yng)\s(?:the\s|y\s)?"
    r"|\s(?:and (?:her|his|their|other)?\s?(?:colleagues|team|co-workers|collaborators) (?:at|from|of) (?:the\s)?)"
)
# Where a sentence goes on after a post: "a researcher who …".
_POST_ENDS = re.compile(
    r" (?:who|which|that|whose|where|with|working|by|to|based|has|is|was|will|and (?![A-Z][\w-]* |[A-Z][\w-]*$)).*"
)
# Who is a fellow of a learned society does not work there.
_HONOUR = re.compile(r"(?:fellow|member|associate|president|trustee|friend|alumn\w{1,3}) of ", re.IGNORECASE)
_EMPLOYERS = triggers("organi", "charity", "partner", "company", "institution", "agency", "university", "college")
_BODIES = word_set("KU TU UC FH PH TH FU HU KTH")
_NEXT = re.compile(r",?\s(?:and|&)\s|,\s")
_NEAR = 200
_BOTH = re.compile(r"(?:both|all|each)(?: based)?(?: (?:of|at|from|in))? ")
_NOBLE = ("Lord", "Lady", "Sir", "Dame", "Baroness", "Miss")
_EMPLOYER = re.compile(
    r"(?:organi[sz]ation|charity|partner|company|institution|agency|university|college),?\s(?:the\s)?"
)
_OF_THE = re.compile(r"\s(?:of|at|from)\s(?:our|their|its|the)\s(?:[a-z-]{1,20}\s){0,3}$")


@dataclass(slots=True)
class Found:
    """One place that names a person; ``end`` is where what belongs to the name ends."""

    name: str
    span: Span
    end: int
    title: Span | None = None
    title_value: str = ""
    roles: list[Span] = field(default_factory=list)
    affiliations: list[tuple[str, Span]] = field(default_factory=list)
    confidence: float = 0.95

    @property
    def start(self) -> int:
        """Where the words about the person begin."""
        return self.title.start if self.title else self.span.start


def name_at(text: str, position: int, end: int) -> Span | None:
    """The person's name that begins at a position, or None; an organisation's name is none."""
    stop, last_capital, count, cursor = position, position, 0, position
    while count < 7 and (match := _NAME_WORD.match(text, cursor, end)):
        word = match.group().strip()
        if word in PARTICLES and count:
            stop = match.end()
        elif not word[0].isupper() or word in _NOT_IN_PERSON:
            if word in ORGANIZATION_WORDS and count:
                return None
            break
        elif word in POSTNOMINALS:
            break
        else:
            possessive = word.endswith(("'s", "’s"))
            last_capital = stop = match.end() - (2 if possessive else 0)
            if possessive:
                count += 1
                break
        count += 1
        cursor = stop
        while cursor < end and text[cursor] in " \u00a0" and cursor - stop < 3:
            cursor += 1
        if cursor == stop and not word.endswith("."):
            break
    while last_capital > position and text[last_capital - 1].isnumeric():
        last_capital -= 1  # the number of a note or of an employer
    span = trim(text, position, last_capital)
    return span if len(text[span.start : span.end].rstrip(".")) > 1 else None


def person_at(directory: Directory, position: int, end: int, label: str | None = None) -> Found | None:
    """The person without a title whose name of two words or more begins at a position.

    ``label`` is the part that a label before the name gives, where there is one: names may have a catalogue's form.
    """
    text = directory.layout.text
    if TITLE.match(text, position, end):
        return None
    if place := catalogued_at(text, position, end, label):
        first = text[place.start : place.end].replace(",", " ").split()[0]
        if is_acronym(first) and not first.isupper():
            return None
        found = Found(text[place.start : place.end], place, place.end, confidence=0.8)
        _tail(directory, found, end)
        return found
    span = name_at(text, position, end)
    if span is None:
        return None
    words = text[span.start : span.end].split()
    if text.startswith(("'s", "’s"), span.end):
        return None
    if not 2 <= len(words) <= 5 or any(is_acronym(word) and len(word) > 2 for word in words[-1:]):
        return None
    name = clean(" ".join(words))
    if is_organization(name) or directory.knows(name) or _is_body(words[0]) or not POSTS.isdisjoint(words):
        return None
    found = Found(name, span, span.end, confidence=0.8)
    _tail(directory, found, end)
    return found


def _is_body(word: str) -> bool:
    """Whether nobody's first name is written so, but a body's is: "NatCen", "GfK", "KU"."""
    if word in _BODIES or (word.isupper() and len(word.replace(".", "")) > 2 and "." not in word):
        return True
    return is_acronym(word) and not word.isupper()


def titled(directory: Directory) -> list[Found]:
    """Every person who is named with a title."""
    people: list[Found] = []
    text, reach = directory.layout.text, 0
    for begin in directory.layout.places(_TITLES):
        match = TITLE.match(text, begin) if begin >= reach else None
        if match is None:
            continue
        reach, title = match.end(), match.group("title")
        if match.start() and (text[match.start() - 1].isalnum() or text[match.start() - 1] in "_'’-"):
            continue
        sentence_end = directory.layout.units[directory.layout.unit_index(match.start())].end
        span = name_at(text, match.end(), sentence_end)
        before = text[max(0, match.start() - 30) : match.start()]
        if before.endswith(("and ", "& ", "the ")) and _JOINED_TITLE.search(before):
            continue  # "Mr and Mrs Roe" is two people, neither of them named
        if span is None or (title.rpartition(" ")[2] in _NOBLE and len(text[span.start : span.end].split()) < 2):
            continue
        where = Span(match.start("title"), match.end("title"))
        found = Found(
            clean(text[span.start : span.end]),
            span,
            span.end,
            where,
            PLURAL_HONORIFICS.get(title, title.replace(".", "")),
        )
        _tail(directory, found, sentence_end)
        people.append(found)
        if title in PLURAL_HONORIFICS:
            people.extend(_after_plural(directory, found, sentence_end))
    _in_brackets(directory, people)
    return people


def _in_brackets(directory: Directory, people: list[Found]) -> None:
    """Give those named in a bracket after an organisation to it: "Kell University (Dr Ana Reis, Prof Tom Okafor)"."""
    layout, text = directory.layout, directory.layout.text
    employer, reach = None, -1
    for found in people:
        if text[found.start - 1 : found.start] == "(":
            inside = bracket_at(text, found.start - 1, len(text))
            sentence = layout.sentence_at(found.start)
            before = runs(text, max(sentence.start, found.start - _NEAR), found.start - 1)
            run = next((run for run in before if text[run.end : found.start] == " ("), None) if inside else None
            key = directory.recognise(run) if run else None
            employer, reach = (key, run) if key and run else None, inside.end if inside else -1
        if employer and found.start < reach and found.end <= reach and not found.affiliations:
            found.affiliations.append(employer)


def in_apposition(directory: Directory) -> list[Found]:
    """People named before their employer: "Ana Reis of our sister organisation, Green Shoots"."""
    people: list[Found] = []
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_EMPLOYER, _EMPLOYERS):
        of = _OF_THE.search(text, max(0, match.start() - 80), match.start())
        if of is None:
            continue
        sentence = layout.sentence_at(of.start())
        before = runs(text, max(sentence.start, of.start() - _NEAR), of.start())
        run = next((run for run in before if run.end == of.start()), None)
        employer = run_at(text, match.end(), len(text))
        if run is None or not employer or name_at(text, run.start, run.end) != run:
            continue
        name = clean(text[run.start : run.end])
        key = directory.recognise(employer, certain=True) if " " in name else None
        if key and not is_organization(name):
            people.append(Found(name, run, employer.end, affiliations=[(key, employer)], confidence=0.75))
    return people


def _after_plural(directory: Directory, first: Found, end: int) -> list[Found]:
    """The others of "Professors A and B"."""
    people: list[Found] = []
    text, position = directory.layout.text, first.end
    while match := _NEXT.match(text, position):
        span = name_at(text, match.end(), end)
        if span is None or len(text[span.start : span.end].split()) < 2:
            break
        found = Found(clean(text[span.start : span.end]), span, span.end, first.title, first.title_value)
        _tail(directory, found, end)
        people.append(found)
        position = found.end
    return people


def _tail(directory: Directory, found: Found, end: int) -> None:
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
        link = _LINK.match(text, found.end, end)
        title = TITLE.match(text, link.end(), end) if link else None
        if link is None or (title and name_at(text, title.end(), end)):
            return
        stop = _read(directory, found, link.end(), end, False, told=link.group("told") is not None)
        if stop is None:
            return
        found.end = stop


def read_line(directory: Directory, found: Found, start: int, end: int) -> bool:
    """Read a line below a name, where it is a post; returns whether the post, with employers, is all of it."""
    text = directory.layout.text
    if not ROLE.match(text, start, end):
        run = employer_at(directory, start, end)
        if run is None or directory.recognise(run, certain=", " in text[run.start : run.end]) is None:
            return False
    stop = _read(directory, found, start, end, False)
    while stop is not None and (link := _LINK.match(text, stop, end)):
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
        if told and (more := _POST_ENDS.search(text, span.start, span.end)):
            span = Span(span.start, more.start())
        found.roles.append(span)
        if _HONOUR.search(text, span.start, span.end) and "esearch" not in text[span.start : span.end]:
            return span.end
        for index in (text.find(" of ", span.start, span.end), text.find(" for ", span.start, span.end)):
            place = index + 4 + (4 if text.startswith("the ", index + 4) else 0)
            if index > 0 and (run := employer_at(directory, place, end)):
                _affiliate(directory, found, run, False)
        return span.end
    if text.startswith("the ", start):
        start += 4
    run = employer_at(directory, start, end)
    if run is None or not _affiliate(directory, found, run, bracketed):
        return None
    inside = bracket_at(text, run.end, end)
    return inside.end + 1 if inside else run.end


def _affiliate(directory: Directory, found: Found, run: Span, certain: bool) -> bool:
    text = directory.layout.text
    words = text[run.start : run.end]
    if words in POSTNOMINALS:
        return False
    if found.affiliations and is_acronym(words) and directory.abbreviates(found.affiliations[-1][1], words, run):
        return True
    plain = words.split(" ")[0] in _BODIES and " " in words
    plain = plain or (certain and (len(words.split()) > 1 or is_acronym(words)) and run.end - run.start > 2)
    key = directory.recognise(run, certain=plain or ", " in words)
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
        if not directory.is_unit(above) or not _is_beside(directory.layout.text, place.end, start):
            return False
        directory.add_parent(above, university, run)
        if not is_department(directory, above):
            return True
        found.affiliations.pop()
        start = place.start
    return False


def _is_beside(text: str, end: int, start: int) -> bool:
    return text[end:start].strip(" ,aofthe") == ""
