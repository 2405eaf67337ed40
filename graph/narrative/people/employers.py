"""Employers that the text says once for several people, or before their names: "A and B, both of Kell University"."""

from __future__ import annotations

import re
from itertools import islice, pairwise

from graph.narrative.bodies.lists import organizations_at
from graph.narrative.bodies.organizations import Directory
from graph.narrative.fields import Field
from graph.narrative.names import runs
from graph.narrative.people.later import told_later
from graph.narrative.people.named import Found
from graph.narrative.people.workplaces import employer_at, federal_college
from graph.narrative.spans import Layout, Span

_JOINED = re.compile(r",? (?:and|&|et|y|e|und|en|och|og) (?:(?:by|par|por|von|door|da) )?|, (?:and )?(?:by )?")
_OF = re.compile(
    r",? \(?(?:(?:both|all|each)(?: based)?(?: (?:of|at|from|in))?|(?:based )?(?:of|at|from))(?: the)? ?"
    r"|,? (?:(?:tous|toutes) (?:deux )?|ambos |ambas |beide )?(?:van|de|von|vom|der|an|vid|ved|del|della|aan)"
    r" ?(?:la |l['’]|de |het |der )?"
)
_TEAM = re.compile(
    r"(?:\([\w&-]{2,12}\))?(?:,| team| group)?,? (?:is |was |are |being )?(?:led|headed|directed|co-?ordinated) by ?$"
)
_OF_TEAM = re.compile(r"\b(?:team|group|researchers|colleagues|academics)(?: based)? (?:at|from|of|in) (?:the )?$")
_AT = re.compile(r"(?:At|From) (?:the )?")
_BASED = re.compile(r"\b(?:based|hosted|housed|located) (?:at|in|by|within) (?:the )?$")
_AND_LED = re.compile(
    r"(?: \([^()]{2,60}\))?,? (?:and )?(?:is |was )?(?:being )?(?:led|headed|directed|co-?ordinated) by ?$"
)
# "is led from Kell University by Dr Ann Bell and Tom Okafor".
_LED_FROM = re.compile(
    r"\b(?:led|run|directed|headed|managed|supervised|co-?ordinated|hosted) (?:from|at|within|out of|in) (?:the )?$"
)
_REPRESENTED = re.compile(r"(?: \([^()]{2,60}\))?,? (?:is |was |are )?represented by $")
# "Kell University sociologist Dr Ann Bell".
_TRADE = re.compile(
    r" (?:[a-z-]{3,20} )?(?:[a-z-]{2,20}(?:ologist|ographer)|researcher|lecturer|professor|academic|scientist"
    r"|historian|economist|philosopher|linguist|statistician|engineer|physicist|chemist|student) $"
)
_WORKS = re.compile(
    r" (?:joined|works (?:for|at)|has (?:worked|been|taught) at|teaches at|moved to|is (?:now )?(?:employed|based)"
    r" (?:by|at)) (?:the )?(?=[^\W\d_a-z])"
)
_BY = re.compile(r"(?: \([^()]{2,60}\))?,? by $")
_PAIR = re.compile(r" (?:and|&) ")
_NEAR = 240
_LINES = 6


def shared(directory: Directory, people: list[Found]) -> None:
    """Give people in a row the employer that is said after the last of them."""
    text = directory.layout.text
    ordered = sorted(people, key=lambda found: found.start)
    row: list[Found] = ordered[:1]
    for before, place in pairwise([*ordered, None] if ordered else []):
        assert before is not None
        if place is not None and place.start >= before.end and _JOINED.fullmatch(text, before.end, place.start):
            if before.affiliations:  # who has an employer ends what a later one is said of
                _share(text, row)
                row = []
            row.append(place)
            continue
        _share(text, row)
        row = [place] if place else []
    led: tuple[int, tuple[str, Span]] | None = None
    for place in ordered:
        if place.affiliations:
            continue
        employer = _said_before(directory, place) or _works_at(directory, place)
        if employer is None and (employer := _led_from(directory, place)):
            led = place.end, employer
        elif employer is None and led and place.start >= led[0] and _JOINED.fullmatch(text, led[0], place.start):
            led = place.end, led[1]
            employer = led[1]
        if employer:
            place.affiliations.append(employer)
    told_later(directory, ordered)


def hosted(directory: Directory, people: list[Found], labels: list[Field]) -> None:
    """Give who holds the award, in a form of labelled lines, the institution that hosts it ("Host institution: …")."""
    layout = directory.layout
    _beside(directory, people, labels)
    hosts = {
        key: (field, span)
        for field in labels
        if "host" in field.roles
        for key, span in islice(organizations_at(directory, field.start, field.end, least=2), 1)
    }
    if len(hosts) != 1:
        return
    ((key, (host, span)),) = hosts.items()
    if college := federal_college(directory, span):
        key, span = directory.recognise(college, certain=True) or key, college
    line = layout.unit_index(host.start)
    leads = {field.start: field for field in labels if "lead" in field.roles and not _is_funders(layout, field)}
    row = before = None
    for place in sorted(people, key=lambda found: found.start):
        joined = before is not None and _JOINED.fullmatch(layout.text, before.end, place.start)
        row = leads.get(place.start) or (row if joined else None)
        several = row is not None and layout.small[row.label.end - 1] in "s)"
        near = abs(layout.unit_index(place.start) - line) <= _LINES
        if row and (several or place.start == row.start) and near and not place.affiliations:
            place.affiliations.append((key, span))
        before = place


def _beside(directory: Directory, people: list[Found], labels: list[Field]) -> None:
    """Give who holds the award the host that is labelled in the same line."""
    starts = {place.start: place for place in people if not place.affiliations}
    for field, after in pairwise(labels):
        place = starts.get(field.start) if "host" in after.roles and "lead" in field.roles else None
        if (
            place
            and 0 <= after.label.start - field.end < 4
            and "\n" not in directory.layout.text[field.end : after.start]
        ):
            place.affiliations += [*islice(organizations_at(directory, after.start, after.end), 1)]


def _is_funders(layout: Layout, field: Field) -> bool:
    """Whether a label is of those who pay: the head of their programme is not at the host."""
    return layout.small.startswith(("programme ", "program "), field.label.start)


def of_label(directory: Directory, people: list[Found], labels: list[Field]) -> None:
    """Give both of "Supervisors: Dr Ann Bell and Dr Tom Okafor, Kell University" the university."""
    text = directory.layout.text
    starts = {place.start: place for place in people if not place.affiliations}
    ordered = {place.start: place for place in people}
    for field in labels:
        first = starts.get(field.start)
        joined = _PAIR.match(text, first.end, field.end) if first and text[field.label.end - 1] in "sS" else None
        second = ordered.get(joined.end()) if joined else None
        if first is None or second is None or len(second.affiliations) != 1:
            continue
        key, span = second.affiliations[0]
        beside = text[second.span.end : span.start] in (", ", ", the ")
        if beside and not text[span.end : field.end].strip(" .") and directory.is_university(key):
            first.affiliations.append((key, span))


def _share(text: str, row: list[Found]) -> None:
    last = row[-1]
    if len(row) < 2 or not last.affiliations:
        return
    key, span = last.affiliations[0]
    if not _OF.fullmatch(text, last.span.end, span.start):
        return
    for place in reversed(row[:-1]):
        if place.affiliations:
            return
        place.affiliations.append((key, span))


def _led_from(directory: Directory, place: Found) -> tuple[str, Span] | None:
    """The employer of who leads from there, or stands for it: "is led from Kell University by Dr Bell"."""
    layout, text = directory.layout, directory.layout.text
    if not text.endswith(" by ", place.start - 4, place.start):
        return None
    start = max(layout.sentence_at(place.start).start, place.start - _NEAR)
    for run in runs(text, start, place.start):
        led = _BY.fullmatch(text, run.end, place.start) and _LED_FROM.search(text, start, run.start)
        if led or _REPRESENTED.fullmatch(text, run.end, place.start):
            key = directory.recognise(run)
            return (key, run) if key else None
    return None


def _works_at(directory: Directory, place: Found) -> tuple[str, Span] | None:
    """The university of "Dr Bell joined Kell University", "the Kell University sociologist Dr Bell"."""
    layout, text = directory.layout, directory.layout.text
    sentence = layout.sentence_at(place.start)
    run = None
    if works := _WORKS.match(text, place.end, sentence.end):
        run = employer_at(directory, works.end(), sentence.end)
    elif text[place.start - 2 : place.start - 1].islower():
        start = max(sentence.start, place.start - 50)
        trade = _TRADE.search(text, start, place.start)
        before = runs(text, max(sentence.start, place.start - 120), place.start) if trade else ()
        run = next((run for run in before if trade and run.end == trade.start()), None)
    key = directory.key_at(run) if run else None
    return (key, run) if run and key and directory.is_university(key) else None


def _said_before(directory: Directory, place: Found) -> tuple[str, Span] | None:
    """The employer of "Kell University's Dr Bell", "At Kell University, Dr Bell", "a team at Kell, led by Dr Bell"."""
    layout, text = directory.layout, directory.layout.text
    sentence = layout.sentence_at(place.start)
    start = max(sentence.start, place.start - _NEAR)
    before = text[start : place.start]
    owned = before.endswith(("’s ", "'s "))
    led = _TEAM.search(text, start, place.start) if before.endswith(" by ") else None
    based = _AND_LED.search(text, start, place.start) if before.endswith(" by ") else None
    led = based or led
    opened = _AT.match(text, sentence.start) if before.endswith(", ") and start == sentence.start else None
    if not owned and led is None and opened is None:
        return None
    end = place.start - 3 if owned else led.start() if led else place.start - 2
    run = None
    for run in runs(text, start, place.start):
        if run.end >= end - 1 and run.end <= end:
            break
    else:
        return None
    if led and not ((based and _BASED.search(text, start, run.start)) or _OF_TEAM.search(text, start, run.start)):
        return None
    if opened and run.start != opened.end():
        return None
    key = directory.recognise(run)
    return (key, run) if key else None
