"""What the schemas of the payloads ask of their shape, as far as it is used: names, order, number, attributes, values.

Written from the published schemas: Dublin Core (``oai_dc.xsd``), DDI Codebook 2.5 and DataCite kernel 4.
"""

from __future__ import annotations

import re

from lxml import etree

DDI = "{ddi:codebook:2_5}"
DATACITE = "{http://datacite.org/schema/kernel-4}"
DC = "{http://purl.org/dc/elements/1.1/}"
_XML = "{http://www.w3.org/XML/1998/namespace}lang"
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_DC = {
    *("title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format"),
    *("identifier", "source", "language", "relation", "coverage", "rights"),
}
_DATE = r"-?\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?)?)?"

_DDI_ORDER = {
    "codeBook": "(docDscr )*(stdyDscr )+(fileDscr )*(dataDscr )*(otherMat )*",
    "stdyDscr": "(citation )+(stdyInfo )*(method )*(dataAccs )*(othrStdyMat )*(notes )*",
    "citation": "titlStmt (rspStmt )?(prodStmt )?(distStmt )?(serStmt )*(verStmt )*(biblCit )*(holdings )*(notes )*",
    "titlStmt": "titl (subTitl )*(altTitl )*(parTitl )*(IDNo )*",
    "rspStmt": "(AuthEnty )*(othId )*",
    "prodStmt": "(producer )*(copyright )?(prodDate )*(prodPlac )*(software )*(fundAg )*(grantNo )*",
    "distStmt": "(distrbtr )*(contact )*(depositr )*(depDate )*(distDate )*",
    "verStmt": "(version )*(verResp )*(notes )*",
    "stdyInfo": "(studyBudget )*(subject )*(abstract )*(sumDscr )*(qualityStatement )*(notes )*",
    "subject": "(keyword )*(topcClas )*",
    "sumDscr": "(timePrd )*(collDate )*(nation )*(geogCover )*(geogUnit )*(anlyUnit )*(universe )*(dataKind )*",
    "dataAccs": "(setAvail )*(useStmt )*(notes )*",
    "useStmt": "(confDec )*(specPerm )*(restrctn )*(contact )*(citReq )*(deposReq )*(conditions )*(disclaimer )*",
    "othrStdyMat": "(relMat )*(relStdy )*(relPubl )*(othRefs )*",
    "relPubl": "(citation )+",
    "fileDscr": "(fileTxt )*(notes )*",
    "fileTxt": "(fileName )*(fileCont )?(fileStrc )?(dimensns )?(fileType )*",
}
_DDI_ATTRIBUTES = {
    "codeBook": {"version"},
    "IDNo": {"agency", "level"},
    "AuthEnty": {"affiliation"},
    "othId": {"type", "role", "affiliation"},
    "fundAg": {"abbr", "role"},
    "distrbtr": {"abbr", "affiliation", "URI"},
    "contact": {"affiliation", "URI", "email"},
    "distDate": {"date"},
    "version": {"date", "type"},
    "holdings": {"location", "callno", "URI", "media"},
    "keyword": {"vocab", "vocabURI"},
    "topcClas": {"vocab", "vocabURI"},
    "timePrd": {"event", "date", "cycle"},
    "fileDscr": {"URI", "sdatrefs", "methrefs", "pubrefs", "access"},
}
_VALUES = {
    "event": "start|end|single",
    "date": _DATE,
    "nameType": "Organizational|Personal",
    "resourceTypeGeneral": "Dataset",
    "contributorType": "ContactPerson|DataCollector|Other|ProjectLeader|ProjectManager|Researcher",
    "dateType": "Issued|Updated|Coverage",
    "relationType": "IsDescribedBy|IsReferencedBy",
    "relatedIdentifierType": "URL",
    "descriptionType": "Abstract",
}
_DATACITE = {
    "resource": (
        "identifier creators titles publisher publicationYear resourceType",
        "subjects contributors dates language alternateIdentifiers relatedIdentifiers formats rightsList descriptions "
        "geoLocations fundingReferences",
    ),
    "creator": ("creatorName", "affiliation nameIdentifier"),
    "contributor": ("contributorName", "affiliation nameIdentifier"),
    "geoLocation": ("", "geoLocationPlace"),
    "fundingReference": ("funderName", "funderIdentifier awardNumber awardTitle"),
}
_DATACITE_LISTS = {
    "creators": "creator",
    "titles": "title",
    "subjects": "subject",
    "contributors": "contributor",
    "dates": "date",
    "alternateIdentifiers": "alternateIdentifier",
    "relatedIdentifiers": "relatedIdentifier",
    "formats": "format",
    "rightsList": "rights",
    "descriptions": "description",
    "geoLocations": "geoLocation",
    "fundingReferences": "fundingReference",
}
_DATACITE_ATTRIBUTES = {
    "identifier": ({"identifierType"}, set()),
    "creatorName": (set(), {"nameType"}),
    "contributorName": (set(), {"nameType"}),
    "resourceType": ({"resourceTypeGeneral"}, set()),
    "subject": (set(), {"subjectScheme", "schemeURI", "valueURI", "classificationCode"}),
    "contributor": ({"contributorType"}, set()),
    "date": ({"dateType"}, {"dateInformation"}),
    "alternateIdentifier": ({"alternateIdentifierType"}, set()),
    "relatedIdentifier": ({"relatedIdentifierType", "relationType"}, set()),
    "rights": (set(), {"rightsURI", "rightsIdentifier"}),
    "description": ({"descriptionType"}, set()),
}


def check(payload: etree._Element | None, prefix: str) -> None:
    """Assert that a payload is as the schema of its format has it."""
    assert payload is not None
    for element in payload.iter():
        if _XML in element.attrib:
            assert _LANGUAGE.fullmatch(str(element.get(_XML)))
    if prefix in _CHECKS:
        for element in payload.iter():
            _CHECKS[prefix](element)


def _names(element: etree._Element, namespace: str) -> list[str]:
    assert all(str(child.tag).startswith(namespace) for child in element)
    return [str(child.tag).removeprefix(namespace) for child in element]


def _own(element: etree._Element) -> set[str]:
    own = {str(name) for name in element.attrib if not str(name).startswith("{")}
    for name in own & _VALUES.keys():
        assert re.fullmatch(_VALUES[name], str(element.get(name))), (element.tag, name, element.get(name))
    return own


def _dublin_core(element: etree._Element) -> None:
    if element.tag == "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc":
        assert set(_names(element, DC)) <= _DC
    else:
        assert not len(element)
    assert not _own(element)


def _ddi(element: etree._Element) -> None:
    name = str(element.tag).removeprefix(DDI)
    if name in _DDI_ORDER:
        names = "".join(f"{each} " for each in _names(element, DDI))
        assert re.fullmatch(_DDI_ORDER[name], names), (name, names)
        assert not (element.text or "").strip()
    else:
        assert not len(element), name
    assert _own(element) <= _DDI_ATTRIBUTES.get(name, set()), (name, element.attrib)


def _datacite(element: etree._Element) -> None:
    name, names = str(element.tag).removeprefix(DATACITE), _names(element, DATACITE)
    if name in _DATACITE_LISTS:
        assert set(names) == {_DATACITE_LISTS[name]}, (name, names)
    elif name in _DATACITE:
        required, optional = (set(each.split()) for each in _DATACITE[name])
        assert required <= set(names) <= required | optional, (name, names)
        assert len(names) == len(set(names)), (name, names)
    else:
        assert not names, name
        assert (element.text or "").strip(), name
    if name == "publicationYear":
        assert re.fullmatch(r"\d{4}", element.text or "")
    needed, allowed = _DATACITE_ATTRIBUTES.get(name, (set(), set()))
    assert needed <= _own(element) <= needed | allowed, (name, element.attrib)


_CHECKS = {"oai_dc": _dublin_core, "oai_ddi25": _ddi, "oai_datacite": _datacite}
