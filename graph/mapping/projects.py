"""Projects as ``schema:ResearchProject`` and ``prov:Activity``, with their work packages, aims and grants."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from graph.mapping.mapper import Mapper
from graph.mapping.publications import map_figures
from graph.namespaces import ADMS, CG, DCAT, DCT, KIND, PROV, ROLE, SCHEMA, STATUS, XSD
from graph.records import Aim, Association, Grant, Period, Project, Value, WorkPackage
from graph.statements import date


def map_project(mapper: Mapper, here: NamedNode, project: Project) -> None:
    mapper.types(here, SCHEMA.ResearchProject, PROV.Activity)
    mapper.prose(here, SCHEMA.name, project.name)
    mapper.prose(here, SCHEMA.alternateName, *project.alternate_names)
    mapper.prose(here, SCHEMA.description, project.description)
    mapper.prose(here, CG.technicalAbstract, project.technical_abstract)
    mapper.prose(here, CG.plannedImpact, project.planned_impact)
    mapper.identify(here, project.identifiers)
    mapper.urls(here, SCHEMA.url, project.urls)
    if project.period:
        _activity_period(mapper, here, project.period)
    if project.duration:
        duration = Literal(project.duration.value, datatype=XSD.duration)
        mapper.say(here, DCT.extent, duration, project.duration)
    if project.status:
        mapper.say(here, ADMS.status, STATUS.term(project.status.value), project.status)
    for funder in project.funders:
        mapper.link(here, SCHEMA.funder, funder)
    for grant in project.grants:
        mapper.link(here, SCHEMA.funding, grant)
    for association in project.associations:
        _association(mapper, here, association)
    for part in project.work_packages:
        mapper.say(mapper.link(here, DCT.hasPart, part), DCT.isPartOf, here, part)
    for aim in project.aims:
        mapper.say(mapper.link(here, CG.aim, aim), DCT.isPartOf, here, aim)
    for said in project.places:
        mapper.place(here, SCHEMA.location, said)
    if project.fieldwork:
        _fieldwork(mapper, here, project.fieldwork)
    map_figures(mapper, here, project.figures)


def _activity_period(mapper: Mapper, here: NamedNode, said: Value[Period]) -> None:
    ends = ((PROV.startedAtTime, said.value.start), (PROV.endedAtTime, said.value.end))
    for predicate, end in ends:
        if end and date(end).datatype == XSD.date:
            mapper.say(here, predicate, Literal(f"{end}T00:00:00Z", datatype=XSD.dateTime), said)


def _fieldwork(mapper: Mapper, here: NamedNode, said: Value[Period]) -> None:
    """When the work was done, to the month or year that is said."""
    node = mapper.genid("period", said.value.start or "", said.value.end or "")
    mapper.say(here, DCT.temporal, node, said)
    mapper.types(node, DCT.PeriodOfTime)
    for predicate, end in ((DCAT.startDate, said.value.start), (DCAT.endDate, said.value.end)):
        if end:
            mapper.say(node, predicate, date(end))


def _association(mapper: Mapper, here: NamedNode, said: Value[Association], of_project: bool = True) -> None:
    """A part in a project, or in a work package, of which schema.org knows no members."""
    agent = mapper.describe(said.value.agent, mapper.owner)
    if of_project and mapper.named(said.value.agent):
        mapper.say(here, SCHEMA.member, agent, said)
    mapper.say(here, PROV.wasAssociatedWith, agent, said)
    node = mapper.genid("association", here.value, agent.value, said.value.role)
    mapper.say(here, PROV.qualifiedAssociation, node, said)
    mapper.types(node, PROV.Association)
    mapper.say(node, PROV.agent, agent)
    mapper.say(node, PROV.hadRole, ROLE.term(said.value.role), said)


def map_work_package(mapper: Mapper, here: NamedNode, part: WorkPackage) -> None:
    mapper.types(here, CG.WorkPackage, PROV.Activity)
    mapper.say(here, CG.kind, KIND.term(part.kind), part.number)
    mapper.say(here, CG.number, Literal(part.number.value), part.number)
    mapper.say(here, CG.order, Literal(str(part.order), datatype=XSD.integer))
    mapper.prose(here, DCT.term("title"), part.name)
    mapper.prose(here, DCT.description, part.description)
    for association in part.associations:
        _association(mapper, here, association, of_project=False)
    for inner in part.parts:
        child = mapper.describe(inner, mapper.owner)
        mapper.say(here, DCT.hasPart, child, inner.number)
        mapper.say(child, DCT.isPartOf, here, inner.number)


def map_aim(mapper: Mapper, here: NamedNode, aim: Aim) -> None:
    mapper.types(here, CG.Aim)
    mapper.say(here, CG.number, Literal(aim.number.value), aim.number)
    mapper.say(here, CG.order, Literal(str(aim.order), datatype=XSD.integer))
    mapper.prose(here, DCT.description, aim.description)


def map_grant(mapper: Mapper, here: NamedNode, grant: Grant) -> None:
    mapper.types(here, SCHEMA.Grant)
    mapper.prose(here, SCHEMA.name, grant.title)
    mapper.identify(here, (grant.reference, *grant.identifiers))
    mapper.prose(here, SCHEMA.additionalType, grant.category)
    if grant.amount:
        money = grant.amount.value
        node = mapper.genid("amount", money.value, money.currency)
        mapper.types(here, SCHEMA.MonetaryGrant)
        mapper.say(here, SCHEMA.amount, node, grant.amount)
        mapper.types(node, SCHEMA.MonetaryAmount)
        mapper.say(node, SCHEMA.currency, Literal(money.currency))
        mapper.say(node, SCHEMA.value, Literal(money.value, datatype=XSD.decimal))
    if grant.funder and mapper.named_value(grant.funder):
        mapper.link(here, SCHEMA.funder, grant.funder)
