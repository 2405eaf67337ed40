"""Dublin Core records (see ``dublin_core.yml``), bare or as an OAI-PMH payload: a study, or a text about one.

The elements are those of the DCMI Metadata Element Set 1.1; qualified ones count as what they refine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from graph import identifiers
from graph.records import (
    Association,
    Grant,
    Identifier,
    Organization,
    Period,
    Project,
    Publication,
    Reading,
    Study,
    Value,
)
from graph.sources import _ddi_agents, ddi, source
from graph.sources._agents import Lookups
from graph.sources._ddi_access import cc_licence
from graph.sources._ddi_dates import date_of, range_of
from graph.sources._ddi_prose import inside
from graph.sources._ddi_sheet import Leaf, Sheet, language_tag
from graph.sources._ddi_study import descriptions, titles
from graph.sources._keys import key_of
from graph.sources._project import project_of
from graph.sources._schema_org import access_status
from graph.sources._xml import LANG, Element, first_tag, local, parse
from graph.sources.base import Document, DocumentError

RULE = "source.dublin-core"
_ROOTS = ("dc", "qualifieddc")
_REFINES = {
    "alternative": "altTitl",
    "abstract": "description",
    "issued": "date",
    "available": "date",
    "spatial": "coverage",
    "temporal": "coverage",
    "accessRights": "rights",
    "license": "rights",
    "rightsHolder": "contributor",
    "references": "relation",
    "isReferencedBy": "relation",
    "isPartOf": "relation",
    "hasPart": "relation",
    "isVersionOf": "relation",
    "hasVersion": "relation",
    "replaces": "relation",
    "isReplacedBy": "relation",
    "requires": "relation",
    "isRequiredBy": "relation",
}
_GRANT = re.compile(r"info:eu-repo/grantAgreement/(?P<funder>[^/]+)/[^/]*/(?P<number>[^/]+)(?:/.*)?", re.IGNORECASE)
_PERIOD = re.compile(r"(?:^|;)\s*(start|end)\s*=\s*([^;]+)", re.IGNORECASE)
_NAMED = re.compile(r"(?:^|;)\s*name\s*=\s*([^;]+)", re.IGNORECASE)
_LABELLED = re.compile(r"^(?:issued|available|published|publication date):\s*", re.IGNORECASE)


def recognise(document: Document) -> float:
    """By the root element: ``dc`` of oai_dc, or one that holds elements of Dublin Core."""
    name, tag = first_tag(document.content)
    return 0.9 if name in _ROOTS and ("purl.org/dc/" in tag or "oai_dc" in tag) else 0.0


def read(document: Document) -> Reading:
    """The study or the publication that a record describes.

    Raises :class:`DocumentError` for what is not well-formed or no Dublin Core, and for a record without a title.
    """
    root, put_right = parse(document.content)
    found = _sheet(_record(root))
    tables = source("dublin-core").lookups
    named = titles(found, ("en",))
    if named.title is None:
        raise DocumentError("the record has no title: it describes nothing that can be listed")
    main = named.title.language
    told_descriptions, text = descriptions(found.take("stdyDscr/description"), main, ())
    made = _made(found, named, told_descriptions, main, tables)
    record, notes = _with_project(made, found, tables)
    stated = [leaf.line for leaf in found.texts("stdyDscr/identifier")]
    url = document.url or next((u for one in stated if (u := identifiers.parse_url(one))), None)
    left_out = source("dublin-core").not_published
    names = {name.partition("/")[2]: count for name, count in found.unknown(())}
    return Reading(
        key=key_of(document),
        text=text or named.title.value,
        records=(record,),
        url=url,
        language=main,
        unknown=tuple(sorted(item for item in names.items() if item[0] not in left_out)),
        notes=tuple(dict.fromkeys((*put_right, *found.notes, *notes))),
    )


def _record(root: Element) -> Element:
    if local(root) in _ROOTS:
        return root
    inside_it = [element for name in _ROOTS for element in root.iter(f"{{*}}{name}")]
    if len(inside_it) == 1:
        return inside_it[0]
    raise DocumentError(f"the document holds {len(inside_it) or 'no'} Dublin Core records: one is read at a time")


def _sheet(record: Element) -> Sheet:
    """The elements as leaves, under the names that the readers of DDI know where they mean the same."""
    found = Sheet()
    inherited = language_tag(record.get(LANG) or "")
    for place, child in enumerate(record.iterchildren("*"), 1):
        name = local(child)
        stated = child.get(LANG)
        language = language_tag(stated) if stated else inherited
        if stated and language is None:
            found.notes.append(f"xml:lang {stated[:40]!r} is no language tag; the text is published without one")
        known = _REFINES.get(name, "titl" if name == "title" else name)
        found.leaves.setdefault(f"stdyDscr/{known}", []).append(Leaf(child, name, f"/*/*[{place}]", language, RULE))
    return found


def _made(found: Sheet, named: Any, told: list[Value[str]], main: str | None, tables: Mapping[str, Any]) -> Any:
    names = ddi.names()
    creators = tuple(_ddi_agents.creators(found.texts("stdyDscr/creator"), main, names, found.notes))
    publishers = tuple(_ddi_agents.organizations(found.texts("stdyDscr/publisher"), main, names))
    known = tuple(_identifiers(found))
    pages = tuple(_pages(found))
    rights = found.texts("stdyDscr/rights")
    issued = _issued(found)
    kind = _publication(found, tables)
    if kind:
        return Publication(
            kind,
            named.title,
            alternate_titles=(*named.alternate, *named.parallel),
            abstract=told[0] if told else None,
            identifiers=known,
            urls=pages,
            issued=issued,
            authors=creators,
            publishers=publishers,
        )
    said_rights = [leaf for leaf in rights if leaf.line.lower().rstrip("./") not in tables["access_categories"]]
    licence = next((value for leaf in rights if (value := cc_licence(leaf, tables.get("licences", {})))), None)
    statements = [leaf for leaf in said_rights if identifiers.parse_url(leaf.line) is None]
    links = [leaf for leaf in said_rights if identifiers.parse_url(leaf.line)]
    if licence is None and links:
        licence = links[0].said(links[0].line)
    period, places = _coverage(found)
    return Study(
        named.title,
        alternate_titles=named.alternate,
        parallel_titles=named.parallel,
        description=told[0] if told else None,
        alternate_descriptions=tuple(told[1:]),
        identifiers=known,
        landing_pages=pages,
        keywords=tuple(_subjects(found)),
        period=period,
        places=places,
        languages=tuple(_languages(found, tables["languages"])),
        access=statements[0].spoken() if statements else None,
        alternate_access=tuple(leaf.spoken() for leaf in statements[1:]),
        access_status=_status(rights, tables),
        license=licence,
        issued=issued,
        creators=creators,
        contributors=tuple(
            Value(Association(one.value, "contributor"), one.evidence)
            for one in _ddi_agents.creators(found.texts("stdyDscr/contributor"), main, names, found.notes)
        ),
        publishers=publishers,
        publications=tuple(_related(found)),
    )


def _publication(found: Sheet, tables: Mapping[str, Any]) -> str | None:
    """The class of publication that the types say; ``None`` for a study."""
    words = [re.split(r"[/#:]", leaf.line)[-1].replace(" ", "").lower() for leaf in found.texts("stdyDscr/type")]
    if any(word in tables["datasets"] for word in words):
        return None
    return next((tables["publications"][word] for word in words if word in tables["publications"]), None)


def _with_project(record: Any, found: Sheet, tables: Mapping[str, Any]) -> tuple[Any, tuple[str, ...]]:
    """The record with the project that its description and its grant agreements tell of."""
    said = record.description if isinstance(record, Study) else record.abstract
    project: Value[Project] | None = None
    notes: tuple[str, ...] = ()
    if isinstance(record, Study) and said and (said.language or "en").partition("-")[0] == "en":
        project, notes = project_of(said.value, said.language)
    grants = []
    for leaf in found.take("stdyDscr/relation"):
        if agreement := _GRANT.fullmatch(leaf.line):
            funder = leaf.said(tables["funders"].get(agreement["funder"], agreement["funder"]))
            paid = Value(Organization(funder), funder.evidence)
            grants.append(Value(Grant(leaf.said(Identifier("grant", agreement["number"])), paid), funder.evidence))
    if grants:
        base = project.value if project else Project()
        project = Value(replace(base, grants=(*grants, *base.grants)), grants[0].evidence)
    return replace(record, project=project), notes


def _identifiers(found: Sheet) -> Iterator[Value[Identifier]]:
    seen: set[str] = set()
    for leaf in found.texts("stdyDscr/identifier"):
        doi = identifiers.parse_doi(leaf.line)
        number = identifiers.ukda_sn(doi or leaf.line)
        made = [Identifier("doi", doi)] if doi else []
        made += [Identifier("ukda-sn", number)] if number else []
        if not made and not identifiers.parse_url(leaf.line):
            urn = leaf.line.lower().startswith("urn:")
            made = [Identifier("local", leaf.line, "URN" if urn else "Identifier", "urn" if urn else None)]
        for identifier in made:
            if (key := identifiers.key(identifier)) not in seen:
                seen.add(key)
                yield leaf.said(identifier)


def _pages(found: Sheet) -> Iterator[Value[str]]:
    seen: set[str] = set()
    for leaf in found.texts("stdyDscr/identifier"):
        url = identifiers.parse_url(leaf.line)
        if url and url not in seen and not identifiers.parse_doi(url):
            seen.add(url)
            yield leaf.said(url)


def _subjects(found: Sheet) -> Iterator[Value[str]]:
    seen = set()
    for leaf in found.texts("stdyDscr/subject"):
        for word in leaf.line.split(";"):
            if (word := word.strip()) and (word, leaf.language) not in seen:
                seen.add((word, leaf.language))
                yield leaf.said(word, leaf.language)


def _issued(found: Sheet) -> Value[str] | None:
    """The first date; one that is none is kept as it is written where there is no other."""
    written = None
    for leaf in found.texts("stdyDscr/date"):
        leaf._line = _LABELLED.sub("", leaf.line)
        if day := date_of(leaf):
            return leaf.said(day)
        if not leaf.line.lower().startswith("info:"):
            found.notes.append(f"date {leaf.line[:80]!r} is no date; kept as it is written")
            written = written or leaf
    return written.said(written.line) if written else None


def _coverage(found: Sheet) -> tuple[Value[Period] | None, tuple[Value[str], ...]]:
    """Periods (ISO 8601 or DCMI Period) and places (names or DCMI Point and Box with a name)."""
    period: Value[Period] | None = None
    places: dict[str, Value[str]] = {}
    for leaf in found.texts("stdyDscr/coverage"):
        ends = {name.lower(): value.strip() for name, value in _PERIOD.findall(leaf.line)}
        day = None if ends else date_of(leaf)
        span = Period(day, day) if day else range_of(leaf.line, ends)
        if span:
            period = period or leaf.said(span)
        elif name := _NAMED.search(leaf.line):
            places.setdefault(name[1].strip(), leaf.said(name[1].strip(), leaf.language))
        elif "=" in leaf.line:
            found.notes.append(f"coverage {leaf.line[:80]!r} names no place and no period; left out")
        else:
            places.setdefault(leaf.line, leaf.spoken())
    return period, tuple(places.values())


def _languages(found: Sheet, table: Mapping[str, str]) -> Iterator[Value[str]]:
    seen = set()
    for leaf in found.texts("stdyDscr/language"):
        tag = table.get(leaf.line.lower()) or language_tag(leaf.line)
        if tag is None:
            found.notes.append(f"language {leaf.line[:40]!r} is not known here; left out")
        elif tag not in seen:
            seen.add(tag)
            yield leaf.said(tag)


def _status(rights: list[Leaf], tables: Mapping[str, Any]) -> Value[str] | None:
    for leaf in rights:
        if status := tables["access_categories"].get(leaf.line.lower().rstrip("./")):
            return leaf.said(status)
    lookups = Lookups(access=tables["access"])
    return next((status for leaf in rights if (status := access_status(leaf.spoken(), lookups))), None)


def _related(found: Sheet) -> Iterator[Value[Publication]]:
    """What the resource is related to, as it is written; with its DOI or address."""
    seen = set()
    for leaf in found.texts("stdyDscr/relation"):
        if leaf.line in seen or _GRANT.fullmatch(leaf.line):
            continue
        seen.add(leaf.line)
        doi, url = identifiers.parse_doi(leaf.line), identifiers.parse_url(leaf.line)
        said = leaf.said(inside(leaf.element).strip())
        known = (leaf.said(Identifier("doi", doi)),) if doi else ()
        pages = (leaf.said(url),) if url and not doi else ()
        words = None if known or pages else said
        yield Value(Publication("CreativeWork", words, identifiers=known, urls=pages, citation=words), said.evidence)
