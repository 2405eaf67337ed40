"""Fixes that are safe to propose: another spelling of the same value, where there is one reading of it and no other.

A date, a period, a licence, a language or a DOI that is written in another way than the shapes ask for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph import identifiers, settings, statements
from graph.namespaces import DCT, SCHEMA, SH, SKOS, XSD
from graph.quality.corrections import Correction, Term
from graph.quality.findings import Seen

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DATES = {SCHEMA.datePublished.value, SCHEMA.dateModified.value, SCHEMA.dateCreated.value}
_DATES |= {DCT.term(name).value for name in ("issued", "modified", "created")}
_PLAIN = {SCHEMA.startDate.value, SCHEMA.endDate.value}
_YEAR = r"(1[89]\d\d|20\d\d)"
_NAME = r"([a-z]{3,9})\.?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_SEPARATED = re.compile(rf"{_YEAR}([-/.])(\d{{1,2}})(?:\2(\d{{1,2}}))?")
_COMPACT = re.compile(rf"{_YEAR}(\d\d)(\d\d)")
_DAY_FIRST = re.compile(rf"{_DAY}\s+(?:of\s+)?{_NAME},?\s+{_YEAR}")
_MONTH_FIRST = re.compile(rf"{_NAME}\s+{_DAY},?\s+{_YEAR}")
_MONTH_ONLY = re.compile(rf"{_NAME},?\s+{_YEAR}")
_NUMBERS = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2{_YEAR}")
_SPACED_TIME = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?)")
_PERIOD = re.compile(r"(.+?)\s*(?:\s-\s|–|—|\sto\s|/)\s*(.+)")
_YEARS = re.compile(rf"{_YEAR}\s*-\s*{_YEAR}")
_CC_URL = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/(\d\.\d)"
    r"(?:/(?:deed|legalcode)(?:\.[a-z_]+)?)?/?",
    re.IGNORECASE,
)
_CC_NAME = re.compile(
    r"(?:creative commons\s+)?(?:cc[\s-]+)?(by(?:[\s-](?:nc|nd|sa|nc[\s-]sa|nc[\s-]nd))?)[\s-]v?(\d\.\d)"
    r"(?:\s+international)?(?:\s+licen[cs]e)?",
    re.IGNORECASE,
)
_CC_KINDS = {"by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"}
_CC_VERSIONS = {"1.0", "2.0", "2.5", "3.0", "4.0"}
_CC_ZERO = re.compile(r"(?:creative commons\s+)?cc[\s-]?(?:zero|0)(?:[\s-]v?1\.0)?(?:\s+universal)?", re.IGNORECASE)
_OGL = re.compile(
    r"(?:uk\s+)?open government licen[cs]e(?:\s*,?\s*(?:v|version)\s*\.?\s*)?\s*(3)(?:\.0)?", re.IGNORECASE
)
_LANGUAGES = {
    "arabic": "ar", "czech": "cs", "welsh": "cy", "cymraeg": "cy", "danish": "da", "german": "de", "deutsch": "de",
    "greek": "el", "english": "en", "spanish": "es", "español": "es", "estonian": "et", "finnish": "fi",
    "french": "fr", "français": "fr", "irish": "ga", "hungarian": "hu", "italian": "it", "lithuanian": "lt",
    "latvian": "lv", "dutch": "nl", "norwegian": "no", "polish": "pl", "portuguese": "pt", "romanian": "ro",
    "russian": "ru", "slovak": "sk", "slovenian": "sl", "swedish": "sv", "turkish": "tr", "ukrainian": "uk",
}  # fmt: skip
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[_-]([A-Za-z]{2}))?")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a finding's value could be put right to; ``kind`` says in a word what is wrong with it."""

    key: str
    kind: str
    correction: Correction


def proposal(seen: Seen) -> Proposal | None:
    """The safe fix of a finding, if there is one."""
    finding = seen.finding
    if not finding.path or finding.path.startswith("(") or finding.value is None or finding.focus_node.startswith("_:"):
        return None
    value = term(finding.value)
    if value is None:
        return None
    for kind, read in _READERS.items():
        right = read(finding.path, value, finding.component)
        if right is not None and right != value:
            subject, predicate = NamedNode(finding.focus_node), NamedNode(finding.path)
            return Proposal(seen.key, kind, Correction(subject, predicate, value, right))
    return None


def term(text: str) -> Term | None:
    """A finding's value as a term; ``None`` for a blank node."""
    if text.startswith("_:"):
        return None
    (quad,) = parse(f"<urn:s> <urn:p> {text} .", format=RdfFormat.N_TRIPLES)
    return quad.object if isinstance(quad.object, NamedNode | Literal) else None


def date(text: str) -> str | None:
    """A date in ISO 8601 as precise as it is written; ``None`` where it can be read in two ways, or is none."""
    found = _date(" ".join(text.strip().casefold().split()))
    return found if found and statements.is_date(found) else None


def _date(text: str) -> str | None:
    if match := _COMPACT.fullmatch(text):
        return "-".join(match.groups())
    if statements.is_date(text.upper()):
        return text.upper()
    if match := _SPACED_TIME.fullmatch(text.upper()):
        return "T".join(match.groups())
    if match := _SEPARATED.fullmatch(text):
        year, _, month, day = match.groups()
        return "-".join([year, month.zfill(2), *([day.zfill(2)] if day else [])])
    if match := _DAY_FIRST.fullmatch(text):
        day, name, year = match.groups()
        return _named(year, name, day)
    if match := _MONTH_FIRST.fullmatch(text):
        name, day, year = match.groups()
        return _named(year, name, day)
    if match := _MONTH_ONLY.fullmatch(text):
        name, year = match.groups()
        return _named(year, name)
    if match := _NUMBERS.fullmatch(text):
        return _numbers(int(match[1]), int(match[3]), match[4])
    return None


def _named(year: str, name: str, day: str = "") -> str | None:
    months = [number for number, month in enumerate(MONTHS, 1) if month == name or month[:3] == name]
    months += [9] if name == "sept" else []
    return "-".join([year, f"{months[0]:02}", *([day.zfill(2)] if day else [])]) if len(months) == 1 else None


def _numbers(first: int, second: int, year: str) -> str | None:
    """Day and month in figures: safe where only one of them can be the month, or where they are the same."""
    if first > 12 >= second or first == second:
        return f"{year}-{second:02}-{first:02}"
    return f"{year}-{first:02}-{second:02}" if second > 12 >= first else None


def period(text: str) -> str | None:
    """A start and an end with a slash between them; ``None`` where that is not what the text says."""
    text = text.strip()
    match = _YEARS.fullmatch(text) or _PERIOD.fullmatch(text)
    if not match:
        return date(text)
    start, end = date(match[1]), date(match[2])
    if not start or not end or end[: len(start)] < start[: len(end)]:
        return None
    return f"{start}/{end}"


def licence(text: str) -> str | None:
    """The address of a licence that is named without doubt: Creative Commons with its version, the OGL 3."""
    text = " ".join(text.strip().split())
    if match := _CC_URL.fullmatch(text):
        place, kind, version = (part.lower() for part in match.groups())
        sound = (place, kind) == ("publicdomain", "zero") or (place == "licenses" and kind in _CC_KINDS)
        return f"https://creativecommons.org/{place}/{kind}/{version}/" if sound and version in _CC_VERSIONS else None
    if match := _CC_NAME.fullmatch(text):
        kind, version = re.sub(r"\s", "-", match[1].lower()), match[2]
        return f"https://creativecommons.org/licenses/{kind}/{version}/" if version in _CC_VERSIONS else None
    if _CC_ZERO.fullmatch(text):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if _OGL.fullmatch(text):
        return "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
    return None


def language(text: str) -> str | None:
    """The code of a language that is given by its name, or by another code: ``English``, ``eng``, ``en_GB``."""
    text = text.strip()
    if found := _LANGUAGES.get(text.casefold()):
        return found
    match = _TAG.fullmatch(text)
    code = _codes().get(match[1].lower()) if match else None
    return f"{code}-{match[2].upper()}" if match and code and match[2] else code


def doi(text: str) -> str | None:
    """A DOI however often it is announced: ``https://doi.org/doi:10.5072%2Fa`` → ``10.5072/a``."""
    bare = re.sub(r"^(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi[:\s]\s*)+", "", text.strip(), flags=re.IGNORECASE)
    return identifiers.parse_doi(bare)


@cache
def _codes() -> Mapping[str, str]:
    """The two-letter code of each code that the table of languages has."""
    path = settings.ONTOLOGY / "alignment" / "languages.ttl"
    groups: dict[str, list[str]] = {}
    for quad in parse(path=path, format=RdfFormat.TURTLE):
        if quad.predicate == SKOS.notation and isinstance(quad.object, Literal):
            groups.setdefault(str(quad.subject), []).append(quad.object.value)
    return {code: min(codes, key=len) for codes in groups.values() for code in codes if len(min(codes, key=len)) == 2}


Reader = Callable[[str, Term, str], "Term | None"]


def _of_date(path: str, value: Term, _component: str) -> Term | None:
    if path in _DATES | _PLAIN and isinstance(value, Literal) and not value.language:
        found = date(value.value)
        return statements.date(found) if found else None
    return None


def _of_period(path: str, value: Term, _component: str) -> Term | None:
    if path == SCHEMA.temporalCoverage.value and isinstance(value, Literal) and not value.language:
        found = period(value.value)
        return Literal(found, datatype=value.datatype) if found else None
    return None


def _of_licence(path: str, value: Term, _component: str) -> Term | None:
    if path in (SCHEMA.license.value, DCT.license.value):
        found = licence(value.value)
        return NamedNode(found) if found else None
    return None


def _of_language(path: str, value: Term, component: str) -> Term | None:
    if not isinstance(value, Literal):
        return None
    if path == SCHEMA.inLanguage.value:
        found = language(value.value)
        return Literal(found) if found else None
    if component == SH.LanguageInConstraintComponent.value and value.language:
        found = language(value.language)
        return Literal(value.value, language=found) if found else None
    return None


def _of_doi(path: str, value: Term, _component: str) -> Term | None:
    found = doi(value.value)
    if found is None:
        return None
    if path == SCHEMA.sameAs.value:
        return NamedNode(identifiers.doi_address(found))
    plain = path == SCHEMA.value.value and isinstance(value, Literal)
    return Literal(found, datatype=XSD.string) if plain else None


_READERS: Mapping[str, Reader] = {
    "date": _of_date,
    "period": _of_period,
    "licence": _of_licence,
    "language": _of_language,
    "DOI": _of_doi,
}
