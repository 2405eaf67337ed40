"""Records → schema.org statements with canonical IRIs (docs/model.md says which)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode

from graph import identifiers
from graph.acyclic import acyclic
from graph.identity.keys import Keys, Occurrence, keys_of
from graph.identity.names import of_reference
from graph.namespaces import (
    ACCESS,
    ADMS,
    CG,
    DCAT,
    DCT,
    FOAF,
    KIND,
    ORG,
    PROV,
    RDF,
    RDFS,
    ROLE,
    SCHEMA,
    STATUS,
    VCARD,
    XSD,
    Namespace,
)
from graph.records import (
    Aim,
    Association,
    Catalogue,
    Contact,
    Distribution,
    Figure,
    Grant,
    Identifier,
    Organization,
    Period,
    Person,
    Project,
    Publication,
    Reading,
    Reference,
    Study,
    Value,
    WorkPackage,
)
from graph.statements import Statement, Term, date, digest, iri_or_text

_FREQUENCY = Namespace("http://publications.europa.eu/resource/authority/frequency/")
Node = Callable[[Keys], tuple[NamedNode, str]]
"""The IRI and the label of what is known by some keys."""


def map_reading(reading: Reading, document: str, base: str, node: Node) -> list[Statement]:
    """What one document says. ``document`` is its key across all kinds; ``node`` knows the identities."""
    mapper = _Mapper(document, base, node)
    with acyclic():
        for record in reading.records:
            mapper.describe(record, None)
    return mapper.statements


class _Mapper:
    def __init__(self, document: str, base: str, node: Node) -> None:
        self.document = document
        self.base = base
        self.node = node
        self.statements: list[Statement] = []
        self.owner: Occurrence | None = None

    # Saying things -------------------------------------------------------------------------------

    def say(self, subject: NamedNode, predicate: NamedNode, obj: Term, said: Value[Any] | None = None) -> None:
        self.statements.append(Statement(subject, predicate, obj, said.evidence if said else ()))

    def types(self, subject: NamedNode, *types: NamedNode) -> None:
        for type_ in types:
            self.statements.append(Statement(subject, RDF.type, type_))

    def prose(self, subject: NamedNode, predicate: NamedNode, *prose: Value[str] | None) -> None:
        for said in prose:
            if said:
                literal = Literal(said.value, language=said.language) if said.language else Literal(said.value)
                self.statements.append(Statement(subject, predicate, literal, said.evidence))

    def date(self, subject: NamedNode, predicate: NamedNode, said: Value[str] | None) -> None:
        if said:
            self.say(subject, predicate, date(said.value), said)

    def link(self, subject: NamedNode, predicate: NamedNode, said: Value[Any]) -> NamedNode:
        """State a relation to the thing that a value holds, and describe that thing."""
        target = self.describe(said.value, self.owner)
        self.say(subject, predicate, target, said)
        return target

    def urls(self, subject: NamedNode, predicate: NamedNode, said: tuple[Value[str], ...]) -> None:
        for url in said:
            self.say(subject, predicate, iri_or_text(url.value, identifiers.parse_url(url.value)), url)

    def genid(self, *content: str) -> NamedNode:
        return NamedNode(f"{self.base}.well-known/genid/{digest(*content)}")

    # Things --------------------------------------------------------------------------------------

    def describe(self, record: object, owner: Occurrence | None) -> NamedNode:
        """State all about a record and what it holds; returns its IRI."""
        keys = keys_of(record, self.document, owner)
        here, label = self.node(keys)
        self.statements.append(Statement(here, RDFS.label, Literal(label)))
        before, self.owner = self.owner, Occurrence(record, keys, owner)
        if isinstance(record, Reference):
            self._reference(here, record, label)
        else:
            _DESCRIBED[type(record)](self, here, record)
        self.owner = before
        return here

    def _identify(self, here: NamedNode, said: tuple[Value[Identifier], ...]) -> None:
        for item in said:
            identifier = item.value
            name = identifier.label or identifiers.PROPERTY_ID[identifier.scheme]
            node = self.genid("identifier", name, identifier.value, identifier.authority or "")
            self.statements += (
                Statement(here, SCHEMA.identifier, node, item.evidence),
                Statement(node, RDF.type, SCHEMA.PropertyValue),
                Statement(node, SCHEMA.propertyID, Literal(name)),
                Statement(node, SCHEMA.value, Literal(identifier.value)),
            )
            resolves = identifiers.resolver(identifier)
            url = identifiers.parse_url(resolves) if resolves else None
            if url:
                self.say(node, SCHEMA.url, NamedNode(url))
                self.say(here, SCHEMA.sameAs, NamedNode(url), item)

    def _study(self, here: NamedNode, study: Study) -> None:
        self.types(here, SCHEMA.Dataset)
        self.prose(here, SCHEMA.name, study.title, *study.parallel_titles)
        self.prose(here, SCHEMA.alternateName, *study.alternate_titles)
        self.prose(here, SCHEMA.description, study.description)
        self.prose(here, SCHEMA.keywords, *study.keywords)
        self._identify(here, study.identifiers)
        self.urls(here, SCHEMA.url, study.landing_pages)
        if study.period:
            self.say(here, SCHEMA.temporalCoverage, Literal(_interval(study.period.value)), study.period)
        for said in study.places:
            place = self.genid("place", said.value)
            self.say(here, SCHEMA.spatialCoverage, place, said)
            self.types(place, SCHEMA.Place)
            self.prose(place, SCHEMA.term("name"), said)
        for said in study.languages:
            self.say(here, SCHEMA.inLanguage, Literal(said.value), said)
        self.prose(here, SCHEMA.conditionsOfAccess, study.access, *study.alternate_access)
        if study.access_status:
            self.say(here, DCT.accessRights, ACCESS.term(study.access_status.value), study.access_status)
        self.urls(here, SCHEMA.license, (study.license,) if study.license else ())
        self.date(here, SCHEMA.datePublished, study.issued)
        self.date(here, SCHEMA.dateModified, study.modified)
        for predicate, linked in (
            (SCHEMA.creator, study.creators),
            (SCHEMA.publisher, study.publishers),
            (SCHEMA.funder, study.funders),
            (SCHEMA.includedInDataCatalog, study.catalogues),
            (SCHEMA.distribution, study.distributions),
            (SCHEMA.citation, study.publications),
        ):
            for item in linked:
                self.link(here, predicate, item)
        self._generated_by(here, study.project)
        self.prose(here, SCHEMA.description, *study.alternate_descriptions)
        for contributor in study.contributors:
            self._attribution(here, contributor)
        for contact in study.contacts:
            self._contact(here, contact)
        if study.frequency:
            self.say(here, DCT.accrualPeriodicity, _FREQUENCY.term(study.frequency.value), study.frequency)
        for predicate, stated in (
            (DCT.isPartOf, study.part_of),
            (DCT.conformsTo, study.conforms_to),
            (FOAF.isPrimaryTopicOf, study.records),
            (DCT.relation, study.related),
            (DCAT.theme, study.themes),
            (DCT.spatial, study.places_elsewhere),
        ):
            self.urls(here, predicate, stated)

    def _attribution(self, here: NamedNode, said: Value[Association]) -> None:
        """A part that an agent has in a dataset, by a role (DCAT 3, 6.4.31)."""
        agent = self.describe(said.value.agent, self.owner)
        if self.named(said.value.agent):
            self.say(here, SCHEMA.contributor, agent, said)
        node = self.genid("attribution", here.value, agent.value, said.value.role)
        self.say(here, PROV.qualifiedAttribution, node, said)
        self.types(node, PROV.Attribution)
        self.say(node, PROV.agent, agent)
        self.say(node, DCAT.hadRole, ROLE.term(said.value.role), said)

    def _contact(self, here: NamedNode, said: Value[Contact]) -> None:
        contact = said.value
        told = (contact.name, contact.email, contact.url)
        node = self.genid("contact", *(part.value if part else "" for part in told))
        self.say(here, DCAT.contactPoint, node, said)
        self.types(node, VCARD.Kind)
        self.prose(node, VCARD.fn, contact.name)
        if contact.email:
            self.say(node, VCARD.hasEmail, NamedNode(f"mailto:{contact.email.value}"), contact.email)
        if contact.url:
            self.urls(node, VCARD.hasURL, (contact.url,))

    def _generated_by(self, here: NamedNode, project: Value[Project] | None) -> None:
        if project:
            activity = self.link(here, PROV.wasGeneratedBy, project)
            self.say(activity, PROV.generated, here, project)

    def _project(self, here: NamedNode, project: Project) -> None:
        self.types(here, SCHEMA.ResearchProject, PROV.Activity)
        self.prose(here, SCHEMA.name, project.name)
        self.prose(here, SCHEMA.alternateName, *project.alternate_names)
        self.prose(here, SCHEMA.description, project.description)
        self.prose(here, CG.technicalAbstract, project.technical_abstract)
        self.prose(here, CG.plannedImpact, project.planned_impact)
        self._identify(here, project.identifiers)
        self.urls(here, SCHEMA.url, project.urls)
        if project.period:
            self._activity_period(here, project.period)
        if project.duration:
            duration = Literal(project.duration.value, datatype=XSD.duration)
            self.say(here, DCT.extent, duration, project.duration)
        if project.status:
            self.say(here, ADMS.status, STATUS.term(project.status.value), project.status)
        for funder in project.funders:
            self.link(here, SCHEMA.funder, funder)
        for grant in project.grants:
            self.link(here, SCHEMA.funding, grant)
        for association in project.associations:
            self._association(here, association)
        for part in project.work_packages:
            self.say(self.link(here, DCT.hasPart, part), DCT.isPartOf, here, part)
        for aim in project.aims:
            self.say(self.link(here, CG.aim, aim), DCT.isPartOf, here, aim)
        for said in project.places:
            place = self.genid("place", said.value)
            self.say(here, SCHEMA.location, place, said)
            self.types(place, SCHEMA.Place)
            self.prose(place, SCHEMA.term("name"), said)
        if project.fieldwork:
            self._fieldwork(here, project.fieldwork)
        self._figures(here, project.figures)

    def _figures(self, here: NamedNode, figures: tuple[Value[Figure], ...]) -> None:
        for said in figures:
            figure = said.value
            node = self.genid("figure", here.value, str(figure.number), figure.unit.value)
            self.say(here, CG.figure, node, said)
            self.types(node, SCHEMA.Observation)
            self.prose(node, SCHEMA.term("name"), figure.statement)
            self.say(node, SCHEMA.value, Literal(str(figure.number), datatype=XSD.integer), said)
            self.prose(node, SCHEMA.unitText, figure.unit)
            self.say(node, SCHEMA.observationAbout, here, said)

    def _fieldwork(self, here: NamedNode, said: Value[Period]) -> None:
        """When the work was done, to the month or year that is said."""
        node = self.genid("period", said.value.start or "", said.value.end or "")
        self.say(here, DCT.temporal, node, said)
        self.types(node, DCT.PeriodOfTime)
        for predicate, end in ((DCAT.startDate, said.value.start), (DCAT.endDate, said.value.end)):
            if end:
                self.say(node, predicate, date(end))

    def _activity_period(self, here: NamedNode, said: Value[Period]) -> None:
        ends = ((PROV.startedAtTime, said.value.start), (PROV.endedAtTime, said.value.end))
        for predicate, end in ends:
            if end and date(end).datatype == XSD.date:
                self.say(here, predicate, Literal(f"{end}T00:00:00Z", datatype=XSD.dateTime), said)

    def _association(self, here: NamedNode, said: Value[Association], of_project: bool = True) -> None:
        """A part in a project, or in a work package, of which schema.org knows no members."""
        agent = self.describe(said.value.agent, self.owner)
        if of_project and self.named(said.value.agent):
            self.say(here, SCHEMA.member, agent, said)
        self.say(here, PROV.wasAssociatedWith, agent, said)
        node = self.genid("association", here.value, agent.value, said.value.role)
        self.say(here, PROV.qualifiedAssociation, node, said)
        self.types(node, PROV.Association)
        self.say(node, PROV.agent, agent)
        self.say(node, PROV.hadRole, ROLE.term(said.value.role), said)

    def _work_package(self, here: NamedNode, part: WorkPackage) -> None:
        self.types(here, CG.WorkPackage, PROV.Activity)
        self.say(here, CG.kind, KIND.term(part.kind), part.number)
        self.say(here, CG.number, Literal(part.number.value), part.number)
        self.say(here, CG.order, Literal(str(part.order), datatype=XSD.integer))
        self.prose(here, DCT.term("title"), part.name)
        self.prose(here, DCT.description, part.description)
        for association in part.associations:
            self._association(here, association, of_project=False)
        for inner in part.parts:
            child = self.describe(inner, self.owner)
            self.say(here, DCT.hasPart, child, inner.number)
            self.say(child, DCT.isPartOf, here, inner.number)

    def _aim(self, here: NamedNode, aim: Aim) -> None:
        self.types(here, CG.Aim)
        self.say(here, CG.number, Literal(aim.number.value), aim.number)
        self.say(here, CG.order, Literal(str(aim.order), datatype=XSD.integer))
        self.prose(here, DCT.description, aim.description)

    def _organization(self, here: NamedNode, organization: Organization) -> None:
        self.types(here, SCHEMA.Organization, FOAF.Agent, FOAF.Organization)
        self.types(here, *_organization_types(organization.canonical or organization.name.value))
        if organization.canonical and organization.canonical != organization.name.value:
            said = Value(organization.canonical, organization.name.evidence)
            self.prose(here, SCHEMA.alternateName, said)
        self.prose(here, SCHEMA.name, organization.name)
        self.prose(here, FOAF.name, organization.name)
        self.prose(here, SCHEMA.alternateName, *organization.alternate_names)
        self._identify(here, organization.identifiers)
        self.urls(here, SCHEMA.url, organization.urls)
        self.prose(here, SCHEMA.description, organization.description)
        for parent in organization.parents:
            above = self.describe(parent.value, self.owner)
            if self.named(parent.value):
                self.say(here, SCHEMA.parentOrganization, above, parent)
            self.say(here, ORG.unitOf, above, parent)

    def _reference(self, here: NamedNode, reference: Reference, label: str) -> None:
        """What is only referred to has the name that another document gives; until there is one it has none."""
        named = label != of_reference(reference)
        if reference.type == "person":
            self.types(here, FOAF.Agent, FOAF.Person, *([SCHEMA.Person] if named else []))
        else:
            self.types(here, FOAF.Agent, FOAF.Organization, *([SCHEMA.Organization] if named else []))
        if named:
            self.say(here, SCHEMA.name, Literal(label))
            self.say(here, FOAF.name, Literal(label))
        self._identify(here, (reference.identifier,))

    def named(self, record: object) -> bool:
        """Whether some document names the record: what only a document refers to, schema.org cannot class."""
        if not isinstance(record, Reference):
            return True
        return self.node(keys_of(record, self.document, self.owner))[1] != of_reference(record)

    def named_value(self, said: Value[Any]) -> bool:
        return self.named(said.value)

    def _person(self, here: NamedNode, person: Person) -> None:
        self.types(here, SCHEMA.Person, FOAF.Agent, FOAF.Person)
        self.prose(here, SCHEMA.name, person.name)
        self.prose(here, FOAF.name, person.name)
        self.prose(here, SCHEMA.honorificPrefix, person.honorific)
        self.prose(here, SCHEMA.familyName, person.family_name)
        self.prose(here, SCHEMA.givenName, person.given_name)
        self._identify(here, person.identifiers)
        for affiliation in filter(self.named_value, person.affiliations):
            self.link(here, SCHEMA.affiliation, affiliation)
        self.prose(here, SCHEMA.jobTitle, *person.roles)

    def _publication(self, here: NamedNode, publication: Publication) -> None:
        self.types(here, SCHEMA.CreativeWork, SCHEMA.term(publication.kind))
        self.prose(here, SCHEMA.name, publication.title)
        self.prose(here, SCHEMA.alternateName, *publication.alternate_titles)
        self.prose(here, SCHEMA.abstract, publication.abstract)
        self.prose(here, SCHEMA.articleBody if publication.kind != "WebPage" else SCHEMA.text, publication.body)
        self._identify(here, publication.identifiers)
        self.urls(here, SCHEMA.url, publication.urls)
        self.date(here, SCHEMA.datePublished, publication.issued)
        self.prose(here, SCHEMA.creditText, publication.credit)
        self.prose(here, DCT.bibliographicCitation, publication.citation)
        self.urls(here, SCHEMA.license, (publication.license,) if publication.license else ())
        self.urls(here, DCT.relation, publication.related)
        for predicate, linked in (
            (SCHEMA.author, publication.authors),
            (SCHEMA.publisher, publication.publishers),
            (SCHEMA.funder, publication.funders),
            (SCHEMA.mentions, publication.mentions),
        ):
            for item in linked:
                self.link(here, predicate, item)
        self._figures(here, publication.figures)
        self._generated_by(here, publication.project)

    def _grant(self, here: NamedNode, grant: Grant) -> None:
        self.types(here, SCHEMA.Grant)
        self.prose(here, SCHEMA.name, grant.title)
        self._identify(here, (grant.reference, *grant.identifiers))
        self.prose(here, SCHEMA.additionalType, grant.category)
        if grant.amount:
            money = grant.amount.value
            node = self.genid("amount", money.value, money.currency)
            self.types(here, SCHEMA.MonetaryGrant)
            self.say(here, SCHEMA.amount, node, grant.amount)
            self.types(node, SCHEMA.MonetaryAmount)
            self.say(node, SCHEMA.currency, Literal(money.currency))
            self.say(node, SCHEMA.value, Literal(money.value, datatype=XSD.decimal))
        if grant.funder and self.named_value(grant.funder):
            self.link(here, SCHEMA.funder, grant.funder)

    def _catalogue(self, here: NamedNode, catalogue: Catalogue) -> None:
        self.types(here, SCHEMA.DataCatalog, DCAT.Catalog)
        self.prose(here, SCHEMA.name, catalogue.name)
        self.urls(here, SCHEMA.url, (catalogue.url,) if catalogue.url else ())

    def _distribution(self, here: NamedNode, distribution: Distribution) -> None:
        self.types(here, SCHEMA.DataDownload)
        self.urls(here, SCHEMA.contentUrl, (distribution.url,))
        self.prose(here, SCHEMA.encodingFormat, distribution.media_type)
        self.prose(here, SCHEMA.name, distribution.name)
        self.urls(here, SCHEMA.url, (distribution.page,) if distribution.page else ())
        self.urls(here, SCHEMA.license, (distribution.license,) if distribution.license else ())


_DESCRIBED: dict[type, Callable[[_Mapper, NamedNode, Any], None]] = {
    Study: _Mapper._study,
    Project: _Mapper._project,
    WorkPackage: _Mapper._work_package,
    Aim: _Mapper._aim,
    Organization: _Mapper._organization,
    Person: _Mapper._person,
    Publication: _Mapper._publication,
    Grant: _Mapper._grant,
    Catalogue: _Mapper._catalogue,
    Distribution: _Mapper._distribution,
}


def _interval(period: Period) -> str:
    """ISO 8601 as schema.org's ``temporalCoverage`` wants it; ``..`` where an end is open."""
    if period.start == period.end and period.start:
        return period.start
    return f"{period.start or '..'}/{period.end or '..'}"


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
