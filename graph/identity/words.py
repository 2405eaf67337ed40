"""What the comparison of names knows about names: the lists of ``words.yml``, read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph import yaml_text


@dataclass(frozen=True, slots=True)
class Words:
    """The lists by their names; ``short_for`` gives the full forms that a given name may stand for, itself too."""

    titles: frozenset[str]
    particles: frozenset[str]
    short_surnames: frozenset[str]
    small: frozenset[str]
    ordinary_units: frozenset[str]
    own_names: frozenset[str]
    common_surnames: frozenset[str]
    spellings: Mapping[str, str]
    universities: frozenset[str]
    legal_forms: frozenset[str]
    local: frozenset[str]
    houses: frozenset[str]
    ordinary_names: frozenset[str]
    units: frozenset[str]
    subjects: frozenset[str]
    two_universities: frozenset[str]
    other_schools: frozenset[str]
    countries: frozenset[str]
    short_for: Mapping[str, frozenset[str]]


@cache
def words() -> Words:
    """The lists, read at the first use."""
    told: dict[str, Any] = yaml_text.load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
    short: dict[str, set[str]] = defaultdict(set)
    for line in told.pop("nicknames"):
        full, *others = line.split()
        for name in (full, *others):
            short[name].add(full)
    lists: dict[str, Any] = {n: v if isinstance(v, dict) else frozenset(v.split()) for n, v in told.items()}
    return Words(**lists, short_for={name: frozenset(full) for name, full in short.items()})
