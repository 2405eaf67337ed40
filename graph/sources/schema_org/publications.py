"""The texts that schema.org describes, by themselves and as what refers to a dataset."""

from __future__ import annotations

from collections.abc import Iterator

from graph import identifiers
from graph.records import (
    Identifier,
    Publication,
    Value,
)
from graph.sources.schema_org.agents import Lookups, organizations, types
from graph.sources.schema_org.properties import creators, date, landing_pages, stated_identifiers
from graph.sources.values.fields import Fields

_PUBLICATIONS = ("Report", "BlogPosting", "ScholarlyArticle", "Book", "Thesis", "WebPage")
_NEARLY = {"MedicalScholarlyArticle": "ScholarlyArticle", "LiveBlogPosting": "BlogPosting", "TechReport": "Report"}


def publications(schema: Fields, lookups: Lookups) -> Iterator[Value[Publication]]:
    for name in ("citation", "subjectOf"):
        for item in schema.objects(name):
            address = _address(item)
            if address:
                yield Value(_addressed(address), address.evidence)
            elif made := publication(item, None, lookups):
                yield Value(made, made.title.evidence if made.title else ())


def _address(item: Fields) -> Value[str] | None:
    """The DOI or URL that is all that a citation holds, as a text or as an object without a name."""
    named = item.content.get("name") or item.content.get("headline")
    if item.itself and isinstance(named, str):
        return item.text("name") if identifiers.parse_doi(named) or identifiers.parse_url(named) else None
    stated = item.content.get("@id")
    return item.text("@id") if not named and isinstance(stated, str) and identifiers.parse_doi(stated) else None


def _addressed(address: Value[str]) -> Publication:
    doi = identifiers.parse_doi(address.value)
    known = (Value(Identifier("doi", doi), address.evidence),) if doi else ()
    return Publication("CreativeWork", None, identifiers=known, urls=() if doi else (address,))


def publication(item: Fields, language: str | None, lookups: Lookups) -> Publication | None:
    """The publication that an object describes; a bare text is a citation as written."""
    name, headline = item.text("name", language), item.text("headline", language)
    title = name or headline
    if title is None:
        return None
    kind = next((t for t in types(item) if t in _PUBLICATIONS), "CreativeWork")
    kind = next((_NEARLY[t] for t in types(item) if t in _NEARLY), kind) if kind == "CreativeWork" else kind
    urls = tuple(landing_pages(item.urls("url")))
    return Publication(
        kind,
        title,
        abstract=item.text("abstract", language) or item.text("description", language),
        body=item.text("articleBody", language),
        identifiers=tuple(stated_identifiers(item)),
        urls=urls,
        issued=date(item, "datePublished", kept=True),
        authors=tuple(creators(item, lookups)),
        publishers=tuple(organizations(item, "publisher", lookups)),
    )
