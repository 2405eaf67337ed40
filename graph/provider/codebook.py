"""``oai_ddi25``: DDI Codebook 2.5, elements in the order of its schema, as the ``ddi`` source reads them back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from graph.identifiers import parse_doi
from graph.provider.described import Described, Text
from graph.provider.xml import element, parent

NAMESPACE = "ddi:codebook:2_5"
SCHEMA = "https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
_LANGUAGES = {
    "ces": "Czech",
    "cym": "Welsh",
    "dan": "Danish",
    "deu": "German",
    "eng": "English",
    "fin": "Finnish",
    "fra": "French",
    "gla": "Scottish Gaelic",
    "gle": "Irish",
    "ita": "Italian",
    "nld": "Dutch",
    "nor": "Norwegian",
    "pol": "Polish",
    "por": "Portuguese",
    "spa": "Spanish",
    "swe": "Swedish",
}
"""DDI Codebook has no element for the language of the data; archives say it in words like these."""
_DATE = re.compile(r"-?\d{4}(?:-\d\d(?:-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?)?)?")


def write(study: Described) -> str:
    """The one element that a record's metadata holds."""
    described = parent(
        "stdyDscr",
        parent("citation", "".join(_citation(study)))
        + parent("stdyInfo", "".join(_about(study)))
        + parent("dataAccs", parent("useStmt", "".join(_use(study))))
        + _beside(study),
    )
    files = "".join(_files(study))
    names = {
        "xmlns": NAMESPACE,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
        "version": "2.5",
        "xml:lang": study.titles[0].language if study.titles else None,
    }
    return parent("codeBook", described + files, **names)


def _said(name: str, texts: Iterable[Text]) -> str:
    return "".join(element(name, text.value, xml_lang=text.language) for text in texts)


def _citation(study: Described) -> Iterator[str]:
    title, *parallel = study.titles
    numbers = [element("IDNo", study.iri, agency="URL")]
    for value in study.identifiers:
        doi = parse_doi(value)
        numbers.append(element("IDNo", doi or value, agency="DOI" if doi else None))
    yield parent("titlStmt", _said("titl", [title]) + _said("parTitl", parallel) + "".join(numbers))
    if study.creators:
        yield parent("rspStmt", "".join(element("AuthEnty", agent.name) for agent in study.creators) + _others(study))
    elif others := _others(study):
        yield parent("rspStmt", others)
    if study.funders:
        yield parent("prodStmt", "".join(element("fundAg", agent.name) for agent in study.funders))
    yield parent("distStmt", "".join(_distribution(study)))
    if study.modified:
        yield parent("verStmt", element("version", study.modified, date=_date(study.modified)))
    yield from (element("holdings", page, URI=page) for page in study.pages)


def _others(study: Described) -> str:
    rest = (agent for agent in study.others if agent.role != "funder")
    return "".join(element("othId", agent.name, role=agent.role) for agent in rest)


def _distribution(study: Described) -> Iterator[str]:
    yield from (element("distrbtr", agent.name) for agent in study.publishers)
    yield from (element("contact", each.name, URI=each.page, email=each.email) for each in study.contacts)
    if study.issued:
        yield element("distDate", study.issued, date=_date(study.issued))


def _date(written: str | None) -> str | None:
    """What may stand in an attribute for dates."""
    return written if written and _DATE.fullmatch(written) else None


def _about(study: Described) -> Iterator[str]:
    subjects = _said("keyword", study.keywords)
    subjects += "".join(
        element("topcClas", label.value, vocabURI=iri, xml_lang=label.language) for iri, label in study.themes
    )
    if subjects:
        yield parent("subject", subjects)
    yield _said("abstract", study.descriptions)
    times = "".join(_period(begin, end) for begin, end in study.periods)
    kind = element("dataKind", "Dataset") if not (times or study.places) else ""
    yield parent("sumDscr", times + _said("geogCover", study.places) + kind)


def _period(begin: str | None, end: str | None) -> str:
    dates = (("single", begin),) if begin == end else (("start", begin), ("end", end))
    return "".join(element("timePrd", date, event=name, date=_date(date)) for name, date in dates if date)


def _use(study: Described) -> Iterator[str]:
    yield _said("restrctn", study.access)
    yield _said("conditions", study.rights)
    yield from (element("conditions", licence) for licence in study.licences)


def _beside(study: Described) -> str:
    papers = "".join(parent("relPubl", parent("citation", _paper(iri, title))) for iri, title in study.publications)
    known = (_LANGUAGES[code] for code in study.languages if code in _LANGUAGES)
    told = "".join(element("othRefs", f"Language Of Dataset: {name}") for name in known)
    return parent("othrStdyMat", papers + told) if papers or told else ""


def _paper(iri: str, title: str) -> str:
    return parent("titlStmt", element("titl", title)) + element("holdings", iri, URI=iri)


def _files(study: Described) -> Iterator[str]:
    for file in study.files:
        about = element("fileName", file.name)
        about += element("fileType", file.media_type) if file.media_type else ""
        yield parent("fileDscr", parent("fileTxt", about), URI=file.url)
