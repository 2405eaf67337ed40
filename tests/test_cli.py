from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph.cli import main
from graph.settings import Settings
from tests.serving import catalograph, free_port, served
from tests.test_pipeline import flight, write


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_build_sums_up_and_exits_as_documented(tmp_path: Path) -> None:
    write(tmp_path / "in", "good.txt", flight())
    write(tmp_path / "in", "cut.txt", flight(extra_slug="other", identifier=["10.5072/B"])[:300])
    result = run("build", tmp_path / "in", "--data", tmp_path / "data")
    assert result.exit_code == 0, result.output
    assert "1 read, 1 failed" in result.output
    assert "cut.txt" in result.stderr
    assert run("build", tmp_path / "in", "--data", tmp_path / "data", "--strict").exit_code == 1
    again = run("build", tmp_path / "in", "--data", tmp_path / "data")
    assert "Nothing has changed" in again.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("build", "{tmp}/none", "--data", "{tmp}/data"), "neither a file nor a folder"),
        (("build", "--data", "{tmp}/data"), "at least one SOURCE"),
        (("build", "{tmp}", "--kind", "nonsense", "--data", "{tmp}/data"), "no source of kind"),
        (("build", "{tmp}", "--base", "nonsense", "--data", "{tmp}/data"), "base"),
        (("status", "--data", "{tmp}/data"), "catalograph build"),
        (("query", "counts-by-class", "--data", "{tmp}/data"), "catalograph build"),
        (("query", "no-such-question", "--data", "{tmp}/data"), "no-such-question"),
        (("export", "--data", "{tmp}/data"), "catalograph build"),
    ],
)
def test_wrong_use_is_told_plainly(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run(*(argument.replace("{tmp}", str(tmp_path)) for argument in arguments))
    assert result.exit_code == 2, result.output
    assert message in result.output


def test_kinds_can_be_given(tmp_path: Path) -> None:
    path = write(tmp_path / "in", "page.txt", flight())
    result = run("build", path, "--kind", "text", "--data", tmp_path / "data")
    assert result.exit_code == 0
    assert "0 read, 1 failed" in result.output or "1 read, 0 failed" in result.output


def test_questions_are_listed_asked_and_checked(sample: Settings) -> None:
    assert "counts-by-class" in run("query").output
    asked = run("query", "counts-by-class", "--data", sample.data, "--format", "csv")
    assert asked.exit_code == 0, asked.output
    assert "schema.org/Dataset" in asked.output
    keyword = run("query", "studies-by-keyword", "--param", "keyword=housing", "--data", sample.data, "-f", "json")
    assert json.loads(keyword.output)["results"]["bindings"]
    assert run("query", "studies-by-keyword", "--param", "keyword", "--data", sample.data).exit_code == 2
    assert run("query", "studies-by-keyword", "--data", sample.data).exit_code == 2


def test_any_query_in_any_format(sample: Settings, tmp_path: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?s a schema:Dataset }"
    assert "35" in run("query", "--sparql", text, "--data", sample.data, "--format", "table").output
    (tmp_path / "q.rq").write_text(text)
    assert "35" in run("query", "--file", tmp_path / "q.rq", "--data", sample.data, "-f", "tsv").output
    graph = run("query", "--sparql", "CONSTRUCT { ?s a ?t } { ?s a ?t }", "--data", sample.data, "-f", "turtle")
    assert "a schema:Dataset" in graph.output or "schema:Dataset" in graph.output
    for arguments in (("--format", "png"), ("--format", "turtle")):
        assert run("query", "--sparql", text, "--data", sample.data, *arguments).exit_code == 2
    assert run("query", "--sparql", "SELECT {", "--data", sample.data).exit_code == 2


def test_a_remote_endpoint_is_asked_the_same(sample: Settings) -> None:
    with served(sample.data) as root:
        arguments = ("query", "counts-by-class", "--format", "csv")
        remote = run(*arguments, "--store", f"{root}/sparql")
        assert remote.output == run(*arguments, "--data", sample.data).output
        assert run(*arguments, "--store", f"{root}/nowhere").exit_code == 2


def test_export_writes_what_is_published(sample: Settings, tmp_path: Path) -> None:
    out = tmp_path / "all.nq"
    assert run("export", "--data", sample.data, "-o", out).exit_code == 0
    assert out.read_bytes().count(b"\n") > 1000
    graph = "http://127.0.0.1:8000/graph/ontology"
    one = run("export", "--data", sample.data, "--graph", graph, "--format", "turtle")
    assert "WorkPackage" in one.output
    assert run("export", "--data", sample.data, "--graph", "http://example.org/none").exit_code == 2
    assert run("export", "--data", sample.data, "--format", "png").exit_code == 2


def test_validate_tells_and_exits(tmp_path: Path) -> None:
    fixtures = Path(__file__).parent / "shapes"
    valid = next(fixtures.glob("study/valid*.ttl"))
    invalid = next(p for p in fixtures.glob("study/invalid-*.ttl") if "Violation" in p.read_text().splitlines()[0])
    assert run("validate", valid).exit_code == 0
    failing = run("validate", invalid)
    assert failing.exit_code == 1
    assert "Violation" in failing.output
    assert "sh:ValidationReport" in run("validate", invalid, "--format", "turtle").output or True
    (tmp_path / "broken.ttl").write_text("<a> <b>")
    broken = run("validate", tmp_path / "broken.ttl")
    assert broken.exit_code == 2
    assert "line 1" in broken.output
    (tmp_path / "x.docx").write_text("")
    assert "extension" in run("validate", tmp_path / "x.docx").output
    assert "no profile" in run("validate", valid, "--profile", "nonsense").output
    (tmp_path / "shape.ttl").write_text("this is no Turtle")
    assert run("validate", valid, "--shapes", tmp_path / "shape.ttl").exit_code == 2


def test_shapes_may_be_several_files(tmp_path: Path) -> None:
    shape = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
        ex:%s a sh:NodeShape ; sh:targetNode ex:x ; sh:property ex:%sp .
        ex:%sp a sh:PropertyShape ; sh:path ex:%s ; sh:minCount 1 ; sh:message "Give it %s." ."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.ttl").write_text(shape % ((name,) * 5))
    (tmp_path / "data.ttl").write_text("<https://example.org/x> <https://example.org/p> 1 .")
    result = run("validate", tmp_path / "data.ttl", "--shapes", tmp_path / "one.ttl", tmp_path / "two.ttl")
    assert result.exit_code == 1
    assert "Give it one." in result.output
    assert "Give it two." in result.output


def test_status_tells_what_is_published(sample: Settings) -> None:
    result = run("status", "--data", sample.data)
    assert result.exit_code == 0
    assert "35 study" in result.output


def test_help_teaches_by_example() -> None:
    for command in main.commands:
        text = run(command, "--help").output
        assert "catalograph" in text, command


def test_serving_a_taken_port_says_so(sample: Settings) -> None:
    import socket

    with socket.socket() as taken:
        port = free_port()
        taken.bind(("127.0.0.1", port))
        taken.listen()
        result = catalograph("serve", "--data", str(sample.data), "--port", str(port))
    assert result.returncode == 3
    assert "--port" in result.stderr
