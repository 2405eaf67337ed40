"""What the API description says beside the questions: each operation, the shared parameters, the errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph import serialization
from graph.serialization import Format
from web import vocabulary
from web.curators import COOKIE
from web.errors import PROBLEM
from web.negotiation import GRAPH, PAGE

TAGS = {
    "questions": "Saved questions, each from one file: typed parameters, paged answers, a link to cite.",
    "SPARQL": "Any question: the SPARQL 1.1 Protocol.",
    "writing": "For who has the operator's token. Each change is checked, journalled and published like any other.",
    "entities": "Things and what is said of them.",
    "catalogue": "For harvesters and curators.",
    "service": "For those who watch it.",
}
JSON = Format("report", "application/json", "json", frozenset({"report"}))
ATOM = Format("atom", "application/atom+xml", "atom", frozenset({"feed"}))
LINES = Format("json-lines", "application/jsonl", "jsonl", frozenset({"decisions"}))
TEXT = Format("text", "text/plain", "txt", frozenset({"text"}))
ERRORS = {
    "400": "A parameter, or a query, is not what it must be; the answer says what is allowed.",
    "404": "Nothing is published there, or the list has no such page.",
    "303": "It is for curators, and nobody is logged in: Location leads to the login.",
    "301": "It was merged into another; Location says which.",
    "401": "Writing needs the operator's token, as a bearer token.",
    "403": "Writing is turned off, or not to there.",
    "412": "The graph is not what If-Match or If-None-Match says.",
    "406": "None of the formats in Accept is offered; the answer lists those that are.",
    "410": "That snapshot is not kept; the answer lists those that are.",
    "413": "The query is longer than what is accepted.",
    "422": "The document, or the shapes, cannot be read; the answer says why.",
    "415": "The body is of a type that is not accepted; the answer lists those that are.",
    "429": "Too many queries of this client are running.",
    "502": "An endpoint that the query's SERVICE asks failed; the answer names it and says why.",
    "503": "A limit was met, or nothing is published yet; the answer says which and what would help.",
}
SCHEMAS: dict[str, dict[str, Any]] = {
    "json": {"$ref": "#/components/schemas/Results"},
    "report": {"type": "object"},
    "openapi": {"type": "object"},
    "json-ld": {"type": ["object", "array"]},
}


def parameter(name: str, text: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A parameter of the query part."""
    place = more.pop("place", "query")
    return {"name": name, "in": place, "description": text, "schema": schema, **more}


def references(*names: str) -> tuple[dict[str, str], ...]:
    """Parameters that several operations share."""
    return tuple({"$ref": f"#/components/parameters/{name}"} for name in names)


@dataclass(frozen=True, slots=True)
class Operation:
    """A path and a method, and what goes in and out. ``errors`` are keys of :data:`ERRORS`."""

    path: str
    title: str
    text: str
    tag: str
    parameters: tuple[Mapping[str, Any], ...] = ()
    formats: tuple[Format, ...] = (PAGE,)
    errors: tuple[str, ...] = ("406", "410", "503", "400")
    name: str = ""
    method: str = "get"
    body: Mapping[str, Any] | None = None
    status: str = "200"

    def described(self) -> dict[str, Any]:
        """The operation object (OpenAPI 3.1, 4.8.10)."""
        content = {
            format.media_type: {"schema": SCHEMAS.get(format.name, {"type": "string"})} for format in self.formats
        }
        answer: dict[str, Any] = {"description": "The answer, complete." if content else "See Location."}
        if content:
            answer["content"] = content
        references = {code: {"$ref": f"#/components/responses/{code}"} for code in sorted(self.errors)}
        told = {
            "operationId": self.name or f"{self.method}{self.path.replace('/', '-').translate({123: None, 125: None})}",
            "summary": self.title,
            "description": self.text,
            "tags": [self.tag],
            "parameters": list(self.parameters),
            "responses": {self.status: answer, **references},
        }
        if "401" in self.errors:
            told["security"] = [{"token": []}]
        if "303" in self.errors:
            told["security"] = [{"session": []}]
        return {**told, "requestBody": dict(self.body)} if self.body else told


def components(page_size: int, largest: int) -> dict[str, Any]:
    """The shared parameters, error responses and schemas."""
    number = {"type": "integer", "minimum": 1}
    schema = {"$ref": "#/components/schemas/Problem"}
    problem = {PROBLEM.media_type: {"schema": schema}, PAGE.media_type: {"schema": {"type": "string"}}}
    return {
        "parameters": {
            "page": parameter("page", "Which page, from 1.", {**number, "maximum": 99_999_999}, example=1),
            "page_size": parameter(
                "page_size",
                f"Rows on a page. Without page and page_size the answer is whole; with page alone it is {page_size}.",
                {**number, "maximum": max(largest, page_size)},
                example=page_size,
            ),
            "snapshot": parameter(
                "snapshot",
                "Answer as of this snapshot; /snapshots lists those that are kept.",
                {"type": "integer", "minimum": 0, "maximum": 999_999_999},
            ),
        },
        "responses": {code: {"description": text, "content": problem} for code, text in ERRORS.items()},
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "As /login gives it."},
        },
        "schemas": {
            "Problem": {
                "type": "object",
                "description": "Problem details (RFC 9457).",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                },
            },
            "Results": {
                "type": "object",
                "description": "SPARQL 1.1 Query Results JSON Format.",
                "required": ["head"],
                "properties": {
                    "head": {"type": "object"},
                    "results": {"type": "object"},
                    "boolean": {"type": "boolean"},
                },
            },
        },
    }


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
