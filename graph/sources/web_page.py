"""HTML pages that say what they are about (see ``web_page.yml``): all syntaxes of one page, as one account."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from graph import identifiers
from graph.narrative.words import word_set
from graph.records import Evidence, Grant, Project, Publication, Reading, Record, Study, Value
from graph.sources import _html, _json_ld, _main_text, _meta, _microdata, _rdfa, source
from graph.sources import _schema_things as things
from graph.sources._agents import Lookups, types
from graph.sources._fields import Fields
from graph.sources._html import Page
from graph.sources._items import Item, fields
from graph.sources._keys import key_of
from graph.sources._project import project_of, shifted
from graph.sources._union import Described, completed, is_same, together, united
from graph.sources.base import Document, DocumentError

RULE = "source.web-page"
_START = re.compile(
    r"(?:\s|<!--.*?-->|<\?xml\b[^>]*>)*+<(?:!doctype\s+html\b|(?:html|head|body|title|meta|link|script|div|p|main|article"
    r"|section|header|nav|table|h1|span|form|a|center|font|style|base)[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_LISTS = ("mainEntity", "about", "itemListElement", "item", "dataset", "hasPart")
_HOLDERS = word_set("""WebPage ItemPage AboutPage ProfilePage CollectionPage SearchResultsPage MedicalWebPage ItemList
    ListItem DataCatalog WebSite""")
_MOST_THINGS = 1_000
_MOST_DEEP = 4
_LONGEST_PROSE = 200_000
# Pages of Next.js are Harmony's unless they carry metadata for everybody, and none of what only Harmony's have.
_PUSH = b"self.__next_f.push("
_HARMONYS = (b"dataset_schema", b"dataCatalogs", b"harmonydata")


def recognise(document: Document) -> float:
    """HTML by its first tag."""
    if not _START.match(_html.head(document.content)):
        return 0.0
    content = document.content
    if _PUSH in content and b"application/ld+json" in content.partition(_PUSH)[0]:
        return 0.5 if any(mark in content for mark in _HARMONYS) else 0.95
    return 0.5


@dataclass(slots=True)
class _Account:
    """What a page says, as it is gathered: described things, things in reserve, notes and unknown fields."""

    page: Page
    lookups: Lookups
    described: list[Described] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    left_out: int = 0

    def take(self, item: Fields, languages: dict[str, str] | None = None) -> Record | None:
        """The record of an object, with its notes and what is not known of it."""
        language = _language(item) or self.page.language
        made = things.record(item, language, self.lookups)
        if made is None:
            return None
        if languages:
            made = _spoken(made, item, languages)
        self.notes += [note for note in item.notes if note not in self.notes]
        self.unknown.update(item.unknown(source("web-page").not_published))
        return made

    def add(self, items: Iterable[Fields], languages: dict[str, str] | None = None) -> None:
        for item in items:
            if len(self.described) >= _MOST_THINGS:
                self.left_out += 1
                continue
            made = self.take(item, languages)
            if made is not None:
                stated = item.content.get("@id")
                self.described.append(Described(made, stated if isinstance(stated, str) else None))


def read(document: Document) -> Reading:
    """The studies, publications and projects that a page describes; of other pages the person or organisation.

    Raises :class:`DocumentError` where the page has no metadata, or none that can be read, and too little text.
    """
    page = _html.parse(document)
    tables = source("web-page").lookups
    account = _Account(page, Lookups(tables["organizations"], tables["access"]), notes=list(page.notes))
    blocks = _json_ld.read(page, RULE)
    account.notes += [*blocks.notes, *blocks.problems]
    markup = [*(fields(item, page, RULE) for item in _items(page))]
    objects = [found for one in blocks.objects for found in _main(one)]
    account.add(_works(objects, blocks.referred), blocks.languages)
    account.add(found for one in markup for found in _main(one) if not _is_agent(found))
    if not account.described:
        account.add(_subject([*blocks.objects, *blocks.referred, *markup], page))
    if account.left_out:
        account.notes.append(f"the page describes {account.left_out:,} things more: only {_MOST_THINGS:,} were read")
    records = _with_head(account, united(account.described, account.notes))
    if not records:
        return _without_metadata(document, page, account, blocks)
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


def _items(page: Page) -> Iterator[Item]:
    yield from _microdata.items(page)
    yield from _rdfa.items(page)


def _is_agent(item: Fields) -> bool:
    return bool(set(types(item)) & (things.PEOPLE | things.ORGANIZATIONS))


def _works(objects: list[Fields], referred: list[Fields]) -> Iterator[Fields]:
    """Studies, publications, projects and grants; those that others refer to only where they are studies."""
    yield from (item for item in objects if not _is_agent(item))
    yield from (item for item in referred if set(types(item)) & things.STUDIES)


def _main(item: Fields, depth: int = 0) -> Iterator[Fields]:
    """An object, or where it only holds others (a page, a list, a catalogue) those."""
    kinds = set(types(item))
    inner = [
        found
        for name in _LISTS
        if depth < _MOST_DEEP and kinds & _HOLDERS and name in item.content
        for one in item.objects(name)
        if not one.itself
        for found in _main(one, depth + 1)
    ]
    if kinds & things.CATALOGUES:
        for found in inner:
            found.content = {**found.content, "includedInDataCatalog": _alone(item, found)}
    yield from inner
    if not inner or not kinds & _HOLDERS:
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


def _with_head(account: _Account, records: list[Record]) -> list[Record]:
    """The records with what the page's head says of the one that it is about, or what the head says alone."""
    head = _meta.read(account.page)
    account.unknown.update(head.unknown)
    if head.stated.types:
        records = _with_stated(account, head.stated, records)
    if not records and head.page.types:
        own = _of_head(account, head.page, None)
        return [own] if own is not None else []
    works = [record for record in records if isinstance(record, Study | Publication | Project)]
    if len(works) == 1 and not _is_full(works[0]):
        last = _of_head(account, head.page, works[0])
        if last is not None:
            records = [completed(record, last) if record is works[0] else record for record in records]
    if len(works) == 1:
        records = [_found_at(account.page.url, record) for record in records]
    return records


def _found_at(url: str | None, record: Record) -> Record:
    """The only study of a page, which names no page of its own: it is described here."""
    if url is None or not isinstance(record, Study) or record.landing_pages or identifiers.parse_doi(url):
        return record
    return replace(record, landing_pages=(Value(url, (Evidence(RULE, "1"),)),))


def _with_stated(account: _Account, stated: Item, records: list[Record]) -> list[Record]:
    """The records with the work that the head describes: one of them, or one more."""
    works = [place for place, record in enumerate(records) if isinstance(record, Study | Publication | Project)]
    alike = _of_head(account, stated, records[works[0]]) if len(works) == 1 else None
    if alike is not None and (is_same(records[works[0]], alike) or _may_be(records[works[0]], alike)):
        place: int | None = works[0]
    else:
        alike = _of_head(account, stated, None)
        place = next((n for n, record in enumerate(records) if alike is not None and is_same(record, alike)), None)
    if alike is None:
        return records
    if place is None:
        return [*records, alike]
    return [*records[:place], together(records[place], alike), *records[place + 1 :]]


def _is_full(record: Record) -> bool:
    """Whether nothing is lacking of what a page says of itself."""
    return isinstance(record, Study) and all((record.title, record.description, record.landing_pages, record.issued))


def _of_head(account: _Account, item: Item, like: Record | None) -> Record | None:
    """What a head says, as a record of the same kind as another one, or of the kind that it states."""
    kinds = {Study: ["Dataset"], Project: ["ResearchProject"]}
    if isinstance(like, Publication):
        item = replace(item, types=[like.kind])
    elif like is not None:
        item = replace(item, types=kinds[type(like)])
    made = _meta.as_fields(item, account.page, RULE)
    language = account.page.language
    if isinstance(like, Study):
        return _stripped(things.study(made, language, account.lookups))
    if item.types == ["WebPage"] or isinstance(like, Publication):
        return things.publication(made, language, account.lookups)
    return things.record(made, language, account.lookups)


def _stripped(made: Study) -> Study:
    return replace(made, project=None) if made.project else made


def _may_be(record: Record, other: Record) -> bool:
    """Whether what a head states is of a work that has no name yet."""
    return isinstance(record, Study | Publication) and record.title is None and type(record) is type(other)


def _without_metadata(document: Document, page: Page, account: _Account, blocks: _json_ld.Read) -> Reading:
    """The page's text, read as text; else the error that says what is wrong with its metadata."""
    if blocks.problems and blocks.count == len(blocks.problems):
        problem = blocks.problems[0]
    elif blocks.count or account.notes or any(True for _ in _items(page)):
        problem = "the page's metadata describes no dataset, publication or project"
    else:
        problem = "the page carries no metadata (JSON-LD, microdata, RDFa, Highwire, Dublin Core)"
    if page.cut:
        problem = f"the page carries no metadata that can be read: {page.notes[-1]}"
    try:
        found = _main_text.read(document, page)
    except DocumentError as error:
        raise DocumentError(f"{problem}, and its text cannot be read: {error}") from error
    if found is None:
        raise DocumentError(f"{problem}, and too little text under a heading to be read as text")
    notes = (*account.notes, *found.notes, f"{problem}: read as text")
    return replace(found, language=found.language or page.language, notes=notes)


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
            project, told = project_of(own, tongue, described=short and prose is not None)
            project = shifted(project, len(text)) if project else None
            if prose:
                first = prose.evidence[0]
                span = Evidence(first.rule, first.version, 1.0, len(text), len(text) + len(own))
                record = replace(record, **{name: Value(own, (*prose.evidence, span), prose.language)})  # type: ignore[arg-type]
            record = replace(record, project=_with_grants(project, record.project))
            text += own
            notes += told
        made.append(record)
    return made, text, notes


def _with_grants(told: Value[Project] | None, stated: Value[Project] | None) -> Value[Project] | None:
    """The project that the prose tells of, with the grants that the fields state."""
    if told is None or stated is None:
        return told or stated
    grants: tuple[Value[Grant], ...] = (*told.value.grants, *stated.value.grants)
    return replace(told, value=replace(told.value, grants=grants))


def _language(item: Fields) -> str | None:
    stated = item.content.get("inLanguage")
    return stated if isinstance(stated, str) and _LANGUAGE.fullmatch(stated) else None


def _spoken(record: Record, item: Fields, languages: dict[str, str]) -> Record:
    """A study or publication with the languages that its texts are tagged with."""

    def tagged(said: Value[str] | None) -> Value[str] | None:
        tag = languages.get(said.value) if said else None
        return replace(said, language=tag) if said and tag else said

    if isinstance(record, Publication):
        return replace(record, title=tagged(record.title), abstract=tagged(record.abstract))
    if not isinstance(record, Study):
        return record
    described = item.content.get("description")
    others = tuple(
        item.said(text.strip(), "description", index, language=languages.get(text.strip()))
        for index, text in enumerate(described if isinstance(described, list) else ())
        if index and isinstance(text, str) and text.strip() in languages
    )
    return replace(
        record,
        title=tagged(record.title),
        description=tagged(record.description),
        alternate_descriptions=others,
        alternate_titles=tuple(said for name in record.alternate_titles if (said := tagged(name))),
        keywords=tuple(said for word in record.keywords if (said := tagged(word))),
    )
