"""The terms of the vocabularies that pages use, by the names that schema.org has for the same things.

No context is fetched: schema.org's terms are known by name, those of others by the table in ``web_page.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from graph.sources import source
from graph.sources.rdf.syntax import PREFIXES as RDF_PREFIXES

PREFIXES: Mapping[str, str] = {
    **RDF_PREFIXES,
    "bibo": "http://purl.org/ontology/bibo/",
    "dcmitype": "http://purl.org/dc/dcmitype/",
    "fabio": "http://purl.org/spar/fabio/",
    "og": "https://ogp.me/ns#",
    "dcterm": "http://purl.org/dc/terms/",
    "sdo": "https://schema.org/",
}
"""What a prefix stands for that a page uses without saying (RDFa Core Initial Context, and what is usual)."""

SCHEMA = "https://schema.org/"
_SCHEMA_ORG = re.compile(r"^https?://(?:www\.)?schema\.org/", re.IGNORECASE)


def is_schema_org(iri: str) -> bool:
    """Whether an address is that of schema.org, its context or its namespace, however it is written."""
    return _SCHEMA_ORG.match(f"{iri.strip()}/") is not None


def vocabulary(iri: str) -> str:
    """A namespace as its terms have it: schema.org's in one form, with its last slash."""
    return SCHEMA if is_schema_org(iri) else iri.strip()


@lru_cache(maxsize=4096)
def named(iri: str) -> str:
    """schema.org's name for a term; the IRI itself where it has none."""
    found = _table().get(iri)
    if found is not None:
        return found
    return _SCHEMA_ORG.sub("", iri)


def by_local_name(name: str) -> str:
    """schema.org's name for a term of DCAT or Dublin Core that is known by its local name alone."""
    return _local_names().get(name, name)


@cache
def _table() -> dict[str, str]:
    made = {}
    for name, terms in source("web-page").lookups["terms"].items():
        for term in terms:
            prefix, _, local = term.partition(":")
            made[PREFIXES[prefix] + local] = name
    return made


@cache
def _local_names() -> dict[str, str]:
    return {re.split(r"[/#]", iri)[-1]: name for iri, name in reversed(_table().items())}
