"""What a study's own description tells of the project behind it, and of where and when the work was done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from graph.narrative.extract import extract
from graph.narrative.parts.kinds import LANGUAGES
from graph.records import Evidence, Period, Project, Study, Value


@dataclass(frozen=True, slots=True)
class Told:
    """What a description tells: its project, which has no name; where and when the work was done; notes."""

    project: Value[Project] | None = None
    places: tuple[Value[str], ...] = ()
    period: Value[Period] | None = None
    notes: tuple[str, ...] = ()


def covered(study: Study, told: Told) -> Study:
    """The study with the places and the period that its description tells of, where its record has none."""
    places, period = study.places or told.places, study.period or told.period
    same = places is study.places and period is study.period
    return study if same else replace(study, places=places, period=period)


def told_by(descriptions: Iterable[Value[str]]) -> Told:
    """What the descriptions of one study tell, each in its language, standing where its last evidence says.

    All rules read an English one, or one whose language is not said. Another is read for the parts of its project,
    where the rules know its language's words for them and no description before it has told of any.
    """
    found = Told()
    for said in sorted(descriptions, key=lambda said: not _is_english(said)):
        if not _is_english(said) and ((found.project and found.project.value.work_packages) or not _is_known(said)):
            continue
        by = said.evidence[-1].start or 0
        more = told_of(said.value, said.language)
        more = shifted(more if _is_english(said) else _parts(more), by)
        found = Told(
            _with_parts(found.project, more.project),
            found.places or more.places,
            found.period or more.period,
            (*found.notes, *more.notes),
        )
    return found


def _is_english(said: Value[str]) -> bool:
    return (said.language or "en").partition("-")[0] == "en"


def _is_known(said: Value[str]) -> bool:
    return (said.language or "").partition("-")[0] in LANGUAGES


def _parts(told: Told) -> Told:
    """The parts alone: the rules for people, bodies and money are those of English."""
    parts = told.project.value.work_packages if told.project else ()
    return Told(Value(Project(work_packages=parts), parts[0].evidence) if parts else None, notes=told.notes)


def _with_parts(own: Value[Project] | None, more: Value[Project] | None) -> Value[Project] | None:
    if own is None or more is None:
        return own or more
    return replace(own, value=replace(own.value, work_packages=own.value.work_packages or more.value.work_packages))


def told_of(text: str, language: str | None, *, described: bool = True) -> Told:
    """What a study's description tells; no project where it tells nothing of one: none is invented."""
    if not described:
        return Told()
    found = extract(text, language, whole=True)
    told = (found.work_packages, found.associations, found.aims, found.grants, found.funders, found.figures)
    if not any(told):
        return Told(None, found.places, found.period, found.notes)
    project = Project(
        duration=found.duration,
        funders=found.funders,
        grants=found.grants,
        associations=found.associations,
        work_packages=found.work_packages,
        aims=found.aims,
        figures=found.figures,
        places=found.places,
        fieldwork=found.period,
    )
    evidence = next(value.evidence for group in told for value in group)
    return Told(Value(project, evidence), found.places, found.period, found.notes)


def shifted(value: Any, by: int) -> Any:
    """The same record with every offset moved by ``by``: its text stands later in the document's text."""
    if isinstance(value, tuple):
        return tuple(shifted(item, by) for item in value)
    if isinstance(value, Evidence):
        if value.start is None or value.end is None:
            return value
        return replace(value, start=value.start + by, end=value.end + by)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: shifted(getattr(value, f.name), by) for f in fields(value)})
    return value
