"""The XML of the DataCite metadata schema (kernel 3 and 4), also as OpenAIRE has it, in the form of the API's JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.sources.base import DocumentError
from graph.sources.formats.xml_fields import xpath
from graph.sources.formats.xml_tree import Element, local, text, unread
from graph.sources.values.fields import Fields

# The element that holds a list, and the name of the list and of the text of each of its items in JSON.
_LISTS = {
    "creators": ("creators", "name"),
    "contributors": ("contributors", "name"),
    "titles": ("titles", "title"),
    "subjects": ("subjects", "subject"),
    "dates": ("dates", "date"),
    "alternateIdentifiers": ("identifiers", "identifier"),
    "relatedIdentifiers": ("relatedIdentifiers", "relatedIdentifier"),
    "rightsList": ("rightsList", "rights"),
    "descriptions": ("descriptions", "description"),
    "geoLocations": ("geoLocations", "geoLocationPlace"),
    "fundingReferences": ("fundingReferences", "funderName"),
    "sizes": ("sizes", "size"),
    "formats": ("formats", "name"),
    "relatedItems": ("relatedItems", "relatedItem"),
}
# What stands by itself, without a list around it, in the profile of OpenAIRE's guidelines (4.0).
_ALONE: dict[str, tuple[str, str, dict[str, str]]] = {
    "description": ("descriptions", "description", {"descriptionType": "Abstract"}),
    "rights": ("rightsList", "rights", {}),
    "licenseCondition": ("rightsList", "rights", {}),
}
_INSIDE = {"nameIdentifier": "nameIdentifiers", "affiliation": "affiliation"}
_NAMES = {
    "creatorName": "name",
    "contributorName": "name",
    "alternateIdentifierType": "identifierType",
    "rightsURI": "rightsUri",
    "uri": "rightsUri",
    "schemeURI": "schemeUri",
    "awardURI": "awardUri",
}
_SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}"
_STATED = ("identifierType", "resourceTypeGeneral")
_ENVELOPE = ("schemaVersion", "datacentreSymbol", "isReferenceQuality")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def of_xml(root: Element, rule: str, notes: tuple[str, ...] = ()) -> Fields:
    """The attributes of the resource below ``root``; raises :class:`DocumentError` where there is none."""
    resource = next((e for e in root.iter() if local(e) == "resource"), None)
    if resource is None:
        raise DocumentError("the document holds no DataCite resource")
    made: dict[str, Any] = {}
    places: dict[str, str] = {}
    path = xpath(resource)
    elements = [element for element in resource.iterchildren() if local(element)]
    for place, element in enumerate(elements, 1):
        _top(made, places, element, f"{path}/*[{place}]")
    for element in (resource, *elements):
        if element is resource or local(element) not in (*_ALONE, "publisher"):  # their attributes are read
            _stray(made, element)
    for told in around(resource):
        made.setdefault(told, told)
    return Fields(made, rule, notes=list(notes), places=("xpath", places))


def _stray(made: dict[str, Any], element: Element) -> None:
    """Attributes that no resource, list or text of the schema has, under names that nothing knows."""
    for attribute, value in element.attrib.items():
        name = str(attribute)
        if name != _LANG and not name.startswith(_SCHEMA) and name not in _STATED:
            made.setdefault(f"{local(element)}.{name.rpartition('}')[2]}", str(value))


def _envelope(resource: Element) -> Iterator[Element]:
    """What holds a resource in oai_datacite, and what stands beside it there."""
    for above in resource.iterancestors():
        if local(above) in ("oai_datacite", "payload"):
            yield above
            yield from (e for e in above.iterchildren("*") if e is not resource and local(e) != "payload")


def around(resource: Element) -> Iterator[str]:
    """What of the envelope of oai_datacite nothing reads: elements, and attributes (``payload.@colour``)."""
    for element in _envelope(resource):
        name = local(element)
        if name not in ("oai_datacite", "payload", *_ENVELOPE):
            yield f"oai_datacite.{name}"
        else:
            yield from (f"{name}.{attribute}" for attribute in unread(element, name, frozenset()))


def _top(made: dict[str, Any], places: dict[str, str], element: Element, path: str) -> None:
    name = local(element)
    if name in _LISTS:
        called, of_text = _LISTS[name]
        listed = made.setdefault(called, [])
        children = [child for child in element.iterchildren() if local(child)]
        item = "rights" if name == "rightsList" else name[:-1]
        for place, child in enumerate(children, 1):
            if local(child) != item:
                made[f"{called}.{local(child)}"] = _lines(child)
                continue
            pointer = f"/{called}/{len(listed)}"
            listed.append(_item(child, pointer, f"{path}/*[{place}]", of_text, places))
    elif name == "identifier":
        doi = element.get("identifierType", "").upper() == "DOI"
        if doi or "doi" not in made:
            made["doi" if doi else "identifierText"] = text(element)
            places["/doi" if doi else "/identifierText"] = path
    elif name == "resourceType":
        general = element.get("resourceTypeGeneral", "")
        general = general.capitalize() if general.islower() else general  # as OpenAIRE writes it
        made["types"] = {"resourceType": text(element), "resourceTypeGeneral": general}
        places |= {"/types/resourceType": path, "/types/resourceTypeGeneral": f"{path}/@resourceTypeGeneral"}
    elif name in _ALONE:
        called, of_text, more = _ALONE[name]
        listed = made.setdefault(called, [])
        listed.append(_item(element, f"/{called}/{len(listed)}", path, of_text, places) | more)
    elif name == "publisher":
        made["publisher"] = _item(element, "/publisher", path, "name", places)
    else:
        made[name] = text(element)
        places[f"/{name}"] = path


def _item(element: Element, pointer: str, path: str, of_text: str, places: dict[str, str]) -> dict[str, Any]:
    """An element of a list: its attributes, its children by their names, and its own text."""
    made: dict[str, Any] = {}
    places[pointer] = path
    _attributes(element, made, places, pointer, path)
    children = [child for child in element.iterchildren() if local(child)]
    if not children or of_text in ("description", "title", "rights"):
        for markup in (markup for child in children for markup in child.iter("*")):
            _stray(made, markup)
        made[of_text] = _lines(element) if children else text(element)
        places[f"{pointer}/{of_text}"] = path
        return made
    for place, child in enumerate(children, 1):
        name, at = local(child), f"{path}/*[{place}]"
        called = _NAMES.get(name, name)
        if called in _INSIDE:
            listed = made.setdefault(_INSIDE[called], [])
            below = f"{pointer}/{_INSIDE[called]}/{len(listed)}"
            inner: dict[str, Any] = {"name" if called == "affiliation" else called: text(child)}
            places[f"{below}/{'name' if called == 'affiliation' else called}"] = at
            _attributes(child, inner, places, below, at)
            listed.append(inner)
        elif called not in made:
            made[called] = text(child) if not len(child) else _lines(child)
            places[f"{pointer}/{called}"] = at
            _attributes(child, made, places, pointer, at)
    return made


def _attributes(element: Element, made: dict[str, Any], places: dict[str, str], pointer: str, path: str) -> None:
    for attribute, value in element.attrib.items():
        name = "lang" if attribute == _LANG else str(attribute).rpartition("}")[2]
        called = _NAMES.get(name, name)
        made.setdefault(called, str(value))
        places.setdefault(f"{pointer}/{called}", f"{path}/@{'xml:lang' if name == 'lang' else name}")


def _lines(element: Element) -> str:
    """The text inside an element, a line for each ``<br/>``."""
    parts = [element.text or ""]
    for child in element.iterchildren():
        if local(child):
            parts.append(("\n" if local(child) == "br" else "") + _lines(child))
        parts.append(child.tail or "")
    return "".join(parts)
