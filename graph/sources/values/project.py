"""The project behind a study, as far as the study's own description tells of it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from graph.narrative.extract import extract
from graph.records import Evidence, Project, Value


def project_of(
    text: str, language: str | None, *, described: bool = True
) -> tuple[Value[Project] | None, tuple[str, ...]]:
    """The project that a study's description describes, without a name, and notes for a curator.

    ``None`` where the text tells nothing of a project: none is invented.
    """
    if not described:
        return None, ()
    found = extract(text, language, whole=True)
    told = (found.work_packages, found.associations, found.aims, found.grants, found.funders, found.figures)
    if not any(told):
        return None, found.notes
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
    return Value(project, evidence), found.notes


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
