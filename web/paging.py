"""Pages of a long list."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import BadRequest, NotFound


@dataclass(frozen=True, slots=True)
class Page:
    """Page ``number`` (from 1) of a list of ``total`` items, ``size`` on each."""

    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.last else None

    def checked(self) -> Page:
        """The page itself; raises ``NotFound`` where the list does not go that far."""
        if self.number > self.last:
            raise NotFound(f"There is no page {self.number}: the last one is {self.last}.")
        return self


def asked() -> int:
    """The number in ``?page=``; raises ``BadRequest`` where it is none."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
        raise BadRequest("page is a whole number from 1 on.")
    return int(text)
