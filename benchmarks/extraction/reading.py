"""Marked texts ("gold") as the evaluation reads them, and what the rules find in such a text.

A gold file is a JSON list of texts: ``id``, ``text``, ``labels``, ``negative``, ``doc_ambiguous`` and
``reference_mentions``. A label has ``kind`` and ``number`` (a part of a project) or ``kind`` and ``name`` (a person,
an organisation, a grant, a figure), perhaps ``title_or_description_span``, and ``ambiguous``. ``kinds`` says which
kinds are marked in a text: parts of a project where it is missing. In place of ``text`` there may be ``document``,
the beginning of the name of one file in a folder of harvested documents.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from graph.narrative.extract import Narrative, extract
from graph.narrative.parts.lookalikes import mentions
from graph.narrative.spans import Layout
from graph.records import Association, Grant, Organization, Person, Project, Value, WorkPackage
from graph.sources import read, recognise
from graph.sources.base import Document

PARTS = ("work_package", "workstream", "stage", "phase", "task")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found; ``number`` is the name where the kind has names. Offsets count code points."""

    kind: str
    number: str
    words: str | None = None
    start: int | None = None
    end: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What two findings of the same thing share."""
        return self.kind, self.number


@dataclass(frozen=True, slots=True)
class Label:
    """What people marked."""

    kind: str
    number: str
    words: str | None
    ambiguous: bool

    @property
    def key(self) -> tuple[str, str]:
        """What a finding of it has as its key."""
        return self.kind, self.number


@dataclass(frozen=True, slots=True)
class Text:
    """A marked text with what the rules find in it, of the kinds that are marked."""

    id: str
    labels: tuple[Label, ...]
    found: tuple[Finding, ...]
    neutral: frozenset[tuple[str, str]]
    negative: bool
    ambiguous: bool


def load(gold: Path, documents: Path | None = None) -> Iterator[Text]:
    """The texts of a gold file. Raises :class:`ValueError` where one has neither text nor document."""
    for item in json.loads(gold.read_text("utf-8")):
        kinds = tuple(item.get("kinds", PARTS))
        labels = tuple(_label(label) for label in item.get("labels", ()))
        references = {key for words in item.get("reference_mentions", ()) for key in _referred(words)}
        yield Text(
            id=item["id"],
            labels=labels,
            found=tuple(finding for finding in _found(item, documents) if finding.kind in kinds),
            neutral=frozenset(references | {label.key for label in labels if label.ambiguous}),
            negative=bool(item.get("negative")),
            ambiguous=bool(item.get("doc_ambiguous")),
        )


def _label(label: dict[str, Any]) -> Label:
    number = label["name"] if label.get("number") is None else label["number"]
    return Label(
        label["kind"], str(number), label.get("title_or_description_span"), bool(label.get("ambiguous", False))
    )


def _referred(words: str | dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The parts that a mention like "Work package 3" names."""
    if isinstance(words, dict):
        yield words["kind"], str(words["number"])
        return
    for mention in mentions(Layout(words)).found:
        yield from ((mention.kind, number) for number, _ in mention.numbers)


def _found(item: dict[str, Any], documents: Path | None) -> list[Finding]:
    if "text" in item:
        text = item["text"]
        records: Any = extract(text, whole=True)
    elif "document" in item and documents is not None:
        path = next(documents.glob(f"{item['document']}*"))
        document = Document(path.read_bytes(), path.name, "1970-01-01T00:00:00Z")
        reading = read(document, recognise(document).kind)
        text, records = reading.text, reading.records
    else:
        raise ValueError(f"{item['id']}: no text; where it names a document, give its folder with --documents")
    return list(dict.fromkeys(_findings(text, records)))


def _findings(text: str, record: Any) -> Iterator[Finding]:
    """What a record holds, at any depth."""
    if isinstance(record, tuple):
        for item in record:
            yield from _findings(text, item)
    elif isinstance(record, Value):
        yield from _findings(text, record.value)
    elif is_dataclass(record) and not isinstance(record, type):
        yield from _named(text, record)
        for field in fields(record):
            yield from _findings(text, getattr(record, field.name))


def _named(text: str, record: Any) -> Iterator[Finding]:
    """What a record is itself."""
    match record:
        case WorkPackage():
            said = record.name or record.description
            start, end = (said.evidence[0].start, said.evidence[0].end) if said else (None, None)
            yield Finding(record.kind, record.number.value, text[start:end] if said else None, start, end)
        case Person():
            yield Finding("person", record.name.value)
            for at in record.affiliations:
                if isinstance(at.value, Organization):
                    yield Finding("affiliation", f"{record.name.value}, {at.value.name.value}")
        case Organization():
            yield Finding("organization", record.name.value)
        case Association(agent=Person() | Organization() as agent):
            yield Finding(record.role, agent.name.value)
        case Grant():
            yield Finding("grant", record.reference.value.value)
        case Narrative() | Project():
            yield from (Finding("funder", said.value.name.value) for said in record.funders)
