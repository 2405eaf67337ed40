"""People and organisations as catalogues of publications and data name them: "Family, Given", name identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache

from graph import identifiers
from graph.narrative.acronyms import is_acronym
from graph.narrative.names import is_organization
from graph.narrative.words import HONORIFICS, word_set
from graph.records import Identifier, Organization, Person, Reference, Value
from graph.sources import source

_INVERTED = re.compile(r"^([^,;:()\d/&]{1,60}),\s*([^,;:()\d/&]{1,60})$")
_TITLE = re.compile(r"(?:" + "|".join(re.escape(title) for title in HONORIFICS) + r")\b\.?\s+(?=\S)")
_PLACED = re.compile(r"([^\s,]{2,12}),\s*([^\s,]+(?: [^\s,]+)?)")
_SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV)\.?$", re.IGNORECASE)
_CORPORATE = re.compile(
    r"\b(?:agency|association|authority|board|bureau|centre|center|college|commission|committee|company|consortium"
    r"|corporation|council|department|dept|division|federation|foundation|group|gmbh|hospital|inc|institut[eo]?|limited"
    r"|ltd|ministry|museum|network|office|observatory|organi[sz]ation|partnership|programme|project|research|school"
    r"|service|society|statistics|survey|team|trust|union|unit|universit\w+|university"
    r"|(?:\w{4,})?amt|\w*behörde|direction|direktion|dirección|fakultät|fondation|fundación|gemeente|gesellschaft"
    r"|kommune?|mairie|minist[èe]re|ministerie|ministerio|ministero|\w*ministerium|senat|stadt|statisti[ck]\w*|stichting"
    r"|stiftung|verein|\w*zentrum)\b",
    re.IGNORECASE,
)
_PARTICLES = word_set(
    "af al av ben bin binti d da das de del della den der di do dos du e el i ibn la le les lo los san st te ten ter"
    " und van vom von y zu zum zur"
)
_COUNTRIES = word_set(
    "austria belgium brasil brazil bulgaria canada chile colombia croatia cyprus czechia denmark deutschland england"
    " españa estonia finland france germany greece hungary iceland india ireland israel italia italy japan latvia"
    " lithuania luxembourg malta mexico nederland netherlands norway peru poland portugal romania schweiz scotland"
    " serbia slovakia slovenia spain suisse sweden switzerland turkey uk ukraine wales"
)
_SCHEMES = (
    ("orcid", identifiers.parse_orcid),
    ("ror", identifiers.parse_ror),
    ("isni", identifiers.parse_isni),
)


def person(
    name: Value[str] | None,
    given: Value[str] | None = None,
    family: Value[str] | None = None,
    found: Iterable[Value[Identifier]] = (),
    affiliations: tuple[Value[Organization | Reference], ...] = (),
) -> Person | None:
    """A person by the parts of the name, else by the name as written, "Family, Given" put in order."""
    if given and family:
        name = replace(family, value=f"{given.value} {family.value}", evidence=given.evidence + family.evidence)
    elif name:
        inverted = _INVERTED.match(name.value)
        if inverted and not _SUFFIX.match(inverted.group(2)):
            family, given = (
                replace(name, value=inverted.group(1).strip()),
                replace(name, value=inverted.group(2).strip()),
            )
            name = replace(name, value=f"{given.value} {family.value}")
    else:
        name = family or given
    if not name:
        return None
    known = tuple(said for said in found if said.value.scheme in ("orcid", "isni", "local"))
    honorific, name = untitled(name)
    before, given = untitled(given) if given else (None, None)
    if before:  # "Family, Dr Given"
        honorific, name = before, replace(name, value=untitled(name)[1].value)
    return Person(name, honorific, family, given, known, affiliations)


def untitled(name: Value[str]) -> tuple[Value[str] | None, Value[str]]:
    """The titles before a name, if it has some, and the name without them."""
    end = 0
    while found := _TITLE.match(name.value, end):
        end = found.end()
    if not end:
        return None, name
    return replace(name, value=name.value[:end].strip()), replace(name, value=name.value[end:])


def organization(
    name: Value[str] | None, canonical: str | None = None, found: Iterable[Value[Identifier]] = ()
) -> Organization | None:
    """An organisation by its name, with those of the identifiers that organisations have."""
    if not name:
        return None
    known = tuple(said for said in found if said.value.scheme in ("ror", "isni", "doi", "local"))
    return Organization(name, canonical, identifiers=known)


@lru_cache(maxsize=16_384)
def is_corporate(name: str) -> bool:
    """Whether a name without a type is an organisation's; "Cabinet Office, Service First Unit" is no person."""
    return is_organization(name) or _CORPORATE.search(name) is not None or _is_placed(name)


def _is_placed(name: str) -> bool:
    """Whether a name is an acronym and the city or country where it sits: "INSEE, Paris"."""
    found = _PLACED.fullmatch(name)
    return found is not None and is_acronym(found[1]) and not found[2].isupper() and found[2].lower() in _places()


@cache
def _places() -> frozenset[str]:
    return frozenset(source("ddi").lookups["cities"].split()) | _COUNTRIES


def is_inverted(name: str) -> bool:
    """Whether a name stands as "Family, Given"; small words that no given name has are an organisation's."""
    found = _INVERTED.match(name)
    if not found or is_corporate(name):
        return False
    small = {word for word in found[2].split() if word.islower() and word.isalpha()}
    return name.islower() or small <= _PARTICLES


def by_address(name: str, email: str) -> str | None:
    """Whether a name is a person's or an organisation's, as its e-mail address tells: by which side has its words."""
    before, _, after = email.lower().removeprefix("mailto:").partition("@")
    words = [word for word in identifiers.normal_name(name).split() if len(word) > 2]
    if any(word in before for word in words) and len(words) > 1:
        return "person"
    return "organization" if any(word in after for word in words) else None


def identifier(said: Value[str], scheme: str = "") -> Iterator[Value[Identifier]]:
    """The identifier of an agent, bare or as a URL. ``scheme`` is how it is called beside it, if at all.

    Nothing where it is none: a check digit that is wrong, a scheme that is not known here.
    """
    wanted = scheme.strip().lower().replace(" ", "").removesuffix("id").removesuffix("identifier")
    text = said.value.strip()
    order = sorted(_SCHEMES, key=lambda pair: pair[0] != wanted)
    for name, parse in order:
        value = parse(text)
        if value and (not wanted or name == wanted or name in text.lower() or wanted not in ("orcid", "ror", "isni")):
            yield Value(Identifier(name, value), said.evidence)
            return
