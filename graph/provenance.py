"""Who said this, where, in which words: PROV-O for the document, Web Annotation for each fact."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from graph.namespaces import CG, DCT, OA, PROV, RDF, RDFS, SCHEMA, SPDX, XSD
from graph.records import Evidence, Reading
from graph.source_catalogues import rights
from graph.statements import Statement, Term, digest

CONTEXT = 32
"""How many code points of the text around a quote are kept as its prefix and suffix."""

_SYNTAX = {
    "json-pointer": NamedNode("http://tools.ietf.org/rfc/rfc6901"),
    "rfc7111": NamedNode("http://tools.ietf.org/rfc/rfc7111"),
    "sparql-path": NamedNode("https://www.w3.org/TR/sparql11-query/#propertypaths"),
}
_SHA256 = NamedNode("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")


@dataclass(frozen=True, slots=True)
class Origin:
    """The archived document behind a reading. ``key`` is ``<kind>/<key>``, ``licence`` that of its source."""

    key: str
    sha256: str
    retrieved: str
    url: str | None
    publisher: str
    licence: str


def text_digest(text: str) -> str:
    """By which an extracted text is kept and addressed."""
    return hashlib.sha256(text.encode()).hexdigest()


class Provenance:
    """The provenance graph of one document."""

    def __init__(self, base: str, origin: Origin, reading: Reading) -> None:
        self.base = base
        self.origin = origin
        self.text = reading.text
        self.graph = NamedNode(f"{base}graph/provenance/{origin.key}")
        self.document = NamedNode(f"{base}document/{origin.sha256}")
        self.source_text = NamedNode(f"{base}text/{text_digest(reading.text)}")

    def triples(self, statements: Iterable[Statement]) -> Iterator[Triple]:
        """All of the graph: the document, and an annotation for each place where each fact is said."""
        yield from self._document()
        rules: set[tuple[str, str]] = set()
        for statement in statements:
            for evidence in statement.evidence:
                rules.add((evidence.rule, evidence.version))
                yield from self._annotation(statement.triple, evidence)
        for rule, version in sorted(rules):
            agent = self._rule(rule, version)
            yield Triple(agent, RDF.type, PROV.SoftwareAgent)
            yield Triple(agent, RDFS.label, Literal(rule))
            yield Triple(agent, SCHEMA.softwareVersion, Literal(version))

    def _document(self) -> Iterator[Triple]:
        source = NamedNode(f"{self.base}graph/source/{self.origin.key}")
        yield Triple(source, PROV.wasDerivedFrom, self.document)
        yield from rights(source, self.origin.licence, self.base)
        yield Triple(self.document, RDF.type, PROV.Entity)
        yield Triple(self.document, RDFS.label, Literal(self.origin.url or self.origin.key))
        yield Triple(self.document, DCT.publisher, Literal(self.origin.publisher))
        retrieved = Literal(self.origin.retrieved, datatype=XSD.dateTime)
        yield Triple(self.document, PROV.generatedAtTime, retrieved)
        if self.origin.url:
            yield Triple(self.document, SCHEMA.url, NamedNode(self.origin.url))
        checksum = NamedNode(f"{self.document.value}#checksum")
        yield Triple(self.document, SPDX.checksum, checksum)
        yield Triple(checksum, RDF.type, SPDX.Checksum)
        yield Triple(checksum, SPDX.algorithm, _SHA256)
        yield Triple(checksum, SPDX.checksumValue, Literal(self.origin.sha256, datatype=XSD.hexBinary))
        yield Triple(self.source_text, RDF.type, PROV.Entity)
        yield Triple(self.source_text, PROV.wasDerivedFrom, self.document)

    def _rule(self, rule: str, version: str) -> NamedNode:
        return NamedNode(f"{self.base}rule/{rule}/{version}")

    def _annotation(self, fact: Triple, evidence: Evidence) -> Iterator[Triple]:
        parts = [str(term) for term in fact]
        name = digest(*parts, evidence.rule, str(evidence.start), str(evidence.end), str(evidence.pointer))
        annotation, body, target = (NamedNode(f"{self.graph.value}#{kind}-{name}") for kind in "est")
        yield Triple(annotation, RDF.type, OA.Annotation)
        yield Triple(annotation, DCT.subject, fact.subject)
        yield Triple(annotation, OA.hasBody, body)
        yield Triple(annotation, OA.hasTarget, target)
        yield Triple(annotation, PROV.wasAttributedTo, self._rule(evidence.rule, evidence.version))
        confidence = Literal(f"{evidence.confidence:.2f}", datatype=XSD.decimal)
        yield Triple(annotation, CG.confidence, confidence)
        yield Triple(body, RDF.type, RDF.Statement)
        yield Triple(body, RDF.subject, fact.subject)
        yield Triple(body, RDF.predicate, fact.predicate)
        yield Triple(body, RDF.object, fact.object)
        yield Triple(target, RDF.type, OA.SpecificResource)
        if evidence.start is None or evidence.end is None:
            yield from self._field(target, evidence, name)
        else:
            yield from self._words(target, evidence.start, evidence.end, name)

    def _field(self, target: NamedNode, evidence: Evidence, name: str) -> Iterator[Triple]:
        yield Triple(target, OA.hasSource, self.document)
        if evidence.pointer is None:
            return
        selector = NamedNode(f"{self.graph.value}#f-{name}")
        yield Triple(target, OA.hasSelector, selector)
        kind = OA.XPathSelector if evidence.syntax == "xpath" else OA.FragmentSelector
        yield Triple(selector, RDF.type, kind)
        yield Triple(selector, RDF.value, Literal(evidence.pointer))
        if evidence.syntax in _SYNTAX:
            yield Triple(selector, DCT.conformsTo, _SYNTAX[evidence.syntax])

    def _words(self, target: NamedNode, start: int, end: int, name: str) -> Iterator[Triple]:
        quote, position = (NamedNode(f"{self.graph.value}#{kind}-{name}") for kind in "qp")
        yield Triple(target, OA.hasSource, self.source_text)
        yield Triple(target, OA.hasSelector, quote)
        yield Triple(target, OA.hasSelector, position)
        words: dict[NamedNode, str] = {
            OA.exact: self.text[start:end],
            OA.prefix: self.text[max(0, start - CONTEXT) : start],
            OA.suffix: self.text[end : end + CONTEXT],
        }
        yield Triple(quote, RDF.type, OA.TextQuoteSelector)
        for predicate, exact in words.items():
            yield Triple(quote, predicate, Literal(exact))
        yield Triple(position, RDF.type, OA.TextPositionSelector)
        for predicate, offset in ((OA.start, start), (OA.end, end)):
            number: Term = Literal(str(offset), datatype=XSD.integer)
            yield Triple(position, predicate, number)
