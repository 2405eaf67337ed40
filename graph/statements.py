"""Terms and statements: how Python values become RDF terms, and how quads are written in one canonical way."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property, lru_cache

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from graph.frozen import frozen
from graph.namespaces import XSD
from graph.records import Evidence

Term = NamedNode | Literal

# Before our era a year may be a longer number; in it, one of five digits is a count of days or of seconds.
_DATES = (
    (re.compile(r"^(?:\d{4}|-\d{4,})$"), XSD.gYear),
    (re.compile(r"^-?\d{4,}-(?:0[1-9]|1[0-2])$"), XSD.gYearMonth),
    (re.compile(r"^-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$"), XSD.date),
    (
        re.compile(r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$"),
        XSD.dateTime,
    ),
)


@frozen(frozen=True)
class Statement:
    """What is said, with the evidence for it."""

    subject: NamedNode
    predicate: NamedNode
    object: Term
    evidence: tuple[Evidence, ...] = ()

    @cached_property
    def triple(self) -> Triple:
        """The same as a triple; made where it is asked for, as a triple of a literal takes microseconds."""
        return Triple(self.subject, self.predicate, self.object)


@lru_cache(maxsize=8192)
def date(text: str) -> Literal:
    """A date as precise as it is written (year, month, day, instant); other text as a plain literal."""
    for pattern, datatype in _DATES:
        if pattern.match(text) and _in_calendar(text):
            return Literal(text, datatype=datatype)
    return Literal(text)


def is_date(text: str) -> bool:
    """Whether a text is a date that :func:`date` gives a type."""
    return date(text).datatype != XSD.string


def _in_calendar(text: str) -> bool:
    """Whether a day exists; a year alone always does, and so does one that the calendar here cannot hold."""
    if len(text) < 10 or not text[:4].isdigit() or text[4] != "-":
        return True
    try:
        datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return False
    return True


def text(value: str, language: str | None) -> Literal:
    """Prose with its language tag, where that is known."""
    return Literal(value, language=language) if language else Literal(value)


def iri_or_text(value: str, url: str | None) -> Term:
    """The IRI that a value is, or the value as a literal where it is none."""
    return NamedNode(url) if url else Literal(value)


def digest(*parts: str) -> str:
    """A short digest of texts, for IRIs made from content: 16 hexadecimal digits."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def canonical(triples: Iterable[Triple], graph: NamedNode) -> bytes:
    """Canonical N-Quads of one graph: each statement once, in the order of its bytes.

    Without blank nodes this is RDF Dataset Canonicalization's outcome, 4.4.
    """
    return b"".join(sorted({f"{triple} {graph} .\n".encode() for triple in triples}))


def subject_of(triple: Triple | Quad) -> str:
    """The IRI of a published statement's subject, which is never a blank node or a triple term."""
    assert isinstance(triple.subject, NamedNode)
    return triple.subject.value


def read_canonical(content: bytes) -> Iterable[Quad]:
    """The quads of canonical N-Quads."""
    return parse(content, format=RdfFormat.N_QUADS)
