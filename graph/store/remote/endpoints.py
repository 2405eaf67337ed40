"""Where an engine listens for queries, updates and graphs, and who is asking."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

import httpx

Scheme = Literal["basic", "digest"]
USER, PASSWORD, TOKEN = (f"CATALOGRAPH_STORE_{name}" for name in ("USER", "PASSWORD", "TOKEN"))

_KNOWN: tuple[tuple[str, str, str], ...] = (
    # the query address's path, and from what it matches: those for updates and for the Graph Store Protocol
    (r"(.*)/sparql-auth", r"\1/sparql-auth", r"\1/sparql-graph-crud-auth"),  # Virtuoso, with digest
    (r"/sparql", r"/sparql", r"/sparql-graph-crud"),  # Virtuoso, open
    (r"/query", r"/update", r"/store"),  # oxigraph serve
    (r"(.*/repositories/[^/]+)", r"\1/statements", r"\1/rdf-graphs/service"),  # GraphDB, RDF4J
    (r"(.*/[^/]+)/sparql", r"\1/update", r"\1/data"),  # Jena Fuseki
    (r"(/[^/]+)/query", r"\1/update", r"\1"),  # Stardog
)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The addresses of one engine. ``update`` and ``graphs`` are ``None`` where they are not known."""

    query: str
    update: str | None = None
    graphs: str | None = None

    @classmethod
    def of(cls, query: str, update: str | None = None, graphs: str | None = None) -> Endpoints:
        """The addresses beside a query address, by the shape of its path, unless they are given.

        Raises ``ValueError`` for what is no http address, or holds a user name or password.
        """
        for address in (query, *filter(None, (update, graphs))):
            url = _url(address)
            if url.userinfo:
                raise ValueError(f"an address holds no user or password: set {USER} and {PASSWORD} instead")
            if url.scheme not in ("http", "https") or not url.host:
                raise ValueError(f"not an http or https address: {address}")
        url = _url(query)
        for pattern, to_update, to_graphs in _KNOWN:
            if found := re.fullmatch(pattern, url.path):
                update = update or str(url.copy_with(path=found.expand(to_update), query=None))
                graphs = graphs or str(url.copy_with(path=found.expand(to_graphs), query=None))
                break
        return cls(query, update, graphs)


def _url(address: str) -> httpx.URL:
    try:
        urlsplit(address)  # SPARQLWrapper's own reading, which is stricter about brackets
        return httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise ValueError("not an http or https address") from error


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks. It belongs to one client, and is never written into a message."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    scheme: Scheme = "basic"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], scheme: Scheme = "basic") -> Credentials:
        """A token goes before a user and a password; without any, nobody in particular asks."""
        user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
        return cls(user, password, token, scheme)

    def auth(self) -> httpx.Auth | None:
        """How httpx says it: Bearer (RFC 6750), Basic (RFC 7617) or Digest (RFC 7616)."""
        if self.token:
            return _Bearer(self.token)
        if not self.user:
            return None
        return (httpx.DigestAuth if self.scheme == "digest" else httpx.BasicAuth)(self.user, self.password)


class _Bearer(httpx.Auth):
    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def auth_flow(self, request: httpx.Request):  # type: ignore[no-untyped-def]
        request.headers["Authorization"] = self._header
        yield request
