"""Records → schema.org statements with canonical IRIs (docs/model.md says which)."""

from __future__ import annotations

from graph.acyclic import acyclic
from graph.mapping.agents import map_organization, map_person, map_reference
from graph.mapping.mapper import Described, Mapper, Node
from graph.mapping.projects import map_aim, map_grant, map_project, map_work_package
from graph.mapping.publications import map_publication
from graph.mapping.studies import map_catalogue, map_distribution, map_study
from graph.records import (
    Aim,
    Catalogue,
    Distribution,
    Grant,
    Organization,
    Person,
    Project,
    Publication,
    Reading,
    Reference,
    Study,
    WorkPackage,
)
from graph.statements import Statement

_DESCRIBED: dict[type, Described] = {
    Study: map_study,
    Project: map_project,
    WorkPackage: map_work_package,
    Aim: map_aim,
    Organization: map_organization,
    Person: map_person,
    Reference: map_reference,
    Publication: map_publication,
    Grant: map_grant,
    Catalogue: map_catalogue,
    Distribution: map_distribution,
}


def map_reading(reading: Reading, document: str, base: str, node: Node) -> list[Statement]:
    """What one document says. ``document`` is its key across all kinds; ``node`` knows the identities."""
    mapper = Mapper(document, base, node, _DESCRIBED)
    with acyclic():
        for record in reading.records:
            mapper.describe(record, None)
    return mapper.statements
