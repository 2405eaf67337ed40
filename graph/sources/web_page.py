"""HTML pages that say what they are about (see ``web_page.yml``): all syntaxes of one page, as one account."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graph.narrative.words import word_set
from graph.records import Evidence, Grant, Project, Publication, Reading, Record, Study, Value
from graph.sources import source
from graph.sources.base import Document, DocumentError
from graph.sources.markup import html, json_ld, main_text, microdata, rdfa
from graph.sources.markup.account import MOST_THINGS, RULE, Account, with_head
from graph.sources.markup.expansion import Read
from graph.sources.markup.html import Page
from graph.sources.markup.items import fields, languages
from graph.sources.markup.union import united
from graph.sources.schema_org import things
from graph.sources.schema_org.agents import Lookups, types
from graph.sources.values.fields import Fields
from graph.sources.values.keys import key_of
from graph.sources.values.project import covered, shifted, told_of

_START = re.compile(
    r"(?:\s|<!--.*?-->|<\?xml\b[^>]*>)*+<(?:!doctype\s+html\b|(?:html|head|body|title|meta|link|script|div|p|main|article"
    r"|section|header|nav|table|h1|span|form|a|center|font|style|base)[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_LISTS = ("mainEntity", "about", "itemListElement", "item", "dataset", "hasPart")
_HOLDERS = word_set("""WebPage ItemPage AboutPage ProfilePage CollectionPage SearchResultsPage MedicalWebPage ItemList
    ListItem DataCatalog WebSite""")
_MOST_DEEP = 4
_LONGEST_PROSE = 200_000
# Pages of Next.js are Harmony's unless they carry metadata for everybody, and none of what only Harmony's have.
_PUSH = b"self.__next_f.push("
_HARMONYS = (b"dataset_schema", b"dataCatalogs", b"harmonydata")


def recognise(document: Document) -> float:
    """HTML by its first tag."""
    if not _START.match(html.head(document.content)):
        return 0.0
    content = document.content
    if _PUSH in content and b"application/ld+json" in content.partition(_PUSH)[0]:
        return 0.5 if any(mark in content for mark in _HARMONYS) else 0.95
    return 0.5


def read(document: Document) -> Reading:
    """The studies, publications and projects that a page describes; of other pages the person or organisation.

    Raises :class:`DocumentError` where the page has no metadata, or none that can be read, and too little text.
    """
    page = html.parse(document)
    tables = source("web-page").lookups
    account = Account(page, Lookups(tables["organizations"], tables["access"]), notes=list(page.notes))
    blocks = json_ld.read(page, RULE)
    account.notes += [*blocks.notes, *blocks.problems]
    marked = [*microdata.items(page, account.unknown), *rdfa.items(page, account.unknown)]
    if any(len(found) > html.MOST for found in page.marked.values()):
        account.notes.append(f"the page marks more than {html.MOST:,} elements: the rest of them was not read")
    markup = [fields(item, page, RULE) for item in marked]
    holders: list[Fields] = []
    objects = [found for one in blocks.objects for found in _main(one, holders)]
    account.add(_works(objects, blocks.referred), blocks.languages)
    works = (found for one in markup for found in _main(one, holders) if not _is_agent(found))
    account.add(works, languages(marked, page))
    for holder in holders:
        account.pass_through(holder)
    if not account.described:
        account.add(_subject([*blocks.objects, *blocks.referred, *markup], page))
    if account.left_out:
        account.notes.append(f"the page describes {account.left_out:,} things more: only {MOST_THINGS:,} were read")
    records = with_head(account, united(account.described, account.notes))
    if not records:
        return _without_metadata(document, page, account, blocks, bool(marked))
    records, text, told = _with_prose(records, page.language)
    return Reading(
        key=key_of(replace(document, url=page.url)),
        text=text,
        records=tuple(records),
        url=page.url,
        language=page.language,
        unknown=tuple(sorted(account.unknown.items())),
        notes=(*account.notes, *told),
    )


def _is_agent(item: Fields) -> bool:
    return bool(set(types(item)) & (things.PEOPLE | things.ORGANIZATIONS))


def _works(objects: list[Fields], referred: list[Fields]) -> Iterator[Fields]:
    """Studies, publications, projects and grants; those that others refer to only where they are studies."""
    yield from (item for item in objects if not _is_agent(item))
    yield from (item for item in referred if set(types(item)) & things.STUDIES)


def _main(item: Fields, holders: list[Fields], depth: int = 0) -> Iterator[Fields]:
    """An object, or where it only holds others (a page, a list, a catalogue) those, and it is one of ``holders``."""
    kinds = set(types(item))
    inner = [
        found
        for name in _LISTS
        if depth < _MOST_DEEP and kinds & _HOLDERS and name in item.content
        for one in item.objects(name)
        if not one.itself
        for found in _main(one, holders, depth + 1)
    ]
    if kinds & things.CATALOGUES:
        for found in inner:
            found.content = {**found.content, "includedInDataCatalog": _alone(item, found)}
    yield from inner
    if inner:
        holders.append(item)
    else:
        yield item


def _alone(catalogue: Fields, found: Fields) -> Any:
    """The catalogue that a study stands in, as the study's own object would name it."""
    stated = found.content.get("includedInDataCatalog")
    return stated or {name: catalogue.content[name] for name in ("name", "url") if name in catalogue.content}


def _subject(listed: list[Fields], page: Page) -> Iterator[Fields]:
    """The person or organisation that the page is about: its main entity, or the one that has its address."""
    for item in listed:
        mains = [one for name in ("mainEntity", "about") for one in item.objects(name) if not one.itself]
        if set(types(item)) & _HOLDERS and any(map(_is_agent, mains)):
            yield from filter(_is_agent, mains)
            return
    for item in listed:
        own = [item.content.get(name) for name in ("@id", "url", "mainEntityOfPage")]
        addresses = {page.url, page.canonical} - {None}
        if _is_agent(item) and any(isinstance(a, str) and a.partition("#")[0] in addresses for a in own):
            yield item
            return


def _without_metadata(document: Document, page: Page, account: Account, blocks: Read, marked: bool) -> Reading:
    """The page's text, read as text; else the error that says what is wrong with its metadata."""
    if blocks.problems and blocks.count == len(blocks.problems):
        problem = blocks.problems[0]
    elif blocks.count or account.notes or marked:
        problem = "the page's metadata describes no dataset, publication or project"
        kinds = [name for name in account.unknown if name[:1].isupper() and "." not in name]
        problem += f" (but: {', '.join(sorted(kinds)[:5])})" if kinds else ""
    else:
        problem = "the page carries no metadata (JSON-LD, microdata, RDFa, Highwire, Dublin Core)"
    if page.cut:
        problem = f"the page carries no metadata that can be read: {page.notes[-1]}"
    try:
        found = main_text.read(document, page)
    except DocumentError as error:
        raise DocumentError(f"{problem}, and its text cannot be read: {error}") from error
    if found is None:
        raise DocumentError(f"{problem}, and too little text under a heading to be read as text")
    notes = (*account.notes, *found.notes, f"{problem}: read as text")
    unknown = tuple(sorted((account.unknown + Counter(dict(found.unknown))).items()))
    return replace(found, language=found.language or page.language, unknown=unknown, notes=notes)


def _with_prose(records: list[Record], language: str | None) -> tuple[list[Record], str, list[str]]:
    """The records with what their own prose tells of a project; the text of them all, and notes."""
    made: list[Record] = []
    text = ""
    notes: list[str] = []
    for record in records:
        if isinstance(record, Study | Publication):
            text += "\n\n" if text else ""
            name = "description" if isinstance(record, Study) else "abstract"
            prose: Value[str] | None = getattr(record, name)
            own = prose.value if prose else record.title.value if record.title else ""
            short = len(own) <= _LONGEST_PROSE
            if not short:
                notes.append(f"a text of {len(own):,} characters was not searched for what it tells of a project")
            tongue = prose.language if prose else language
            told = shifted(told_of(own, tongue, described=short and prose is not None), len(text))
            if prose:
                first = prose.evidence[0]
                span = Evidence(first.rule, first.version, 1.0, len(text), len(text) + len(own))
                record = replace(record, **{name: Value(own, (*prose.evidence, span), prose.language)})  # type: ignore[arg-type]
            if isinstance(record, Study):
                record = covered(record, told)
            if told.project:
                record = replace(record, project=_with_grants(told.project, record.project))
            text += own
            notes += told.notes
        made.append(record)
    return made, text, notes


def _with_grants(told: Value[Project] | None, stated: Value[Project] | None) -> Value[Project] | None:
    """The project that the prose tells of, with the grants that the fields state."""
    if told is None or stated is None:
        return told or stated
    grants: tuple[Value[Grant], ...] = (*told.value.grants, *stated.value.grants)
    return replace(told, value=replace(told.value, grants=grants))
