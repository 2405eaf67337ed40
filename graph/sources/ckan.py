"""CKAN (see ``ckan.yml``): packages of the action API → studies with their distributions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from graph import identifiers
from graph.records import (
    Agent,
    Contact,
    Distribution,
    Identifier,
    Organization,
    Period,
    Reading,
    Study,
    Value,
)
from graph.sources import _json, _people, source
from graph.sources._ckan_extras import Extras, words
from graph.sources._fields import Fields
from graph.sources._keys import key_of
from graph.sources._language import language_of
from graph.sources._markdown import readable
from graph.sources._markup import plain
from graph.sources._query import another, asked
from graph.sources._told import told
from graph.sources.base import Document, DocumentError, Link, Part
from graph.statements import is_date

RULE = "source.ckan"
_PATHS = (("result", "results"), ("result",))
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")
_LANGUAGE_IRI = re.compile(r"authority/language/([A-Z]{3})$")
_LOCAL = re.compile(r"^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d")
_EMAIL = re.compile(r"^(?:mailto:)?([^\s@<>\"{}|\\^`%]{1,64}@[\w-]+(?:\.[\w-]+){1,8})$", re.ASCII)
_MEDIA_TYPE = re.compile(r"^[\w!#$&^.+-]+/[\w!#$&^.+-]+$", re.ASCII)
_NO_LICENCE = ("notspecified", "license not specified", "licence not specified")
_UUID = re.compile(r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
_KEY = re.compile(r"^[\w-]{1,100}$", re.ASCII)


def recognise(document: Document) -> float:
    """The action API's envelope, or a package by its members."""
    if not _json.looks_like(document):
        return 0.0
    head = document.content[:8192]
    if b'"success"' in head and (b'"result"' in head or b'"error"' in head):
        return 0.9
    names = (b'"metadata_created"', b'"license_id"', b'"owner_org"', b'"num_resources"', b'"maintainer_email"')
    return 0.85 if sum(name in document.content[:262_144] for name in names) >= 2 else 0.0


def parts(document: Document) -> Iterator[Part]:
    """Each package of an answer, one or many. One that is deleted, a draft or private is told as deleted."""
    found = listed = False
    for _, value, text in _json.elements(document, _PATHS):
        listed = True
        if isinstance(value, dict):
            found = True
            yield _part(value, text.encode(), document)
        else:
            yield Part("ckan", None, text.encode(), error="the list holds names, not packages: ask for the packages")
    if listed:
        return
    content = _succeeded(_json.load_object(document))
    result = content.get("result", content)
    if isinstance(result, list) or (isinstance(result, dict) and isinstance(result.get("results"), list)):
        return
    if isinstance(result, dict) and not found:
        yield _part(result, document.content, document)


def _part(package: dict[str, Any], content: bytes, document: Document) -> Part:
    key = _key(package, document.url)
    withheld = package.get("state") in ("deleted", "draft") or package.get("private") is True
    deleted = withheld and key is not None
    return Part("ckan", key, content, _page(package, document.url), deleted)


def _key(package: Mapping[str, Any], url: str | None) -> str | None:
    """The package's id, which stays when its name changes; one that is no UUID holds in its own catalogue only."""
    for name in ("id", "name"):
        value = package.get(name)
        if isinstance(value, str) and _UUID.match(value):
            return value.lower()
        if isinstance(value, str) and _KEY.match(value):
            host = urlsplit(url or "").hostname
            return f"{identifiers.slug(host)}-{value.lower()}" if host else value.lower()
    return None


def _page(package: Mapping[str, Any], base: str | None) -> str | None:
    """The page of a package in its catalogue: beside the API that it came from."""
    name = package.get("name")
    if not base or not isinstance(name, str) or not _KEY.match(name):
        return None
    before, api, _ = base.partition("/api/")
    return identifiers.parse_url(f"{before}/dataset/{name}") if api else None


def _succeeded(content: dict[str, Any]) -> dict[str, Any]:
    if content.get("success") is False or ("error" in content and "result" not in content):
        error = content.get("error")
        told_so = error.get("message") or error.get("__type") if isinstance(error, dict) else error
        raise DocumentError(f"the answer is an error: {str(told_so)[:200]}")
    return content


def follow(document: Document) -> Iterator[Link]:
    """The next page of a search, by the count that it states.

    Raises :class:`DocumentError` for ``success: false``, and for a search that breaks off before its count.
    """
    content = _succeeded(_json.load_object(document))
    result = content.get("result")
    if "result" not in content or isinstance(result, list) or (isinstance(result, dict) and "results" not in result):
        return
    if not isinstance(result, dict) or not isinstance(result["results"], list):
        raise DocumentError("the answer is no list of packages", "/result")
    count, held = result.get("count"), len(result["results"])
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise DocumentError(f"the search's count is {str(count)[:40]!r}: it should be a number", "/result/count")
    start = asked(document, "start")
    if start + held >= count or "rows=0" in urlsplit(document.url or "").query.split("&"):
        return
    if not held:
        raise DocumentError(f"the search counts {count} packages, but the page from {start} on holds none")
    yield Link(another(document, "start", start + held), listing=True)


def read(document: Document) -> Reading:
    """The study that a package describes.

    Raises :class:`DocumentError` for errors, for lists, which are read part by part, and for what names nothing.
    """
    package = _package(_json.load_object(document))
    extras = Extras(package)
    tongues = [said for said in (_language(v) for v in (*package.texts("language"), *extras.texts("language"))) if said]
    about = _in_languages(package, "notes" if package.content.get("notes") else "description")
    notes, _ = about
    language = tongues[0].value if len(tongues) == 1 else language_of(notes.value) if notes else None
    study = _study(package, extras, about, tongues, language, document)
    if not study.title:
        raise DocumentError("the package has neither a title nor a name")
    study, text, more = told(study, language)
    unknown = Counter(package.unknown_throughout(source("ckan").not_published))
    unknown.update(f"extras.{name}" for name in extras.left())
    return Reading(
        key=_key(package.content, document.url) or key_of(document),
        text=text,
        records=(study,),
        url=document.url or _page(package.content, document.url),
        language=language,
        unknown=tuple(sorted(unknown.items())),
        notes=tuple(dict.fromkeys((*package.notes, *more))),
    )


def _package(content: dict[str, Any]) -> Fields:
    content = _succeeded(content)
    held, pointer = (content["result"], "/result") if "result" in content else (content, "")
    if isinstance(held, list) or (isinstance(held, dict) and isinstance(held.get("results"), list)):
        raise DocumentError("the document is a list of packages, not one of them")
    if not isinstance(held, dict):
        raise DocumentError("the document holds no package", pointer or None)
    return Fields(held, RULE, pointer)


def _study(
    package: Fields,
    extras: Extras,
    about: tuple[Value[str] | None, list[Value[str]]],
    tongues: list[Value[str]],
    language: str | None,
    document: Document,
) -> Study:
    name = package.text("name")
    title, translated = _in_languages(package, "title")
    title = title or name
    notes, described = about
    text = readable(notes.value) if notes else ""
    organization = _organization(package)
    publishers = [said for said in (_publisher(extras), organization) if said]
    access = next(extras.texts("access"), None)
    status = source("ckan").lookups["access"].get(access.value.rpartition("/")[2].lower()) if access else None
    package.leave("id", "name", "groups", "state")
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
        languages=tuple(tongues),
        access=access if access and not status and not identifiers.parse_url(access.value) else None,
        access_status=Value(status, access.evidence) if access and status else None,
        license=_license(package),
        issued=_first_date(package, extras.texts("issued"), "metadata_created"),
        modified=_first_date(package, extras.texts("modified"), "metadata_modified"),
        creators=tuple(_creators(package, extras)),
        publishers=tuple(publishers[:1]),
        funders=tuple(_funders(extras)),
        contacts=tuple(_contacts(package, extras)),
        distributions=tuple(_distributions(package)),
        conforms_to=tuple(said for said in extras.texts("conforms") if identifiers.parse_url(said.value)),
    )


def _line(said: Value[str], language: str | None) -> Value[str]:
    return replace(said, value=" ".join(plain(said.value).split()), language=language)


def _in_languages(package: Fields, name: str) -> tuple[Value[str] | None, list[Value[str]]]:
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
            if said and _LANGUAGE.match(tongue):
                yield replace(said, language=tongue)


def _language(said: Value[str]) -> Value[str] | None:
    if _LANGUAGE.match(said.value):
        return said
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
    page = _page(package.content, document.url)
    if page:
        yield package.said(page, "name")


def _keywords(package: Fields, extras: Extras, language: str | None) -> Iterator[Value[str]]:
    seen: set[str] = set()
    tags = [said for item in package.objects("tags") if (said := _tag(item))]
    for said in (*tags, *extras.texts("keyword")):
        if said.value not in seen and not identifiers.parse_url(said.value):
            seen.add(said.value)
            yield replace(said, language=language)


def _tag(item: Fields) -> Value[str] | None:
    item.leave("id", "state", "vocabulary_id", "revision_timestamp")
    name, shown = item.text("name"), item.text("display_name")
    return shown or name


def _date(said: Value[str]) -> Value[str] | None:
    """A date, or the day of an instant: CKAN writes instants without a zone."""
    found = _LOCAL.match(said.value)
    text = found.group(1) if found else said.value
    return replace(said, value=text) if is_date(text) else None


def _first_date(package: Fields, stated: Iterator[Value[str]], name: str) -> Value[str] | None:
    own = package.text(name)
    for said in (*stated, *([own] if own else ())):
        if found := _date(said):
            return found
        package.notes.append(f"{said.value[:60]!r} is no date and was left out")
    return None


def _period(extras: Extras, notes: list[str]) -> Value[Period] | None:
    start = next(extras.texts("start"), None)
    end = next(extras.texts("end"), None)
    if start or end:
        ends = [_date(said) if said else None for said in (start, end)]
        for said, made in zip((start, end), ends, strict=True):
            if said and not made:
                notes.append(f"{said.value[:60]!r} is no date and was left out")
        if any(ends):
            evidence = tuple(e for said in ends if said for e in said.evidence)
            return Value(Period(*(said.value if said else None for said in ends)), evidence)
    for held, item, member in extras.objects("period"):
        first, last = (str(held.get(a) or held.get(b) or "") for a, b in (("start", "start_date"), ("end", "end_date")))
        if not first and isinstance(held.get("name"), str):
            first, _, last = held["name"].partition("/")
        if (first or last) and all(not one or is_date(one) for one in (first.strip(), last.strip())):
            return item.said(Period(first.strip() or None, last.strip() or None), member)
        if first or last:
            notes.append(f"{(first or last)[:60]!r} is no period and was left out")
    return None


def _places(extras: Extras) -> Iterator[Value[str]]:
    """The names of places; a geometry has none."""
    for said in extras.texts("place"):
        if not said.value.startswith(("{", "POLYGON", "POINT", "BOX")) and not identifiers.parse_url(said.value):
            yield said


def _license(package: Fields) -> Value[str] | None:
    url, title, known = (package.text(name) for name in ("license_url", "license_title", "license_id"))
    if url and identifiers.parse_url(url.value):
        return url
    named = (said for said in (title, known) if said)
    return next((said for said in named if said.value.lower() not in _NO_LICENCE), None)


def _organization(package: Fields) -> Value[Organization] | None:
    found = None
    for item in package.objects("organization"):
        name = item.text("title") or item.text("name")
        item.leave(*item.content)
        made = _people.organization(name)
        found = found or (Value(made, made.name.evidence) if made else None)
    return found


def _publisher(extras: Extras) -> Value[Organization] | None:
    for held, item, member in extras.objects("publisher"):
        name = words(held)
        if not name or identifiers.parse_url(name):
            continue
        urls = tuple(said for said in extras.texts("publisher-uri") if identifiers.parse_url(said.value))
        made = Organization(item.said(name, member), urls=urls)
        return Value(made, made.name.evidence)
    return None


def _creators(package: Fields, extras: Extras) -> Iterator[Value[Agent]]:
    seen: set[str] = set()
    author = package.text("author")
    names = [author] if author else []
    address = package.text("author_email")
    for said in (*_separated(names), *extras.texts("creator")):
        made: Agent | None
        known = _people.by_address(said.value, address.value) if address else None
        corporate = _people.is_corporate(said.value)
        if _people.is_inverted(said.value) or (known == "person" and not corporate):
            made = _people.person(said)
        elif corporate or known == "organization":
            made = _people.organization(said)
        else:
            package.notes.append(f"author {said.value[:80]!r} may be a person or an organisation: left out")
            continue
        if made and made.name.value not in seen:
            seen.add(made.name.value)
            yield Value(made, made.name.evidence)


def _separated(names: list[Value[str]]) -> Iterator[Value[str]]:
    """The names of a field, which are separated by semicolons where they are many."""
    for said in names:
        for name in said.value.split(";"):
            if text := " ".join(plain(name).split()):
                yield replace(said, value=text)


def _funders(extras: Extras) -> Iterator[Value[Organization]]:
    for said in extras.texts("funder"):
        made = _people.organization(said)
        if made and not identifiers.parse_url(said.value):
            yield Value(made, made.name.evidence)


def _contacts(package: Fields, extras: Extras) -> Iterator[Value[Contact]]:
    """Whom to ask: the extras' contacts, else who keeps the package up. An address that is none is noted."""
    named = [next(extras.texts(f"contact-{part}"), None) for part in ("name", "email", "url")]
    found = [named] if any(named) else []
    for held, item, member in extras.objects("contact"):
        found.append([item.said(text, member) if (text := _in(held, *names)) else None for names in _CONTACT])
    maintainer = [package.text("maintainer"), package.text("maintainer_email"), None]
    if not found and any(maintainer):
        found = [maintainer]
    for name, email, url in found:
        address = _EMAIL.match(email.value) if email else None
        if email and not address:
            package.notes.append(f"{email.value[:60]!r} is no e-mail address and was left out")
        page = url if url and identifiers.parse_url(url.value) else None
        mail = replace(email, value=address.group(1)) if email and address else None
        first = name or mail or page
        if first:
            yield Value(Contact(name, mail, page), first.evidence)


_CONTACT = (("name", "fn", "contact_name"), ("email", "hasEmail", "contact_email"), ("url", "uri", "hasURL"))


def _in(held: Mapping[str, Any], *names: str) -> str:
    return next((str(held[name]).strip() for name in names if isinstance(held.get(name), str)), "")


def _distributions(package: Fields) -> Iterator[Value[Distribution]]:
    formats = source("ckan").lookups["formats"]
    for item in package.objects("resources"):
        name, url = item.text("name"), next(item.urls("url"), None)
        media, format_ = item.text("mimetype"), item.text("format")
        item.leave(*item.content)
        if not url:
            continue
        type_ = media if media and _MEDIA_TYPE.match(media.value) else None
        if not type_ and format_:
            word = format_.value.lower().lstrip(".")
            known = word if _MEDIA_TYPE.match(word) else formats.get(word)
            type_ = replace(format_, value=known) if known else None
        yield Value(Distribution(url, type_, name), url.evidence)
