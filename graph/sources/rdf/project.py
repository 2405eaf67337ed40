"""The project behind a dataset of a DCAT feed, and its grants."""

from __future__ import annotations

from graph import identifiers
from graph.records import (
    Association,
    Grant,
    Identifier,
    Period,
    Project,
    Value,
)
from graph.sources.rdf import agents, values
from graph.sources.rdf.terms import (
    FIELDS,
    LABELS,
    Place,
    terms,
)
from graph.sources.rdf.values import prose

_STARTED = terms("prov:startedAtTime", "schema:startDate")
_ENDED = terms("prov:endedAtTime", "schema:endDate")
ASSOCIATED = terms("prov:wasAssociatedWith", "schema:member")
GRANT = terms("frapo:hasGrantNumber", "schema:identifier", "dct:identifier")
HOMEPAGE = terms("foaf:homepage", "schema:url")
_PROJECTS = frozenset(terms("foaf:Project", "schema:ResearchProject", "schema:Project", "prov:Activity"))


ACTIVITY = frozenset(
    (
        *LABELS,
        *FIELDS["description"],
        *_STARTED,
        *_ENDED,
        *ASSOCIATED,
        *HOMEPAGE,
        *FIELDS["funder"],
        *FIELDS["funding"],
    )
    + FIELDS["type"]
)
"""What is read of the activity that generated a dataset."""


def project(here: Place) -> Value[Project] | None:
    """The activity that generated the dataset, with its money, and the money that the dataset itself names."""
    activities = [p for p in here.all(*FIELDS["activity"]) if not p.literal]
    if len(activities) > 1:
        here.notes.append(f"prov:wasGeneratedBy holds {len(activities)} activities; the first was taken")
    grants = tuple(g for p in (here, *activities[:1]) for m in p.all(*FIELDS["funding"]) if (g := _grant(m)))
    if not activities or not (activities[0].types or any(activities[0].texts(*LABELS))):
        for place in activities[:1]:
            here.notes.append(f"{place.path} {place.iri!r} is not described here and was left out")
        return Value(Project(grants=grants), grants[0].evidence) if grants else None
    place = activities[0]
    named = [p for p in place.texts(*LABELS) if not identifiers.parse_url(p.text)]
    start = next((said for p in place.all(*_STARTED) if (said := values.date(p))), None)
    end = next((said for p in place.all(*_ENDED) if (said := values.date(p))), None)
    period = Period(start.value if start else None, end.value if end else None)
    said = next((s for s in (start, end) if s), None)
    funders = [agents.organization(p) for p in place.all(*FIELDS["funder"])]
    members = [agents.agent(p, certain=False) for p in place.all(*ASSOCIATED)]
    project = Project(
        name=named[0].said() if named else None,
        description=next(prose(place, "description"), None),
        urls=tuple(url for p in (place, *place.all(*HOMEPAGE)) if (url := p.url())),
        period=Value(period, said.evidence) if said else None,
        funders=tuple(Value(f, f.name.evidence) for f in funders if f),
        grants=grants,
        associations=tuple(Value(Association(m, "participant"), m.name.evidence) for m in members if m),
    )
    return Value(project, place.said("").evidence)


def _grant(place: Place) -> Value[Grant] | None:
    stated = place if place.literal else next((p for p in place.all(*GRANT) if p.literal), None)
    if stated is None:
        place.notes.append(f"{place.path} names no reference of a grant and was left out")
        return None
    funder = next((made for p in place.all(*FIELDS["funder"]) if (made := agents.organization(p))), None)
    reference = identifiers.parse_grant(stated.text) or stated.text
    found = Value(Identifier("grant", reference), stated.said("").evidence)
    return Value(Grant(found, Value(funder, funder.name.evidence) if funder else None), found.evidence)
