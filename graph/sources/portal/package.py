"""The fields of a CKAN package, with what its extras say → a study."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from graph import identifiers
from graph.records import (
    Catalogue,
    Distribution,
    Identifier,
    Period,
    Study,
    Value,
)
from graph.sources import source
from graph.sources.base import Document
from graph.sources.portal.agents import contacts, contributors, creators, funders, organization, publisher
from graph.sources.portal.extras import Extras, words
from graph.sources.portal.keys import page
from graph.sources.values.dates import date_in, no_date, span_in
from graph.sources.values.fields import Fields
from graph.sources.values.language import tag_of
from graph.sources.values.markdown import readable
from graph.sources.values.plain_text import plain

_LANGUAGE_IRI = re.compile(r"authority/language/([A-Z]{3})$")
_LOCAL = re.compile(r"^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d")
_MEDIA_TYPE = re.compile(r"^[\w!#$&^.+-]+/[\w!#$&^.+-]+$", re.ASCII)
# How data.gov.uk writes parts of the United Kingdom: "101000: England, Wales".
_GEOMETRY = re.compile(
    r"[{\[<]|(?:srid=\d+;\s*)?(?:(?:multi)?(?:point|polygon|linestring)|box|bbox|envelope|geometrycollection)\s*[mz]{0,2}\s*\(",
    re.IGNORECASE,
)
_CODED = re.compile(r"^[01]{6}:\s*")
_GAPS = re.compile(r"[\s_-]")
_LICENCE = re.compile(r"https?://[^\s\"'<>]*(?:licen[cs]e|creativecommons|opendatacommons)[^\s\"'<>]*", re.IGNORECASE)
_NO_LICENCE = ("notspecified", "license not specified", "licence not specified")


def study(
    package: Fields,
    extras: Extras,
    about: tuple[Value[str] | None, list[Value[str]]],
    tongues: list[Value[str]],
    language: str | None,
    document: Document,
) -> Study:
    name = package.text("name")
    title, translated = in_languages(package, "title")
    title = title or name
    notes, described = about
    text = readable(notes.value) if notes else ""
    held_by = organization(package)
    publishers = [said for said in (publisher(extras), held_by) if said]
    access = next(extras.texts("access"), None)
    status = source("ckan").lookups["access"].get(access.value.rpartition("/")[2].lower()) if access else None
    package.took("id", "name")
    return Study(
        title=_line(title, title.language or language) if title else None,
        alternate_titles=tuple(extras.texts("alternate")),
        parallel_titles=tuple(_line(said, said.language) for said in translated),
        description=replace(notes, value=text, language=notes.language or language) if notes and text else None,
        alternate_descriptions=tuple(replace(said, value=readable(said.value)) for said in described),
        identifiers=tuple(_identifiers(package, extras)),
        landing_pages=tuple(_pages(package, document)),
        keywords=tuple(_keywords(package, extras, language)),
        period=_period(extras, package.notes),
        places=tuple(_places(extras)),
        places_elsewhere=tuple(_addresses(extras.texts("place"))),
        themes=tuple(_addresses(extras.texts("keyword"))),
        frequency=_frequency(extras, package.notes),
        catalogues=tuple(_catalogues(extras)),
        related=tuple(_addresses(extras.texts("related"))),
        languages=tuple(tongues),
        access=access if access and not status and not identifiers.parse_url(access.value) else None,
        access_status=Value(status, access.evidence) if access and status else None,
        license=_license(package, extras),
        issued=_first_date(package, _dates(extras, "issued", "publication"), "metadata_created"),
        modified=_first_date(package, _dates(extras, "modified", "revision"), "metadata_modified"),
        creators=tuple(creators(package, extras)),
        publishers=tuple(publishers[:1]),
        contributors=tuple(contributors(extras)),
        funders=tuple(funders(extras)),
        contacts=tuple(contacts(package, extras)),
        distributions=tuple(_distributions(package)),
        conforms_to=tuple(said for said in extras.texts("conforms") if identifiers.parse_url(said.value)),
    )


def _line(said: Value[str], language: str | None) -> Value[str]:
    return replace(said, value=" ".join(plain(said.value).split()), language=language)


def in_languages(package: Fields, name: str) -> tuple[Value[str] | None, list[Value[str]]]:
    """A text, English where there is a choice, and the same in other languages.

    They stand beside it, ``title_translated``, or are what the field holds: ``{"en": …, "cy": …}``.
    """
    whole = isinstance(package.content.get(name), dict)
    own = None if whole else package.text(name)
    listed = list(_translations(package, name if whole else f"{name}_translated"))
    if own is None:
        english = (said for said in listed if said.language and said.language.lower().startswith("en"))
        own = next(english, listed[0] if listed else None)
    same = next((said for said in listed if own and said.value == own.value), None)
    return (same or own), [said for said in listed if said is not same]


def _translations(package: Fields, name: str) -> Iterator[Value[str]]:
    for held in package.objects(name):
        for tongue in list(held.content):
            said = held.text(tongue)
            if said:
                yield replace(said, language=tag_of(tongue))


def language(said: Value[str]) -> Value[str] | None:
    if tag := tag_of(said.value):
        return replace(said, value=tag)
    found = _LANGUAGE_IRI.search(said.value)
    return replace(said, value=found.group(1).lower()) if found else None


def _identifiers(package: Fields, extras: Extras) -> Iterator[Value[Identifier]]:
    seen: set[str] = set()
    for said in (*extras.texts("identifier"), *package.texts("url"), *package.texts("doi")):
        doi = identifiers.parse_doi(said.value)
        number = identifiers.ukda_sn(doi) if doi else None
        stated = said.evidence[0].pointer or ""
        made = [Identifier("doi", doi)] if doi else []
        made += [Identifier("ukda-sn", number)] if number else []
        if not made and not stated.endswith("/url"):
            made = [Identifier("local", said.value, "Identifier")]
        for identifier in made:
            key = identifiers.key(identifier)
            if key not in seen:
                seen.add(key)
                yield Value(identifier, said.evidence)
    own = package.text("id")
    if own:
        yield Value(Identifier("local", own.value, "CKAN id", "ckan"), own.evidence)


def _pages(package: Fields, document: Document) -> Iterator[Value[str]]:
    """The page that the package names, and its page in the catalogue."""
    for said in package.urls("url"):
        if not identifiers.parse_doi(said.value):
            yield said
    own = page(package.content, document.url)
    if own:
        yield package.said(own, "name")


def _keywords(package: Fields, extras: Extras, language: str | None) -> Iterator[Value[str]]:
    seen: set[str] = set()
    tags = [said for item in package.objects("tags") if (said := _tag(item))]
    for said in (*tags, *extras.texts("keyword")):
        if said.value not in seen and not identifiers.parse_url(said.value):
            seen.add(said.value)
            yield replace(said, language=language)


def _tag(item: Fields) -> Value[str] | None:
    name, shown = item.text("name"), item.text("display_name")
    return shown or name


def _date(said: Value[str]) -> Value[str] | None:
    """A date, or the day of an instant: CKAN writes instants without a zone."""
    found = _LOCAL.match(said.value)
    day = date_in(found.group(1) if found else said.value)
    return replace(said, value=day) if day else None


def _first_date(package: Fields, stated: Iterator[Value[str]], name: str) -> Value[str] | None:
    """The first that is a date, the catalogue's own last; where none is, the first as it is written."""
    own = package.text(name)
    listed = [*stated, *([own] if own else ())]
    for said in listed:
        if found := _date(said):
            return found
        package.notes.append(no_date(_member(said), said.value, kept=True))
    return listed[0] if listed else None


def _member(said: Value[str]) -> str:
    return (said.evidence[0].pointer or "").rpartition("/")[2] or "date"


def _period(extras: Extras, notes: list[str]) -> Value[Period] | None:
    start = next(extras.texts("start"), None)
    end = next(extras.texts("end"), None)
    if start or end:
        ends = [_date(said) if said else None for said in (start, end)]
        for said, made in zip((start, end), ends, strict=True):
            if said and not made:
                notes.append(no_date(_member(said), said.value, kept=False))
        if any(ends):
            evidence = tuple(e for said in ends if said for e in said.evidence)
            return Value(Period(*(said.value if said else None for said in ends)), evidence)
    for held, item, member in extras.objects("period"):
        first, last = (str(held.get(a) or held.get(b) or "") for a, b in (("start", "start_date"), ("end", "end_date")))
        named = held.get("name")
        written = f"{first}/{last}" if first or last else named if isinstance(named, str) else ""
        if found := span_in(written):
            return item.said(found, member)
        if written:
            notes.append(f"{written[:80]!r} is no period and was left out")
    return None


def _places(extras: Extras) -> Iterator[Value[str]]:
    """The names of places; a geometry has none, and is told."""
    notes = extras.package.notes
    for said in extras.texts("place"):
        name = _CODED.sub("", said.value)
        if _GEOMETRY.match(name) or not any(map(str.isalpha, name)):
            notes.append(f"{said.value[:60]!r} is an area or a point, not the name of a place, and was left out")
        elif not identifiers.parse_url(name):
            yield replace(said, value=name)
    for held, _, _ in extras.objects("place"):
        if not words(held):
            notes.append(f"{str(held)[:60]} is an area or a point, not the name of a place, and was left out")


def _addresses(listed: Iterator[Value[str]]) -> Iterator[Value[str]]:
    """Those of the texts that are addresses."""
    yield from (said for said in listed if identifiers.parse_url(said.value))


def _frequency(extras: Extras, notes: list[str]) -> Value[str] | None:
    """A code of the EU's frequency authority table; what has none is noted and left out."""
    table = source("dcat").lookups["frequencies"]
    for said in extras.texts("frequency"):
        word = said.value.rpartition("/")[2]
        known = table.get(_GAPS.sub("", word).lower())
        if known or ("/authority/frequency/" in said.value and word.isupper()):
            return replace(said, value=known or word)
        notes.append(f"{said.value[:60]!r} is no known frequency and was left out")
    return None


def _dates(extras: Extras, name: str, event: str) -> Iterator[Value[str]]:
    """The dates that extras state under a name, or as an event of ISO 19115 (creation, publication, revision)."""
    yield from extras.texts(name)
    for held, item, member in extras.objects("reference-date"):
        if held.get("type") == event and isinstance(held.get("value"), str):
            yield item.said(held["value"].strip(), member)


def _catalogues(extras: Extras) -> Iterator[Value[Catalogue]]:
    """The catalogue that the package was harvested from."""
    home = next(_addresses(extras.texts("catalogue-url")), None)
    for said in extras.texts("catalogue"):
        yield Value(Catalogue(said, home), said.evidence)


def _license(package: Fields, extras: Extras) -> Value[str] | None:
    """The licence by its address where one is known: of the package, else of its extras."""
    url, title, known = (package.text(name) for name in ("license_url", "license_title", "license_id"))
    if url and identifiers.parse_url(url.value):
        return url
    stated = [*extras.texts("license"), *_constraints(extras)]
    if address := next((said for said in stated if identifiers.parse_url(said.value)), None):
        return address
    named = (said for said in (title, known, *extras.texts("license")) if said)
    return next((said for said in named if said.value.lower() not in _NO_LICENCE), None)


def _constraints(extras: Extras) -> Iterator[Value[str]]:
    """The addresses of licences inside statements on use ("license: https://…"), as ISO 19115 has them."""
    for said in extras.texts("constraints"):
        for address in _LICENCE.findall(said.value):
            yield replace(said, value=address.rstrip(".,;)"))


def _distributions(package: Fields) -> Iterator[Value[Distribution]]:
    formats = source("ckan").lookups["formats"]
    for item in package.objects("resources"):
        name, url = item.text("name"), next(item.urls("url"), None)
        media, format_ = item.text("mimetype"), item.text("format")
        if not url:
            continue
        type_ = media if media and _MEDIA_TYPE.match(media.value) else None
        if not type_ and format_:
            word = format_.value.lower().lstrip(".")
            known = word if _MEDIA_TYPE.match(word) else formats.get(word)
            type_ = replace(format_, value=known) if known else None
        yield Value(Distribution(url, type_, name), url.evidence)
