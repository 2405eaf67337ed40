"""What is handed in: read whatever it is, found at its lines, told in every format."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from graph.cli import main
from graph.report import Finding
from graph.settings import Settings, load
from graph.validation import formats, inputs, job, mydata, own_shapes, registered, workers
from graph.validation.job import Exceeded, Refused, Request
from graph.validation.locating import Span, Text
from graph.validation.shapes import ShapesError
from tests.conftest import shared

TURTLE = """@prefix schema: <https://schema.org/> .
@prefix ex: <https://example.org/> .

ex:study a schema:Dataset ;
    schema:name "  " ;
    schema:inLanguage "English" .

ex:other a schema:Dataset ;
    schema:url "https://example.org/page" .
"""
PAGE = """<!doctype html><html><head><title>A study</title>
<script type="application/ld+json">
{"@context": "http://schema.org/", "@type": "Dataset", "@id": "https://example.org/study",
 "inLanguage": "English"}
</script></head><body>
<div itemscope itemtype="https://schema.org/Person" itemid="https://example.org/jane">
<span itemprop="name">Jane</span></div>
<p vocab="https://schema.org/" typeof="Place" resource="https://example.org/wales"></p></body></html>"""


def result(text: str, name: str = "data.ttl") -> formats.Result:
    return mydata.check([inputs.read(text.encode(), name)], own_shapes(), "catalograph", "pyshifty")


@pytest.fixture(scope="module")
def found() -> formats.Result:
    return result(TURTLE)


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    return done.exit_code, done.output


def test_findings_know_their_lines(found: formats.Result) -> None:
    lines = {
        (one.finding.source_shape.rsplit("/", 1)[-1], one.finding.focus_node[-5:]): one.lines for one in found.located
    }
    assert lines["study-name-text", "study"] == (5,)
    assert lines["study-language", "study"] == (6,)
    assert lines["study-url", "other"] == (9,)
    assert lines["study-label", "study"] == (4,)
    assert lines["study-label", "other"] == (8,)


@pytest.mark.parametrize("format", ["n-triples", "json-ld", "rdf-xml", "trig"])
def test_every_syntax_is_told_by_its_content(format: str, found: formats.Result) -> None:
    syntaxes = {
        "n-triples": ox.RdfFormat.N_TRIPLES,
        "json-ld": ox.RdfFormat.JSON_LD,
        "rdf-xml": ox.RdfFormat.RDF_XML,
        "trig": ox.RdfFormat.TRIG,
    }
    triples = [quad.triple for quad in ox.parse(TURTLE, ox.RdfFormat.TURTLE)]
    text = ox.serialize(triples, format=syntaxes[format])
    assert text
    assert set(result(text.decode(), "pasted text").report.findings) == set(found.report.findings)


def test_page_with_embedded_metadata() -> None:
    read = inputs.read(PAGE.encode(), "page.html")
    types = {str(t.object) for t in read.triples if t.predicate.value.endswith("#type")}
    assert types == {f"<https://schema.org/{name}>" for name in ("Dataset", "Person", "Place")}
    told = {one.finding.value: one.lines for one in result(PAGE, "page.html").located}
    assert told['"English"'] == (4,)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"Dear all, please find attached", "no RDF"),
        (b"<html><body>nothing here</body></html>", "no JSON-LD, microdata or RDFa"),
        (b"<a> <b>", "line 1"),
        (b"# only a comment\n@prefix ex: <urn:x> .", "no statement"),
        (b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><r>&e;</r>', "it"),
        (b'{"@context": "https://example.org/context.jsonld", "a": 1}', "it"),
        (b"[" * 100_000, "it"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, problem: str) -> None:
    with pytest.raises(inputs.InputError, match=problem):
        inputs.read(content, "it")


def test_names_of_blank_nodes_are_the_same_each_time() -> None:
    text = "@prefix s: <https://schema.org/> . [] a s:Dataset . [] a s:Dataset ; s:name 'x' ."
    assert [one.finding.key for one in result(text).located] == [one.finding.key for one in result(text).located]


def test_csv(found: formats.Result) -> None:
    rows = list(csv.DictReader(io.StringIO(formats.to_csv(found).decode())))
    assert len(rows) == len(found.located)
    assert rows[0]["severity"] == "Violation"
    assert {row["key"] for row in rows} == {one.finding.key for one in found.located}


def test_sarif(found: formats.Result) -> None:
    (one,) = json.loads(formats.to_sarif(found))["runs"]
    rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    assert len(one["results"]) == len(found.located)
    for told in one["results"]:
        assert rules[told["ruleIndex"]] == told["ruleId"]
        assert told["level"] in ("error", "warning", "note")
        assert told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "data.ttl"
    assert one["columnKind"] == "unicodeCodePoints"


IRI, SCHEMA = "https://example.org/study", "https://schema.org/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
COLUMNS = {
    "study.ttl": f"""@prefix s: <{SCHEMA}> .
<{IRI}>\ta s:Dataset ;
\ts:headline "🙂𝒳"@en ; s:inLanguage "«English»" .""",
    "study.nt": f"""<{IRI}> <{SCHEMA}inLanguage> "«English»" .
<{IRI}> <{TYPE}type> <{SCHEMA}Dataset> .""",
    "study.trig": f"""@prefix s: <{SCHEMA}> .
<urn:g> {{ <{IRI}> a s:Dataset ; s:name "𝒳 English" ; s:inLanguage "«English»" }}""",
    "study.jsonld": f"""{{"@context": {{"@vocab": "{SCHEMA}"}}, "@id": "{IRI}", "@type": "Dataset",
\t"headline": "English 🙂", "inLanguage": "«English»"}}""",
    "study.rdf": f"""<?xml version="1.0" encoding="{{}}"?>
<r:RDF xmlns:r="{TYPE}" xmlns:s="{SCHEMA}">
<s:Dataset r:about="{IRI}"><s:name>ÄÖ English</s:name><s:inLanguage>«English»</s:inLanguage></s:Dataset></r:RDF>""",
}
"""A study in each syntax; its language stands between guillemets, which are not in the text."""


@pytest.mark.parametrize("name", COLUMNS)
def test_a_finding_has_its_columns(name: str) -> None:
    """In code points from 1, the last one excluded: a tab is one, as is what lies beyond the first plane."""
    marked = COLUMNS[name]
    at = marked.index("«English»")
    line, start = marked.count("\n", 0, at) + 1, at - marked.rfind("\n", 0, at)
    text = marked.replace("«", "").replace("»", "")
    for encoding in ("iso-8859-1", "utf-16", "utf-8") if name == "study.rdf" else ("utf-8", "utf-8-sig"):
        given = inputs.read(text.replace("{}", encoding).encode(encoding), name)
        made = mydata.check([given], own_shapes(), "catalograph", "pyshifty")
        results = json.loads(formats.to_sarif(made))["runs"][0]["results"]
        (told,) = [each for each in results if each["properties"]["value"] == '"English"']
        region = told["locations"][0]["physicalLocation"]["region"]
        assert region == {"startLine": line, "startColumn": start, "endColumn": start + 7}
        (row,) = [r for r in csv.DictReader(io.StringIO(formats.to_csv(made).decode())) if r["value"] == '"English"']
        assert (row["line"], row["column"]) == (str(line), str(start))


def test_what_is_escaped_or_missing_has_the_columns_of_what_stands_there() -> None:
    text = TURTLE.replace('"English"', r'"En\"glish <&>"').replace('    schema:name "  " ;\n', "")
    spans = {(one.finding.path or "", one.finding.focus_node[-5:]): one.span for one in result(text).located}
    line = r'    schema:inLanguage "En\"glish <&>" .'
    assert spans[f"{SCHEMA}inLanguage", "study"] == Span(5, line.index("En") + 1, line.index('" .') + 1)
    assert spans[f"{SCHEMA}name", "other"] == Span(7, 4, 9)  # ex:other, as it has no name


def test_places_of_many_findings_are_looked_up_and_not_searched_for() -> None:
    """A text is read as often for many findings as for one: what is counted is how often its lines are looked at."""

    class Counting(list[str]):
        looks = 0

        def __getitem__(self, key: Any) -> Any:
            self.looks += 1
            return super().__getitem__(key)

    for one_line in (False, True):
        looks = []
        for many in (10, 100):
            said = [f'<https://example.org/study/{n}> <{SCHEMA}name> "blank {n}" .' for n in range(many)]
            findings = [
                Finding(f"https://example.org/study/{n}", f"{SCHEMA}name", f'"blank {n}"', "c", "s", "Violation", "m")
                for n in range(many)
            ]
            lines = Counting([" ".join(said)] if one_line else said)
            text = Text(lines, findings)
            spans = [text.span(finding) for finding in findings]
            starts = [sum(map(len, said[:n])) + n if one_line else 0 for n in range(many)]
            assert spans == [
                Span(1 if one_line else n + 1, at, at + len(f"blank {n}"))
                for n in range(many)
                for at in [starts[n] + said[n].index("blank") + 1]
            ]
            looks.append(lines.looks)
        assert looks[1] < 20 * looks[0]


def test_lines_are_those_that_an_editor_counts() -> None:
    """Line ends of Windows; other characters that separate lines, and ones beyond the first plane, end none."""
    text = TURTLE.replace("\n", "\r\n").replace("@prefix", "# 𝒳 🙂 \u2028 \x0c \x85 \u2029\r\n@prefix", 1)
    plain = mydata.check([inputs.read(TURTLE.encode(), "data.ttl")], own_shapes(), "")
    other = mydata.check([inputs.read(text.encode(), "data.ttl")], own_shapes(), "")
    assert [[n + 1 for n in one.lines] for one in plain.located] == [list(one.lines) for one in other.located]


def test_what_is_in_utf_16_is_read() -> None:
    assert inputs.read(TURTLE.encode("utf-16"), "a").triples == inputs.read(TURTLE.encode(), "a").triples


def test_github_escapes_what_a_document_says() -> None:
    told = formats.to_github(result(TURTLE.replace('"English"', '"En\\nglish::error::x%"')))
    assert all(line.startswith((b"::error ", b"::warning ", b"::notice ")) for line in told.splitlines())
    assert b"file=data.ttl,line=5,col=18,title=study-name-text::" in told


def test_turtle_is_a_report_with_the_digest_of_its_shapes(found: formats.Result) -> None:
    triples = [q.triple for q in ox.parse(formats.WRITERS["turtle"](found), ox.RdfFormat.TURTLE)]
    assert sum(t.predicate.value.endswith("#result") for t in triples) == len(found.located)
    assert any(getattr(t.object, "value", "") == f"sha256:{own_shapes().digest}" for t in triples)


def test_command_line_has_every_format_and_exit_codes(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(TURTLE)
    (tmp_path / "page.html").write_text(PAGE)
    starts = {"page": "<!DOCTYPE html>", "csv": "severity,", "sarif": "{", "github": "::error", "json-ld": "["}
    for format, start in starts.items():
        code, output = run("validate", tmp_path / "data.ttl", "--format", format)
        assert code == 1
        assert output.startswith(start)
    code, output = run("validate", tmp_path / "page.html", "--engine", "pyshacl")
    assert (code, "Violation" in output) == (1, True)
    assert run("validate", tmp_path / "data.ttl", "--format", "png")[0] == 2
    assert run("validate", tmp_path / "data.ttl", "--engine", "jena")[0] == 2


def test_profiles_are_registered_by_digest(tmp_path: Path) -> None:
    shapes = shared("conformance/dcat-ap-3.0.1/shacl-consolidated/dcat-ap-SHACL.ttl")
    data = tmp_path / "data"
    assert run("profiles", "add", "dcat-ap", shapes, "--data", data)[0] == 0
    assert "dcat-ap" in run("profiles", "list", "--data", data)[1]
    (tmp_path / "set.ttl").write_text("<urn:d> a <http://www.w3.org/ns/dcat#Dataset> .")
    code, output = run("validate", tmp_path / "set.ttl", "--profile", "dcat-ap", "--data", data)
    assert code == 1
    assert "urn:d" in output
    profile = registered.known(data)["dcat-ap"]
    profile.files[0].write_text("changed")
    with pytest.raises(ShapesError, match="register it again"):
        profile.shapes()
    assert run("profiles", "remove", "dcat-ap", "--data", data)[0] == 0
    assert "dcat-ap" not in registered.known(data)
    assert run("profiles", "remove", "dcat-ap", "--data", data)[0] == 2


def test_profile_is_refused_where_it_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> sh:path <urn:p> ; sh:minCuont 1 ."
    )
    data = tmp_path / "data"
    for name, origin, problem in (
        ("bad", tmp_path / "bad.ttl", "no term of SHACL"),
        ("Bad Name", tmp_path / "bad.ttl", "is no name"),
        ("catalograph", tmp_path / "bad.ttl", "comes with the application"),
        ("gone", tmp_path / "gone.ttl", "No such file"),
        ("inside", "http://127.0.0.1:9/shapes.ttl", "no public address"),
    ):
        code, output = run("profiles", "add", name, origin, "--data", data)
        assert (code, problem in output) == (2, True), output


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return load({}, data=tmp_path / "data")


def test_job_is_done_in_another_process(chosen: Settings, found: formats.Result) -> None:
    outcome = job.run(Request(TURTLE.encode(), "data.ttl"), chosen)
    assert outcome.result == found
    assert outcome.excerpts[6] == 'schema:inLanguage "English" .'
    assert job.from_json(json.loads(json.dumps(job.to_json(outcome)))) == outcome


def test_job_has_limits(chosen: Settings, tmp_path: Path) -> None:
    with pytest.raises(Exceeded, match="memory"):
        job.run(Request(TURTLE.encode(), "x"), load({}, data=tmp_path, validate_memory=40))
    for request, problem in (
        (Request(b"", "x", "http://127.0.0.1:9/x.ttl"), "no public address"),
        (Request(b"", "x", "http://localhost:9/x.ttl"), "no public address"),
        (Request(TURTLE.encode(), "x", profile="nonsense"), "no profile nonsense"),
        (Request(TURTLE.encode(), "x", shapes=b"nonsense"), "shapes.ttl:1"),
    ):
        with pytest.raises(Refused, match=problem):
            job.run(request, chosen)


def test_a_process_serves_several_and_is_killed_in_time(chosen: Settings) -> None:
    """One after the other, also for one that has grown itself; an endless pattern in pySHACL is killed with all."""
    for worker in workers._idle.pop(os.getpid(), []):
        worker.end()  # which has served others, and may have come to its end
    grown = bytearray(os.urandom(1)) * (job.GROWN + 100) * 2**20
    first = job.run(Request(TURTLE.encode(), "data.ttl"), chosen)
    before = [worker.process.pid for worker in workers._idle[os.getpid()]]
    assert job.run(Request(TURTLE.encode(), "data.ttl"), chosen) == first
    assert [worker.process.pid for worker in workers._idle[os.getpid()]] == before
    del grown
    shapes = b"""@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
        ex:a a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:pattern "^(a+)+$" ] ."""
    slow = load({}, data=chosen.data, engine="pyshacl", validate_deadline=1.5)
    data = b'@prefix ex: <https://example.org/> . ex:x ex:p "%s!" .' % (b"a" * 60)
    with pytest.raises(Exceeded, match=r"longer than 1.5 seconds"):
        job.run(Request(data, "x.ttl", shapes=shapes), slow)
    assert not set(before) & {worker.process.pid for worker in workers._idle[os.getpid()]}


def test_what_fails_in_a_used_process_is_tried_in_a_new_one(chosen: Settings) -> None:
    first = job.run(Request(TURTLE.encode(), "data.ttl"), chosen)
    for worker in workers._idle[os.getpid()]:
        os.kill(worker.process.pid, signal.SIGKILL)
    assert job.run(Request(TURTLE.encode(), "data.ttl"), chosen) == first


@pytest.mark.parametrize(
    ("shapes", "problem"),
    [
        ("ex:a sh:property [ sh:path ex:p ; sh:pattern '(' ] .", "no regular expression"),
        ("ex:a sh:js [ sh:jsFunctionName 'f' ] .", "sh:js is not evaluated"),
        (" ".join(f"ex:a{n} a sh:NodeShape ; sh:node ex:a{n + 1} ." for n in range(3000)), "too deeply"),
    ],
    ids=["pattern", "script", "depth"],
)
def test_shapes_that_cannot_be_held_against_anything(chosen: Settings, shapes: str, problem: str) -> None:
    text = f"""@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
        ex:a a sh:NodeShape ; sh:targetNode ex:x ; sh:node ex:a0 . {shapes}"""
    with pytest.raises(Refused, match=problem):
        job.run(Request(TURTLE.encode(), "x", shapes=text.encode()), chosen)


def test_lines_are_found_by_relative_addresses() -> None:
    text = """@base <https://example.org/id/> .
@prefix s: <https://schema.org/> .
<study/a> a s:Dataset .
<study/b> a s:Dataset ;
    s:inLanguage "English" .
"""
    lines = {(one.finding.focus_node[-1], one.finding.value): one.lines for one in result(text).located}
    assert lines["a", None] == (3,)
    assert lines["b", '"English"'] == (5,)
