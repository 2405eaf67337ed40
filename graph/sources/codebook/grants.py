"""The grants of a DDI study, each with the funder that gave it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from graph import identifiers
from graph.records import (
    Grant,
    Identifier,
    Organization,
    Value,
)
from graph.sources.codebook.names import Names
from graph.sources.codebook.sheet import Leaf
from graph.sources.values.references import references


def grants(
    leaves: Sequence[Leaf], paying: Sequence[Value[Organization]], councils: Mapping[str, str], names: Names
) -> tuple[tuple[Value[Grant], ...], tuple[Value[Organization], ...]]:
    """Each grant with the funder that gave it, and the funders that only an ``agency`` names.

    The funder is the agency beside the reference; else the one whose prefix the reference has; else the only one.
    """
    known = {identifiers.normal_name(_full(said.value)): said for said in paying}
    made: dict[str, Value[Grant]] = {}
    more: dict[str, Value[Organization]] = {}
    for leaf in leaves:
        agency = leaf.get("agency")
        funder = None
        if agency:
            said = leaf.said(agency, leaf.language, "agency")
            stated = Value(Organization(said, names.organizations.get(agency)), said.evidence)
            key = identifiers.normal_name(_full(stated.value))
            funder = known.get(key) or more.setdefault(key, stated)
        for reference in references(leaf.line):
            paid = funder or _council(reference, paying, councils)
            grant = leaf.said(Identifier("grant", reference))
            made.setdefault(reference, Value(Grant(grant, paid), grant.evidence))
    return tuple(made.values()), tuple(more.values())


def _full(organization: Organization) -> str:
    return organization.canonical or organization.name.value


def _council(
    reference: str, paying: Sequence[Value[Organization]], councils: Mapping[str, str]
) -> Value[Organization] | None:
    council = councils.get(re.split(r"[/-]", reference, maxsplit=1)[0].upper())
    if council:
        return next((said for said in paying if _full(said.value) == council), None)
    return paying[0] if len(paying) == 1 else None
