"""Studies as ``schema:Dataset``, with who had a part in them, whom to ask, and where the data are."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from graph.mapping.mapper import Mapper
from graph.mapping.publications import map_generated_by
from graph.namespaces import ACCESS, DCAT, DCT, FOAF, PROV, ROLE, SCHEMA, VCARD, Namespace
from graph.records import Association, Catalogue, Contact, Distribution, Period, Study, Value

_FREQUENCY = Namespace("http://publications.europa.eu/resource/authority/frequency/")


def map_study(mapper: Mapper, here: NamedNode, study: Study) -> None:
    mapper.types(here, SCHEMA.Dataset)
    mapper.prose(here, SCHEMA.name, study.title, *study.parallel_titles)
    mapper.prose(here, SCHEMA.alternateName, *study.alternate_titles)
    mapper.prose(here, SCHEMA.description, study.description)
    mapper.prose(here, SCHEMA.keywords, *study.keywords)
    mapper.identify(here, study.identifiers)
    mapper.urls(here, SCHEMA.url, study.landing_pages)
    if study.period:
        mapper.say(here, SCHEMA.temporalCoverage, Literal(_interval(study.period.value)), study.period)
    for said in study.places:
        mapper.place(here, SCHEMA.spatialCoverage, said)
    for said in study.languages:
        mapper.say(here, SCHEMA.inLanguage, Literal(said.value), said)
    mapper.prose(here, SCHEMA.conditionsOfAccess, study.access, *study.alternate_access)
    if study.access_status:
        mapper.say(here, DCT.accessRights, ACCESS.term(study.access_status.value), study.access_status)
    mapper.urls(here, SCHEMA.license, (study.license,) if study.license else ())
    mapper.date(here, SCHEMA.datePublished, study.issued)
    mapper.date(here, SCHEMA.dateModified, study.modified)
    for predicate, linked in (
        (SCHEMA.creator, study.creators),
        (SCHEMA.publisher, study.publishers),
        (SCHEMA.funder, study.funders),
        (SCHEMA.includedInDataCatalog, study.catalogues),
        (SCHEMA.distribution, study.distributions),
        (SCHEMA.citation, study.publications),
    ):
        for item in linked:
            mapper.link(here, predicate, item)
    map_generated_by(mapper, here, study.project)
    mapper.prose(here, SCHEMA.description, *study.alternate_descriptions)
    for contributor in study.contributors:
        _attribution(mapper, here, contributor)
    for contact in study.contacts:
        _contact(mapper, here, contact)
    if study.frequency:
        mapper.say(here, DCT.accrualPeriodicity, _FREQUENCY.term(study.frequency.value), study.frequency)
    for predicate, stated in (
        (DCT.isPartOf, study.part_of),
        (DCT.conformsTo, study.conforms_to),
        (FOAF.isPrimaryTopicOf, study.records),
        (DCT.relation, study.related),
        (DCAT.theme, study.themes),
        (DCT.spatial, study.places_elsewhere),
    ):
        mapper.urls(here, predicate, stated)


def _attribution(mapper: Mapper, here: NamedNode, said: Value[Association]) -> None:
    """A part that an agent has in a dataset, by a role (DCAT 3, 6.4.31)."""
    agent = mapper.describe(said.value.agent, mapper.owner)
    if mapper.named(said.value.agent):
        mapper.say(here, SCHEMA.contributor, agent, said)
    node = mapper.genid("attribution", here.value, agent.value, said.value.role)
    mapper.say(here, PROV.qualifiedAttribution, node, said)
    mapper.types(node, PROV.Attribution)
    mapper.say(node, PROV.agent, agent)
    mapper.say(node, DCAT.hadRole, ROLE.term(said.value.role), said)


def _contact(mapper: Mapper, here: NamedNode, said: Value[Contact]) -> None:
    contact = said.value
    told = (contact.name, contact.email, contact.url)
    node = mapper.genid("contact", *(part.value if part else "" for part in told))
    mapper.say(here, DCAT.contactPoint, node, said)
    mapper.types(node, VCARD.Kind)
    mapper.prose(node, VCARD.fn, contact.name)
    if contact.email:
        mapper.say(node, VCARD.hasEmail, NamedNode(f"mailto:{contact.email.value}"), contact.email)
    if contact.url:
        mapper.urls(node, VCARD.hasURL, (contact.url,))


def map_distribution(mapper: Mapper, here: NamedNode, distribution: Distribution) -> None:
    mapper.types(here, SCHEMA.DataDownload)
    mapper.urls(here, SCHEMA.contentUrl, (distribution.url,))
    mapper.prose(here, SCHEMA.encodingFormat, distribution.media_type)
    mapper.prose(here, SCHEMA.name, distribution.name)
    mapper.urls(here, SCHEMA.url, (distribution.page,) if distribution.page else ())
    mapper.urls(here, SCHEMA.license, (distribution.license,) if distribution.license else ())


def map_catalogue(mapper: Mapper, here: NamedNode, catalogue: Catalogue) -> None:
    mapper.types(here, SCHEMA.DataCatalog, DCAT.Catalog)
    mapper.prose(here, SCHEMA.name, catalogue.name)
    mapper.urls(here, SCHEMA.url, (catalogue.url,) if catalogue.url else ())


def _interval(period: Period) -> str:
    """ISO 8601 as schema.org's ``temporalCoverage`` wants it; ``..`` where an end is open."""
    if period.start == period.end and period.start:
        return period.start
    return f"{period.start or '..'}/{period.end or '..'}"
