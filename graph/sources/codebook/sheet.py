"""A DDI Codebook instance as leaves: each element that says something, by its name, with its XPath and language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from graph.narrative.words import word_set
from graph.records import Evidence, Value
from graph.sources.codebook.attributes import MARKUP, READ
from graph.sources.codebook.prose import flat, inside
from graph.sources.formats.xml_fields import xpath
from graph.sources.formats.xml_tree import LANG, Element, local, text, unread
from graph.sources.values.language import tag_of

T = TypeVar("T")
RULE = "source.ddi"
VERSION = "1"
_CONTAINERS = word_set(
    """
    codeBook docDscr stdyDscr fileDscr citation titlStmt rspStmt prodStmt distStmt serStmt verStmt stdyInfo subject
    sumDscr method dataColl sources dataAccs setAvail useStmt othrStdyMat anlyInfo fileTxt
    """
)
_SECTIONS = word_set("docDscr stdyDscr fileDscr")
_DEEPEST = 12
_NONE: dict[str, str] = {}


@dataclass(slots=True)
class Leaf:
    """An element without known elements inside. ``name`` is its own, ``pointer`` its XPath by counted steps."""

    element: Element
    name: str
    pointer: str
    language: str | None
    attributes: Mapping[str, str]
    rule: str = RULE
    _line: str | None = None
    _evidence: tuple[Evidence, ...] | None = None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """That the element says it, by its XPath; the same for each value that it gives."""
        made = self._evidence
        if made is None:
            made = self._evidence = _at(self.rule, self.pointer)
        return made

    @property
    def line(self) -> str:
        """The text on one line, without markup."""
        line = self._line
        if line is None:
            element = self.element
            written = inside(element) if len(element) else element.text or ""
            line = self._line = flat(written) if "<" in written or "&" in written else " ".join(written.split())
        return line

    def get(self, attribute: str) -> str | None:
        """An attribute's text, or ``None`` where it is empty or missing."""
        stated = self.attributes.get(attribute)
        return stated.strip() or None if stated else None

    def said(self, value: T, language: str | None = None, attribute: str = "") -> Value[T]:
        """A value with the XPath of the element, or of its attribute, that says it."""
        if not attribute:
            return Value(value, self._evidence or self.evidence, language)
        return Value(value, _at(self.rule, f"{self.pointer}/@{attribute}"), language)

    def spoken(self) -> Value[str]:
        """The text on one line, with its language."""
        return Value(self.line, self.evidence, self.language)


@lru_cache(maxsize=4096)
def _at(rule: str, pointer: str) -> tuple[Evidence, ...]:
    """That a place says it. Records of one archive have their elements at the same places."""
    return (Evidence(rule, VERSION, 1.0, None, None, pointer, "xpath"),)


@dataclass(slots=True)
class Sheet:
    """All leaves by section and name. Each name is taken once; what is not taken is audited.

    ``stray`` counts the attributes, and the elements inside leaves, that nothing reads and that are not ``known``.
    """

    leaves: dict[str, list[Leaf]] = field(default_factory=dict)
    files: list[Leaf] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: frozenset[str] = frozenset()
    known: frozenset[str] = READ
    stray: Counter[str] = field(default_factory=Counter)
    _taken: set[str] = field(default_factory=set)

    def take(self, *names: str) -> list[Leaf]:
        """The leaves of these names (``stdyDscr/titl``) that hold text or an attribute, in the document's order."""
        self._taken.update(names)
        found: list[Leaf] = []
        for name in names:
            found += self.leaves.get(name, ())
        return found

    def texts(self, *names: str) -> list[Leaf]:
        """Those of :meth:`take` that hold text."""
        return [leaf for leaf in self.take(*names) if leaf.line]

    def unknown(self, sections: Container[str]) -> Iterator[tuple[str, int]]:
        """The names that were neither taken nor left out on purpose, with counts; what is empty does not count.

        ``sections`` are those of which nothing more is published.
        """
        counts: Counter[str] = Counter()
        for name, leaves in self.leaves.items():
            if name in self._taken or name.rpartition("/")[0] in sections:
                continue
            if full := sum(1 for leaf in leaves if leaf.attributes or leaf.line):
                counts[name] += full
        for path, count in self.stray.items():
            if path.partition("/")[0] not in sections and path.rpartition("/")[0] not in counts:
                counts[path] += count
        yield from sorted(counts.items())


def sheet(root: Element, left_out: frozenset[str] = frozenset(), known: frozenset[str] = READ) -> Sheet:
    """All leaves of a ``codeBook`` element but those of the names that are ``left_out``.

    ``known`` are the attributes, and the elements inside leaves, that are not ``stray``.
    """
    found = Sheet(left_out=left_out, known=known)
    found.stray.update(f"{local(root)}/{attribute}" for attribute in unread(root, local(root), known))
    _walk(root, xpath(root), "", _own_language(root, None, found.notes), found, 0)
    return found


def below(element: Element, leaf: Leaf, pointer: str, owner: Sheet) -> Sheet:
    """All leaves of a ``citation`` that stands inside a leaf, by the names that those of a study have."""
    found = Sheet(notes=owner.notes, known=owner.known)
    _walk(element, pointer, "stdyDscr", _own_language(element, leaf.language, owner.notes), found, 0)
    return found


def _walk(element: Element, path: str, section: str, language: str | None, found: Sheet, depth: int) -> None:
    leaves, left_out = found.leaves, found.left_out
    place = 0
    for child in element:
        tag = child.tag
        if type(tag) is not str:  # a comment or a processing instruction
            continue
        place += 1
        name, key, opens, common = _named(tag, section, found.known)
        if name in left_out:
            continue
        spoken, attributes = language, _NONE
        if stated := child.items():
            attributes = dict(stated)  # type: ignore[arg-type]  # of parsed documents both are texts
            if not common.issuperset(attributes):
                found.stray.update(f"{key}/{attribute}" for attribute in unread(child, name, found.known))
            tongue = attributes.get(LANG)
            if tongue is None and tag[0] != "{":
                tongue = attributes.get("xml-lang")  # DDI 1.2 has no namespaces
            if tongue is not None:
                spoken = _language(tongue, found.notes)
        pointer = f"{path}/*[{place}]"
        if opens is None or depth == _DEEPEST:
            leaf = Leaf(child, name, pointer, spoken, attributes)
            if key in leaves:
                leaves[key].append(leaf)
            else:
                leaves[key] = [leaf]
            if len(child):
                _inside(child, name, key, found)
            continue
        if name == "fileDscr":
            found.files.append(Leaf(child, name, pointer, spoken, attributes))
        _walk(child, pointer, opens, spoken, found, depth + 1)


def _inside(element: Element, name: str, key: str, found: Sheet) -> None:
    """Count what stands inside a leaf and is neither read nor markup of its text."""
    for child in element.iterchildren("*"):
        inner = local(child)
        if inner == "citation" and name == "relPubl":  # it has leaves of its own
            found.stray.update(f"{key}/{inner}/{attribute}" for attribute in unread(child, inner, found.known))
            continue
        if inner.lower() in MARKUP or f"{name}/{inner}" in found.known:
            found.stray.update(f"{key}/{inner}/{attribute}" for attribute in unread(child, inner, found.known))
            _inside(child, inner, f"{key}/{inner}", found)
        elif child.attrib or text(child).strip():
            found.stray[f"{key}/{inner}"] += 1


@lru_cache(maxsize=4096)
def _named(tag: str, section: str, known: frozenset[str]) -> tuple[str, str, str | None, frozenset[str]]:
    """An element's own name, the name of its leaf in a section, and the section of what is inside a container.

    Also the attributes that are ``known`` of it: where it has no others, none is :func:`unread`.
    """
    name = tag.rpartition("}")[2]
    opens = (name if name in _SECTIONS else section) if name in _CONTAINERS else None
    common = frozenset(
        (LANG, *(one.removeprefix(own) for own in ("@", f"{name}/@") for one in known if one.startswith(own)))
    )
    return name, f"{section}/{name}" if section else name, opens, common


def _own_language(element: Element, inherited: str | None, notes: list[str]) -> str | None:
    stated = element.get(LANG)
    stated = element.get("xml-lang") if stated is None else stated
    return inherited if stated is None else _language(stated, notes)


def _language(stated: str, notes: list[str]) -> str | None:
    tag = language_tag(stated)
    if tag is None and stated.strip():
        notes.append(f"xml:lang {stated.strip()[:40]!r} is no language tag; the text is published without one")
    return tag


@lru_cache(maxsize=1024)
def language_tag(stated: str) -> str | None:
    """A BCP 47 tag as it is written with hyphens, its language in lower case; ``None`` for what is none."""
    tag = tag_of(stated)
    if tag is None:
        return None
    primary, hyphen, rest = tag.partition("-")
    return f"{primary.lower()}{hyphen}{rest}"
