"""People, organisations and contact points as DCAT feeds describe them: in FOAF, vCard, schema.org, PROV, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from graph.narrative.names import is_organization
from graph.records import Agent, Contact, Identifier, Organization, Person, Value
from graph.sources.rdf.terms import ADMS_IDENTIFIER, LABELS, RDF_TYPE, SKOS, Place, prefixed, terms
from graph.sources.values import people
from graph.sources.values.plain_text import plain

_PEOPLE = frozenset(terms("foaf:Person", "schema:Person", "vcard:Individual", "prov:Person"))
_ORGANIZATIONS = ("Organization", "FormalOrganization", "OrganizationalUnit", "Group", "GovernmentOrganization")
_NAMES = (*terms("foaf:name", "vcard:fn", "schema:name", "vcard:organization-name", "schema:legalName"), *LABELS)
_GIVEN = terms("foaf:givenName", "foaf:firstName", "schema:givenName", "vcard:given-name")
_FAMILY = terms("foaf:familyName", "foaf:surname", "foaf:lastName", "schema:familyName", "vcard:family-name")
_AT = terms("org:memberOf", "schema:affiliation", "vcard:organization-name", "vcard:org", "prov:actedOnBehalfOf")
_PARENTS = terms("org:unitOf", "org:subOrganizationOf", "schema:parentOrganization")
_IDENTIFIERS = terms("dct:identifier", "schema:identifier", "owl:sameAs", "schema:sameAs")
_PAGES = terms("foaf:homepage", "schema:url")
EMAIL = terms("vcard:hasEmail", "vcard:email", "foaf:mbox", "schema:email")
_URL = terms("vcard:hasURL", "vcard:hasUrl", "vcard:url", "schema:url", "foaf:homepage", "foaf:page")
VALUE = terms("vcard:hasValue", "vcard:value")
READ = frozenset(
    (*_NAMES, *_GIVEN, *_FAMILY, *_AT, *_PARENTS, *_IDENTIFIERS, *_PAGES, *EMAIL, *_URL, ADMS_IDENTIFIER, RDF_TYPE)
)
"""The properties of an agent or contact point that are read."""
WITHIN = frozenset((*_AT, *_PARENTS))
"""Those of them that lead to other agents."""
_ADDRESS = re.compile(
    r"(?:mailto:\s*)?([^\s@<>\"{}|\\^`%:/?#\[\]]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+){1,10})(?:\?.*)?"
)
_TITLED = re.compile(r"(?:Dr|Prof|Professor|Mr|Mrs|Ms|Mme|Herr|Frau)\b\.?\s+\S", re.IGNORECASE)
_MAX_DEPTH = 4


def agent(place: Place, *, certain: bool, depth: int = 0) -> Agent | None:
    """The person or organisation that a term is; what is neither for sure is noted and left out.

    ``certain``: what has no type is an organisation, because the property holds nothing else.
    """
    name = _name(place)
    types = {prefixed(type_) for type_ in place.types}
    given, family = _said(place, _GIVEN), _said(place, _FAMILY)
    if name is None and not (given and family):
        what = place.iri or "a node without an IRI"
        place.notes.append(f"{_last(place)} {what!r} has no name here and was left out")
        return None
    if types & {prefixed(type_) for type_ in _PEOPLE} or (given and family):
        return people.person(name, given, family, _identifiers(place), tuple(_affiliations(place, depth)))
    assert name is not None
    if any(type_.partition(":")[2] in _ORGANIZATIONS for type_ in types) or certain or _corporate(name.value):
        return _organization(place, name, depth)
    found = tuple(_identifiers(place))
    if (
        _TITLED.match(name.value)
        or people.is_inverted(name.value)
        or any(said.value.scheme == "orcid" for said in found)
    ):
        return people.person(name, found=found, affiliations=tuple(_affiliations(place, depth)))
    place.notes.append(f"{_last(place)} {name.value!r} may be a person or an organisation: left out")
    return None


def organization(place: Place) -> Organization | None:
    """The organisation that a term is; a person is noted and left out."""
    found = agent(place, certain=True)
    if isinstance(found, Person):
        place.notes.append(f"{_last(place)} {found.name.value!r} is a person and was left out")
        return None
    return found


def contact(place: Place) -> Contact | None:
    """Whom to ask, by the name, the e-mail address and the page that are given."""
    name = _name(place)
    email = next(_emails(place), None)
    url = next((url for found in place.all(*_URL) if (url := found.url())), None)
    if not (name or email or url):
        place.notes.append(f"{_last(place)} has neither a name nor an address and was left out")
        return None
    return Contact(name, email, url)


def _emails(place: Place) -> Iterator[Value[str]]:
    for found in place.all(*EMAIL):
        stated = found if found.literal or found.iri.lower().startswith("mailto:") else next(found.all(*VALUE), found)
        address = _ADDRESS.fullmatch(stated.text.strip().replace("%20", ""))
        if address:
            yield replace(stated.said(address[1]), language=None)
        else:
            place.notes.append(f"{_last(found)} {stated.text[:80]!r} is no e-mail address and was left out")


def _name(place: Place) -> Value[str] | None:
    found = place if place.literal else next(iter(place.texts(*_NAMES)), None)
    text = plain(found.text) if found else ""
    return found.said(text) if found and text else None


def _said(place: Place, predicates: tuple[str, ...]) -> Value[str] | None:
    return next((found.said() for found in place.texts(*predicates)), None)


def _corporate(name: str) -> bool:
    return is_organization(name) or people.is_corporate(name)


def _organization(place: Place, name: Value[str], depth: int) -> Organization | None:
    named = {text: found.said(text) for found in place.texts(*_NAMES) if (text := plain(found.text))}
    parents = (
        (agent(p, certain=True, depth=depth + 1) for p in place.all(*_PARENTS)) if depth < _MAX_DEPTH else iter(())
    )
    known = tuple(said for said in _identifiers(place) if said.value.scheme in ("ror", "isni"))
    return Organization(
        name,
        alternate_names=tuple(said for text, said in named.items() if text != name.value),
        identifiers=known,
        urls=tuple(url for found in place.all(*_PAGES) if (url := found.url())),
        parents=tuple(Value(p, p.name.evidence) for p in parents if isinstance(p, Organization)),
    )


def _affiliations(place: Place, depth: int) -> Iterator[Value[Organization]]:
    if depth >= _MAX_DEPTH:
        return
    for found in place.all(*_AT):
        at = agent(found, certain=True, depth=depth + 1)
        if isinstance(at, Organization):
            yield Value(at, at.name.evidence)


def _identifiers(place: Place) -> Iterator[Value[Identifier]]:
    seen = set()
    notations = (n for node in place.all(ADMS_IDENTIFIER) for n in node.all(f"<{SKOS}notation>"))
    for found in (place, *place.all(*_IDENTIFIERS), *notations):
        if found is place and not place.iri:
            continue
        for said in people.identifier(found.said()):
            if said.value not in seen:
                seen.add(said.value)
                yield said


def _last(place: Place) -> str:
    return place.path.rpartition("/")[2]
