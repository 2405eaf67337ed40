"""Identifiers: recognise, check and bring into their normal form.

Each ``parse_*`` returns the normal form without its resolver, or ``None`` where the text is no such
identifier. ORCID iDs and ISNIs carry an ISO/IEC 7064 MOD 11-2 check digit, ROR ids a MOD 97-10 one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from pyoxigraph import NamedNode

from graph.records import Identifier

_DOI = re.compile(r"^(?:doi[:\s]\s*|https?://(?:dx\.|www\.)?doi\.org/)?(10\.\d{4,9}/\S+)$", re.IGNORECASE)
_ORCID = re.compile(r"^(?:https?://(?:www\.)?orcid\.org/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])/?$", re.I)
_ISNI = re.compile(r"^(?:https?://(?:www\.)?isni\.org/(?:isni/)?)?((?:\d{4} ?){3}\d{3}[\dX])$", re.I)
_ROR = re.compile(r"^(?:https?://)?(?:ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}\d{2})$", re.IGNORECASE)
_UKDA = re.compile(r"^(?:10\.5255/)?UKDA-SN-(\d+)(?:-\d+)?$", re.IGNORECASE)
_GRANT = re.compile(r"^([A-Z]{2,5})\s*/\s*([A-Z0-9]{5,9})\s*/\s*(\d{1,2})$")
_VERSIONED = re.compile(
    r"^(?:(10\.5255/ukda-sn-\d+)-\d+"
    r"|(10\.6084/m9\.figshare\.(?:c\.)?\d+|10\.5281/zenodo\.\d+|10\.3886/icpsr\d+|10\.3886/e\d+"
    r"|10\.48550/arxiv\.[\w.-]+?)\.?v\d+"
    r"|(10\.17632/[a-z0-9]{10})\.\d+)$"
)
_EMAIL = re.compile(r"^(?:mailto:)?(([^\s<>\"'@,;:()]+)@[\w-]+(?:\.[\w-]+)+)$", re.IGNORECASE)
_DESKS = re.compile(
    r"admin(?:istrator)?|contact|data(?:services)?|desk|editor|enquir(?:y|ies)|feedback|general|hello|help(?:desk)?|"
    r"info(?:rmation)?|library|mail|media|no-?reply|office|postmaster|press|reception|research|secretary|services?|"
    r"support|team|webmaster"
)
_COUNTING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|jsessionid|phpsessid)(?:=|$)", re.IGNORECASE)
# An address of this form is an IRI as it stands: most are, and none of the checks below finds anything in it.
_PLAIN_URL = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+"
    r"(?:/[\w.~!$&'()*+,;=:@/-]*(?:\?[\w.~!$&'()*+,;=:@/?-]*)?(?:#[\w.~/-]*)?)?",
    re.ASCII,
)
_NOT_IN_URL = re.compile(r"[\s<>\"{}|\\^`\x00-\x20]")
_NOT_IN_IRI = re.compile(
    r"[\[\]\x7f-\xa0\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U0010ffff]|%(?![0-9A-Fa-f]{2})|#(?=[^#]*#)"
)
_NOT_IN_NAME = re.compile(r"[\W_]+")
_PLAIN_NAME = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_WORD = re.compile(r"[a-z0-9]+")
_ROR_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"

PROPERTY_ID = {
    "doi": "DOI",
    "orcid": "ORCID",
    "ror": "ROR",
    "isni": "ISNI",
    "grant": "Grant reference",
    "ukda-sn": "UKDA SN",
    "url": "URL",
}
_IN_PATH = "/:@!$&'()*+,;=~-._"
"""What may stand in the path of an address as it is (RFC 3986, 3.3)."""
_RESOLVERS = {
    "doi": "https://doi.org/",
    "orcid": "https://orcid.org/",
    "ror": "https://ror.org/",
    "isni": "https://isni.org/isni/",
}


def parse_doi(text: str) -> str | None:
    """``http://dx.doi.org/10.5255/UKDA-SN-1`` → ``10.5255/UKDA-SN-1``; letter case is kept as written.

    What addresses percent-encode stands as it is in the name: ``10.5072%2FM1`` → ``10.5072/M1``.
    """
    found = _DOI.match((unquote(text) if "%" in text else text).strip())
    return found.group(1).rstrip(".,;") if found else None


def _mod_11_2(digits: str) -> bool:
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return digits[-1].upper() == ("X" if check == 10 else str(check))


def parse_orcid(text: str) -> str | None:
    """An ORCID iD in its hyphenated form, its check digit verified."""
    found = _ORCID.match(text.strip())
    if not found or not _mod_11_2("".join(found.groups())):
        return None
    return "-".join(found.groups()).upper()


def parse_isni(text: str) -> str | None:
    """An ISNI as sixteen characters without spaces, its check digit verified."""
    found = _ISNI.match(text.strip())
    if not found:
        return None
    digits = found.group(1).replace(" ", "").upper()
    return digits if _mod_11_2(digits) else None


def parse_ror(text: str) -> str | None:
    """A ROR id's nine characters, its two check digits verified."""
    found = _ROR.match(text.strip().rstrip("/"))
    if not found:
        return None
    ror = found.group(1).lower()
    number = 0
    for character in ror[:7]:
        number = number * 32 + _ROR_ALPHABET.index(character)
    return ror if (98 - (number * 100) % 97) % 97 == int(ror[7:]) % 97 else None


def parse_grant(text: str) -> str | None:
    """``ES/ K002317/1`` → ``ES/K002317/1``; the council's prefix stays part of the reference."""
    found = _GRANT.match(text.strip())
    return "/".join(found.groups()) if found else None


@lru_cache(maxsize=16384)
def parse_url(text: str) -> str | None:
    """An absolute http(s) URL without surrounding space, or ``None``.

    Brackets, stray percent signs and the like, which servers take and no IRI holds (RFC 3987, 2.2), are encoded.
    """
    text = text.strip()
    if _PLAIN_URL.fullmatch(text):
        return text
    if "//" not in text or _NOT_IN_URL.search(text):
        return None
    try:
        parts = urlsplit(text)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return None
        if _NOT_IN_IRI.search(text):
            start = text.index(parts.netloc) + len(parts.netloc)
            page, mark, place = text[start:].partition("#")
            text = (
                text[:start]
                + _NOT_IN_IRI.sub(_octets, page)
                + mark
                + _NOT_IN_IRI.sub(_octets, place.replace("#", "%23"))
            )
        return NamedNode(text).value
    except ValueError:
        return None


def _octets(found: re.Match[str]) -> str:
    return "".join(f"%{octet:02X}" for octet in found[0].encode("utf-8", "replace"))


def parse(text: str) -> Identifier | None:
    """The identifier that ``text`` is by its own form, or ``None``."""
    readers = (
        ("doi", parse_doi),
        ("orcid", parse_orcid),
        ("ror", parse_ror),
        ("isni", parse_isni),
        ("grant", parse_grant),
        ("url", parse_url),
    )
    for scheme, reader in readers:
        value = reader(text)
        if value:
            return Identifier(scheme, value)
    return None


def ukda_sn(doi: str) -> str | None:
    """The UK Data Archive's study number inside one of its DOIs, whatever the edition."""
    found = _UKDA.match(doi)
    return found.group(1) if found else None


def work_doi(doi: str) -> str:
    """A DOI in lower case without the version that its archive adds; other archives' DOIs are left whole.

    ``10.5255/UKDA-SN-851234-1``, ``10.6084/m9.figshare.99.v2``, ``10.3886/ICPSR0123.v4`` and
    ``10.17632/abcdefghij.1`` are versions of one work each.
    """
    lower = doi.lower()
    found = _VERSIONED.match(lower) if lower[-1:].isdigit() else None
    return found.group(found.lastindex or 0) if found else lower


def parse_email(text: str) -> str | None:
    """An address of mail in lower case, without ``mailto:``; ``None`` for a desk's (info@, contact@ …)."""
    found = _EMAIL.match(text.strip())
    return found.group(1).lower() if found and not _DESKS.fullmatch(found.group(2).lower()) else None


_CHECKED = {"orcid": parse_orcid, "isni": parse_isni, "ror": parse_ror}


def checked(identifier: Identifier) -> bool:
    """Whether an identifier is one: of ORCID, ROR and ISNI the check digit is right."""
    parser = _CHECKED.get(identifier.scheme)
    return parser is None or parser(identifier.value) is not None


def identity_key(identifier: Identifier) -> str | None:
    """The key under which two identifiers name one thing, or ``None`` where it decides nothing.

    Editions of one dataset share it, and so do the spellings of one address: DOI resolvers' are DOIs, and
    what only says where a visitor came from is left out. A wrong check digit is no key.
    """
    if identifier.scheme == "doi":
        return f"doi:{work_doi(identifier.value)}"
    if identifier.scheme == "local":
        return key(identifier) if identifier.authority else None
    if not checked(identifier):
        return None
    if identifier.scheme == "url":
        found = parse_doi(identifier.value) or parse_orcid(identifier.value) or parse_ror(identifier.value)
        if found:
            scheme = "doi" if found.startswith("10.") else "orcid" if "-" in found else "ror"
            return identity_key(Identifier(scheme, found))
        return f"url:{_address(identifier.value)}"
    if identifier.scheme == "email":
        address = parse_email(identifier.value)
        return f"email:{address}" if address else None
    return key(identifier)


def _address(url: str) -> str:
    """An address without scheme, www, port, fragment, trailing slash and what counts visits."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    port = parts.netloc.rpartition("@")[2].partition(":")[2]
    port = f":{port}" if port not in ("", "80", "443") and "[" not in parts.netloc else ""
    asked = [pair for pair in parts.query.split("&") if pair and not _COUNTING.match(pair)]
    path = re.sub(r"/(?:index\.(?:html?|php))?$", "", quote(unquote(parts.path), safe=f"%{_IN_PATH}"))
    return f"{host}{port}{path}{'?' + '&'.join(asked) if asked else ''}"


def resolver(identifier: Identifier) -> str | None:
    """The IRI at which an identifier resolves."""
    if identifier.scheme == "url":
        return identifier.value
    if identifier.scheme == "doi":
        return doi_address(identifier.value)
    prefix = _RESOLVERS.get(identifier.scheme)
    return f"{prefix}{identifier.value}" if prefix else None


def doi_address(doi: str) -> str:
    """The address at which a DOI resolves."""
    return f"{_RESOLVERS['doi']}{quote(doi, safe=_IN_PATH)}"


def key(identifier: Identifier) -> str:
    """The form under which two spellings of one identifier are equal."""
    if identifier.scheme == "local":
        return f"local:{identifier.authority}:{identifier.label}:{identifier.value}"
    value = identifier.value
    if identifier.scheme == "url":
        parts = urlsplit(value)
        host = (parts.hostname or "").removeprefix("www.")
        value = f"{host}{parts.path.rstrip('/')}{'?' + parts.query if parts.query else ''}"
        return f"url:{value}"
    return f"{identifier.scheme}:{value.lower()}"


@lru_cache(maxsize=16_384)
def normal_name(name: str) -> str:
    """A name for exact comparison: NFKC, case folded, punctuation and runs of space made one space."""
    if name.isascii():
        return " ".join(name.translate(_PLAIN_NAME).split())
    folded = unicodedata.normalize("NFKC", name).casefold()
    return _NOT_IN_NAME.sub(" ", folded).strip()


def slug(text: str, limit: int = 80) -> str:
    """Lower-case ASCII words joined by hyphens, at most ``limit`` characters, cut between words."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = _WORD.findall(text.lower())
    joined = "-".join(words)
    if len(joined) <= limit:
        return joined
    kept: list[str] = []
    length = 0
    for word in words:
        length += len(word) + 1
        if kept and length > limit + 1:
            break
        kept.append(word)
    return "-".join(kept)[:limit].strip("-")
