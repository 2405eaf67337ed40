"""The LDES client from npm follows the feed through two publishes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from graph.namespaces import DCT, RDF
from graph.tombstones import AS
from tests.changes.history import History
from tests.clients import install
from tests.clients.conftest import absent
from tests.serving import free_port, served


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> History:
    if not (install.LDES_CLIENT.exists() and shutil.which("node", path=install.path())):
        absent("needs ldes-client: python tests/clients/install.py")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # a history sets it, and it goes as it was
    return History(tmp_path / "data", base=f"http://127.0.0.1:{free_port()}/")


def followed(feed: str, state: Path) -> list[Quad]:
    """What the client prints of the members that are new to it, in the order of their time."""
    environment = {**os.environ, "PATH": install.path()}
    command = [str(install.LDES_CLIENT), feed, "--save", str(state), "--ordered", "ascending"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return list(parse(done.stdout, format=RdfFormat.N_QUADS))


def held(quads: list[Quad], base: str, before: dict[str, str]) -> dict[str, str]:
    """The titles of the datasets by their slugs, once these members are taken."""
    found = dict(before)
    said = {(q.subject, q.predicate): q.object for q in quads if q.graph_name == DefaultGraph()}
    titles = {q.graph_name: q.object.value for q in quads if q.predicate == DCT.term("title")}
    for member in dict.fromkeys(subject for subject, _ in said):
        assert isinstance(member, NamedNode)
        slug = said[member, AS.term("object")].value.removeprefix(f"{base}id/study/")
        found.pop(slug, None)
        if said[member, RDF.type] != AS.Delete:
            found[slug] = titles[member]
    return found


def test_the_client_ends_with_what_is_published(history: History, tmp_path: Path) -> None:
    history.publish({"amber": "1", "birch": "1", "cedar": "1"})
    port = int(history.base.rstrip("/").rpartition(":")[2])
    with served(history.chosen.data, port=port, CATALOGRAPH_PAGE_SIZE="2"):
        first = followed(f"{history.base}feed", tmp_path / "state")
        history.publish({"amber": "2", "birch": "1"})
        history.publish({"amber": "2", "dune": "1"})
        second = followed(f"{history.base}feed", tmp_path / "state")
    known = held(first, history.base, {})
    assert known == {slug: f"Study {slug} & <1>" for slug in ("amber", "birch", "cedar")}
    assert held(second, history.base, known) == {"amber": "Study amber & <2>", "dune": "Study dune & <1>"}
    members = {q.subject for q in first if q.graph_name == DefaultGraph()}
    assert not members & {q.subject for q in second if q.graph_name == DefaultGraph()}
