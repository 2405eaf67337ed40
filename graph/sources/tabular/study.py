"""A row → a study: each cell's values by the mapping, each with the cell that says it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph import identifiers
from graph.records import (
    Agent,
    Amount,
    Association,
    Catalogue,
    Contact,
    Distribution,
    Evidence,
    Grant,
    Identifier,
    Organization,
    Project,
    Publication,
    Study,
    Value,
)
from graph.sources import source
from graph.sources.schema_org.agents import Lookups
from graph.sources.schema_org.dataset import access_status
from graph.sources.tabular.cells import RULE, Cells, Row, Said
from graph.sources.tabular.mapping import TableMapping
from graph.sources.values import people
from graph.sources.values.iri import web_address

_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:\s+[^\W\d_][\w.'’-]*){1,5}")
_EMAIL = re.compile(r"(?:mailto:)?([^\s@<>\"{}|\\^`%:/?#\[\]]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_LEVELS = ("open", "registered", "restricted", "closed", "metadata-only")


def study_of(cells: Cells, mapping: TableMapping) -> tuple[Study, str | None, list[str]]:
    """The study that a row describes, the language of its prose, and notes on what was left out."""
    row = _Row(cells, mapping)
    titles, description = row.prose("title"), row.prose("description")
    first = description[0] if description else None
    access = next(iter(row.prose("access")), None)
    study = Study(
        title=titles[0] if titles else None,
        alternate_titles=(*titles[1:], *row.prose("alternative_title")),
        description=first,
        alternate_descriptions=tuple(description[1:]),
        identifiers=tuple(row.identifiers()),
        landing_pages=row.urls("url"),
        keywords=row.prose("keywords"),
        period=row.period("start", "end", "period"),
        places=row.prose("place"),
        languages=row.values("language"),
        access=access,
        access_status=row.level() or access_status(access, Lookups(access=source("table").lookups["access"])),
        license=row.license(),
        issued=row.date("issued", kept=True),
        modified=row.date("modified", kept=True),
        creators=tuple(row.creators()),
        publishers=row.organizations("publisher"),
        funders=row.organizations("funder"),
        catalogues=tuple(row.catalogues()),
        distributions=tuple(row.distributions()),
        project=row.project(),
        publications=tuple(row.publications()),
        contacts=tuple(row.contacts()),
        frequency=next(iter(row.values("frequency")), None),
        part_of=row.urls("series"),
    )
    if study.title is None:
        row.notes.append("the row has no title")
    return study, first.language if first else titles[0].language if titles else mapping.language, row.notes


class _Row(Row):
    """A row's values, as what a study has."""

    def identifiers(self) -> Iterator[Value[Identifier]]:
        seen: set[str] = set()
        for name in ("doi", "identifier"):
            for said in self.said(name):
                for made in self._identifier(name, said):
                    if identifiers.key(made) not in seen:
                        seen.add(identifiers.key(made))
                        yield Value(made, said.value.evidence)

    def _identifier(self, name: str, said: Said) -> Iterator[Identifier]:
        doi = identifiers.parse_doi(said.text)
        if doi:
            yield Identifier("doi", doi)
            if number := identifiers.ukda_sn(doi):
                yield Identifier("ukda-sn", number)
        elif name == "doi":
            self.left_out(name, said.text, "is no DOI")
        elif url := web_address(said.text):
            yield Identifier("url", url)
        else:
            yield Identifier("local", said.text, said.column.label or "Identifier")

    def license(self) -> Value[str] | None:
        for said in self.said("license"):
            return replace(said.value, value=web_address(said.text) or said.text, language=None)
        return None

    def level(self) -> Value[str] | None:
        for said in self.said("access_status"):
            if said.text.lower() in _LEVELS:
                return replace(said.value, value=said.text.lower(), language=None)
            self.left_out("access_status", said.text, f"is none of {', '.join(_LEVELS)}")
        return None

    def creators(self) -> Iterator[Value[Agent]]:
        """Creators, each with the identifier and the organisation that stand at the same place of their lists."""
        names = self.found.get("creator.name", [])
        beside = [self._beside(names, f"creator.{name}") for name in ("orcid", "ror", "affiliation")]
        for name, orcid, ror, at in itertools.zip_longest(names, *beside):
            if name is None or not name.text:
                for said in (orcid, ror, at):
                    if said and said.text:
                        self.left_out("creator", said.text, "stands beside no name")
                continue
            known = tuple(found for said in (orcid, ror) if said and said.text for found in self._known(said))
            affiliation = people.organization(at.value) if at and at.text else None
            made = self._agent(name, known, affiliation)
            if made:
                yield Value(made, made.name.evidence)

    def _beside(self, names: Sequence[Said], other: str) -> list[Said]:
        listed = self.found.get(other, [])
        if len(listed) == len(names) or not any(said.text for said in listed):
            return listed
        self.notes.append(f"{other} has {len(listed)} values beside {len(names)} names; they were left out")
        return []

    def _known(self, said: Said) -> tuple[Value[Identifier], ...]:
        found = tuple(people.identifier(replace(said.value, language=None), said.column.property.rpartition(".")[2]))
        if not found:
            self.left_out(said.column.property, said.text, "is none (is its check digit right?)")
        return found

    def _agent(
        self,
        said: Said,
        known: tuple[Value[Identifier], ...],
        at: Organization | None,
        *,
        property: str = "creator.name",
    ) -> Agent | None:
        """A person or an organisation: as the mapping says, else by the look of the name."""
        name = replace(said.value, language=None)
        type_ = said.column.type
        schemes = {found.value.scheme for found in known}
        corporate = type_ == "organization" or (not type_ and ("ror" in schemes or people.is_corporate(said.text)))
        if corporate:
            return people.organization(name, found=known)
        person = type_ or "orcid" in schemes or people.is_inverted(said.text) or _NAME.fullmatch(said.text)
        if not person:
            self.left_out(property, said.text, "may be a person or an organisation (say type: in the mapping)")
            return None
        return people.person(name, found=known, affiliations=(Value(at, at.name.evidence),) if at else ())

    def organizations(self, name: str) -> tuple[Value[Organization], ...]:
        made = (people.organization(replace(said.value, language=None)) for said in self.said(name))
        found = {organization.name.value: organization for organization in made if organization}
        return tuple(Value(organization, organization.name.evidence) for organization in found.values())

    def catalogues(self) -> Iterator[Value[Catalogue]]:
        """Those that the row names, and the table itself where its mapping gives it a title."""
        for said in self.said("catalogue"):
            yield Value(Catalogue(said.value), said.value.evidence)
        if self.mapping.title:
            evidence = (Evidence(RULE, "1", pointer="title", syntax="mapping"),)
            home = web_address(self.mapping.home) if self.mapping.home else None
            name = Value(self.mapping.title, evidence, self.mapping.language)
            yield Value(Catalogue(name, Value(home, evidence) if home else None), evidence)

    def distributions(self) -> Iterator[Value[Distribution]]:
        listed = self.said("distribution.url")
        formats = self.said("distribution.format")
        for number, said in enumerate(listed):
            for url in self.addresses([said], "distribution.url"):
                stated = formats[number] if len(formats) == len(listed) else formats[0] if len(formats) == 1 else None
                yield Value(Distribution(url, replace(stated.value, language=None) if stated else None), url.evidence)
        if formats and not listed:
            self.left_out("distribution.format", formats[0].text, "has no distribution.url")

    def contacts(self) -> Iterator[Value[Contact]]:
        name, url = next(iter(self.prose("contact.name")), None), next(iter(self.urls("contact.url")), None)
        email = None
        for said in self.said("contact.email"):
            address = _EMAIL.fullmatch(said.text)
            if address:
                email = email or replace(said.value, value=address[1], language=None)
            else:
                self.left_out("contact.email", said.text, "is no e-mail address")
        stated = name or email or url
        if stated:
            yield Value(Contact(name, email, url), stated.evidence)

    def publications(self) -> Iterator[Value[Publication]]:
        titles, dois, urls = (self.found.get(f"publication.{name}", []) for name in ("title", "doi", "url"))
        for title, doi, url in itertools.zip_longest(titles, dois, urls):
            stated = next((said for said in (title, doi, url) if said and said.text), None)
            if stated is None:
                continue
            known = [found for said in (doi,) if said and said.text for found in self._identifier("doi", said)]
            yield Value(
                Publication(
                    "CreativeWork",
                    title.value if title and title.text else None,
                    identifiers=tuple(Value(found, doi.value.evidence) for found in known if doi),
                    urls=tuple(self.addresses([url], "publication.url")) if url and url.text else (),
                ),
                stated.value.evidence,
            )

    def project(self) -> Value[Project] | None:
        titles, description = self.prose("project.title"), self.prose("project.description")
        leads = [made for s in self.said("project.lead") if (made := self._agent(s, (), None, property="project.lead"))]
        project = Project(
            name=titles[0] if titles else None,
            alternate_names=titles[1:],
            description=description[0] if description else None,
            urls=self.urls("project.url"),
            period=self.period("project.start", "project.end"),
            grants=tuple(self.grants()),
            associations=tuple(Value(Association(lead, "lead"), lead.name.evidence) for lead in leads),
        )
        stated = _first(titles, description, project.urls, project.grants, project.associations)
        stated = stated or project.period
        return Value(project, stated.evidence) if stated else None

    def grants(self) -> Iterator[Value[Grant]]:
        funders = self.organizations("funder")
        amounts = self.said("grant.amount")
        listed = self.said("grant")
        for number, said in enumerate(listed):
            reference = identifiers.parse_grant(said.text) or said.text
            found = Value(Identifier("grant", reference), said.value.evidence)
            amount = self._amount(amounts[number]) if len(amounts) == len(listed) else None
            yield Value(Grant(found, funders[0] if len(funders) == 1 else None, amount=amount), found.evidence)
        if amounts and len(amounts) != len(listed):
            self.left_out("grant.amount", amounts[0].text, f"stands beside {len(listed)} grants")

    def _amount(self, said: Said) -> Value[Amount] | None:
        decimal = said.column.decimal or "."
        text = re.sub(r"[\s'’]", "", said.text).replace("." if decimal == "," else ",", "").replace(decimal, ".")
        currency = said.column.currency or next((s.text for s in self.said("grant.currency")), None)
        if not re.fullmatch(r"\d{1,15}(?:\.\d{1,6})?", text) or not currency or not re.fullmatch(r"[A-Z]{3}", currency):
            self.left_out("grant.amount", said.text, "is no amount of a currency with a code")
            return None
        return Value(Amount(text, currency), said.value.evidence)


def _first(*groups: tuple[Value[object], ...]) -> Value[object] | None:
    return next((said for group in groups for said in group), None)
