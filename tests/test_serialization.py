from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import serialization
from graph.serialization import negotiate, of

RESULTS, GRAPH = of("results"), of("page", "graph")


@pytest.mark.parametrize(
    ("accept", "choices", "expected"),
    [
        (None, RESULTS, "json"),
        ("*/*", RESULTS, "json"),
        ("text/csv", RESULTS, "csv"),
        ("application/sparql-results+xml;q=0.9, text/csv;q=0.4", RESULTS, "xml"),
        ("text/csv;q=0, */*", RESULTS, "json"),
        ("image/png", RESULTS, None),
        ("text/turtle", RESULTS, None),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", GRAPH, "html"),
        ("text/turtle", GRAPH, "turtle"),
        ("application/json", GRAPH, "json-ld"),
        ("application/rdf+xml", GRAPH, "rdf-xml"),
        ("text/*", GRAPH, "html"),
        ("text/*;q=0.5, text/turtle", GRAPH, "turtle"),
        ("application/ld+json, text/turtle;q=0.9", GRAPH, "json-ld"),
        ("nonsense", GRAPH, None),
        ("text/html;q=0, text/turtle;q=0, */*", GRAPH, "json-ld"),
        ("application/x-turtle", GRAPH, "turtle"),
        ("text/turtle;q=never", GRAPH, None),
        ("", GRAPH, "html"),
    ],
)
def test_negotiation(accept: str | None, choices: tuple[serialization.Format, ...], expected: str | None) -> None:
    found = negotiate(accept, choices)
    assert (found.name if found else None) == expected


@given(st.text(max_size=60))
def test_no_header_breaks_negotiation(accept: str) -> None:
    negotiate(accept, GRAPH)


def test_names_extensions_and_media_types_mean_formats() -> None:
    for format in serialization.FORMATS:
        for name in (format.name, format.extension, format.media_type):
            assert serialization.named(name, of(*format.forms)) == format
    assert serialization.named("png", RESULTS) is None


def test_names_that_clients_use_mean_the_format_of_what_is_asked() -> None:
    for name, of_a_graph in serialization.OTHER_NAMES.items():
        assert getattr(serialization.named(name, of("graph")), "name", None) == of_a_graph
    assert getattr(serialization.named("json", of("results")), "name", None) == "json"
    assert getattr(serialization.named("xml", of("results")), "name", None) == "xml"
    assert serialization.named("n3", of("results")) is None


def test_extensions_are_unambiguous() -> None:
    extensions = [format.extension for format in serialization.FORMATS]
    assert len(set(extensions)) == len(extensions)
