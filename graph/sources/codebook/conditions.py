"""Who may use the data of a DDI study, and how: the statement as it stands, its class, the licence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from graph.records import Value
from graph.sources.codebook.prose import flat, inside
from graph.sources.codebook.sheet import Leaf, Sheet
from graph.sources.formats.xml_tree import Element, local, text
from graph.sources.schema_org.agents import Lookups
from graph.sources.schema_org.dataset import access_status

_ADDRESS = re.compile(r"https?://creativecommons\.org/(?:licenses|publicdomain)/[a-z-]+/\d\.\d/?", re.IGNORECASE)
_NAMED = re.compile(r"\bCC[ -](BY(?:-(?:NC|SA|ND|NC-SA|NC-ND))?)[ -](\d\.\d)\b", re.IGNORECASE)
_STATEMENTS = tuple(f"stdyDscr/{name}" for name in ("restrctn", "conditions", "specPerm", "avlStatus"))


def access(
    found: Sheet, main: str | None, tables: Mapping[str, Any]
) -> tuple[Value[str] | None, tuple[Value[str], ...], Value[str] | None]:
    """The statement in the main language, those in others, and how the words class it.

    ``restrctn`` and ``conditions`` make the statement, in that order; a category such as "Safeguarded" only
    where there is no other. A ``conditions`` that only refers to the ``restrctn`` inside it says nothing.
    """
    leaves = [leaf for name in _STATEMENTS for leaf in _stated(found.take(name), tables["references"])]
    categories: Mapping[str, str] = tables["access_categories"]
    by_language: dict[str | None, list[Leaf]] = {}
    for leaf in leaves:
        known = by_language.setdefault(leaf.language, [])
        if all(leaf.line != other.line for other in known):
            known.append(leaf)
    made = [_statement(group, categories) for group in by_language.values()]
    made.sort(key=lambda said: said.language != main)
    status = _status(leaves, Lookups(access=tables["access"]), categories)
    return (made[0] if made else None), tuple(made[1:]), status


def _stated(leaves: list[Leaf], references: list[str]) -> Iterator[Leaf]:
    """The leaves that say something; one nested in another of them is a leaf of its own."""
    for leaf in leaves:
        if not len(leaf.element):
            if leaf.line.strip(" .:").lower() not in ("", *references):
                yield leaf
            continue
        if _is_sentence(leaf.element):
            yield leaf
            continue
        for place, child in enumerate(leaf.element.iterchildren("*"), 1):
            if local(child) in ("restrctn", "conditions", "specPerm"):
                at = f"{leaf.pointer}/*[{place}]"
                inner = Leaf(
                    child, local(child), at, leaf.language, {str(name): str(value) for name, value in child.items()}
                )
                if inner.line:
                    yield inner
        own = _own(leaf)
        if own.strip(" .:").lower() not in ("", *references):
            leaf._line = own
            yield leaf


def _is_sentence(element: Element) -> bool:
    """Whether what is nested is a part of a sentence around it: "open to <restrctn>members</restrctn> only"."""
    nested = [child for child in element if local(child) in ("restrctn", "conditions", "specPerm")]
    return any((child.text or "").strip() and (child.tail or "").strip()[:1].islower() for child in nested)


def _own(leaf: Leaf) -> str:
    nested = [child for child in leaf.element if local(child) in ("restrctn", "conditions", "specPerm")]
    if not nested:
        return leaf.line
    parts = [leaf.element.text or ""]
    for child in leaf.element:
        parts += ["" if child in nested else text(child), child.tail or ""]
    return flat(" ".join(parts))


def _statement(leaves: list[Leaf], categories: Mapping[str, str]) -> Value[str]:
    full = [leaf for leaf in leaves if leaf.line.lower().rstrip(".") not in categories] or leaves
    sentences = [leaf.line if leaf.line[-1] in ".!?:;" or leaf is full[-1] else f"{leaf.line}." for leaf in full]
    evidence = tuple(leaf.evidence[0] for leaf in full)
    return Value(" ".join(sentences), evidence, full[0].language)


def _status(leaves: list[Leaf], lookups: Lookups, categories: Mapping[str, str]) -> Value[str] | None:
    """By a category that is a whole text, else by the words of the first statement that has some."""
    for leaf in sorted(leaves, key=lambda leaf: leaf.name != "specPerm"):
        if status := categories.get(leaf.line.lower().rstrip(".")):
            return leaf.said(status)
    for leaf in leaves:
        if found := access_status(leaf.spoken(), lookups):
            return found
    return None


def licence(found: Sheet, licences: Mapping[str, str]) -> Value[str] | None:
    """The Creative Commons licence that a statement names, by its address."""
    leaves = (leaf for name in _STATEMENTS for leaf in found.take(name))
    return next((said for leaf in leaves if (said := cc_licence(leaf, licences))), None)


def cc_licence(leaf: Leaf, licences: Mapping[str, str]) -> Value[str] | None:
    """The Creative Commons licence that an element names by its address or, as in ``licences``, by its code."""
    element = leaf.element
    held = len(element) > 0
    written = inside(element) if held else element.text or ""
    links = [child.get("href", "") for child in element.iter("*")] if held else []
    stated = " ".join((leaf.get("URI") or "", *links, written))
    small = stated.lower()
    if "creativecommons" not in small and "cc by" not in small and "cc-by" not in small:
        return None
    address = _ADDRESS.search(stated)
    if address:
        url = address[0].replace("http://", "https://")
        return leaf.said(url if url.endswith("/") else f"{url}/")
    named = _NAMED.search(written)
    pattern = licences.get(named[1].lower()) if named else None
    return leaf.said(pattern.format(version=named[2])) if named and pattern else None
