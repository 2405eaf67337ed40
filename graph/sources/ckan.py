"""CKAN (see ``ckan.yml``): packages of the action API → studies with their distributions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from graph.records import (
    Reading,
)
from graph.sources import source
from graph.sources.base import Document, DocumentError, Link, Part
from graph.sources.formats import json_stream
from graph.sources.portal.extras import Extras
from graph.sources.portal.keys import key, page
from graph.sources.portal.package import in_languages, language, study
from graph.sources.values.envelope import around, audited
from graph.sources.values.fields import Fields
from graph.sources.values.keys import key_of
from graph.sources.values.language import language_of
from graph.sources.values.query import another, asked
from graph.sources.values.told import told

RULE = "source.ckan"
_PATHS = (("result", "results"), ("result",))


def recognise(document: Document) -> float:
    """The action API's envelope, or a package by its members."""
    if not json_stream.looks_like(document):
        return 0.0
    head = document.content[:8192]
    if b'"success"' in head and (b'"result"' in head or b'"error"' in head):
        return 0.9
    names = (b'"metadata_created"', b'"license_id"', b'"owner_org"', b'"num_resources"', b'"maintainer_email"')
    return 0.85 if sum(name in document.content[:262_144] for name in names) >= 2 else 0.0


def parts(document: Document) -> Iterator[Part]:
    """Each package of an answer, one or many. One that is deleted, a draft or private is told as deleted."""
    beside: list[str] = []
    yield from audited("ckan", _parts(document, beside), beside)


def _parts(document: Document, beside: list[str]) -> Iterator[Part]:
    found = listed = False
    for _, value, text in json_stream.elements(document, _PATHS, beside):
        listed = True
        if isinstance(value, dict):
            found = True
            yield _part(value, text.encode(), document)
        else:
            yield Part("ckan", None, text.encode(), error="the list holds names, not packages: ask for the packages")
    if listed:
        return
    content = _succeeded(json_stream.load_object(document))
    result = content.get("result", content)
    if isinstance(result, list) or (isinstance(result, dict) and isinstance(result.get("results"), list)):
        return
    if isinstance(result, dict) and not found:
        beside.clear()  # they are the document's own
        yield _part(result, document.content, document)


def _part(package: dict[str, Any], content: bytes, document: Document) -> Part:
    own = key(package, document.url)
    withheld = package.get("state") in ("deleted", "draft") or package.get("private") is True
    deleted = withheld and own is not None
    return Part("ckan", own, content, page(package, document.url), deleted)


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
    content = _succeeded(json_stream.load_object(document))
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
    content = json_stream.load_object(document)
    package = _package(content)
    extras = Extras(package)
    tongues = [said for said in (language(v) for v in (*package.texts("language"), *extras.texts("language"))) if said]
    about = in_languages(package, "notes" if package.content.get("notes") else "description")
    notes, _ = about
    main = tongues[0].value if len(tongues) == 1 else language_of(notes.value) if notes else None
    made = study(package, extras, about, tongues, main, document)
    if not made.title:
        raise DocumentError("the package has neither a title nor a name")
    made, text, more = told(made, main)
    unknown = Counter(package.unknown_throughout(source("ckan").not_published))
    unknown.update(f"extras.{name}" for name in extras.left())
    unknown.update(around("ckan", content, "result") if "result" in content else ())
    return Reading(
        key=key(package.content, document.url) or key_of(document),
        text=text,
        records=(made,),
        url=document.url or page(package.content, document.url),
        language=main,
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
