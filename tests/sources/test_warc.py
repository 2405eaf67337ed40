"""WARC files: each response is read, whatever its coding; what is cut, broken or lies is told, and the rest is read."""

from __future__ import annotations

import gzip
import io
import re
import tracemalloc
import zlib
from contextlib import suppress
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import warc
from graph.sources import parts, read, recognise
from graph.sources import warc as source
from graph.sources.base import Document, DocumentError, Part

PAGE = b'<!DOCTYPE html><html><head><meta name="citation_title" content="Rents %d"></head><body></body></html>'
HTML = (("Content-Type", "text/html"),)


def record(
    payload: bytes,
    url: str = "https://archive.example.org/1",
    *,
    headers: str = "Content-Type: text/html",
    status: str = "200 OK",
    type_: str = "response",
    extra: str = "",
    length: int | None = None,
) -> bytes:
    """A record written by hand, so that it can say what is not so."""
    block = payload if type_ == "resource" else f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + payload
    named = f"WARC-Type: {type_}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-01T08:00:00Z\r\n{extra}"
    kind = "text/html" if type_ == "resource" else "application/http;msgtype=response"
    size = len(block) if length is None else length
    return f"WARC/1.0\r\n{named}Content-Type: {kind}\r\nContent-Length: {size}\r\n\r\n".encode() + block + b"\r\n\r\n"


def document(content: bytes) -> Document:
    return Document(content, "crawl.warc", "2026-01-01T00:00:00Z")


def cut(content: bytes) -> list[Part]:
    return list(source.parts(document(content)))


def pages(count: int) -> list[warc.Capture]:
    return [
        warc.Capture(f"https://archive.example.org/{n}", "2024-05-01T08:00:00Z", 200, HTML, PAGE % n)
        for n in range(count)
    ]


def written(captures: list[warc.Capture], *, compress: bool) -> bytes:
    file = io.BytesIO()
    warc.write(captures, file, compress=compress)
    return file.getvalue()


def urls(found: list[Part]) -> list[str]:
    return [part.url for part in found if part.error is None and part.url]


@pytest.mark.parametrize("compress", [False, True])
def test_what_is_written_is_read_back(compress: bool) -> None:
    captures = [
        *pages(3),
        warc.Capture(
            "https://archive.example.org/f", "2024-05-01T08:00:00Z", None, (("Content-Type", "text/html"),), PAGE % 9
        ),
        warc.Capture("https://archive.example.org/e", "2024-05-01T08:00:00Z", 404, HTML, b""),
    ]
    content = written(captures, compress=compress)
    assert content == written(captures, compress=compress)
    back = list(warc.read(io.BytesIO(content)))
    assert [(c.url, c.retrieved, c.status, c.content, c.error) for c in back] == [
        (c.url, c.retrieved, c.status, c.content, None) for c in captures
    ]
    assert recognise(document(content)).kind == "warc"


def test_headers_of_another_form_are_kept_aside_when_written() -> None:
    headers = (*HTML, ("Content-Encoding", "gzip"), ("Content-Length", "7"), ("Transfer-Encoding", "chunked"))
    one = warc.Capture("https://archive.example.org/1", "2024-05-01T08:00:00Z", 200, headers, PAGE % 1)
    (back,) = warc.read(io.BytesIO(written([one], compress=True)))
    assert back.content == PAGE % 1
    assert back.header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert back.header("Content-Length") == str(len(one.content))


def chunked(content: bytes) -> bytes:
    return (
        b"".join(b"%x;x=y\r\n%s\r\n" % (len(content[n : n + 9]), content[n : n + 9]) for n in range(0, len(content), 9))
        + b"0\r\n\r\n"
    )


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


CODINGS = {
    "": lambda b: b,
    "Content-Encoding: gzip": gzip.compress,
    "Content-Encoding: deflate": zlib.compress,
    "content-encoding: Deflate": deflated,
    "Content-Encoding: br": brotli.compress,
    "Content-Encoding: zstd": zstandard.compress,
    "Transfer-Encoding: chunked": chunked,
    "Transfer-Encoding: chunked\r\nContent-Encoding: gzip": lambda b: chunked(gzip.compress(b)),
    "Content-Encoding: gzip, br": lambda b: brotli.compress(gzip.compress(b)),
    "Content-Encoding: gzip\r\nContent-Length: 5": lambda b: b,  # decoded when it was archived
}


@pytest.mark.parametrize("headers", CODINGS)
def test_every_coding_is_undone(headers: str) -> None:
    payload = CODINGS[headers](PAGE % 1)
    (part,) = cut(record(payload, headers=f"Content-Type: text/html\r\n{headers}".strip()))
    assert (part.kind, part.content, part.error) == ("web-page", PAGE % 1, None)
    assert (part.url, part.retrieved) == ("https://archive.example.org/1", "2024-05-01T08:00:00Z")
    assert read(Document(part.content, "x", "2024-05-01T08:00:00Z", part.url), part.kind).records


@pytest.mark.parametrize(
    "pack", [lambda b: b, gzip.compress, lambda b: b"".join(map(gzip.compress, re.split(b"(?=WARC/1.0)", b)))]
)
def test_plain_whole_and_by_record(pack: object) -> None:
    content = b"".join(record(PAGE % n, f"https://archive.example.org/{n}") for n in range(4))
    packed = pack(content)  # type: ignore[operator]
    assert len(urls(cut(packed))) == 4


def test_each_content_goes_to_the_kind_that_recognises_it() -> None:
    harmony = b'<script>self.__next_f.push([1,"0:{}\\n"])</script>'
    ddi = b'<codeBook xmlns="ddi:codebook:2_5"><stdyDscr><citation><titlStmt><titl>A</titl></titlStmt></citation>'
    ddi += b"</stdyDscr></codeBook>"
    content = (
        record(b"<html>" + harmony) + record(ddi, headers="Content-Type: text/xml") + record(PAGE % 1, type_="resource")
    )
    assert [part.kind for part in cut(content)] == ["harmony", "ddi", "web-page"]


def test_what_is_no_document_is_counted_and_told() -> None:
    content = b"".join(
        [
            record(PAGE % 1),
            record(b"\x89PNG", headers="Content-Type: image/png"),
            record(b"a{}", headers="Content-Type: text/css"),
            record(b"", status="404 Not Found"),
            record(b"", status="301 Moved\r\nLocation: /2"),
            record(b"", type_="revisit"),
            record(b"User-agent: *", "https://archive.example.org/robots.txt", headers="Content-Type: text/plain"),
            record(b"WARC-Type: warcinfo", type_="warcinfo"),
            record(b"\0\1\2", headers="Content-Type: application/octet-stream"),
        ]
    )
    assert urls(cut(content)) == ["https://archive.example.org/1"]
    told = "\n".join(source.read(document(content)).notes)
    for words in ("image/png", "text/css", "status 404", "status 301", "revisits", "robots.txt", "octet-stream"):
        assert words in told


def test_speaking_content_that_nothing_recognises_is_an_error() -> None:
    (part,) = cut(record(b'{"a": 1}', headers="Content-Type: application/json"))
    assert part.error
    assert part.url


@pytest.mark.parametrize("charset", ["iso-8859-1", '"ISO-8859-1"', "windows-1252"])
def test_the_encoding_of_the_http_header_reaches_the_reader(charset: str) -> None:
    page = PAGE.replace(b"Rents", "Bäcker".encode("latin-1")) % 1
    content = record(page, headers=f"Content-Type: text/html; charset={charset}")
    (part,) = cut(content)
    assert "Bäcker 1".encode() in part.content
    assert any("converted to UTF-8" in note for note in source.read(document(content)).notes)


@pytest.mark.parametrize("head", [b"<meta charset=utf-8>", b"<meta charset=windows-1251>"])
def test_a_page_that_declares_its_own_encoding_is_left_as_it_is(head: bytes) -> None:
    page = b"<html>" + head + "é".encode()
    (part,) = cut(record(page, headers="Content-Type: text/html; charset=iso-8859-1"))
    assert part.content == page


@pytest.mark.parametrize("compress", [False, True])
def test_cut_anywhere_what_was_before_is_read_and_the_cut_is_told(compress: bool) -> None:
    content = written(pages(4), compress=compress)
    start = (b"\x1f\x8b\x08" if compress else b"WARC/1.1\r\n") + b""
    ends = [found.start() for found in re.finditer(re.escape(start), content)]
    last = ends[3]
    for at in range(last + 12, len(content) - 4, 7):
        found = cut(content[:at])
        assert len(urls(found)) >= 3, at
        assert len(urls(found)) == 4 or found[-1].error, at


@pytest.mark.parametrize("length", [0, 12, 60, 2_000, 10**6, 10**12, -5])
def test_a_length_that_lies_costs_no_other_record(length: int) -> None:
    lying = record(PAGE % 1, "https://archive.example.org/lie", length=length)
    content = record(PAGE % 0, "https://archive.example.org/0") + lying
    content += b"".join(record(PAGE % n, f"https://archive.example.org/{n}") for n in range(2, 30))
    found = cut(content)
    assert {f"https://archive.example.org/{n}" for n in (0, *range(2, 30))} <= set(urls(found))
    assert any(part.error for part in found)


def test_a_broken_member_costs_no_other_record() -> None:
    members = [gzip.compress(record(PAGE % n, f"https://archive.example.org/{n}")) for n in range(3)]
    members[1] = members[1][:30] + b"\0" * 20 + members[1][50:]
    found = cut(b"".join(members))
    assert urls(found) == ["https://archive.example.org/0", "https://archive.example.org/2"]
    assert any(part.error for part in found)


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_a_compressed_bomb_is_an_error_and_the_next_is_read(coding: str) -> None:
    bomb = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.compress, "deflate": zlib.compress}[coding](
        b"\0" * (40 << 20)
    )
    content = record(bomb, headers=f"Content-Type: text/html\r\nContent-Encoding: {coding}") + record(
        PAGE % 2, "https://archive.example.org/2"
    )
    bombed, good = cut(content)
    assert bombed.error
    assert "more than" in bombed.error
    assert good.error is None


def test_members_that_inflate_without_end_are_passed_over() -> None:
    bomb = gzip.compress(record(b"x" * (140 << 20), "https://archive.example.org/bomb"), 1)
    found = cut(bomb + gzip.compress(record(PAGE % 2, "https://archive.example.org/2")))
    assert urls(found) == ["https://archive.example.org/2"]
    assert found[0].error


@pytest.mark.parametrize(
    "content", [b"WARC/1.0\r\n" + b"x" * 1_000_000, b"WARC/1.0\r\n" + b"a: b\r\n" * 500_000, b"WARC/1.0"]
)
def test_headers_without_end_are_an_error(content: bytes) -> None:
    for form in (content, gzip.compress(content)):
        found = cut(form)
        assert found
        assert all(part.error for part in found)


def test_a_response_that_the_crawler_cut_is_an_error() -> None:
    (part,) = cut(record(PAGE % 1, extra="WARC-Truncated: length\r\n"))
    assert part.error
    assert "cut" in part.error


def test_a_large_file_is_read_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc"
    page = PAGE % 1 + b" " * 50_000
    with path.open("wb") as file:
        for n in range(1_000):
            file.write(record(page, f"https://archive.example.org/{n}"))
    given = Document(path.read_bytes()[:1000], path.name, "2026-01-01T00:00:00Z", path=path)
    tracemalloc.start()
    assert sum(1 for part in parts(given, "warc") if part.error is None) == 1_000
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    cut(record(PAGE % 1, length=20) + gzip.compress(record(PAGE % 1))[:80])
    assert capfd.readouterr() == ("", "")


@settings(max_examples=150, deadline=None)
@given(st.data(), st.booleans())
def test_whatever_is_changed_in_a_file_it_is_read_to_its_end(data: st.DataObject, compress: bool) -> None:
    content = bytearray(written(pages(3), compress=compress))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
        if not content:
            return
    with suppress(DocumentError):
        for part in cut(bytes(content)):
            assert part.error or part.content
