"""What a page's head says of it: Highwire Press (``citation_*``), Dublin Core, OpenGraph, title and description.

Dublin Core in ``<meta>``: DCMI's "Expressing Dublin Core metadata using HTML". What only tells of any page
(``<title>``, OpenGraph) completes what is said elsewhere, and stands for itself where it calls the page an article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from graph import identifiers
from graph.sources import source
from graph.sources.formats.xml_tree import Element
from graph.sources.markup.html import MOST, Page
from graph.sources.markup.items import Item, Said, fields
from graph.sources.values.dates import AVAILABLE, SAID, UNSAID, date_in, no_date, of_issue
from graph.sources.values.fields import Fields
from graph.sources.values.people import is_corporate, is_inverted

_SCHEMED = re.compile(r"^(?:dc|dcterms|dcterm|dct)[.:_](?=[a-z])", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})(?:/(\d{1,2}))?$")
_SURE = {
    **{"citation_online_date": AVAILABLE, "citation_cover_date": AVAILABLE, "available": AVAILABLE},
    "date": UNSAID,
}
GRAPHS = ("og:", "article:", "book:", "profile:", "video:", "music:")
_ARTICLE = ("article", "blog", "news.article", "blog.post")


@dataclass(slots=True)
class Head:
    """What a page's head says: ``stated`` of a work that it describes, ``page`` of the page that it is."""

    stated: Item
    page: Item
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dates: list[tuple[int, Said]] = field(default_factory=list)


def read(page: Page) -> Head:
    """The head's metadata under schema.org's names; ``stated`` has no type where nothing is stated of a work."""
    lookups = source("web-page").lookups
    head = Head(Item(page.root, []), Item(page.root, []))
    highwire, dublin, graph, kinds = (lookups[name] for name in ("highwire", "dublin_core", "opengraph", "types"))
    types: list[str] = []
    for element in page.heads["meta"][:MOST]:
        key = (element.get("name") or element.get("property") or "").strip().lower()
        content = (element.get("content") or "").strip()
        if not content:
            continue
        if key.startswith(("citation_", "bepress_citation_")):
            types += _highwire(head, key.removeprefix("bepress_"), content, element, highwire)
        elif plain := _SCHEMED.match(key):
            types += _dublin(head, key[plain.end() :], content, element, dublin, kinds)
        elif key in graph:
            head.page.said.append(Said(graph[key], content, element, "content"))
        elif key == "og:type" and content.lower() in _ARTICLE:
            head.page.types = ["WebPage"]
        elif key and (element.get("name") or key.startswith(GRAPHS)) and not _is_furniture(key):
            head.unknown.append(f"meta.{key[:80]}")
    _completed(head, page, types)
    return head


@lru_cache(maxsize=4096)
def _is_furniture(key: str) -> bool:
    """Whether a name of ``<meta>`` is one that is left out on purpose, or begins as one that ends in a star."""
    left_out = [name.removeprefix("meta.") for name in source("web-page").not_published if name.startswith("meta.")]
    return any(key == name or (name[-1] == "*" and key.startswith(name[:-1])) for name in left_out)


def _highwire(head: Head, key: str, content: str, element: Element, table: dict[str, str]) -> list[str]:
    name = table.get(key)
    if name is None:
        if key not in source("web-page").not_published:
            head.unknown.append(key)
        return []
    if name.startswith("type "):
        return [name.removeprefix("type ")]
    said = head.stated.said
    if name == "author":
        for author in content.split(";"):
            if author := author.strip():
                said.append(Said("author", agent(author, element) if " " in author else author, element, "content"))
    elif name in ("affiliation", "identifier of author"):
        last = next((s.value for s in reversed(said) if s.name == "author"), None)
        if isinstance(last, Item) and "Person" in last.types:
            inner = "affiliation" if name == "affiliation" else "identifier"
            last.said.append(Said(inner, content, element, "content"))
        else:
            head.unknown.append(key)
    elif name == "keywords":
        said += [Said(name, word.strip(), element, "content") for word in content.split(";") if word.strip()]
    else:
        _say(head, name, key, content, element)
    return ["ScholarlyArticle"] if key == "citation_title" else []


def _dublin(
    head: Head, key: str, content: str, element: Element, table: dict[str, str], kinds: dict[str, str]
) -> list[str]:
    name = table.get(key)
    if name is None:
        if f"dc.{key}" not in source("web-page").not_published:
            head.unknown.append(f"dc.{key}")
        return []
    if name == "type":
        found = kinds.get(content.lower().rsplit("/", 1)[-1].strip())
        return [f"!{found}"] if found else []
    if name == "creator":
        known = is_corporate(content) or is_inverted(content)
        head.stated.said.append(Said(name, agent(content, element) if known else content, element, "content"))
    else:
        _say(head, name, key, content, element)
    return ["CreativeWork"] if name == "name" else []


def _completed(head: Head, page: Page, types: list[str]) -> None:
    """The work's type, the one that is stated before those that are inferred; the page's title and address."""
    stated = [name.removeprefix("!") for name in types if name.startswith("!")]
    order = ("Thesis", "Report", "Book", "ScholarlyArticle", "CreativeWork")
    inferred = [name for name in order if name in types]
    if inferred or (stated and any(said.name == "name" for said in head.stated.said)):
        head.stated.types = [*stated, *inferred][:1]
    named = {said.name for said in head.page.said}
    for element in page.heads["title"][:1]:
        if element.text and element.text.strip() and "name" not in named:
            head.page.said.append(Said("name", element.text, element))
    if page.canonical and "url" not in named:
        head.page.said.append(Said("url", page.canonical, page.root))
    for name in ("name", "description", "url", "datePublished", "dateModified"):
        once = [said for said in head.page.said if said.name == name][:1]
        head.page.said = [said for said in head.page.said if said.name != name] + once
    _only_once(head)


def _say(head: Head, name: str, key: str, content: str, element: Element) -> None:
    """A property of the work; dates of issue wait until all of them are known."""
    said = Said(name, iso(content) if name.startswith("date") else content, element, "content")
    if name == "datePublished":
        head.dates.append((_SURE.get(key, SAID), said))
    else:
        head.stated.said.append(said)


def _only_once(head: Head) -> None:
    """What can be said once: the date of issue, of which notes tell the others, and each language."""
    dates = [(rank, day, said) for rank, said in head.dates if (day := date_in(str(said.value)))]
    written = [said for _, said in head.dates if not date_in(str(said.value))]
    if dates:
        head.stated.said.append(of_issue(dates, "the date in the page's head", head.notes)[1])
        head.notes += [no_date("the date in the page's head", str(said.value), kept=False) for said in written]
    else:
        head.stated.said += written
    item = head.stated
    languages = {said.value: said for said in reversed(item.said) if said.name == "inLanguage"}
    item.said = [said for said in item.said if said.name != "inLanguage" or said is languages[said.value]]


def agent(name: str, element: Element) -> Item:
    """Who a name in a head names, "Family, Given" put in order; a person, where nothing says otherwise."""
    if is_corporate(name):
        return Item(element, ["Organization"], None, [Said("name", name, element, "content")])
    made = Item(element, ["Person"])
    parts = [("name", name)]
    if is_inverted(name):
        family, _, given = (part.strip() for part in name.partition(","))
        parts = [("name", f"{given} {family}"), ("familyName", family), ("givenName", given)]
    made.said = [Said(called, part, element, "content") for called, part in parts]
    return made


def iso(text: str) -> str:
    """A date as Highwire Press writes it, 2019/5/1, as ISO 8601 does; another text as it is."""
    found = _SLASHED.fullmatch(text)
    return "-".join([found[1], *(part.zfill(2) for part in found.groups()[1:] if part)]) if found else text


def as_fields(item: Item, page: Page, rule: str) -> Fields:
    """An item of a head as fields; identifiers that are addresses stand as such."""
    listed = []
    for said in item.said:
        if said.name == "identifier" and isinstance(said.value, str) and _is_page(said.value):
            said = replace(said, name="url")
        listed.append(said)
    return fields(replace(item, said=listed), page, rule)


def _is_page(text: str) -> bool:
    return identifiers.parse_url(text) is not None and identifiers.parse_doi(text) is None
