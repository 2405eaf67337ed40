"""People in lists below a heading, one a line: "Advisory group", and below it "Ana Reis (Growers UK)".

Lines with nothing between them are a list. One that is understood - by a title, a post, an employer or a common first
name - shows that the others are of people too. Lines of a name and an employer are a list without a heading as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.acronyms import is_acronym
from graph.narrative.bodies.organizations import Directory
from graph.narrative.fields import names_people
from graph.narrative.names import is_organization, run_at
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import TITLE, Found, name_at
from graph.narrative.people.nobody import may_be_name
from graph.narrative.people.posts import ROLE
from graph.narrative.people.title_pages import title_pages
from graph.narrative.people.titled import person_at
from graph.narrative.spans import Span, Unit, clean, trim
from graph.narrative.triggers import triggers
from graph.narrative.words import BODY_WORDS, COUNTRIES

_WHO = (
    *(
        "team",
        "people",
        "staff",
        "members",
        "researcher",
        "investigator",
        "applicant",
        "author",
        "creator",
        "depositor",
    ),
    *("evaluator", "contributor", "supervisor", "fellow", "student", "consultant", "adviser", "advisor", "speakers"),
    *("participants", "collaborators", "personnel", "interns", "volunteers", "assistants", "associates", "faculty"),
    *("leadership", "client", "postdoc", "directors", "recipients", "awardees", "producer(s)", "authoring entit"),
    *("panellists", "advisory ", "steering ", "reference group", "expert panel", "working group", "who we are"),
    *(
        "équipe",
        "equip",
        "onderzoek",
        "mitarbeiter",
        "investigador",
        "forsk",
        "leitung",
        "leiter",
        "leider",
        "chercheur",
    ),
    *(
        "responsab",
        "coordin",
        "kierownik",
        "wykonawcy",
        "prosjekt",
        "projektled",
        "promov",
        "ricerc",
        "contact",
        "mentor",
    ),
)
_WHO_WORDS = triggers(*_WHO)
_HEADING = re.compile(
    r"(?:meet )?(?:(?:the|our|project|research|study|core|primary|wider|current|full|principal|academic|lead|key"
    r"|independent|data"
    r"|report|external|expert|co-|phd|doctoral|postdoctoral|international|national|evaluation|scientific|members of"
    r"|stakeholder|postgraduate|chief|other|former|user|public|programme|trial|team|graduate"
    r"|undergraduate|affiliated|associated|visiting|who is on the|who['’]s on the) ?){0,4}"
    r"(?:team|people|staff|members|(?:(?<=project )|(?<=key ))(?:participants|personnel)|collaborators|interns"
    r"|volunteers|(?:(?<=research )|(?<=project ))(?:assistants|associates|directors|leads|interns)|faculty"
    r"|(?:(?<=project )|(?<=research )|(?<=team ))leadership|client|producer\(s\)|authoring entit(?:y|ies)"
    r"|post-?docs|recipients|awardees"
    r"|(?:researcher|(?:co-?)?investigator|(?:co-?)?applicant|(?:co-?)?author|creator"
    r"|depositor"
    r"|evaluator|contributor|(?:co-?)?supervisor|fellow|(?:phd )?student|consultant|advis[eo]r|speaker"
    r"|panellist)(?:s|\(s\))?"
    r"|(?:advisory|steering|reference|working|expert|management|oversight) (?:group|board|committee|panel|team)"
    r"|who we are|contacts?(?: details| us| for [a-z ]{3,30})?|équipe(?: de recherche| du projet)?"
    r"|equip[oa](?: de investigación)?|onderzoekers"
    r"|mitarbeiter(?:innen)?"
    r"|investigadores|forskere|forskare)"
    r"(?: members?| membership| and affiliations?"
    r"|(?:(?<=people)|(?<=staff)|(?<=team)) (?:at|of) (?:the )?[\w ]{3,60})?\s?:?"
)
_AFTER = re.compile(r"\s?(?:,|;|\(|\[|:|–|—|\t|\|| - )\s?|\s(?=[\w.+-]{1,40}@)")
_MORE = re.compile(
    r"(?:, (?P<place>[^\W\d_a-z][\w ]{1,30}))?(?:,? ?\([^()\n]{2,60}\))?(?:[,;]? ?[\w.+-]{1,40}@\S{1,60})?[ .;,]*"
)
_NEXT = re.compile(r"[;,]? (?:and|&) |[;,] |,(?=[^\W\d_a-z])")
_POST = re.compile(
    r"(?:[\w/&,-]{2,20} ){0,6}(?:lead|leader|manager|officer|co-?ordinator|advis[eo]r|researcher|fellow|assistant"
    r"|associate"
    r"|statistician|administrator|(?:co-?)?investigator|director|student|analyst|economist|consultant|evaluator"
    r"|supervisor"
    r"|chair|pi|co-?i|ra|secretary|developer|interviewer)"
)
_FEW = re.compile(r",(?: [\w'’&-]{1,20}){1,5}[ .;]{0,2}")
_DASH_WORDS = triggers(" - ", " – ", " — ")
_REST = 120
_MOST = 60


def rosters(directory: Directory, people: list[Found]) -> list[Found]:
    """The people of lists without titles; those of ``people`` in a list are given the employers said there."""
    layout = directory.layout
    if "\n" not in layout.text:
        return []
    known = {place.start: place for place in people} | {place.span.start: place for place in people}
    found: dict[int, Found] = {}
    headed = _headings(directory)
    for begin in sorted(headed):
        for place in _list(directory, begin + 1, known, headed):
            found.setdefault(place.span.start, place)
    for place in (*title_pages(directory, known, _in_line), *_after_posts(directory, known)):
        found.setdefault(place.span.start, place)
    if not directory.is_empty:
        for place in _unheaded(directory, known):
            found.setdefault(place.span.start, place)
    return [place for start, place in found.items() if start not in known]


def _headings(directory: Directory) -> set[int]:
    """The lines that say that people are listed below them."""
    layout, found = directory.layout, set()
    for place in layout.places(_WHO_WORDS):
        index = layout.unit_index(place)
        unit = layout.units[index]
        if index in found or unit.end - unit.content >= 60:
            continue
        label = layout.small[unit.content : unit.end].rstrip(" :")
        if _HEADING.fullmatch(label) or names_people(label):
            found.add(index)
    return found


def _list(directory: Directory, begin: int, known: dict[int, Found], headed: set[int]) -> list[Found]:
    """The people of the lines from one on, up to the first that is none's."""
    layout, text = directory.layout, directory.layout.text
    found: list[Found] = []
    sure = False
    for index in range(begin, min(begin + _MOST, len(layout.units))):
        unit = layout.units[index]
        apart = bool(found) and index > begin and _is_apart(text, layout.units[index - 1], unit)
        if index in headed or (apart and unit.end - unit.content > _REST):
            break
        if not apart and TITLE.match(text, unit.content, unit.end):
            sure = True
            continue
        places = _in_line(directory, unit, known)
        # After an empty line a line has to show by itself that it goes on.
        if not places or (apart and not all(place.roles and may_be_name(place.name) for place in places)):
            break
        sure = sure or any(place.roles or place.affiliations or has_given_name(place.name) for place in places)
        found += places
    return found if sure else []


def _is_apart(text: str, above: Unit, below: Unit) -> bool:
    return text.count("\n", above.end, below.start) > 1


def _in_line(directory: Directory, unit: Unit, known: dict[int, Found]) -> list[Found]:
    """The people of a line that holds nothing but people, with what is said of each."""
    text = directory.layout.text
    end = trim(text, unit.content, unit.end, ".;,").end
    found: list[Found] = []
    position = unit.content
    for _ in range(_MOST):
        place = known.get(position) or person_at(directory, position, end)
        if place is None or not may_be_name(place.name.replace(",", "")):
            return []
        found.append(place)
        if place.end >= end:
            return found
        separator = _NEXT.match(text, place.end, end)
        if separator and place.end == place.span.end and _is_next(directory, separator.end(), end, known):
            position = separator.end()
            continue
        after = _AFTER.match(text, place.end, end)
        if (after is None and not (place.roles or place.affiliations)) or end - place.end > _REST or len(found) > 1:
            return []
        if after and not place.affiliations:
            _employ(directory, place, after.end(), end)
        return found
    return found


def _is_next(directory: Directory, position: int, end: int, known: dict[int, Found]) -> bool:
    """Whether another person's name follows, not a post or an employer."""
    if position in known:
        return True
    place = None if ROLE.match(directory.layout.text, position, end) else person_at(directory, position, end)
    return place is not None and may_be_name(place.name)


def _employ(directory: Directory, place: Found, start: int, end: int) -> None:
    """Give somebody the employer that is all the rest of a line, if its words may be a body's."""
    text = directory.layout.text
    rest = trim(text, start, end, "()[]")
    run = run_at(text, rest.start, rest.end)
    if run is None or run != rest or ROLE.match(text, rest.start, rest.end):
        return
    words = clean(text[run.start : run.end])
    shown = is_acronym(words) or not BODY_WORDS.isdisjoint(words.split()) or words.endswith(("'s", "’s", " UK"))
    if words in COUNTRIES or not (shown or is_organization(words)):
        return
    if key := directory.recognise(run, certain=True):
        place.affiliations.append((key, run))
        place.end = max(place.end, run.end)


def _after_posts(directory: Directory, known: dict[int, Found]) -> Iterator[Found]:
    """The people of lines that begin with a post and a dash: "Research Fellow - Ana Reis, Kell University"."""
    layout, text = directory.layout, directory.layout.text
    for dash in layout.places(_DASH_WORDS):
        unit = layout.units[layout.unit_index(dash)]
        post = _POST.fullmatch(layout.small, unit.content, dash) if dash - unit.content < 60 else None
        if post is None or unit.end - unit.content > 200 or dash + 3 in known:
            continue
        place = person_at(directory, dash + 3, unit.end)
        if place is None or not may_be_name(place.name) or text[place.end : unit.end].strip(" .;,"):
            continue
        if has_given_name(place.name):
            place.roles.append(Span(unit.content, dash))
            yield place


def _unheaded(directory: Directory, known: dict[int, Found]) -> Iterator[Found]:
    """The people of two lines or more of a name and an employer each: "Ana Reis, Kell University"."""
    layout, text = directory.layout, directory.layout.text
    row: list[Found] = []
    previous: Unit | None = None
    for unit in layout.units:
        place = _with_employer(directory, unit, known) if 12 < unit.end - unit.content < 200 else None
        if place is None or (previous and _is_apart(text, previous, unit)):
            yield from _people_of(row)
            row = []
        if place is not None:
            row.append(place)
        previous = unit
    yield from _people_of(row)


def _with_employer(directory: Directory, unit: Unit, known: dict[int, Found]) -> Found | None:
    """Who begins a line of a name, an employer and no more, or a common first name and a few words."""
    text = directory.layout.text
    comma = text.find(", ", unit.content, unit.content + 60)
    bracket = text.find(" (", unit.content, unit.content + 60)
    comma = bracket if 0 < bracket < comma or comma < 0 else comma
    if comma < 0 or comma > unit.end or not text[unit.content].isupper():
        return None
    name = name_at(text, unit.content, unit.end) if unit.content not in known else None
    if name is not None and (name.end != comma or not may_be_name(clean(text[name.start : name.end]))):
        return None
    place = known.get(unit.content) or person_at(directory, unit.content, unit.end)
    if place is None or place.span.end != comma:
        return None
    if not place.affiliations:
        return place if has_given_name(place.name) and _FEW.fullmatch(text, comma, unit.end) else None
    more = _MORE.fullmatch(text, place.end, unit.end)
    if more is None or (more.group("place") and more.group("place").strip() not in COUNTRIES):
        return None
    return place if place.title or may_be_name(place.name) else None


def _people_of(row: list[Found]) -> list[Found]:
    sure = len(row) > 1 and any(place.affiliations for place in row)
    return row if sure and any(place.title or has_given_name(place.name) for place in row) else []
