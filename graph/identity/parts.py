"""What a document says between the lines: that a school that bears a university's name is a part of it.

Only where the same document names both, and where the university's place has no school of another one:
"Aston Business School" is a part of "Aston University", "Nottingham Business School" of nobody known here.
"Aston, Birmingham and Warwick University" names three.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from graph.identity.keys import occurrences
from graph.identity.organizations import OrganizationName, is_part, organization_name
from graph.records import Evidence, Organization, Reading, Value

T = TypeVar("T")
RULE = "identity.parts"
_CONFIDENCE = 0.8
_PLACE = r"[A-Z][\w’'-]{1,40}"


def with_parents(reading: Reading) -> Reading:
    """The reading with what its names say of parts. The evidence is the name of the part."""
    named = {
        occurrence.record.name.value: occurrence.record
        for record in reading.records
        for occurrence in occurrences(record, reading.key)
        if isinstance(occurrence.record, Organization)
    }
    names = {text: name for text in named if (name := organization_name(text))}
    universities = [text for text, name in names.items() if name.university]
    parents: dict[str, Organization] = {}
    for text, name in names.items():
        if "school" in name.bag and not named[text].parents:
            above = _above(name, universities, names)
            parent = replace(named[above], parents=()) if above else _listed(text, name, reading.text)
            if parent:
                parents[text] = parent
    if not parents:
        return reading
    return replace(reading, records=tuple(_told(record, parents) for record in reading.records))


def _above(name: OrganizationName, universities: Iterable[str], names: dict[str, OrganizationName]) -> str | None:
    """The one university of which a name says that it is a part."""
    whole = [text for text in universities if names[text] is not name and is_part(name, names[text])]
    return min(whole, key=lambda text: (len(text), text)) if len({names[text].bag for text in whole}) == 1 else None


def _listed(text: str, name: OrganizationName, document: str) -> Organization | None:
    """The university that a list of places names with others: "Aston, Birmingham and Warwick University"."""
    place = text.split(" ", 1)[0]
    above = f"{place} University"
    said = organization_name(above)
    if said is None or not is_part(name, said):
        return None
    match = re.search(rf"\b{re.escape(place)}(?:, {_PLACE}){{0,5}},? and {_PLACE} Universit(?:y|ies)\b", document)
    if match is None:
        return None
    evidence = (Evidence(RULE, "1", _CONFIDENCE, match.start(), match.end()),)
    return Organization(Value(above, evidence))


def _told(record: T, parents: dict[str, Organization]) -> T:
    changed: dict[str, Any] = {}
    for field in fields(record):  # type: ignore[arg-type]
        content = getattr(record, field.name)
        if isinstance(content, tuple):
            new: Any = tuple(_inside(item, parents) for item in content)
        else:
            new = _inside(content, parents)
        if new != content:
            changed[field.name] = new
    if isinstance(record, Organization) and not record.parents and record.name.value in parents:
        said = record.name.evidence
        evidence = tuple(replace(e, rule=RULE, version="1", confidence=_CONFIDENCE) for e in said) or (
            Evidence(RULE, "1"),
        )
        changed["parents"] = (Value(parents[record.name.value], evidence),)
    return replace(record, **changed) if changed else record  # type: ignore[type-var]


def _inside(item: Any, parents: dict[str, Organization]) -> Any:
    return _told(item, parents) if is_dataclass(item) and not isinstance(item, type | Evidence) else item
