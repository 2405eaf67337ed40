"""What was published and is no more answers 410, and says since when and why, for as long as it stays away."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, RdfFormat, Triple, parse

from graph import tombstones
from graph.journal import Journal
from graph.namespaces import RDF
from graph.settings import load
from graph.store.snapshot import Snapshots
from graph.tombstones import AS, Presence
from graph.writes import Writer
from tests.harvest.conftest import Harvester, page
from tests.harvest.site import Answer, Site
from web import create_app

BASE = "http://127.0.0.1:8000/"
JANE = {"@type": "Person", "name": "Jane Doe", "identifier": "https://orcid.org/0000-0002-1825-0097"}
SECOND = "study/second-study"


@pytest.fixture
def harvested(harvester: Harvester, site: Site) -> Harvester:
    """Two studies; the second, with the person who is only there, is gone at its source since snapshot 2."""
    site.pages |= {"/1": Answer(page("First study", 1)), "/2": Answer(page("Second study", 2, creator=[JANE]))}
    harvester.write(one={"url": f"{site.url}/1"}, two={"url": f"{site.url}/2"})
    harvester.told()
    site.pages["/2"] = Answer(b"", 410)
    assert harvester.told()["snapshot"] == 2
    return harvester


def client(harvester: Harvester) -> FlaskClient:
    return create_app(replace(load({}), data=harvester.data)).test_client()


def statuses(harvester: Harvester, *paths: str) -> list[int]:
    asking = client(harvester)
    return [asking.get(f"/{path}").status_code for path in paths]


def stones(harvester: Harvester) -> list[str]:
    current = Snapshots(harvester.data).current()
    return [stone.path for kind in ("person", "study") for stone in tombstones.all_of(current, kind)]


def test_its_tombstone_comes_in_every_form(harvested: Harvester) -> None:
    asking = client(harvested)
    shown = asking.get(f"/{SECOND}", headers={"Accept": "text/html"})
    assert (shown.status_code, shown.mimetype) == (410, "text/html")
    assert "The document that described it is gone at its source: the server answered 410 Gone." in shown.text
    assert f'href="/{SECOND}?snapshot=1"' in shown.text
    told = asking.get(f"/id/{SECOND}")
    assert (told.status_code, told.mimetype) == (410, "application/problem+json")
    assert told.json is not None
    assert (told.json["iri"], told.json["snapshot"], told.json["status"]) == (f"{BASE}id/{SECOND}", 2, 410)
    for path, accept in ((f"{SECOND}.ttl", "*/*"), (SECOND, "text/turtle"), (f"id/{SECOND}", "text/turtle")):
        turtle = asking.get(f"/{path}", headers={"Accept": accept})
        assert (turtle.status_code, turtle.mimetype) == (410, "text/turtle")
        said = {Triple(*quad.triple) for quad in parse(turtle.data, format=RdfFormat.TURTLE)}
        assert {triple.subject.value for triple in said} == {f"{BASE}id/{SECOND}"}  # type: ignore[union-attr]
        assert AS.Tombstone in {triple.object for triple in said if triple.predicate == RDF.type}
        (deleted,) = (triple.object for triple in said if triple.predicate == AS.deleted)
        assert isinstance(deleted, Literal)
        assert deleted.value == told.json["deleted"] == Snapshots(harvested.data).current().manifest["published"]
    assert asking.get(f"/{SECOND}.html").mimetype == "text/html"
    assert asking.head(f"/{SECOND}").status_code == 410


def test_so_does_what_only_its_document_spoke_of(harvested: Harvester) -> None:
    paths = ("person/jane-doe", "record/second-study", "id/record/second-study", "record/second-study.ttl")
    assert statuses(harvested, *paths, "graph/dcat/second-study", "graph/dcat/second-study.ttl") == [410] * 6
    assert statuses(harvested, "study/first-study", "person/nobody", "record/none", "study/none") == [
        200,
        404,
        404,
        404,
    ]
    assert statuses(harvested, f"{SECOND}?snapshot=1", "person/jane-doe.ttl?snapshot=1") == [200, 200]
    assert stones(harvested) == ["id/person/jane-doe", "id/study/second-study"]


def test_what_comes_back_is_there_again(harvested: Harvester, site: Site) -> None:
    site.pages["/2"] = Answer(page("Second study", 2))
    harvested.told()
    assert statuses(harvested, SECOND, "record/second-study", "person/jane-doe") == [200, 200, 410]
    assert statuses(harvested, f"{SECOND}?snapshot=2") == [410]
    assert stones(harvested) == ["id/person/jane-doe"]


def test_it_survives_a_roll_back_and_is_rebuilt_from_the_journal(harvested: Harvester, site: Site) -> None:
    site.pages["/1"] = Answer(page("First study", 1, creator=[{"@type": "Person", "name": "Otto Normal"}]))
    harvested.told()
    assert harvested.run("rollback", "2", command="snapshots").exit_code == 0
    assert statuses(harvested, SECOND, "person/otto-normal") == [410, 410]
    kept = stones(harvested)
    for path in harvested.data.iterdir():
        if path.is_dir() and path.name not in ("archive", "journal"):
            shutil.rmtree(path)
    (harvested.data / "current").unlink()
    harvested.run(command="rebuild")
    assert statuses(harvested, SECOND, "person/otto-normal") == [410, 200]
    assert [path for path in kept if path != "id/person/otto-normal"] == stones(harvested)


def test_a_roll_back_brings_back_what_it_had(harvested: Harvester) -> None:
    assert harvested.run("rollback", "1", command="snapshots").exit_code == 0
    assert statuses(harvested, SECOND, "person/jane-doe") == [200, 200]
    assert stones(harvested) == []


def test_what_was_never_published_is_not_there(harvester: Harvester, site: Site) -> None:
    site.pages |= {"/1": Answer(page("First study", 1)), "/2": Answer(page("Second", 2, description="Short."))}
    harvester.write(one={"url": f"{site.url}/1"}, two={"url": f"{site.url}/2", "leave_out": ["*"]})
    harvester.told()
    assert statuses(harvester, "study/second") == [404]


def test_a_catalogue_from_before_has_tombstones_from_its_next_publish_on(harvested: Harvester, site: Site) -> None:
    """Its journal says nothing of what came and went."""
    path = Journal(harvested.data).path
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if '"come"' not in line and '"gone"' not in line), "utf-8")
    site.pages |= {"/1": Answer(b"", 410), "/2": Answer(page("Second study", 2))}
    harvested.run("--allow-deletions")
    assert statuses(harvested, SECOND, "study/first-study") == [200, 410]


def test_what_a_user_takes_back_is_gone(harvested: Harvester, tmp_path: Path) -> None:
    settings = replace(load({}), data=harvested.data)
    writer = Writer(settings, BASE)
    name = writer.fresh()
    note = (
        "@prefix schema: <https://schema.org/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> ."
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        f"<{BASE}id/person/ann-other> a schema:Person, foaf:Agent, foaf:Person ; rdfs:label 'Ann Other' ;"
        " schema:name 'Ann Other' ; foaf:name 'Ann Other' ."
    )
    writer.put(name, [Triple(*quad.triple) for quad in parse(note, format=RdfFormat.TURTLE)])
    assert statuses(harvested, "person/ann-other") == [200]
    writer.delete(name)
    assert statuses(harvested, "person/ann-other", SECOND) == [410, 410]
    presence = Presence.of(list(Journal(harvested.data).entries()))
    assert presence.there == tombstones.published(Snapshots(harvested.data).current().folder, BASE)
