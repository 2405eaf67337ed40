"""``oai_datacite``: the DataCite Metadata Schema, kernel 4."""

from __future__ import annotations

from collections.abc import Iterator

from graph.identifiers import parse_doi
from graph.provider.described import Agent, Described, Text
from graph.provider.xml import element, parent

NAMESPACE = "http://datacite.org/schema/kernel-4"
SCHEMA = "http://schema.datacite.org/meta/kernel-4/metadata.xsd"
UNKNOWN = ":unav"
"""The schema's word for a mandatory value that is not available (appendix 3)."""
_ROLES = {
    "contact": "ContactPerson",
    "contributor": "Other",
    "data-collector": "DataCollector",
    "lead": "ProjectLeader",
    "principal-investigator": "ProjectLeader",
    "project-manager": "ProjectManager",
    "researcher": "Researcher",
    "sponsor": "Sponsor",
}


def write(study: Described) -> str:
    """The one element that a record's metadata holds."""
    names = {
        "xmlns": NAMESPACE,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
    }
    return parent("resource", "".join(_properties(study)), **names)


def _properties(study: Described) -> Iterator[str]:
    yield element("identifier", study.doi or study.iri, identifierType="DOI" if study.doi else "URL")
    yield parent("creators", "".join(_creators(study)))
    yield parent("titles", _said("title", study.titles))
    yield element("publisher", study.publishers[0].name if study.publishers else UNKNOWN)
    yield element("publicationYear", study.year)
    yield element("resourceType", "Study", resourceTypeGeneral="Dataset")
    yield from _list("subjects", _subjects(study))
    yield from _list("contributors", _contributors(study))
    yield from _list("dates", _dates(study))
    if study.languages:
        yield element("language", study.languages[0])
    yield from _list("alternateIdentifiers", _alternate(study))
    yield from _list("relatedIdentifiers", _related(study))
    yield from _list("formats", (element("format", file.media_type) for file in study.files if file.media_type))
    yield from _list("rightsList", _rights(study))
    abstracts = (
        element("description", text.value, xml_lang=text.language, descriptionType="Abstract")
        for text in study.descriptions
    )
    yield from _list("descriptions", abstracts)
    places = (parent("geoLocation", element("geoLocationPlace", place.value)) for place in study.places)
    yield from _list("geoLocations", places)
    paying = (parent("fundingReference", element("funderName", agent.name)) for agent in study.funders)
    yield from _list("fundingReferences", paying)


def _said(name: str, texts: list[Text]) -> str:
    return "".join(element(name, text.value, xml_lang=text.language) for text in texts)


def _list(name: str, items: Iterator[str]) -> Iterator[str]:
    inside = "".join(items)
    if inside:
        yield parent(name, inside)


def _creators(study: Described) -> Iterator[str]:
    """Who made it; where nobody is named, who publishes it, as in a citation."""
    for agent in study.creators or study.publishers or [Agent(UNKNOWN, is_person=False)]:
        yield parent("creator", _name("creatorName", agent))


def _name(name: str, agent: Agent) -> str:
    return element(name, agent.name, nameType="Personal" if agent.is_person else "Organizational")


def _subjects(study: Described) -> Iterator[str]:
    yield _said("subject", study.keywords)
    for iri, label in study.themes:
        yield element("subject", label.value, xml_lang=label.language, valueURI=iri)


def _contributors(study: Described) -> Iterator[str]:
    for agent in study.others:
        if agent.role != "funder":
            kind = _ROLES.get(agent.role or "", "Other")
            yield parent("contributor", _name("contributorName", agent), contributorType=kind)


def _dates(study: Described) -> Iterator[str]:
    """Intervals are written as RKMS-ISO8601 asks, with a slash."""
    for begin, end in study.periods:
        when = begin if begin == end else f"{begin or ''}/{end or ''}"
        yield element("date", when, dateType="Coverage")
    if study.issued:
        yield element("date", study.issued, dateType="Issued")
    if study.modified:
        yield element("date", study.modified, dateType="Updated")


def _alternate(study: Described) -> Iterator[str]:
    if study.doi:
        yield element("alternateIdentifier", study.iri, alternateIdentifierType="URL")
    for value in study.identifiers:
        if parse_doi(value) != study.doi:
            yield element("alternateIdentifier", value, alternateIdentifierType="URL" if "://" in value else "local")


def _related(study: Described) -> Iterator[str]:
    for page in study.pages:
        yield element("relatedIdentifier", page, relatedIdentifierType="URL", relationType="IsDescribedBy")
    for iri, _ in study.publications:
        yield element("relatedIdentifier", iri, relatedIdentifierType="URL", relationType="IsReferencedBy")


def _rights(study: Described) -> Iterator[str]:
    yield _said("rights", [*study.access, *study.rights])
    for licence in study.licences:
        yield element("rights", licence, rightsURI=licence)
