"""What every kind of source shares: the document that it is given, the errors that it may raise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One archived document. ``name`` is its file's path inside the folder it was read from, or its URL.

    ``retrieved`` is an ISO 8601 instant; ``url`` where it was found on the web, if that is known.
    """

    content: bytes
    name: str
    retrieved: str
    url: str | None = None


class DocumentError(Exception):
    """A document that cannot be read: what is wrong, and where (a byte, a line, a field)."""

    def __init__(self, message: str, position: str | None = None) -> None:
        super().__init__(f"{message} ({position})" if position else message)
        self.message = message
        self.position = position
