"""Frozen dataclasses that are quick to make, for what a document has hundreds of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as frozen
else:
    from dataclasses import dataclass

    def frozen(*, frozen, slots=False):
        """Frozen to the type checker; at run time a plain one, as freezing makes its making three times as slow."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["frozen"]
