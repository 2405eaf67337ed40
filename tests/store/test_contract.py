"""What every store does, over each engine: the embedded one is the reference for the others."""

from __future__ import annotations

import csv
import io
import multiprocessing
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryResultsFormat, Triple, parse, parse_query_results

from graph import queries
from graph.cli import main
from graph.namespaces import CG, XSD
from graph.quality import corrections
from graph.quality.corrections import Correction
from graph.serialization import Format, of
from graph.settings import Settings
from graph.statements import canonical, read_canonical
from graph.store import verification
from graph.store.base import Answer, NotAcceptable, QueryError, Store
from graph.store.embedded import Publication, publish, writer_lock
from graph.store.remote import Credentials, Endpoints, Limits, Remote, RemoteError, publish_remote
from graph.store.remote import client as client_module
from graph.store.remote.marks import Marks, State
from graph.store.remote.publishing import _settled
from graph.store.snapshot import Snapshot, Snapshots, in_default
from tests.store import engines
from tests.store.engines import Engine

JSON = {"results": of("results")[0], "graph": of("graph")[0]}
EVERYTHING = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
CORRECTIONS = f"SELECT ?s WHERE {{ ?s a {CG.Correction} }}"
BY_GRAPH = "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }"

_MONTHS = re.compile(rf'"P(?:(\d+)Y)?(?:(\d+)M)?"\^\^{XSD.duration}')


def as_said(engine: str, term: str) -> str:
    """What an engine says instead of a term that was published, as docs/scale.md tells."""
    if engine != "virtuoso":
        return term
    if months := _MONTHS.fullmatch(term):  # durations as a number, here of months
        return f'"{12 * int(months[1] or 0) + int(months[2] or 0)}"^^{XSD.duration}'
    return term.replace(f'"true"^^{XSD.boolean}', f'"1"^^{XSD.boolean}')


Graphs = dict[str, set[Triple]]


@dataclass
class Catalogue:
    """A catalogue that is published in an engine, and its own data folder, which is the reference."""

    name: str
    data: Path
    base: str
    engine: Engine | None
    remotes: list[Remote] = field(default_factory=list)
    number: int = 0
    published: Snapshot | None = None

    @property
    def reference(self) -> Snapshot:
        """What the engine is to agree with."""
        assert self.published
        return self.published

    def node(self, name: str) -> NamedNode:
        return NamedNode(f"{self.base}{name}")

    def says(self, *names: str) -> set[Triple]:
        """A statement about each name."""
        return {Triple(self.node(name), self.node("p"), self.node("o")) for name in names}

    def corrects(self, fix: int, name: str, wrong: str, right: str) -> Graphs:
        """The graph of a fix of the statement about a name."""
        one = Correction(self.node(name), self.node("p"), self.node(wrong), self.node(right))
        graph = f"{self.base}graph/user/fix-{fix}"
        return {f"user/fix-{fix}": {quad.triple for quad in read_canonical(corrections.content([one], graph))}}

    def local(self, graphs: Graphs) -> Snapshot:
        """Publish in the data folder alone."""
        self.number += 1
        made = {}
        for path, triples in graphs.items():
            graph = self.node(f"graph/{path}")
            made[graph.value] = canonical(triples, graph)
        with writer_lock(self.data):
            publish(self.data, Publication(self.base, made, {}, {}, lambda folder, store: None), self.number)
        self.published = Snapshots(self.data).current()
        return self.published

    def publish(self, graphs: Graphs | Snapshot, most: int = 200) -> None:
        self.published = graphs if isinstance(graphs, Snapshot) else self.local(graphs)
        if self.engine:
            publish_remote(self.one, self.published, graphs=most)

    def remote(self, **options: Any) -> Remote:
        assert self.engine
        remote = Remote(self.engine.url, **{"base": self.base, "credentials": self.engine.credentials, **options})
        self.remotes.append(remote)
        return remote

    @cached_property
    def one(self) -> Remote:
        return self.remote()

    @property
    def store(self) -> Store:
        return self.one if self.engine else self.reference

    def expected(self, rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """The reference's rows as this engine says them."""
        return sorted(tuple(as_said(self.name, term) for term in row) for row in rows)

    def agrees(self, text: str = EVERYTHING, **dataset: list[str]) -> list[tuple[str, ...]]:
        """The rows of a query, after checking that they are the reference's."""
        found = rows(self.store, text, **dataset)
        assert found == self.expected(rows(self.reference, text, **dataset))
        return found

    def subjects(self) -> set[str]:
        """The names of what the default graph is about, after checking it and all named graphs."""
        self.agrees(BY_GRAPH)
        return {row[0][1:-1].removeprefix(self.base) for row in self.agrees()}


def whole(answer: Answer) -> bytes:
    return answer.content if answer.mapped is None else answer.mapped[:]


def rows(store: Store, text: str, **dataset: list[str]) -> list[tuple[str, ...]]:
    found = parse_query_results(whole(store.query(text, JSON, **dataset)), QueryResultsFormat.JSON)
    assert not isinstance(found, QueryBoolean)
    return sorted(tuple(map(str, row)) for row in found)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Engine | None]]:
    """Starts each engine once, when it is first asked for."""
    started: dict[str, Engine | None] = {"embedded": None}
    with ExitStack() as stack:

        def start(name: str) -> Engine | None:
            if name not in started:
                begin = getattr(engines, name)
                started[name] = stack.enter_context(begin(tmp_path_factory.mktemp(name)))
            return started[name]

        yield start


def _catalogue(name: str, engine: Callable[[str], Engine | None], folder: Path) -> Iterator[Catalogue]:
    made = Catalogue(name, folder, f"http://example.org/{folder.name}/", engine(name))
    yield made
    for remote in made.remotes:
        remote.close()


@pytest.fixture(params=["embedded", "oxigraph", "virtuoso"])
def catalogue(request, engine, tmp_path: Path) -> Iterator[Catalogue]:  # type: ignore[no-untyped-def]
    yield from _catalogue(request.param, engine, tmp_path)


@pytest.fixture(params=["oxigraph", "virtuoso"])
def elsewhere(request, engine, tmp_path: Path) -> Iterator[Catalogue]:  # type: ignore[no-untyped-def]
    yield from _catalogue(request.param, engine, tmp_path)


TERMS = [
    Literal("Zoë, \u6f22\u5b57 and \U0001f600", language="de"),
    Literal("colour", language="en-gb"),
    Literal('a "quoted" \\ back\\\\slash,\nnew line\tand tab; {braces} ?x <y> # no comment'),
    Literal(""),
    Literal("long " * 4000),
    Literal("true", datatype=XSD.boolean),
    Literal("-42", datatype=XSD.integer),
    Literal("0.95", datatype=XSD.decimal),
    Literal("2024-02-29", datatype=XSD.date),
    Literal("2024-02", datatype=XSD.gYearMonth),
    Literal("2024", datatype=XSD.gYear),
    Literal("2024-02-29T12:30:00Z", datatype=XSD.dateTime),
    Literal("P18M", datatype=XSD.duration),
    Literal("https://example.org/?a=1&b=%20", datatype=XSD.anyURI),
    NamedNode("http://example.org/k%C3%BCrzer/ü?a=b&c=d"),
]


def test_terms_come_back_as_they_were_published(catalogue: Catalogue) -> None:
    subject = catalogue.node("s")
    published = {Triple(subject, catalogue.node(f"p{place}"), term) for place, term in enumerate(TERMS)}
    catalogue.publish({"source/a/1": published})
    assert len(catalogue.agrees()) == len(TERMS)
    found = {row[1]: row[2] for row in catalogue.agrees(BY_GRAPH.replace("?g ", "", 1))}
    assert found[f"<{catalogue.base}p0>"] == str(TERMS[0])
    text = catalogue.store.query(f"SELECT ?o WHERE {{ <{subject.value}> ?p ?o }}", {"results": of("results")[2]})
    cells = {"".join(row) for row in csv.reader(io.StringIO(whole(text).decode(), newline=""))} - {"o"}
    assert {term.value for term in TERMS[:5]} <= cells


def test_every_form_of_query_in_every_format(catalogue: Catalogue) -> None:
    english = Triple(catalogue.node("x"), catalogue.node("name"), Literal("The name", language="en"))
    catalogue.publish({"source/a/1": catalogue.says("x", "y") | {english}})
    store, reference = catalogue.store, catalogue.reference
    p, name = catalogue.node("p"), catalogue.node("name")
    select = f"SELECT ?s ?name WHERE {{ ?s {p} ?o OPTIONAL {{ ?s {name} ?name }} }} ORDER BY ?s"
    asks = (f"ASK {{ ?s {p} ?o }}", f"ASK {{ ?s {catalogue.node('none')} ?o }}")
    for format in of("results"):
        for text in (select, *asks):
            mine, theirs = (whole(s.query(text, {"results": format})) for s in (store, reference))
            assert _read(mine, format) == _read(theirs, format), (text, format.name)
    for text in ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", f"DESCRIBE <{catalogue.base}x>"):
        for format in of("graph"):
            mine, theirs = (whole(s.query(text, {"graph": format})) for s in (store, reference))
            assert format.rdf
            assert {q.triple for q in parse(mine, format.rdf)} == {q.triple for q in parse(theirs, format.rdf)}
    for text, form in ((select, "results"), ("CONSTRUCT WHERE { ?s ?p ?o }", "graph")):
        with pytest.raises(NotAcceptable, match=form):
            store.query(text, {**JSON, form: None})


def _read(content: bytes, format: Format) -> object:
    if format.name == "csv":
        return content
    found = parse_query_results(content, format.results)
    return bool(found) if isinstance(found, QueryBoolean) else [tuple(map(str, row)) for row in found]


def test_the_dataset_is_that_of_the_request_of_the_query_or_the_catalogue(catalogue: Catalogue) -> None:
    catalogue.publish(
        {
            "source/a/1": catalogue.says("x", "both"),
            "source/a/2": catalogue.says("y", "both"),
            "provenance/a/1": catalogue.says("hidden"),
        }
    )
    one, two, hidden = (f"{catalogue.base}graph/{path}" for path in ("source/a/1", "source/a/2", "provenance/a/1"))
    assert len(catalogue.agrees()) == 3
    assert len(catalogue.agrees(BY_GRAPH)) == 5
    assert len(catalogue.agrees(f"SELECT ?s WHERE {{ GRAPH <{hidden}> {{ ?s ?p ?o }} }}")) == 1
    assert len(catalogue.agrees("SELECT ?s ?g WHERE { ?s ?p ?o GRAPH ?g { ?s ?q ?r } }")) == 4
    assert len(catalogue.agrees(default_graphs=[hidden])) == 1
    assert len(catalogue.agrees(EVERYTHING.replace("SELECT", "SELECT DISTINCT"), default_graphs=[one, two])) == 3
    assert catalogue.agrees(BY_GRAPH, default_graphs=[one]) == []
    assert len(catalogue.agrees(BY_GRAPH, named_graphs=[hidden])) == 1
    assert catalogue.agrees(named_graphs=[hidden]) == []
    assert len(catalogue.agrees(BY_GRAPH, default_graphs=[one], named_graphs=[one, two])) == 4
    assert len(catalogue.agrees(EVERYTHING.replace("WHERE", f"FROM <{hidden}> WHERE"))) == 1
    assert len(catalogue.agrees(BY_GRAPH.replace("WHERE", f"FROM NAMED <{two}> WHERE"))) == 2


def test_what_is_no_query_is_refused_and_changes_nothing(catalogue: Catalogue) -> None:
    catalogue.publish({"source/a/1": catalogue.says("x")})
    graph = f"{catalogue.base}graph/source/a/1"
    store = catalogue.store
    for text in (
        "SELECT",
        "SELECT ?s WHERE { ?s ?p",
        "",
        "nonsense " * 2000,
        f"DROP GRAPH <{graph}>",
        f"PREFIX SELECT: <x:> # SELECT\nCLEAR GRAPH <{graph}>",
        f"INSERT DATA {{ GRAPH <{graph}> {{ <x:a> <x:b> 1 }} }}",
    ):
        with pytest.raises(QueryError) as refused:
            store.query(text, JSON)
        assert len(str(refused.value)) < 1000
    commented = "# DROP ALL\nBASE <http://e/> PREFIX select: <http://e/ask#x> # ASK\nsElEcT ?s { ?s ?p ?o }"
    assert len(rows(store, commented)) == 1
    assert catalogue.subjects() == {"x"}


def test_a_statement_stays_while_any_graph_says_it(catalogue: Catalogue) -> None:
    says = catalogue.says
    for content, expected in (
        ({"source/a/1": says("x", "y"), "source/a/2": says("x"), "provenance/a/1": says("hidden", "y")}, {"x", "y"}),
        ({"source/a/2": says("x", "z"), "provenance/a/1": says("hidden", "y")}, {"x", "z"}),
        ({"source/a/3": says("z"), "dcat/d": says("x")}, {"x", "z"}),
        ({"identity": says("z"), "ontology": says("t"), "user/me": says("u"), "shapes": says("no")}, {"z", "t", "u"}),
        ({"identity": says("z")}, {"z"}),
        ({}, set()),
        ({"source/a/1": says("x")}, {"x"}),
    ):
        catalogue.publish(content, most=2)
        assert catalogue.subjects() == expected


def test_what_is_corrected_leaves_and_comes_back(catalogue: Catalogue) -> None:
    """Of each correction the wrong value stays in its source's graph alone, as long as the correction stands."""
    said = {"source/a/1": catalogue.says("x", "y"), "source/a/2": catalogue.says("x")}
    first, other = catalogue.corrects(1, "x", "o", "q"), catalogue.corrects(1, "y", "o", "q")
    further, back = catalogue.corrects(2, "x", "q", "r"), catalogue.corrects(3, "x", "r", "o")
    x, o, q, r = (str(catalogue.node(name)) for name in "xoqr")
    for content, expected in (
        (said, {o}),
        ({**said, **first}, {q}),
        ({"source/a/2": said["source/a/2"], **first}, {q}),
        (said | first | further, {r}),
        (said | further, {o, r}),
        (said | first | further | back, {o, q, r}),  # a circle corrects nothing
        (said | other, {o}),
        ({**first, "source/a/3": said["source/a/2"]}, {q}),
        (said | {"identity": first["user/fix-1"]}, {o, q}),  # and only what users wrote does
        (said | {"user/plain": said["source/a/2"], **first}, {q}),
        (said, {o}),
    ):
        catalogue.publish(content, most=2)
        catalogue.agrees(BY_GRAPH)
        assert {row[2] for row in catalogue.agrees() if row[0] == x} == expected
        damaged = verification.snapshot(catalogue.data, catalogue.number, {})
        assert [damage.told for damage in damaged if damage.path.name == "store"] == []


def test_publishing_again_sends_only_what_differs(elsewhere: Catalogue) -> None:
    says = elsewhere.says
    first = elsewhere.local({"source/a/1": says("x"), "source/a/2": says("y"), "source/a/3": says("z")})
    remote = elsewhere.remote()
    assert publish_remote(remote, first).sent == 3
    again = publish_remote(remote, first)
    assert (again.sent, again.removed, again.same) == (0, 0, 3)
    second = elsewhere.local({"source/a/1": says("x"), "source/a/2": says("w")})
    seen = []
    done = publish_remote(remote, second, lambda name, of: seen.append((of, Marks(elsewhere.base).state(remote))))
    assert (done.sent, done.removed, done.same) == (1, 1, 1)
    assert seen == [(2, State(first.digest, second.digest))] * 2
    assert Marks(elsewhere.base).state(remote) == State(second.digest)
    assert elsewhere.subjects() == {"x", "w"}
    assert remote.holds(f"{elsewhere.base}graph/source/a/2")
    assert not remote.holds(f"{elsewhere.base}graph/source/a/3")
    assert Marks(elsewhere.base).leaving(remote) == []
    assert not remote.holds(f"{Marks(elsewhere.base).graph}/leaving/0")


class Killed(BaseException):
    """The process ends here."""


def _cut(remote: Remote, at: int, end: Callable[[], None]) -> None:
    """End the process when it is about to send its request number ``at``."""
    sent = 0

    def count(request: object) -> None:
        nonlocal sent
        sent += 1
        if sent == at:
            end()

    remote._exchange._client.event_hooks = {"request": [count], "response": []}


def _killed() -> None:
    raise Killed


def test_a_publish_that_was_cut_off_anywhere_goes_on(elsewhere: Catalogue) -> None:
    says = elsewhere.says
    graphs = {"source/a/1": says("always", "old"), "source/a/2": says("always", "moves"), "source/a/3": says("gone")}
    before = elsewhere.local(graphs | elsewhere.corrects(1, "moves", "o", "q"))
    graphs = {"source/a/1": says("always", "new"), "source/a/4": says("moves"), "dcat/d": says("new", "more")}
    after = elsewhere.local(graphs | elsewhere.corrects(2, "always", "o", "q"))
    fixes = [{row["s"].value.removeprefix(elsewhere.base) for row in s.rows(CORRECTIONS)} for s in (before, after)]
    old, new = fixes[0] | {"always", "moves", "old", "gone"}, fixes[1] | {"always", "moves", "new", "more"}
    at, done = 1, False
    elsewhere.publish(before, most=2)
    while not done:
        assert elsewhere.subjects() == old
        remote = elsewhere.remote()
        _cut(remote, at, _killed)
        try:
            publish_remote(remote, after, graphs=2)
            done = True
        except Killed:
            store = elsewhere.one
            seen = {row[0][1:-1].removeprefix(elsewhere.base) for row in rows(store, EVERYTHING)}
            assert old & new <= seen <= old | new
            if seen != old:
                assert Marks(elsewhere.base).state(store).running == after.digest
        if done or at % 2 == 0:  # otherwise the next publish is not the one that was cut off, but goes back
            elsewhere.publish(after, most=2)
            assert elsewhere.subjects() == new
            assert Marks(elsewhere.base).state(elsewhere.one) == State(after.digest)
        elsewhere.publish(before, most=2)
        at += 1
    assert at > 10


def _die(engine: Engine, base: str, data: Path) -> None:
    remote = Remote(engine.url, base=base, credentials=engine.credentials)
    _cut(remote, 6, lambda: os.kill(os.getpid(), signal.SIGKILL))
    publish_remote(remote, Snapshots(data).current())


def test_a_publish_by_a_process_that_was_killed_goes_on(elsewhere: Catalogue) -> None:
    elsewhere.publish({"source/a/1": elsewhere.says("old")})
    snapshot = elsewhere.local({"source/a/1": elsewhere.says("new"), "source/a/2": elsewhere.says("more")})
    process = multiprocessing.get_context("spawn").Process(
        target=_die, args=(elsewhere.engine, elsewhere.base, elsewhere.data)
    )
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert Marks(elsewhere.base).state(elsewhere.remote()).running == snapshot.digest
    publish_remote(elsewhere.remote(), snapshot)
    assert elsewhere.subjects() == {"new", "more"}


def test_catalogues_in_one_engine_do_not_see_each_other(elsewhere: Catalogue, tmp_path: Path) -> None:
    other = Catalogue(elsewhere.name, tmp_path / "other", f"{elsewhere.base}other/", elsewhere.engine)
    elsewhere.publish({"source/a/1": elsewhere.says("mine")})
    other.publish({"source/a/1": other.says("theirs")})
    assert (elsewhere.subjects(), other.subjects()) == ({"mine"}, {"theirs"})
    other.publish({})
    assert (elsewhere.subjects(), other.subjects()) == ({"mine"}, set())
    for remote in other.remotes:
        remote.close()


def test_large_graphs_go_in_pieces_and_large_answers_come_in_a_file(elsewhere: Catalogue) -> None:
    many = {
        Triple(elsewhere.node(f"s{n // 20}"), elsewhere.node(f"p{n % 20}"), Literal(f"{n} é " + "x" * 60))
        for n in range(10_100)  # more than go in one request
    }
    elsewhere.publish({"source/a/1": many, "source/a/2": elsewhere.says("x")})
    assert elsewhere.store.query(EVERYTHING, JSON).mapped is not None
    assert len(elsewhere.agrees()) == 10_101
    elsewhere.publish({"source/a/1": set(list(many)[:10]), "source/a/2": elsewhere.says("x")})
    assert len(elsewhere.agrees()) == 11
    small = elsewhere.remote(limits=Limits(answer=500))
    with pytest.raises(RemoteError, match="larger than 500 bytes"):
        small.query(EVERYTHING, JSON)


def test_named_graphs_need_no_list_where_they_are_open(elsewhere: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "NAMED", 1)
    elsewhere.publish({"source/a/1": elsewhere.says("x"), "provenance/a/1": elsewhere.says("y")})
    found = {row[0] for row in rows(elsewhere.store, BY_GRAPH) if row[0].startswith(f"<{elsewhere.base}")}
    own = {f"<{elsewhere.base}graph/{name}>" for name in ("source/a/1", "provenance/a/1")}
    assert own <= found
    assert (found == own) is (elsewhere.name != "virtuoso")  # which shows merged and publishing too
    constant = f"SELECT ?s WHERE {{ GRAPH <{elsewhere.base}graph/provenance/a/1> {{ ?s ?p ?o }} }}"
    assert len(elsewhere.agrees(constant)) == 1
    both = constant.replace("}", f"}} GRAPH ?g {{ <{elsewhere.base}y> ?q ?r }}", 1)
    assert len(elsewhere.agrees(both)) == 1


def test_graphs_are_kept_by_the_graph_store_protocol(elsewhere: Catalogue) -> None:
    remote, graph = elsewhere.remote(), f"{elsewhere.base}a?b=c&d"
    count = "SELECT ?o WHERE { ?s ?p ?o }"
    remote.put(graph, [b'<x:a> <x:b> "1" .\n', b'<x:a> <x:b> "2" .\n'])
    remote.put(graph, [b'<x:a> <x:b> "3" .\n'])
    remote.add(graph, [b'<x:a> <x:b> "4" .\n'])
    assert rows(remote, count, default_graphs=[graph]) == [('"3"',), ('"4"',)]
    assert remote.holds(graph)
    for _ in range(2):
        remote.delete(graph)
        assert not remote.holds(graph)


def test_an_answer_that_the_engine_cuts_is_an_error(elsewhere: Catalogue) -> None:
    elsewhere.publish({"source/a/1": elsewhere.says(*map(str, range(150)))})
    every_pair = "SELECT ?a ?b WHERE { ?a ?p ?o . ?b ?q ?r }"
    if elsewhere.name == "virtuoso":
        with pytest.raises(RemoteError, match="stops after 20000 rows"):
            elsewhere.store.query(every_pair, JSON)
    else:
        assert len(rows(elsewhere.store, every_pair)) == 150 * 150


def test_every_question_has_the_same_answer(catalogue: Catalogue, sample: Settings) -> None:
    catalogue.base = sample.base
    catalogue.publish(Snapshots(sample.data).current())
    for question in queries.questions().values():
        examples = {parameter.name: parameter.example for parameter in question.parameters}
        catalogue.agrees(queries.text_with(question, queries.bind(question, examples)))
    for text in (EVERYTHING, "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"):
        assert len(catalogue.agrees(text)) > 100


def test_what_merged_loses_follows_the_rule_of_the_default_graph() -> None:
    base = "http://example.org/"
    text = "".join(_settled(Marks(base), base, "x:leaving"))
    for path in ("source/", "dcat/", "catalogue/", "user/", "identity", "ontology"):
        assert f"{base}graph/{path}" in text
        assert in_default(f"{base}graph/{path}", base)
    for path in ("merged", "publishing", "publishing/leaving/0", "provenance/", "quality/"):
        assert not in_default(f"{base}graph/{path}", base)


def test_wrong_credentials_are_told_without_them(engine: Callable[[str], Engine | None], tmp_path: Path) -> None:
    there = engine("virtuoso")
    assert there
    wrong = Credentials("dba", "not-the-secret", scheme="digest")
    for credentials, words in ((wrong, "refuses these credentials"), (Credentials(), "asks for credentials")):
        with Remote(Endpoints.of(there.url), credentials=credentials) as remote:
            for act in (lambda r: r.put("x:g", []), lambda r: r.update("CLEAR GRAPH <x:g>")):
                with pytest.raises(RemoteError, match=words) as refused:
                    act(remote)
                assert refused.value.status == 401
                assert "CATALOGRAPH_STORE_USER" in str(refused.value)
                assert "not-the-secret" not in f"{refused.value} {remote!r} {credentials!r}"


def test_the_command_publishes_what_the_data_folder_has(elsewhere: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = elsewhere.engine
    assert engine
    arguments = ["publish", "--data", str(elsewhere.data), "--store", engine.url, "--auth", "digest"]
    assert "catalograph build" in CliRunner().invoke(main, arguments).output
    elsewhere.local({"source/a/1": elsewhere.says("x")})
    if engine.credentials.user:
        refused = CliRunner().invoke(
            main, arguments, env={"CATALOGRAPH_STORE_USER": "dba", "CATALOGRAPH_STORE_PASSWORD": "hush"}
        )
        assert (refused.exit_code, "hush" in refused.output) == (1, False)
    env = {"CATALOGRAPH_STORE_USER": engine.credentials.user, "CATALOGRAPH_STORE_PASSWORD": engine.credentials.password}
    done = CliRunner().invoke(main, arguments, env=env)
    assert done.exit_code == 0, done.output
    assert "1 graphs sent" in done.output
    assert elsewhere.subjects() == {"x"}
    with writer_lock(elsewhere.data):
        assert CliRunner().invoke(main, arguments, env=env).exit_code == 3
    for address in (
        "ftp://x/sparql",
        f"{engine.url.replace('http://', 'http://me:hush@')}",
        "http://127.0.0.1:9/unknown",
    ):
        result = CliRunner().invoke(main, [*arguments[:4], address])
        assert (result.exit_code, "hush" in result.output) == (2, False), result.output
