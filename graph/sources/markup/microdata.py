"""Microdata in a page → items (HTML Living Standard, 5: itemscope, itemtype, itemprop, itemid, itemref)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from graph.sources.formats.xml_tree import Element
from graph.sources.markup.html import MOST, Page, select, words
from graph.sources.markup.items import Item, Said
from graph.sources.markup.vocabularies import SCHEMA, named

_inside = select(".//*[@itemprop]")
_by_id = select("//*[@id = $name]")
_LINKS = {
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    **{"a": "href", "area": "href", "link": "href", "object": "data"},
}
_MOST_REFERENCES = 200


def items(page: Page, unknown: Counter[str] | None = None) -> Iterator[Item]:
    """The items of a page that are no property of another one; properties of none are counted as ``unknown``."""
    unknown = Counter() if unknown is None else unknown
    made: dict[Element, Item] = {}
    for element in page.having("itemscope") if page.has(b"itemscope") else ():
        made[element] = Item(element, _types(element), _id(element, page))
    owned: set[int] = set()
    scopes: dict[Element, Item | None] = {}
    stray: dict[Element, None] = {}
    for element in page.having("itemprop") if page.has(b"itemprop") else ():
        owner = _scope_above(element, made, scopes)
        if owner is not None:
            _say(owner, element, made, page, owned)
        else:
            stray[element] = None
    _refer(page, made, owned, stray)
    for element in stray:
        unknown.update(f"thing.{named(name)}" for name in (element.get("itemprop") or "").split())
    yield from (item for item in made.values() if id(item) not in owned)


def _scope_above(element: Element, made: dict[Element, Item], scopes: dict[Element, Item | None]) -> Item | None:
    """The item that an element stands in; ``scopes`` keeps what is known of the elements around."""
    passed = []
    at = element.getparent()
    while at is not None and at not in made and at not in scopes:
        passed.append(at)
        at = at.getparent()
    found = made.get(at) or scopes.get(at) if at is not None else None
    scopes.update(dict.fromkeys(passed, found))
    return found


def _refer(page: Page, made: dict[Element, Item], owned: set[int], stray: dict[Element, None]) -> None:
    """Add what stands elsewhere in the page, and is an item's by its ``itemref``."""
    references = 0
    for element, item in made.items():
        for name in (element.get("itemref") or "").split():
            references += 1
            if references > _MOST_REFERENCES:
                return
            for target in _by_id(page.root, name=name)[:1]:
                within = [target] if target.get("itemprop") else []
                within += [found for found in _inside(target) if _nearest(found, target, made)]
                for found in within[:MOST]:
                    if made.get(found) is not item:
                        _say(item, found, made, page, owned)
                        stray.pop(found, None)


def _nearest(element: Element, target: Element, made: dict[Element, Item]) -> bool:
    """Whether no item stands between an element and the one that is referred to."""
    at = element.getparent()
    while at is not None and at is not target:
        if at in made:
            return False
        at = at.getparent()
    return target not in made


def _say(item: Item, element: Element, made: dict[Element, Item], page: Page, owned: set[int]) -> None:
    inner = made.get(element)
    if inner is not None and inner is not item:
        owned.add(id(inner))
    for name in (element.get("itemprop") or "").split():
        name = named(name)
        if inner is not None:
            item.said.append(Said(name, inner, element))
        else:
            value, attribute = _value(element, page)
            if value.strip():
                item.said.append(Said(name, value, element, attribute))


def _value(element: Element, page: Page) -> tuple[str, str | None]:
    """The value of a property that is no item (5.2.4); ``content`` is read on any element, as pages use it."""
    name = element.tag if isinstance(element.tag, str) else ""
    if (stated := element.get("content")) is not None:
        return stated, "content"
    attribute = _LINKS.get(name)
    if attribute:
        return page.address(element.get(attribute) or ""), attribute
    for owner, attribute in (("data", "value"), ("meter", "value"), ("time", "datetime")):
        if name == owner and element.get(attribute):
            return element.get(attribute) or "", attribute
    return words(element), None


def _types(element: Element) -> list[str]:
    return [named(name) for name in (element.get("itemtype") or "").split() if ":" in name] or (
        [named(SCHEMA + name) for name in (element.get("itemtype") or "").split()]
    )


def _id(element: Element, page: Page) -> str | None:
    stated = element.get("itemid")
    return page.address(stated) if stated else None
