"""What a document says, as typed records: the only thing that a source hands on.

A source turns one document into one :class:`Reading`. Records nest: a study holds its project, a
project its work packages. Every fact is a :class:`Value`, which keeps the value beside the places in
the document that say it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Generic, TypeVar

from graph.frozen import frozen

T_co = TypeVar("T_co", covariant=True)


@frozen(frozen=True, slots=True)
class Evidence:
    """Where and how a fact was found in a document.

    Prose: ``start`` and ``end`` are offsets in code points of :attr:`Reading.text`
    (Web Annotation Data Model, 4.2.5). Structured fields: ``pointer`` is a JSON Pointer (RFC 6901),
    an XPath or a line's label, and ``syntax`` says which. With neither, the document as a whole says it,
    by standing where it stands.
    """

    rule: str
    version: str
    confidence: float = 1.0
    start: int | None = None
    end: int | None = None
    pointer: str | None = None
    syntax: str = "json-pointer"


@frozen(frozen=True, slots=True)
class Value(Generic[T_co]):
    """A value with the evidence for it; ``language`` is a BCP 47 tag where the value is prose."""

    value: T_co
    evidence: tuple[Evidence, ...] = ()
    language: str | None = None


@frozen(frozen=True, slots=True)
class Identifier:
    """An identifier in its normal form. ``scheme``: doi, orcid, ror, isni, grant, ukda-sn, url, local.

    A ``local`` identifier is known by its ``label`` (how the source calls it) and its ``authority``
    (the kind of source that keeps it).
    """

    scheme: str
    value: str
    label: str | None = None
    authority: str | None = None


@frozen(frozen=True, slots=True)
class Period:
    """A span of time; each end is an ISO 8601 date, month or year as the source wrote it, or None."""

    start: str | None
    end: str | None


@frozen(frozen=True, slots=True)
class Organization:
    """``canonical`` is the full name that a source's lookup table gives for ``name``."""

    name: Value[str]
    canonical: str | None = None
    alternate_names: tuple[Value[str], ...] = ()
    identifiers: tuple[Value[Identifier], ...] = ()
    urls: tuple[Value[str], ...] = ()
    description: Value[str] | None = None
    parents: tuple[Value[Organization | Reference], ...] = ()


@frozen(frozen=True, slots=True)
class Person:
    """``name`` is without title; the title is ``honorific``; ``roles`` are words such as "Director of X"."""

    name: Value[str]
    honorific: Value[str] | None = None
    family_name: Value[str] | None = None
    given_name: Value[str] | None = None
    identifiers: tuple[Value[Identifier], ...] = ()
    affiliations: tuple[Value[Organization | Reference], ...] = ()
    roles: tuple[Value[str], ...] = ()


Agent = Person | Organization


@frozen(frozen=True, slots=True)
class Reference:
    """A person or an organisation that a document leads to by an identifier, and does not name.

    ``type`` is person or organization. Another document that bears the identifier has the name.
    """

    type: str
    identifier: Value[Identifier]


@frozen(frozen=True, slots=True)
class Association:
    """An agent's part in a project. ``role`` is a concept of ontology/roles.ttl: lead, partner …"""

    agent: Agent | Reference
    role: str


@frozen(frozen=True, slots=True)
class Amount:
    """Money: a decimal number as text, and the currency's ISO 4217 code."""

    value: str
    currency: str


@frozen(frozen=True, slots=True)
class Grant:
    """Money given under a reference; the council's prefix is part of the reference.

    ``identifiers`` are others that it has at its source; ``category`` is how its funder calls such money.
    """

    reference: Value[Identifier]
    funder: Value[Organization | Reference] | None = None
    identifiers: tuple[Value[Identifier], ...] = ()
    title: Value[str] | None = None
    category: Value[str] | None = None
    amount: Value[Amount] | None = None


@frozen(frozen=True, slots=True)
class WorkPackage:
    """A part of a project. ``kind``: work_package, stage, phase, workstream or task.

    ``number`` is as counted ("1", "1.2"); ``order`` is its place among its siblings, from 1. ``associations``
    are those who have a part in it, its leader first of all.
    """

    kind: str
    number: Value[str]
    order: int
    name: Value[str] | None = None
    description: Value[str] | None = None
    parts: tuple[WorkPackage, ...] = ()
    associations: tuple[Value[Association], ...] = ()


@frozen(frozen=True, slots=True)
class Figure:
    """A number that a study states of itself: so many of a ``unit``; ``statement`` is what it says in words."""

    number: int
    unit: Value[str]
    statement: Value[str]


@frozen(frozen=True, slots=True)
class Aim:
    """A numbered aim of a project."""

    number: Value[str]
    order: int
    description: Value[str]


@frozen(frozen=True, slots=True)
class Project:
    """The funded activity. A project known only through its dataset has no name.

    ``places`` and ``fieldwork`` are where and when its work was done, as far as a text says so.
    """

    name: Value[str] | None = None
    alternate_names: tuple[Value[str], ...] = ()
    description: Value[str] | None = None
    technical_abstract: Value[str] | None = None
    planned_impact: Value[str] | None = None
    identifiers: tuple[Value[Identifier], ...] = ()
    urls: tuple[Value[str], ...] = ()
    period: Value[Period] | None = None
    duration: Value[str] | None = None
    status: Value[str] | None = None
    funders: tuple[Value[Organization], ...] = ()
    grants: tuple[Value[Grant], ...] = ()
    associations: tuple[Value[Association], ...] = ()
    work_packages: tuple[Value[WorkPackage], ...] = ()
    aims: tuple[Value[Aim], ...] = ()
    figures: tuple[Value[Figure], ...] = ()
    places: tuple[Value[str], ...] = ()
    fieldwork: Value[Period] | None = None


@frozen(frozen=True, slots=True)
class Catalogue:
    """A catalogue that lists a study; ``url`` is its home page, never the study's page in it."""

    name: Value[str]
    url: Value[str] | None = None


@frozen(frozen=True, slots=True)
class Contact:
    """Whom to ask about a dataset (vCard): a desk or a person, with an e-mail address or a page."""

    name: Value[str] | None = None
    email: Value[str] | None = None
    url: Value[str] | None = None


@frozen(frozen=True, slots=True)
class Distribution:
    """A way to get a dataset's data (DCAT 3, 6.8). ``page`` leads to ``url``, where that is the file itself."""

    url: Value[str]
    media_type: Value[str] | None = None
    name: Value[str] | None = None
    page: Value[str] | None = None
    license: Value[str] | None = None


@frozen(frozen=True, slots=True)
class Study:
    """A catalogued data collection (DDI's "study"): a dataset in schema.org and DCAT.

    ``parallel_titles``, ``alternate_descriptions`` and ``alternate_access`` are title, description and access in
    other languages; ``contributors`` have a part in the dataset other
    than those that have a field. ``frequency`` is a code of the EU's frequency authority table; ``part_of``
    are the IRIs of series, ``conforms_to`` of standards, ``records`` of other catalogues' records of it,
    ``related`` of what it is related to in a way that is not said, ``themes`` and ``places_elsewhere`` of subjects
    and places that its source does not name.
    """

    title: Value[str] | None
    alternate_titles: tuple[Value[str], ...] = ()
    description: Value[str] | None = None
    identifiers: tuple[Value[Identifier], ...] = ()
    landing_pages: tuple[Value[str], ...] = ()
    keywords: tuple[Value[str], ...] = ()
    period: Value[Period] | None = None
    places: tuple[Value[str], ...] = ()
    languages: tuple[Value[str], ...] = ()
    access: Value[str] | None = None
    access_status: Value[str] | None = None
    license: Value[str] | None = None
    issued: Value[str] | None = None
    modified: Value[str] | None = None
    creators: tuple[Value[Agent], ...] = ()
    publishers: tuple[Value[Organization], ...] = ()
    funders: tuple[Value[Organization], ...] = ()
    catalogues: tuple[Value[Catalogue], ...] = ()
    distributions: tuple[Value[Distribution], ...] = ()
    project: Value[Project] | None = None
    publications: tuple[Value[Publication], ...] = ()
    alternate_descriptions: tuple[Value[str], ...] = ()
    parallel_titles: tuple[Value[str], ...] = ()
    alternate_access: tuple[Value[str], ...] = ()
    contributors: tuple[Value[Association], ...] = ()
    contacts: tuple[Value[Contact], ...] = ()
    frequency: Value[str] | None = None
    part_of: tuple[Value[str], ...] = ()
    conforms_to: tuple[Value[str], ...] = ()
    records: tuple[Value[str], ...] = ()
    related: tuple[Value[str], ...] = ()
    themes: tuple[Value[str], ...] = ()
    places_elsewhere: tuple[Value[str], ...] = ()


@frozen(frozen=True, slots=True)
class Publication:
    """A text about research. ``kind`` is a schema.org class: Report, BlogPosting, ScholarlyArticle …"""

    kind: str
    title: Value[str] | None
    alternate_titles: tuple[Value[str], ...] = ()
    abstract: Value[str] | None = None
    body: Value[str] | None = None
    identifiers: tuple[Value[Identifier], ...] = ()
    urls: tuple[Value[str], ...] = ()
    issued: Value[str] | None = None
    credit: Value[str] | None = None
    citation: Value[str] | None = None
    authors: tuple[Value[Agent], ...] = ()
    publishers: tuple[Value[Organization], ...] = ()
    funders: tuple[Value[Organization], ...] = ()
    mentions: tuple[Value[Agent], ...] = ()
    license: Value[str] | None = None
    related: tuple[Value[str], ...] = ()
    project: Value[Project] | None = None
    figures: tuple[Value[Figure], ...] = ()


Record = (
    Study
    | Project
    | WorkPackage
    | Aim
    | Organization
    | Person
    | Reference
    | Publication
    | Grant
    | Catalogue
    | Distribution
)


@frozen(frozen=True, slots=True)
class Reading:
    """One document, read.

    ``key`` names the document at its source. ``text`` is the plain text that offsets count in.
    ``unknown`` names the fields that the source's module does not know, with their counts;
    ``notes`` are sentences for a curator: values kept raw, counts that do not add up.
    """

    key: str
    text: str
    records: tuple[Record, ...]
    url: str | None = None
    language: str | None = None
    unknown: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()


def children(record: object) -> Iterator[object]:
    """The records and values directly inside a record, in the order of its fields."""
    for field in fields(record):  # type: ignore[arg-type]
        content = getattr(record, field.name)
        for item in content if isinstance(content, tuple) else (content,):
            if isinstance(item, Value):
                item = item.value
            if hasattr(item, "__dataclass_fields__"):
                yield item
