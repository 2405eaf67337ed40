"""Prose in DDI: HTML that is escaped once or twice, or stands as elements; lines wrapped by an editor; boilerplate."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from graph.narrative.words import word_set
from graph.sources.formats.xml_tree import Element, local, text
from graph.sources.values.plain_text import plain

_PARAGRAPHS = word_set("p div ul ol dl h1 h2 h3 h4 h5 h6 table blockquote section pre")
_LINES = word_set("br li tr dt dd head hi-break")
_STRUCTURE = _PARAGRAPHS | _LINES
_BREAKS = "/?(?:p|br|div|li|tr|h[1-6])(?=[\\s/>&])"
_BREAKING = re.compile(f"<{_BREAKS}", re.IGNORECASE)
_ESCAPED_BREAKING = re.compile(f"lt;{_BREAKS}", re.IGNORECASE)
# The tags that abstracts have; where there are others, or entities, all of HTML is looked for.
_TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?/?>")
_INSTEAD = {
    name: instead
    for names, instead in (("p div ul ol h1 h2 h3 h4 h5 h6", "\n\n"), ("br li", "\n"), ("i b em strong u a span", ""))
    for tag in names.split()
    for name in (tag, tag.upper(), f"/{tag}", f"/{tag.upper()}")
}
_GAPS = re.compile(r"\n{3,}")
_BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n\s*)+")
_WRAPPED = re.compile(r"\n[ \t]{2,}(?=\S)")


def inside(element: Element) -> str:
    """The text of an element; the elements of HTML in it, whatever their namespace, are written as tags again."""
    if not len(element):
        return element.text or ""
    if not any(local(child).lower() in _STRUCTURE for child in element.iter("*")):
        return text(element)
    found: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        name = local(node).lower()
        if name and node is not element:
            found.append("<p>" if name in _PARAGRAPHS else "<br>" if name in _LINES and event == "start" else "")
        if event == "start":
            found.append(node.text or "")
        elif node is not element:
            found.append(node.tail or "")
    return "".join(found)


def prose(written: str, boilerplate: Iterable[str] = ()) -> str:
    """A text without markup, in paragraphs; sentences of ``boilerplate`` are taken out wherever they stand.

    Where there is markup that ends lines, it does; else where they end in the text, but a line that is
    wrapped with an indent goes on, and blank lines part paragraphs.
    """
    if _BREAKING.search(written) or ("lt;" in written and _ESCAPED_BREAKING.search(written)):
        written = " ".join(written.split())
    elif "\n" in written:
        written = _WRAPPED.sub(" ", _BLANK_LINE.sub("\n\n", written.strip()))
    lines = untagged(written).split("\n")
    kept = "\n".join([_without(" ".join(line.split()), boilerplate) for line in lines])
    return (_GAPS.sub("\n\n", kept) if "\n\n\n" in kept else kept).strip()


def untagged(written: str) -> str:
    """A text without its tags, and with its entities read."""
    if "<" not in written and "&" not in written:
        return written
    if "&" not in written:
        simple = _TAG.sub(_instead, written)
        if "<" not in simple:
            return simple
    return plain(written)


def _instead(tag: re.Match[str]) -> str:
    return _INSTEAD.get(tag[1], "<")


def flat(written: str) -> str:
    """A text without markup on one line."""
    if "<" in written or "&" in written:
        written = untagged(written)
    return " ".join(written.split())


def _without(line: str, boilerplate: Iterable[str]) -> str:
    for sentence in boilerplate:
        if sentence in line:
            line = line.replace(sentence, " ").strip()
    return line
