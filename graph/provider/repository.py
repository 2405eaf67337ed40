"""The answers of an OAI-PMH 2.0 repository (section 4), each from one snapshot and its change log."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from urllib.parse import quote, unquote, urlsplit

from pyoxigraph import Literal, NamedNode

from graph import clock, source_catalogues, tombstones
from graph.catalogue import datasets, harvesting
from graph.changes.activities import Activity
from graph.changes.log import Log
from graph.namespaces import DCT
from graph.provider.formats import FORMATS, MetadataFormat
from graph.provider.requests import OaiError, Request
from graph.provider.tokens import Token
from graph.provider.xml import element, parent
from graph.settings import Settings
from graph.store.leftovers import interrupted
from graph.store.opened import NotKept
from graph.store.snapshot import NoSnapshot, Snapshot

LARGEST = 8 * 1024 * 1024
"""Bytes of what datasets say above which an answer ends early; the list goes on with a token."""
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
)
_SAFE = "-_.!~*'();/:@&=+$,"
_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+")


@dataclass(frozen=True)
class Repository:
    """The repository as of ``snapshot``; ``older`` gives other snapshots by number, raising ``NotKept``."""

    snapshot: Snapshot
    older: Callable[[int], Snapshot]
    chosen: Settings

    @property
    def address(self) -> str:
        """The base URL (2.2)."""
        return f"{self.snapshot.base}oai"

    @cached_property
    def log(self) -> Log:
        return Log(self.snapshot)

    def answer(self, given: Sequence[tuple[str, str]]) -> tuple[str, bool]:
        """The XML of the answer to these arguments, and whether it is no error."""
        attributes: dict[str, str] = {}
        try:
            request = Request.of(given)
            attributes = {"verb": request.verb, **request.arguments}
            body = parent(request.verb, "".join(_ANSWERS[request.verb](self, request)))
            fine = True
        except OaiError as error:
            attributes = {} if error.code in ("badVerb", "badArgument") else dict(given)
            body = element("error", str(error), code=error.code)
            fine = False
        asked = element("request", self.address, **attributes)
        return f"{_HEAD}{element('responseDate', self._answered())}{asked}{body}</OAI-PMH>\n", fine

    def _answered(self) -> str:
        """The time of the answer. While a publish is under way, that of what is published.

        A harvester takes it as the ``from`` of its next harvest; what is being published may have an earlier time
        than this answer, and would be missed.
        """
        now = clock.now()
        return min(now, str(self.snapshot.manifest["published"])) if interrupted(self.snapshot.data) else now

    def _identify(self, request: Request) -> Iterator[str]:  # noqa: ARG002
        first = self.log.first()
        host = _host(self.snapshot.base)
        yield element("repositoryName", str(self.snapshot.manifest["title"]))
        yield element("baseURL", self.address)
        yield element("protocolVersion", "2.0")
        yield element("adminEmail", self.chosen.admin_email or f"postmaster@{host}")
        yield element("earliestDatestamp", first.time if first else str(self.snapshot.manifest["published"]))
        yield element("deletedRecord", "persistent")
        yield element("granularity", "YYYY-MM-DDThh:mm:ssZ")
        yield element("compression", "gzip")
        if _DOMAIN.fullmatch(host):
            example = next(iter(datasets.slugs(self.snapshot)), "example")
            yield parent("description", _scheme(host, self.identifier(example)))

    def _formats(self, request: Request) -> Iterator[str]:
        if "identifier" in request.arguments:
            self._last(request.arguments["identifier"])
        for each in FORMATS.values():
            told = element("metadataPrefix", each.prefix) + element("schema", each.schema)
            yield parent("metadataFormat", told + element("metadataNamespace", each.namespace))

    def _sets(self, request: Request) -> Iterator[str]:
        if request.token:
            raise OaiError("badResumptionToken", "The list of sets is given whole.")
        current = datasets.sources(self.snapshot)
        for name in sorted({*current, *self.log.sources()}):
            title = _title(self.snapshot, name) if name in current else name
            yield parent("set", element("setSpec", _spec(name)) + element("setName", title))

    def _record(self, request: Request) -> Iterator[str]:
        last = self._last(request.arguments["identifier"])
        yield self._whole(last, FORMATS[request.arguments["metadataPrefix"]])

    def _last(self, identifier: str) -> Activity:
        """What happened last to the dataset of an identifier; also of one that was erased, which no list tells."""
        start = self.identifier("")
        slug = unquote(identifier.removeprefix(start))
        found = self.log.last(slug) if identifier.startswith(start) and self.identifier(slug) == identifier else None
        stone = None if found else tombstones.find(self.snapshot, f"id/study/{slug}")
        if stone:
            return Activity(0, self.snapshot.number, stone.deleted, slug, "deleted", "", ())
        if found is None:
            raise OaiError("idDoesNotExist", f"This repository has no item {identifier}; its items are {start}…")
        return found

    def _list(self, request: Request) -> Iterator[str]:
        token = request.token or self._begun(request)
        if token.snapshot != self.snapshot.number:
            told = "The state of the catalogue that this list is of is not kept any longer. Start the list again."
            raise OaiError("badResumptionToken", told)
        size, weight = self.chosen.page_size, 0
        records: list[str] = []
        found = self.log.standing(token.span, token.after, size + 1)
        if not found and request.token:
            raise OaiError("badResumptionToken", "The list that this token is of has ended before.")
        for last in found[:size]:
            written, bytes_ = self._listed(last, token)
            if records and weight + bytes_ > LARGEST:
                break
            records.append(written)
            weight += bytes_
        yield from records
        more = len(found) > len(records)
        if more or request.token:
            yield self._resumption(token, len(records), found[len(records) - 1].number if more else None)

    def _listed(self, last: Activity, token: Token) -> tuple[str, int]:
        if token.verb == "ListIdentifiers":
            return self._header(last), 0
        written = self._whole(last, FORMATS[token.prefix])
        return written, len(written)

    def _resumption(self, token: Token, count: int, after: int | None) -> str:
        """The token with which the list goes on after that number of the log; an empty one at its end."""
        about = {"completeListSize": str(token.total), "cursor": str(token.cursor)}
        if after is None:
            return element("resumptionToken", **about)
        harvesting.hold(self.snapshot)
        lease = timedelta(seconds=self.chosen.pin_lease)
        about["expirationDate"] = clock.instant(datetime.fromisoformat(clock.now()) + lease)
        further = Token(token.verb, token.prefix, token.snapshot, token.span, after, token.cursor + count, token.total)
        return element("resumptionToken", str(further), **about)

    def _begun(self, request: Request) -> Token:
        """The list that a request begins, as a token of its beginning; an empty one is an error (3.6)."""
        since, until, wanted = (request.arguments.get(name) for name in ("from", "until", "set"))
        first = f"{since}T00:00:00Z" if since and "T" not in since else since or ""
        last = f"{until}T23:59:59Z" if until and "T" not in until else until or "~"
        source = next((name for name in self._known() if _spec(name) == wanted), None)
        span = self.log.span(first, last, source)
        total = self.log.count(span) if wanted is None or source is not None else 0
        if not total:
            raise OaiError("noRecordsMatch", "Nothing matches: no dataset changed in that time, or in that set.")
        prefix = request.arguments["metadataPrefix"]
        return Token(request.verb, prefix, self.snapshot.number, span, 0, 0, total)

    def _known(self) -> set[str]:
        return {*datasets.sources(self.snapshot), *self.log.sources()}

    def _whole(self, last: Activity, format: MetadataFormat) -> str:
        """A record: its header and, unless it was deleted, its metadata in a format (2.5)."""
        lines = None if last.deleted else datasets.content(self.snapshot, last.slug)
        if lines is None:
            return parent("record", self._header(last))
        written = format.write(lines, self.snapshot.base, last.slug, last.time)
        return parent("record", self._header(last) + parent("metadata", written))

    def _header(self, last: Activity) -> str:
        told = element("identifier", self.identifier(last.slug)) + element("datestamp", last.time)
        sets = "".join(element("setSpec", _spec(source)) for source in last.sources)
        return parent("header", told + sets, status="deleted" if last.deleted else None)

    def identifier(self, slug: str) -> str:
        """The identifier of a dataset's item (OAI Identifier Format): with the base's path, where it has one."""
        path = urlsplit(self.snapshot.base).path.removeprefix("/")
        return f"oai:{_host(self.snapshot.base)}:{path}{quote(slug, safe=_SAFE)}"


_ANSWERS: dict[str, Callable[[Repository, Request], Iterator[str]]] = {
    "Identify": Repository._identify,
    "ListMetadataFormats": Repository._formats,
    "ListSets": Repository._sets,
    "GetRecord": Repository._record,
    "ListIdentifiers": Repository._list,
    "ListRecords": Repository._list,
}


def repository(current: Snapshot, older: Callable[[int], Snapshot], chosen: Settings, token: str | None) -> Repository:
    """The repository that answers a request: as of the snapshot of its resumption token, where that is kept."""
    number = (begun.snapshot if (begun := Token.parse(token)) else None) if token else None
    if number is None or number == current.number:
        return Repository(current, older, chosen)
    try:
        return Repository(older(number), older, chosen)
    except (NotKept, NoSnapshot):
        return Repository(current, older, chosen)


def _host(base: str) -> str:
    return (urlsplit(base).hostname or "localhost").lower()


def _spec(source: str) -> str:
    """The setSpec of a source's set: its characters are few (2.6)."""
    return re.sub(r"[^A-Za-z0-9\-_.!~*'()]", "_", source)


def _title(snapshot: Snapshot, source: str) -> str:
    here = NamedNode(source_catalogues.iri(snapshot.base, source))
    for quad in snapshot.graph(source_catalogues.graph(snapshot.base, source)):
        if (quad.subject, quad.predicate) == (here, DCT.term("title")) and isinstance(quad.object, Literal):
            return quad.object.value
    return source


def _scheme(host: str, example: str) -> str:
    """The description of the identifiers (OAI Identifier Format, Guidelines)."""
    namespace = "http://www.openarchives.org/OAI/2.0/oai-identifier"
    names = {"xmlns": namespace, "xsi:schemaLocation": f"{namespace} {namespace}.xsd"}
    told = element("scheme", "oai") + element("repositoryIdentifier", host) + element("delimiter", ":")
    return parent("oai-identifier", told + element("sampleIdentifier", example), **names)
