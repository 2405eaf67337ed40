"""A SPARQL 1.1 endpoint elsewhere, asked through SPARQLWrapper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.error import URLError

from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from graph.serialization import Format
from graph.store.base import Answer, Form, NotAcceptable, QueryError

TIMEOUT = 30


class Remote:
    """The store behind a SPARQL endpoint's URL."""

    def __init__(self, url: str) -> None:
        self.url = url

    def query(
        self,
        text: str,
        formats: Mapping[Form, Format | None],
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """See :meth:`graph.store.base.Store.query`; an endpoint that fails is a :class:`QueryError`."""
        client = SPARQLWrapper(self.url)
        client.setTimeout(TIMEOUT)
        client.setMethod(POST)
        client.setOnlyConneg(True)
        client.setQuery(text)
        form: Form = "graph" if client.queryType in ("CONSTRUCT", "DESCRIBE") else "results"
        format = formats.get(form)
        if format is None:
            raise NotAcceptable(form)
        client.addCustomHttpHeader("Accept", format.media_type)
        for iri in default_graphs:
            client.addParameter("default-graph-uri", iri)
        for iri in named_graphs:
            client.addParameter("named-graph-uri", iri)
        try:
            with client.query().response as response:
                return Answer(response.read(), format)
        except (SPARQLWrapperException, URLError, OSError) as error:
            raise QueryError(f"{self.url}: {error}") from error
