"""Documents that are made to do harm, by the name of their file, and the means to make them."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import openpyxl

from graph import warc
from tests.harvest.conftest import page

DEEP = 100_000
CODEBOOK = '<codeBook xmlns="ddi:codebook:2_5"><stdyDscr><citation><titlStmt><titl>{}</titl></titlStmt></citation>'
MAPPING = "key: No\nlanguage: en\ncolumns: {No: identifier, Title: title}\n"
TURTLE = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . "


def laughs(root: str) -> str:
    """A document type whose entity ``z`` comes to ten to the tenth words."""
    names = "abcdefghijz"
    entities = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names))
    return f'<!DOCTYPE {root} [<!ENTITY a "ha">{entities}]>'


def quadratic(root: str) -> tuple[str, str]:
    """A document type with one long entity, and text that names it often."""
    return f'<!DOCTYPE {root} [<!ENTITY z "{"x" * 50_000}">]>', "&z;" * 50_000


def external(root: str, address: str) -> str:
    """A document type that reaches outside in every way that there is."""
    return (
        f'<!DOCTYPE {root} SYSTEM "{address}/dtd" [<!ENTITY % p SYSTEM "{address}/parameter"> %p; '
        f'<!ENTITY z SYSTEM "{address}">]>'
    )


def forms(entity: str) -> dict[str, tuple[str, str]]:
    """Documents of each kind that is XML: the root, and the rest, which names an entity."""
    return {
        "ddi": ("codeBook", f"{CODEBOOK.format(entity)}</stdyDscr></codeBook>"),
        "oai": (
            "OAI-PMH",
            '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-01T00:00:00Z</responseDate>'
            "<ListRecords><record><header><identifier>oai:x:1</identifier><datestamp>2026-01-01</datestamp></header>"
            f"<metadata>{CODEBOOK.format(entity)}</stdyDscr></codeBook></metadata></record></ListRecords></OAI-PMH>",
        ),
        "rdf": (
            "rdf:RDF",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" '
            'xmlns:dct="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="https://x.example.org/1">'
            f"<dct:title>{entity}</dct:title></dcat:Dataset></rdf:RDF>",
        ),
        "dublin-core": (
            "oai_dc:dc",
            '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{entity}</dc:title>'
            "<dc:type>Dataset</dc:type></oai_dc:dc>",
        ),
        "datacite": (
            "resource",
            '<resource xmlns="http://datacite.org/schema/kernel-4">'
            f'<identifier identifierType="DOI">10.5072/x</identifier><titles><title>{entity}</title></titles>'
            "</resource>",
        ),
        "gtr": (
            "gtr:projectOverview",
            '<gtr:projectOverview xmlns:gtr="http://gtr.rcuk.ac.uk/api"><gtr:projectComposition><gtr:project>'
            f"<gtr:title>{entity}</gtr:title></gtr:project></gtr:projectComposition></gtr:projectOverview>",
        ),
        "sitemap": (
            "urlset",
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://x.example.org/'
            f"{entity}</loc></url></urlset>",
        ),
    }


def entities(address: str, secret: str) -> Iterator[tuple[str, bytes]]:
    """Entities that grow without end, and those that are elsewhere, in each kind of XML."""
    head = '<?xml version="1.0"?>'
    for kind, (root, rest) in forms("&z;").items():
        yield f"laughs-{kind}.xml", f"{head}{laughs(root)}{rest}".encode()
        yield f"external-{kind}.xml", f"{head}{external(root, address)}{rest}".encode()
        yield f"local-{kind}.xml", f"{head}{external(root, secret)}{rest}".encode()
        types, often = quadratic(root)
        yield f"quadratic-{kind}.xml", f"{head}{types}{forms(often)[kind][1]}".encode()
    doctype = laughs("html")
    yield "laughs-page.html", f"{doctype}<html><head><title>&z;</title></head><body>&z;</body></html>".encode()
    yield "external-page.html", f"{external('html', address)}<html><title>&z;</title><p>&z;</p></html>".encode()
    yield (
        "include.xml",
        (
            f'{head}<codeBook xmlns="ddi:codebook:2_5" xmlns:xi="http://www.w3.org/2001/XInclude">'
            f'<xi:include href="{address}/include"/><xi:include href="{secret}" parse="text"/></codeBook>'
        ).encode(),
    )


def workbook(sheet: bytes, strings: bytes = b"<sst/>", blanks: str = "") -> bytes:
    """An XLSX with this as its sheet; the file ``blanks`` in it has 300 MB of them at its end."""
    empty, made = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(empty)
    put = {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": strings}
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            with new.open(name, "w") as file:
                file.write(put.get(name, old.read(name)))
                for _ in range(300 if name == blanks else 0):
                    file.write(b" " * (1 << 20))
    return made.getvalue()


def _sheet(rows: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def bomb(begin: bytes, size: int) -> bytes:
    """The beginning of a gzip file of so many bytes, most of them blanks, made without holding them."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    head = packer.compress(begin) + packer.flush(zlib.Z_FULL_FLUSH)
    blanks = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + blanks * (size >> 20)


def packed() -> Iterator[tuple[str, bytes]]:
    """What is small and unpacks to very much."""
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>No</t></is></c></row>'
    yield "sheet.xlsx", workbook(_sheet(cell), blanks="xl/worksheets/sheet1.xml")
    yield "strings.xlsx", workbook(_sheet(cell), b"<sst>", "xl/sharedStrings.xml")
    yield "far.xlsx", workbook(_sheet(f'{cell}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    doctype = laughs("worksheet").encode()
    rows = b"<worksheet><sheetData><row><c><is><t>&z;</t></is></c></row></sheetData></worksheet>"
    yield "laughs.xlsx", workbook(doctype + rows)
    yield "sitemap.xml.gz", bomb(b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', 2 << 30)
    yield "twice.xml.gz", gzip.compress(bomb(b"<urlset>", 1 << 30), 1)
    yield (
        "record.warc.gz",
        bomb(
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example.org/\r\n"
            b"WARC-Date: 2024-05-01T08:00:00Z\r\nContent-Type: application/http;msgtype=response\r\n"
            b"Content-Length: 2147483648\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            2 << 30,
        ),
    )
    yield "headers.warc.gz", bomb(b"WARC/1.0\r\nX: ", 1 << 30)
    yield "archive.zip", _zip(b" " * (50 << 20))


def _zip(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(20):
            file.writestr(f"{number}.html", content)
    return made.getvalue()


def nested() -> Iterator[tuple[str, bytes]]:
    """What is nested without end."""
    arrays, objects = "[" * DEEP + "]" * DEEP, '{"a":' * DEEP + "1" + "}" * DEEP
    for name, held in (("arrays", arrays), ("objects", objects)):
        yield f"ckan-{name}.json", f'{{"help":"x","success":true,"result":{{"id":"1","name":"x","x":{held}}}}}'.encode()
        yield (
            f"datacite-{name}.json",
            (f'{{"data":{{"id":"10.5072/x","type":"dois","attributes":{{"doi":"10.5072/x","x":{held}}}}}}}').encode(),
        )
        yield (
            f"crossref-{name}.json",
            (
                f'{{"status":"ok","message-type":"work","message":{{"DOI":"10.5072/x","type":"book","x":{held}}}}}'
            ).encode(),
        )
        yield (
            f"ld-{name}.jsonld",
            (f'{{"@context":{{"@vocab":"http://www.w3.org/ns/dcat#"}},"@type":"Dataset","x":{held}}}'.encode()),
        )
        yield f"bare-{name}.json", held.encode()
        script = f'<script type="application/ld+json">{{"@type":"Dataset","name":"x","x":{held}}}</script>'
        yield f"block-{name}.html", f"<!doctype html><html><head>{script}</head></html>".encode()
    yield "tags.html", b"<!doctype html><html><body>" + b"<div>" * DEEP + b"x"
    yield "spans.html", b"<!doctype html><html><body>" + b"<b><i><span itemscope itemprop=a>" * DEEP
    yield "elements.xml", CODEBOOK.format("x").encode() + b"<a>" * DEEP + b"</a>" * DEEP + b"</stdyDscr></codeBook>"
    yield "nodes.ttl", (f"{TURTLE}<https://x.example.org/1> a dcat:Dataset ; dct:x " + "[ dct:x " * DEEP).encode()
    yield "list.ttl", (f"{TURTLE}<https://x.example.org/1> a dcat:Dataset ; dct:x " + "(" * DEEP + ")" * DEEP).encode()


def encoded() -> Iterator[tuple[str, bytes]]:
    """Bytes that are no text, or not in the encoding that they claim."""
    yield "utf-16.html", b'<!doctype html><meta charset="utf-16"><title>\xff\xfe\xd8\x00\xd8</title>\xff'
    yield "latin.xml", b'<?xml version="1.0" encoding="UTF-8"?>' + CODEBOOK.format("Caf\xe9").encode("latin-1")
    yield "unknown.xml", b'<?xml version="1.0" encoding="x-none"?>' + CODEBOOK.format("x").encode()
    yield "nuls.json", b'{"success":true,"result":{"id":"1",' + b"\0" * 1000 + b"}}"
    yield "nuls.txt", b"\0" * 100_000
    yield "nuls.xml", CODEBOOK.format("a\0b").encode()
    yield "noise.bin", bytes(range(256)) * 4000
    yield "half.html", page("Half", 9).decode().encode("utf-16")[:-1]
    yield "empty.html", b""


def broken() -> Iterator[tuple[str, bytes]]:
    """Files that are cut, or lie about their length."""
    made = io.BytesIO()
    html = (("Content-Type", "text/html"),)
    captures = [
        warc.Capture(f"https://crawl.example.org/{n}", "2024-05-01T08:00:00Z", 200, html, page(f"Crawled {n}", 100 + n))
        for n in range(3)
    ]
    warc.write(captures, made)
    yield "cut.warc.gz", made.getvalue()[:-40]
    yield "length.warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999999999999\r\n\r\nx"
    yield "cut.xlsx", workbook(_sheet(""))[:-30]
    yield "cut.json", json.dumps({"success": True, "result": {"id": "1", "name": "x" * 1000}}).encode()[:-9]


def tables(mark: Path) -> Iterator[tuple[str, bytes]]:
    """Tables with mappings (``.mapping.yml``) that are made to do harm; one would make a file ``mark``."""
    yield "aliases.csv", b"No,Title\n1,One\n"
    lists = "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    yield "aliases.csv.mapping.yml", f"a: &a [x, x, x, x, x, x, x, x, x]\n{lists}{MAPPING}".encode()
    yield "object.csv", b"No,Title\n1,One\n"
    yield "object.csv.mapping.yml", f"key: !!python/object/apply:os.system ['touch {mark}']\n".encode()
    yield "deep.csv", b"No,Title\n1,One\n"
    yield "deep.csv.mapping.yml", b"columns: " + b"[" * DEEP
    yield "line.csv", b"No,Title\n1," + b"x" * (8 << 20)
    yield "line.csv.mapping.yml", MAPPING.encode()
    for name in ("sheet", "strings", "far", "laughs", "cut"):
        yield f"{name}.xlsx.mapping.yml", MAPPING.encode()


def slow() -> Iterator[tuple[str, bytes]]:
    """What makes patterns and searches slow."""
    many = {
        "brackets": "(" * 50_000,
        "blanks": " " * 500_000,
        "words": "The project " * 40_000,
        "names": "A. " * 100_000,
    }
    for name, text in many.items():
        yield f"page-{name}.html", page(f"Slow {name}", 50, description=f"The study had work packages. {text}x")
        yield f"text-{name}.txt", f"Slow {name}\n\nProject: {text}\nThe project had two work packages. {text}".encode()
    yield "attributes.html", b"<!doctype html><html><body " + b"a=1 " * DEEP + b">"
    yield "comment.html", b"<!doctype html><html>" + b"<!--" * 500_000


def documents(address: str, secret: Path, mark: Path) -> Iterator[tuple[str, bytes]]:
    """All of them. ``address`` is a server that nobody may ask, ``secret`` a file that nobody may read."""
    for group in (packed(), nested(), encoded(), broken(), tables(mark), slow(), entities(address, secret.as_uri())):
        yield from group
    context = {"@context": f"{address}/context", "@type": "Dataset", "name": "x"}
    yield "context.jsonld", json.dumps(context).encode()
    yield "context.html", page("Elsewhere", 60, **{"@context": [f"{address}/context", {"@import": f"{address}/i"}]})
    yield (
        "links.html",
        (
            f'<!doctype html><base href="{address}/"><link rel="stylesheet" href="s.css"><img src="i.png">'
            f'<iframe src="f.html"></iframe><script src="s.js"></script><link rel="describedby" href="d.jsonld">'
            f'<meta http-equiv="refresh" content="0; url={address}/r">'
        ).encode(),
    )
