"""Media type ↔ format ↔ extension: the one table that negotiation, links and documentation read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Quad, QueryResultsFormat, RdfFormat, Triple, serialize

from graph.namespaces import (
    ACCESS,
    ADMS,
    CG,
    DCAT,
    DCT,
    FOAF,
    HYDRA,
    KIND,
    OA,
    ORG,
    PROV,
    RDF,
    RDFS,
    ROLE,
    SCHEMA,
    SKOS,
    STATUS,
    XSD,
)

PREFIXES: dict[str, str] = {
    "access": ACCESS,
    "adms": ADMS,
    "cg": CG,
    "dcat": DCAT,
    "dct": DCT,
    "foaf": FOAF,
    "hydra": HYDRA,
    "kind": KIND,
    "oa": OA,
    "org": ORG,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "role": ROLE,
    "schema": SCHEMA,
    "skos": SKOS,
    "status": STATUS,
    "xsd": XSD,
}


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """A representation. ``forms`` says of what: "graph" (triples), "dataset" (quads), "results" (rows,
    and yes or no), "page" (for people)."""

    name: str
    media_type: str
    extension: str
    forms: frozenset[str]
    aliases: tuple[str, ...] = ()
    rdf: RdfFormat | None = None
    results: QueryResultsFormat | None = None

    @property
    def content_type(self) -> str:
        """The ``Content-Type`` header: text carries its charset."""
        is_text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if is_text else self.media_type


def _graph(name: str, media: str, extension: str, rdf: RdfFormat, *aliases: str, quads: bool = False) -> Format:
    forms = {"graph", "dataset"} if quads else {"graph"}
    return Format(name, media, extension, frozenset(forms), aliases, rdf=rdf)


def _results(name: str, media: str, extension: str, results: QueryResultsFormat, *aliases: str) -> Format:
    return Format(name, media, extension, frozenset({"results"}), aliases, results=results)


FORMATS: tuple[Format, ...] = (
    Format("html", "text/html", "html", frozenset({"page"}), ("application/xhtml+xml",)),
    _graph("turtle", "text/turtle", "ttl", RdfFormat.TURTLE, "application/x-turtle"),
    _graph("json-ld", "application/ld+json", "jsonld", RdfFormat.JSON_LD, "application/json", quads=True),
    _graph("n-triples", "application/n-triples", "nt", RdfFormat.N_TRIPLES, "text/plain"),
    _graph("rdf-xml", "application/rdf+xml", "rdf", RdfFormat.RDF_XML, "application/xml", "text/xml"),
    Format("n-quads", "application/n-quads", "nq", frozenset({"dataset"}), rdf=RdfFormat.N_QUADS),
    Format("trig", "application/trig", "trig", frozenset({"dataset"}), rdf=RdfFormat.TRIG),
    _results(
        "json",
        "application/sparql-results+json",
        "srj",
        QueryResultsFormat.JSON,
        "application/json",
        "text/json",
    ),
    _results("xml", "application/sparql-results+xml", "srx", QueryResultsFormat.XML, "application/xml", "text/xml"),
    _results("csv", "text/csv", "csv", QueryResultsFormat.CSV),
    _results("tsv", "text/tab-separated-values", "tsv", QueryResultsFormat.TSV),
)


OTHER_NAMES = {"n3": "turtle", "json": "json-ld", "xml": "rdf-xml", "rdf+xml": "rdf-xml"}
"""Names by which clients ask for formats of a graph, beside those of the table (SPARQLWrapper says all of them)."""


def of(*forms: str) -> tuple[Format, ...]:
    """The formats for any of these forms, the preferred first."""
    return tuple(format for form in forms for format in FORMATS if form in format.forms)


def named(text: str, choices: Sequence[Format]) -> Format | None:
    """The format that a person means by a name, an extension or a media type."""
    wanted = text.lower().strip()
    for format in choices:
        if wanted in (format.name, format.extension, format.media_type, *format.aliases):
            return format
    other = OTHER_NAMES.get(wanted)
    return next((format for format in choices if format.name == other), None)


def negotiate(accept: str | None, choices: Sequence[Format]) -> Format | None:
    """The best of ``choices`` for an ``Accept`` header (RFC 9110, 12.5.1); ``None`` means 406.

    A range's precedence is that of the more exact one; of equal qualities the earlier choice wins.
    """
    return _negotiate(accept or "", tuple(choices))


@lru_cache(maxsize=1024)
def _negotiate(accept: str, choices: tuple[Format, ...]) -> Format | None:
    if not accept.strip():
        return choices[0]
    ranges = list(_ranges(accept))
    best, chosen = 0.0, None
    for format in choices:
        quality = _quality(format, ranges)
        if quality > best:
            best, chosen = quality, format
    return chosen


def _ranges(accept: str) -> Iterable[tuple[str, float]]:
    for part in accept.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
        if media:
            yield media.lower(), quality


def _quality(format: Format, ranges: Iterable[tuple[str, float]]) -> float:
    """The quality of the most exact range that matches; an alias counts only where it is named itself."""
    kind = format.media_type.partition("/")[0]
    ranks = {"*/*": 1, f"{kind}/*": 2, **dict.fromkeys(format.aliases, 3), format.media_type: 4}
    matching = [(ranks[given], quality) for given, quality in ranges if given in ranks]
    return max(matching)[1] if matching else 0.0


def write(triples: Iterable[Triple] | Iterable[Quad], format: Format) -> bytes:
    """Triples or quads in an RDF format, with the project's prefixes where the format has any."""
    assert format.rdf is not None
    prefixes = PREFIXES if format.rdf in (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.RDF_XML) else None
    return serialize(triples, format=format.rdf, prefixes=prefixes) or b""
