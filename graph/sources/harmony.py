"""Study pages of Harmony Discovery (see ``harmony.yml``): flight rows → one study with its project."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from typing import Any

from graph import identifiers
from graph.records import Catalogue, Evidence, Identifier, Reading, Study, Value
from graph.sources import source
from graph.sources.base import Document, DocumentError
from graph.sources.markup import flight
from graph.sources.schema_org import dataset
from graph.sources.schema_org.agents import Lookups
from graph.sources.schema_org.properties import landing_pages, study_identifiers
from graph.sources.values.fields import Fields
from graph.sources.values.keys import key_of
from graph.sources.values.language import language_of, tag_of
from graph.sources.values.project import covered, told_of

RULE = "source.harmony"
_ROW = re.compile(rb"^[0-9a-f]*:[\[{\"IHT]")
_PUSH = b"self.__next_f.push("
_COUNTRY_CODES = re.compile(r"^[A-Z]{2}(?:\s*,\s*[A-Z]{2})*$")
_DATASET_FIELDS = {
    "title": "name",
    "topics": "keywords",
    "dataCatalogs": "includedInDataCatalog",
    "funders": "sponsor",
    "additionalLinks": "url",
}


def recognise(document: Document) -> float:
    """Flight rows, bare or in an HTML page's script calls."""
    if _PUSH in document.content:
        return 0.9
    head = document.content[:65536].removeprefix(b"\xef\xbb\xbf")
    return 0.9 if _ROW.match(head) and b'"$' in head else 0.0


def read(document: Document) -> Reading:
    """One study page as a :class:`Reading` of one :class:`Study`.

    Raises :class:`DocumentError` for broken rows and for pages that hold no study.
    """
    rows = flight.parse(_flight_bytes(document.content))
    schema, extra, beside = _props(rows)
    schema = replace(schema, content=dataset.bare(schema.content))
    languages = tuple(extra.texts("language_codes"))
    language = _language(schema, languages)
    tables = source("harmony").lookups
    lookups = Lookups(tables["organizations"], tables["access"])
    study = dataset.study(schema, language, lookups)
    study = _completed(study, schema, extra, language, lookups)
    study = replace(study, languages=languages or study.languages)
    text = study.description.value if study.description else study.title.value if study.title else ""
    told = told_of(text, language, described=study.description is not None)
    study = replace(covered(study, told), project=dataset.with_grants(told.project, schema, lookups))
    extra.took("slug")
    unknown: Counter[str] = Counter()
    for part, name in ((schema, ""), (extra, "extra_data"), (beside, "")):
        unknown.update(part.unread(source("harmony").not_published, name))
    url = document.url or _page_url(rows)
    return Reading(
        key=_key(extra, url, document),
        text=text,
        records=(study,),
        url=url,
        language=language,
        unknown=tuple(sorted(unknown.items())),
        notes=(*schema.notes, *extra.notes, *told.notes),
    )


def _language(schema: Fields, languages: tuple[Value[str], ...]) -> str | None:
    """The language of the page's prose: English where it reads so, else the one that the data is said to be in."""
    description = schema.content.get("description")
    read = language_of(description) if isinstance(description, str) else None
    return read or (tag_of(languages[0].value) if len(languages) == 1 else None)


def _flight_bytes(content: bytes) -> bytes:
    if _PUSH not in content:
        return content.removeprefix(b"\xef\xbb\xbf")
    try:
        return flight.from_page(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DocumentError(f"the page is not UTF-8: {error.reason}", f"byte {error.start}") from error


def _props(rows: flight.Rows) -> tuple[Fields, Fields, Fields]:
    """The study's fields, the site's extra fields, and what stands beside them, whichever form the page has."""
    for found in rows.objects():
        for name in ("study", "initialData", "dataset"):
            held = rows.resolve(found.get(name))
            if isinstance(held, dict) and isinstance(held.get("dataset_schema"), dict):
                extra = held.get("extra_data")
                beside = {one: said for one, said in held.items() if one not in ("dataset_schema", "extra_data")}
                return (
                    Fields(held["dataset_schema"], RULE, f"/{name}/dataset_schema"),
                    Fields(extra if isinstance(extra, dict) else {}, RULE, f"/{name}/extra_data"),
                    Fields(beside, RULE, f"/{name}"),
                )
        held = rows.resolve(found.get("dataset"))
        if isinstance(held, dict) and ("title" in held or "dataCatalogs" in held):
            return _renamed(held), Fields({}, RULE), Fields({}, RULE)
    for value in rows.values.values():
        if isinstance(value, flight.Text) and '"@type":"Dataset"' in value.replace(" ", ""):
            return Fields(_json_ld(value), RULE, "/structured-data"), Fields({}, RULE), Fields({}, RULE)
    raise DocumentError("the page holds no study (it may redirect, or say that the dataset was not found)")


def _json_ld(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise DocumentError(f"the page's JSON-LD is not complete: {error}") from error
    if not isinstance(found, dict):
        raise DocumentError("the page's JSON-LD is no object")
    found.pop("url", None)  # the page itself, not the study's landing page
    return found


def _renamed(held: dict[str, Any]) -> Fields:
    """The props ``dataset{title, topics, …}`` under schema.org's names, their pointers kept true."""
    content = {_DATASET_FIELDS.get(name, name): value for name, value in held.items()}
    original = {new: old for old, new in _DATASET_FIELDS.items() if old in held}
    return Fields(content, RULE, "/dataset", original=original)


def _completed(study: Study, schema: Fields, extra: Fields, language: str | None, lookups: Lookups) -> Study:
    """The study with what only the site's extra fields say, less what the site confuses."""
    access = extra.text("data_access", language) or study.access
    links = (*schema.texts("url"), *extra.urls("urls"))
    elsewhere = (*links, *extra.texts("dois"))
    known = {identifiers.key(said.value) for said in study.identifiers}
    more = [said for said in study_identifiers((), elsewhere) if identifiers.key(said.value) not in known]
    harmony = extra.text("harmony_id")
    if harmony:
        more.append(Value(Identifier("local", harmony.value, "Harmony id", "harmony"), harmony.evidence))
    stated = (*study.places, *extra.texts("geographic_coverage"), *schema.texts("geographicCoverage"))
    return replace(
        study,
        description=_with_span(study.description),
        identifiers=(*study.identifiers, *more),
        landing_pages=tuple(said for said in landing_pages(iter(links)) if identifiers.parse_url(said.value)),
        places=tuple(said for said in stated if not _COUNTRY_CODES.match(said.value)),
        access=access,
        access_status=dataset.access_status(access, lookups),
        # The URL beside a catalogue's name is the study's page there, not the catalogue's home.
        catalogues=tuple(replace(said, value=Catalogue(said.value.name)) for said in study.catalogues),
    )


def _with_span(description: Value[str] | None) -> Value[str] | None:
    """The description's field holds the document's text, so its words are the whole text."""
    if description is None:
        return None
    first = description.evidence[0]
    span = Evidence(first.rule, first.version, first.confidence, 0, len(description.value))
    return replace(description, evidence=(first, span))


def _page_url(rows: flight.Rows) -> str | None:
    for found in rows.objects():
        if found.get("property") == "og:url" and isinstance(found.get("content"), str):
            return identifiers.parse_url(found["content"])
    return None


def _key(extra: Fields, url: str | None, document: Document) -> str:
    slug = extra.content.get("slug")
    if isinstance(slug, str) and identifiers.slug(slug, 120):
        return identifiers.slug(slug, 120)
    if url:
        return identifiers.slug(url.rstrip("/").rsplit("/", 1)[-1], 120) or key_of(document)
    return key_of(document)
