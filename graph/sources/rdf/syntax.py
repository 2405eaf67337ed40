"""RDF as servers send it: the syntax told by the content, faults put right where that is safe, and told.

Nothing is fetched: base IRIs and contexts are those of the document. A document that breaks off is refused;
one that a statement is missing from, because its syntax is wrong, says so in :attr:`Statements.faults`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from sys import intern
from urllib.parse import quote

from lxml import etree
from pyoxigraph import RdfFormat, Triple, parse

from graph.namespaces import SCHEMA, SCHEMA_LEGACY
from graph.sources.base import Document, DocumentError
from graph.sources.formats import xml_tree
from graph.sources.rdf.json_ld import expandable
from graph.sources.values.iri import FAULTY, repaired

XML, JSON, LINES, TEXT = RdfFormat.RDF_XML, RdfFormat.JSON_LD, RdfFormat.N_QUADS, RdfFormat.TRIG
_LEGACY = f"<{SCHEMA_LEGACY}"
MAX_STATEMENTS = 2_000_000
MAX_FAULTS = 20
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_XML = re.compile(rb"\s*<(?:\?xml\b|!DOCTYPE\b|!--|[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?(?:\s|/?>))")
_LINE = re.compile(rb"(?:<[^<>\n]*>|_:\S+)[ \t]+<[^<>\n]*>[ \t]+[^\n]*\.[ \t]*\r?(?:\n|$)")
_IRI = r"<[A-Za-z][\w+.-]*:(?:[^\x00-\x20<>\"{}|\\^`\[\]%\x7f-\xa0]++|%[0-9A-Fa-f]{2})*+>"
_LITERAL = rf"\"(?:[^\"\\\n\r]++|\\[tbnrf\"\\])*+\"(?:@[a-z]{{1,8}}(?:-[a-z0-9]{{1,8}})*|\^\^{_IRI})?"
_CANONICAL = re.compile(rf"^({_IRI}|_:b\w+) ({_IRI}) ({_IRI}|_:b\w+|{_LITERAL}) \.$", re.MULTILINE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TAG = re.compile(r"[a-z]{1,8}(?:-[a-z0-9]{1,8})*", re.IGNORECASE)
_UNDECLARED = re.compile(r"The prefix (\w[\w.-]*): has not been declared")
_DECLARED = re.compile(r"^\s*(?:@prefix|prefix)\s+([\w.-]*):", re.IGNORECASE | re.MULTILINE)
# Faults of Turtle that many exporters share, and what was meant.
_MEANT = (
    (re.compile(r"(?<=[\"'])@([A-Za-z]{2,3})_([A-Za-z]{2,4})\b"), r"@\1-\2", "language tags with an underscore"),
    (re.compile(r"\^\^<<(?=[a-z]+:)"), "^^<", "doubled angle brackets around datatypes"),
)
PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "dcterms": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "frapo": "http://purl.org/cerif/frapo/",
    "geodcatap": "http://data.europa.eu/930/",
    "healthdcatap": "http://healthdataportal.eu/ns/health#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "locn": "http://www.w3.org/ns/locn#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "time": "http://www.w3.org/2006/time#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The usual prefixes, by which terms are named in evidence and audits."""


@dataclass(slots=True)
class Statements:
    """What a document states, each term as N-Triples write it.

    ``notes`` tell what was put right, each with the subjects that it is about, or ``None`` where it is about all;
    ``faults`` why statements may be missing.
    """

    triples: list[tuple[str, str, str]]
    notes: list[tuple[str, frozenset[str] | None]]
    faults: list[str]

    def told(self, subjects: Collection[str]) -> list[str]:
        """The notes that are about some of these subjects."""
        return [note for note, about in self.notes if about is None or not about.isdisjoint(subjects)]


def syntax(content: bytes) -> RdfFormat | None:
    """The syntax by the first bytes; Turtle, TriG, N-Triples and N-Quads by what follows."""
    head = content[:4096].removeprefix(codecs.BOM_UTF8).lstrip()
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _XML.match(head):
        return XML
    if _JSON.match(head):
        return JSON
    lines = [line for line in head.split(b"\n") if line.strip() and not line.startswith(b"#")]
    if lines and _LINE.match(lines[0] + b"\n"):
        return LINES
    return TEXT if re.match(rb"(?:@?prefix|@?base|version|graph|#|<|_:|\[|\{|[\w.-]*:)", head, re.I) else None


def statements(document: Document) -> Statements:
    """All that a document states, in its default graph and its named ones.

    Raises :class:`DocumentError` where it is not RDF, breaks off, or holds more than can be kept.
    """
    content = document.stream().read() if document.path else document.content
    form = syntax(content)
    if form is None:
        raise DocumentError("the document is no RDF: neither RDF/XML, JSON-LD, Turtle, TriG, N-Triples nor N-Quads")
    content, notes = _prepared(content, form)
    base = document.url or f"file:///{quote(document.name.lstrip('/'))}"
    found = _parsed(content, form, base)
    if found.faults and form in (LINES, TEXT):
        found = _better(content, form, base, found)
    if form == JSON:
        found.faults.sort()  # the engine tells of a context's faults in another order each time
    found.notes[:0] = [(note, None) for note in notes]
    return found


def canonical_lines(content: bytes) -> list[tuple[str, str, str]] | None:
    """The statements of N-Triples in canonical form, after its comments; ``None`` where a line is anything else."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    start = 0
    while text.startswith("#", start):
        start = text.find("\n", start) + 1 or len(text)
    found = _CANONICAL.findall(text, start)
    return found if len(found) == text.count("\n", start) and text.endswith("\n") else None


def _prepared(content: bytes, form: RdfFormat) -> tuple[bytes, list[str]]:
    """UTF-8 that the engine can be given: bounded in depth, without entities, with local contexts."""
    if form == XML:
        root, notes = xml_tree.parse(content)
        declared = (root.getroottree().docinfo.encoding or "utf-8").lower()
        if declared in ("utf-8", "us-ascii", "ascii") and not notes and not content.startswith((b"\xff", b"\xfe")):
            return content, []
        return etree.tostring(root, encoding="utf-8", xml_declaration=True), list(notes)
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(f"the document is not UTF-8: {error.reason}", f"byte {error.start}") from error
    return (expandable(content), []) if form == JSON else (content, [])


def _better(content: bytes, form: RdfFormat, base: str, found: Statements) -> Statements:
    """The same text read again with what was meant, where that leaves fewer faults."""
    text = content.decode("utf-8")
    told = []
    for pattern, meant, what in _MEANT:
        text, times = pattern.subn(meant, text)
        if times:
            told.append(f"{what} were put right ({times} times)")
    declared = set(_DECLARED.findall(text))
    undeclared = {match[1] for fault in found.faults if (match := _UNDECLARED.search(fault))}
    if undeclared:
        missing = [p for p in PREFIXES if p not in declared and re.search(rf"(?<![\w:<-]){p}:", text)]
        text = "".join(f"@prefix {p}: <{PREFIXES[p]}> . " for p in missing) + text
        told += [f"the prefix {p}: is not declared; the usual one was taken" for p in missing]
    again = _parsed(text.encode(), TEXT if undeclared or form == TEXT else form, base)
    again.notes[:0] = [(note, None) for note in told]
    if form == LINES:
        other = _parsed(text.encode(), TEXT, base)
        again = other if len(other.faults) < len(again.faults) else again
    return again if len(again.faults) < len(found.faults) else found


def _parsed(content: bytes, form: RdfFormat, base: str) -> Statements:
    found = Statements([], [], [])
    notes: dict[str, set[str]] = {}
    checked: dict[str, str | None] = {}
    for triple in _engine(content, form, base, found):
        if isinstance(triple.object, Triple) or isinstance(triple.subject, Triple):
            _tell(found, "statements about statements were left out")
            continue
        terms = [str(triple.subject), _canonical(str(triple.predicate)), _canonical(str(triple.object))]
        for place, term in enumerate(terms):
            note = None
            if term[0] == "<":
                if FAULTY.search(term, 1, len(term) - 1) or not _SCHEME.match(term, 1):
                    terms[place], note = _known(term, checked)
            elif term[0] == '"' and term[-1] != '"':
                terms[place], note = _literal(term)
            if note:
                notes.setdefault(note, set()).add(terms[0])
        if all(terms):
            found.triples.append((intern(terms[0]), intern(terms[1]), terms[2]))
        if len(found.triples) > MAX_STATEMENTS:
            raise DocumentError(f"the document holds more than {MAX_STATEMENTS:,} statements: split it into pages")
    found.notes += [(note, frozenset(about)) for note, about in sorted(notes.items())]
    return found


def _tell(found: Statements, note: str) -> None:
    if (note, None) not in found.notes:
        found.notes.append((note, None))


def _engine(content: bytes, form: RdfFormat, base: str, found: Statements) -> Iterator[Triple]:
    """The engine's triples; a fault of syntax is noted and what follows it is read."""
    faults = found.faults
    try:
        reader = parse(content, format=form, base_iri=base, lenient=True)
    except ValueError:
        reader = parse(content, format=form, base_iri="file:///document", lenient=True)
    while True:
        try:
            quad = next(reader)
        except StopIteration:
            return
        except SyntaxError as error:
            message = str(error.msg)
            if message.startswith("Unexpected text event"):
                _tell(found, "text inside elements that point to a resource was left out")
                continue
            if "Unexpected end" in message:
                raise DocumentError(f"the document breaks off: {message}") from None
            if len(faults) >= MAX_FAULTS:
                raise DocumentError(f"the document's syntax is wrong in too many places; first: {faults[0]}") from None
            faults.append(message)
        except (MemoryError, OSError, ValueError) as error:
            raise DocumentError(f"the document cannot be read: {error}") from None
        else:
            yield quad.triple


def _canonical(term: str) -> str:
    return f"<{SCHEMA}{term[len(_LEGACY) :]}" if term.startswith(_LEGACY) else term


def _known(term: str, checked: dict[str, str | None]) -> tuple[str, str | None]:
    if term not in checked:
        iri = repaired(term[1:-1])
        checked[term] = f"<{iri}>" if iri and _SCHEME.match(iri) else None
    good = checked[term]
    if good is None:
        return "", f"{term[:200]} is no IRI; what is said with it was left out"
    return good, None if good == term else f"{term[:200]} holds what no IRI may; it was read as {good[:200]}"


def _literal(term: str) -> tuple[str, str | None]:
    """A literal with a datatype or a language tag that may stand there."""
    text, quotation, tail = term.rpartition('"')
    if tail[0] == "^":
        if FAULTY.search(tail, 3, len(tail) - 1) or not _SCHEME.match(tail, 3):
            return text + quotation, f"the datatype {tail[2:][:100]} is no IRI and was left out"
        return term, None
    if _TAG.fullmatch(tail, 1):
        return term, None
    meant = tail[1:].strip().replace("_", "-")
    if _TAG.fullmatch(meant):
        return f"{text}{quotation}@{meant}", f"the language tag {tail[1:]!r} was read as {meant!r}"
    return text + quotation, f"the language tag {tail[1:][:40]!r} is none and was left out"
