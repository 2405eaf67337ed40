"""The questions as RDF, in the vocabulary of SIB's sparql-examples: what query editors and assistants read.

A question is a ``sh:SPARQLSelectExecutable`` (SHACL Advanced Features, 5.2): its text with the examples of
its parameters, what it asks, its keywords, and the endpoint to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from graph import queries
from graph.namespaces import OWL, RDF, RDFS, SCHEMA, SH, XSD
from graph.queries import Question
from graph.service import bare

PREFIX = re.compile(r"^PREFIX\s+([\w-]+):\s*<([^>]+)>", re.MULTILINE)


def triples(base: str) -> Iterator[Triple]:
    """All questions, and the prefixes that they declare."""
    prefixes = NamedNode(f"{base}queries#prefixes")
    declared: dict[str, str] = {}
    for question in queries.questions().values():
        yield from _question(question, base, prefixes)
        declared |= dict(PREFIX.findall(question.text))
    yield Triple(prefixes, RDF.type, OWL.Ontology)
    yield Triple(prefixes, RDFS.label, Literal("Prefixes of the questions", language="en"))
    for name, namespace in sorted(declared.items()):
        node = NamedNode(f"{base}queries#prefix-{name}")
        yield Triple(prefixes, SH.declare, node)
        yield Triple(node, SH.prefix, Literal(name))
        yield Triple(node, SH.namespace, Literal(namespace, datatype=XSD.anyURI))


def _question(question: Question, base: str, prefixes: NamedNode) -> Iterator[Triple]:
    node = NamedNode(f"{base}queries/{question.name}")
    terms = queries.bind(question, queries.example_of(question))
    yield Triple(node, RDF.type, SH.SPARQLExecutable)
    yield Triple(node, RDF.type, SH.SPARQLSelectExecutable)
    yield Triple(node, RDFS.label, Literal(question.title, language="en"))
    yield Triple(node, RDFS.comment, Literal(question.description, language="en"))
    yield Triple(node, SH.prefixes, prefixes)
    yield Triple(node, SH.select, Literal(bare(queries.text_with(question, terms))))
    yield Triple(node, SCHEMA.target, NamedNode(f"{base}sparql"))
    for tag in question.tags:
        yield Triple(node, SCHEMA.keywords, Literal(tag, language="en"))
