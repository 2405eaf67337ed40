"""XML as the objects and texts that JSON would have, with the XPath of each, so that one reader reads both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graph.sources.base import DocumentError
from graph.sources.formats.xml_tree import Element, local, text

_DEEPEST = 60
_XML = "{http://www.w3.org/XML/1998/namespace}"


def content(element: Element, name: Callable[[str], str] = str) -> tuple[Any, Mapping[str, str]]:
    """What an element holds: its children by name (a list where one repeats), its attributes with ``@`` before.

    A text beside attributes is at ``@value``. Also the XPath of each place, by its JSON Pointer; steps are
    counted elements, so that they hold whatever the namespaces are called. ``name`` changes each name.
    """
    places: dict[str, str] = {}
    return _content(element, "", xpath(element), name, places, 0), places


def xpath(element: Element) -> str:
    """The XPath of an element by counted steps from the root."""
    steps: list[str] = []
    above = element.getparent()
    while above is not None:
        steps.append(f"/*[{1 + sum(1 for _ in element.itersiblings('*', preceding=True))}]")
        element, above = above, above.getparent()
    return "/*" + "".join(reversed(steps))


def _content(
    element: Element, pointer: str, path: str, name: Callable[[str], str], places: dict[str, str], depth: int
) -> Any:
    if depth > _DEEPEST:
        raise DocumentError("the document is nested too deeply to be read", f"line {element.sourceline}")
    places[pointer] = path
    made: dict[str, Any] = {}
    for attribute, value in element.attrib.items():
        called = _attribute(str(attribute))
        made[called] = str(value)
        places[f"{pointer}/{called}"] = f"{path}/{called}"
    children = [child for child in element if isinstance(child.tag, str)]
    if not children:
        if not made:
            return text(element)
        made["@value"] = text(element)
        return made
    named = [name(local(child)) for child in children]
    for place, (child, called) in enumerate(zip(children, named, strict=True), 1):
        listed = named.count(called) > 1 if len(named) < 50 else True
        if listed:
            held = made.setdefault(called, [])
            held.append(
                _content(child, f"{pointer}/{called}/{len(held)}", f"{path}/*[{place}]", name, places, depth + 1)
            )
        else:
            made[called] = _content(child, f"{pointer}/{called}", f"{path}/*[{place}]", name, places, depth + 1)
    return made


def _attribute(name: str) -> str:
    if name.startswith(_XML):
        return f"@xml:{name[len(_XML) :]}"
    return f"@{name.rpartition('}')[2]}"
