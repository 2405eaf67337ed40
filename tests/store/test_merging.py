"""The default graph is the union of its graphs without what is corrected, however it came to be."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from graph.namespaces import XSD
from graph.quality.corrections import Correction, content
from graph.statements import canonical, read_canonical
from graph.store.merging import correct, difference, merged
from graph.store.snapshot import in_default

BASE = "http://example.org/"
ASKED = """
PREFIX cg: <https://w3id.org/catalograph/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT DISTINCT ?s ?p ?wrong ?right WHERE {
  GRAPH ?g {
    ?node a cg:Correction ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?wrong ; cg:correctedTo ?right .
    ?s ?p ?right
  }
  FILTER(STRSTARTS(STR(?g), "http://example.org/graph/user/") && !SAMETERM(?wrong, ?right))
}
"""

Graphs = dict[str, frozenset[Quad]]
VALUE = st.sampled_from(
    [*(Literal(text, datatype=XSD.integer) for text in ("1", "01", "2")), Literal("1", datatype=XSD.nonNegativeInteger)]
)
NODE, P = st.sampled_from([NamedNode("urn:a"), NamedNode("urn:b")]), NamedNode("urn:p")
TRIPLE = st.builds(Triple, NODE, st.just(P), VALUE)
CORRECTION = st.builds(Correction, NODE, st.just(P), VALUE, VALUE)


def said(path: str, triples: set[Triple]) -> frozenset[Quad]:
    return frozenset(read_canonical(canonical(triples, NamedNode(f"{BASE}graph/{path}"))))


def fix(path: str, made: list[Correction], more: set[Triple]) -> frozenset[Quad]:
    """A user's graph that corrects; of two corrections of one statement there is one."""
    once = {str(one.before): one for one in made}
    graph = f"{BASE}graph/{path}"
    return frozenset(read_canonical(content(once.values(), graph))) | said(path, more)


SOURCES = st.sampled_from(["source/a", "source/b", "dcat/d", "provenance/a"])
FIXES = st.sampled_from(["user/fix-1", "user/fix-2", "source/copy"])
STEP = st.one_of(
    SOURCES.flatmap(lambda path: st.tuples(st.just(path), st.builds(said, st.just(path), st.sets(TRIPLE, max_size=3)))),
    FIXES.flatmap(
        lambda path: st.tuples(
            st.just(path),
            st.builds(fix, st.just(path), st.lists(CORRECTION, max_size=2), st.sets(TRIPLE, max_size=1)),
        )
    ),
)
"""A graph, and what it says from then on."""


def loaded(state: Graphs) -> Store:
    """As a store is loaded anew."""
    store = Store()
    for path, quads in state.items():
        store.extend(quads)
        if in_default(f"{BASE}graph/{path}", BASE):
            store.extend(merged(quad.triple) for quad in quads)
    correct(store, BASE)
    return store


def expected(store: Store, base: str = BASE) -> set[Triple]:
    """The default graph that named graphs should give, by their own words and one step after the other."""
    rows = store.query(ASKED.replace(BASE, base))
    assert isinstance(rows, QuerySolutions)
    leads: defaultdict[Triple, set[Triple]] = defaultdict(set)
    for row in rows:
        s, p, wrong, right = (row[name] for name in ("s", "p", "wrong", "right"))
        leads[Triple(s, p, wrong)].add(Triple(s, p, right))

    def ends(triple: Triple, met: frozenset[Triple]) -> bool:
        """Whether corrections lead from a statement to one that is right."""
        return triple not in leads or any(ends(after, met | {triple}) for after in leads[triple] - met)

    union = {q.triple for q in store if in_default(getattr(q.graph_name, "value", ""), base)}
    return {triple for triple in union if triple not in leads or not ends(triple, frozenset())}


def default(store: Store) -> set[Triple]:
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())}


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, min_size=3, max_size=10))
def test_it_is_the_union_without_what_is_corrected_after_every_change(steps: list[tuple[str, frozenset[Quad]]]) -> None:
    state: Graphs = {}
    kept, alone = Store(), Store()
    for path, quads in steps:
        differs = difference(kept, BASE, state.get(path, frozenset()), quads)
        state[path] = quads
        if differs.update:
            kept.update(differs.update)
        for triple in differs.leaves:
            alone.remove(merged(triple))
        alone.extend(map(merged, differs.comes))
        assert set(kept) == set(loaded(state))
        assert default(alone) == default(kept) == expected(kept)


def test_a_correction_of_many_statements_costs_no_more_than_its_size() -> None:
    """A chain of corrections as long as a graph may be is followed to its end."""
    chain = [Correction(NamedNode("urn:a"), P, Literal(str(n)), Literal(str(n + 1))) for n in range(1000)]
    store = loaded({"user/fix-1": fix("user/fix-1", chain, set()), "source/a": said("source/a", {chain[0].before})})
    values = {t.object for t in default(store) if t.predicate == P}
    assert values == {Literal("1000")}
