"""Who made, paid for and gives out a study: DDI has names as one text, of people and of organisations alike.

"Surname, I., Organisation" is a person with an affiliation; "Cabinet Office, Service First Unit" is one
organisation; "University of X. Department of Y" is a part of the University of X.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph import identifiers
from graph.narrative.acronyms import is_acronym
from graph.narrative.words import HONORIFICS
from graph.records import Agent, Identifier, Organization, Person, Reference, Value
from graph.sources.codebook.names import Names, apart, person
from graph.sources.codebook.prose import flat
from graph.sources.codebook.sheet import Leaf
from graph.sources.formats.xml_tree import local, text

_SUBORDINATE = re.compile(r"\. (?<=[^\W\d_]{3}\. )(?=[^\W\d_a-z])")
_NUMBERED = re.compile(r"([^()]+?)\s*\((\d{2,12})\)")
_BRACKETED = re.compile(r"([^()]+?),?\s*\(([^()]+)\)")
_HONORIFICS = frozenset(title.rstrip(".").lower() for title in HONORIFICS)


def creators(leaves: Sequence[Leaf], main: str | None, names: Names, notes: list[str]) -> Iterator[Value[Agent]]:
    """The people and organisations of ``AuthEnty`` elements; one that is named in several languages comes once."""
    seen: dict[tuple[type, str], int] = {}
    made: list[Value[Agent]] = []
    for group in parallel(leaves, main):
        for place, leaf in enumerate(group):
            for agent in _agents(leaf, names, notes):
                key = (type(agent), identifiers.normal_name(agent.name.value))
                first = made[-1].value if made and place else None
                if key in seen:
                    made[seen[key]] = _merged(made[seen[key]], agent, translated=place > 0)
                elif isinstance(first, Organization) and isinstance(agent, Organization):
                    made[-1] = replace(made[-1], value=_also_called(first, agent.name))
                else:
                    seen[key] = len(made)
                    made.append(Value(agent, agent.name.evidence))
    yield from made


def organizations(leaves: Sequence[Leaf], main: str | None, names: Names) -> Iterator[Value[Organization]]:
    """The organisations of elements that name nothing else, each once."""
    made: dict[str, Organization] = {}
    for group in parallel(leaves, main):
        found = organization(group[0], names)
        for leaf in group[1:]:
            found = _also_called(found, leaf.spoken())
        key = identifiers.normal_name(found.canonical or found.name.value)
        made.setdefault(key, found)
    for one in made.values():
        yield Value(one, one.name.evidence)


def organization(leaf: Leaf, names: Names) -> Organization:
    """The organisation that an element names, with its abbreviation, address and what it belongs to."""
    made = _organization(leaf.spoken(), names)
    abbr, url, above = leaf.get("abbr"), leaf.get("URI"), leaf.get("affiliation")
    if abbr and abbr != made.name.value:
        made = replace(made, alternate_names=(leaf.said(abbr, attribute="abbr"),))
    if url and identifiers.parse_url(url):
        made = replace(made, urls=(leaf.said(url, attribute="URI"),))
    if above and identifiers.normal_name(above) != identifiers.normal_name(made.name.value):
        said = leaf.said(above, leaf.language, "affiliation")
        made = replace(made, parents=(Value(_organization(said, names), said.evidence),))
    return made


def parallel(leaves: Sequence[Leaf], main: str | None) -> Iterator[list[Leaf]]:
    """Leaves grouped by what they name: those in the main language, each followed by its translations.

    Translations are found by the same text, by the same ``abbr``, or by their place where each language has
    as many. A leaf that is no other's translation stands alone.
    """
    if len(leaves) < 2 or len({leaf.language for leaf in leaves}) < 2:
        yield from ([leaf] for leaf in leaves)
        return
    by_language: dict[str | None, list[Leaf]] = {}
    for leaf in leaves:
        by_language.setdefault(leaf.language, []).append(leaf)
    first = main if main in by_language else next(iter(by_language))
    groups = [[leaf] for leaf in by_language.pop(first)]
    for others in by_language.values():
        _join(groups, others)
    yield from groups


def _join(groups: list[list[Leaf]], others: list[Leaf]) -> None:
    """Add the leaves of another language to the groups that they belong to."""
    by_text = {group[0].line: group for group in reversed(groups)}
    by_abbr = _by_abbr([group[0] for group in groups])
    theirs = Counter(leaf.get("abbr") for leaf in others)
    as_many = len(others) == len(groups)
    for place, leaf in enumerate(others):
        abbr = leaf.get("abbr")
        group = by_text.get(leaf.line)
        if group is None and abbr and theirs[abbr] == 1 and abbr in by_abbr:
            group = groups[by_abbr[abbr]]
        if group is None and as_many and (abbr is None or groups[place][0].get("abbr") in (None, abbr)):
            group = groups[place]
        if group is None:
            groups.append([leaf])
        else:
            group.append(leaf)


def _by_abbr(leaves: Sequence[Leaf]) -> dict[str, int]:
    counts = Counter(leaf.get("abbr") for leaf in leaves)
    return {abbr: place for place, leaf in enumerate(leaves) if (abbr := leaf.get("abbr")) and counts[abbr] == 1}


def _agents(leaf: Leaf, names: Names, notes: list[str]) -> Iterator[Agent]:
    stated = _identifiers(leaf, notes)
    line = _own_line(leaf)
    texts = [part for part in (one.strip() for one in line.split(";")) if part]
    for part in texts:
        for one in apart(part):
            agent = _agent(leaf, one, names, notes)
            if len(texts) == 1 and stated:
                agent = _identified(agent, stated)
            yield agent


def _own_line(leaf: Leaf) -> str:
    if not len(leaf.element):
        return leaf.line
    parts = [leaf.element.text or ""]
    for child in leaf.element:
        parts.append("" if local(child) == "ExtLink" else text(child) if local(child) else "")
        parts.append(child.tail or "")
    return flat(" ".join(parts))


def _agent(leaf: Leaf, line: str, names: Names, notes: list[str]) -> Agent:
    stated = leaf.get("affiliation")
    family, given, rest = person(line, names, stated is not None)
    number = _NUMBERED.fullmatch(line) if not family else None
    if number and (numbered := person(number[1], names, True))[0]:  # an author's number at its repository
        family, given, rest = numbered
    held = _BRACKETED.fullmatch(line) if not family else None
    if held and names.corporate(held[2]):
        family, given, rest = person(held[1], names, True)
        family, rest = ("", ()) if rest else (family, (held[2],))
    if not family:
        if not (names.corporate(line) or is_acronym(line)):
            notes.append(f"{leaf.name} {line[:80]!r} may be a person or an organisation; taken for an organisation")
        made = _organization(leaf.said(line, leaf.language), names)
        if stated and identifiers.normal_name(stated) not in (identifiers.normal_name(line), ""):
            made = replace(made, parents=(_above(leaf, stated, names),))
        return made
    honorific = None
    title, _, name = given.partition(" ")
    if name and title.rstrip(".").lower() in _HONORIFICS:  # "Surname, Dr Given"
        honorific, given = leaf.said(title), name
    elif rest and rest[0].rstrip(".").lower() in _HONORIFICS:
        honorific, rest = leaf.said(rest[0]), rest[1:]
    affiliations: list[Value[Organization | Reference]] = []
    if rest:
        said = leaf.said(", ".join(rest), leaf.language)
        affiliations.append(Value(_organization(said, names), said.evidence))
    if stated and stated != ", ".join(rest):
        affiliations.append(_above(leaf, stated, names))
    return Person(
        leaf.said(f"{given} {family}" if given else family),
        honorific=honorific,
        family_name=leaf.said(family),
        given_name=leaf.said(given) if given else None,
        identifiers=(leaf.said(Identifier("local", number[2], "Author number")),) if number else (),
        affiliations=tuple(affiliations),
    )


def _above(leaf: Leaf, stated: str, names: Names) -> Value[Organization | Reference]:
    said = leaf.said(stated, leaf.language, "affiliation")
    return Value(_organization(said, names), said.evidence)


def _organization(said: Value[str], names: Names) -> Organization:
    """An organisation by its whole name; what stands before a full stop is what it is a part of."""
    above = _SUBORDINATE.split(said.value, maxsplit=1)[0] if ". " in said.value else said.value
    parents: tuple[Value[Organization | Reference], ...] = ()
    if above != said.value and len(above) > 3:
        inside = Value(above, said.evidence, said.language)
        parents = (Value(Organization(inside, names.organizations.get(above)), said.evidence),)
    return Organization(said, names.organizations.get(said.value), parents=parents)


def _also_called(one: Organization, other: Value[str]) -> Organization:
    known = [one.name, *one.alternate_names]
    if other.value in [said.value for said in known]:
        return one
    return replace(one, alternate_names=(*one.alternate_names, other))


def _merged(said: Value[Agent], other: Agent, translated: bool) -> Value[Agent]:
    """The same agent in two elements; a translation names the same affiliation in another language."""
    one = said.value
    known = {identifiers.key(item.value) for item in one.identifiers}
    more = tuple(item for item in other.identifiers if identifiers.key(item.value) not in known)
    made: Agent = replace(one, identifiers=(*one.identifiers, *more))
    if isinstance(made, Person) and isinstance(other, Person):
        made = replace(made, affiliations=_affiliations(made, other, translated))
    return replace(said, value=made)


def _affiliations(one: Person, other: Person, translated: bool) -> tuple[Value[Organization | Reference], ...]:
    if translated and len(one.affiliations) == len(other.affiliations) == 1:
        (first,), (second,) = one.affiliations, other.affiliations
        if isinstance(first.value, Organization) and isinstance(second.value, Organization):
            return (replace(first, value=_also_called(first.value, second.value.name)),)
    known = [item.value for item in one.affiliations]
    names = {item.name.value for item in known if isinstance(item, Organization)}
    more = (i for i in other.affiliations if not (isinstance(i.value, Organization) and i.value.name.value in names))
    return (*one.affiliations, *more)


def _identifiers(leaf: Leaf, notes: list[str]) -> tuple[Value[Identifier], ...]:
    """The identifiers of the links inside (``ExtLink`` with a PID, as European data archives write them)."""
    made = []
    for child in leaf.element:
        if local(child) != "ExtLink":
            continue
        stated = (child.get("URI") or text(child)).strip()
        found = identifiers.parse(stated) or identifiers.parse(text(child))
        if found and found.scheme in ("orcid", "ror", "isni"):
            made.append(leaf.said(found))
        elif stated:
            notes.append(f"{leaf.name}: {stated[:80]!r} is no ORCID iD, ROR id or ISNI, and was left out")
    return tuple(made)


def _identified(agent: Agent, stated: tuple[Value[Identifier], ...]) -> Agent:
    own = ("orcid", "isni") if isinstance(agent, Person) else ("ror", "isni")
    agent = replace(agent, identifiers=tuple(item for item in stated if item.value.scheme in own))
    rors = tuple(item for item in stated if item.value.scheme == "ror")
    if isinstance(agent, Person) and rors and len(agent.affiliations) == 1:
        (affiliation,) = agent.affiliations
        if isinstance(affiliation.value, Organization):
            affiliation = replace(affiliation, value=replace(affiliation.value, identifiers=rors))
        agent = replace(agent, affiliations=(affiliation,))
    return agent
