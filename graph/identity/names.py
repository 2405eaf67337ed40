"""The label of each thing: the name that is preferred among those that its documents give it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.identity.keys import Occurrence
from graph.records import (
    Aim,
    Distribution,
    Grant,
    Organization,
    Person,
    Project,
    Publication,
    Reference,
    Study,
    WorkPackage,
)

KIND_WORDS = {
    "work_package": "WP",
    "stage": "Stage ",
    "phase": "Phase ",
    "workstream": "Workstream ",
    "task": "Task ",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label that a document offers for a thing. ``weight`` is the trust of what offers it."""

    weight: int
    label: str


def preferred(candidates: Iterable[Candidate]) -> str:
    """The label of the greatest weight; then the one in mixed case, the shortest, the first in order."""
    return min(candidates, key=lambda c: (-c.weight, c.label.isupper(), len(c.label), c.label)).label


def candidate(occurrence: Occurrence, trust: int, document: str) -> Candidate:
    """What a document offers as label of one of its records. A made-up description weighs nothing."""
    record = occurrence.record
    if isinstance(record, Reference):
        return Candidate(-1, of_reference(record))
    if isinstance(record, Grant):
        own = record.reference.value
        return Candidate(trust if own.scheme == "grant" else -1, own.value)
    if isinstance(record, Organization) and record.canonical:
        return Candidate(trust + 100, record.canonical)
    said = getattr(record, "name", None) or getattr(record, "title", None)
    if isinstance(record, WorkPackage):
        number = f"{KIND_WORDS[record.kind]}{record.number.value}"
        return Candidate(trust, f"{number}: {_short(said.value)}" if said else f"{number} {_of(occurrence)}")
    if said:
        return Candidate(trust, said.value)
    return Candidate(-1, _described(occurrence, document))


def of_reference(reference: Reference) -> str:
    """The label of what no document names."""
    what = "Person" if reference.type == "person" else "Organisation"
    return f"{what} {reference.identifier.value.value}"


def _described(occurrence: Occurrence, document: str) -> str:
    record = occurrence.record
    if isinstance(record, Publication) and record.identifiers:
        return f"Publication {record.identifiers[0].value.value}"
    if isinstance(record, Distribution):
        return f"Data at {record.url.value}"
    if isinstance(record, Aim):
        return f"Aim {record.number.value} {_of(occurrence)}"
    if isinstance(record, Study):
        return f"Untitled study in {document}"
    if isinstance(record, Project):
        if occurrence.owner:
            return f"Project {_of(occurrence)}".strip()
        lead = _lead(record)
        return f"Project led by {lead}" if lead else f"Project described in {document}"
    return f"Untitled {occurrence.keys.type} in {document}"


def _of(occurrence: Occurrence) -> str:
    """Words that say where a nameless part belongs, from the nearest owner that has a name."""
    linking = "behind" if isinstance(occurrence.record, Project) else "of"
    owner = occurrence.owner
    while owner:
        said = getattr(owner.record, "name", None) or getattr(owner.record, "title", None)
        if said:
            return f"{linking} “{_short(said.value)}”"
        if isinstance(owner.record, Project) and owner.owner is None and (lead := _lead(owner.record)):
            return f"of the project led by {lead}"
        owner = owner.owner
    return ""


def _lead(project: Project) -> str | None:
    """The name of who leads a project, where its document says it."""
    agents = (said.value.agent for said in project.associations if said.value.role == "lead")
    return next((agent.name.value for agent in agents if isinstance(agent, Person)), None)


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[:limit].rsplit(' ', 1)[0]} …"
