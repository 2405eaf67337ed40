"""What schema.org's terms describe besides studies and publications: projects, people, organisations, grants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graph import identifiers
from graph.narrative.words import word_set
from graph.records import (
    Association,
    Catalogue,
    Grant,
    Identifier,
    Organization,
    Period,
    Person,
    Project,
    Publication,
    Record,
    Study,
    Value,
)
from graph.sources.schema_org import dataset, properties, publications
from graph.sources.schema_org.agents import Lookups, agent, agents, identifying, organizations, types
from graph.sources.values.fields import Fields

STUDIES = frozenset(("Dataset", "DataSet"))
PUBLICATIONS = word_set("""Article ScholarlyArticle MedicalScholarlyArticle Report TechReport BlogPosting
    LiveBlogPosting NewsArticle TechArticle Book Thesis CreativeWork""")
PROJECTS = frozenset(("ResearchProject", "Project"))
GRANTS = frozenset(("Grant", "MonetaryGrant"))
PEOPLE = frozenset(("Person",))
ORGANIZATIONS = word_set("""Organization CollegeOrUniversity EducationalOrganization GovernmentOrganization
    ResearchOrganization NGO FundingAgency FundingScheme Corporation Consortium LibrarySystem""")
CATALOGUES = frozenset(("DataCatalog",))


def record(item: Fields, language: str | None, lookups: Lookups) -> Record | None:
    """The record of what an object describes; ``None`` where it is of no kind that is known, or has no name."""
    kinds = set(types(item))
    if kinds & STUDIES:
        return study(item, language, lookups)
    if kinds & PROJECTS:
        return project(item, language, lookups)
    if kinds & PUBLICATIONS:
        return publication(item, language, lookups)
    if kinds & GRANTS:
        return grant(item, lookups)
    if kinds & CATALOGUES:
        return catalogue(item)
    if kinds & (PEOPLE | ORGANIZATIONS):
        return agent(item, lookups)
    return None


def study(item: Fields, language: str | None, lookups: Lookups) -> Study:
    """A study with the project that its funding tells of."""
    made = dataset.study(item, language, lookups)
    project = dataset.with_grants(None, item, lookups)
    return replace(made, project=project) if project else made


def publication(item: Fields, language: str | None, lookups: Lookups) -> Publication | None:
    """A publication with the project that its funding tells of."""
    made = publications.publication(item, language, lookups)
    project = dataset.with_grants(None, item, lookups) if made else None
    return replace(made, project=project) if made and project else made


def project(item: Fields, language: str | None, lookups: Lookups) -> Project | None:
    """A project with those that take part in it."""
    name = item.text("name", language)
    if name is None:
        return None
    return Project(
        name,
        alternate_names=tuple(item.texts("alternateName")),
        description=item.text("description", language) or item.text("abstract", language),
        identifiers=tuple(properties.stated_identifiers(item)),
        urls=tuple(item.urls("url")),
        period=dataset.span(item) or _founded(item),
        funders=(*organizations(item, "funder", lookups), *organizations(item, "sponsor", lookups)),
        grants=tuple(_grants(item, lookups)),
        associations=tuple(_associations(item, lookups)),
    )


def _founded(item: Fields) -> Value[Period] | None:
    """schema.org makes a project an organisation: it begins when it is founded, and ends when it is dissolved."""
    renamed = {"foundingDate": "startDate", "dissolutionDate": "endDate"}
    item.took(*renamed)
    content = {new: item.content[old] for old, new in renamed.items() if old in item.content}
    original = {new: old for old, new in renamed.items()}
    return dataset.span(
        Fields(content, item.rule, item.pointer, item.version, original, False, item.notes, item.places)
    )


def _grants(item: Fields, lookups: Lookups) -> Iterator[Value[Grant]]:
    found = dataset.with_grants(None, item, lookups)
    yield from found.value.grants if found else ()


def _associations(item: Fields, lookups: Lookups) -> Iterator[Value[Association]]:
    for name, role in (
        ("member", "member"),
        ("employee", "member"),
        ("founder", "lead"),
        ("parentOrganization", "lead"),
    ):
        for said in agents(item, name, lookups, certain=name == "parentOrganization"):
            yield Value(Association(said.value, role), said.evidence)


def grant(item: Fields, lookups: Lookups) -> Grant | None:
    """A grant by the first of its identifiers."""
    for said in identifying(item):
        text = said.value.rpartition("\x00")[2]
        reference = Identifier("grant", identifiers.parse_grant(text) or text)
        funder = next(organizations(item, "funder", lookups), None)
        return Grant(Value(reference, said.evidence), funder, title=item.text("name"))
    return None


def catalogue(item: Fields) -> Catalogue | None:
    """A catalogue by its name and home page."""
    name = item.text("name")
    return Catalogue(name, next(item.urls("url"), None)) if name else None


def is_agent(made: Record) -> bool:
    """Whether a record is a person or an organisation."""
    return isinstance(made, Person | Organization)
