"""Properties that schema.org's datasets and texts share."""

from __future__ import annotations

from collections.abc import Iterator

from graph import identifiers
from graph.records import (
    Agent,
    Identifier,
    Value,
)
from graph.sources.schema_org.agents import Lookups, agents, identifying
from graph.sources.values.dates import dated
from graph.sources.values.fields import Fields


def stated_identifiers(item: Fields) -> Iterator[Value[Identifier]]:
    """The identifiers of a study, a text or a project; of its other addresses those that identify it."""
    return study_identifiers(tuple(identifying(item)), (*item.texts("sameAs"), *item.texts("@id")))


def study_identifiers(
    stated: tuple[Value[str], ...], elsewhere: tuple[Value[str], ...] = ()
) -> Iterator[Value[Identifier]]:
    """Each identifier once: DOIs, the archive's study numbers in them, and others under the name that they have.

    ``elsewhere`` are links of which only DOIs identify the thing.
    """
    seen: set[str] = set()
    for said in (*stated, *elsewhere):
        for identifier in _identifier(said.value, said in stated):
            key = identifiers.key(identifier)
            if key not in seen:
                seen.add(key)
                yield Value(identifier, said.evidence)


def _identifier(text: str, stated: bool) -> Iterator[Identifier]:
    name, named, value = text.partition("\x00")
    if named:
        yield Identifier("local", value, name)
        return
    doi = identifiers.parse_doi(text)
    number = identifiers.ukda_sn(doi or text)
    if doi:
        yield Identifier("doi", doi)
    if number:
        yield Identifier("ukda-sn", number)
    if stated and not doi and not number:
        yield Identifier("local", text, "Identifier")


def landing_pages(listed: Iterator[Value[str]]) -> Iterator[Value[str]]:
    """URLs of pages, each once; a DOI is an identifier, not a page."""
    seen: set[str] = set()
    for said in listed:
        if said.value not in seen and not identifiers.parse_doi(said.value):
            seen.add(said.value)
            yield said


def creators(schema: Fields, lookups: Lookups) -> Iterator[Value[Agent]]:
    """The creators, and authors who are none of them."""
    seen = set()
    for name in ("creator", "author"):
        for said in agents(schema, name, lookups, certain=False):
            known = identifiers.normal_name(said.value.name.value)
            if name == "creator" or known not in seen:
                seen.add(known)
                yield said


def date(schema: Fields, name: str, *, kept: bool = False) -> Value[str] | None:
    """The first date of a field, an instant at midnight as its day. What is none is noted; ``kept``: it stays as text.

    Of several the others that differ are noted.
    """
    return dated(schema.texts(name), name, schema.notes, kept=kept)
