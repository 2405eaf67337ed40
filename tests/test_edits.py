"""What users wrote meets the gate again with each build: shapes change, and so do the neighbours."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from graph import edits, harvest, pipeline, validation, written
from graph.journal import Journal
from graph.namespaces import FOAF, RDF, RDFS, SCHEMA
from graph.settings import Settings
from graph.statements import canonical, subject_of
from graph.store.snapshot import Snapshot, Snapshots
from graph.writes import Invalid, NotAllowed, Writer
from web import create_app

BASE = "http://127.0.0.1:8000/"
GRAPH = NamedNode(f"{BASE}graph/user/funding")


def build(settings: Settings, folder: Path, funder: bool) -> Snapshot:
    """Two studies, of which the second has a funder or none."""
    folder.mkdir(exist_ok=True)
    for number in (1, 2):
        said = {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "name": f"Survey of allotments, wave {number}",
            "description": "How gardeners share tools and water.",
            "identifier": f"https://doi.org/10.5072/ALLOTMENT-{number}",
            "url": f"https://gardens.example.org/{number}",
        }
        if funder and number == 2:
            said["funder"] = {"@type": "Organization", "name": "Fund for Gardens"}  # type: ignore[assignment]
        page = f'<html lang="en"><script type="application/ld+json">{json.dumps(said)}</script><p>Text</p></html>'
        path = folder / f"{number}.html"
        path.write_text(page, "utf-8")
        path.with_name(f"{path.name}.meta.json").write_text(json.dumps({"url": said["url"]}))
    pipeline.build(harvest.gather([str(folder)], settings, None), settings)
    return Snapshots(settings.data).current()


def funding(current: Snapshot) -> Triple:
    """That the first study has the funder of the second."""
    (study,) = current.rows("SELECT ?s { ?s a schema:Dataset ; schema:name ?n FILTER (CONTAINS(?n, 'wave 1')) }")
    (fund,) = current.rows("SELECT DISTINCT ?f { ?s schema:funder ?f }")
    return Triple(study["s"], SCHEMA.funder, fund["f"])


def held_back(current: Snapshot) -> list[str]:
    return [row["iri"] for row in current.report["quarantined"]]


def test_what_no_longer_passes_is_kept_back_told_and_comes_back(settings: Settings, tmp_path: Path) -> None:
    first = build(settings, tmp_path / "in", funder=True)
    statement = funding(first)
    assert Writer(settings, BASE).put(GRAPH, [statement]) is True
    kept = Snapshots(settings.data).current().canonical(GRAPH.value)
    assert kept

    without = build(settings, tmp_path / "in", funder=False)
    assert GRAPH.value not in without.graphs
    assert held_back(without) == [GRAPH.value]
    (row,) = without.report["quarantined"]
    assert row["messages"][0].startswith("Written by a user: ")
    assert without.report["conforms"] is False
    assert list(without.store.quads_for_pattern(statement.subject, statement.predicate, statement.object)) == []
    page = create_app(replace(settings, log="off")).test_client().get("/quality", headers={"Accept": "text/html"}).text
    assert row["messages"][0] in page
    assert written.standing(settings.data, Journal(settings.data).entries()) == {GRAPH.value: kept}
    assert not pipeline.build([], settings).changed

    again = build(settings, tmp_path / "in", funder=True)
    assert again.canonical(GRAPH.value) == kept
    assert held_back(again) == []


def test_a_graph_that_is_kept_back_can_be_replaced_added_to_and_deleted(settings: Settings, tmp_path: Path) -> None:
    statement = funding(build(settings, tmp_path / "in", funder=True))
    writer = Writer(settings, BASE)
    writer.put(GRAPH, [statement])
    build(settings, tmp_path / "in", funder=False)
    keyword = Triple(statement.subject, SCHEMA.keywords, Literal("gardens"))
    with pytest.raises(Invalid):
        writer.put(GRAPH, [statement])
    with pytest.raises(Invalid):  # an addition adds to what was written, not to nothing
        writer.put(GRAPH, [keyword], merge=True)
    with pytest.raises(NotAllowed, match="kept back"):
        writer.update(f"INSERT DATA {{ GRAPH {GRAPH} {{ {statement.subject} <urn:x:p> 1 }} }}")
    assert writer.put(GRAPH, [keyword]) is False
    current = Snapshots(settings.data).current()
    assert (GRAPH.value in current.graphs, held_back(current)) == (True, [])
    writer.put(GRAPH, [])
    assert writer.delete(GRAPH) is False


def test_a_graph_that_is_kept_back_can_be_deleted(settings: Settings, tmp_path: Path) -> None:
    writer = Writer(settings, BASE)
    writer.put(GRAPH, [funding(build(settings, tmp_path / "in", funder=True))])
    build(settings, tmp_path / "in", funder=False)
    assert writer.delete(GRAPH) is True
    assert held_back(Snapshots(settings.data).current()) == []
    assert GRAPH.value not in build(settings, tmp_path / "in", funder=True).graphs


def content(graph: str, *triples: Triple) -> bytes:
    return canonical(triples, NamedNode(graph))


def about(said: Iterable[Triple]) -> Callable[[str], Iterable[Triple]]:
    return lambda iri: [triple for triple in said if subject_of(triple) == iri]


def test_stricter_shapes_meet_what_was_written_under_the_old_ones(tmp_path: Path) -> None:
    shape = tmp_path / "stricter.ttl"
    shape.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix s: <https://schema.org/> ."
        "<urn:x:shape> a sh:NodeShape ; sh:targetClass s:Dataset ; sh:property [ sh:path s:keywords ; sh:maxCount 1 ;"
        ' sh:message "One keyword is enough."@en ] .'
    )
    study = NamedNode(f"{BASE}id/study/a")
    said = {Triple(study, RDF.type, SCHEMA.Dataset), Triple(study, SCHEMA.keywords, Literal("one"))}
    standing = {"urn:g:same": content("urn:g:same", *said), "urn:g:two": b""}
    standing["urn:g:two"] = content("urn:g:two", Triple(study, SCHEMA.keywords, Literal("two")))
    loose = edits.admit(standing, about(said), (), partial(validation.validate, shapes=validation.own_shapes()))
    strict = edits.admit(
        standing, about(said), (), partial(validation.validate, shapes=validation.load_shapes([shape]))
    )
    assert set(loose.graphs) == set(standing)
    assert set(strict.graphs) == {"urn:g:same"}
    (held,) = strict.quarantined
    assert (held.iri, held.messages) == ("urn:g:two", ("Written by a user: One keyword is enough.",))
    assert [finding.message for finding in strict.findings] == ["One keyword is enough."]


def test_a_graph_may_need_another_one_and_never_speaks_of_what_is_kept_back() -> None:
    study, fund = NamedNode(f"{BASE}id/study/a"), NamedNode(f"{BASE}id/organization/b")
    said = {Triple(study, RDF.type, SCHEMA.Dataset)}
    named = [Triple(fund, predicate, Literal("B")) for predicate in (RDFS.label, SCHEMA.name, FOAF.name)]
    named += [Triple(fund, RDF.type, type_) for type_ in (FOAF.Agent, FOAF.Organization)]
    standing = {
        "urn:g:1": content("urn:g:1", Triple(study, SCHEMA.funder, fund)),
        "urn:g:2": content("urn:g:2", Triple(fund, RDF.type, SCHEMA.Organization), *named),
    }
    validate = partial(validation.validate, shapes=validation.own_shapes())
    assert set(edits.admit(standing, about(said), (), validate).graphs) == set(standing)
    alone = edits.admit({"urn:g:1": standing["urn:g:1"]}, about(said), (), validate)
    assert not alone.graphs
    other = {"urn:g:3": content("urn:g:3", Triple(NamedNode("urn:x:gone"), SCHEMA.keywords, Literal("k")))}
    assert edits.admit(other, about(said), (), validate).graphs
    held = edits.admit(other, about(said), {"urn:x:gone"}, validate)
    assert held.quarantined[0].messages == ("Written by a user about urn:x:gone, which is kept back.",)
