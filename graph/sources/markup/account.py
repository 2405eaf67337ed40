"""What a page says, gathered: things described, what its head adds to them, notes and unknown fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from graph import identifiers
from graph.records import Evidence, Project, Publication, Record, Study, Value
from graph.sources import source
from graph.sources.markup import meta
from graph.sources.markup.html import Page
from graph.sources.markup.items import Item
from graph.sources.markup.union import Described, completed, is_same, together
from graph.sources.schema_org import things
from graph.sources.schema_org.agents import Lookups, types
from graph.sources.values.fields import Fields
from graph.sources.values.language import seems_english

RULE = "source.web-page"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
MOST_THINGS = 1_000
_ENOUGH = 10
"""Words of which some would be English words, if they were in English."""


@dataclass(slots=True)
class Account:
    """What a page says, as it is gathered: described things, things in reserve, notes and unknown fields."""

    page: Page
    lookups: Lookups
    described: list[Described] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    left_out: int = 0
    audited: set[str | None] = field(default_factory=set)

    def take(self, item: Fields, languages: dict[str, str] | None = None) -> Record | None:
        """The record of an object, with its notes and what is not known of it."""
        language = _language(item, self.page.language)
        made = things.record(item, language, self.lookups)
        if made is None:
            self.pass_over(item)
            return None
        if languages:
            made = _spoken(made, item, languages)
        self.notes += [note for note in item.notes if note not in self.notes]
        place = item.said("").evidence[0].pointer
        if place not in self.audited:  # else it is read again where another thing refers to it
            self.audited.add(place)
            for name in item.unread(source("web-page").not_published):
                self.unknown[name] += 1
        return made

    def pass_over(self, item: Fields) -> None:
        """Count a thing of which no record is made by its type; one without a type by its properties."""
        left_out = source("web-page").not_published
        kinds = types(item)
        if not kinds:
            self.unknown.update(f"thing.{name}" for name in item.unread(left_out) if "." not in name)
        elif not any(kind in left_out for kind in kinds):
            self.unknown.update(kinds[:1])

    def pass_through(self, holder: Fields) -> None:
        """Count what is not read of a thing that holds others, and of which nothing else is told (a catalogue)."""
        left_out = source("web-page").not_published
        kinds = types(holder)
        if not any(kind in left_out for kind in kinds):
            holder.took("name", "url")
            self.unknown.update(f"{kinds[0]}.{name}" for name in holder.unread(left_out) if "." not in name)

    def add(self, items: Iterable[Fields], languages: dict[str, str] | None = None) -> None:
        for item in items:
            if len(self.described) >= MOST_THINGS:
                self.left_out += 1
                continue
            made = self.take(item, languages)
            if made is not None:
                stated = item.content.get("@id")
                self.described.append(Described(made, stated if isinstance(stated, str) else None))


def with_head(account: Account, records: list[Record]) -> list[Record]:
    """The records with what the page's head says of the one that it is about, or what the head says alone."""
    head = meta.read(account.page)
    account.unknown.update(head.unknown)
    if head.stated.types:
        records = _with_stated(account, head.stated, records)
        account.notes += [note for note in head.notes if note not in account.notes]
    else:  # nothing says of which work it is said
        account.unknown.update(f"head.{said.name}" for said in head.stated.said)
    if not records and head.page.types:
        own = _of_head(account, head.page, None)
        return [own] if own is not None else []
    works = [record for record in records if isinstance(record, Study | Publication | Project)]
    if len(works) == 1 and _lacks(works[0], {said.name for said in head.page.said}):
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


def _with_stated(account: Account, stated: Item, records: list[Record]) -> list[Record]:
    """The records with the work that the head describes: one of them, or one more."""
    works = [place for place, record in enumerate(records) if isinstance(record, Study | Publication | Project)]
    alike = _of_head(account, stated, records[works[0]], stated=True) if len(works) == 1 else None
    if alike is not None and (is_same(records[works[0]], alike) or _may_be(records[works[0]], alike)):
        place: int | None = works[0]
    else:
        alike = _of_head(account, stated, None, stated=True)
        place = next((n for n, record in enumerate(records) if alike is not None and is_same(record, alike)), None)
    if alike is None:
        return records
    if place is None:
        return [*records, alike]
    return [*records[:place], together(records[place], alike), *records[place + 1 :]]


def _lacks(record: Record, offered: set[str]) -> bool:
    """Whether a record lacks something that its page says of itself; a date of change alone is not taken from there."""
    if not isinstance(record, Study):
        return True
    held = {"name": record.title, "description": record.description, "url": record.landing_pages}
    lacking = [name for name, value in {**held, "datePublished": record.issued}.items() if not value]
    return any(name in offered for name in (*lacking, *(("dateModified",) if lacking and not record.modified else ())))


def _of_head(account: Account, item: Item, like: Record | None, *, stated: bool = False) -> Record | None:
    """What a head says, as a record of the same kind as another one, or of the kind that it states.

    What is ``stated`` of a work is audited; what only tells of any page is not.
    """
    kinds = {Study: ["Dataset"], Project: ["ResearchProject"]}
    if isinstance(like, Publication):
        item = replace(item, types=[like.kind])
    elif like is not None:
        item = replace(item, types=kinds[type(like)])
    made = meta.as_fields(item, account.page, RULE)
    language = account.page.language
    record: Record | None
    if isinstance(like, Study):
        record = _stripped(things.study(made, language, account.lookups))
    elif item.types == ["WebPage"] or isinstance(like, Publication):
        record = things.publication(made, language, account.lookups)
    else:
        record = things.record(made, language, account.lookups)
    if stated:
        account.notes += [note for note in made.notes if note not in account.notes]
        if unread := Counter(list(made.unread(source("web-page").not_published))):
            account.unknown |= unread
    return record


def _stripped(made: Study) -> Study:
    return replace(made, project=None) if made.project else made


def _may_be(record: Record, other: Record) -> bool:
    """Whether what a head states is of a work that has no name yet."""
    return isinstance(record, Study | Publication) and record.title is None and type(record) is type(other)


def _language(item: Fields, page: str | None) -> str | None:
    """The language of an object's texts: the page's, or its own, which of a dataset is that of the data.

    Where the two differ, the texts decide as far as they are, or are not, English.
    """
    stated = item.content.get("inLanguage")
    stated = stated[0] if isinstance(stated, list) and len(stated) == 1 else stated
    own = stated if isinstance(stated, str) and _LANGUAGE.fullmatch(stated) else None
    if not own or not page or _primary(own) == _primary(page):
        return own or page
    texts = [text for name in ("name", "headline", "description") if isinstance(text := item.content.get(name), str)]
    words = " ".join(texts)
    english = [tag for tag in (own, page) if _primary(tag) == "en"]
    if seems_english(words):
        return english[0] if english else "en"
    if english and len(words.split()) >= _ENOUGH:
        return next(tag for tag in (own, page) if tag not in english)
    return page if set(types(item)) & things.STUDIES else own


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


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
