"""A row → a study: each cell's values by the mapping, each with the cell that says it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

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
    Period,
    Project,
    Publication,
    Study,
    Value,
)
from graph.sources import _people, source
from graph.sources._agents import Lookups
from graph.sources._iri import web_address
from graph.sources._markup import plain
from graph.sources._schema_org import access_status
from graph.sources._table_mapping import Column, TableMapping
from graph.statements import is_date

RULE = "source.table"
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:\s+[^\W\d_][\w.'’-]*){1,5}")
_EMAIL = re.compile(r"(?:mailto:)?([^\s@<>\"{}|\\^`%:/?#\[\]]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_YEARS = re.compile(r"(\d{4})\s*[-–—]\s*(\d{4})")
_NUMBER = re.compile(r"-?\d{5,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LEVELS = ("open", "registered", "restricted", "closed", "metadata-only")


@dataclass(frozen=True, slots=True)
class Cells:
    """A row's cells as (column from 1, the column's name, text); ``epoch`` is that of the workbook's serial dates."""

    row: int
    cells: tuple[tuple[int, str, str], ...]
    epoch: int = 1900
    notes: tuple[str, ...] = ()

    def texts(self) -> dict[str, str]:
        return {name: text for _, name, text in self.cells}


@dataclass(frozen=True, slots=True)
class _Said:
    """A value with the column that it stands in; empty where a list has nothing at its place."""

    text: str
    column: Column
    value: Value[str]


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
        issued=row.date("issued"),
        modified=row.date("modified"),
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


class _Row:
    """A row's values by their properties, in the order of the columns; then the mapping's constants."""

    def __init__(self, cells: Cells, mapping: TableMapping) -> None:
        self.cells, self.mapping = cells, mapping
        self.notes: list[str] = []
        self.found: dict[str, list[_Said]] = {}
        texts = {name: (column, text) for column, name, text in cells.cells}
        for name, column in mapping.columns.items():
            place, text = texts.get(name, (0, ""))
            self.found.setdefault(column.property, []).extend(self._split(name, column, place, text))
        for name, text in mapping.constants.items():
            evidence = Evidence(RULE, "1", pointer=f"constants/{name}", syntax="mapping")
            self.found.setdefault(name, []).append(
                _Said(text, Column(name), Value(text, (evidence,), mapping.language))
            )

    def _split(self, name: str, column: Column, place: int, text: str) -> Iterator[_Said]:
        evidence = Evidence(RULE, "1", pointer=f"cell={self.cells.row},{place}", syntax="rfc7111")
        language = column.language or self.mapping.language
        for part in text.split(column.separator) if column.separator else [text]:
            value = self._looked_up(name, column, part.strip())
            yield _Said(value, column, Value(value, (evidence,), language))

    def _looked_up(self, name: str, column: Column, text: str) -> str:
        if not column.lookup or not text:
            return text
        if text in column.lookup:
            return column.lookup[text]
        folded = {key.casefold(): value for key, value in column.lookup.items()}
        if text.casefold() not in folded:
            self.notes.append(f"{name}: {text[:80]!r} is not in the mapping's lookup; it was read as it is written")
        return folded.get(text.casefold(), text)

    def said(self, name: str) -> list[_Said]:
        """The values of a property that hold something."""
        return [said for said in self.found.get(name, ()) if said.text]

    def left_out(self, name: str, text: str, why: str) -> None:
        self.notes.append(f"{name} {text[:80]!r} {why} and was left out")

    def prose(self, name: str) -> tuple[Value[str], ...]:
        made = (replace(said.value, value=plain(said.text)) for said in self.said(name))
        return _once(said for said in made if said.value)

    def values(self, name: str) -> tuple[Value[str], ...]:
        return _once(replace(said.value, language=None) for said in self.said(name))

    def urls(self, name: str) -> tuple[Value[str], ...]:
        return _once(self._urls(self.said(name), name))

    def _urls(self, listed: Iterable[_Said], name: str) -> Iterator[Value[str]]:
        for said in listed:
            url = web_address(said.text)
            if url:
                yield replace(said.value, value=url, language=None)
            else:
                self.left_out(name, said.text, "is no absolute http or https URL")

    def date(self, name: str) -> Value[str] | None:
        """The first date, in ISO 8601: as written, or by the column's formats."""
        found = [made for said in self.said(name) if (made := self._date(name, said))]
        if len({said.value for said in found}) > 1:
            self.notes.append(f"{name} holds {len(found)} values; the first was taken")
        return found[0] if found else None

    def _date(self, name: str, said: _Said) -> Value[str] | None:
        text = said.text.strip()
        if "excel" in "".join(said.column.formats) and _YEAR.fullmatch(text):
            self.notes.append(f"{name} {text!r} was read as a year, not as days since Excel's epoch")
            return replace(said.value, value=text, language=None)
        for pattern in said.column.formats:
            made = _serial(text, pattern, self.cells.epoch) if pattern.startswith("excel") else _written(text, pattern)
            if made:
                return replace(said.value, value=made, language=None)
        if is_date(text) and not _NUMBER.fullmatch(text):
            return replace(said.value, value=text, language=None)
        self.left_out(name, text, "is no date in a format of the mapping (such as DD/MM/YYYY or excel)")
        return None

    def period(self, start: str, end: str, whole: str = "") -> Value[Period] | None:
        ends = self.date(start), self.date(end)
        if any(ends):
            evidence = tuple(e for said in ends if said for e in said.evidence)
            return Value(Period(*(said.value if said else None for said in ends)), evidence)
        for said in self.said(whole):
            years = _YEARS.fullmatch(said.text)
            parts = list(years.groups()) if years else [part.strip() for part in said.text.split("/")]
            if len(parts) <= 2 and any(map(is_date, parts)) and all(p in ("", "..") or is_date(p) for p in parts):
                first, last = (None if p in ("", "..") else p for p in (parts[0], parts[-1]))
                return Value(Period(first, last), said.value.evidence)
            self.left_out(whole, said.text, "is no span of time")
        return None

    def identifiers(self) -> Iterator[Value[Identifier]]:
        seen: set[str] = set()
        for name in ("doi", "identifier"):
            for said in self.said(name):
                for made in self._identifier(name, said):
                    if identifiers.key(made) not in seen:
                        seen.add(identifiers.key(made))
                        yield Value(made, said.value.evidence)

    def _identifier(self, name: str, said: _Said) -> Iterator[Identifier]:
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
            affiliation = _people.organization(at.value) if at and at.text else None
            made = self._agent(name, known, affiliation)
            if made:
                yield Value(made, made.name.evidence)

    def _beside(self, names: Sequence[_Said], other: str) -> list[_Said]:
        listed = self.found.get(other, [])
        if len(listed) == len(names) or not any(said.text for said in listed):
            return listed
        self.notes.append(f"{other} has {len(listed)} values beside {len(names)} names; they were left out")
        return []

    def _known(self, said: _Said) -> tuple[Value[Identifier], ...]:
        found = tuple(_people.identifier(replace(said.value, language=None), said.column.property.rpartition(".")[2]))
        if not found:
            self.left_out(said.column.property, said.text, "is none (is its check digit right?)")
        return found

    def _agent(
        self,
        said: _Said,
        known: tuple[Value[Identifier], ...],
        at: Organization | None,
        *,
        property: str = "creator.name",
    ) -> Agent | None:
        """A person or an organisation: as the mapping says, else by the look of the name."""
        name = replace(said.value, language=None)
        type_ = said.column.type
        schemes = {found.value.scheme for found in known}
        corporate = type_ == "organization" or (not type_ and ("ror" in schemes or _people.is_corporate(said.text)))
        if corporate:
            return _people.organization(name, found=known)
        person = type_ or "orcid" in schemes or _people.is_inverted(said.text) or _NAME.fullmatch(said.text)
        if not person:
            self.left_out(property, said.text, "may be a person or an organisation (say type: in the mapping)")
            return None
        return _people.person(name, found=known, affiliations=(Value(at, at.name.evidence),) if at else ())

    def organizations(self, name: str) -> tuple[Value[Organization], ...]:
        made = (_people.organization(replace(said.value, language=None)) for said in self.said(name))
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
            for url in self._urls([said], "distribution.url"):
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
                    urls=tuple(self._urls([url], "publication.url")) if url and url.text else (),
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

    def _amount(self, said: _Said) -> Value[Amount] | None:
        decimal = said.column.decimal or "."
        text = re.sub(r"[\s'’]", "", said.text).replace("." if decimal == "," else ",", "").replace(decimal, ".")
        currency = said.column.currency or next((s.text for s in self.said("grant.currency")), None)
        if not re.fullmatch(r"\d{1,15}(?:\.\d{1,6})?", text) or not currency or not re.fullmatch(r"[A-Z]{3}", currency):
            self.left_out("grant.amount", said.text, "is no amount of a currency with a code")
            return None
        return Value(Amount(text, currency), said.value.evidence)


def _first(*groups: tuple[Value[object], ...]) -> Value[object] | None:
    return next((said for group in groups for said in group), None)


def _once(found: Iterable[Value[str]]) -> tuple[Value[str], ...]:
    return tuple({(said.value, said.language): said for said in reversed(list(found))}.values())[::-1]


def _written(text: str, pattern: str) -> str | None:
    """A date by a pattern of ``strptime``, as precise as the pattern is."""
    try:
        found = datetime.strptime(text, pattern)
    except ValueError:
        return None
    year, month, day = (any(d in pattern for d in given) for given in (("%Y", "%y"), ("%m", "%b", "%B"), ("%d", "%j")))
    if "%H" in pattern and (found.hour or found.minute or found.second):
        return found.isoformat()
    return found.strftime("%Y-%m-%d" if day else "%Y-%m" if month else "%Y").zfill(4) if year else None


def _serial(text: str, pattern: str, epoch: int) -> str | None:
    """A date by the days since Excel's epoch, that of 1904 where the pattern or the workbook says so."""
    try:
        days = float(text)
        base = CALENDAR_MAC_1904 if pattern == "excel-1904" or epoch == 1904 else CALENDAR_WINDOWS_1900
        found = from_excel(days, base)
    except (ValueError, OverflowError, TypeError):
        return None
    if not isinstance(found, datetime) or days < 1:
        return None
    return found.date().isoformat() if days.is_integer() else found.isoformat(timespec="seconds")
