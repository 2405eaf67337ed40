"""Decisions on a real catalogue: by whom, until when, through harvests, out and in, and back."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from graph import pipeline
from graph.answering import dump
from graph.cli import main
from graph.erasing.rules import Rules
from graph.journal import Journal
from graph.namespaces import SCHEMA
from graph.quality import corrections, deciding, decisions, exchange, history, quarantine
from graph.quality.corrections import Correction
from graph.quality.decisions import KINDS, Decision, Target
from graph.quality.desk import Desk, Wanted
from graph.quality.fixes import Proposal
from graph.settings import Settings
from graph.statements import read_canonical
from graph.store import pages, verification
from graph.store.snapshot import Snapshot, Snapshots
from graph.writes import NotAllowed, Writer
from tests.quality.towns import BACKWARDS, CODES, DOI, LANGUAGE, PERIOD, build, page
from tests.store.test_merging import default, expected


def run(chosen: Settings, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["quality", *arguments, "--data", str(chosen.data)])
    assert result.exit_code == code, result.output
    return result


def told(chosen: Settings, *arguments: str) -> Any:
    return json.loads(run(chosen, *arguments, "--json").stdout)


def cause(chosen: Settings, message: str, state: str = "all") -> Any:
    (found,) = [c for c in told(chosen, "list", "--state", state) if c["message"] == message]
    return found


def open_(chosen: Settings) -> dict[str, int]:
    return Desk(chosen).open_by_profile()


def later(chosen: Settings, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    """Have it be another day."""
    from datetime import UTC, datetime

    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())))


def test_causes_are_ranked_by_the_records_that_they_free(chosen: Settings) -> None:
    first, second, *rest = told(chosen, "list")
    assert (first["message"], first["frees"]) == (CODES, {"strict": 2})
    assert (second["message"], second["frees"], second["profiles"]) == (PERIOD, {"gate": 1}, ["gate"])
    assert not any(each["frees"] for each in rest)
    assert {each["source"] for each in (first, second, *rest)} == {"web-page"}
    assert told(chosen, "list", "--severity", "Violation") == [first, second]
    assert told(chosen, "list", "--profile", "strict") == [first]
    assert "would free 2 of strict" in run(chosen, "list").output
    rows = told(chosen, "show", first["cause"])["rows"]
    assert {row["label"]: row["fix"] for row in rows} == {"Study of Marle": "en", "Study of Fenwick": "en-GB"}


def test_a_waiver_hides_survives_a_harvest_and_comes_back(chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before, report = open_(chosen), Snapshots(chosen.data).current().report
    found = cause(chosen, LANGUAGE)
    run(chosen, "waive", found["cause"], "--until", "2100-01-01", "--why", "x", code=2)
    later(chosen, monkeypatch, "2026-11-01")
    run(chosen, "waive", found["cause"], "--until", "2026-12-31", "--why", "known", "--by", "Bo")
    assert open_(chosen) == {**before, "gate": before["gate"] - 2}
    assert cause(chosen, LANGUAGE, "waived")["states"] == {"waived": 2}
    assert not [c for c in told(chosen, "list") if c["message"] == LANGUAGE]
    assert Snapshots(chosen.data).current().report == report  # what is reported stays as it is

    assert not pipeline.build((), chosen).changed  # a decision publishes nothing
    page(chosen.data.parent / "in", "Marle", "2026-11-02", inLanguage="English", keywords=["towns", "rivers"])
    build(chosen)
    assert cause(chosen, LANGUAGE, "waived")["states"] == {"waived": 2}

    later(chosen, monkeypatch, "2027-01-01")
    assert cause(chosen, LANGUAGE, "open")["states"] == {"open": 2}
    assert "that is over" in run(chosen, "show", found["cause"]).output
    assert "over since 2026-12-31" in run(chosen, "decisions").output


def test_one_finding_is_decided_about_and_undone(chosen: Settings) -> None:
    found = cause(chosen, LANGUAGE)
    key = next(r["key"] for r in told(chosen, "show", found["cause"])["rows"] if r["label"] == "Study of Marle")
    run(chosen, "assign", found["cause"], "--key", key, "--to", "Cara", "--by", "Bo")
    assert [c["findings"] for c in told(chosen, "list", "--to", "Cara")] == [1]
    run(chosen, "fixed", found["cause"], "--key", key, "--by", "Bo")
    assert cause(chosen, LANGUAGE)["states"] == {"fixed": 1, "open": 1}
    run(chosen, "comment", found["cause"], "--why", "asked the archive", "--by", "Bo")
    run(chosen, "undo", "2", "--by", "Cara")
    assert cause(chosen, LANGUAGE)["states"] == {"open": 2}
    kinds = [(d["decision"], d["by"], d["status"]) for d in told(chosen, "decisions")]
    assert kinds == [("comment", "Bo", "in force"), ("fixed", "Bo", "undone"), ("assign", "Bo", "in force")]
    assert "was undone" in run(chosen, "undo", "2", code=2).output
    assert "there is no decision 9" in run(chosen, "undo", "9", code=2).output
    assert "say why" in run(chosen, "waive", found["cause"], "--until", "2027-01-01", code=2).output
    assert "nothing of this cause" in run(chosen, "comment", "0" * 20, "--why", "x", code=2).output


def test_what_was_said_to_be_fixed_is_open_where_it_came_anew_and_what_returns_says_so(chosen: Settings) -> None:
    documents, found = chosen.data.parent / "in", cause(chosen, LANGUAGE)
    run(chosen, "fixed", found["cause"], "--by", "Bo")
    page(documents, "Marle", "2099-01-01", inLanguage="English", keywords=["towns", "rivers"])
    build(chosen)
    shown = {row["label"]: row for row in told(chosen, "show", found["cause"])["rows"]}
    assert shown["Study of Marle"]["state"] == "open"
    assert "still has it" in shown["Study of Marle"]["notes"][0]
    assert shown["Study of Fenwick"]["state"] == "fixed"

    page(documents, "Fenwick", "2099-01-02", inLanguage="en")
    build(chosen)
    page(documents, "Fenwick", "2099-01-03", inLanguage="eng_GB")
    build(chosen)
    (row,) = [r for r in told(chosen, "show", found["cause"])["rows"] if r["label"] == "Study of Fenwick"]
    assert "It came back" in row["notes"][0]
    assert cause(chosen, LANGUAGE, "returned")["returned"] == 1


def test_the_history_outlives_the_snapshots(chosen: Settings) -> None:
    documents = chosen.data.parent / "in"
    page(documents, "Stonor", "2026-03-01")
    build(chosen)
    run(chosen, "comment", cause(chosen, LANGUAGE)["cause"], "--why", "x")  # the journal is told of what is kept
    rows = told(chosen, "history", "--profile", "gate", "--source", "web-page")
    assert (rows[-1]["closed"], rows[-1]["passed"]["gate"][0]) == (1, rows[-1]["passed"]["gate"][1])
    assert rows[-2]["severities"]["Violation"] == 1
    again = replace(chosen, data=chosen.data.parent / "again")
    for entry in ("archive", "journal", "profiles"):
        shutil.copytree(chosen.data / entry, again.data / entry)
    pipeline.build((), again)
    numbers = [(p.snapshot, n.standing) for p, n in history.series(history.of(again.data))]
    assert numbers[:-1] == [(r["snapshot"], r["standing"]) for r in told(chosen, "history")]
    assert numbers[-1][1] == numbers[-2][1]


def test_a_fix_passes_the_profile_over_the_untouched_source_and_is_undone(chosen: Settings) -> None:
    def exported() -> bytes:
        return b"".join(dump(Snapshots(chosen.data).current(), None, None))

    def passed() -> int:
        return next(int(p["passed"]) for p in Desk(chosen).found.profiles if p["name"] == "strict")

    before, opened, found = exported(), open_(chosen), cause(chosen, LANGUAGE)
    patch = run(chosen, "fix", found["cause"], "--dry-run").output
    assert patch.startswith("H id <urn:uuid:")
    assert "TC .\n" in patch
    assert exported() == before
    assert passed() == 1
    run(chosen, "fix", found["cause"], "--by", "Bo")
    assert passed() == 2  # en-GB is no code of two letters
    assert open_(chosen) == {"gate": opened["gate"] - 2, "strict": opened["strict"] - 1}
    current = Snapshots(chosen.data).current()
    said = {
        graph: {
            str(quad.object).strip('"') for quad in current.graph(graph) if quad.predicate.value.endswith("/inLanguage")
        }
        for graph in current.graphs
        if graph.endswith(("archive-example-org-marle", "user/fix-1")) and "/provenance/" not in graph
    }
    assert list(said.values()) == [{"English"}, {"en", "en-GB"}]
    assert (exported() == before, "“en”" in run(chosen, "decisions").output) == (False, False)
    assert not pipeline.build((), chosen).changed
    run(chosen, "undo", "1", "--by", "Bo")
    assert exported() == before
    assert (passed(), open_(chosen)) == (1, opened)


def test_a_fix_frees_a_record_that_is_kept_back_and_its_undoing_keeps_it_back_again(chosen: Settings) -> None:
    """The gate judges a record as it is corrected; the source's graph says on what the source says."""
    (chosen.data.parent / "in" / "quay.ttl").write_text("""
        @prefix schema: <https://schema.org/> .
        <https://data.example.org/quay> a schema:Dataset ; schema:name "Study of Quay" ;
            schema:sameAs <https://doi.org/doi:10.5072/quay> .
    """)

    def stands() -> tuple[bool, bool, set[str]]:
        """Whether the study is kept back, whether it is published, and the addresses that are said of it."""
        desk, current = Desk(chosen), Snapshots(chosen.data).current()
        quads = [quad for graph in sorted(current.graphs) for quad in current.graph(graph)]
        about = [quad for quad in quads if str(quad.subject).endswith("/study-of-quay>")]
        names = {getattr(quad.object, "value", "") for quad in about if quad.predicate.value.endswith("/sameAs")}
        held = any(record.iri.endswith("/study-of-quay") for record in quarantine.held(desk.snapshot))
        return held, any(quad.predicate.value.endswith("#label") for quad in about), {n for n in names if "doi" in n}

    build(chosen)
    assert stands() == (True, False, set())
    found = cause(chosen, DOI)
    assert found["frees"] == {"gate": 1}
    run(chosen, "fix", found["cause"], "--by", "Bo")
    wrong, right = "https://doi.org/doi:10.5072/quay", "https://doi.org/10.5072/quay"
    assert stands() == (False, True, {wrong, right})
    asked = Snapshots(chosen.data).current().rows("SELECT ?value WHERE { ?s schema:sameAs ?value }")
    assert [row["value"].value for row in asked if "5072/quay" in row["value"].value] == [right]
    assert not pipeline.build((), chosen).changed
    run(chosen, "undo", "1", "--by", "Cara")
    assert stands() == (True, False, set())


def merged(current: Snapshot) -> set[str]:
    """The default graph, after checking it against the named graphs."""
    found = default(current.store)
    assert found == expected(current.store, current.base)
    assert list(verification.snapshot(current.data, current.number, {})) == []
    return set(map(str, found))


def whole(chosen: Settings, folder: Path) -> tuple[bytes, set[str], dict[str, Any]]:
    """What archive and journal alone come to: the graphs, the default graph, and what is counted."""
    fresh = replace(chosen, data=folder)
    for entry in ("archive", "journal", "profiles"):
        shutil.copytree(chosen.data / entry, fresh.data / entry)
    pipeline.build((), fresh)
    return state(fresh)


def state(chosen: Settings) -> tuple[bytes, set[str], dict[str, Any]]:
    current = Snapshots(chosen.data).current()
    counts = {name: current.counts[name] for name in ("classes", "facets", "partitions", "tallies")}
    return b"".join(dump(current, None, None)), merged(current), json.loads(json.dumps(counts, sort_keys=True))


def test_only_what_is_right_is_in_the_default_graph_whoever_says_otherwise(chosen: Settings, tmp_path: Path) -> None:
    """After a fix, writes over HTTP and builds in turn; each as archive and journal alone give it, and undone."""
    before = state(chosen)
    run(chosen, "fix", cause(chosen, LANGUAGE)["cause"], "--by", "Bo")
    fixed = state(chosen)
    (wrong,) = {line for line in before[1] - fixed[1] if "English" in line}
    assert fixed[1] - before[1] > {wrong.replace("English", "en")}
    current = Snapshots(chosen.data).current()
    assert wrong in {str(quad.triple) for graph in current.graphs for quad in current.graph(graph)}
    marle, writer = NamedNode(wrong.split()[0][1:-1]), Writer(chosen, chosen.base)
    assert Triple(marle, SCHEMA.inLanguage, Literal("en")) in current.describe(marle.value)
    assert Triple(marle, SCHEMA.inLanguage, Literal("English")) not in current.describe(marle.value)

    say = NamedNode(f"{chosen.base}graph/user/say")
    writer.put(say, [Triple(marle, SCHEMA.inLanguage, Literal(name)) for name in ("English", "cy")])
    said = state(chosen)
    assert {line for line in said[1] - fixed[1] if "inLanguage" in line} == {wrong.replace("English", "cy")}
    assert said[1:] == whole(chosen, tmp_path / "said")[1:]  # of quality a build tells

    keyword = Correction(marle, SCHEMA.keywords, Literal("towns", language="en"), Literal("town"))
    graph = NamedNode(f"{chosen.base}graph/user/more")
    writer.put(graph, [quad.triple for quad in read_canonical(corrections.content([keyword], graph.value))])
    current = Snapshots(chosen.data).current()
    assert str(keyword.before) in said[1] - merged(current)
    (towns,) = (n for keyword, n in before[2]["facets"]["keyword"] if keyword == "towns")
    assert current.counts["facets"]["keyword"] == [["towns", towns - 1], ["town", 1]]
    assert [hit.iri for hit in pages.studies(current, {"keyword": "town"}, "", 9, 0).hits] == [marle.value]
    assert pipeline.build((), chosen).changed  # what DCAT is derived of is another now
    assert state(chosen) == whole(chosen, tmp_path / "more")

    writer.update(f"DELETE WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }} ; DROP GRAPH {say}")
    assert str(keyword.before) in merged(Snapshots(chosen.data).current())
    pipeline.build((), chosen)
    assert state(chosen) == fixed
    run(chosen, "undo", "1", "--by", "Bo")
    assert state(chosen) == before


def test_of_a_fix_only_what_is_kept_back_for_another_reason_waits(chosen: Settings) -> None:
    """One record of many that a fix is about does not take the fix from the others, and has it when it comes."""
    folder = chosen.data.parent / "in"
    page(folder, "Thorpe", inLanguage="English", temporalCoverage=BACKWARDS)
    build(chosen)
    run(chosen, "fix", cause(chosen, LANGUAGE)["cause"], "--by", "Bo")
    fix, english = f"{chosen.base}graph/user/fix-1", '"English"'

    def stands() -> tuple[set[str], int]:
        """Which studies the published fix is about, and how many languages are wrong in the default graph."""
        current = Snapshots(chosen.data).current()
        about = {str(q.subject).rpartition("-")[2][:-1] for q in current.graph(fix) if "inLanguage" in str(q.predicate)}
        return about, sum(english in line and "inLanguage" in line for line in merged(current))

    assert stands() == ({"marle", "fenwick"}, 0)
    (row,) = [row for row in Snapshots(chosen.data).current().report["quarantined"] if row["iri"] == fix]
    assert "which is kept back" in row["messages"][0]
    with pytest.raises(NotAllowed):  # or what waits would be lost
        Writer(chosen, chosen.base).update(f"INSERT DATA {{ GRAPH <{fix}> {{ <urn:x:a> <urn:x:b> 1 }} }}")
    page(folder, "Thorpe", "2026-02-04", inLanguage="English")
    build(chosen)
    assert stands() == ({"marle", "fenwick", "thorpe"}, 0)
    assert fix not in {row["iri"] for row in Snapshots(chosen.data).current().report["quarantined"]}


def test_a_fix_that_the_gate_keeps_back_corrects_nothing(chosen: Settings) -> None:
    page(chosen.data.parent / "in", "Wold", temporalCoverage="2019-05-12/2023-02-12")
    build(chosen)
    before = state(chosen)
    (wold,) = Snapshots(chosen.data).current().rows("SELECT ?s ?o { ?s schema:temporalCoverage ?o }")
    made = Correction(wold["s"], SCHEMA.temporalCoverage, wold["o"], Literal(BACKWARDS, datatype=wold["o"].datatype))
    deciding.fix(chosen, Target("0" * 20), [Proposal("", "period", made)], "Bo")
    current = Snapshots(chosen.data).current()
    assert f"{chosen.base}graph/user/fix-1" in {row["iri"] for row in current.report["quarantined"]}
    assert merged(current) == before[1]


@pytest.mark.parametrize("suffix", ["jsonl", "ttl"])
def test_decisions_go_out_and_come_in(chosen: Settings, towns: Path, tmp_path: Path, suffix: str) -> None:
    found = cause(chosen, LANGUAGE)
    key = told(chosen, "show", found["cause"])["rows"][0]["key"]
    run(chosen, "waive", found["cause"], "--until", "2030-01-01", "--why", "“known”\nhere", "--by", "Bo O’Shea")
    run(chosen, "assign", found["cause"], "--key", key, "--to", "Cara", "--by", "Bo O’Shea")
    run(chosen, "undo", "2", "--by", "Cara")
    out = tmp_path / f"decisions.{suffix}"
    run(chosen, "export", "-o", str(out))
    shutil.copytree(towns / "data", tmp_path / "other", symlinks=True)
    elsewhere = replace(chosen, data=tmp_path / "other")
    assert told(elsewhere, "import", str(out)) == {"added": 2, "read": 2}
    assert open_(elsewhere) == open_(chosen)
    assert told(elsewhere, "import", str(out))["added"] == 0
    here, there = (list(map(decisions.told, Desk(c).decisions)) for c in (chosen, elsewhere))
    assert here == there


def test_what_is_no_decision_is_refused_with_its_line(chosen: Settings, tmp_path: Path) -> None:
    bad, key = tmp_path / "bad.jsonl", "0" * 20
    for line, said in (
        ("{", "line 1: this is no JSON"),
        ("[]", "line 1"),
        ('{"decision": "maybe"}', "must be one of assign"),
        (f'{{"decision": "waive", "by": "Bo", "cause": "{key}"}}', "a waiver has “until”"),
        (f'{{"decision": "comment", "by": "Bo", "cause": "{key}", "keys": ["x"], "nodes": ["y"]}}', "20 hexadecimal"),
        (f'{{"decision": "comment", "by": "Bo", "cause": "{key}", "keys": ["{key}"]}}', "as many texts each"),
        (f'{{"decision": "comment", "cause": "{key}"}}', "“by” says who decided"),
    ):
        bad.write_text(line)
        assert said in run(chosen, "import", str(bad), code=2).output


KEYS = st.text("0123456789abcdef", min_size=20, max_size=20)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
IRIS = st.sampled_from(["https://example.org/a", "https://example.org/id/study/ü", "urn:x:y"])
TARGETS = st.builds(
    lambda pairs, **more: Target(keys=tuple(pairs), nodes=tuple(pairs.values()), **more),
    st.dictionaries(KEYS, st.one_of(IRIS, st.just("_:b0")), max_size=3),
    cause=KEYS, shape=IRIS, component=IRIS, path=st.sampled_from(["", "urn:p", "(schema:a|schema:b)"]),
    source=st.sampled_from(["", "harmony"]), label=st.one_of(st.just(""), WORDS),
)  # fmt: skip
TIMES = st.datetimes().map(lambda t: t.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20))


@st.composite
def made(draw: st.DrawFn) -> Decision:
    kind = draw(st.sampled_from(KINDS))
    until = "2030-01-01" if kind == "waive" else ""
    to = draw(WORDS) if kind == "assign" else ""
    undone = draw(st.booleans())
    by = draw(WORDS.filter(str.strip))
    return Decision(
        1, kind, draw(TARGETS), by, draw(TIMES), draw(st.one_of(st.just(""), WORDS)), to, until,
        "https://example.org/graph/user/fix-1" if kind == "fix" else "",
        undone, by if undone else "", draw(TIMES) if undone else "",
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(made(), max_size=4, unique_by=lambda d: (d.time, d.target.cause)))
def test_both_forms_hold_all_that_a_decision_is(several: list[Decision]) -> None:
    several = [replace(d, number=n) for n, d in enumerate(sorted(several, key=lambda d: d.time), 1)]
    assert exchange.of_lines(exchange.to_lines(several)) == several
    assert exchange.of_rdf(exchange.to_rdf(several, "https://example.org/")) == several
    entries = [decisions.entry(d) for d in several]
    gone = [decisions.retraction(d.number, d.undone_by, "", d.undone_time) for d in several if d.undone]
    assert decisions.replayed([*entries, *gone]) == several


def test_what_was_erased_is_not_told_of(chosen: Settings) -> None:
    found = cause(chosen, LANGUAGE)
    keys = [row["key"] for row in told(chosen, "show", found["cause"])["rows"]]
    run(chosen, "comment", found["cause"], *(f"--key={key}" for key in keys), "--why", "Ada Quill knows", "--by", "Bo")
    (entry,) = Journal(chosen.data).entries("annotate")
    node = next(node for node in entry["nodes"] if "marle" in node)
    erased = Rules.new(None, [f"iri:{node.removeprefix(chosen.base)}", "name:ada quill"], [], "now")
    left = decisions.scrubbed(entry, erased)
    assert left
    assert (len(left["keys"]), left["why"]) == (1, "[erased] knows")
    assert decisions.scrubbed({**left, "nodes": [node]}, erased) is None


def test_filters_meet(chosen: Settings) -> None:
    desk = Desk(chosen)
    assert not desk.causes(Wanted(profile="strict", severity="Info"))
    assert {s.profile for s, _ in desk.states(Wanted(profile="strict", state="all"))} == {"strict"}
    assert BACKWARDS in str([s.finding.value for s, _ in desk.states(Wanted(severity="Violation", profile="gate"))])
