"""One request done well, against a real server."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from dataclasses import replace
from email.utils import formatdate
from itertools import pairwise

import pytest

from graph.addresses import is_public
from graph.harvest.fetching import Fetcher
from graph.settings import Settings
from tests.harvest.site import Answer, Site, tagged


@pytest.fixture
def fetcher(settings: Settings) -> Iterator[Fetcher]:
    chosen = replace(settings, max_document=100_000, fetch_timeout=2.0, fetch_deadline=1.0, retry_pause=0.01)
    made = Fetcher(chosen, "mailto:curator@example.org", {"127.0.0.1"})
    yield made
    made.close()


def test_who_asks_is_told(fetcher: Fetcher, site: Site) -> None:
    site.pages["/a"] = Answer(b"words")
    answer = fetcher.fetch(f"{site.url}/a", 1000)
    assert (answer.status, answer.content) == (200, b"words")
    (_, headers, _), *_ = site.asked
    assert "mailto:curator@example.org" in headers["User-Agent"]


def test_what_is_known_is_asked_for_conditionally(fetcher: Fetcher, site: Site) -> None:
    site.pages["/a"] = tagged(b"words", '"1"')
    first = fetcher.fetch(f"{site.url}/a", 1000)
    again = fetcher.fetch(f"{site.url}/a", 1000, before=first.headers)
    assert (first.status, again.status, again.content) == (200, 304, b"")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(fetcher: Fetcher, site: Site, status: int) -> None:
    site.pages["/a"] = [Answer(b"later", status), Answer(b"later", status), Answer(b"words")]
    assert fetcher.fetch(f"{site.url}/a", 1000).content == b"words"
    assert site.paths() == ["/a"] * 3


def test_it_does_not_try_for_ever(fetcher: Fetcher, site: Site) -> None:
    site.pages["/a"] = Answer(b"later", 503)
    answer = fetcher.fetch(f"{site.url}/a", 1000)
    assert answer.error == "the server answered 503 Service Unavailable"
    assert len(site.paths()) == 4


@pytest.mark.parametrize("after", ["1", "date"])
def test_a_server_says_how_long_to_wait(fetcher: Fetcher, site: Site, after: str) -> None:
    def later(_: object) -> Answer:
        if len(site.paths()) > 1:
            return Answer(b"words")
        when = formatdate(time.time() + 2, usegmt=True)
        return Answer(b"later", 503, {"Retry-After": when if after == "date" else after})

    site.pages["/a"] = later
    assert fetcher.fetch(f"{site.url}/a", 1000).content == b"words"
    first, second = (moment for path, _, moment in site.asked if path == "/a")
    assert second - first >= 0.9


def test_a_wait_that_is_too_long_is_not_waited_for(fetcher: Fetcher, site: Site) -> None:
    site.pages["/a"] = Answer(b"later", 503, {"Retry-After": "86400"})
    assert fetcher.fetch(f"{site.url}/a", 1000).status == 503
    assert site.paths() == ["/a"]


def test_one_rate_for_each_host(fetcher: Fetcher, site: Site) -> None:
    site.pages["/a"] = Answer(b"words")
    for _ in range(4):
        fetcher.fetch(f"{site.url}/a", 10)
    moments = [moment for path, _, moment in site.asked if path == "/a"]
    assert all(later - earlier > 0.08 for earlier, later in pairwise(moments))


def test_robots_txt_is_obeyed(fetcher: Fetcher, site: Site) -> None:
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /private\nAllow: /private/but\n")
    site.pages |= {"/a": Answer(b"words"), "/private": Answer(b"no"), "/private/but": Answer(b"yes")}
    found = {path: fetcher.fetch(f"{site.url}{path}", 1000) for path in ("/a", "/private", "/private/but")}
    assert [answer.content for answer in found.values()] == [b"words", b"", b"yes"]
    assert "robots.txt" in (found["/private"].error or "")
    assert "/private" not in site.paths()
    assert fetcher.fetch(f"{site.url}/private", 1000, robots=False).content == b"no"


def test_a_robots_txt_that_fails_forbids(fetcher: Fetcher, site: Site) -> None:
    site.pages |= {"/robots.txt": Answer(b"", 500), "/a": Answer(b"words")}
    assert fetcher.fetch(f"{site.url}/a", 1000).status == 0
    assert site.paths() == []


@pytest.mark.parametrize("there", ["http://localhost:1/", "http://127.0.0.2/", "http://[::1]/", "http://10.0.0.1/"])
def test_a_redirect_to_a_private_address_is_not_followed(fetcher: Fetcher, site: Site, there: str) -> None:
    site.pages["/a"] = Answer(b"", 302, {"Location": there})
    answer = fetcher.fetch(f"{site.url}/a", 1000, robots=False)
    assert "no public address" in (answer.error or "")


@pytest.mark.parametrize("there", ["file:///etc/passwd", "ftp://example.org/", "gopher://x", "http://"])
def test_a_redirect_to_no_web_address_is_refused(fetcher: Fetcher, site: Site, there: str) -> None:
    site.pages["/a"] = Answer(b"", 302, {"Location": there})
    assert fetcher.fetch(f"{site.url}/a", 1000).error


def test_redirects_end(fetcher: Fetcher, site: Site) -> None:
    site.pages |= {"/a": Answer(b"", 301, {"Location": "/b"}), "/b": Answer(b"words")}
    answer = fetcher.fetch(f"{site.url}/a", 1000)
    assert (answer.content, answer.url) == (b"words", f"{site.url}/b")
    site.pages["/loop"] = Answer(b"", 302, {"Location": "/loop"})
    assert "more than 5" in (fetcher.fetch(f"{site.url}/loop", 1000).error or "")


def test_a_server_that_drips_is_left(fetcher: Fetcher, site: Site) -> None:
    site.pages["/a"] = Answer(drip=0.05)
    assert "not there after 1 seconds" in (fetcher.fetch(f"{site.url}/a", 1000).error or "")


def test_a_bomb_is_left(fetcher: Fetcher, site: Site) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    site.pages["/a"] = Answer(bomb, headers={"Content-Encoding": "gzip"})
    assert "CATALOGRAPH_MAX_DOCUMENT" in (fetcher.fetch(f"{site.url}/a", 1000).error or "")


@pytest.mark.parametrize(
    ("address", "open_"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("fe80::1%eth0", False),
        ("100.64.0.1", False),
    ],
)
def test_which_addresses_are_public(address: str, open_: bool) -> None:
    assert is_public(address) is open_
