from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph import pipeline
from graph.cli import main
from graph.journal import Journal
from graph.recovery import recover
from graph.store import datafolder, embedded, leftovers, search
from graph.store.embedded import writer_lock
from graph.store.keeping import pin, pinned
from graph.store.snapshot import NoSnapshot, Snapshot, Snapshots
from tests.store.killing import build, settings
from tests.store.test_embedded import put


def run(data: Path, *arguments: object) -> Result:
    given = ["snapshots", *map(str, arguments), "--data", str(data)]
    return CliRunner(env={"CATALOGRAPH_MIN_FREE": "0"}).invoke(main, given)


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    """Two published builds of the test's own, whose snapshots share files as they did."""
    subprocess.run(["cp", "--archive", str(built), str(tmp_path)], check=True)
    return tmp_path / "data"


def again(data: Path) -> pipeline.Outcome:
    return pipeline.build((), settings(data))


def flip(path: Path, place: float = 0.5) -> None:
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 0x55
    path.unlink()  # a snapshot's files may be the very ones of other snapshots
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def test_list_tells_of_each_snapshot(data: Path) -> None:
    assert run(data, "tag", 1, "before-import").exit_code == 0
    pin(data, 2)
    rows = json.loads(run(data, "list", "--json").stdout)
    assert [(row["number"], row["current"], row["tags"], row["pinned"]) for row in rows] == [
        (1, False, ["before-import"], False),
        (2, True, [], True),
    ]
    assert all(row["size"] > 10_000 and row["statements"] > 10 and row["problem"] is None for row in rows)
    (data / "snapshots" / "1" / "manifest.json").write_text("{")
    told = run(data, "list").stdout
    assert "before-import, DAMAGED" in told
    assert "*     2" in told


def test_a_rollback_is_a_publish_that_holds_until_something_changes(data: Path) -> None:
    first = Snapshot(data, 1)
    told = run(data, "rollback", 1)
    assert told.exit_code == 0, told.output
    now = Snapshots(data).current()
    assert (now.number, now.digest, now.manifest["rolled_back_to"]) == (3, first.digest, 1)
    assert now.counts == first.counts
    assert now.search("study").total == first.search("study").total
    event = list(Journal(data).entries("publish"))[-1]
    assert (event["snapshot"], event["of"], event["digest"]) == (3, 1, first.digest)
    assert not again(data).changed
    status = CliRunner().invoke(main, ["status", "--data", str(data)])
    assert "snapshot 1 again" in status.output
    assert run(data, "tag", 3, "held").exit_code == 0
    assert not again(data).changed
    outcome = build(data, 3)
    assert (outcome.changed, outcome.snapshot, outcome.report["undone_rollback"]) == (True, 4, 1)
    assert "undone_rollback" not in build(data, 4).report


def test_a_rollback_is_undone_by_another(data: Path) -> None:
    second = Snapshots(data).current().digest
    run(data, "rollback", 1)
    assert run(data, "rollback", 2).exit_code == 0
    assert Snapshots(data).current().digest == second
    assert not again(data).changed


def test_what_cannot_be_rolled_back_to_is_told(data: Path) -> None:
    before = Snapshots(data).current().number
    only = set(Snapshot(data, 1).graphs.values()) - set(Snapshot(data, 2).graphs.values())
    for arguments, told in (
        (("rollback", 2), "is what is published"),
        (("rollback", 7), "there are: 1, 2"),
        (("rollback", "no-such-tag"), "there are: 1, 2"),
    ):
        result = run(data, *arguments)
        assert result.exit_code == 2
        assert told in result.stderr
    digest = sorted(only)[0]
    flip(data / "graphs" / digest[:2] / f"{digest}.nq")
    assert "damaged or gone" in run(data, "rollback", 1).stderr
    assert Snapshots(data).current().number == before


def test_tags_keep_their_snapshots(data: Path) -> None:
    assert run(data, "tag", 1, "first").exit_code == 0
    assert run(data, "tag", "first", "same").exit_code == 0
    for version in range(3, 8):
        build(data, version)
    assert Snapshots(data).numbers() == [1, 5, 6, 7]
    assert "has the tag first" in run(data, "tag", 7, "first").stderr
    assert "cannot be a tag" in run(data, "tag", 7, "12").stderr
    assert "there are: first, same" in run(data, "untag", "none").stderr
    assert run(data, "untag", "same").exit_code == 0
    assert run(data, "untag", "first").exit_code == 0
    build(data, 8)
    assert Snapshots(data).numbers() == [6, 7, 8]
    assert run(data, "verify").exit_code == 0


def test_a_pin_keeps_its_snapshot_for_its_lease(tmp_path: Path) -> None:
    for number in range(1, 5):
        put(tmp_path, {"source/a/1": {str(number)}}, number)
    pin(tmp_path, 1)
    pin(tmp_path, 2)
    long_ago = time.time() - 100
    os.utime(tmp_path / "pins" / "2", (long_ago, long_ago))
    assert pinned(tmp_path, lease=60) == {1}
    assert embedded.prune(tmp_path, 1, lease=60) == [2, 3]
    assert Snapshots(tmp_path).numbers() == [1, 4]
    with pytest.raises(NoSnapshot, match="no longer kept"):
        pin(tmp_path, 2)
    assert pinned(tmp_path) == {1}


def test_what_nothing_refers_to_goes(data: Path) -> None:
    old = {path.name for path in (data / "graphs").rglob("*.nq")}
    for path in (data / "graphs" / "00" / ".x.nq.12", data / "snapshots" / ".9" / "store", data / ".version.7"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir() if path.name == "store" else path.write_text("unfinished")
    (data / "texts" / ("0" * 64)).write_text("of nobody")
    with writer_lock(data):
        assert leftovers.tidy(data)
    assert {path.name for path in (data / "graphs").rglob("*")} >= old
    assert not (data / "texts" / ("0" * 64)).exists()
    assert not any(path.name.startswith(".") for path in data.rglob("*"))
    with writer_lock(data):
        assert embedded.prune(data, 1) == [1]
    kept = {f"{digest}.nq" for digest in Snapshots(data).current().graphs.values()}
    assert {path.name for path in (data / "graphs").rglob("*.nq")} == kept


def test_nothing_is_swept_while_a_manifest_cannot_be_read(data: Path) -> None:
    before = sorted((data / "graphs").rglob("*.nq"))
    (data / "snapshots" / "1" / "manifest.json").write_text("{")
    leftovers.sweep(data)
    assert sorted((data / "graphs").rglob("*.nq")) == before


def test_a_diff_is_an_rdf_patch(data: Path) -> None:
    old, new = Snapshot(data, 1), Snapshot(data, 2)
    lines = run(data, "diff", 1, 2).stdout.splitlines(keepends=True)
    assert lines[0].startswith("H id <urn:uuid:")
    assert (lines[1], lines[-1]) == ("TX .\n", "TC .\n")
    statements = {line.decode() for iri in old.graphs for line in old.canonical(iri).splitlines(keepends=True)}
    for line in lines[2:-1]:
        if line.startswith("D "):
            statements.remove(line[2:])
        else:
            assert line.startswith("A ")
            assert line[2:] not in statements
            statements.add(line[2:])
    assert statements == {line.decode() for iri in new.graphs for line in new.canonical(iri).splitlines(keepends=True)}
    assert run(data, "diff", 1, 2).stdout == "".join(lines)
    summary = run(data, "diff", 1, 2, "--summary").stdout.splitlines()
    removed = sum(line.startswith("D ") for line in lines)
    assert summary[-1].split() == [f"-{removed}", f"+{len(lines) - 3 - removed}", "in", "all"]
    assert run(data, "diff", 2, 2).stdout.splitlines()[1:] == ["TX .", "TC ."]


def _damages(data: Path) -> Iterator[tuple[str, Path]]:
    current = Snapshots(data).current()
    digest = current.graphs[sorted(current.graphs)[-1]]
    yield "graph", data / "graphs" / digest[:2] / f"{digest}.nq"
    yield "text", data / "texts" / next(iter(current.texts))
    yield "list", data / "lists" / current.graphs.parts[0]
    yield "index", current.folder / "search.sqlite"
    yield "report", current.folder / "report.json"
    yield "store", max((current.folder / "store").glob("*.sst"), key=lambda path: path.stat().st_size)
    yield "manifest", current.folder / "manifest.json"


def test_verify_finds_nothing_in_what_is_whole(data: Path) -> None:
    told = run(data, "verify")
    assert (told.exit_code, told.stderr) == (0, "")


@pytest.mark.parametrize(
    ("what", "how"),
    [
        ("graph", "flip"),
        ("graph", "unlink"),
        ("text", "flip"),
        ("list", "flip"),
        ("list", "unlink"),
        ("index", "cut"),
        ("report", "unlink"),
        ("store", "flip"),
        ("store", "cut"),
        ("manifest", "cut"),
    ],
)
def test_verify_finds_damage_and_repairs_it(data: Path, what: str, how: str) -> None:
    digest = Snapshots(data).current().digest
    path = dict(_damages(data))[what]
    {"flip": flip, "cut": cut, "unlink": Path.unlink}[how](path)
    found = run(data, "verify")
    assert found.exit_code == 1, found.output
    assert "snapshots verify --repair" in found.stderr
    run(data, "verify", "--repair")
    now = Snapshots(data)
    assert now.current().number == 3
    assert now.problem is None
    assert run(data, "verify", 3).exit_code == 0
    assert now.current().digest == digest


def test_verify_finds_a_damaged_archive_and_journal(data: Path) -> None:
    document = next(path for path in (data / "archive" / "documents").rglob("*") if path.is_file())
    flip(document)
    found = run(data, "verify")
    assert found.exit_code == 1
    assert "a.txt is not what was written" in found.stderr
    document.unlink()
    assert "a.txt cannot be read" in run(data, "verify").stderr
    for version in (1, 2):
        build(data, version)
    assert run(data, "verify").exit_code == 0
    journal = data / "journal" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"\n", b"\n{\n", 1))
    assert "line 2" in run(data, "verify").stderr


def test_verify_compares_the_store_statement_by_statement(tmp_path: Path) -> None:
    def other(folder: Path, store: embedded.Store) -> None:
        for name in ("counts", "report"):
            (folder / f"{name}.json").write_text("{}")
        search.write(folder, ())

    datafolder.prepare(tmp_path)
    put(tmp_path, {"source/a/1": {"x"}, "source/a/2": {"y"}}, 1, other)
    Journal(tmp_path).append([{"event": "create", "base": "http://example.org/"}])
    assert run(tmp_path, "verify").exit_code == 0
    _tamper(
        tmp_path,
        "DELETE DATA { GRAPH <http://example.org/graph/source/a/2> { e:y e:p e:o } } ; INSERT DATA { e:z e:p e:o }",
    )
    put(tmp_path, {"source/a/1": {"x"}, "source/a/2": {"y"}, "source/a/3": {"w"}}, 2, other)
    told = run(tmp_path, "verify", 2).stderr
    assert "source/a/2 lacks 1 statements" in told
    assert "has what no graph says" in told
    manifest = tmp_path / "snapshots" / "2" / "manifest.json"
    said = json.loads(manifest.read_bytes())
    fewer = Snapshot(tmp_path, 2).graphs.changed(tmp_path, {"http://example.org/graph/source/a/3": None})
    manifest.write_text(json.dumps({**said, "graphs": fewer.told}))
    told = run(tmp_path, "verify", 2).stderr
    assert "source/a/3 that was not published" in told
    assert "not that of the list of graphs" in told


def _tamper(data: Path, update: str) -> None:
    store = embedded.Store(str(data / "store"))
    store.update(f"PREFIX e: <http://example.org/> {update}")
    store.flush()


@pytest.mark.parametrize("what", ["manifest", "broken", "store", "list of files", "index", "folder"])
def test_a_damaged_snapshot_gives_way_to_the_one_before(data: Path, what: str) -> None:
    reader = Snapshots(data)
    newest = data / "snapshots" / "2"
    if what == "manifest":
        (newest / "manifest.json").unlink()
    elif what == "broken":
        cut(newest / "manifest.json")
    elif what == "store":  # a file that it does not share with the snapshot before
        shared = {path.name for path in (data / "snapshots" / "1" / "store").iterdir()}
        cut(next(path for path in (newest / "store").glob("*.sst") if path.name not in shared))
    elif what == "list of files":
        cut(next((newest / "store").glob("MANIFEST-*")))
    elif what == "index":
        (newest / "search.sqlite").unlink()
    else:
        newest.rename(data / "elsewhere")
    assert reader.current().number == 1
    assert reader.current() is reader.current()
    assert reader.problem
    assert "snapshot 1 is served instead; run: catalograph rebuild" in reader.problem
    assert again(data).snapshot == 3
    assert reader.current().number == 3
    assert reader.problem is None
    assert run(data, "verify", 3).exit_code == 0


def test_without_any_snapshot_that_opens_a_rebuild_is_advised(data: Path) -> None:
    for number in (1, 2):
        (data / "snapshots" / str(number) / "manifest.json").unlink()
    with pytest.raises(NoSnapshot, match="catalograph rebuild"):
        Snapshots(data).current()
    assert again(data).snapshot == 3


def test_a_snapshot_without_a_list_of_its_files_opens_unless_empty(data: Path) -> None:
    manifest = data / "snapshots" / "2" / "manifest.json"
    told = json.loads(manifest.read_bytes())
    del told["files"]
    manifest.write_text(json.dumps(told))
    assert Snapshots(data).current().number == 2
    cut(next((data / "snapshots" / "2" / "store").glob("MANIFEST-*")))
    assert Snapshots(data).current().number == 1


def test_what_may_be_deleted_is_made_again(data: Path) -> None:
    for name in ("graphs", "texts", "store"):
        for path in sorted((data / name).rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    assert again(data).changed
    assert run(data, "verify", 3).exit_code == 0


def test_versions_of_the_format(data: Path) -> None:
    assert (data / "version").read_text() == f"{datafolder.FORMAT}\n"
    (data / "version").unlink()
    with pytest.raises(NoSnapshot, match=r"older Catalograph \(format 1\); run: catalograph rebuild"):
        Snapshots(data).current()
    assert not again(data).changed
    assert (data / "version").exists()
    (data / "version").write_text("99\n")
    with pytest.raises(NoSnapshot, match="upgrade Catalograph"):
        Snapshots(data).current()
    with pytest.raises(pipeline.BuildError, match="upgrade Catalograph"):
        again(data)
    (data / "version").write_text("one")
    with pytest.raises(NoSnapshot, match="restore it"):
        Snapshots(data).current()


def test_a_folder_is_migrated_step_by_step(tmp_path: Path) -> None:
    (tmp_path / "version").write_text("1\n")
    done = []

    def first(data: Path) -> None:
        done.append(1)

    def second(data: Path) -> None:
        done.append(2)
        if done.count(2) == 1:
            raise KeyboardInterrupt

    steps = {1: first, 2: second}
    with pytest.raises(KeyboardInterrupt):
        datafolder.prepare(tmp_path, steps, 3)
    assert datafolder.version(tmp_path) == 2
    assert datafolder.prepare(tmp_path, steps, 3) == [2]
    assert (done, datafolder.version(tmp_path)) == ([1, 2, 2], 3)
    with pytest.raises(datafolder.Unusable, match="cannot bring to 5"):
        datafolder.prepare(tmp_path, steps, 5)


def test_a_publish_that_the_journal_missed_is_written_into_it(data: Path) -> None:
    journal = data / "journal" / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    assert b'"publish"' in lines[-1]
    journal.write_bytes(b"".join(lines[:-1]))
    assert not again(data).changed
    assert journal.read_bytes().splitlines(keepends=True)[-1] == lines[-1]


def test_names_and_commands_are_checked(tmp_path: Path) -> None:
    for arguments in (("rollback", 1), ("tag", 1, "x"), ("untag", "x"), ("backup", tmp_path / "b"), ("diff", 1, 2)):
        result = run(tmp_path / "none", *arguments)
        assert result.exit_code == 2, arguments
    assert not (tmp_path / "none").exists()


def test_a_busy_folder_is_told(data: Path) -> None:
    with writer_lock(data):
        assert run(data, "tag", 1, "x").exit_code == 3
        assert run(data, "rollback", 1).exit_code == 3
        assert run(data, "verify").exit_code == 0


def test_a_folder_of_the_first_format_is_brought_up_and_stays_what_it_is(data: Path) -> None:
    for number in (1, 2):
        old = Snapshot(data, number)
        told = {**old.manifest, "graphs": dict(old.graphs), "texts": list(old.texts)}
        (old.folder / "manifest.json").write_text(json.dumps(told))
    shutil.rmtree(data / "lists")
    (data / "version").write_text("1\n")
    before = Journal(data).path.read_bytes()
    with pytest.raises(NoSnapshot, match="older"):
        Snapshots(data).current()
    recover(data)
    assert (data / "version").read_text() == "2\n"
    assert Snapshots(data).current().digest == old.digest
    assert dict(Snapshots(data).current().graphs) == dict(old.graphs)
    assert not again(data).changed
    assert Journal(data).path.read_bytes() == before
    assert run(data, "verify").exit_code == 0
    assert run(data, "rollback", 1).exit_code == 0
