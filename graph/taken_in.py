"""Decisions that were made elsewhere, taken in beside those that are here: the same for both desks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from graph.identity.decisions import Decision as OfIdentity
from graph.journal import Entry
from graph.quality.decisions import Decision as OfQuality

D = TypeVar("D", OfIdentity, OfQuality)


def taken_in(
    known: Sequence[D],
    given: Iterable[D],
    same: Callable[[D], object],
    entry: Callable[[D], Entry],
    retraction: Callable[[int, str, str, str], Entry],
) -> tuple[list[Entry], int]:
    """What the journal is told so that it holds the ``given`` decisions, undone ones as undone, and how many are new.

    ``same`` is equal for one decision here and elsewhere; ``entry`` and ``retraction`` (number, by, why, time) are
    what the journal is told of a decision and of its undoing.
    """
    held = {same(decision): decision for decision in known}
    number = max((decision.number for decision in known), default=0)
    first, new = number, list[Entry]()
    for decision in given:
        here = held.get(same(decision))
        if here is None:
            number += 1
            here = held[same(decision)] = replace(decision, number=number, undone=False)
            new.append(entry(here))
        if decision.undone and not here.undone:
            new.append(retraction(here.number, decision.undone_by, "", decision.undone_time))
    return new, number - first
