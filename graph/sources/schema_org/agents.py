"""People and organisations as schema.org's JSON names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from graph import identifiers
from graph.records import Agent, Identifier, Organization, Person, Value
from graph.sources.values.fields import Fields
from graph.sources.values.people import is_corporate, is_inverted, untitled


@dataclass(frozen=True, slots=True)
class Lookups:
    """A source's own tables: full names of organisations, and words by which access is classed."""

    organizations: Mapping[str, str] = field(default_factory=dict)
    access: Mapping[str, str] = field(default_factory=dict)


_IDENTIFYING = frozenset(("identifier", "sameAs", "@id"))


def types(fields: Fields) -> tuple[str, ...]:
    """The ``@type`` of an object, as bare names."""
    found = fields.content.get("@type")
    return tuple([t for t in (found if isinstance(found, list) else (found,)) if isinstance(t, str)]) if found else ()


def identifying(schema: Fields) -> Iterator[Value[str]]:
    """The texts of the identifiers; one that only its name explains has the name before it, and a NUL."""
    for item in schema.objects("identifier"):
        said = item.text("value") or item.text("@id") or item.text("url") or item.text("name")
        if said:
            item.took("propertyID")
            name = item.content.get("propertyID") or (item.content.get("name") if "value" in item.content else None)
            known = identifiers.parse(said.value)
            if known or not isinstance(name, str):
                yield said
            else:
                yield replace(said, value=f"{name}\x00{said.value}")


def agents(schema: Fields, name: str, lookups: Lookups, *, certain: bool = True) -> Iterator[Value[Agent]]:
    """The people and organisations of a field. What has no type is an organisation where the field holds
    nothing else (``certain``), or where its name says so; else it is noted and left out."""
    if name not in schema.content:
        return
    for item in schema.objects(name):
        made = agent(item, lookups)
        if made and not (certain or types(item) or isinstance(made, Person) or is_corporate(made.name.value)):
            schema.notes.append(f"{name} {made.name.value!r} may be a person or an organisation: left out")
        elif made:
            yield Value(made, made.name.evidence)


def agent(item: Fields, lookups: Lookups) -> Agent | None:
    """The person, or else the organisation, that an object describes."""
    stated, name = types(item), item.content.get("name")
    inverted = not stated and isinstance(name, str) and is_inverted(name.strip())
    return _person(item, lookups) if "Person" in stated or inverted else _organization(item, lookups)


def organizations(schema: Fields, name: str, lookups: Lookups) -> Iterator[Value[Organization]]:
    """The organisations of a field; a person is left out."""
    if name not in schema.content:
        return
    for said in agents(schema, name, lookups):
        if isinstance(said.value, Organization):
            yield Value(said.value, said.evidence)
        else:
            schema.notes.append(f"{name} {said.value.name.value!r} is a person, not an organisation: left out")


def _organization(item: Fields, lookups: Lookups, depth: int = 0) -> Organization | None:
    name, legal = item.text("name"), item.text("legalName")
    name, legal = (name, legal) if name else (legal, None)
    if not name or depth > 8:
        return None
    others = (*item.texts("alternateName"), *((legal,) if legal and legal.value != name.value else ()))
    parents = (
        Value(parent, parent.name.evidence)
        for above in item.objects("parentOrganization")
        if (parent := _organization(above, lookups, depth + 1))
    )
    return Organization(
        name,
        canonical=lookups.organizations.get(name.value),
        alternate_names=others,
        identifiers=tuple(_agent_identifiers(item, ("ror", "isni"))),
        urls=tuple(item.urls("url")),
        parents=tuple(parents),
    )


def _person(item: Fields, lookups: Lookups) -> Person | None:
    name = item.text("name")
    given, family = item.text("givenName"), item.text("familyName")
    if name is None and given and family:
        name = replace(family, value=f"{given.value} {family.value}", evidence=given.evidence + family.evidence)
    if name is None:
        return None
    if "," in name.value and given and family:
        if identifiers.normal_name(name.value) == identifiers.normal_name(f"{family.value} {given.value}"):
            name = replace(name, value=f"{given.value} {family.value}")
    elif is_inverted(name.value):
        last, _, first = name.value.partition(",")
        given = given or replace(name, value=first.strip())
        family = family or replace(name, value=last.strip())
        name = replace(name, value=f"{given.value} {family.value}")
    before, name = untitled(name)
    titled, given = untitled(given) if given else (None, None)
    if titled:
        name = replace(name, value=name.value.replace(f"{titled.value} ", "", 1))
    return Person(
        name,
        honorific=item.text("honorificPrefix") or before or titled,
        family_name=family,
        given_name=given,
        identifiers=tuple(_agent_identifiers(item, ("orcid", "isni"))),
        affiliations=tuple(organizations(item, "affiliation", lookups)),
        roles=tuple(item.texts("jobTitle")),
    )


def _agent_identifiers(item: Fields, schemes: tuple[str, ...]) -> Iterator[Value[Identifier]]:
    """The identifiers of an agent that are of some schemes; another one that is stated as such is noted."""
    if _IDENTIFYING.isdisjoint(item.content):
        return
    stated = list(identifying(item))
    seen = set()
    for place, said in enumerate((*stated, *item.texts("sameAs"), *item.texts("@id"))):
        identifier = identifiers.parse(said.value)
        if not identifier or identifier.scheme not in schemes:
            if place < len(stated):
                told = said.value.replace("\x00", " ")
                item.notes.append(f"identifier {told!r} of an agent is none of {', '.join(schemes)}: left out")
        elif identifier not in seen:
            seen.add(identifier)
            yield Value(identifier, said.evidence)
