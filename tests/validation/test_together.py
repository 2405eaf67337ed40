"""Graphs that are validated together, or read from a file, are found to be what pySHACL finds in each by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.merged import Merged
from graph.statements import canonical
from graph.validation.checked import reports
from graph.validation.keeping import Memory
from graph.validation.merged import MergedGraph
from graph.validation.statements import Index
from tests.validation.test_checked import NODES, SHAPES, STATEMENTS, P, Q, read, reference

GRAPHS = st.lists(st.sets(st.sampled_from(STATEMENTS), max_size=12), min_size=1, max_size=5)


@contextmanager
def merged(graphs: list[set[ox.Triple]]) -> Iterator[Merged]:
    with TemporaryDirectory() as folder:
        made = Merged(Path(folder))
        for layer, triples in enumerate(graphs):
            made.add(layer, canonical(triples, ox.NamedNode(f"urn:g:{layer}")))
        yield made
        made.close()


@settings(max_examples=20, deadline=None)
@given(graphs=GRAPHS)
def test_each_of_several_graphs_has_its_own_report(graphs: list[set[ox.Triple]]) -> None:
    shapes = read(SHAPES)
    told = list(reports([Index(triples) for triples in graphs], shapes, Memory(), None, "1"))
    assert told == [reference(triples, shapes) for triples in graphs]


@settings(max_examples=15, deadline=None)
@given(graphs=GRAPHS)
def test_what_is_merged_in_a_file_is_found_the_same(graphs: list[set[ox.Triple]]) -> None:
    shapes = read(SHAPES)
    with merged(graphs) as made:
        (told,) = reports([MergedGraph(made)], shapes, Memory(), None, "1")
    assert told == reference(set().union(*graphs), shapes)


@settings(max_examples=25, deadline=None)
@given(graphs=GRAPHS, other=st.sets(st.sampled_from(STATEMENTS), max_size=6))
def test_a_file_holds_what_sets_hold(graphs: list[set[ox.Triple]], other: set[ox.Triple]) -> None:
    """Statements come once each, by what they are about, whichever document says them; a layer can be replaced."""
    with merged(graphs) as made:
        list(made.triples())
        made.replace(0, canonical(other, ox.NamedNode("urn:g:0")))
        graphs = [other, *graphs[1:]]
        together = set().union(*graphs)
        said = list(made.triples())
        assert len(said) == len(together)
        assert set(said) == together
        assert list(made.subjects()) == sorted({triple.subject.value for triple in together})
        for node in (node.value for node in NODES):
            assert set(made.about(node)) == {t for t in together if t.subject.value == node}
            assert made.has(node) == any(t.subject.value == node for t in together)
            assert made.leading(node) == {t.subject.value for t in together if getattr(t.object, "value", "") == node}
            speaking = {n for n, graph in enumerate(graphs) for t in graph if node in (t.subject.value, t.object.value)}
            assert made.layers([node]) == speaking


def test_lines_end_where_statements_do() -> None:
    """Other characters that end lines elsewhere, and what looks like a statement's end, stay in their texts."""
    texts = [f"one{mark}two <urn:g:0> ." for mark in "\u2028\u0085\x0b\x0c\r\n"]
    graph = {ox.Triple(NODES[0], P, ox.Literal(text)) for text in texts} | {ox.Triple(NODES[0], Q, NODES[1])}
    with merged([graph]) as made:
        assert set(made.about(NODES[0].value)) == graph
        assert made.leading(NODES[1].value) == {NODES[0].value}
