"""JSON-LD brought to the names of schema.org: contexts that are written out, and where the document has each thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin

from graph.sources.markup.html import Page
from graph.sources.markup.vocabularies import PREFIXES, by_local_name, is_schema_org, named, vocabulary
from graph.sources.values.fields import Fields
from graph.sources.values.language import tag_of
from graph.sources.values.prose import tidy

_DEEPEST = 40


_Entry = tuple[Any, str]
"""A value, and the JSON Pointer of the place where the document has it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the keys of an object mean. ``elsewhere``: a context that is not here, of an unknown vocabulary."""

    terms: Mapping[str, str] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    vocab: str | None = None
    base: str | None = None
    language: str | None = None
    elsewhere: bool = False

    def is_plain(self, value: dict[str, Any]) -> bool:
        """Whether the keys of an object are names of schema.org as they stand, and steps of a pointer."""
        if self.terms or self.languages or self.elsewhere or self.vocab is not None:
            return False
        keys = " ".join(value)
        return ":" not in keys and "/" not in keys and "~" not in keys

    def name(self, key: str) -> str:
        """schema.org's name for a key or a type."""
        if not self.terms and self.vocab is None and ":" not in key:
            return by_local_name(key) if self.elsewhere and not key.startswith("@") else key
        if key.startswith("@"):
            return key
        iri = self.terms.get(key)
        if iri is None:
            prefix, colon, local = key.partition(":")
            if colon and not local.startswith("//"):
                namespace = self.terms.get(prefix) or PREFIXES.get(prefix)
                iri = namespace + local if namespace else key
            elif not colon and self.vocab is not None:
                iri = self.vocab + key
            else:
                iri = key if colon or not self.elsewhere else by_local_name(key)
        return named(iri)


class Expander:
    def __init__(self, page: Page, made: Read) -> None:
        self.page = page
        self.made = made
        self.pointers = _Pointers()
        self.count = 0

    def value(self, value: Any, name: str, context: Context, here: str, there: str, depth: int) -> Any:
        """``value`` of the property ``name`` with schema.org's names; ``there`` is where the document has it."""
        if isinstance(value, str):
            base = context.base
            if base and base != self.page.base:
                return tidy(name, value, replace(self.page, base=base))
            return tidy(name, value, self.page)
        if not isinstance(value, dict | list):
            return value
        self.count += 1
        if depth > _DEEPEST or self.count > _MOST_OBJECTS:
            raise RecursionError
        if isinstance(value, list):
            pairs = [(item, f"{there}/{index}") for index, item in enumerate(value)]
            return self.listed(pairs, name, context, here, there, depth)
        if "@value" in value:
            return self.tagged(value, name, context, here, there, depth)
        for wrapper in ("@list", "@set"):
            if wrapper in value:
                self.pointers.moved[here] = f"{there}/{wrapper}"
                return self.value(value[wrapper], name, context, here, f"{there}/{wrapper}", depth + 1)
        return self.object(value, context, here, there, depth)

    def listed(self, pairs: list[_Entry], name: str, context: Context, here: str, there: str, depth: int) -> list[Any]:
        if name in _LANGUAGE_FIRST and len(pairs) > 1 and self.page.language:
            wanted = self.page.language.partition("-")[0].lower()
            pairs = sorted(pairs, key=lambda pair: _language_of(pair[0]) != wanted)
        made = []
        for index, (item, at) in enumerate(pairs):
            if at != f"{there}/{index}":
                self.pointers.moved[f"{here}/{index}"] = at
            made.append(self.value(item, name, context, f"{here}/{index}", at, depth + 1))
        return made

    def tagged(self, value: dict[str, Any], name: str, context: Context, here: str, there: str, depth: int) -> Any:
        made = self.value(value["@value"], name, context, here, f"{there}/@value", depth + 1)
        self.pointers.moved[here] = f"{there}/@value"
        language = value.get("@language") or context.language
        if isinstance(made, str) and isinstance(language, str) and (tag := tag_of(language)):
            self.made.languages[made.strip()] = tag
        return made

    def object(self, value: dict[str, Any], context: Context, here: str, there: str, depth: int) -> dict[str, Any]:
        if "@context" in value:
            context = self.context(value["@context"], context, 0)
        if context.is_plain(value):
            return {
                key: self.types([(item, "")], context)
                if key == "@type"
                else self.value(item, key, context, f"{here}/{key}", f"{there}/{key}", depth + 1)
                for key, item in value.items()
                if key != "@context"
            }
        gathered: dict[str, list[tuple[Any, str]]] = {}
        for key, item in value.items():
            if key != "@context":
                at = f"{there}/{key.replace('~', '~0').replace('/', '~1') if '/' in key or '~' in key else key}"
                name = context.name(key)
                if key in context.languages and isinstance(item, dict):
                    tagged = [({"@value": text, "@language": tag}, f"{at}/{tag}") for tag, text in item.items()]
                    for tag, text in item.items():
                        if isinstance(text, str) and (spoken := tag_of(tag)):
                            self.made.languages[text.strip()] = spoken
                    gathered.setdefault(name, []).extend((one["@value"], place) for one, place in tagged)
                else:
                    gathered.setdefault(name, []).append((item, at))
        made: dict[str, Any] = {}
        for name, entries in gathered.items():
            step = name.replace("~", "~0").replace("/", "~1") if "/" in name or "~" in name else name
            path = f"{here}/{step}"
            if name == "@type":
                made[name] = self.types(entries, context)
            elif len(entries) == 1:
                item, at = entries[0]
                if at != f"{there}/{step}":
                    self.pointers.moved[path] = at
                made[name] = self.value(item, name, context, path, at, depth + 1)
            else:
                made[name] = self.listed(_listed(entries), name, context, path, f"{there}/{step}", depth + 1)
        return made

    def types(self, entries: list[tuple[Any, str]], context: Context) -> list[str]:
        listed = [t for value, _ in entries for t in (value if isinstance(value, list) else [value])]
        return [context.name(t.strip()) for t in listed if isinstance(t, str)]

    def context(self, stated: Any, above: Context, depth: int) -> Context:
        """What a ``@context`` says, on top of the one around it (JSON-LD 1.1, 4.1)."""
        if stated is None:
            return Context()
        if depth > 8:
            raise RecursionError
        if isinstance(stated, list):
            for one in stated[:50]:
                above = self.context(one, above, depth + 1)
            return above
        if isinstance(stated, str):
            if is_schema_org(stated):
                return replace(above, elsewhere=False)
            note = f"the context {stated[:200]} is not fetched: its terms were read by their names"
            if note not in self.made.notes:
                self.made.notes.append(note)
            return replace(above, elsewhere=True)
        return self.inline(stated, above) if isinstance(stated, dict) else above

    def inline(self, stated: dict[str, Any], above: Context) -> Context:
        raw: dict[str, str] = {}
        languages = set(above.languages)
        for term, meant in stated.items():
            iri = meant.get("@id") if isinstance(meant, dict) else meant
            if isinstance(meant, dict) and meant.get("@container") == "@language":
                languages.add(term)
            if isinstance(iri, str) and not term.startswith("@"):
                raw[term] = iri
        known = {**above.terms, **raw}
        vocab = stated.get("@vocab", above.vocab)
        terms = dict(above.terms)
        for term, iri in raw.items():
            prefix, colon, local = iri.partition(":")
            namespace = known.get(prefix) or PREFIXES.get(prefix)
            if iri.startswith("@"):
                terms[term] = iri
            elif colon and not local.startswith("//") and namespace and prefix != term:
                terms[term] = namespace + local
            elif colon:
                terms[term] = vocabulary(iri) if is_schema_org(iri) and iri.rstrip("/#").count("/") == 2 else iri
            else:
                terms[term] = (vocab if isinstance(vocab, str) else "https://schema.org/") + iri
        base = stated.get("@base", above.base)
        language = stated.get("@language", above.language)
        return replace(
            above,
            terms=terms,
            languages=frozenset(languages),
            vocab=vocabulary(_expanded(vocab, known)) if isinstance(vocab, str) else None,
            base=_join(self.page.base, base) if isinstance(base, str) else None,
            language=language if isinstance(language, str) else None,
        )


def _listed(entries: list[_Entry]) -> list[_Entry]:
    return [
        pair
        for item, at in entries
        for pair in (
            [(one, f"{at}/{index}") for index, one in enumerate(item)] if isinstance(item, list) else [(item, at)]
        )
    ]


def _language_of(item: Any) -> str:
    tag = item.get("@language") if isinstance(item, dict) else None
    return tag.partition("-")[0].lower() if isinstance(tag, str) else ""


def _expanded(iri: str, known: Mapping[str, str]) -> str:
    prefix, colon, local = iri.partition(":")
    return known.get(prefix, f"{prefix}:") + local if colon and not local.startswith("//") else iri


def _join(base: str | None, address: str) -> str:
    try:
        return urljoin(base or "", address)
    except ValueError:
        return base or ""


_MOST_OBJECTS = 200_000
_LANGUAGE_FIRST = frozenset(("name", "headline", "description", "abstract"))


class _Pointers(Mapping[str, str]):
    """The document's JSON Pointer of what was renamed or stands elsewhere, by the one that it has here."""

    def __init__(self) -> None:
        self.moved: dict[str, str] = {}
        self.referred: dict[str, str] = {}

    def __getitem__(self, pointer: str) -> str:
        return _moved(_moved(pointer, self.referred), self.moved)

    def get(self, pointer: str, default: Any = None) -> Any:
        return self[pointer] if self.moved or self.referred else default

    def __iter__(self) -> Iterator[str]:
        return iter(self.moved)

    def __len__(self) -> int:
        return len(self.moved)


def _moved(pointer: str, moved: dict[str, str]) -> str:
    """A pointer with the longest of its beginnings that is known replaced."""
    above, below = pointer if moved else "", ""
    while above and above not in moved:
        above, _, step = above.rpartition("/")
        below = f"/{step}{below}"
    return moved[above] + below if above else pointer


@dataclass(slots=True)
class Read:
    """The objects of a page's blocks, those that others refer to apart. ``problems`` are blocks that cannot be read.

    ``languages`` are those of texts that are tagged.
    """

    objects: list[Fields] = field(default_factory=list)
    referred: list[Fields] = field(default_factory=list)
    count: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    languages: dict[str, str] = field(default_factory=dict)
