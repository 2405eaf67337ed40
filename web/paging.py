"""Pages of a long list."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import NotFound

from graph.queries import BadParameter

LARGEST = 10_000
"""Items that a client may ask to have on a page."""


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
    """The number in ``?page=``; raises ``BadParameter`` where it is none."""
    return _number("page", 1, 99_999_999)


def size(usual: int) -> int:
    """The number in ``?page_size=``; raises ``BadParameter`` where it is none, or too large."""
    return _number("page_size", usual, max(LARGEST, usual))


def _number(name: str, usual: int, most: int) -> int:
    given = request.args.getlist(name)
    if not given:
        return usual
    (text, *more) = given
    if more or not (text.isascii() and text.isdigit() and len(text) < 9 and 0 < int(text) <= most):
        wrong = "given more than once" if more else f"{text[:20]!r} is not one of these"
        raise BadParameter(name, wrong, f"a whole number from 1 to {most}", str(usual))
    return int(text)
