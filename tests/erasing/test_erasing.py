"""What is erased is nowhere any more, and does not come back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph.erasing.redaction import MASK, redacted
from graph.erasing.rules import Rules, forms
from graph.store.snapshot import Snapshots
from tests.harvest.conftest import Harvester, page
from tests.harvest.site import Answer, Site, serving
from tests.harvest.test_harvest import titles
from web import create_app

JANE = {"@type": "Person", "name": "Jane Q. Doe", "givenName": "Jane Q.", "familyName": "Doe"}
OTHER = {"@type": "Person", "name": "Otto Normal"}


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def harvester(tmp_path: Path, site: Site) -> Harvester:
    made = Harvester(tmp_path)
    text = "Contact Dr Doe or Doe, J. for the data. It was led by Jane Doe of a school."
    site.pages |= {
        "/1": Answer(page("First study", 1, creator=[JANE, OTHER], description=f"A study of something. {text}")),
        "/2": Answer(page("Second study", 2, creator=[OTHER])),
    }
    made.write(one={"url": f"{site.url}/1"}, two={"url": f"{site.url}/2"})
    made.told()
    made.told()
    return made


def held(folder: Path, *words: str) -> list[str]:
    """The files that have one of these words in them, or in their names."""
    found = []
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if any(word.encode() in content or word in path.name for word in words):
            found.append(str(path.relative_to(folder)))
    return found


def erase(harvester: Harvester, what: str) -> str:
    result = harvester.run(what, "--yes", command="erase")
    assert result.exit_code == 0, result.output
    return result.stdout


def client(harvester: Harvester) -> FlaskClient:
    from dataclasses import replace

    from graph.settings import load

    return create_app(replace(load({}), data=harvester.data)).test_client()


def people(harvester: Harvester) -> set[str]:
    result = harvester.run(
        "--sparql", "SELECT ?n { ?p a schema:Person ; schema:name ?n }", "-f", "csv", command="query"
    )
    return set(result.stdout.splitlines()[1:])


def test_a_person_is_nowhere_any_more(harvester: Harvester, site: Site) -> None:
    assert people(harvester) == {"Jane Q. Doe", "Jane Doe", "Otto Normal"}
    assert held(harvester.data, "Doe")
    told = erase(harvester, "http://127.0.0.1:8000/person/jane-doe")
    assert "is masked everywhere: Jane Q. Doe" in told
    assert people(harvester) == {"Otto Normal"}
    assert titles(harvester) == {"First study", "Second study"}
    assert held(harvester.data, "Doe", "jane-doe") == []
    assert Snapshots(harvester.data).numbers() == [Snapshots(harvester.data).published()]
    answer = client(harvester).get("/id/person/jane-doe")
    assert answer.status_code == 410
    assert "erased on request on 20" in answer.get_data(as_text=True)
    assert client(harvester).get("/person/jane-doe.ttl").status_code == 410
    assert client(harvester).get("/person/nobody").status_code == 404


def test_a_harvest_does_not_bring_a_person_back(harvester: Harvester, site: Site) -> None:
    erase(harvester, "http://127.0.0.1:8000/id/person/jane-doe")
    text = "A third study, with Professor Doe and Mr Normal, who work on it together."
    site.pages["/2"] = Answer(page("Second study, revised", 2, creator=[JANE, OTHER], description=text))
    assert harvester.told()["exit"] == 0
    assert titles(harvester) == {"First study", "Second study, revised"}
    assert people(harvester) == {"Otto Normal"}
    assert held(harvester.data, "Doe") == []
    harvester.run(command="rebuild")
    assert people(harvester) == {"Otto Normal"}
    assert held(harvester.data, "Doe") == []


def test_a_document_goes_whole_and_stays_away(harvester: Harvester, site: Site) -> None:
    told = erase(harvester, f"{site.url}/1")
    assert f"goes whole: {site.url}/1" in told
    assert titles(harvester) == {"Second study"}
    assert held(harvester.data, "First study", "Doe", f"{site.url}/1") == []
    before = len(site.paths())
    assert harvester.told()["sources"][0]["counts"]["left out"] == 1
    assert [path for path in site.paths()[before:] if path == "/1"] == []
    assert titles(harvester) == {"Second study"}
    assert client(harvester).get("/id/study/first-study").status_code == 410


def test_a_study_goes_by_its_iri(harvester: Harvester) -> None:
    erase(harvester, "http://127.0.0.1:8000/id/study/first-study")
    assert titles(harvester) == {"Second study"}
    assert held(harvester.data, "First study") == []
    harvester.told()
    assert titles(harvester) == {"Second study"}


def test_a_publisher_goes_by_a_pattern(harvester: Harvester, site: Site) -> None:
    erase(harvester, f"{site.url}/*")
    assert titles(harvester) == set()
    assert held(harvester.data, "First study", "Second study") == []
    harvester.told()
    assert titles(harvester) == set()


def test_one_record_of_a_listing_goes_and_the_others_stay(tmp_path: Path, site: Site) -> None:
    made = Harvester(tmp_path)

    def package(number: int, **more: Any) -> dict[str, Any]:
        about = {
            "id": f"s-{number}",
            "name": f"s-{number}",
            "title": f"Study {number}",
            "metadata_created": "2025-01-02",
        }
        return {**about, "notes": f"Words about study {number}.", "license_id": "cc-by", "author": "", **more}

    said = {
        "success": True,
        "result": {"count": 3, "results": [package(1), package(2, title="Kestrels", author="Jane Doe"), package(3)]},
    }
    path = "/api/3/action/package_search"
    site.pages[path] = Answer(json.dumps(said).encode())
    made.write(ckan={"url": f"{site.url}{path}", "kind": "ckan"})
    made.told()
    assert titles(made) == {"Study 1", "Kestrels", "Study 3"}
    erase(made, "http://127.0.0.1:8000/study/kestrels")
    assert titles(made) == {"Study 1", "Study 3"}
    assert held(made.data, "Kestrels", "Jane Doe") == []
    told = made.told()
    assert told["exit"] == 0
    assert titles(made) == {"Study 1", "Study 3"}
    assert held(made.data, "Kestrels", "Jane Doe") == []
    said["result"]["results"][0]["state"] = "deleted"  # type: ignore[index]
    site.pages[path] = Answer(json.dumps(said).encode())
    made.told()
    assert titles(made) == {"Study 3"}
    assert [row["status"] for row in Snapshots(made.data).current().report["documents"]] == ["published"]


def test_a_harvest_does_not_write_down_what_was_erased(tmp_path: Path, site: Site) -> None:
    """Neither in its log, by which it goes on after a cut: addresses that were erased, or that bear a name that was."""
    made = Harvester(tmp_path)
    paths = ("/map.xml", "/1", "/secret-2", "/people/jane-doe", "/4")
    urls = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in paths[1:])
    site.pages["/map.xml"] = Answer(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    )
    site.pages |= {path: Answer(page(f"Study {n}", n)) for n, path in enumerate(paths) if n}
    site.pages["/4"] = Answer(page("Study 4", 4, creator=[{"@type": "Person", "name": "Jane Doe"}]))
    made.write(all={"url": f"{site.url}/map.xml", "kind": "sitemap"})
    made.told()
    erase(made, f"{site.url}/secret-2")
    erase(made, "http://127.0.0.1:8000/person/jane-doe")
    before = len(site.paths())
    told = made.told()
    assert (told["exit"], told["sources"][0]["counts"]["left out"]) == (0, 2)
    assert site.paths()[before:] == ["/map.xml", "/1", "/4"]
    assert held(made.data / "harvest", "secret-2", "jane-doe") == []
    assert titles(made) == {"Study 1", "Study 4"}


def test_who_is_masked_is_no_organisation(tmp_path: Path, site: Site) -> None:
    """A codebook says in one element who made the data: without a name of a person it could be an organisation."""
    made = Harvester(tmp_path)
    said = """<codeBook xmlns="ddi:codebook:2_5"><stdyDscr><citation><titlStmt><titl xml:lang="en">First study</titl>
    </titlStmt><rspStmt><AuthEnty affiliation="Example University">Doe, Jane</AuthEnty><AuthEnty>Normal, O., Example
    University</AuthEnty></rspStmt></citation><stdyInfo><abstract xml:lang="en">A study.</abstract></stdyInfo>
    </stdyDscr></codeBook>"""
    site.pages["/1"] = Answer(said.encode())
    made.write(one={"url": f"{site.url}/1", "kind": "ddi"})
    made.told()
    assert people(made) == {"Jane Doe", "O. Normal"}
    erase(made, "http://127.0.0.1:8000/person/jane-doe")
    made.told()
    assert people(made) == {"O. Normal"}
    asked = "SELECT ?s ?o { ?s ?p ?o FILTER(CONTAINS(STR(?s), 'erased') || CONTAINS(STR(?o), '[erased]')) }"
    assert made.run("--sparql", asked, "-f", "csv", command="query").stdout.splitlines() == ["s,o"]


def test_what_is_not_known_is_told(harvester: Harvester) -> None:
    for what in (
        "http://127.0.0.1:8000/person/nobody",
        "https://example.org/none",
        "http://127.0.0.1:8000/organization/x",
    ):
        result = harvester.run(what, "--yes", command="erase")
        assert result.exit_code == 2
        assert titles(harvester) == {"First study", "Second study"}


def test_it_asks_first(harvester: Harvester) -> None:
    result = harvester.run("http://127.0.0.1:8000/person/jane-doe", command="erase")
    assert result.exit_code == 1
    assert people(harvester) == {"Jane Q. Doe", "Jane Doe", "Otto Normal"}


def test_a_cut_erasure_is_gone_on_with(harvester: Harvester) -> None:
    """Killed right after the note was written: the next build does the rest."""
    from graph.erasing import erasing
    from graph.settings import load

    chosen = load({}, data=harvester.data)
    taken = erasing.target(chosen, "http://127.0.0.1:8000/person/jane-doe")
    finish, erasing_finish = erasing.finish, []
    erasing.finish = erasing_finish.append  # type: ignore[assignment]
    try:
        erasing.erase(chosen, taken)
    finally:
        erasing.finish = finish
    assert held(harvester.data, "Doe")
    harvester.run(command="rebuild")
    assert held(harvester.data, "Doe") == []
    assert people(harvester) == {"Otto Normal"}


@pytest.mark.parametrize(
    "text",
    [
        "by Jane Doe.",
        "by DOE, Jane",
        "by J. Doe",
        "by Doe, J. Q.",
        "by Jane Q. Doe",
        "Prof. Doe",
        "jane doe",
        "JANE Q DOE",
        "Doe J",
        "Dr. Jane Doe",
    ],
)
def test_a_name_is_masked_however_it_is_written(text: str) -> None:
    rules = Rules.new(None, [f"name:{form}" for form in forms("Jane Q. Doe") if " " in form], [], "now")
    assert MASK in redacted(text, rules)
    assert "doe" not in redacted(text, rules).lower()


@pytest.mark.parametrize("text", ["Jane Smith", "John Doering", "a doe and a deer", "Janedoe", "Mary Doe"])
def test_other_names_stay(text: str) -> None:
    rules = Rules.new(None, [f"name:{form}" for form in forms("Jane Q. Doe") if " " in form], [], "now")
    assert redacted(text, rules) == text
