"""The operations of the API beside the questions."""

from __future__ import annotations

from typing import Any

from graph import serialization
from graph.serialization import Format
from web import vocabulary
from web.negotiation import GRAPH, PAGE
from web.openapi_parts import ATOM, JSON, LINES, TEXT, Operation, parameter, references

_SNAPSHOT = references("snapshot")
_PAGED = references("page", "snapshot")
_KIND = parameter("type", "The kind.", {"type": "string", "enum": list(vocabulary.TYPES)}, place="path", required=True)
_SLUG = parameter("slug", "The last part of the IRI.", {"type": "string"}, place="path", required=True)
_SOURCE = parameter("source", "The source's name.", {"type": "string"}, place="path", required=True)
_WORDS = parameter("q", "Words that must all be there; the last may be only begun.", {"type": "string"})
_OF_KIND = parameter("type", "Only this kind.", {"type": "string", "enum": list(vocabulary.TYPES)})
_EXAMPLE = "DESCRIBE <https://w3id.org/catalograph/access/open>"
_QUERY = parameter("query", "A SPARQL 1.1 query.", {"type": "string"}, example=_EXAMPLE, required=True)
_GRAPH = parameter("graph", "The graph's IRI.", {"type": "string", "format": "iri", "minLength": 1}, required=True)
_IRIS = {"type": "array", "items": {"type": "string", "format": "iri"}}
_ASKED = (
    _QUERY,
    parameter("default-graph-uri", "Graphs that plain patterns see.", _IRIS),
    parameter("named-graph-uri", "Graphs that GRAPH sees.", _IRIS),
    parameter("timeout", "Seconds that the query may take.", {"type": "number", "exclusiveMinimum": 0}),
    *_SNAPSHOT,
)

_STATES = ("open", "waived", "fixed", "corrected", "returned", "all")
_STATE = parameter("state", "Only findings of this state; on the page.", {"type": "string", "enum": list(_STATES)})
_SEVERITY = parameter(
    "severity", "Only this severity; on the page.", {"type": "string", "enum": ["Violation", "Warning", "Info"]}
)
_ABOUT = parameter("about", "What is asked about.", {"type": "string", "maxLength": 2000}, example="10.5072/1002")


def _body(name: str) -> dict[str, Any]:
    """What is posted to an operation of the protocol: a form, or the text itself."""
    form = {"type": "object", "required": [name], "properties": {name: {"type": "string"}}}
    kinds = {"application/x-www-form-urlencoded": form, f"application/sparql-{name}": {"type": "string"}}
    return {"required": True, "content": {kind: {"schema": schema} for kind, schema in kinds.items()}}


_GRAPH_BODY = {
    "required": True,
    "content": {format.media_type: {"schema": {"type": "string"}} for format in serialization.of("graph")},
}
_FIELDS = {
    **{name: {"type": "string"} for name in ("text", "url", "query", "profile", "shapes")},
    **{name: {"type": "string", "format": "binary"} for name in ("file", "shapes_file")},
}
_DOCUMENT_FORM = {"content": {"multipart/form-data": {"schema": {"type": "object", "properties": _FIELDS}}}}
_DOCUMENT = {
    "content": {
        **_DOCUMENT_FORM["content"],
        **{format.media_type: {"schema": {"type": "string"}} for format in (*serialization.of("dataset"), *GRAPH)},
    }
}
_PROFILE = parameter("profile", "The shapes that it is held against, by name.", {"type": "string"})
_ADDRESS = parameter("url", "A public address that the document is fetched from.", {"type": "string", "format": "uri"})
_REPORTS = (
    *GRAPH,
    Format("csv", "text/csv", "csv", frozenset({"report"})),
    Format("sarif", "application/sarif+json", "sarif", frozenset({"report"})),
)
_SUFFIX = parameter(
    "suffix",
    "The format.",
    {"type": "string", "enum": [form.extension for form in (*GRAPH[1:], LINES)]},
    place="path",
    required=True,
)
_CAUSE = parameter("name", "The cause, as /quality names it.", {"type": "string"}, place="path", required=True)
_KEY = parameter("key", "The finding's key.", {"type": "string"}, place="path", required=True)
_ANSWERS = (*serialization.of("results"), *serialization.of("graph"), PAGE)
_QUERY_ERRORS = ("400", "406", "410", "413", "429", "502", "503")
_FOUND = ("400", "404", "406", "410", "503")
_PLAIN = ("400", "406", "410", "503")
_RDF = GRAPH[1:]

OPERATIONS: tuple[Operation, ...] = (
    Operation("/sparql", "Query", "SPARQL 1.1 Protocol, query by GET.", "SPARQL", _ASKED, _ANSWERS, _QUERY_ERRORS),
    Operation(
        "/sparql",
        "Query, posted",
        "SPARQL 1.1 Protocol, query by POST: as a form, or as the body itself.",
        "SPARQL",
        _SNAPSHOT,
        _ANSWERS,
        (*_QUERY_ERRORS, "403", "415"),
        method="post",
        body=_body("query"),
    ),
    Operation(
        "/update",
        "Update",
        "SPARQL 1.1 Protocol, update: of the graphs for what users write, through the same gate as all else.",
        "writing",
        (),
        (),
        ("400", "401", "403", "413", "415", "503"),
        method="post",
        body=_body("update"),
        status="204",
    ),
    Operation(
        "/store", "Read a graph", "Graph Store Protocol, GET.", "writing", (_GRAPH,), _RDF, ("400", "404", "406", "503")
    ),
    *(
        Operation(
            "/store",
            title,
            "Graph Store Protocol, for the graphs of what users write; without graph, POST makes a new one.",
            "writing",
            (_GRAPH,),
            (),
            ("400", "401", "403", "404", "412", "413", "415", "503"),
            method=method,
            body=None if method == "delete" else _GRAPH_BODY,
            status="204",
        )
        for method, title in (("put", "Replace a graph"), ("post", "Add to a graph"), ("delete", "Delete a graph"))
    ),
    Operation("/queries", "The questions", "All of them, and as RDF examples.", "questions", _SNAPSHOT, GRAPH),
    Operation("/search", "Search", "Entities by words.", "entities", (_WORDS, _OF_KIND, *_PAGED), (PAGE,), _FOUND),
    Operation(
        "/id/{type}/{slug}",
        "A thing",
        "Leads to its page, or where it was merged to the one that lives on.",
        "entities",
        (_KIND, _SLUG, *_SNAPSHOT),
        (),
        ("301", *_FOUND),
        status="303",
    ),
    Operation(
        "/{type}/{slug}",
        "What is said of a thing",
        "As RDF, or as a page.",
        "entities",
        (_KIND, _SLUG, *_SNAPSHOT),
        GRAPH,
        ("301", *_FOUND),
    ),
    Operation("/catalog", "DCAT", "The catalogue, in pages.", "catalogue", _PAGED, (*_RDF, PAGE), _FOUND),
    Operation(
        "/catalog/{source}",
        "DCAT of a source",
        "A source's own catalogue, with its licence.",
        "catalogue",
        (_SOURCE, *_PAGED),
        (*_RDF, PAGE),
        _FOUND,
    ),
    Operation(
        "/feed",
        "Changes as a feed",
        "The live page of a linked data event stream of what was created, updated and deleted.",
        "catalogue",
        (),
        tuple(form for form in serialization.FORMATS if form.name in ("trig", "json-ld", "n-quads")),
        ("406", "503"),
    ),
    Operation("/feed.atom", "Changes for feed readers", "The same as Atom.", "catalogue", (), (ATOM,), ("503",)),
    Operation(
        "/federation",
        "Will it harvest?",
        "What each kind of harvester would create, update, delete and reject.",
        "catalogue",
        (
            parameter(
                "against",
                "The snapshot that it harvested last.",
                {"type": "integer", "minimum": 1, "maximum": 999_999_999},
            ),
        ),
        (JSON, PAGE),
        ("400", "404", "406", "410", "503"),
    ),
    Operation(
        "/quality",
        "Quality",
        "Findings by cause, ranked by the records that mending them frees; as RDF and JSON the validation report.",
        "catalogue",
        (_STATE, _SEVERITY, *references("page", "snapshot")),
        (PAGE, JSON, *_RDF),
        ("400", "404", "406", "410", "503"),
    ),
    Operation(
        "/quality/why",
        "Why is this not published?",
        "What became of a document (its name, key, address or SHA-256), an identifier or an IRI. 404: it is not known.",
        "catalogue",
        (_ABOUT, *_SNAPSHOT),
        (PAGE,),
        ("400", "404", "410", "503"),
    ),
    Operation(
        "/quality/held",
        "Kept back",
        "Records that do not pass the shapes.",
        "catalogue",
        _PAGED,
        (PAGE,),
        ("400", "404", "410", "503"),
    ),
    Operation(
        "/quality/history",
        "Findings by snapshot",
        "What each publish opened, closed and left standing.",
        "catalogue",
        _SNAPSHOT,
        (PAGE,),
        ("400", "410", "503"),
    ),
    Operation(
        "/quality/cause/{name}",
        "The findings of a cause",
        "In one source, and what can be done about them.",
        "catalogue",
        (_CAUSE, parameter("source", "The source's name.", {"type": "string"}), *_PAGED),
        (PAGE,),
        ("400", "404", "410", "503"),
    ),
    Operation(
        "/quality/finding/{key}",
        "A finding",
        "With its evidence and what was decided about it.",
        "catalogue",
        (_KEY, *_SNAPSHOT),
        (PAGE,),
        ("400", "404", "410", "503"),
    ),
    Operation(
        "/quality/held/compare",
        "Kept back and served",
        "What tells the version of a document that is served from the one that is kept back.",
        "catalogue",
        (parameter("document", "The document's key.", {"type": "string"}), *_SNAPSHOT),
        (PAGE,),
        ("400", "404", "410", "503"),
    ),
    Operation(
        "/quality/decisions.{suffix}",
        "What curators decided",
        "All decisions on findings, the newest first, as RDF or JSON lines; in a curator's session.",
        "catalogue",
        (_SUFFIX,),
        (*_RDF, LINES),
        ("303", "400", "404", "503"),
    ),
    Operation("/validate", "Validate my data", "The form.", "catalogue", (), (PAGE,), ("503",)),
    Operation(
        "/validate",
        "Validate my data, sent by the form",
        "Leads to the report, which can be shared for a stated time.",
        "catalogue",
        (),
        (),
        ("400", "413", "422", "503"),
        method="post",
        body=_DOCUMENT_FORM,
        status="303",
    ),
    Operation(
        "/api/validate",
        "Validate a document",
        "A document as the body (RDF in any syntax, or a page with metadata in it), its address in url, or the fields "
        "of the form. The answer is the report; Link leads to its page, X-Conforms tells the verdict.",
        "catalogue",
        (_PROFILE, _ADDRESS),
        _REPORTS,
        ("400", "406", "413", "422", "503"),
        method="post",
        body=_DOCUMENT,
    ),
    Operation(
        "/validate/{name}",
        "A report on what was handed in",
        "As long as it is kept.",
        "catalogue",
        (
            parameter(
                "name",
                "As Link or Location gave it.",
                {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                place="path",
                required=True,
            ),
        ),
        _REPORTS,
        ("404", "406", "503"),
    ),
    Operation("/ontology", "Terms", "Own classes, properties and concepts.", "catalogue", _SNAPSHOT, GRAPH),
    Operation("/snapshots", "Snapshots", "Those that can be asked for.", "catalogue", (), (JSON, PAGE), ("406", "503")),
    Operation(
        "/.well-known/void", "VoID", "Partitions by class and by property.", "catalogue", _SNAPSHOT, _RDF, _PLAIN
    ),
    Operation(
        "/sparql/running/{identifier}",
        "End a query",
        "One that was sent with this as its Query-Id, and is running.",
        "SPARQL",
        (
            parameter(
                "identifier",
                "The Query-Id.",
                {"type": "string", "pattern": "^[0-9a-f]{32,64}$"},
                place="path",
                required=True,
            ),
        ),
        (),
        ("404",),
        method="delete",
        status="204",
    ),
    Operation(
        "/sparql/terms.json",
        "Terms in use",
        "Prefixes, classes and properties, for editors.",
        "SPARQL",
        _SNAPSHOT,
        (JSON,),
        _PLAIN,
    ),
    Operation("/healthz", "Health", "Which snapshot is served.", "service", (), (JSON,), ("503",)),
    Operation("/livez", "Alive", "That the process answers.", "service", (), (JSON,), ()),
    Operation("/readyz", "Ready", "That queries can be answered; else the reason.", "service", (), (JSON,), ("503",)),
    Operation("/metrics", "Metrics", "Prometheus text format.", "service", (), (TEXT,), ()),
)
