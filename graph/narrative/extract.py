"""Prose → records, each with the exact words that say it: the one entry point of ``graph.narrative``.

Plain functions of the text alone: no network, no clock, no order but the text's own.
"""

from __future__ import annotations

from graph.frozen import frozen
from graph.narrative import aims as aims_rule
from graph.narrative.bodies import funders, funding, organization_roles
from graph.narrative.bodies.organizations import Directory
from graph.narrative.coverage import coverage
from graph.narrative.ends import is_closed, last_word, without_end
from graph.narrative.evidence import Witness
from graph.narrative.fields import fields
from graph.narrative.figures import figures
from graph.narrative.parts import leads
from graph.narrative.parts.lookalikes import mentions
from graph.narrative.parts.packages import of_project, packages
from graph.narrative.people import roles
from graph.narrative.people.everybody import everybody
from graph.narrative.people.named import Found
from graph.narrative.people.persons import merged, person
from graph.narrative.spans import Layout, Span
from graph.narrative.subjects import Subjects
from graph.records import Agent, Aim, Association, Figure, Grant, Organization, Period, Person, Value, WorkPackage


@frozen(frozen=True, slots=True)
class Narrative:
    """What a text says about a project. Offsets in the evidence count code points of the text."""

    work_packages: tuple[Value[WorkPackage], ...] = ()
    associations: tuple[Value[Association], ...] = ()
    organizations: tuple[Value[Organization], ...] = ()
    people: tuple[Value[Person], ...] = ()
    funders: tuple[Value[Organization], ...] = ()
    grants: tuple[Value[Grant], ...] = ()
    aims: tuple[Value[Aim], ...] = ()
    duration: Value[str] | None = None
    figures: tuple[Value[Figure], ...] = ()
    places: tuple[Value[str], ...] = ()
    period: Value[Period] | None = None
    notes: tuple[str, ...] = ()


def extract(text: str, language: str | None = None, *, whole: bool = False) -> Narrative:
    """Read a text; ``language`` (BCP 47) tags the values that are prose. Never raises.

    What touches the end of a text without a closing mark or line break is left out, for a cut may have
    halved its last word, unless ``whole`` says that the text is known to end there.
    """
    layout = Layout(text)
    subjects = Subjects(layout)
    mentioned = mentions(layout)
    own, counts = of_project(layout, mentioned, subjects)
    in_parts = frozenset(layout.sentence_index(mention.start) for mention in mentioned.found)
    directory = Directory(layout, language)
    labels = list(fields(layout))
    cues = roles.people_cues(layout, subjects, in_parts, labels)
    places = everybody(directory, cues, labels)
    led = leads.leads(directory, own, places)
    known = {(place.span, place.end) for place in places}
    places += [who for _, who, _ in led if isinstance(who, Found) and (who.span, who.end) not in known]
    directory.people = frozenset(place.start for place in places) | frozenset(place.span.start for place in places)
    paid = funders.funders(directory, subjects, labels)
    given = roles.of_people(directory, places, cues, in_parts, labels)
    employers = frozenset(key for role, place in given if role == "lead" for key, _ in place.affiliations)
    parts = organization_roles.of_organizations(directory, subjects, in_parts, labels, employers)
    groups = merged(places)
    persons = {key: person(directory, group) for key, group in groups.items()}
    by_place = {(place.span, place.end): persons[key] for key, group in groups.items() for place in group}
    found_packages, notes = packages(layout, own, counts, leads.associations(directory, led, by_place), language)
    places_of_work, period = coverage(layout)
    narrative = Narrative(
        work_packages=found_packages,
        associations=_associations(directory, given, groups, persons, parts),
        organizations=directory.all(),
        people=tuple(persons.values()),
        funders=tuple(directory.value(key, span) for key, span in paid),
        grants=funding.grants(directory, paid, subjects),
        aims=aims_rule.aims(layout, language),
        duration=funding.duration(layout, subjects),
        figures=figures(layout, language),
        places=places_of_work,
        period=period,
        notes=notes,
    )
    if whole or is_closed(text) or layout.reach < (end := last_word(text)):
        return narrative
    return without_end(narrative, end)


def _associations(
    directory: Directory,
    given: list[tuple[str, Found]],
    groups: dict[str, list[Found]],
    persons: dict[str, Value[Person]],
    parts: list[tuple[str, str, Span]],
) -> tuple[Value[Association], ...]:
    """People first, then organisations, each once for each role, in the order of the text."""
    witness = Witness(directory.layout, "roles")
    keys = {(place.span, place.end): key for key, group in groups.items() for place in group}
    values: dict[tuple[str, str], Value[Association]] = {}
    leads = set()
    for role, place in given:
        key = keys[(place.span, place.end)]
        agent: Agent = persons[key].value
        if role == "lead":
            leads.add(key)
        values.setdefault((role, key), Value(Association(agent, role), witness.evidence(place.span, 0.85)))
    for key in leads:
        values.pop(("member", key), None)
    for role, key, span in parts:
        value = Association(directory.organization(key, span), role)
        values.setdefault((role, key), Value(value, witness.evidence(span, 0.85)))
    return tuple(values.values())
