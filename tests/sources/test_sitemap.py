"""Sitemaps in every form: each address once, on its own host, within bounds, and what is left out is told."""

from __future__ import annotations

import gzip
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.sources import recognise, sitemap
from graph.sources.base import Document, DocumentError, Link

HERE = "https://archive.example.org/sitemap.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def document(content: str | bytes, url: str | None = HERE) -> Document:
    made = content.encode() if isinstance(content, str) else content
    return Document(made, "sitemap.xml", "2026-01-01T00:00:00Z", url)


def urlset(*entries: str) -> str:
    return f'<?xml version="1.0"?><urlset {SPACE}>{"".join(f"<url>{entry}</url>" for entry in entries)}</urlset>'


def page(number: int, host: str = "archive.example.org") -> str:
    return f"<loc>https://{host}/studies/{number}</loc>"


def followed(content: str | bytes, url: str | None = HERE) -> list[Link]:
    return list(sitemap.follow(document(content, url)))


def notes(content: str | bytes) -> tuple[str, ...]:
    return sitemap.read(document(content)).notes


def test_pages_with_the_time_of_their_change() -> None:
    content = urlset(
        page(1) + "<lastmod>2024-03-02</lastmod>",
        page(2) + "<lastmod> 2024-03-02T10:00:00+01:00\n</lastmod><priority>1</priority>",
        page(3) + "<lastmod>2024-03-02T10:00Z</lastmod>",
        page(4) + "<lastmod>2 March</lastmod>",
        page(5) + "<lastmod>2024-02-31</lastmod>",
        page(6),
    )
    assert [link.modified for link in followed(content)] == [
        "2024-03-02",
        "2024-03-02T10:00:00+01:00",
        "2024-03-02T10:00:00Z",
        None,
        None,
        None,
    ]
    assert notes(content) == ("2 times of change are no dates and are left out",)
    assert not any(link.listing for link in followed(content))
    assert recognise(document(content)).kind == "sitemap"
    assert sitemap.read(document(content)).records == ()


def test_an_index_leads_to_sitemaps_and_never_to_itself() -> None:
    content = f"""<sitemapindex {SPACE}><sitemap><loc>{HERE}</loc></sitemap>
      <sitemap><loc>/a.xml.gz</loc><lastmod>2024-01-01</lastmod></sitemap><sitemap><loc>/a.xml.gz</loc></sitemap></sitemapindex>"""
    (link,) = followed(content)
    assert link == Link("https://archive.example.org/a.xml.gz", True, "sitemap", "2024-01-01")
    assert recognise(document(content)).kind == "sitemap"


@pytest.mark.parametrize("name", ["x", "sm"])
def test_prefixes_and_other_namespaces_are_read_too(name: str) -> None:
    content = f'<{name}:urlset xmlns:{name}="http://www.google.com/schemas/sitemap/0.84"><{name}:url><{name}:loc>'
    content += f"https://archive.example.org/1</{name}:loc></{name}:url></{name}:urlset>"
    assert len(followed(content)) == 1


def test_extensions_inside_an_entry_are_no_pages() -> None:
    image = "<image:image xmlns:image='http://i'><image:loc>https://archive.example.org/i.png</image:loc></image:image>"
    assert [link.url for link in followed(urlset(image + page(1)))] == ["https://archive.example.org/studies/1"]


@pytest.mark.parametrize("packed", [False, True])
def test_plain_lists_and_gzip(packed: bool) -> None:
    text = "\ufeffhttps://archive.example.org/1\r\n\r\nhttps://archive.example.org/2\r\n"
    for content in (text.encode(), urlset(page(1), page(2)).encode()):
        given = gzip.compress(content) if packed else content
        assert len(followed(given)) == 2
        assert recognise(document(given)).kind == "sitemap"


def test_gzip_of_several_members_is_one_sitemap() -> None:
    content = urlset(page(1), page(2)).encode()
    assert len(followed(gzip.compress(content[:60]) + gzip.compress(content[60:]))) == 2


def test_feeds_lead_to_their_pages() -> None:
    item = "<item><link>https://archive.example.org/1</link></item>"
    rss = f'<rss version="2.0"><channel><link>https://archive.example.org/</link>{item}</channel></rss>'
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="self" href="/x"/><link href="/1"/>'
    atom += "<updated>2024-01-01T00:00:00Z</updated></entry></feed>"
    assert [link.url for link in followed(rss)] == ["https://archive.example.org/1"]
    assert followed(atom) == [Link("https://archive.example.org/1", modified="2024-01-01T00:00:00Z")]


def test_other_hosts_are_left_out_and_told() -> None:
    content = urlset(page(1), page(2, "other.example.org"), page(3, "other.example.org"), "<loc>mailto:x</loc>", "<x/>")
    assert len(followed(content)) == 1
    assert notes(content) == (
        "2 addresses of another host, other.example.org, are left out",
        "2 addresses are no absolute http or https URLs and are left out",
    )


def test_more_than_fifty_thousand_are_left_out_and_told() -> None:
    content = urlset(*(page(number) for number in range(50_007)))
    assert len(followed(content)) == 50_000
    assert notes(content) == ("the sitemap holds 7 addresses more than the 50,000 that it may: they are left out",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (urlset(page(1))[:-20], "not well-formed"),
        (gzip.compress(urlset(page(1)).encode())[:-12], "breaks off|not well-formed"),
        (gzip.compress(b"<urlset>" + b" " * 80_000_000), "holds more than|Text node too long"),
        (f"<urlset {SPACE}><url>" + "<a/>" * 20_000, "more than 10,000 elements"),
        ("<urlset>" + "<url>" * 100_000, "not well-formed|elements"),
        ('<!DOCTYPE u [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>', "entities"),
        (
            '<!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/hostname">]><urlset><url><loc>&a;</loc></url></urlset>',
            "entities",
        ),
        ("<html><body>Service unavailable</body></html>", "no sitemap"),
        ("https://archive.example.org/" + "a" * 100_000, "longer than any address"),
    ],
)
def test_a_sitemap_that_is_broken_says_so(content: str | bytes, message: str) -> None:
    for call in (lambda: followed(content), lambda: notes(content)):
        with pytest.raises(DocumentError, match=message):
            call()


def test_links_before_a_break_are_given() -> None:
    found = []
    with suppress(DocumentError):
        for link in sitemap.follow(document(urlset(page(1), page(2))[:-9])):
            found.append(link)
    assert [link.url.rpartition("/")[2] for link in found] == ["1", "2"]


def test_a_large_one_is_read_from_its_file_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "sitemap.xml.gz"
    path.write_bytes(gzip.compress(urlset(*(f"{page(number)}<x>{' ' * 8000}</x>" for number in range(6_000))).encode()))
    given = Document(path.read_bytes()[:1000], path.name, "2026-01-01T00:00:00Z", HERE, path=path)
    tracemalloc.start()
    assert sum(1 for _ in sitemap.follow(given)) == 6_000
    assert tracemalloc.get_traced_memory()[1] < 32 << 20  # of 48 MB
    tracemalloc.stop()


def test_robots_txt_names_sitemaps() -> None:
    text = "User-agent: *\nDisallow: /x\nSITEMAP : /a.xml # ours\nsitemap:https://b.example.org/b.xml\n"
    text += "Sitemap: /a.xml\nSitemap:"
    assert list(sitemap.in_robots(text, "https://archive.example.org/robots.txt")) == [
        "https://archive.example.org/a.xml",
        "https://b.example.org/b.xml",
    ]


_PIECES = st.sampled_from(
    [f"<urlset {SPACE}>", "<url>", "<loc>", page(1), "</url>", "<lastmod>2024", "</lastmod>", "&amp;", "]]>"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=12), st.booleans())
def test_whatever_it_holds_it_is_read_or_refused(pieces: list[str], packed: bool) -> None:
    content = "".join(pieces).encode("utf-8", "surrogatepass")
    with suppress(DocumentError):
        followed(gzip.compress(content) if packed else content)
    sitemap.recognise(document(content))
