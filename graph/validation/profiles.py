"""Profiles: named sets of shapes that records are held against."""

from __future__ import annotations

from pathlib import Path

from graph import settings
from graph.validation.shapes import OWN, own_files


def profiles() -> dict[str, tuple[Path, ...]]:
    """The names of the sets of shapes, with their files: our own, and each entry of shapes/profiles/."""
    found = {OWN: own_files()}
    for entry in sorted((settings.SHAPES / "profiles").glob("*")):
        files = tuple(sorted(entry.rglob("*.ttl"))) if entry.is_dir() else (entry,)
        if files and files[0].suffix == ".ttl":
            found[entry.stem] = files
    return found
