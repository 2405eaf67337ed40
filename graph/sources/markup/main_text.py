"""The main text of a page without metadata: its article, or its body without what is the site's."""

from __future__ import annotations

from graph.records import Reading
from graph.sources import text
from graph.sources.base import Document, DocumentError
from graph.sources.formats.xml_tree import Element
from graph.sources.markup.html import Page, select, words

_SITES = frozenset(("nav", "header", "footer", "aside", "form", "dialog", "menu", "figure"))
_LEAST = 400
_mains = select("//main | //*[@role='main'] | //article")
_sites = select(
    "//*[@role='navigation' or @role='banner' or @role='contentinfo' or @role='complementary' or @aria-hidden='true']"
)
_heading = select("(.//h1)[1]")


def main_text(page: Page) -> str | None:
    """The words of the one region that is the page's own, its heading first; ``None`` where that is too little."""
    for element in _sites(page.root):
        element.set("hidden", "")
    regions = _mains(page.root)
    outermost = [found for found in regions[:50] if not any(_within(found, one) for one in regions[:50])]
    body = page.root.find("body")
    region = outermost[0] if len(outermost) == 1 else body
    if region is None:
        return None
    found = words(region, _SITES)
    headings = _heading(region) or _heading(page.root)
    title = words(headings[0]) if headings else ""
    if not title or len(found) < _LEAST:
        return None
    before, heading, after = found.partition(title)
    own = f"{title}\n\n{after.strip()}" if heading and len(before) < len(after) else f"{title}\n\n{found}"
    return f"{own.strip()}\n"


def _within(inner: Element, outer: Element) -> bool:
    return any(above is outer for above in inner.iterancestors())


def read(document: Document, page: Page) -> Reading | None:
    """The page read as text, where it has a heading and enough of it; ``None`` where it has not.

    Raises :class:`DocumentError` where the text is one that is refused.
    """
    found = main_text(page)
    if found is None:
        return None
    return text.read(Document(found.encode(), document.name, document.retrieved, page.url))


__all__ = ["DocumentError", "main_text", "read"]
