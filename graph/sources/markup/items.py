"""What a page says in its markup, as items with properties, and these as fields that know their XPath."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from graph.sources.formats.xml_tree import Element
from graph.sources.markup.html import MOST, Page, Places
from graph.sources.values.fields import Fields
from graph.sources.values.language import tag_of
from graph.sources.values.prose import tidy

_DEEPEST = 12


@dataclass(slots=True)
class Said:
    """A property of an item where it is said: in an element's text, or in one of its attributes."""

    name: str
    value: str | Item
    element: Element
    attribute: str | None = None


@dataclass(slots=True)
class Item:
    """A thing that a page's markup describes, with schema.org's names for its types and properties."""

    element: Element
    types: list[str]
    id: str | None = None
    said: list[Said] = field(default_factory=list)


def fields(item: Item, page: Page, rule: str) -> Fields:
    """An item as the object that JSON-LD would have for it."""
    places = Places(page)
    maker = _Maker(page, places)
    content = maker.object(item, "", ())
    made = Fields(content, rule, places=("xpath", places))
    if maker.count > MOST:
        made.notes.append(f"the page's markup comes to more than {MOST:,} properties: the rest was left out")
    return made


def languages(listed: Iterable[Item], page: Page) -> dict[str, str]:
    """The language of each text whose element, or one around it inside the page, states another than the page does."""
    made: dict[str, str] = {}
    if page.markup.count(b"lang=") <= (page.language is not None):
        return made
    for item in listed:
        for said in item.said[:MOST]:
            if isinstance(said.value, str):
                above = (said.element, *said.element.iterancestors())
                stated = next((tongue for at in above if (tongue := at.get("lang") or at.get("xml:lang"))), "")
                tag = tag_of(stated) if stated else None
                if tag and tag != page.language:
                    made[str(tidy(said.name, said.value, page)).strip()] = tag
    return made


class _Maker:
    def __init__(self, page: Page, places: Places) -> None:
        self.page = page
        self.places = places
        self.count = 0

    def object(self, item: Item, pointer: str, above: tuple[int, ...]) -> dict[str, Any]:
        """An item's object; an item inside itself is left out there."""
        self.places.elements[pointer] = (item.element, None)
        made: dict[str, Any] = {"@type": item.types} if item.types else {}
        if item.id:
            made["@id"] = item.id
            self.places.elements[f"{pointer}/@id"] = (item.element, None)
        named: dict[str, list[Said]] = {}
        for said in item.said:
            inside = isinstance(said.value, Item) and (id(said.value) in above or len(above) > _DEEPEST)
            if not inside:
                named.setdefault(said.name, []).append(said)
        for name, listed in named.items():
            path = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            if len(listed) == 1:
                made[name] = self.value(listed[0], path, (*above, id(item)))
            else:
                made[name] = [self.value(said, f"{path}/{n}", (*above, id(item))) for n, said in enumerate(listed)]
        return made

    def value(self, said: Said, pointer: str, above: tuple[int, ...]) -> Any:
        self.count += 1
        if self.count > MOST:
            return None
        if isinstance(said.value, Item):
            return self.object(said.value, pointer, above)
        self.places.elements[pointer] = (said.element, said.attribute)
        return tidy(said.name, said.value, self.page)
