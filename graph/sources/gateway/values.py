"""What the API and the overviews of Gateway to Research have in common: ids, dates, roles, texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from graph import identifiers
from graph.narrative.extract import extract
from graph.records import (
    Amount,
    Association,
    Evidence,
    Grant,
    Identifier,
    Organization,
    Period,
    Person,
    Project,
    Reference,
    Value,
)
from graph.sources import source
from graph.sources.values.dates import date_in, no_date
from graph.sources.values.fields import Fields
from graph.sources.values.plain_text import plain

RULE = "source.gtr"
LONDON = ZoneInfo("Europe/London")
_PLACEHOLDER = re.compile(r"^\W*abstracts? (?:is|are) not (?:currently )?available", re.IGNORECASE)
_ID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_MILLISECONDS = re.compile(r"^-?\d{9,14}$")
# A number that is no year, and no day written in one.
_NUMBER = re.compile(r"-\d+|\d{1,3}|0\d{3}|[3-9]\d{3}|\d{5,7}|\d{9,}")
_DAY = re.compile(r"^\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Tables:
    """The lookups of ``gtr.yml``."""

    organizations: Mapping[str, str]
    people: Mapping[str, str]
    organisations: Mapping[str, str]
    status: Mapping[str, str]
    publications: Mapping[str, str]


@cache
def tables() -> Tables:
    """The lookups, read once."""
    return Tables(**source("gtr").lookups)


def identifier(what: str, text: str) -> Identifier:
    """The id under which the gateway knows a person, an organisation, a project, a fund or a publication."""
    return Identifier("local", text.upper() if _ID.fullmatch(text) else text, f"GtR {what} id", "gtr")


def id_in(href: str) -> str | None:
    """The id at the end of a link."""
    found = _ID.findall(href)
    return str(found[-1]).upper() if found else None


def own_id(fields: Fields, what: str) -> Value[Identifier] | None:
    """The id of the resource itself, from its ``id`` or from its address."""
    said = fields.text("id")
    if said:
        return Value(identifier(what, said.value), said.evidence)
    for name in ("href", "@url", "url"):
        said = fields.text(name)
        found = id_in(said.value) if said else None
        if said and found:
            return Value(identifier(what, found), said.evidence)
    return None


def words(fields: Fields, *names: str) -> Value[str] | None:
    """The plain text of the first of these fields that holds one."""
    found = None
    for name in names:
        said = fields.text(name)
        if said and not found and (text := plain(said.value)):
            found = replace(said, value=text)
    return found


def prose(fields: Fields, *names: str) -> Value[str] | None:
    """As :func:`words`, in English; the sentence that stands where no abstract is available is none."""
    said = words(fields, *names)
    return replace(said, language="en") if said and not _PLACEHOLDER.match(said.value) else None


def day(fields: Fields, name: str, *, kept: bool = False) -> Value[str] | None:
    """A date: milliseconds since 1970 at midnight in London, ISO 8601 or words.

    What is none is noted; ``kept``: it stays as it is written.
    """
    said = fields.text(name)
    if not said:
        return None
    try:
        if _MILLISECONDS.match(said.value.removesuffix(".0")):
            moment = datetime.fromtimestamp(int(said.value.removesuffix(".0")) / 1000, UTC)
            return replace(said, value=moment.astimezone(LONDON).date().isoformat())
        if _DAY.match(said.value) and said.value.endswith("Z"):
            moment = datetime.fromisoformat(said.value)
            return replace(said, value=moment.astimezone(LONDON).date().isoformat())
    except (ValueError, OverflowError, OSError):
        pass
    start = said.value[:10] if _DAY.match(said.value) else said.value
    found = None if _NUMBER.fullmatch(start) else date_in(start)
    if not found:
        fields.notes.append(no_date(name, said.value, kept=kept))
    return replace(said, value=found) if found else said if kept else None


def first_day(fields: Fields, *names: str) -> Value[str] | None:
    """The first of these fields that is a date; where none is, the first as it is written."""
    stated = [said for name in names if (said := day(fields, name, kept=True))]
    return next((said for said in stated if date_in(said.value)), stated[0] if stated else None)


def period(start: Value[str] | None, end: Value[str] | None) -> Value[Period] | None:
    """From when to when, with the evidence for both."""
    if not start and not end:
        return None
    evidence = (*(start.evidence if start else ()), *(end.evidence if end else ()))
    return Value(Period(start.value if start else None, end.value if end else None), evidence)


def amount(fields: Fields, name: str) -> Value[Amount] | None:
    """Pounds: a number, or an object with ``amount`` and ``currencyCode``."""
    held = fields.content.get(name)
    if isinstance(held, dict):
        found = next(fields.objects(name))
        said, currency = found.text("amount"), found.text("currencyCode")
    else:
        said, currency = fields.text(name), None
    if not said:
        return None
    number = re.sub(r"[,£\s]", "", said.value).removesuffix(".0")
    if not re.fullmatch(r"\d{1,15}(?:\.\d{1,4})?", number):
        fields.notes.append(f"{name} {said.value!r} is no amount of money and was left out")
        return None
    code = currency.value if currency and re.fullmatch(r"[A-Z]{3}", currency.value) else "GBP"
    return Value(Amount(number, code), said.evidence) if number.strip("0.") else None


def person(fields: Fields) -> Person | None:
    """A person by first name and surname; other first names stand with the given names."""
    first, other, family = words(fields, "firstName"), words(fields, "otherNames"), words(fields, "surname")
    whole = words(fields, "displayName")
    parts = [part for part in (first or other, family) if part]
    if not parts and not whole:
        return None
    evidence = tuple(e for part in parts for e in part.evidence)
    name = (
        Value(" ".join(part.value for part in parts), evidence) if family else whole or Value(parts[0].value, evidence)
    )
    given = [part for part in (first, other) if part]
    return Person(
        name,
        family_name=family,
        given_name=Value(" ".join(p.value for p in given), tuple(e for p in given for e in p.evidence))
        if given
        else None,
        identifiers=tuple(_person_identifiers(fields)),
    )


def _person_identifiers(fields: Fields) -> Iterator[Value[Identifier]]:
    said = fields.text("orcidId")
    if said:
        orcid = identifiers.parse_orcid(said.value)
        if orcid:
            yield Value(Identifier("orcid", orcid), said.evidence)
        else:
            fields.notes.append(f"orcidId {said.value!r} is no ORCID iD and was left out")
    own = own_id(fields, "person")
    if own:
        yield own


def organization(fields: Fields) -> Organization | None:
    """An organisation by its name, with its id and its website."""
    name = words(fields, "name")
    own = own_id(fields, "organisation")
    if not name:
        return None
    return Organization(
        name,
        canonical=tables().organizations.get(name.value),
        identifiers=(own,) if own else (),
        urls=tuple(fields.urls("website")),
    )


def department(said: Value[str] | None, of: Organization | Reference, of_id: Identifier | None) -> Organization | None:
    """The department of an organisation: a part of it, and told apart from those of the same name elsewhere."""
    if said is None:
        return None
    named = of.canonical or of.name.value if isinstance(of, Organization) else None
    own = Identifier("local", f"{of_id.value}/{said.value}", "GtR department", "gtr") if of_id else None
    return Organization(
        said,
        canonical=f"{said.value}, {named}" if named else None,
        identifiers=(Value(own, said.evidence),) if own else (),
        parents=(Value(of, said.evidence),),
    )


def references(said: Value[str] | None) -> Iterator[Value[Identifier]]:
    """A grant reference as the council writes it, its prefix a part of it; a number stays a number."""
    if said:
        yield Value(Identifier("grant", identifiers.parse_grant(said.value) or said.value), said.evidence)


def status(said: Value[str] | None, notes: list[str]) -> Value[str] | None:
    """How far a project has come, as a concept of the scheme of states."""
    if not said:
        return None
    found = tables().status.get(said.value.lower())
    if not found:
        notes.append(f"status {said.value!r} is not known and was left out")
    return Value(found, said.evidence) if found else None


def part(agent: Any, role: str, evidence: tuple[Evidence, ...]) -> Value[Association]:
    """An agent's part in a project."""
    return Value(Association(agent, role), evidence)


def each_once(parts: Iterator[Value[Association]]) -> tuple[Value[Association], ...]:
    """The same parts, each agent once in each role; where one is named, that one."""
    found: dict[tuple[str, str], Value[Association]] = {}
    for said in parts:
        agent = said.value.agent
        known = agent.identifier.value.value if isinstance(agent, Reference) else _known(agent)
        key = known, said.value.role
        held = found.get(key)
        if held is None or (isinstance(held.value.agent, Reference) and not isinstance(agent, Reference)):
            found[key] = said
    return tuple(found.values())


def _known(agent: Person | Organization) -> str:
    local = (said.value.value for said in agent.identifiers if said.value.scheme == "local")
    return next(local, agent.name.value)


def told(project: Project) -> tuple[Project, str, tuple[str, ...]]:
    """A project with what its own prose tells of it, that prose, and notes for a curator."""
    parts = [said for said in (project.description, project.technical_abstract) if said]
    text = "\n\n".join(said.value for said in parts)
    found = extract(text, "en", whole=True)
    spoken: dict[int, Value[str]] = {}
    start = 0
    for said in parts:
        first = said.evidence[0]
        span = Evidence(first.rule, first.version, 1.0, start, start + len(said.value))
        spoken[id(said)] = replace(said, evidence=(*said.evidence, span))
        start += len(said.value) + 2
    own = {said.value.reference.value for said in project.grants}
    project = replace(
        project,
        description=spoken.get(id(project.description)),
        technical_abstract=spoken.get(id(project.technical_abstract)),
        duration=found.duration,
        funders=(*project.funders, *found.funders),
        grants=(*project.grants, *(said for said in found.grants if said.value.reference.value not in own)),
        associations=(*project.associations, *found.associations),
        work_packages=found.work_packages,
        aims=found.aims,
        figures=found.figures,
        places=found.places,
        fieldwork=found.period,
    )
    return project, text or (project.name.value if project.name else ""), found.notes


def grant(
    reference: Value[Identifier],
    funder: Value[Organization | Reference] | None,
    funds: tuple[Value[Identifier], ...],
    category: Value[str] | None,
    value: Value[Amount] | None = None,
) -> Value[Grant]:
    """The grant of a project, with the ids of the funds that it is paid from."""
    return Value(Grant(reference, funder, funds, None, category, value), reference.evidence)
