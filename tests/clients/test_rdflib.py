"""rdflib's SPARQLStore and SPARQLUpdateStore: an endpoint as if it were a graph of rdflib."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyoxigraph import RdfFormat, serialize
from rdflib import RDF, XSD, Dataset, Graph, Literal, Namespace, URIRef, Variable
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from graph.store.snapshot import Snapshot
from tests.clients.terms import TRICKY, Term, of_rdflib

SCHEMA = Namespace("https://schema.org/")
SOURCE = "graph/source/"
DATASETS = "SELECT ?s WHERE { ?s a schema:Dataset ; schema:name ?n } ORDER BY ?s ?n"


@pytest.fixture(params=["GET", "POST", "POST_FORM"])
def store(request: pytest.FixtureRequest, root: str) -> SPARQLStore:
    return SPARQLStore(f"{root}/sparql", method=request.param)


def named_graph(snapshot: Snapshot) -> str:
    return next(iri for iri in snapshot.graphs if iri.startswith(f"{snapshot.base}{SOURCE}"))


def held(snapshot: Snapshot, graph: str) -> set[tuple[Term, ...]]:
    """What a named graph holds, by the files beside the store."""
    triples = (quad.triple for quad in snapshot.graph(graph))
    content = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return {tuple(map(of_rdflib, triple)) for triple in Graph().parse(data=content, format="nt")}


@pytest.mark.parametrize("format", ["xml", "json", "csv", "tsv"])
def test_each_format_gives_the_same_rows(root: str, format: str) -> None:
    """CSV has no types: of it the values alone. rdflib's TSV reader takes no number below zero, nor whole doubles."""
    rows = {}
    for chosen in ("xml", format):
        graph = Graph(SPARQLStore(f"{root}/sparql", returnFormat=chosen))
        rows[chosen] = [row.asdict() for row in graph.query(TRICKY.replace("-7.5", "7.5").replace("1e3", "1.5"))]
    assert len(rows["xml"]) == 16
    assert rows["xml"][3]["term"] == Literal("Übergröße und 🦉 𝄞", lang="de")
    if format == "csv":
        assert [_values(row) for row in rows["csv"]] == [_values(row) for row in rows["xml"]]
    else:
        assert rows[format] == rows["xml"]


def _values(row: dict[str, object]) -> dict[str, str]:
    return {name: str(term) for name, term in row.items() if str(term)}


def test_queries_of_each_form(store: SPARQLStore, study: str) -> None:
    graph = Graph(store)
    rows = list(graph.query(DATASETS, initNs={"schema": SCHEMA}))
    assert URIRef(study) in {row[0] for row in rows}
    assert graph.query("ASK { ?s a schema:Dataset }", initNs={"schema": SCHEMA}).askAnswer is True
    described = graph.query(f"DESCRIBE <{study}>").graph
    assert described is not None
    assert (URIRef(study), RDF.type, SCHEMA.Dataset) in described
    built = graph.query("CONSTRUCT WHERE { ?s a schema:Dataset }", initNs={"schema": SCHEMA}).graph
    assert built is not None
    assert set(built.subjects()) == {row[0] for row in rows}


def test_bindings_given_beforehand(store: SPARQLStore, study: str) -> None:
    graph = Graph(store)
    rows = graph.query("SELECT ?s ?n { ?s <https://schema.org/name> ?n }", initBindings={"s": URIRef(study)})
    names = {row.n for row in rows}  # type: ignore[union-attr]
    assert names == set(graph.objects(URIRef(study), SCHEMA.name))
    assert any(name.language == "de" for name in names if isinstance(name, Literal))
    name = next(iter(sorted(names)))
    asked = graph.query("SELECT ?s { ?s <https://schema.org/name> ?n }", initBindings={Variable("n"): name})
    assert URIRef(study) in {row[0] for row in asked}


def test_triples_and_counts(store: SPARQLStore, study: str, snapshot: Snapshot) -> None:
    graph, subject = Graph(store), URIRef(study)
    found = set(graph.triples((subject, None, None)))
    rows = snapshot.rows(f"SELECT ?p ?o {{ <{study}> ?p ?o }}")
    assert len(found) == len(rows)
    assert {str(predicate) for _, predicate, _ in found} == {row["p"].value for row in rows}
    for triple in sorted(found)[:10]:
        assert triple in graph
        assert triple in set(graph.triples((None, *triple[1:])))
    assert (subject, RDF.type, SCHEMA.Person) not in graph
    (total,) = snapshot.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert len(graph) == int(total["n"].value)


def test_paging_neither_repeats_nor_skips(store: SPARQLStore) -> None:
    graph = Graph(store)
    everything = sorted(graph.triples((None, SCHEMA.name, None)))
    pages = []
    for offset in range(0, len(everything), 25):
        graph.LIMIT, graph.OFFSET, graph.ORDERBY = 25, offset, ["?s", "?o"]  # type: ignore[attr-defined]
        pages.append(list(graph.triples((None, SCHEMA.name, None))))
    assert len(pages) > 3
    assert all(len(page) == 25 for page in pages[:-1])
    assert sorted(triple for page in pages for triple in page) == everything


def test_named_graphs(root: str, snapshot: Snapshot) -> None:
    store = SPARQLStore(f"{root}/sparql")
    name = named_graph(snapshot)
    one = Graph(store, identifier=URIRef(name))
    assert {tuple(map(of_rdflib, triple)) for triple in one} == held(snapshot, name)
    assert len(one) == len(held(snapshot, name))
    subject = next(one.subjects(RDF.type, SCHEMA.Dataset))
    contexts = {str(found) for found in store.contexts((subject, RDF.type, SCHEMA.Dataset))}
    assert name in contexts
    assert contexts <= set(snapshot.graphs)
    assert {str(found) for found in store.contexts()} == set(snapshot.graphs)
    rows = one.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert int(next(iter(rows))[0]) == len(one)


@pytest.fixture
def writable(scratch: str) -> Iterator[SPARQLUpdateStore]:
    store = SPARQLUpdateStore(f"{scratch}/sparql", f"{scratch}/update", context_aware=True)
    store.update("DROP ALL")
    yield store
    store.close()


EX = Namespace("https://example.org/")
TERMS = (
    *(Literal("plain"), Literal(""), Literal('"quoted", \\ and\nanother line\t'), Literal("🦉 𝄞", lang="de")),
    *(Literal(5), Literal("2021-03-04", datatype=XSD.date), Literal(True), URIRef("https://example.org/ä?b=c#d")),
    *(Literal("<b>&</b>"), Literal("own", datatype=EX.type)),
)


def test_what_is_added_is_there(writable: SPARQLUpdateStore) -> None:
    graph = Graph(writable, identifier=EX.graph)
    for term in TERMS:
        graph.add((EX.thing, EX.says, term))
    assert set(graph.objects(EX.thing, EX.says)) == set(TERMS)
    assert len(graph) == len(TERMS)
    graph.remove((EX.thing, EX.says, TERMS[0]))
    graph.set((EX.thing, EX.label, Literal("one")))
    graph.set((EX.thing, EX.label, Literal("two")))
    assert set(graph.objects(EX.thing, EX.label)) == {Literal("two")}
    assert TERMS[0] not in set(graph.objects(EX.thing, EX.says))
    graph.remove((None, None, None))
    assert len(graph) == 0


def test_a_dataset_keeps_its_graphs_apart(writable: SPARQLUpdateStore) -> None:
    dataset = Dataset(store=writable)
    for number in range(3):
        dataset.graph(EX[f"g{number}"]).add((EX.thing, EX.number, Literal(number)))
    for number in range(3):
        assert list(Graph(writable, identifier=EX[f"g{number}"]).objects(EX.thing, EX.number)) == [Literal(number)]
    names = {str(found) for found in writable.contexts()}
    assert names == {str(EX[f"g{number}"]) for number in range(3)}
    writable.remove_graph(Graph(writable, identifier=EX.g1))
    assert str(EX.g1) not in {str(found) for found in writable.contexts()}


def test_a_transaction_is_sent_at_its_end(scratch: str, writable: SPARQLUpdateStore) -> None:
    later = SPARQLUpdateStore(f"{scratch}/sparql", f"{scratch}/update", autocommit=False, dirty_reads=True)
    graph, seen = Graph(later, identifier=EX.graph), Graph(writable, identifier=EX.graph)
    graph.add((EX.a, EX.b, EX.c))
    assert (EX.a, EX.b, EX.c) not in seen
    later.rollback()
    graph.add((EX.a, EX.b, EX.d))
    later.commit()
    assert set(seen) == {(EX.a, EX.b, EX.d)}
    graph.update("DELETE WHERE { ?s ?p ?o } ; INSERT DATA { <urn:s> <urn:p> 1 }")
    later.commit()
    assert set(seen) == {(URIRef("urn:s"), URIRef("urn:p"), Literal(1))}
