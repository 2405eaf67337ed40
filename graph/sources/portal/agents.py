"""Who is behind a CKAN package: its organisation, its extras, its authors and maintainers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from graph import identifiers
from graph.records import (
    Agent,
    Association,
    Contact,
    Organization,
    Value,
)
from graph.sources.portal.extras import Extras, words
from graph.sources.values import people
from graph.sources.values.fields import Fields
from graph.sources.values.plain_text import plain

_MAKERS = ("author", "originator", "principalInvestigator")
_EMAIL = re.compile(r"^(?:mailto:)?([^\s@<>\"{}|\\^`%]{1,64}@[\w-]+(?:\.[\w-]+){1,8})$", re.ASCII)


def organization(package: Fields) -> Value[Organization] | None:
    found = None
    for item in package.objects("organization"):
        name = item.text("title") or item.text("name")
        made = people.organization(name)
        found = found or (Value(made, made.name.evidence) if made else None)
    return found


def publisher(extras: Extras) -> Value[Organization] | None:
    for held, item, member in extras.objects("publisher"):
        name = words(held)
        if not name or identifiers.parse_url(name):
            continue
        urls = tuple(said for said in extras.texts("publisher-uri") if identifiers.parse_url(said.value))
        made = Organization(item.said(name, member), urls=urls)
        return Value(made, made.name.evidence)
    party = people.organization(next(_parties(extras, "publisher"), None))
    return Value(party, party.name.evidence) if party else None


def contributors(extras: Extras) -> Iterator[Value[Association]]:
    """The parties of ISO 19115 that keep, own or hand out the data; makers and publishers have fields of their own."""
    for held, item, member in extras.objects("party"):
        if words(held) and not set(_roles(held)) & {*_MAKERS, "publisher"}:
            made = people.organization(item.said(words(held), member))
            if made:
                yield Value(Association(made, "contributor"), made.name.evidence)


def _roles(party: Mapping[str, Any]) -> list[str]:
    stated = party.get("roles", party.get("role", []))
    return [role for role in (stated if isinstance(stated, list) else [stated]) if isinstance(role, str)]


def _parties(extras: Extras, *roles: str) -> Iterator[Value[str]]:
    for held, item, member in extras.objects("party"):
        if words(held) and set(_roles(held)) & set(roles):
            yield item.said(words(held), member)


def creators(package: Fields, extras: Extras) -> Iterator[Value[Agent]]:
    seen: set[str] = set()
    author = package.text("author")
    names = [author] if author else []
    address = package.text("author_email")
    for said in (*_separated(names), *extras.texts("creator"), *_parties(extras, *_MAKERS)):
        made: Agent | None
        known = people.by_address(said.value, address.value) if address else None
        corporate = people.is_corporate(said.value)
        if people.is_inverted(said.value) or (known == "person" and not corporate):
            made = people.person(said)
        elif corporate or known == "organization":
            made = people.organization(said)
        else:
            package.notes.append(f"author {said.value[:80]!r} may be a person or an organisation: left out")
            continue
        if made and made.name.value not in seen:
            seen.add(made.name.value)
            yield Value(made, made.name.evidence)


def _separated(names: list[Value[str]]) -> Iterator[Value[str]]:
    """The names of a field, which are separated by semicolons where they are many."""
    for said in names:
        for name in said.value.split(";"):
            if text := " ".join(plain(name).split()):
                yield replace(said, value=text)


def funders(extras: Extras) -> Iterator[Value[Organization]]:
    for said in extras.texts("funder"):
        made = people.organization(said)
        if made and not identifiers.parse_url(said.value):
            yield Value(made, made.name.evidence)


def contacts(package: Fields, extras: Extras) -> Iterator[Value[Contact]]:
    """Whom to ask: the extras' contacts, else who keeps the package up. An address that is none is noted."""
    named = [next(extras.texts(f"contact-{part}"), None) for part in ("name", "email", "url")]
    found = [named] if any(named) else []
    for held, item, member in extras.objects("contact"):
        found.append([item.said(text, member) if (text := _in(held, *names)) else None for names in _CONTACT])
    maintainer = [package.text("maintainer"), package.text("maintainer_email"), None]
    if not found and any(maintainer):
        found = [maintainer]
    for name, email, url in found:
        address = _EMAIL.match(email.value) if email else None
        if email and not address:
            package.notes.append(f"{email.value[:60]!r} is no e-mail address and was left out")
        page = url if url and identifiers.parse_url(url.value) else None
        mail = replace(email, value=address.group(1)) if email and address else None
        first = name or mail or page
        if first:
            yield Value(Contact(name, mail, page), first.evidence)


_CONTACT = (("name", "fn", "contact_name"), ("email", "hasEmail", "contact_email"), ("url", "uri", "hasURL"))


def _in(held: Mapping[str, Any], *names: str) -> str:
    return next((str(held[name]).strip() for name in names if isinstance(held.get(name), str)), "")
