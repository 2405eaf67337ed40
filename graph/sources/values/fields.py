"""Taking fields out of structured data: each is popped, and what is left over is audited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from graph import identifiers
from graph.records import Evidence, Value

T = TypeVar("T")
_NOTHING: Iterator[Any] = iter(())
EMPTY: tuple[Any, ...] = (None, "", [], {}, ())


@dataclass(slots=True)
class Fields:
    """An object of a document, of which each field is taken once. ``pointer`` is its JSON Pointer.

    ``original`` gives the document's own names of fields that are known here by others; ``itself`` says
    that the document has a bare text here, which its name's pointer leads to. ``notes`` tell what was left
    out because it is not what it claims to be; objects inside share their owner's. ``places`` gives, where the
    document has another form, how it points to what a pointer leads to, and the syntax of that. ``inside`` are
    the objects that were taken out of this one.
    """

    content: dict[str, Any]
    rule: str
    pointer: str = ""
    version: str = "1"
    original: Mapping[str, str] = field(default_factory=dict)
    itself: bool = False
    notes: list[str] = field(default_factory=list)
    places: tuple[str, Mapping[str, str]] | None = None
    inside: list[tuple[str, Fields]] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)

    def said(self, value: T, *steps: object, language: str | None = None) -> Value[T]:
        """A value with the pointer of the field that says it."""
        pointer = self.pointer
        if not self.itself:
            for step in steps:
                name = str(step)
                pointer = f"{pointer}/{_escape(self.original.get(name, name) if self.original else name)}"
        if self.places is None:
            return Value(value, (Evidence(self.rule, self.version, 1.0, None, None, pointer),), language)
        syntax, places = self.places
        at = places.get(pointer, pointer)
        return Value(value, (Evidence(self.rule, self.version, 1.0, None, None, at, syntax),), language)

    def text(self, name: str, language: str | None = None) -> Value[str] | None:
        """The field's text without surrounding space, or ``None`` where there is none."""
        value = self.content.get(name)
        if value is None:
            return None
        self._taken.add(name)
        if isinstance(value, str):
            stripped = value.strip()
            return self.said(stripped, name, language=language) if stripped else None
        steps: tuple[object, ...] = (name,)
        if isinstance(value, list) and value:
            if len(value) > 1:
                self.notes.append(f"{name} holds {len(value)} values; the first was taken")
            value, steps = value[0], (name, 0)
        text = self._worded(name, value)
        return self.said(text, *steps, language=language) if text else None

    def _worded(self, name: str, value: Any) -> str:
        """A text, a number or JSON-LD's ``{"@value": …}`` as a text; what is none of these is noted."""
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, dict) and "@value" in value:
            value = value["@value"]
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str):
            return value.strip()
        if value not in EMPTY:
            self.notes.append(f"{name} is no text and was left out")
        return ""

    def texts(self, name: str) -> Iterator[Value[str]]:
        """The texts of a field that holds one text or a list of them, repetitions left out; what is none is noted."""
        value = self.content.get(name)
        return _NOTHING if value is None else self._texts(name, value)

    def _texts(self, name: str, value: Any) -> Iterator[Value[str]]:
        self._taken.add(name)
        listed = isinstance(value, list)
        seen: set[str] = set()
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            text = self._worded(name, item)
            if text and text not in seen:
                seen.add(text)
                yield self.said(text, name, *([index] if listed else []))

    def urls(self, name: str) -> Iterator[Value[str]]:
        """The absolute http(s) URLs of a field; what is none is noted and left out."""
        for said in self.texts(name):
            spaced = said.value.replace(" ", "%20") if said.value.count("://") == 1 else said.value
            if identifiers.parse_url(said.value):
                yield said
            elif identifiers.parse_url(spaced) and "%" not in spaced.split("/", 3)[2]:
                self.notes.append(f"{name} {said.value!r} holds spaces; they were written as %20")
                yield replace(said, value=spaced)
            else:
                self.notes.append(f"{name} {said.value!r} is no absolute http or https URL and was left out")

    def objects(self, name: str) -> Iterator[Fields]:
        """The objects of a field that holds one or a list; a bare text counts as an object with that name."""
        value = self.content.get(name)
        return _NOTHING if value is None else self._objects(name, value)

    def _objects(self, name: str, value: Any) -> Iterator[Fields]:
        self._taken.add(name)
        listed = isinstance(value, list)
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            itself = isinstance(item, str) and bool(item.strip())
            if itself:
                item = {"name": item}
            if isinstance(item, dict):
                step = f"/{index}" if listed else ""
                own = _escape(self.original.get(name, name))
                pointer = f"{self.pointer}/{own}{step}"
                found = Fields(item, self.rule, pointer, self.version, {}, itself, self.notes, self.places)
                self.inside.append((name, found))
                yield found

    def took(self, *names: str) -> None:
        """Fields that were read by other means. What is not read has its reason in the source's ``.yml``."""
        self._taken.update(names)

    def unknown_throughout(self, not_published: Mapping[str, str], within: str = "") -> Iterator[str]:
        """The names of fields that hold something and were neither taken nor left out on purpose, with those of the
        objects that were taken out of this one: ``creators.colour``.

        What is left out as ``*.colour`` is so in each of those objects.
        """
        for name, value in self.content.items():
            path = f"{within}{name}"
            left_out = path in not_published or (within and f"*.{name}" in not_published)
            if value not in EMPTY and name not in self._taken and not left_out:
                yield path
        for name, fields in self.inside:
            if not fields.itself:
                yield from fields.unknown_throughout(not_published, f"{within}{name}.")

    def unread(self, not_published: Mapping[str, str], holder: str = "") -> Iterator[str]:
        """As :meth:`unknown_throughout`, where what is left out on purpose is so wherever it stands (``email``), or
        wherever it stands in an object of that name (``identifier.url``); ``holder`` is that of this object.

        An object that was taken out more than once counts once, and what any of the readers took is known.
        """
        return _unread([self], not_published, "", holder)


def _unread(same: list[Fields], not_published: Mapping[str, str], within: str, holder: str) -> Iterator[str]:
    """What is unread of one object, by all that was made of it, and of the objects inside."""
    taken = same[0]._taken if len(same) == 1 else set().union(*(fields._taken for fields in same))
    for name, value in same[0].content.items():
        known = name in taken or name in not_published or f"{holder}.{name}" in not_published
        if not known and value not in EMPTY:
            yield f"{within}{name}"
    objects: dict[tuple[str, int], list[Fields]] = {}
    for fields in same:
        for name, inner in fields.inside:
            if not inner.itself:
                objects.setdefault((name, id(inner.content)), []).append(inner)
    for (name, _), found in objects.items():
        yield from _unread(found, not_published, f"{within}{name}.", name)


def _escape(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1") if "/" in step or "~" in step else step
