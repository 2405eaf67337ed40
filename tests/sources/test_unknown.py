"""What nothing reads is told, wherever it stands: each document gets an invented field at one place after the other.

The documents are the fixtures of all kinds, found by listing, and some more; the places are those of their own tree.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from lxml import etree, html
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from graph.sources import holds_parts, parts, read, source, sources
from graph.sources.base import Document, DocumentError, Part
from tests.conftest import REPOSITORY

TIME = "2026-01-01T00:00:00Z"
URL = "https://archive.example.org/listed"
NAME = "zzUnknown"
FIXTURES = REPOSITORY / "tests" / "sources"
Place = tuple[str, bytes]
"""Where an invented field stands, and the document with it."""

# Kinds whose fixture has no fields: what is inside is of other kinds; it is prose, which is kept as it is.
WITHOUT_FIELDS = {"warc", "text"}
# What is left out whole, with its reason in the .yml, or is part of a text; what is in that is not told.
LEFT_OUT = {
    "crossref": r"/message/(license/0/start|relation)\b.*",
    "gtr": r".*/(otherAttributes|(health|research|rcuk)\w+)\b.*",
    "ddi": r".*/(docDscr\b.*|universe)",
    "dcat": r"<https://x.example.org/behind/.*",
    "sitemap": r"/feed/(entry/)?title|.*/priority",
    "oai-pmh": r".*/resumptionToken",
    "datacite": r".*/br|/(data/0/)?(meta|relationships)",
    "harmony": r"/3",
    "web-page": r"itemscope/WebPage",
}


def json_places(content: bytes) -> Iterator[Place]:
    """A member in every object."""
    whole = json.loads(content)
    for path, steps in _objects(whole):
        changed = copy.deepcopy(whole)
        at = changed
        for step in steps:
            at = at[step]
        at[NAME] = "value"
        yield path, json.dumps(changed).encode()


def _objects(value: Any, path: str = "") -> Iterator[tuple[str, list[str | int]]]:
    """Every object inside a JSON value: its pointer, and the steps to it."""
    if isinstance(value, dict):
        yield path, [int(step) if step.isdigit() else step for step in path.split("/")[1:]]
    for name, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from _objects(inner, f"{path}/{name}")


def xml_places(content: bytes) -> Iterator[Place]:
    """An attribute of every element; an element in each but those that have a text, of which it would be a part."""
    for number, holder in enumerate(etree.fromstring(content).iter("*")):
        path = "/" + "/".join(etree.QName(e).localname for e in (*reversed(list(holder.iterancestors())), holder))
        for what in ("attribute", "element"):
            root = etree.fromstring(content)
            at = list(root.iter("*"))[number]
            if what == "attribute":
                at.set(NAME, "value")
            elif (at.text or "").strip():
                continue
            else:
                space = etree.QName(at).namespace
                etree.SubElement(at, f"{{{space}}}{NAME}" if space else NAME).text = "value"
            yield path, etree.tostring(root)


def rdf_places(content: bytes) -> Iterator[Place]:
    """A statement about every node, of a subject or of an object alone."""
    quads = [q.triple for q in parse(content, format=RdfFormat.TURTLE, base_iri=URL)]
    nodes = (term for t in quads for term in (t.subject, t.object) if not isinstance(term, Literal))
    for node in dict.fromkeys(nodes):
        assert not isinstance(node, Triple)
        more = Triple(node, NamedNode(f"https://x.example.org/{NAME}"), Literal("value"))
        yield str(node), serialize([*quads, more], format=RdfFormat.N_TRIPLES)


def html_places(content: bytes) -> Iterator[Place]:
    """In every object of JSON-LD and every item of markup a property; a thing of another type; lines of the head."""
    block = re.search(rb'(<script type="application/ld\+json">)(.*?)(</script>)', content, re.DOTALL)
    for path, changed in json_places(block[2]) if block else ():
        assert block
        yield path, content[: block.start(2)] + changed + content[block.end(2) :]
    for number, element in enumerate(html.fromstring(content).iter("*")):
        for marked, said in (("itemscope", "itemprop"), ("typeof", "property")):
            if element.get(marked) is not None:
                root = html.fromstring(content)
                at = list(root.iter("*"))[number]
                etree.SubElement(at, "span", {said: NAME}).text = "value"
                name = (element.get("itemtype") or element.get("typeof") or "").rpartition("/")[2]
                yield f"{marked}/{name}", html.tostring(root)
    things = (
        json.dumps({"@context": "https://schema.org", "@type": NAME, "name": "W"}).join(
            ('<script type="application/ld+json">', "</script>")
        ),
        f'<div itemscope itemtype="https://schema.org/{NAME}"><b itemprop="name">W</b></div>',
        f'<div vocab="https://schema.org/" typeof="{NAME}"><b property="name">W</b></div>',
        *(f'<meta name="{name}{NAME}" content="value">' for name in ("", "citation_", "DC.", "og:")),
    )
    for thing in things:
        yield thing, content.replace(b"</head>", thing.encode() + b"</head>")


def flight_places(content: bytes) -> Iterator[Place]:
    """A member in every object of the row that holds the page's study."""
    row = re.search(rb'(?<=a:)\[\["\$", "\$L2".*?\]\](?=\n)', content)
    assert row
    for path, changed in json_places(row[0]):
        yield path.removeprefix("/0"), content[: row.start()] + changed + content[row.end() :]


def csv_places(content: bytes) -> Iterator[Place]:
    """A column at every place."""
    rows = list(csv.reader(io.StringIO(content.decode()), delimiter=";"))
    for place in range(len(rows[1]) + 1):
        added = [(*row[:place], NAME if number == 1 else "value", *row[place:]) for number, row in enumerate(rows)]
        written = io.StringIO()
        csv.writer(written, delimiter=";").writerows(added)
        yield str(place), written.getvalue().encode()


def text_places(content: bytes) -> Iterator[Place]:
    """A line with a label before every line that has one."""
    lines = content.decode().splitlines()
    for number, line in enumerate(lines):
        if number and ": " in line:
            yield line, "\n".join([*lines[:number], f"{NAME[2:]}: value", *lines[number:], ""]).encode()


PLACES: dict[str, Callable[[bytes], Iterator[Place]]] = {
    **{"json": json_places, "xml": xml_places, "ttl": rdf_places, "html": html_places, "csv": csv_places},
    **{"flight": flight_places, "text": text_places},
}
PROJECT = {"id": "00000000-0000-4000-8000-000000000009", "title": "W", "grantCategory": "Research", "links": {}}
LISTS: list[tuple[str, dict[str, Any]]] = [
    ("datacite", {"data": [{"id": "1", "attributes": {"titles": [{"title": "W"}], "creators": []}}], "meta": {}}),
    ("datacite", {"data": {"id": "1", "attributes": {"titles": [{"title": "W"}], "creators": []}}}),
    ("ckan", {"success": True, "result": {"count": 1, "results": [{"name": "w", "resources": [{"url": "x"}]}]}}),
    ("crossref", {"status": "ok", "message": {"items": [{"DOI": "10.5072/w", "title": ["W"]}]}}),
    ("gtr", {"page": 1, "totalPages": 1, "totalSize": 1, "project": [PROJECT]}),
    ("gtr", {"projectOverview": {"projectComposition": {"project": {"id": "x", "title": "W"}}}}),
]
CODEBOOK = b"""<codeBook xmlns="ddi:codebook:2_5"><stdyDscr><citation><titlStmt><titl>Weirs</titl></titlStmt>
<rspStmt><AuthEnty affiliation="U">Weir, W.<ExtLink URI="https://orcid.org/0000-0002-1825-0097"/></AuthEnty>
<othId role="funder">River Fund</othId></rspStmt></citation>
<stdyInfo><abstract><p>Weirs were <emph>counted</emph>.</p></abstract></stdyInfo>
<dataAccs><useStmt><conditions><restrctn>Ask.</restrctn></conditions></useStmt></dataAccs>
<othrStdyMat><relPubl><citation><titlStmt><titl>On weirs</titl></titlStmt>
<rspStmt><AuthEnty>Weir, W.</AuthEnty></rspStmt>
<distStmt><distDate date="2019"/></distStmt></citation></relPubl></othrStdyMat></stdyDscr></codeBook>"""
OVERVIEW = b"""<projectOverview><projectComposition>
<leadResearchOrganisation><id>1</id><name>U</name></leadResearchOrganisation>
<personRoles><personRole><id>2</id><firstName>A</firstName><surname>B</surname><roles><role><name>CO_INVESTIGATOR</name>
</role></roles></personRole></personRoles><project><id>3</id><title>Weirs</title><fund><funder><id>4</id><name>F</name>
</funder></fund><publications><publication><id>5</id><title>P</title></publication></publications></project>
</projectComposition></projectOverview>"""
HARVESTED = b"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><request verb="ListRecords">https://x.example.org/</request>
<ListRecords><record><header><identifier>oai:x:1</identifier></header><metadata>
<oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.1/"><payload>
<resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="DOI">10.5072/W</identifier>
<titles><title>W</title></titles></resource></payload></oai_datacite></metadata></record></ListRecords></OAI-PMH>"""
FEED = b"""@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://x.example.org/> . @prefix prov: <http://www.w3.org/ns/prov#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix time: <http://www.w3.org/2006/time#> . @prefix : <https://x.example.org/> .
:catalogue a dcat:Catalog ; dcat:dataset :dataset ; dct:publisher <behind/publisher> .
:record foaf:primaryTopic :dataset ; dct:source <behind/source> .
:dataset a dcat:Dataset ; dct:title "Weirs" ; dct:publisher :publisher ; dcat:distribution :distribution ;
  dct:temporal [ time:hasBeginning [ time:inXSDDate "2019-01-01" ] ] ; dct:license [ dct:title "L" ] ;
  prov:wasGeneratedBy [ a prov:Activity ; dct:title "A" ; prov:wasAssociatedWith [ foaf:name "University of B" ] ] ;
  dct:creator [ a foaf:Organization ; foaf:name "B" ; org:unitOf :publisher ] ; dcat:landingPage :dataset .
:publisher foaf:name "P" . :distribution dcat:accessURL <https://x.example.org/a.csv> .
:round skos:related <behind/round> . <behind/round> skos:related :round ."""
PAGE = b"""<html><head><title>Weirs</title></head><body><div itemscope itemtype="https://schema.org/WebPage">
<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Dataset"><b itemprop="name">Weirs</b>
<span itemprop="creator" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Ada Weir</b>
<span itemprop="affiliation" itemscope itemtype="https://schema.org/Organization"><b itemprop="name">U</b></span></span>
</div></div><div vocab="https://schema.org/" typeof="Dataset"><b property="name">Locks</b>
<span property="spatialCoverage" typeof="Place"><b property="name">Wales</b></span></div></body></html>"""
GRAPH = b"""<html><head><title>Weirs</title><script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [
{"@type": "DataCatalog", "name": "C", "dataset": [{"@type": "Dataset", "name": "Weirs", "temporalCoverage": "2019",
 "keywords": [{"@type": "DefinedTerm", "name": "rivers"}], "about": {"@type": "Event", "name": "A flood"},
 "identifier": {"@type": "PropertyValue", "propertyID": "SN", "value": "7"},
 "inLanguage": {"@type": "Language", "name": "en"},
 "license": {"@type": "CreativeWork", "name": "By"}, "citation": {"@type": "ScholarlyArticle", "name": "On weirs"}}]}]}
</script></head><body></body></html>"""
# All that is read of schema.org, beside what is not, in one study, text, project, catalogue, and agents of all sorts.
OFFICE = {
    **{
        "@type": "Organization",
        "@id": "https://o.example.org/#o",
        "name": "River Office",
        "legalName": "River Office Ltd",
    },
    **{
        "alternateName": "RO",
        "url": "https://o.example.org/",
        "sameAs": "https://o.example.org/same",
        "identifier": "9",
    },
    "parentOrganization": {"@type": "Organization", "name": "Water Ministry", "legalName": "Ministry of Water"},
}
ADA = {
    **{
        "@type": "Person",
        "@id": "https://o.example.org/#p",
        "name": "Ada Weir",
        "givenName": "Ada",
        "familyName": "Weir",
    },
    **{"honorificPrefix": "Dr", "sameAs": "https://o.example.org/ada", "jobTitle": "Reader", "affiliation": OFFICE},
    **{"identifier": {"@type": "PropertyValue", "propertyID": "staff", "value": "7"}, "url": "https://o.example.org/a"},
}
BO = {**ADA, "name": "Bo Lock", "givenName": "Bo", "familyName": "Lock"}
ITEM = {
    "@id": "https://i.example.org/1",
    "name": "Thing",
    "url": "https://i.example.org/one",
    "sameAs": "https://i.example.org/s",
}
TERM = {
    **ITEM,
    "@type": "DefinedTerm",
    "termCode": "R1",
    "inDefinedTermSet": "https://v.example.org/",
    "description": "D",
}
NUMBER = {**ITEM, "@type": "PropertyValue", "propertyID": "SN", "value": "7"}
MONEY = {**ITEM, "@type": "MonetaryGrant", "identifier": "ES/A000001/1", "funder": OFFICE}
ABOUT = {
    **{
        "name": "Weirs",
        "alternateName": "All weirs",
        "description": "Weirs were counted",
        "abstract": "A",
        "headline": "H",
    },
    **{"@id": "https://s.example.org/1", "identifier": NUMBER, "sameAs": "https://s.example.org/s", "inLanguage": "fr"},
    **{"url": "https://s.example.org/1.html", "mainEntityOfPage": "https://s.example.org/m", "mainEntity": "x"},
    **{"datePublished": "2019-01-02", "dateModified": "2020-01-02", "dateCreated": "2018-01-01", "funding": MONEY},
    **{
        "creator": [ADA, OFFICE],
        "author": BO,
        "publisher": OFFICE,
        "sponsor": BO,
        "provider": OFFICE,
        "contributor": BO,
    },
}
TEXT = {**ABOUT, "@type": "Report", "articleBody": "Body"}
STUDY = {
    **ABOUT,
    **{"@type": "Dataset", "keywords": [TERM, "fish"], "about": [TERM, {**ITEM, "@type": "Event"}], "funder": OFFICE},
    "temporalCoverage": {"@id": "https://t.example.org/1", "startDate": "2019", "endDate": "2020", "name": "then"},
    "spatialCoverage": {
        **ITEM,
        "@type": "Place",
        "identifier": "W92",
        "description": "A land",
        "alternateName": "Cymru",
    },
    "inLanguage": {**ITEM, "@type": "Language", "alternateName": "en"},
    **{
        "conditionsOfAccess": "End User Licence",
        "license": [{**ITEM, "@type": "CreativeWork"}, "https://c.example.org/2"],
    },
    "includedInDataCatalog": {**ITEM, "@type": "DataCatalog", "description": "all"},
    "distribution": {
        **ITEM,
        "@type": "DataDownload",
        "contentUrl": "https://d.example.org/1.csv",
        "encodingFormat": "x/y",
    },
    "citation": {**ITEM, "@type": "ScholarlyArticle", "headline": "H", "author": BO, "inLanguage": "fr"},
    **{"subjectOf": {**ITEM, "@type": "Report"}, "isBasedOn": "https://b.example.org/1"},
}
WORK = {
    **{
        **ABOUT,
        "@type": "ResearchProject",
        "startDate": "2018",
        "endDate": "2020",
        "foundingDate": "2017",
        "funder": OFFICE,
    },
    **{"dissolutionDate": "2021", "member": ADA, "employee": BO, "founder": ADA, "parentOrganization": OFFICE},
}
CATALOGUE = {**ITEM, "@type": "DataCatalog", "description": "all", "numberOfItems": 1, "mainEntityOfPage": URL}
LISTED = {**CATALOGUE, "itemListElement": "x", "dataset": {"@type": "Dataset", "name": "Weirs"}}
# What is changed here is said a second time in the same document, or only tells one thing from another.
AGAIN = {
    "crossref": r"message/(URL|issued/.*|license/0/content-version)",
    "gtr": r"techAbstractText",
    "harmony": r"0/[01]",
    "ckan": r"result/extras/4/value",  # of an extra that is counted by its key
}
RECORD = b"""Title: Weirs\nAuthors: Weir W\nPublication Year: 2019\nProject ID: 9\nAbstract: Weirs were counted.\n"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><title>W</title>
<link href="https://archive.example.org/1"/><updated>2024-01-01</updated></entry></feed>"""


def documents() -> Iterator[tuple[str, str, bytes]]:
    """Documents of every kind, each with the form that it is in: the fixtures, and those above."""
    for kind in sources():
        (path,) = (path for path in (FIXTURES / kind).glob("input.*") if not path.name.endswith(".yml"))
        form = "flight" if kind == "harmony" else path.suffix[1:]
        if kind not in WITHOUT_FIELDS:
            yield kind, form, path.read_bytes()
    for kind, content in LISTS:
        yield kind, "json", json.dumps(content).encode()
    yield from (
        ("ddi", "xml", CODEBOOK),
        ("gtr", "xml", OVERVIEW),
        ("oai-pmh", "xml", HARVESTED),
        ("dcat", "ttl", FEED),
    )
    yield from (
        ("web-page", "html", PAGE),
        ("web-page", "html", GRAPH),
        ("text", "text", RECORD),
        ("sitemap", "xml", ATOM),
    )


def told(content: bytes, kind: str) -> bool:
    """Whether some part's reading names the unknown field."""
    mapping = (FIXTURES / kind / "input.csv.mapping.yml").read_bytes() if kind == "table" else None
    whole = Document(content, "x", TIME, URL, mapping)
    listed = list(parts(whole, kind)) if holds_parts(kind) else [Part(kind, None, content, URL)]
    inside = (Document(one.content, "x#1", TIME, one.url, mapping, beside=one.beside) for one in listed)
    readings = (read(document, one.kind) for document, one in zip(inside, listed, strict=True))
    names = (name for made in readings for name in (*dict(made.unknown), *made.notes))
    return any(NAME.lower() in name.lower() or NAME[2:].lower() in name.lower() for name in names)


@pytest.mark.parametrize(("kind", "form", "content"), [pytest.param(*d, id=f"{d[0]}-{d[1]}") for d in documents()])
def test_what_nothing_reads_is_told_at_every_place(kind: str, form: str, content: bytes) -> None:
    assert not told(content, kind), "the document is not free of unknown fields: nothing can be told apart"
    places = list(PLACES[form](content))
    left_out = re.compile(LEFT_OUT.get(kind, "(?!)"))
    silent = [path for path, changed in places if not left_out.fullmatch(path) and not told(changed, kind)]
    assert silent == []
    assert len(places) > len([path for path, _ in places if left_out.fullmatch(path)])


def in_a_page(*described: Any) -> bytes:
    """A page whose JSON-LD describes some things."""
    block = json.dumps({"@context": "https://schema.org", "@graph": described})
    return f'<html><head><script type="application/ld+json">{block}</script></head><body></body></html>'.encode()


def in_flight(described: Any) -> bytes:
    """Harmony's page with another study."""
    content = (FIXTURES / "harmony" / "input.txt").read_bytes()
    row = re.search(rb'(?<=a:)\[\["\$", "\$L2".*?\]\](?=\n)', content)
    assert row
    whole = json.loads(row[0])
    whole[0][3]["study"]["dataset_schema"] = described
    return content[: row.start()] + json.dumps(whole).encode() + content[row.end() :]


def changed(content: bytes, form: str) -> Iterator[Place]:
    """A document with each of its texts and numbers changed in turn."""
    start, end = 0, len(content)
    if form != "json":
        pattern = rb"(?s)ld\+json\">(.*?)</script>" if form == "html" else rb'a:(\[\["\$", "\$L2".*?\]\])\n'
        found = re.search(pattern, content)
        start, end = found.span(1) if found else (0, 0)
    whole = json.loads(content[start:end] or b"null")
    for path, steps in _leaves(whole):
        copied = copy.deepcopy(whole)
        at = copied
        for step in steps[:-1]:
            at = at[step]
        at[steps[-1]] = f"{at[steps[-1]]}zz7" if isinstance(at[steps[-1]], str) else at[steps[-1]] + 1
        yield path, content[:start] + json.dumps(copied).encode() + content[end:]


def _leaves(value: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, (*steps, name))
    elif isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
        yield "/".join(map(str, steps)), steps


def readings(content: bytes, kind: str) -> list[Any]:
    """What is read of each part, or the error instead."""
    whole = Document(content, "x", TIME, URL)
    try:
        listed = list(parts(whole, kind)) if holds_parts(kind) else [Part(kind, None, content, URL)]
        return [(p.url, read(Document(p.content, "x#1", TIME, p.url, beside=p.beside), p.kind)) for p in listed]
    except DocumentError as error:
        return [error.message]


def has_reason(path: str, made: list[Any], left_out: Mapping[str, str]) -> bool:
    """Whether a field, or an object around it, is left out for a reason, is counted, or has a note of its own."""
    steps = [step for step in path.split("/") if not step.isdigit()]
    ways = {".".join(steps[at:end]) for at in range(len(steps)) for end in range(at + 1, len(steps) + 1)}
    told = [name for _, reading in made for name in dict(reading.unknown)]
    noted = {note.split()[0] for _, reading in made for note in reading.notes}
    return bool(
        ways & left_out.keys()
        or {f"*.{way}" for way in ways} & left_out.keys()
        or {name.rpartition(".")[2] for name in told} & ways
        or noted & ways
    )


def whole_documents() -> Iterator[tuple[str, str, bytes]]:
    """What is JSON of the documents above, and pages that say of each thing all that schema.org has for it."""
    yield from (d for d in documents() if d[1] in ("json", "html", "flight"))
    pages = (STUDY, TEXT, WORK, CATALOGUE, LISTED, MONEY, {**ADA, "url": URL}, {**OFFICE, "url": URL})
    yield from (("web-page", "html", in_a_page(one)) for one in pages)
    yield "harmony", "flight", in_flight(STUDY)


@pytest.mark.parametrize(
    ("kind", "form", "content"), [pytest.param(*d, id=f"{d[0]}-{d[1]}") for d in whole_documents()]
)
def test_what_is_read_past_is_told_or_has_its_reason(kind: str, form: str, content: bytes) -> None:
    made = readings(content, kind)
    left_out = source(kind).not_published
    again = re.compile(AGAIN.get(kind, "(?!)"))
    past = [
        path for path, other in changed(content, form) if not again.fullmatch(path) and readings(other, kind) == made
    ]
    assert [path for path in past if not has_reason(path, made, left_out)] == []
