"""People and organisations, and what only an identifier tells of them."""

from __future__ import annotations

from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from graph import identifiers
from graph.identity.names import of_reference
from graph.mapping.mapper import Mapper
from graph.namespaces import FOAF, ORG, SCHEMA
from graph.records import Organization, Person, Reference, Value


def map_person(mapper: Mapper, here: NamedNode, person: Person) -> None:
    mapper.types(here, SCHEMA.Person, FOAF.Agent, FOAF.Person)
    mapper.prose(here, SCHEMA.name, person.name)
    mapper.prose(here, FOAF.name, person.name)
    mapper.prose(here, SCHEMA.honorificPrefix, person.honorific)
    mapper.prose(here, SCHEMA.familyName, person.family_name)
    mapper.prose(here, SCHEMA.givenName, person.given_name)
    mapper.identify(here, person.identifiers)
    for affiliation in filter(mapper.named_value, person.affiliations):
        mapper.link(here, SCHEMA.affiliation, affiliation)
    mapper.prose(here, SCHEMA.jobTitle, *person.roles)


def map_organization(mapper: Mapper, here: NamedNode, organization: Organization) -> None:
    mapper.types(here, SCHEMA.Organization, FOAF.Agent, FOAF.Organization)
    mapper.types(here, *_organization_types(organization.canonical or organization.name.value))
    if organization.canonical and organization.canonical != organization.name.value:
        said = Value(organization.canonical, organization.name.evidence)
        mapper.prose(here, SCHEMA.alternateName, said)
    mapper.prose(here, SCHEMA.name, organization.name)
    mapper.prose(here, FOAF.name, organization.name)
    mapper.prose(here, SCHEMA.alternateName, *organization.alternate_names)
    mapper.identify(here, organization.identifiers)
    mapper.urls(here, SCHEMA.url, organization.urls)
    mapper.prose(here, SCHEMA.description, organization.description)
    for parent in organization.parents:
        above = mapper.describe(parent.value, mapper.owner)
        if mapper.named(parent.value):
            mapper.say(here, SCHEMA.parentOrganization, above, parent)
        mapper.say(here, ORG.unitOf, above, parent)


def map_reference(mapper: Mapper, here: NamedNode, reference: Reference) -> None:
    """What is only referred to has the name that another document gives; until there is one it has none."""
    assert mapper.owner is not None
    _, label = mapper.node(mapper.owner.keys)
    named = label != of_reference(reference)
    if reference.type == "person":
        mapper.types(here, FOAF.Agent, FOAF.Person, *([SCHEMA.Person] if named else []))
    else:
        mapper.types(here, FOAF.Agent, FOAF.Organization, *([SCHEMA.Organization] if named else []))
    if named:
        mapper.say(here, SCHEMA.name, Literal(label))
        mapper.say(here, FOAF.name, Literal(label))
    mapper.identify(here, (reference.identifier,))


_PART = ("school", "department", "faculty", "centre", "center", "institute", "hospital", "press", "unit")


@lru_cache(maxsize=8192)
def _organization_types(name: str) -> tuple[NamedNode, ...]:
    """The subtypes that a name states by itself: "University of X", "… Research Centre"."""
    words = set(identifiers.normal_name(name).split())
    found = []
    if "university" in words and not words.intersection(_PART):
        found.append(SCHEMA.CollegeOrUniversity)
    if "research" in words and words.intersection(("centre", "center", "institute")):
        found.append(SCHEMA.ResearchOrganization)
    return tuple(found)
