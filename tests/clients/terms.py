"""Terms that formats and clients are known to mangle, and how they are compared across formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

XSD = "http://www.w3.org/2001/XMLSchema#"
TRICKY = r"""
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?n ?term WHERE {
  VALUES (?n ?term) {
    (1 "plain")
    (2 "")
    (3 "a \"quoted\", comma; tab\t, line\nend, \\ backslash")
    (4 "Übergröße und 🦉 𝄞"@de)
    (5 "colour"@en-gb)
    (6 "<b>&amp; ]]></b> 'single'")
    (7 42)
    (8 "-7.5"^^xsd:decimal)
    (9 "2021-03-04"^^xsd:date)
    (10 "2021"^^xsd:gYear)
    (11 true)
    (12 <https://example.org/ä?b=c&d=%20#e>)
    (13 "1e3"^^xsd:double)
    (14 "own"^^<https://example.org/type>)
    (15 UNDEF)
    (16 " leading and trailing ")
  }
}
ORDER BY ?n
"""
"""What SPARQL can hold in a row. A carriage return alone is left out: CSV readers take it for a line's end."""

Term = tuple[str, str, str, str]
"""Kind (``uri``, ``literal``, ``bnode``), value, language in lower case, datatype (none for plain strings)."""


def of_json(term: Mapping[str, str]) -> Term:
    """A term of the SPARQL 1.1 Query Results JSON Format."""
    kind = "literal" if term["type"] == "typed-literal" else term["type"]
    datatype = term.get("datatype", "")
    is_plain = datatype in (f"{XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
    return kind, term["value"], term.get("xml:lang", "").lower(), "" if is_plain else datatype


def rows(answer: Mapping[str, Any]) -> list[dict[str, Term]]:
    """The rows of a SELECT's JSON."""
    return [{name: of_json(term) for name, term in row.items()} for row in answer["results"]["bindings"]]


def of_rdflib(term: Any) -> Term:
    """A term of rdflib."""
    from rdflib import BNode, Literal

    if not isinstance(term, Literal):
        return "bnode" if isinstance(term, BNode) else "uri", str(term), "", ""
    datatype = str(term.datatype or "")
    return "literal", str(term), (term.language or "").lower(), "" if datatype == f"{XSD}string" else datatype


def unordered(found: list[dict[str, Term]]) -> Counter[frozenset[tuple[str, Term]]]:
    """Rows whose order does not count."""
    return Counter(frozenset(row.items()) for row in found)
