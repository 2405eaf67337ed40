"""A SPARQL 1.1 engine elsewhere: Query, Update and Graph Store Protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType

import httpx
from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

from graph.serialization import Format
from graph.store.base import Answer, Form, NotAcceptable
from graph.store.remote import wording
from graph.store.remote.asking import CARRIED, Asked, answer, read
from graph.store.remote.endpoints import Credentials, Endpoints
from graph.store.remote.exchange import Exchange, Limits, RemoteError
from graph.store.remote.marks import Marks, State

NAMED = 1_000
"""Named graphs that are listed in a request to an engine that does not need the list."""
_NONE = "urn:x-catalograph:none"


class Remote:
    """The store behind a SPARQL endpoint's URL.

    When it is told the catalogue's ``base``, a query that names no dataset is about that catalogue: its
    default graph is ``<base>graph/merged``, its named graphs are those that were published.
    """

    def __init__(
        self,
        url: str | Endpoints,
        *,
        base: str | None = None,
        credentials: Credentials | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.endpoints = Endpoints.of(url) if isinstance(url, str) else url
        self.base = base
        self._exchange = Exchange(credentials or Credentials(), limits or Limits())
        self._leaves_open: bool | None = None
        self._listed: tuple[State | None, list[str]] = (None, [])

    def __enter__(self) -> Remote:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back; without it they go with the object."""
        self._exchange.close()

    def query(
        self,
        text: str,
        formats: Mapping[Form, Format | None],
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """See :meth:`graph.store.base.Store.query`; an endpoint that fails is a :class:`RemoteError`."""
        asked = read(text)
        format = formats.get(asked.form)
        if format is None:
            raise NotAcceptable(asked.form)
        return self._ask(text, asked, format, *self._dataset(asked, default_graphs, named_graphs))

    def _ask(self, text: str, asked: Asked, format: Format, default: Sequence[str], named: Sequence[str]) -> Answer:
        accept = CARRIED[asked.form].media_type
        request = wording.query(self.endpoints.query, text, asked.verb, accept, default, named)
        with self._exchange.send(request, repeatable=True) as reply:
            return answer(reply, asked, format, self.endpoints.query)

    def rows(self, text: str, default_graph: str) -> list[dict[str, str]]:
        """The rows of one of our own SELECT queries about one graph, values as plain text."""
        told = self._ask(text, read(text), CARRIED["results"], [default_graph], [])
        content = told.content if told.mapped is None else told.mapped[:]
        found = parse_query_results(content, QueryResultsFormat.JSON)
        assert not isinstance(found, QueryBoolean)
        names = [variable.value for variable in found.variables]
        return [{name: getattr(row[name], "value", "") for name in names} for row in found]

    def update(self, text: str, *, repeatable: bool = False) -> None:
        """Carry out a SPARQL 1.1 Update. ``repeatable`` says that twice is as good as once."""
        address = self._known(self.endpoints.update, "updates")
        with self._exchange.send(wording.update(address, text), repeatable=repeatable):
            pass

    def put(self, graph: str, lines: Sequence[bytes], *, repeatable: bool = False) -> None:
        """Make a named graph these statements (N-Triples, a line each) and no others, in bounded requests:
        the first replaces what is there, the others add to it. Cut off in between, it holds a part."""
        first, *rest = list(wording.chunks(lines)) or [b""]
        self._graph("PUT", graph, first)
        for chunk in rest:
            self._graph("POST", graph, chunk, repeatable=repeatable)

    def add(self, graph: str, lines: Sequence[bytes], *, repeatable: bool = False) -> None:
        """Add statements (N-Triples, a line each) to a named graph, in bounded requests. ``repeatable`` says
        that they hold no blank node: then adding them twice is adding them once."""
        for chunk in wording.chunks(lines):
            self._graph("POST", graph, chunk, repeatable=repeatable)

    def delete(self, graph: str) -> None:
        """Remove a named graph; one that is not there is gone already."""
        self._graph("DELETE", graph, accept=(404,))

    def holds(self, graph: str) -> bool:
        """Whether the engine has a named graph: by HEAD, or by GET where the engine has no HEAD."""
        status = self._graph("HEAD", graph, accept=(404, 405, 501))
        if status in (405, 501):
            status = self._graph("GET", graph, accept=(404,))
        return status != 404

    def _graph(
        self, method: str, graph: str, content: bytes = b"", *, accept: tuple[int, ...] = (), repeatable: bool = False
    ) -> int:
        address = self._known(self.endpoints.graphs, "the Graph Store Protocol")
        url = httpx.URL(address).copy_merge_params({"graph": graph})
        headers = {"Content-Type": "application/n-triples"} if content or method == "PUT" else {}
        if method in ("GET", "HEAD"):
            headers["Accept"] = "application/n-triples, text/turtle;q=0.5"
        request = httpx.Request(method, url, headers=headers, content=content)
        with self._exchange.send(request, repeatable=repeatable or method != "POST", accept=accept) as reply:
            return reply.status

    @staticmethod
    def _known(address: str | None, what: str) -> str:
        if address is None:
            raise RemoteError(f"the engine's address for {what} cannot be told from its query address: give it")
        return address

    def _dataset(
        self, asked: Asked, default: Sequence[str], named: Sequence[str]
    ) -> tuple[Sequence[str], Sequence[str]]:
        """The graphs to ask about. Engines differ in what GRAPH reaches beside a default graph, so it is told."""
        if default or named:
            return default, named or ([_NONE] if asked.graphs else [])
        if asked.dataset or not self.base:
            return (), ()
        marks = Marks(self.base)
        return [marks.merged], self._named(marks, asked) if asked.graphs else []

    def _named(self, marks: Marks, asked: Asked) -> Sequence[str]:
        """The named graphs that a query reaches: those that it names, or all that are published, which are not
        listed where they are many and the engine leaves ``GRAPH ?g`` open anyway."""
        if asked.constant is not None:
            return asked.constant
        state = marks.state(self)
        if state.running or self._listed[0] != state:
            self._listed = (state, sorted(marks.digests(self)))
        listed = self._listed[1]
        if len(listed) > NAMED and asked.variable:
            if self._leaves_open is None:
                self._leaves_open = marks.reachable(self)
            if self._leaves_open:
                return []
        return listed or [_NONE]
