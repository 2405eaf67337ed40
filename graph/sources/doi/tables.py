"""What the readers of DataCite share: its lookups, and texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from graph.records import Value
from graph.sources import source
from graph.sources.values.language import tag_of
from graph.sources.values.plain_text import plain


@dataclass(frozen=True, slots=True)
class Tables:
    """The lookups of ``datacite.yml``."""

    kinds: Mapping[str, str]
    contributors: Mapping[str, str]
    relations: Mapping[str, str]
    access: Mapping[str, str]
    funders: Mapping[str, str]


@cache
def tables() -> Tables:
    """The lookups, read once."""
    return Tables(**source("datacite").lookups)


def language_tag(said: Value[str] | None) -> str | None:
    """A language's tag, where it is one."""
    return tag_of(said.value) if said else None


def clean(said: Value[str] | None) -> Value[str] | None:
    """A name in one line, without markup."""
    return replace(said, value=" ".join(plain(said.value).split())) if said and plain(said.value) else None
