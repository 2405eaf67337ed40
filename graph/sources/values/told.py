"""A study with what its own description tells of the project behind it."""

from __future__ import annotations

from dataclasses import replace

from graph.records import Evidence, Project, Study, Value
from graph.sources.values.project import covered, told_of


def told(study: Study, language: str | None) -> tuple[Study, str, tuple[str, ...]]:
    """The study with the project that its description and its fields speak of, its prose, and notes for a curator.

    What is a work package, an aim or a part in the project comes from the words; grants that a field names as
    well come from the field, and so do the places and the period of the study where fields give them.
    """
    description = study.description
    text = description.value if description else study.title.value if study.title else ""
    found = told_of(text, language, described=description is not None)
    if description:
        first = description.evidence[0]
        span = Evidence(first.rule, first.version, 1.0, 0, len(text))
        study = replace(study, description=replace(description, evidence=(*description.evidence, span)))
    return replace(covered(study, found), project=_joined(study.project, found.project)), text, found.notes


def _joined(own: Value[Project] | None, found: Value[Project] | None) -> Value[Project] | None:
    if own is None or found is None:
        return own or found
    known = {said.value.reference.value for said in own.value.grants}
    project = replace(
        own.value,
        duration=own.value.duration or found.value.duration,
        work_packages=(*own.value.work_packages, *found.value.work_packages),
        aims=(*own.value.aims, *found.value.aims),
        funders=(*own.value.funders, *found.value.funders),
        grants=(*own.value.grants, *(g for g in found.value.grants if g.value.reference.value not in known)),
        associations=(*own.value.associations, *found.value.associations),
        figures=(*own.value.figures, *found.value.figures),
        places=(*own.value.places, *found.value.places),
        fieldwork=own.value.fieldwork or found.value.fieldwork,
    )
    return Value(project, own.evidence)
