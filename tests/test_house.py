"""The house keeps its shape: what must be documented is, imports point one way, each room has its fixture."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from graph import harvest, pipeline, queries, settings
from graph.cli import main
from graph.namespaces import SCHEMA_LEGACY
from graph.settings import Settings, load
from graph.sources import holds_parts, leads_on, sources
from graph.store.snapshot import Snapshots
from tests.conftest import REPOSITORY
from web import create_app

DOCS = "\n".join(path.read_text("utf-8") for path in sorted((REPOSITORY / "docs").glob("*.md")))
PATHS = sorted((*REPOSITORY.glob("graph/**/*.py"), *REPOSITORY.glob("web/**/*.py")))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_packages_are_those_of_the_repository() -> None:
    for name in ("graph", "web"):
        assert Path(importlib.import_module(name).__file__ or "").is_relative_to(REPOSITORY)
    for folder in (settings.ONTOLOGY, settings.SHAPES, settings.QUERIES):
        assert folder.is_dir()
        assert folder.is_relative_to(REPOSITORY)


def test_graph_never_imports_web() -> None:
    for path in REPOSITORY.glob("graph/**/*.py"):
        assert not any(name == "web" or name.startswith("web.") for name in imports(path)), path


def test_web_holds_no_sparql() -> None:
    query = re.compile(r"\b(SELECT|CONSTRUCT|ASK|DESCRIBE|INSERT|DELETE)\b[^\n]*(\{|\bWHERE\b)")
    for path in REPOSITORY.glob("web/**/*.py"):
        assert not query.search(path.read_text("utf-8")), path


def test_one_schema_org() -> None:
    folders = ("graph", "web", "ontology", "shapes", "queries")
    for path in (p for f in folders for p in (REPOSITORY / f).rglob("*") if p.is_file() and "static" not in p.parts):
        if path.name not in ("namespaces.py",) and path.suffix in (".py", ".ttl", ".rq", ".jsonld", ".yml"):
            lines = [line for line in path.read_text("utf-8").splitlines() if SCHEMA_LEGACY in line]
            assert not [line for line in lines if "rewrit" not in line and "accept" not in line], path


@pytest.mark.parametrize("setting", settings.SETTINGS, ids=lambda setting: str(setting.name))
def test_each_setting_is_documented_with_its_default(setting: settings.Setting) -> None:
    default = f"`{setting.default}`" if setting.default != "" else "–"
    assert f"| `{setting.variable}` | {default} |" in DOCS
    assert setting.name in Settings.__dataclass_fields__
    assert setting.help.endswith(".")


def test_settings_are_checked_and_the_command_line_goes_first() -> None:
    chosen = load({"CATALOGRAPH_PORT": "9000", "CATALOGRAPH_BASE": "https://example.org"}, port=1)
    assert (chosen.port, chosen.base) == (1, "https://example.org/")
    with pytest.raises(ValueError, match="CATALOGRAPH_PORT"):
        load({"CATALOGRAPH_PORT": "many"})


@pytest.mark.parametrize("command", sorted(main.commands))
def test_each_command_is_documented(command: str) -> None:
    assert f"`catalograph {command}" in DOCS


@pytest.mark.parametrize("name", sorted(queries.questions()))
def test_each_question_is_documented(name: str) -> None:
    assert name in DOCS


@pytest.mark.parametrize("kind", sorted(sources()))
def test_each_source_is_whole(kind: str) -> None:
    described = sources()[kind]
    for text in (described.title, described.publisher, described.licence, described.home, described.description):
        assert text
    assert 0 <= described.trust <= 100
    assert all(reason for reason in described.not_published.values())
    assert f"| `{kind}` |" in DOCS
    module = importlib.import_module(f"graph.sources.{kind.replace('-', '_')}")
    assert module.__doc__
    assert fixture(kind), f"tests/sources/{kind}/input.* and expected.ttl"


def fixture(kind: str) -> list[Path]:
    folder = REPOSITORY / "tests" / "sources" / kind
    return sorted(folder.glob("input*")) if (folder / "expected.ttl").exists() else []


@pytest.mark.parametrize("kind", sorted(sources()))
def test_each_sources_fixture_gives_what_is_expected(kind: str, tmp_path: Path) -> None:
    chosen = load({}, data=tmp_path / "data", base="https://example.org/")
    outcome = pipeline.build(harvest.gather([str(path) for path in fixture(kind)], chosen, None), chosen)
    document, *others = outcome.report["documents"]
    assert all(other["status"] == "listing" and other["notes"] for other in others)  # of a file: what it holds beside
    if document["status"] == "listing":  # it leads to documents, and says nothing itself
        assert leads_on(kind)
        assert not (REPOSITORY / "tests" / "sources" / kind / "expected.ttl").read_bytes().strip()
        return
    assert document["status"] == "published", document
    # What a container holds may be of another kind, and have a key of its own in that kind.
    own = (kind, document["kind"]) if holds_parts(kind) else (kind,)
    assert document["key"].partition("/")[0] in own
    current = Snapshots(chosen.data).current()
    found = {quad.triple for quad in current.graph(f"https://example.org/graph/source/{document['key']}")}
    expected = REPOSITORY / "tests" / "sources" / kind / "expected.ttl"
    assert found == {Triple(*q.triple) for q in parse(expected.read_bytes(), format=RdfFormat.TURTLE)}


def test_modules_are_documented_and_none_is_empty() -> None:
    for path in PATHS:
        text = path.read_text("utf-8")
        assert not text or ast.get_docstring(ast.parse(text)), path


def test_each_address_is_documented() -> None:
    app = create_app(load({}))
    for rule in app.url_map.iter_rules():
        plain = re.sub(r"<any\([^>]*\):kind>", "<type>", rule.rule)
        plain = re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", plain)
        assert f"`{plain}`" in DOCS, plain
