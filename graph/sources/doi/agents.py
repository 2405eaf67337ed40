"""Who made, published and paid for what a DataCite DOI names, and under which identifiers and titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from graph import identifiers
from graph.records import (
    Agent,
    Association,
    Grant,
    Identifier,
    Organization,
    Project,
    Value,
)
from graph.sources.doi.tables import clean, language_tag, tables
from graph.sources.values import people
from graph.sources.values.fields import Fields
from graph.sources.values.plain_text import plain
from graph.sources.values.references import references

_FUNDER = re.compile(r"^(?:10\.13039/)?(100\d{6,10}|50\d{6,11})$")
# How the schema says that a value is not known (appendix 3).
_UNKNOWN = re.compile(r"^\(?:(?:unac|unal|unap|unas|unav|unkn|none|null|tba|etal)\b")
_DESCRIPTIONS = ("Abstract", "Methods", "TechnicalInfo", "Other", "")


def dois(fields: Fields) -> Iterator[Value[Identifier]]:
    for name in ("doi", "id", "identifierText"):
        said = fields.text(name)
        found = identifiers.parse_doi(said.value) if said else None
        if said and found:
            yield Value(Identifier("doi", found), said.evidence)
            return
        if said and name == "doi":
            fields.notes.append(f"doi {said.value!r} is no DOI and was left out")


def stated(fields: Fields, doi: Value[Identifier] | None) -> Iterator[Value[Identifier]]:
    seen: set[str] = set()
    stated = [doi] if doi else []
    number = identifiers.ukda_sn(doi.value.value) if doi else None
    if doi and number:
        stated.append(Value(Identifier("ukda-sn", number), doi.evidence))
    for name in ("identifiers", "alternateIdentifiers"):
        for item in fields.objects(name):
            said = item.text("identifier") or item.text("alternateIdentifier") or item.text("name")
            type_ = item.text("identifierType") or item.text("alternateIdentifierType")
            if said:
                known = identifiers.parse_doi(said.value)
                label = type_.value if type_ else "Identifier"
                made = Identifier("doi", known) if known else Identifier("local", said.value, label)
                stated.append(Value(made, said.evidence))
    for one in stated:
        key = identifiers.key(one.value)
        if key not in seen:
            seen.add(key)
            yield one


def titles(fields: Fields, language: str | None) -> Iterator[Value[str]]:
    """The title first: the one without a type, else the first of all."""
    found: list[tuple[bool, Value[str]]] = []
    for item in fields.objects("titles"):
        said, type_ = item.text("title") or item.text("name"), item.text("titleType")
        tongue = language_tag(item.text("lang"))
        if said and (text := plain(said.value)):
            own = None if type_ else language
            found.append((type_ is not None, replace(said, value=" ".join(text.split()), language=tongue or own)))
    seen: set[tuple[str, str | None]] = set()
    for _, said in sorted(found, key=lambda pair: pair[0]):
        if (said.value, said.language) not in seen:
            seen.add((said.value, said.language))
            yield said


def descriptions(fields: Fields, language: str | None) -> Iterator[Value[str]]:
    """In the document's own language the abstract, then what else is told; then those in other languages."""
    by_language: dict[str | None, list[tuple[int, Value[str]]]] = {}
    for item in fields.objects("descriptions"):
        said, type_ = item.text("description") or item.text("name"), item.text("descriptionType")
        tongue = language_tag(item.text("lang")) or language
        named = type_.value if type_ else ""
        if said and named in _DESCRIPTIONS and (text := plain(said.value)):
            made = replace(said, value=text, language=tongue)
            by_language.setdefault(tongue, []).append((_DESCRIPTIONS.index(named), made))
    ranks = {tongue: min(rank for rank, _ in said) for tongue, said in by_language.items()}
    order = sorted(by_language, key=lambda tongue: (ranks[tongue] > 0, tongue != language))
    for tongue in order:
        parts = [said for _, said in sorted(by_language[tongue], key=lambda pair: pair[0])]
        evidence = tuple(e for said in parts for e in said.evidence)
        yield Value("\n\n".join(dict.fromkeys(said.value for said in parts)), evidence, tongue)


def agents(fields: Fields, name: str) -> Iterator[Value[Agent]]:
    for item in fields.objects(name):
        made = agent(item)
        if made:
            yield Value(made, made.name.evidence)


def agent(item: Fields) -> Agent | None:
    name, given, family = (clean(item.text(part)) for part in ("name", "givenName", "familyName"))
    type_ = item.text("nameType")
    found = list(_name_identifiers(item))
    organizations = tuple(_affiliations(item))
    corporate = type_.value.lower().startswith("org") if type_ else False
    if not type_ and not (given or family) and name:
        schemes = {said.value.scheme for said in found}
        works = bool(organizations) and not people.is_corporate(name.value)
        person = "orcid" in schemes or works or people.is_inverted(name.value)
        corporate = "ror" in schemes or not person
        if corporate and not found and not people.is_corporate(name.value):
            item.notes.append(f"{name.value[:80]!r} may be a person or an organisation: taken for an organisation")
    if corporate:
        return people.organization(name or family, found=found)
    return people.person(name, given, family, found, tuple(Value(o, o.name.evidence) for o in organizations))


def _name_identifiers(item: Fields) -> Iterator[Value[Identifier]]:
    for held in item.objects("nameIdentifiers"):
        said, scheme = held.text("nameIdentifier") or held.text("name"), held.text("nameIdentifierScheme")
        if not said:
            continue
        known = list(people.identifier(said, scheme.value if scheme else ""))
        if known:
            yield from known
        else:
            item.notes.append(f"nameIdentifier {said.value!r} is not known, or its check digit is wrong: left out")


def _affiliations(item: Fields) -> Iterator[Organization]:
    for held in item.objects("affiliation"):
        name = clean(held.text("name") or held.text("affiliation"))
        said = held.text("affiliationIdentifier")
        scheme = held.text("affiliationIdentifierScheme")
        found = people.identifier(said, scheme.value if scheme else "") if said else ()
        made = people.organization(name, found=found)
        if made:
            yield made


def publishers(fields: Fields) -> Iterator[Value[Organization]]:
    for item in fields.objects("publisher"):
        name = clean(item.text("name"))
        said, scheme = item.text("publisherIdentifier"), item.text("publisherIdentifierScheme")
        found = people.identifier(said, scheme.value if scheme else "") if said else ()
        made = people.organization(name, found=found)
        if made and not _UNKNOWN.match(made.name.value):
            yield Value(made, made.name.evidence)


def contributors(fields: Fields) -> tuple[list[Value[Association]], list[Value[Organization]]]:
    """Parts in the data and the project, and who paid; others are noted by their type."""
    parts: list[Value[Association]] = []
    sponsors: list[Value[Organization]] = []
    others: Counter[str] = Counter()
    for item in fields.objects("contributors"):
        type_ = item.text("contributorType")
        made = agent(item)
        role = tables().contributors.get(type_.value) if type_ else None
        if made and role:
            parts.append(Value(Association(made, role), made.name.evidence))
        elif made and type_ and type_.value in ("Sponsor", "Funder") and isinstance(made, Organization):
            sponsors.append(Value(made, made.name.evidence))
        elif type_:
            others[type_.value] += 1
    fields.notes += [f"contributors of type {type_}: {count} left out" for type_, count in sorted(others.items())]
    return parts, sponsors


def funded(fields: Fields) -> Iterator[tuple[Value[Organization] | None, Value[Grant] | None]]:
    for item in fields.objects("fundingReferences"):
        name = clean(item.text("funderName"))
        made = people.organization(name, found=_funder_identifiers(item))
        number = item.text("awardNumber")
        title = clean(item.text("awardTitle"))
        funder = Value(made, made.name.evidence) if made else None
        if number:
            for reference in references(number.value):
                stated = Value(Identifier("grant", reference), number.evidence)
                yield funder, Value(Grant(stated, funder, title=title), number.evidence)
            continue
        if title:
            item.notes.append(f"the award {title.value!r} has no number and was left out")
        yield funder, None


def _funder_identifiers(item: Fields) -> Iterator[Value[Identifier]]:
    said, type_ = item.text("funderIdentifier"), item.text("funderIdentifierType")
    if not said:
        return
    doi = identifiers.parse_doi(said.value)
    number = _FUNDER.match(said.value)
    if not doi and number and (not type_ or type_.value.lower() in tables().funders):
        doi = f"10.13039/{number.group(1)}"
    if doi:
        yield Value(Identifier("doi", doi), said.evidence)
        return
    found = list(people.identifier(said, type_.value if type_ else ""))
    yield from found
    if not found:
        item.notes.append(f"funderIdentifier {said.value!r} is not known and was left out")


def each_once(listed: tuple[Value[Organization], ...]) -> tuple[Value[Organization], ...]:
    return tuple({said.value.name.value: said for said in reversed(listed)}.values())[::-1]


def project(
    funded: list[tuple[Value[Organization] | None, Value[Grant] | None]],
    parts: list[Value[Association]],
) -> Value[Project] | None:
    """The project behind the data, without a name, as far as grants and contributors tell of it."""
    grants = tuple(grant for _, grant in funded if grant)
    roles = tuple(said for said in parts if said.value.role not in ("data-collector", "contact"))
    if not grants and not roles:
        return None
    funders = each_once(tuple(funder for funder, grant in funded if funder and grant))
    first = (grants or roles)[0]
    return Value(Project(grants=grants, funders=funders, associations=roles), first.evidence)
