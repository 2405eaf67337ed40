"""HTML pages that say in JSON-LD what study they are about (see ``web_page.yml``)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

from graph import identifiers
from graph.records import Evidence, Reading, Record, Study, Value
from graph.sources import _schema_org, source
from graph.sources._agents import Lookups, types
from graph.sources._decode import decode
from graph.sources._fields import Fields
from graph.sources._keys import key_of
from graph.sources._project import project_of, shifted
from graph.sources.base import Document, DocumentError

RULE = "source.web-page"
_TAG = re.compile(rb"^\s*<(?:!doctype\s+html|[a-z][a-z0-9]*[\s>/])", re.IGNORECASE)
_BLOCK = re.compile(r"<script\b([^>]{0,500})>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_IS_JSON_LD = re.compile(r"\btype\s*=\s*[\"']?application/ld\+json", re.IGNORECASE)
_LANG = re.compile(r"<html\b[^>]{0,500}\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)", re.IGNORECASE)
_CANONICAL = re.compile(
    r"<link\b(?=[^>]{0,500}\brel\s*=\s*[\"']?canonical)[^>]{0,500}\bhref\s*=\s*[\"']([^\"']+)", re.I
)
_DATASETS = ("Dataset", "DataSet")


def recognise(document: Document) -> float:
    """HTML by its first tag."""
    return 0.5 if _TAG.match(document.content[:4096].removeprefix(b"\xef\xbb\xbf")) else 0.0


def read(document: Document) -> Reading:
    """The studies and publications that a page's JSON-LD describes.

    Raises :class:`DocumentError` where the page has no JSON-LD, or none that can be read.
    """
    html = decode(document)
    nodes = list(_nodes(html))
    tables = source("web-page").lookups
    lookups = Lookups(tables["organizations"], tables["access"])
    page_language = _LANG.search(html)
    unknown: Counter[str] = Counter()
    records: list[Record] = []
    notes: list[str] = []
    text = ""
    for schema in nodes:
        if not set(types(schema)).intersection(_DATASETS):
            continue
        language = _language(schema) or (page_language.group(1) if page_language else None)
        study = _schema_org.study(schema, language, lookups)
        text += "\n\n" if text else ""
        study, more = _with_project(study, schema, language, lookups, len(text))
        text += study.description.value if study.description else study.title.value if study.title else ""
        records.append(study)
        notes += (*schema.notes, *more)
        unknown.update(schema.unknown(source("web-page").not_published))
    if not records:
        raise DocumentError("the page's metadata describes no dataset")
    found = _CANONICAL.search(html)
    url = document.url or (identifiers.parse_url(unescape(found.group(1))) if found else None)
    return Reading(
        key=key_of(replace(document, url=url)),
        text=text,
        records=tuple(records),
        url=url,
        language=page_language.group(1) if page_language else None,
        unknown=tuple(sorted(unknown.items())),
        notes=tuple(notes),
    )


def _with_project(
    study: Study, schema: Fields, language: str | None, lookups: Lookups, offset: int
) -> tuple[Study, tuple[str, ...]]:
    description = study.description
    text = description.value if description else ""
    project, notes = project_of(text, language, described=description is not None)
    project = shifted(project, offset) if project else None
    if description:
        first = description.evidence[0]
        span = Evidence(first.rule, first.version, 1.0, offset, offset + len(text))
        description = Value(text, (first, span), description.language)
    project = _schema_org.with_grants(project, schema, lookups)
    return replace(study, description=description, project=project), notes


def _language(schema: Fields) -> str | None:
    stated = schema.content.get("inLanguage")
    return stated if isinstance(stated, str) and re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", stated) else None


def _nodes(html: str) -> Iterator[Fields]:
    """The top-level objects of all JSON-LD blocks, references to other objects of the page replaced."""
    blocks = [match.group(2) for match in _BLOCK.finditer(html) if _IS_JSON_LD.search(match.group(1))]
    if not blocks:
        raise DocumentError("the page carries no metadata: no JSON-LD block was found in it")
    listed: list[tuple[str, dict[str, Any]]] = []
    problem = None
    for index, block in enumerate(blocks):
        try:
            listed += _flat(_schema_org.bare(json.loads(block)), f"/{index}")
        except ValueError as error:
            problem = f"JSON-LD block {index + 1} is not JSON: {error}"
    if not listed and problem:
        raise DocumentError(problem)
    by_id = {node["@id"]: node for _, node in listed if isinstance(node.get("@id"), str) and len(node) > 1}
    for pointer, node in listed:
        yield Fields(_joined(node, by_id), RULE, pointer)


def _flat(value: Any, pointer: str) -> list[tuple[str, dict[str, Any]]]:
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in _flat(item, f"{pointer}/{index}")]
    if not isinstance(value, dict):
        return []
    if "@graph" in value:
        return _flat(value["@graph"], f"{pointer}/@graph")
    return [(pointer, value)]


def _joined(value: Any, by_id: dict[str, dict[str, Any]], depth: int = 0) -> Any:
    """``value`` with each bare ``{"@id": …}`` replaced by the page's object of that id."""
    if depth > 12:
        return value
    if isinstance(value, list):
        return [_joined(item, by_id, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"@id"} and depth and value["@id"] in by_id:
        value = by_id[value["@id"]]
    return {key: _joined(item, by_id, depth + 1) for key, item in value.items()}
