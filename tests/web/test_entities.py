"""Entities: IRIs, pages with evidence and conflicts, lists with facets, texts and documents."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse

from graph import harvest, pipeline
from graph.namespaces import RDFS, SCHEMA
from graph.settings import Settings
from graph.store.snapshot import Snapshot
from graph.summaries import CLASSES
from tests.web.conftest import HTML, application

STUDY = "study/home-care-workers-survey-2019-2021"
PROJECT = "project/the-first-set-of-keys"
FUNDER = "organization/council-for-social-enquiry"


def page(client: FlaskClient, path: str) -> str:
    response = client.get(f"/{path}", headers=HTML)
    assert response.status_code == 200, response.text
    return response.text


def plain(markup: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup)))


def test_a_thing_leads_to_its_page(client: FlaskClient, snapshot: Snapshot) -> None:
    response = client.get(f"/id/{STUDY}", headers={"Host": "evil.example.net"})
    assert (response.status_code, response.headers["Location"]) == (303, f"{snapshot.base}{STUDY}")
    assert response.headers["Vary"] == "Accept"


@pytest.mark.parametrize(
    "path",
    ["id/study/none", "study/none", "study/none.ttl", f"{STUDY}.xyz", "none/x", "text/none", "document/none",
     "graph/none", "rule/none/1", ".well-known/genid/none", "id/record/none", "queries/none", "catalog.xyz",
     "quality.xyz", "ontology.xyz", "catalog?page=99", "search?page=99", "study/?page=99"],
)  # fmt: skip
def test_what_is_not_there(client: FlaskClient, path: str) -> None:
    response = client.get(f"/{path}")
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert response.get_json()["title"] == "Not Found"
    assert "<h1>Not Found</h1>" in client.get(f"/{path}", headers=HTML).text


def study_page(title: str, *dois: str) -> str:
    said = {"@context": "https://schema.org/", "@type": "Dataset", "name": title, "description": title * 9}
    data = json.dumps({**said, "identifier": [f"https://doi.org/{doi}" for doi in dois]})
    return f'<html lang="en"><script type="application/ld+json">{data}</script></html>'


def test_a_merged_entity_leads_to_the_one_that_lives_on(settings: Settings, tmp_path: Path) -> None:
    documents = {"one": ("10.5072/A",), "two": ("10.5072/B",), "both": ("10.5072/A", "10.5072/B")}
    for name, dois in documents.items():
        path = tmp_path / f"{name}.html"
        path.write_text(study_page(f"Study {name}", *dois), "utf-8")
        pipeline.build(harvest.gather([str(path)], settings, None), settings)
    client = application(settings).test_client()
    thing, shown, turtle = (
        client.get(f"/{p}") for p in ("id/study/study-two", "study/study-two", "study/study-two.ttl")
    )
    assert [answer.status_code for answer in (thing, shown, turtle)] == [301, 301, 301]
    assert thing.headers["Location"] == f"{settings.base}id/study/study-one"
    assert shown.headers["Location"] == f"{settings.base}study/study-one"
    assert turtle.headers["Location"] == f"{settings.base}study/study-one.ttl"
    assert thing.headers["Cache-Control"] == "no-store"


def test_rdf_is_the_canonical_description(client: FlaskClient, snapshot: Snapshot) -> None:
    found = {quad.triple for quad in parse(client.get(f"/{STUDY}.ttl").data, format=RdfFormat.TURTLE)}
    assert found == set(snapshot.describe(f"{snapshot.base}id/{STUDY}"))
    assert NamedNode(f"{snapshot.base}id/{STUDY}") in {triple.subject for triple in found}


def test_json_ld_lies_in_the_page(client: FlaskClient, snapshot: Snapshot) -> None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(client, STUDY), re.DOTALL)
    assert found
    told = json.loads(found[1])
    assert (told["@type"], told["name"]["@value"]) == ("Dataset", "Home Care Workers Survey, 2019-2021")
    assert {"@type": "Person", "name": "Ngozi Harcastle"}.items() <= told["creator"][0].items()
    quads = list(parse(found[1].encode(), format=RdfFormat.JSON_LD))
    assert SCHEMA.Dataset in {quad.object for quad in quads}
    assert snapshot.base in quads[0].subject.value


@pytest.mark.parametrize("kind", CLASSES)
def test_every_entity_has_a_page_and_its_list(client: FlaskClient, snapshot: Snapshot, kind: str) -> None:
    listed = page(client, f"{kind}/")
    hits = snapshot.search("", kind, limit=-1).hits
    assert len(hits) == snapshot.counts["classes"][kind]
    for hit in hits:
        path = hit.iri.removeprefix(f"{snapshot.base}id/")
        assert f'href="/{path}"' in listed
        shown = page(client, path)
        assert html.escape(hit.label, quote=False).replace('"', "&#34;").replace("'", "&#39;") in shown


def test_facts_are_named_for_people(client: FlaskClient) -> None:
    shown = plain(page(client, STUDY))
    for words in ("Created by", "Ngozi Harcastle", "Period covered", "Licence", "CC BY 4.0", "DOI", "English"):
        assert words in shown
    assert not re.search(r">\s*https?://(schema\.org|purl\.org|www\.w3\.org)", page(client, STUDY))


def test_sources_that_differ_stand_side_by_side(client: FlaskClient) -> None:
    shown = plain(page(client, STUDY))
    assert "Sources differ 1 March 2019 to 30 June 2021" in shown
    assert "1 March 2019 to 31 December 2021" in shown
    assert "Sources differ" not in page(client, "study/rota-diaries-of-home-care-workers-2020-2021")


def test_a_quote_leads_to_its_words(client: FlaskClient, snapshot: Snapshot) -> None:
    shown = page(client, PROJECT)
    quote = re.search(r'<mark>(Gaurav Thirumalai)</mark>.*?href="(/text/[^"]+)"', shown, re.DOTALL)
    assert quote
    target = html.unescape(quote[2])
    assert target.endswith("#quote")
    text = page(client, target.removeprefix("/").removesuffix("#quote"))
    assert '<mark id="quote">Gaurav Thirumalai</mark>' in text
    digest = target.split("/")[2].split("?")[0]
    as_text = client.get(f"/text/{digest}.txt")
    assert as_text.content_type == "text/plain; charset=utf-8"
    assert as_text.text == snapshot.text(digest)


def test_offsets_count_code_points(client: FlaskClient, snapshot: Snapshot) -> None:
    for digest in snapshot.texts:
        text = snapshot.text(digest) or ""
        place = next((n for n, letter in enumerate(text) if ord(letter) > 0xFFFF), None)
        if place is not None:
            shown = page(client, f"text/{digest}?start={place}&end={place + 1}")
            assert f'<mark id="quote">{text[place]}</mark>' in shown
            return
    pytest.fail("the sample has letters beyond the Basic Multilingual Plane")


@pytest.mark.parametrize("query", ["start=x", "start=-1", "end=99999999", "start=5&end=2", "start=٣"])
def test_offsets_that_are_none(client: FlaskClient, snapshot: Snapshot, query: str) -> None:
    digest = next(iter(snapshot.texts))
    assert client.get(f"/text/{digest}?{query}").status_code == 400


def test_what_points_here_is_counted_and_paged(client: FlaskClient, small_pages: FlaskClient) -> None:
    shown = plain(page(client, FUNDER))
    assert "Studies funded 12" in shown
    assert "Grants given" in shown
    first = page(small_pages, f"{FUNDER}?section=in-funder-study")
    second = page(small_pages, f"{FUNDER}?section=in-funder-study&page=2")
    links = re.findall(r'href="(/study/[^"]+)"', first + second)
    assert len({link for link in links if link != "/study/"}) == 12
    assert small_pages.get(f"/{FUNDER}?section=none", headers=HTML).status_code == 404


def test_parts_come_in_their_order_and_once(client: FlaskClient) -> None:
    shown = page(client, PROJECT)
    assert shown.count('aria-labelledby="h-out-haspart"') == 1
    titles = re.findall(r"<h2 id=\"h-[^>]*>([^<]+)<", shown)
    assert titles == list(dict.fromkeys(titles))
    places = [shown.index(f">Stage {n} of ", shown.index("h-out-haspart")) for n in (1, 2, 3)]
    assert places == sorted(places)


def test_the_picture_has_links_and_words(client: FlaskClient) -> None:
    picture = re.search(r"<svg.*?</svg>.*?</figcaption>", page(client, PROJECT), re.DOTALL)
    assert picture
    assert 'aria-label="Takes part: Gaurav Thirumalai"' in picture[0]
    assert "on the right what it leads to" in picture[0]


def test_studies_are_narrowed_down(client: FlaskClient, snapshot: Snapshot) -> None:
    word, count = snapshot.counts["facets"]["keyword"][0]
    funder, name, funded = snapshot.counts["facets"]["funder"][0]
    for query, total in (({"keyword": word}, count), ({"funder": funder}, funded)):
        shown = client.get("/study/", query_string=query, headers=HTML).text
        assert f'Studies <span class="count">{total}</span>' in shown
    both = client.get("/study/", query_string={"keyword": "home care", "q": "rota"}, headers=HTML).text
    assert "Rota Diaries of Home Care Workers" in both
    assert name
    assert client.get("/study/?funder=no+iri").status_code == 400


def test_lists_go_on_page_by_page(small_pages: FlaskClient, snapshot: Snapshot) -> None:
    found: list[str] = []
    path: str | None = "study/"
    while path:
        shown = page(small_pages, path)
        found += re.findall(r'<h2><a href="(/study/[^"]+)"', shown)
        onward = re.search(r'rel="next" href="/([^"]+)"', shown)
        path = html.unescape(onward[1]) if onward else None
    assert len(found) == len(set(found)) == snapshot.counts["classes"]["study"]
    assert small_pages.get("/study/?page=0").status_code == 400
    assert small_pages.get("/study/?page=two").status_code == 400


def test_labels_are_those_of_the_graph(client: FlaskClient, snapshot: Snapshot) -> None:
    term = next(quad.object for quad in snapshot.graph(f"{snapshot.base}graph/ontology")
                if quad.subject.value.endswith("/access/open") and quad.predicate == RDFS.label)  # fmt: skip
    assert f'href="/ontology#access-{term.value}"' in page(client, "study/") + "".join(
        page(client, hit.iri.removeprefix(f"{snapshot.base}id/")) for hit in snapshot.search("", "study", limit=-1).hits
    )
    assert 'id="access-open"' in page(client, "ontology")
