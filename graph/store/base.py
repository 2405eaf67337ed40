"""The contract of a store: what every engine must do, embedded or remote."""

from __future__ import annotations

import mmap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from graph.serialization import Format

Form = Literal["graph", "results"]


class QueryError(Exception):
    """A query that cannot be answered as asked: not SPARQL, or asking for what is not allowed."""


class ServiceFailed(Exception):
    """An endpoint that a query's SERVICE asks gave no answer that can be used; the message names it and says why."""


class NotAcceptable(Exception):
    """The result's form has no format that the client accepts. ``form`` is what the result is."""

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        self.form = form


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole result, serialised: in ``content``, or ``mapped`` from a file where it is large."""

    content: bytes
    format: Format
    mapped: mmap.mmap | None = None


class Store(Protocol):
    """Where a published graph can be asked."""

    def query(
        self,
        text: str,
        formats: Mapping[Form, Format | None],
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """Answer a SPARQL 1.1 query (``default_graphs`` and ``named_graphs`` as the protocol's 2.1.4).

        ``formats`` says in which format each form of result is wanted. Raises :class:`QueryError` and
        :class:`NotAcceptable`.
        """
        ...
