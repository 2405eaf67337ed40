"""Whole harvests through the command line, of real servers."""

from __future__ import annotations

import csv

import pytest

from graph.archive import Archive
from graph.store.snapshot import Snapshots
from tests.harvest.conftest import Harvester, page
from tests.harvest.site import Answer, Site, tagged


def titles(harvester: Harvester) -> set[str]:
    """The titles of the studies that are published."""
    result = harvester.run(
        "--sparql", "SELECT ?n { ?s a schema:Dataset ; schema:name ?n }", "-f", "csv", command="query"
    )
    return {row[0] for row in csv.reader(result.stdout.splitlines()[1:])}


def test_a_page_is_fetched_published_and_asked_for_again_only_if_changed(harvester: Harvester, site: Site) -> None:
    site.pages["/1"] = tagged(page("First study"), '"a"')
    harvester.write(one={"url": f"{site.url}/1", "publisher": "An Archive"})
    told = harvester.told()
    assert told["exit"] == 0
    assert told["sources"][0]["counts"]["new"] == 1
    assert titles(harvester) == {"First study"}
    again = harvester.told()
    assert again["sources"][0]["counts"] | {"unchanged": 1} == again["sources"][0]["counts"]
    assert again["changed"] is False
    assert "If-None-Match" in site.asked[-1][1]
    site.pages["/1"] = tagged(page("First study, revised"), '"b"')
    assert harvester.told()["sources"][0]["counts"]["changed"] == 1
    assert titles(harvester) == {"First study, revised"}


def test_what_is_gone_at_its_source_is_published_no_longer(harvester: Harvester, site: Site) -> None:
    site.pages |= {"/1": Answer(page("First study", 1)), "/2": Answer(page("Second study", 2))}
    harvester.write(one={"url": f"{site.url}/1"}, two={"url": f"{site.url}/2"})
    harvester.told()
    site.pages["/2"] = Answer(b"", 410)
    told = harvester.told()
    assert told["sources"][1]["counts"]["gone"] == 1
    assert titles(harvester) == {"First study"}
    site.pages["/2"] = Answer(page("Second study", 2))
    harvester.told()
    assert titles(harvester) == {"First study", "Second study"}


def test_what_fails_for_a_night_stays_published(harvester: Harvester, site: Site) -> None:
    site.pages |= {"/1": Answer(page("First study", 1)), "/2": Answer(page("Second study", 2))}
    harvester.write(one={"url": f"{site.url}/1"}, two={"url": f"{site.url}/2"})
    harvester.told()
    site.pages["/2"] = Answer(b"", 500)
    told = harvester.told()
    assert told["exit"] == 1
    assert told["sources"][1]["counts"]["failed"] == 1
    assert titles(harvester) == {"First study", "Second study"}
    report = Snapshots(harvester.data).current().report
    assert [row["status"] for row in report["documents"]] == ["published", "stale"]


def test_a_page_that_is_none_is_listed_and_the_others_published(harvester: Harvester, site: Site) -> None:
    site.pages |= {"/1": Answer(page("First study", 1)), "/2": Answer(b"\x00\x01 no page")}
    harvester.write(one={"url": f"{site.url}/1"}, two={"url": f"{site.url}/2"}, three={"url": f"{site.url}/3"})
    told = harvester.told()
    assert told["exit"] == 1
    assert titles(harvester) == {"First study"}
    report = Snapshots(harvester.data).current().report
    failed = {row["name"]: row["error"] for row in report["documents"] if row["status"] == "failed"}
    assert set(failed) == {f"{site.url}/2", f"{site.url}/3"}
    assert "404" in failed[f"{site.url}/3"]


def test_a_dry_run_tells_every_statement_and_changes_nothing(harvester: Harvester, site: Site) -> None:
    site.pages["/1"] = Answer(page("First study"))
    harvester.write(one={"url": f"{site.url}/1"})
    harvester.told()
    before = {path: path.read_bytes() for path in sorted(harvester.data.rglob("*")) if path.suffix in (".jsonl", ".nq")}
    site.pages["/1"] = Answer(page("First study & more"))
    told = harvester.told(
        "--dry-run", "--page", str(harvester.folder / "p.html"), "--patch", str(harvester.folder / "p")
    )
    preview = told["preview"]
    (source,) = (s for s in preview["sources"] if s["source"] == "one")
    assert source["added"] > 0
    assert source["removed"] > 0
    name = '<https://schema.org/name> "First study & more"'
    assert any(name in line for line in preview["added"])
    assert any('<https://schema.org/name> "First study"' in line for line in preview["removed"])
    patch = (harvester.folder / "p").read_bytes()
    assert patch.startswith(b"H id <urn:uuid:")
    assert patch.endswith(b"TC .\n")
    html = (harvester.folder / "p.html").read_text("utf-8")
    assert "First study &amp; more" in html
    assert "First study & more" not in html
    assert {path: path.read_bytes() for path in before} == before
    assert titles(harvester) == {"First study"}
    shown = harvester.run("--dry-run").stdout
    assert "+ <id/study/" in shown
    assert "Nothing was changed." in shown


def test_a_preview_is_what_then_happens(harvester: Harvester, site: Site) -> None:
    site.pages["/1"] = Answer(page("First study"))
    harvester.write(one={"url": f"{site.url}/1"})
    harvester.told()
    old = Snapshots(harvester.data).current()
    before = {line for iri in old.graphs for line in old.canonical(iri).splitlines()}
    site.pages["/1"] = Answer(page("Another title", keywords=["care"]))
    preview = harvester.told("--dry-run")["preview"]
    harvester.told()
    new = Snapshots(harvester.data).current()
    after = {line for iri in new.graphs for line in new.canonical(iri).splitlines()}
    timed = "generatedAtTime", "modified", "issued", "date"
    steady = lambda lines: {line for line in lines if not any(word in line for word in timed)}  # noqa: E731
    assert steady(preview["added"]) == steady(line.decode() for line in after - before)
    assert steady(preview["removed"]) == steady(line.decode() for line in before - after)


def test_records_that_are_left_out_are_not_published(harvester: Harvester, site: Site) -> None:
    site.pages |= {"/1": Answer(page("First study", 1)), "/2": Answer(page("Second study", 2))}
    harvester.write(
        one={"url": f"{site.url}/1", "leave_out": ["doi:10.1234/study-1"]},
        two={"url": f"{site.url}/2", "leave_out": ["*/9"]},
    )
    harvester.told()
    assert titles(harvester) == {"Second study"}
    statuses = [row["status"] for row in Snapshots(harvester.data).current().report["documents"]]
    assert statuses == ["published", "left out"]


def test_a_source_below_its_size_holds_the_publish(harvester: Harvester, site: Site) -> None:
    site.pages["/1"] = Answer(page("First study"))
    harvester.write(one={"url": f"{site.url}/1", "min_documents": 5000})
    told = harvester.told()
    assert told["exit"] == 4
    assert "one has 1 documents, and at least 5,000 are expected" in told["held"]
    assert not (harvester.data / "current").exists()
    assert harvester.told("--allow-deletions")["snapshot"] == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("contact = 5", "contact is"),
        ('contact = "mailto:a@example.org"\nsource = 1', "source: unknown"),
        ('contact = "mailto:a@example.org"\n[sources.A]\nurl = "https://example.org"', "a name is of lower-case"),
        ('contact = "mailto:a@example.org"\n[sources.a]', "url is missing"),
        ('contact = "mailto:a@example.org"\n[sources.a]\nurl = "file:///etc/passwd"', "no http or https URL"),
        (
            'contact = "mailto:a@example.org"\n[sources.a]\nurl = "https://example.org"\nkind = "none"',
            "no source of kind",
        ),
        ('contact = "mailto:a@example.org"\n[sources.a]\nurl = "https://example.org"\nrate = 0', "number from"),
        ('contact = "mailto:a@example.org"\n[sources.a]\nurl = "https://example.org"\nevery = "soon"', "span of time"),
        ('contact = "mailto:a@example.org"\n[sources.a]\nurl = "https://example.org"\nrates = 1', "rates: unknown"),
        (
            'contact = "mailto:a@example.org"\n[sources.a]\nurl = "https://example.org"\nmapping = "m.yml"',
            "no file m.yml",
        ),
        ('contact = "mailto:a@example.org"\n[sources', "table declaration"),
    ],
)
def test_a_plan_that_is_wrong_is_told(harvester: Harvester, text: str, words: str) -> None:
    harvester.plan.write_text(text, "utf-8")
    result = harvester.run()
    assert result.exit_code == 2
    assert words in result.stderr


def test_without_a_plan_an_example_is_shown(harvester: Harvester) -> None:
    result = harvester.run()
    assert result.exit_code == 2
    assert "[sources.archive]" in result.stderr


def test_only_what_is_due(harvester: Harvester, site: Site) -> None:
    site.pages |= {"/1": Answer(page("First study", 1)), "/2": Answer(page("Second study", 2))}
    harvester.write(one={"url": f"{site.url}/1", "every": "1 day"}, two={"url": f"{site.url}/2"})
    assert [s["name"] for s in harvester.told("--due")["sources"]] == ["one", "two"]
    assert [s["name"] for s in harvester.told("--due")["sources"]] == ["two"]
    assert [s["name"] for s in harvester.told("one")["sources"]] == ["one"]


def test_headers_are_archived(harvester: Harvester, site: Site) -> None:
    headers = {
        "ETag": '"a"',
        "Last-Modified": "Wed, 21 Oct 2026 07:28:00 GMT",
        "Content-Type": "text/html",
        "Set-Cookie": "x=y",
    }
    site.pages["/1"] = Answer(page("First study"), headers=headers)
    harvester.write(one={"url": f"{site.url}/1"})
    harvester.told()
    (entry,) = (entry for entry in Archive(harvester.data) if not entry.complete)
    assert entry.headers
    assert entry.headers["etag"] == '"a"'
    assert "set-cookie" not in entry.headers
    assert entry.source == "one"


def test_another_mapping_is_applied_to_a_table_that_has_not_changed(harvester: Harvester, site: Site) -> None:
    site.pages["/t.csv"] = tagged(b"Name,Other\r\nFirst study,Second study\r\n", '"a"')
    mapping = "key: Name\ncolumns: {Name: %s, Other: %s}\n"
    (harvester.folder / "t.yml").write_text(mapping % ("title", "keywords"), "utf-8")
    harvester.write(t={"url": f"{site.url}/t.csv", "kind": "table", "mapping": "t.yml"})
    harvester.told()
    assert titles(harvester) == {"First study"}
    (harvester.folder / "t.yml").write_text(mapping % ("keywords", "title"), "utf-8")
    harvester.told()
    assert titles(harvester) == {"Second study"}
    assert harvester.told()["sources"][0]["counts"]["unchanged"] == 1


@pytest.mark.parametrize("conditional", [True, False])
def test_a_source_by_another_name_keeps_its_documents(harvester: Harvester, site: Site, conditional: bool) -> None:
    served = {f"/{n}": page(f"Study {n}", n) for n in (1, 2, 3)}
    site.pages |= {path: tagged(body, '"a"') if conditional else Answer(body) for path, body in served.items()}
    urls = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in served)
    site.pages["/map"] = Answer(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode())
    fields = {"url": f"{site.url}/map", "kind": "sitemap", "min_documents": 3}
    harvester.write(before={**fields, "licence": "https://licences.example.org/old"})
    harvester.told()
    harvester.write(after={**fields, "licence": "https://licences.example.org/new"})
    told = harvester.told()
    assert (told["exit"], told["changed"]) == (0, True)
    assert licences(harvester) == {"https://licences.example.org/new"}
    assert harvester.told()["changed"] is False


def test_a_page_that_two_sources_name_stays_with_the_first(harvester: Harvester, site: Site) -> None:
    site.pages["/1"] = Answer(page("First study"))
    harvester.write(one={"url": f"{site.url}/1"}, two={"url": f"{site.url}/1"})
    harvester.told("one")
    harvester.told()
    for _ in range(2):
        told = harvester.told()
        assert (told["changed"], [source["counts"]["unchanged"] for source in told["sources"]]) == (False, [1, 1])
    assert {entry.source for entry in Archive(harvester.data).entries() if entry.sha256} == {"one"}


def licences(harvester: Harvester) -> set[str]:
    """The licences of the descriptions of all datasets, as their catalogue records have them."""
    asked = "SELECT ?l { ?r a dcat:CatalogRecord ; foaf:primaryTopic ?d ; dct:license ?l . ?d a dcat:Dataset }"
    result = harvester.run("--sparql", asked, "-f", "csv", command="query")
    return set(result.stdout.splitlines()[1:])


def test_the_licences_of_its_sources_travel_with_a_dataset(harvester: Harvester, site: Site) -> None:
    site.pages |= {"/1": Answer(page("First study")), "/2": Answer(page("First study"))}
    one, two = (f"https://licences.example.org/{n}" for n in (1, 2))
    harvester.write(one={"url": f"{site.url}/1", "licence": one}, two={"url": f"{site.url}/2", "licence": two})
    harvester.told()
    assert licences(harvester) == {one, two}
    harvester.write(one={"url": f"{site.url}/1", "licence": one}, two={"url": f"{site.url}/2", "licence": "for study"})
    harvester.told()
    assert licences(harvester) == {one}
    asked = "SELECT ?t { ?r a dcat:CatalogRecord ; dct:rights [ a dct:RightsStatement ; rdfs:label ?t ] }"
    assert "for study" in harvester.run("--sparql", asked, "-f", "csv", command="query").stdout


def test_what_failed_is_named_without_a_publish(harvester: Harvester, site: Site) -> None:
    harvester.write(one={"url": f"{site.url}/none"})
    result = harvester.run("--no-publish")
    assert result.exit_code == 1
    assert f"one failed: {site.url}/none: the server answered 404 Not Found" in result.stderr
    assert harvester.told("--no-publish")["sources"][0]["failures"] == [
        [f"{site.url}/none", "the server answered 404 Not Found"]
    ]
