"""What nothing reads is told: an unknown member or element at each level of a document, and of what it came in."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from graph.sources import holds_parts, parts, read
from graph.sources.base import Document, Part
from tests.conftest import REPOSITORY

PROJECT = {"id": "00000000-0000-4000-8000-000000000009", "title": "W", "grantCategory": "Research", "links": {}}
TIME = "2026-01-01T00:00:00Z"
NAME = "zzUnknown"
# What is left out whole, with its reason in the .yml, or read as a list of anything; what is in it is not told again.
LEFT_OUT = {
    "crossref": {"/message/license/0/start", "/message/relation"},
    "ckan": set[str](),
    "gtr": {
        "otherAttributes",
        "healthCategories",
        "researchActivities",
        "researchSubjects",
        "researchTopics",
        "rcukProgrammes",
    },
}


def fixture(kind: str, suffix: str) -> bytes:
    return (REPOSITORY / "tests" / "sources" / kind / f"input.{suffix}").read_bytes()


def told(content: bytes, kind: str) -> bool:
    """Whether some part's reading names the unknown field."""
    whole = Document(content, "x", TIME)
    listed = list(parts(whole, kind)) if holds_parts(kind) else [Part(kind, None, content)]
    readings = (read(Document(one.content, "x#1", TIME, one.url, beside=one.beside), one.kind) for one in listed)
    return any(NAME in name for made in readings for name in (*dict(made.unknown), *made.notes))


def objects(value: Any, path: str = "") -> Iterator[tuple[str, list[str | int]]]:
    """Every object inside a JSON value: its pointer, and the steps to it."""
    if isinstance(value, dict | list):
        if isinstance(value, dict):
            yield path, [int(step) if step.isdigit() else step for step in path.split("/")[1:]]
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from objects(inner, f"{path}/{name}")


@pytest.mark.parametrize("kind", ["crossref", "ckan", "gtr"])
def test_every_level_of_json_is_audited(kind: str) -> None:
    whole = json.loads(fixture(kind, "json"))
    silent = set()
    for path, steps in objects(whole):
        changed = copy.deepcopy(whole)
        at = changed
        for step in steps:
            at = at[step]
        at[NAME] = "value"
        if not told(json.dumps(changed).encode(), kind):
            silent.add(path)
    assert {path for path in silent if not any(name in path for name in LEFT_OUT[kind])} == set()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("datacite", {"data": [{"id": "1", "attributes": {"titles": [{"title": "W"}], "creators": []}}], "meta": {}}),
        ("datacite", {"data": {"id": "1", "attributes": {"titles": [{"title": "W"}], "creators": []}}}),
        ("ckan", {"success": True, "result": {"count": 1, "results": [{"name": "w", "resources": [{"url": "x"}]}]}}),
        ("crossref", {"status": "ok", "message": {"items": [{"DOI": "10.5072/w", "title": ["W"]}]}}),
        ("gtr", {"page": 1, "totalPages": 1, "totalSize": 1, "project": [PROJECT]}),
        ("gtr", {"projectOverview": {"projectComposition": {"project": {"id": "x", "title": "W"}}}}),
    ],
)
def test_what_a_document_came_in_is_audited(kind: str, content: dict[str, Any]) -> None:
    assert not told(json.dumps(content).encode(), kind)
    for _, steps in objects(content):
        changed = copy.deepcopy(content)
        at: Any = changed
        for step in steps:
            at = at[step]
        if steps not in (["data", 0, "meta"], ["meta"]):
            at[NAME] = "value"
            assert told(json.dumps(changed).encode(), kind), steps


@pytest.mark.parametrize("kind", ["datacite", "ddi", "dublin-core"])
def test_every_level_of_xml_is_audited(kind: str) -> None:
    """An element that stands in one that holds no text of its own; in the midst of a text it is a part of that."""
    root = etree.fromstring(fixture(kind, "xml"))
    for number, holder in enumerate(root.iter("*")):
        inside_document = any(etree.QName(above).localname == "docDscr" for above in (holder, *holder.iterancestors()))
        if not len(holder) or (holder.text or "").strip() or inside_document:
            continue
        changed = etree.fromstring(fixture(kind, "xml"))
        at = list(changed.iter("*"))[number]
        space = etree.QName(at).namespace
        etree.SubElement(at, f"{{{space}}}{NAME}" if space else NAME).text = "value"
        if etree.QName(at).localname not in ("description", "rights", "relPubl"):
            assert told(etree.tostring(changed), kind), at.tag


NODES = ("publisher", "distribution", "temporal", "spatial", "license", "theme", "identifier", "activity", "reference")
FEED = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix adms: <http://www.w3.org/ns/adms#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix : <https://x.example.org/> .
:dataset a dcat:Dataset ; dct:title "Weirs" ; dct:publisher :publisher ; dcat:distribution :distribution ;
  dct:temporal :temporal ; dct:spatial :spatial ; dct:license :license ; dcat:theme :theme ;
  adms:identifier :identifier ; prov:wasGeneratedBy :activity ; dct:isReferencedBy :reference .
:publisher foaf:name "P" . :distribution dcat:accessURL <https://x.example.org/a.csv> . :license dct:title "L" .
:temporal dcat:startDate "2019" . :spatial skos:prefLabel "Wales" . :theme skos:prefLabel "T" .
:identifier skos:notation "9" . :activity a prov:Activity ; dct:title "A" . :reference dct:title "R" ."""


@pytest.mark.parametrize("node", ["dataset", *NODES])
def test_every_node_of_a_feed_is_audited(node: str) -> None:
    assert not told(FEED.encode(), "dcat")
    assert told(f'{FEED} :{node} :{NAME} "value" .'.encode(), "dcat")
