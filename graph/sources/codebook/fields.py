"""The fields of a DDI study, each from the elements that say it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph import identifiers
from graph.records import (
    Association,
    Contact,
    Distribution,
    Evidence,
    Identifier,
    Value,
)
from graph.sources.codebook import agents
from graph.sources.codebook.names import Names
from graph.sources.codebook.prose import inside, prose
from graph.sources.codebook.sheet import RULE, VERSION, Leaf, Sheet
from graph.sources.formats.xml_tree import text
from graph.sources.values.language import language_of

_YEARS = re.compile(r"\d{4}(?:\s*[-–/]\s*\d{4})?")
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,31}:\S+", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HREF = re.compile(r"href\s*=\s*[\"']?\s*(https?://[^\s\"'<>]+)", re.IGNORECASE)
_LANGUAGE = re.compile(r"language of dataset:\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Titles:
    """The title that the study is listed under, what else it is called, and the title in other languages."""

    title: Value[str] | None
    alternate: tuple[Value[str], ...]
    parallel: tuple[Value[str], ...]


def default_language(found: Sheet) -> str | None:
    """The language that a record without any tag is read to be in, by its abstract; its leaves then have it."""
    untagged = [leaf for leaves in found.leaves.values() for leaf in leaves if leaf.language is None]
    spoken = [inside(leaf.element) for leaf in found.take("stdyDscr/abstract") if leaf.language is None]
    language = language_of(" ".join(spoken)) if spoken else None
    if language:
        for leaf in untagged:
            leaf.language = language
    return language


def titles(found: Sheet, preferred: Sequence[str]) -> Titles:
    """Of the titles the first in a preferred language, else the first; one for each other language."""
    stated = found.texts("stdyDscr/titl")
    others = found.texts("stdyDscr/parTitl")
    listed = stated or others
    chosen = next((leaf for tag in preferred for leaf in listed if _is(leaf.language, tag)), None)
    chosen = chosen or (listed[0] if listed else None)
    if chosen is None:
        return Titles(None, (), ())
    by_language = {chosen.language: chosen}
    more = []
    for leaf in (*stated, *others):
        if by_language.setdefault(leaf.language, leaf) is not leaf:
            more.append(leaf)
    more += found.texts("stdyDscr/altTitl", "stdyDscr/subTitl")
    parallel = [leaf for leaf in by_language.values() if leaf is not chosen]
    seen = {leaf.line for leaf in by_language.values()}
    alternate = {leaf.line: leaf for leaf in reversed(more) if leaf.line not in seen}
    return Titles(
        chosen.spoken(),
        tuple(leaf.spoken() for leaf in reversed(alternate.values())),
        tuple(leaf.spoken() for leaf in parallel if leaf.line != chosen.line),
    )


def _is(language: str | None, tag: str) -> bool:
    return language is not None and language.partition("-")[0].lower() == tag


def descriptions(leaves: Sequence[Leaf], main: str | None, boilerplate: Sequence[str]) -> tuple[list[Value[str]], str]:
    """One description for each language, that of the main one first, and the text that they stand in.

    Several abstracts in one language are its parts.
    """
    by_language: dict[str | None, list[tuple[Leaf, str]]] = {}
    for leaf in leaves:
        written = prose(inside(leaf.element), boilerplate)
        if written and all(written != other for _, other in by_language.get(leaf.language, ())):
            by_language.setdefault(leaf.language, []).append((leaf, written))
    made: list[Value[str]] = []
    whole = ""
    for language in sorted(by_language, key=lambda tag: tag != main):
        parts = by_language[language]
        value = "\n\n".join(written for _, written in parts)
        whole += "\n\n" if whole else ""
        span = Evidence(RULE, VERSION, 1.0, len(whole), len(whole) + len(value))
        evidence = (*(leaf.evidence[0] for leaf, _ in parts), span)
        made.append(Value(value, evidence, language))
        whole += value
    return made, whole


def study_identifiers(found: Sheet, agencies: Mapping[str, str]) -> Iterator[Value[Identifier]]:
    """Each identifier once: those of ``IDNo``, and the DOIs among the addresses of ``holdings``."""
    seen: set[str] = set()
    for leaf in found.texts("stdyDscr/IDNo"):
        for identifier in _identifier(leaf, agencies):
            if _new(identifier, seen):
                yield leaf.said(identifier)
    for leaf in found.take("stdyDscr/holdings", "docDscr/holdings"):
        doi = identifiers.parse_doi(leaf.get("URI") or "")
        number = identifiers.ukda_sn(doi) if doi else None
        for scheme, value in (("doi", doi), ("ukda-sn", number)):
            if value and _new(Identifier(scheme, value), seen):
                yield leaf.said(Identifier(scheme, value), attribute="URI")


def _new(identifier: Identifier, seen: set[str]) -> bool:
    key = identifiers.key(identifier)
    known = key in seen
    seen.add(key)
    return not known


def _identifier(leaf: Leaf, agencies: Mapping[str, str]) -> Iterator[Identifier]:
    agency, line = leaf.get("agency"), leaf.line
    doi = identifiers.parse_doi(line)
    number = identifiers.ukda_sn(doi or line)
    if doi:
        yield Identifier("doi", doi)
    if number or (agencies.get(agency or "") == "ukda-sn" and line.isdigit()):
        yield Identifier("ukda-sn", number or line)
    elif _URN.fullmatch(line):
        yield Identifier("local", line, "URN", "urn")
    elif url := identifiers.parse_url(line) if not doi else None:
        yield Identifier("url", url)
    elif not doi:
        yield Identifier("local", line, agency or "IDNo", "ddi" if agency else None)


def landing_pages(found: Sheet) -> Iterator[Value[str]]:
    """The pages of the study that are no DOI, each once."""
    seen: set[str] = set()
    for leaf in found.take("stdyDscr/holdings", "docDscr/holdings"):
        stated = leaf.get("URI") or ""
        url = identifiers.parse_url(stated)
        if stated and not url and not identifiers.parse_doi(stated):
            found.notes.append(f"holdings {stated[:80]!r} is no absolute http or https URL and was left out")
        if url and url not in seen and not identifiers.parse_doi(url):
            seen.add(url)
            yield leaf.said(url, attribute="URI")


def keywords(found: Sheet, vocabularies: Mapping[str, str]) -> Iterator[Value[str]]:
    """Keywords and topics in every language; years and places are none, whichever vocabulary they are said to be of."""
    seen = set()
    for leaf in found.take("stdyDscr/keyword", "stdyDscr/topcClas"):
        word, language = leaf.line, leaf.language
        if not word or (word, language) in seen or (word[0].isdigit() and _YEARS.fullmatch(word)):
            continue
        if not _holds(leaf, vocabularies):
            seen.add((word, language))
            yield leaf.said(word, language)


def _holds(leaf: Leaf, vocabularies: Mapping[str, str]) -> str | None:
    """What a keyword holds that is no topic, by its vocabulary."""
    vocabulary = leaf.attributes.get("vocab")
    return vocabularies.get(vocabulary.strip().upper()) if vocabulary else None


def places(found: Sheet, main: str | None, vocabularies: Mapping[str, str]) -> Iterator[Value[str]]:
    """Each nation and place once, by its name in the main language where it has one in it."""
    named = [leaf for leaf in found.take("stdyDscr/keyword") if _holds(leaf, vocabularies) == "places" and leaf.line]
    seen: set[str] = set()
    for leaves in (found.texts("stdyDscr/nation"), found.texts("stdyDscr/geogCover"), named):
        for group in agents.parallel(leaves, main):
            if not seen.intersection(leaf.line for leaf in group):
                yield group[0].spoken()
            seen.update(leaf.line for leaf in group)


def languages(found: Sheet, table: Mapping[str, str]) -> Iterator[Value[str]]:
    """The languages of the data, where a reference says them ("Language Of Dataset: English")."""
    seen = set()
    for leaf in found.texts("stdyDscr/othRefs"):
        stated = _LANGUAGE.fullmatch(leaf.line)
        for name in re.split(r"[,;/]| and ", stated[1]) if stated else ():
            tag = table.get(name.strip().lower())
            if tag is None:
                found.notes.append(f"othRefs: the language {name.strip()[:40]!r} of the dataset is not known here")
            elif tag not in seen:
                seen.add(tag)
                yield leaf.said(tag)


def funding(found: Sheet, roles: Mapping[str, str]) -> list[Leaf]:
    """The elements that name who paid: ``fundAg``, and the ``othId`` that say so by their role."""
    paid = [leaf for leaf in found.texts("stdyDscr/othId") if _role(leaf, roles) == "funder"]
    return [*found.texts("stdyDscr/fundAg"), *paid]


def _role(leaf: Leaf, roles: Mapping[str, str]) -> str:
    stated = leaf.get("role") or leaf.get("type") or ""
    return roles.get(" ".join(stated.replace("-", " ").replace("_", " ").lower().split()), "contributor")


def contributors(
    found: Sheet, main: str | None, names: Names, roles: Mapping[str, str]
) -> Iterator[Value[Association]]:
    """Who collected the data, and others that the record acknowledges, by their role."""
    for agent in agents.organizations(found.texts("stdyDscr/dataCollector"), main, names):
        yield Value(Association(agent.value, "data-collector"), agent.evidence)
    by_role: dict[str, list[Leaf]] = {}
    for leaf in found.texts("stdyDscr/othId"):
        by_role.setdefault(_role(leaf, roles), []).append(leaf)
    for role, leaves in by_role.items():
        if role != "funder":
            for other in agents.creators(leaves, main, names, found.notes):
                yield Value(Association(other.value, role), other.evidence)
    if found.texts("stdyDscr/distrbtr"):  # else the producer is the publisher
        for agent in agents.organizations(found.texts("stdyDscr/producer"), main, names):
            yield Value(Association(agent.value, "contributor"), agent.evidence)


def contacts(found: Sheet, main: str | None) -> Iterator[Value[Contact]]:
    """Whom to ask, with the address or page beside the name."""
    for group in agents.parallel(found.take("stdyDscr/contact"), main):
        leaf = group[0]
        name = leaf.said(leaf.line, leaf.language) if leaf.line and "href=" not in leaf.line else None
        mail, url = leaf.get("email"), leaf.get("URI")
        email = leaf.said(mail, attribute="email") if mail and _EMAIL.fullmatch(mail) else None
        page = leaf.said(url, attribute="URI") if url and identifiers.parse_url(url) else None
        if page is None and (linked := _linked(leaf)):
            page = leaf.said(linked)
        if email is None and name and _EMAIL.fullmatch(name.value):
            email = leaf.said(name.value)
            name = None
        if email or page:
            yield Value(Contact(name, email, page), leaf.evidence)


def _linked(leaf: Leaf) -> str | None:
    """The address of a link in the text, written as an element or as escaped HTML."""
    nested = leaf.element.iter("*") if len(leaf.element) else ()
    addresses = [address for child in nested if (address := child.get("href"))]
    written = text(leaf.element)
    addresses += _HREF.findall(written) if "href" in written.lower() else []
    return next((url for address in addresses if (url := identifiers.parse_url(address))), None)


def distributions(found: Sheet, media_types: Mapping[str, str]) -> Iterator[Value[Distribution]]:
    """The files that have an address, each once."""
    names = {leaf.pointer: leaf for leaf in found.texts("fileDscr/fileName")}
    kinds = {leaf.pointer: leaf for leaf in found.texts("fileDscr/fileType")}
    seen = set()
    for file in found.files:
        url = identifiers.parse_url(file.get("URI") or "")
        if not url or url in seen:
            continue
        seen.add(url)
        name = next((leaf for at, leaf in names.items() if at.startswith(f"{file.pointer}/")), None)
        kind = next((leaf for at, leaf in kinds.items() if at.startswith(f"{file.pointer}/")), None)
        media = media_types.get(kind.line.upper(), kind.line if "/" in kind.line else "") if kind else ""
        address = file.said(url, attribute="URI")
        distribution = Distribution(
            address, kind.said(media) if kind and media else None, name.spoken() if name else None
        )
        yield Value(distribution, address.evidence)
