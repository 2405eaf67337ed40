"""What an answer holds around its documents, audited as their own fields are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from graph.sources import source
from graph.sources.base import Part
from graph.sources.values.fields import EMPTY


def around(kind: str, content: Mapping[str, Any], *read: str) -> Iterator[str]:
    """The members of an envelope that hold something, and are neither ``read`` nor left out on purpose."""
    left_out = source(kind).not_published
    return (name for name, held in content.items() if held not in EMPTY and name not in read and name not in left_out)


def audited(kind: str, parts: Iterator[Part], beside: list[str]) -> Iterator[Part]:
    """The parts of a listing, the last with what stands beside them in it: ``beside`` grows until they end."""
    left_out = source(kind).not_published
    held: Part | None = None
    for part in parts:
        if held is not None:
            yield held
        held = part
    if held is not None:
        yield replace(held, beside=(*held.beside, *(name for name in beside if name not in left_out)))
