"""What the schema of OAI-PMH 2.0 answers asks of their shape: which elements, in which order, how often, with what."""

from __future__ import annotations

import re

from lxml import etree

OAI = "{http://www.openarchives.org/OAI/2.0/}"
_ORDER = {
    "OAI-PMH": r"responseDate request (error )+|responseDate request "
    r"(Identify|ListMetadataFormats|ListSets|GetRecord|ListIdentifiers|ListRecords) ",
    "Identify": r"repositoryName baseURL protocolVersion (adminEmail )+earliestDatestamp deletedRecord granularity "
    r"(compression )*(description )*",
    "ListMetadataFormats": r"(metadataFormat )+",
    "metadataFormat": r"metadataPrefix schema metadataNamespace ",
    "ListSets": r"(set )+(resumptionToken )?",
    "set": r"setSpec setName (setDescription )*",
    "GetRecord": r"record ",
    "ListIdentifiers": r"(header )+(resumptionToken )?",
    "ListRecords": r"(record )+(resumptionToken )?",
    "record": r"header (metadata (about )*)?",
    "header": r"identifier datestamp (setSpec )*",
}
_TEXT = {
    "responseDate": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "datestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "earliestDatestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "protocolVersion": r"2\.0",
    "adminEmail": r"\S+@(\S+\.)+\S+",
    "deletedRecord": r"no|persistent|transient",
    "granularity": r"YYYY-MM-DD(Thh:mm:ssZ)?",
    "metadataPrefix": r"[A-Za-z0-9\-_.!~*'()]+",
    "setSpec": r"([A-Za-z0-9\-_.!~*'()])+(:[A-Za-z0-9\-_.!~*'()]+)*",
    "identifier": r"oai:[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+:[a-zA-Z0-9\-_.!~*'();/?:@&=+$,%]+",
    "baseURL": r"https?://\S+",
}
_ATTRIBUTES = {
    "request": {"verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken"},
    "resumptionToken": {"expirationDate", "completeListSize", "cursor"},
    "header": {"status"},
    "error": {"code"},
}
_CODES = {
    "badArgument",
    "badResumptionToken",
    "badVerb",
    "cannotDisseminateFormat",
    "idDoesNotExist",
    "noMetadataFormats",
    "noRecordsMatch",
    "noSetHierarchy",
}


def checked(content: bytes) -> etree._Element:
    """An answer's root, where the answer is as the schema has it."""
    root = etree.fromstring(content)
    assert root.tag == f"{OAI}OAI-PMH"
    _check(root)
    return root


def _check(element: etree._Element) -> None:
    name = str(element.tag).removeprefix(OAI)
    children = [child for child in element if isinstance(child.tag, str)]
    if name in ("metadata", "description"):
        (child,) = children
        assert not str(child.tag).startswith(OAI)
        assert child.tag.startswith("{")
        return
    if name in _ORDER:
        names = "".join(f"{str(child.tag).removeprefix(OAI)} " for child in children)
        assert re.fullmatch(_ORDER[name], names), (name, names)
    else:
        assert not children, name
    if name in _TEXT:
        assert re.fullmatch(_TEXT[name], element.text or ""), (name, element.text)
    own = {key for key in element.attrib if not str(key).startswith("{")}
    assert own <= _ATTRIBUTES.get(name, set()), (name, own)
    if name == "header":
        assert element.get("status", "deleted") == "deleted"
    if name == "error":
        assert element.get("code") in _CODES
        assert element.text
    for child in children:
        _check(child)
