"""schema.org → DCAT (DCAT 3, appendix B), by the CONSTRUCT rules in ``ontology/alignment/``.

A rule is bound to one dataset by a VALUES clause, as a question is to its parameters: ``?dataset``,
``?slug``, ``?base``, ``?genid`` (the IRI under which nodes without an own identity lie) and, where the
dataset has a record, ``?issued``, ``?modified`` and ``?source``. It names its nodes by a digest of their
content, so that what comes out depends on what went in and on nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from graph import settings
from graph.catalogue.datasets import content_digest, record_iri
from graph.namespaces import DCT, RDF, SCHEMA, SKOS, SPDX, XSD
from graph.queries import Term, with_values

RULES = settings.ONTOLOGY / "alignment"
SHA256 = NamedNode("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")
_TEXTS = {SCHEMA.name, SCHEMA.description, SCHEMA.keywords}
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML document may hold (XML 1.0, 2.2): one of them would stop a whole harvest."""
_CODE = re.compile("[A-Za-z]{2}(?:-[A-Za-z]{2})?")


@dataclass(frozen=True, slots=True)
class RecordTimes:
    """When a dataset was listed and when its listing last changed, as lexical ``xsd:dateTime``.

    ``source`` is the IRI of the document that the listing was made from, ``describer`` who publishes that.
    """

    issued: str
    modified: str
    source: str | None = None
    describer: str | None = None


@dataclass(frozen=True, slots=True)
class Single:
    """A property for which DCAT is derived from one source only.

    ``cardinality`` is DCAT-AP 3.0.1's for the property that it becomes. Where that is at most one, one
    value is kept (the smallest, if a source gives several); elsewhere all that the chosen source gives.
    ``by_language``: chosen for each language on its own.
    """

    cardinality: str
    reason: str
    by_language: bool = False


SINGLE_VALUED: dict[NamedNode, Single] = {
    SCHEMA.name: Single("1..n", "dct:title is repeated for languages only", by_language=True),
    SCHEMA.temporalCoverage: Single("0..n", "two sources on one period contradict, they do not add up"),
    SCHEMA.license: Single("0..1", "dct:license; of a distribution in DCAT-AP, and one dataset has one too"),
    SCHEMA.publisher: Single("0..1", "dct:publisher"),
    SCHEMA.datePublished: Single("0..1", "dct:issued"),
    SCHEMA.dateModified: Single("0..1", "dct:modified"),
    SCHEMA.encodingFormat: Single("0..1", "dcat:mediaType and dct:format of a distribution"),
    DCT.accessRights: Single("0..1", "dct:accessRights"),
}


def preferred(statements_by_source: Iterable[tuple[int, str, Triple]]) -> list[Triple]:
    """The statements to derive DCAT from, given as (trust, graph IRI, triple): sorted, each once.

    The higher ``trust`` is, the more is the source trusted. Of a property in :data:`SINGLE_VALUED`, what
    the most trusted graph says is kept (among equals, the one with the smallest IRI), of others all.
    """
    slots: dict[tuple[str, str, str], list[tuple[int, str, Triple]]] = {}
    kept: set[Triple] = set()
    for trust, source, triple in statements_by_source:
        single = SINGLE_VALUED.get(triple.predicate)
        if single is None:
            kept.add(triple)
            continue
        language = getattr(triple.object, "language", None) if single.by_language else None
        slot = (str(triple.subject), str(triple.predicate), language or "")
        slots.setdefault(slot, []).append((-trust, source, triple))
    for candidates in slots.values():
        kept.update(_chosen(candidates))
    return sorted(kept, key=str)


def _chosen(candidates: list[tuple[int, str, Triple]]) -> list[Triple]:
    best = min((trust, source) for trust, source, _ in candidates)
    triples = sorted((triple for *source, triple in candidates if tuple(source) == best), key=str)
    return triples[:1] if SINGLE_VALUED[triples[0].predicate].cardinality == "0..1" else triples


def align(
    statements: Iterable[Triple], dataset: str, *, base: str, slug: str, record: RecordTimes | None
) -> list[Triple]:
    """The triples of ``<base>graph/dcat/<slug>``: sorted, each once, without blank nodes.

    ``statements`` are those of :func:`preferred` about the dataset and its neighbours, in schema.org's
    terms. A dataset without a ``schema:name`` gives none: DCAT-AP asks for a title. One without a description
    has its title for that.
    """
    node = NamedNode(dataset)
    store = Store()
    readable = list(_readable(list(statements), node))
    store.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in readable)
    if not any(store.quads_for_pattern(node, SCHEMA.name, None)):
        return []
    if not any(store.quads_for_pattern(node, SCHEMA.description, None)):
        titles = list(store.quads_for_pattern(node, SCHEMA.name, None))  # DCAT-AP asks for a description
        store.extend(Quad(node, SCHEMA.description, quad.object, DefaultGraph()) for quad in titles)
    store.extend(_looked_up(readable))
    terms = _terms(node, base, slug, record)
    derived = {triple for rule in rules() for triple in _construct(store, with_values(rule, terms))}
    return sorted(derived, key=str)


def _readable(statements: list[Triple], dataset: NamedNode) -> Iterator[Triple]:
    """The statements without characters that RDF/XML cannot write, the dataset's texts with its language.

    A text that is not tagged is in the language of the dataset, where that is stated and is one.
    """
    stated = (t.object for t in statements if (t.subject, t.predicate) == (dataset, SCHEMA.inLanguage))
    said = {term.value for term in stated if isinstance(term, Literal)}
    language = said.pop() if len(said) == 1 else ""
    tag = language if _CODE.fullmatch(language) else None
    for triple in statements:
        term = triple.object
        if not isinstance(term, Literal):
            yield triple
            continue
        bare = term.datatype == XSD.string and triple.subject == dataset and triple.predicate in _TEXTS
        text = _UNWRITABLE.sub("", term.value)
        if bare and tag:
            yield Triple(triple.subject, triple.predicate, Literal(text, language=tag))
        elif text != term.value:
            tagged = Literal(text, language=term.language) if term.language else Literal(text, datatype=term.datatype)
            yield Triple(triple.subject, triple.predicate, tagged)
        else:
            yield triple


def checksum(derived: Iterable[Triple], base: str, slug: str) -> Iterator[Triple]:
    """The checksum of a catalogue record, given all else of its graph; see ``datasets.content_digest``."""
    here = NamedNode(record_iri(base, slug))
    node = NamedNode(f"{here.value}#checksum")
    lines = b"".join(sorted(f"{triple} .\n".encode() for triple in derived))
    yield Triple(here, SPDX.checksum, node)
    yield Triple(node, RDF.type, SPDX.Checksum)
    yield Triple(node, SPDX.algorithm, SHA256)
    digest = content_digest(lines, base, slug)
    yield Triple(node, SPDX.checksumValue, Literal(digest, datatype=XSD.hexBinary))


def _terms(dataset: NamedNode, base: str, slug: str, record: RecordTimes | None) -> dict[str, Term]:
    terms: dict[str, Term] = {
        "dataset": dataset,
        "slug": Literal(slug),
        "base": NamedNode(base),
        "genid": NamedNode(f"{base}.well-known/genid/"),
    }
    if record is not None:
        terms["issued"] = Literal(record.issued, datatype=XSD.dateTime)
        terms["modified"] = Literal(record.modified, datatype=XSD.dateTime)
        if record.source is not None:
            terms["source"] = NamedNode(record.source)
        if record.describer is not None:
            terms["describer"] = Literal(record.describer)
    return terms


def _construct(store: Store, text: str) -> Iterator[Triple]:
    triples = store.query(text)
    if not isinstance(triples, QueryTriples):
        raise TypeError("an alignment rule must be a CONSTRUCT query")
    yield from triples


@cache
def rules() -> tuple[str, ...]:
    """The texts of the rules, in the order of their files' names."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(RULES.glob("*.rq")))


def _looked_up(statements: Iterable[Triple]) -> Iterator[Quad]:
    """What the tables have on the words and IRIs of these statements, and what the access scheme matches."""
    matches, entries = _tables()
    yield from matches
    for triple in statements:
        if isinstance(triple.object, NamedNode):
            yield from entries.get(triple.object.value, ())
        elif isinstance(triple.object, Literal) and len(triple.object.value) < 100:
            word = triple.object.value.lower()
            for key in {word, word.partition("-")[0]}:
                yield from entries.get(key, ())


@cache
def _tables() -> tuple[tuple[Quad, ...], Mapping[str, list[Quad]]]:
    """The matches of the access scheme; and by word, or IRI, what ``*.ttl`` beside the rules has on it."""
    access = parse(path=settings.ONTOLOGY / "access.ttl", format=RdfFormat.TURTLE)
    matches = tuple(quad for quad in access if quad.predicate in (SKOS.exactMatch, SKOS.closeMatch))
    about: dict[Term, list[Quad]] = {}
    for path in sorted(RULES.glob("*.ttl")):
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            about.setdefault(quad.subject, []).append(quad)
    entries: dict[str, list[Quad]] = {}
    for subject, quads in about.items():
        words = [quad for quad in quads if quad.predicate in (SKOS.notation, SKOS.hiddenLabel)]
        rest = [quad for quad in quads if quad not in words]
        entries[subject.value] = rest
        for word in words:
            assert isinstance(word.object, Literal)
            entries.setdefault(word.object.value, []).extend([word, *rest])
    return matches, entries
