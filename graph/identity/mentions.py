"""Mentions: what each document says of a thing that may tell which thing it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from graph import identifiers
from graph.identity.keys import Keys, Occurrence, keys_of
from graph.records import (
    Association,
    Contact,
    Distribution,
    Grant,
    Identifier,
    Organization,
    Person,
    Project,
    Publication,
    Reference,
    Study,
    Value,
    children,
)

MOST = 30
"""Companions and works of one mention that are compared; of more, the first in order."""


@dataclass(slots=True)
class Mention:
    """A thing in a document, with what stands beside it there.

    ``own`` is its key in its document, ``strong`` are its identifiers' keys, ``mail`` that of its address.
    ``names`` begin with the one that it is called by; ``parts`` are (family name, given name) where a source
    tells them apart. ``above`` are the keys of what a person belongs to or an organisation is a part of,
    ``beside`` the names of the people who are in the same thing, ``works`` the keys of what it has a part in.
    ``owner`` holds it, ``place`` is where.
    """

    type: str
    own: str
    strong: tuple[str, ...] = ()
    mail: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    document: str = ""
    parts: tuple[str, str] | None = None
    above: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    description: str = ""
    roles: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    owner: tuple[str, tuple[str, ...]] | None = None
    place: str | None = None
    year: str = ""

    @property
    def id(self) -> tuple[str, tuple[str, ...]]:
        """By which it is found again."""
        return self.own, self.strong


def id_of(keys: Keys) -> tuple[str, tuple[str, ...]]:
    """The :attr:`Mention.id` of a record by its keys."""
    return keys.own, keys.strong


def mentions(found: Iterable[tuple[str, Sequence[Occurrence]]]) -> list[Mention]:
    """The mentions of documents, given by their keys with all that occurs in them; each thing of a document once."""
    made: dict[tuple[str, tuple[str, ...]], Mention] = {}
    for document, inside in found:
        context = _Context(document, inside)
        for occurrence in inside:
            new = context.mention(occurrence)
            old = made.get(new.id)
            made[new.id] = _joined(old, new) if old else new
    return list(made.values())


def _joined(old: Mention, new: Mention) -> Mention:
    for name in ("names", "above", "beside", "works", "roles", "hosts"):
        one, other = getattr(old, name), getattr(new, name)
        if one != other:
            setattr(old, name, tuple(dict.fromkeys((*one, *other)))[: 4 * MOST])
    old.parts = old.parts or new.parts
    old.description = max(old.description, new.description)
    return old


class _Context:
    """What the whole document says: who is in it, and which address of mail belongs to whom."""

    def __init__(self, document: str, inside: Sequence[Occurrence]) -> None:
        self.document = document
        self.people: dict[int, list[str]] = defaultdict(list)
        self.mail: dict[str, set[str]] = defaultdict(set)
        for occurrence in inside:
            record = occurrence.record
            if isinstance(record, Person):
                self.people[id(_work(occurrence))].append(_written(record))
            for contact in children(record):
                if isinstance(contact, Contact) and contact.name and contact.email:
                    address = identifiers.parse_email(contact.email.value)
                    if address:
                        self.mail[identifiers.normal_name(contact.name.value)].add(address)

    def mention(self, occurrence: Occurrence) -> Mention:
        keys, record = occurrence.keys, occurrence.record
        made = Mention(keys.type, keys.own, keys.strong, document=self.document)
        if isinstance(record, Person):
            self._person(made, occurrence, record)
        elif isinstance(record, Organization):
            self._organization(made, occurrence, record)
        elif isinstance(record, Study | Project | Publication):
            self._made(made, record)
        elif said := _text(record):
            made.names = (said,)
        part = keys.type in ("work-package", "aim") or not (made.names or keys.strong)
        if occurrence.owner and (part or keys.type == "project"):
            made.owner = id_of(occurrence.owner.keys)
            made.place = keys.own.rpartition("#")[2] if part else None
        return made

    def _person(self, made: Mention, occurrence: Occurrence, person: Person) -> None:
        made.names = (person.name.value,)
        if person.family_name and person.given_name:
            made.parts = (person.family_name.value, person.given_name.value)
        made.above = tuple(self._keys(person.affiliations, occurrence))
        work = _work(occurrence)
        made.beside = tuple(sorted(set(self.people[id(work)]) - {_written(person)})[:MOST])
        made.works = tuple(_works(work))
        made.roles = tuple(identifiers.normal_name(said.value) for said in person.roles)
        mail = self.mail.get(identifiers.normal_name(person.name.value), set())
        made.mail = tuple(f"person:email:{address}" for address in mail) if len(mail) == 1 else ()

    def _organization(self, made: Mention, occurrence: Occurrence, organization: Organization) -> None:
        said = (organization.name, *organization.alternate_names)
        names = [organization.canonical] if organization.canonical else []
        made.names = tuple(dict.fromkeys((*names, *(value.value for value in said))))
        made.above = tuple(self._keys(organization.parents, occurrence))
        made.hosts = tuple(host for url in organization.urls if (host := _host(url.value)))
        if organization.description:
            made.description = identifiers.normal_name(organization.description.value)
        work = _work(occurrence)
        made.works = tuple(_works(work))
        made.roles = tuple(_roles(work.record, organization)) if work else ()
        made.beside = tuple(_members(work.record, organization)) if work else ()
        if occurrence.owner and isinstance(occurrence.owner.record, Person):
            made.beside = (_written(occurrence.owner.record),)

    def _made(self, made: Mention, record: Study | Project | Publication) -> None:
        title = record.name if isinstance(record, Project) else record.title
        made.names = (title.value,) if title else ()
        if isinstance(record, Study | Publication):
            people = record.creators if isinstance(record, Study) else record.authors
            agents = [said.value for said in people]
            made.year = record.issued.value[:4] if record.issued else ""
        else:
            agents = [said.value.agent for said in record.associations if not isinstance(said.value.agent, Reference)]
        made.beside = tuple(sorted({_written(agent) for agent in agents})[:MOST])
        grants = record.grants if isinstance(record, Project) else ()
        made.works = tuple(key for said in grants for key in keys_of(said.value, self.document, None).strong)
        addresses = record.landing_pages if isinstance(record, Study) else record.urls
        made.hosts = tuple(key for said in addresses if (key := _address(said.value)))

    def _keys(self, above: Iterable[Value[Any]], occurrence: Occurrence) -> Iterator[str]:
        for said in above:
            yield keys_of(said.value, self.document, occurrence).own


def _work(occurrence: Occurrence) -> Occurrence | None:
    """The study, project or publication in which somebody has a part."""
    owner = occurrence.owner
    while owner and not isinstance(owner.record, Study | Project | Publication):
        owner = owner.owner
    return owner


def _works(work: Occurrence | None) -> list[str]:
    """The identifiers of a work, of its grants, and of the study that a project is behind."""
    if work is None:
        return []
    found = list(work.keys.strong)
    record = work.record
    projects = [record] if isinstance(record, Project) else []
    if isinstance(record, Study) and record.project:
        projects.append(record.project.value)
    for project in projects:
        found += [key for said in project.grants for key in keys_of(said.value, "", None).strong]
    if isinstance(record, Project) and work.owner:
        found += work.owner.keys.strong
    return sorted(dict.fromkeys(found))[:MOST]


def _roles(record: object, organization: Organization) -> Iterator[str]:
    name = organization.name.value
    for role in ("funders", "publishers"):
        if any(said.value.name.value == name for said in getattr(record, role, ())):
            yield role[:-1]
    for said in (*getattr(record, "associations", ()), *getattr(record, "contributors", ())):
        agent = said.value.agent if isinstance(said.value, Association) else None
        if isinstance(agent, Organization) and agent.name.value == name:
            yield said.value.role


def _members(record: object, organization: Organization) -> Iterator[str]:
    """The people of a work who belong to an organisation."""
    name = organization.name.value
    stated = (*getattr(record, "creators", ()), *getattr(record, "authors", ()))
    agents = [said.value for said in stated]
    agents += [said.value.agent for said in getattr(record, "associations", ())]
    for agent in agents:
        if isinstance(agent, Person):
            at = (said.value for said in agent.affiliations)
            if any(isinstance(place, Organization) and place.name.value == name for place in at):
                yield _written(agent)


def _written(agent: Person | Organization) -> str:
    if isinstance(agent, Person) and agent.family_name and agent.given_name:
        return f"{agent.family_name.value}, {agent.given_name.value}"
    return agent.name.value


def _text(record: object) -> str:
    if isinstance(record, Grant | Distribution):
        return ""
    said = getattr(record, "name", None) or getattr(record, "title", None)
    return said.value if isinstance(said, Value) else ""


def _host(url: str) -> str:
    parsed = identifiers.parse_url(url)
    return (urlsplit(parsed).hostname or "").removeprefix("www.") if parsed else ""


def _address(url: str) -> str | None:
    parsed = identifiers.parse_url(url)
    return identifiers.identity_key(Identifier("url", parsed)) if parsed else None
