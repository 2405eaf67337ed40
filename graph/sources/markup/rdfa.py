"""RDFa in a page → items: RDFa Lite 1.1, and of RDFa Core 1.1 what pages use (about, rel, datetime, xmlns).

Not read: inlist and XML literals. Counted as not read: rev, and what has no vocabulary or is said of nothing typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from graph.sources.formats.xml_tree import Element
from graph.sources.markup.html import Page, words
from graph.sources.markup.items import Item, Said
from graph.sources.markup.meta import GRAPHS
from graph.sources.markup.vocabularies import PREFIXES, named, vocabulary

_PREFIX = re.compile(r"([A-Za-z][\w.-]*):\s+(\S+)")
_LINK_WORDS = re.compile(r"[\w-]+")
_MOST_HANGING = 100_000


@dataclass(slots=True)
class _Reader:
    page: Page
    items: dict[Element, Item] = field(default_factory=dict)
    by_id: dict[str, Item] = field(default_factory=dict)
    owned: set[int] = field(default_factory=set)
    scopes: dict[Element, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    subjects: dict[Element, Item | None] = field(default_factory=dict)
    hanging: int = 0
    unknown: Counter[str] = field(default_factory=Counter)

    def scope(self, element: Element) -> tuple[str, Mapping[str, str]]:
        """The vocabulary and the prefixes at an element (RDFa Core, 7.5, steps 2 and 3)."""
        pending = []
        at: Element | None = element
        while at is not None and at not in self.scopes:
            pending.append(at)
            at = at.getparent()
        vocab, prefixes = self.scopes[at] if at is not None else ("", PREFIXES)
        for below in reversed(pending):
            names = [*map(str, below.keys())]
            if "vocab" in names:
                vocab = vocabulary(below.get("vocab") or "")
            declared = dict(_PREFIX.findall(below.get("prefix") or "")) if "prefix" in names else {}
            declared |= {name[6:]: below.get(name) or "" for name in names if name.startswith("xmlns:")}
            if declared:
                prefixes = {**prefixes, **{name: vocabulary(iri) for name, iri in declared.items()}}
            self.scopes[below] = (vocab, prefixes)
        return self.scopes[element]

    def terms(self, element: Element, attribute: str) -> list[str]:
        """The terms of an attribute by schema.org's names; one without a vocabulary is counted as unknown."""
        stated = (element.get(attribute) or "").split()
        if not stated:
            return []
        vocab, prefixes = self.scope(element)
        made = []
        for term in stated[:20]:
            prefix, colon, local = term.partition(":")
            if colon and local.startswith("//"):
                made.append(named(term))
            elif colon and (namespace := prefixes.get(prefix) or prefixes.get(prefix.lower())):
                made.append(named(namespace + local))
            elif not colon and vocab and (attribute not in ("rel", "rev") or _LINK_WORDS.fullmatch(term)):
                made.append(named(vocab + term))
            elif (colon or attribute not in ("rel", "rev")) and not _is_head(element):
                self.unknown[f"rdfa.{term[:80]}"] += 1
        return made

    def subject(self, element: Element) -> Item | None:
        """The item that an element speaks of: what the nearest element around it sets."""
        if element.get("about") is not None:
            return self.items.get(element) or self.item(element, element.get("about") or "")
        if element in self.items and element.get("property") is None:
            return self.items[element]
        above = element.getparent()
        return self.set_by(above) if above is not None else None

    def set_by(self, element: Element) -> Item | None:
        """The item that an element sets for those inside it (RDFa Core, 7.5, steps 5 and 6)."""
        passed = []
        at: Element | None = element
        found: Item | None = None
        while at is not None:
            if at in self.subjects:
                found = self.subjects[at]
                break
            passed.append(at)
            if at in self.items:
                found = self.items[at]
                break
            stated = at.get("about")
            if stated is None and at.get("property") is None:
                stated = at.get("resource") or (at.get("href") if at.get("rel") is None else None)
            if stated is not None:
                found = self.item(at, stated)
                break
            at = at.getparent()
        self.subjects.update(dict.fromkeys(passed, found))
        return found

    def item(self, element: Element, address: str) -> Item:
        """The item of an address, which may be spoken of in several places."""
        name = self.page.address(address.strip("[]"))
        if name not in self.by_id:
            self.by_id[name] = Item(element, [], name)
        return self.by_id[name]


def items(page: Page, unknown: Counter[str] | None = None) -> Iterator[Item]:
    """The typed items of a page that are no property of another one; what is not read is counted as ``unknown``."""
    heads = sum(element.get("property") is not None for element in page.heads["meta"])
    if not page.has(b"typeof") and page.markup.count(b"property=") <= heads:
        return
    unknown = Counter() if unknown is None else unknown
    reader = _Reader(page, unknown=unknown)
    elements = page.having("rdfa")
    for element in elements:
        types = reader.terms(element, "typeof")
        if element.get("typeof") is None:
            continue
        address = next(
            (element.get(a) for a in ("about", "resource", "href", "src") if element.get(a) is not None), None
        )
        item = reader.item(element, address) if address is not None else Item(element, [])
        item.types += [name for name in types if name not in item.types]
        item.element = element
        reader.items[element] = item
    for element in elements:
        _property(reader, element)
        _relation(reader, element)
    for element in page.having("rev"):
        unknown.update(f"rdfa.^{name}" for name in reader.terms(element, "rev"))
    for item in reader.by_id.values():
        if not item.types and id(item) not in reader.owned:
            unknown.update(f"thing.{said.name}" for said in item.said)
    seen: set[int] = set()
    for item in reader.items.values():
        if item.types and id(item) not in reader.owned and id(item) not in seen:
            seen.add(id(item))
            yield item


def _property(reader: _Reader, element: Element) -> None:
    if element.get("property") is None:
        return
    names = reader.terms(element, "property")
    inner = reader.items.get(element) if element.get("about") is None else None
    owner = _above(reader, element) if inner is not None else reader.subject(element)
    if owner is None and not _is_head(element):
        reader.unknown.update(f"thing.{name}" for name in names)
    if not names or owner is None:
        return
    for name in names:
        if inner is not None and element.get("content") is None and inner is not owner:
            reader.owned.add(id(inner))
            owner.said.append(Said(name, inner, element))
            continue
        value, attribute = _value(reader, element)
        known = reader.by_id.get(value) if attribute in ("resource", "href", "src") else None
        if known is not None and known.types and known is not owner:
            reader.owned.add(id(known))
            owner.said.append(Said(name, known, element))
        elif value.strip():
            owner.said.append(Said(name, value, element, attribute))


def _relation(reader: _Reader, element: Element) -> None:
    """What ``rel`` says: a link, or the items right below an element that has no address of its own."""
    if element.get("rel") is None or element.get("property") is not None:
        return
    names = reader.terms(element, "rel")
    owner = _above(reader, element) if element.get("about") is None else reader.subject(element)
    if not names or owner is None:
        return
    attribute = next((a for a in ("resource", "href", "src") if element.get(a) is not None), None)
    below = [reader.items[element]] if element in reader.items and element.get("about") is None else []
    if attribute is None and not below:
        below = list(_hanging(reader, element))
    for name in names:
        for item in below:
            if item is not owner:
                reader.owned.add(id(item))
                owner.said.append(Said(name, item, element))
        if attribute is not None and not below:
            address = reader.page.address(element.get(attribute) or "")
            known = reader.by_id.get(address)
            if known is not None and known.types and known is not owner:
                reader.owned.add(id(known))
                owner.said.append(Said(name, known, element))
            else:
                owner.said.append(Said(name, address, element, attribute))


def _is_head(element: Element) -> bool:
    """Whether an element is one of those that are read as a page's head is."""
    return element.tag == "meta" and (element.get("property") or "").lower().startswith(GRAPHS)


def _hanging(reader: _Reader, element: Element) -> Iterator[Item]:
    """The items inside an element that stand in no other item there."""
    walk = etree.iterwalk(element, events=("start",))
    for _, found in walk:
        reader.hanging += 1
        if reader.hanging > _MOST_HANGING:
            return
        if found is not element and found in reader.items:
            yield reader.items[found]
            walk.skip_subtree()


def _above(reader: _Reader, element: Element) -> Item | None:
    """The item that the elements around one speak of."""
    above = element.getparent()
    return reader.set_by(above) if above is not None else None


def _value(reader: _Reader, element: Element) -> tuple[str, str | None]:
    """The value of a property (RDFa Core, 7.5, step 11; HTML+RDFa, 3.1)."""
    if (stated := element.get("content")) is not None:
        return stated, "content"
    for attribute in ("resource", "href", "src"):
        if element.get(attribute) is not None and element.get("datatype") is None:
            return reader.page.address(element.get(attribute) or ""), attribute
    for attribute in ("datetime", "value"):
        if element.get(attribute):
            return element.get(attribute) or "", attribute
    return words(element), None
