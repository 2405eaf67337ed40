"""Clients that follow the catalogue, one for each dialect: each knows a set of datasets with the checksum of each."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from lxml import etree
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from graph import clock
from graph.feeds.ldes import KINDS, TREE
from graph.namespaces import DCAT, HYDRA, RDF, SPDX
from graph.tombstones import AS
from tests.changes.history import BASE

STUDY = f"{BASE}id/study/"


@dataclass
class Follower(ABC):
    """What a client holds after it has followed."""

    client: FlaskClient
    held: dict[str, str] = field(default_factory=dict)
    fetched: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    requests: int = 0

    def get(self, url: str) -> tuple[bytes, dict[str, str]]:
        self.requests += 1
        parts = urlsplit(url)
        path = parts.path.removeprefix(urlsplit(BASE).path.rstrip("/"))
        response = self.client.get(f"{path}?{parts.query}")
        assert response.status_code == 200, (url, response.text)
        return response.data, dict(response.headers)

    @abstractmethod
    def follow(self) -> None:
        """Bring what is held up to date."""

    def pages(self, start: str) -> list[list[Quad]]:
        """The pages of a catalogue by hydra:next."""
        found = []
        while start:
            content, headers = self.get(start)
            self.modified = headers["Last-Modified"]
            quads = list(parse(content, format=RdfFormat.N_TRIPLES))
            found.append(quads)
            start = next((q.object.value for q in quads if q.predicate == HYDRA.next), "")
        return found

    def listed(self, quads: list[Quad]) -> dict[str, str]:
        """The datasets of a page with the checksums that their records state."""
        nodes = {q.subject.value: q.object.value for q in quads if q.predicate == SPDX.checksumValue}
        slugs = [q.object.value.removeprefix(STUDY) for q in quads if q.predicate == DCAT.dataset]
        return {slug: nodes[f"{BASE}id/record/{slug}#checksum"] for slug in slugs}


class WholeCatalogue(Follower):
    """All pages each time; what is absent is deleted (CKAN)."""

    def follow(self) -> None:
        pages = [self.listed(page) for page in self.pages(f"{BASE}catalog.nt")]
        assert sum(map(len, pages)) == len(set().union(*pages))
        self.held = {slug: told for page in pages for slug, told in page.items()}


class ModifiedSince(Follower):
    """What changed since the time of the last state that was seen."""

    since = "1970-01-01"

    def follow(self) -> None:
        for page in self.pages(f"{BASE}catalog.nt?modified_since={self.since}"):
            self.held.update(self.listed(page))
            for quad in page:
                if (quad.predicate, quad.object) == (RDF.type, AS.Tombstone):
                    self.held.pop(quad.subject.value.removeprefix(STUDY), None)
        self.since = clock.instant(parsedate_to_datetime(self.modified))


class OaiPmh(Follower):
    """ListRecords from the time of the last answer, in dcat_ap; the checksum is worked out from the metadata."""

    since = ""

    def follow(self) -> None:
        query, answered = f"&metadataPrefix=dcat_ap{self.since}", ""
        while query:
            content, _ = self.get(f"{BASE}oai?verb=ListRecords{query}")
            answer = etree.fromstring(content)
            answered = answered or answer.findtext("{*}responseDate", "")
            for record in answer.iter("{*}record"):
                self._take(record)
            token = answer.findtext("{*}ListRecords/{*}resumptionToken")
            query = f"&resumptionToken={token}" if token else ""
        self.since = f"&from={answered}"

    def _take(self, record: etree._Element) -> None:
        slug = record.findtext("{*}header/{*}identifier", "").rpartition("/")[2]
        metadata = record.find("{*}metadata")
        if metadata is None:
            self.held.pop(slug, None)
            return
        (content,) = metadata
        self.held[slug] = digest(parse(etree.tostring(content), format=RdfFormat.RDF_XML))


class Ldes(Follower):
    """The feed: the page that is not full each time, each full page once; members in the order of their time."""

    def follow(self) -> None:
        url, found = f"{BASE}feed.trig", []
        while url and url not in self.fetched:
            content, headers = self.get(url)
            if "immutable" in headers["Cache-Control"]:
                self.fetched.add(url)
            quads = list(parse(content, format=RdfFormat.TRIG))
            found.append(self._new(quads))
            url = next((q.object.value for q in quads if q.predicate == TREE.node), "")
        for members in reversed(found):
            for kind, slug, told in members:
                self.held.pop(slug, None)
                if kind != AS.Delete:
                    self.held[slug] = told

    def _new(self, quads: list[Quad]) -> list[tuple[NamedNode, str, str]]:
        said = {(q.subject.value, q.predicate): q.object for q in quads if q.graph_name == DefaultGraph()}
        names = [q.object.value for q in quads if q.predicate == TREE.member and q.object.value not in self.members]
        self.members.update(names)
        members = []
        for name in sorted(names, key=lambda name: int(name.rpartition("/")[2])):
            kind, object_ = said[name, RDF.type], said[name, AS.term("object")]
            assert kind in KINDS.values()
            payload = digest(q for q in quads if q.graph_name == NamedNode(name))
            members.append((kind, object_.value.removeprefix(STUDY), payload))
        return members


class Atom(Follower):
    """The newest entries each time, with the archives that were not met before (RFC 5005, 4)."""

    def follow(self) -> None:
        url, documents = f"{BASE}feed.atom", []
        while url and url not in self.fetched:
            content, _ = self.get(url)
            feed = etree.fromstring(content)
            documents.append(feed)
            if feed.find("{*}archive") is not None:
                self.fetched.add(url)
            links = {link.get("rel"): link.get("href", "") for link in feed.iterfind("{*}link")}
            url = links.get("prev-archive", "")
        for feed in reversed(documents):
            for entry in reversed([*feed.iterfind("{*}entry"), *feed.iterfind("{*}deleted-entry")]):
                self._take(entry)

    def _take(self, entry: etree._Element) -> None:
        if entry.get("ref"):
            self.held.pop(entry.get("ref", "").removeprefix(STUDY), None)
        else:
            slug = entry.findtext("{*}id", "").removeprefix(STUDY)
            self.held[slug] = entry.findtext("{*}checksumValue", "")


def digest(quads: object) -> str:
    """The SHA-256 of statements, as canonical N-Triples."""
    lines = sorted({f"{q.triple} .\n".encode() for q in quads})  # type: ignore[attr-defined]
    return hashlib.sha256(b"".join(lines)).hexdigest()


FOLLOWERS = (WholeCatalogue, ModifiedSince, OaiPmh, Ldes, Atom)
