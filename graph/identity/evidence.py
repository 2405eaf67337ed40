"""The evidence for and against two things being one: points that add up, each with a line to be read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from graph.identity import organizations, people
from graph.identity.organizations import OrganizationName
from graph.identity.people import NameMatch, PersonName

MERGE = 8
"""From so many points on, and with no line that forbids it, two things are one: see docs/identity.md."""
PROPOSE = 4
"""From so many points on a curator is asked."""


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of evidence. ``points`` is ``None`` where it forbids; ``values`` are what it is about."""

    points: int | None
    what: str
    values: Collection[str] = ()

    @property
    def text(self) -> str:
        return _told(self.what, self.values) if self.values else self.what

    def __str__(self) -> str:
        told = "−∞" if self.points is None else f"{self.points:+d}".replace("-", "−")
        return f"{self.text} {told}"


@dataclass(slots=True)
class Features:
    """What is known of one thing, from all of its mentions."""

    type: str
    people: tuple[PersonName, ...] = ()
    organizations: tuple[OrganizationName, ...] = ()
    common: bool = False
    titles: frozenset[str] = frozenset()
    above: frozenset[int] = frozenset()
    higher: frozenset[int] = frozenset()
    companions: frozenset[str] = frozenset()
    initialled: frozenset[str] = frozenset()
    works: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    descriptions: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    owners: frozenset[int] = frozenset()
    self_: frozenset[int] = frozenset()
    distinct_above: frozenset[str] = field(default_factory=frozenset)


def score(lines: Iterable[Line]) -> int | None:
    """The sum of the points; ``None`` where a line forbids."""
    total = 0
    for line in lines:
        if line.points is None:
            return None
        total += line.points
    return total


def compared(one: Features, other: Features) -> list[Line]:
    """The lines for two things of one type; none where nothing speaks for it."""
    if one.type == "person":
        return _people(one, other)
    if one.type == "organization":
        return _organizations(one, other)
    if one.type == "catalogue":
        return [Line(8, "same name")] if one.titles & other.titles else []
    return _works(one, other)


def _best(matches: Iterable[NameMatch | None]) -> NameMatch | None:
    """The match of names that says the most; one that forbids goes before all."""
    best: NameMatch | None = None
    for match in matches:
        if match is None:
            continue
        if match.never:
            return match
        if best is None or match.points > best.points:
            best = match
    return best


def _people(one: Features, other: Features) -> list[Line]:
    match = _best(people.compared(name, their) for name in one.people for their in other.people)
    if match is None:
        return []
    if match.never:
        return [Line(None, match.line)]
    lines = [Line(match.points, match.line)]
    common = one.common or other.common
    if common:
        lines.append(Line(-2, "a name that many people have"))
    if one.above & other.above:
        lines.append(Line(4, "same affiliation"))
    elif one.higher & other.above or one.above & other.higher:
        lines.append(Line(2, "an affiliation that is a part of the other's"))
    if shared := one.companions & other.companions:
        lines.append(Line(min(4 + 2 * (len(shared) - 1), 8), "co-author on the same project", shared))
    elif one.initialled & other.initialled:
        named = one.initialled & other.initialled
        lines.append(Line(2, "co-author with the same surname and initial", named))
    if one.works & other.works:
        lines.append(Line(5, "in the same work", one.works & other.works))
    if one.roles & other.roles:
        lines.append(Line(2, "same position", one.roles & other.roles))
    if one.documents & other.documents and any(name in other.people for name in one.people):
        lines.append(Line(4, "same name in one document"))
    written_out = all(any(name.whole for name in side.people) for side in (one, other))
    enough = one.works & other.works or (written_out and one.companions & other.companions)
    return _capped(lines) if match.alike or (common and not enough) else lines


def _told(what: str, values: Collection[str]) -> str:
    first = min(values)
    plain = ":" not in first and "." not in first
    shown = " ".join(word.capitalize() for word in first.split()) if plain else first.partition(":")[2] or first
    return f"{what} ({shown}{f' and {len(values) - 1} more' if len(values) > 1 else ''})"


def _organizations(one: Features, other: Features) -> list[Line]:
    if one.self_ & other.above or other.self_ & one.above:
        return [Line(None, "one is said to be a part of the other")]
    match = _names(one.organizations, other.organizations)
    if match is not None and match.never:
        return [Line(None, match.line)]
    lines = [Line(match.points, match.line)] if match else []
    if one.descriptions & other.descriptions:
        lines.append(Line(4, "same description"))
    if match and one.hosts & other.hosts:
        lines.append(Line(4, "same website", one.hosts & other.hosts))
    if not lines:
        return []
    if not match and _first_words(one.organizations) & _first_words(other.organizations):
        lines.append(Line(1, "names begin with the same word"))
    if one.above and other.above:
        if one.above & other.above:
            lines.append(Line(4, "part of the same organisation"))
        elif not (one.higher & other.above or other.higher & one.above or one.distinct_above & other.distinct_above):
            lines.append(Line(-4, "parts of different organisations"))
    if one.companions & other.companions:
        lines.append(Line(4, "same person there", one.companions & other.companions))
    if one.works & other.works:
        lines.append(Line(3, "in the same work", one.works & other.works))
    if one.roles & other.roles:
        lines.append(Line(1, "same role", one.roles & other.roles))
    return _capped(lines) if match is None or match.points < 2 or match.alike else lines


def _capped(lines: list[Line]) -> list[Line]:
    """Where names are not the same it is for a curator to say, whatever else speaks for it."""
    over = (score(lines) or 0) - (MERGE - 1)
    return [*lines, Line(-over, "not the same name: for a curator to say")] if over > 0 else lines


def _names(one: Sequence[OrganizationName], other: Sequence[OrganizationName]) -> NameMatch | None:
    """The first names decide; where they have nothing in common, the others may speak for it."""
    first = organizations.compared(one[0], other[0]) if one and other else None
    if first is not None and (first.never or first.points >= 4):
        return first
    short = bool(one and other) and (one[0].acronym or other[0].acronym)
    rest = [
        organizations.compared(name, their)
        for name in one
        for their in other
        if short or not (name.acronym and their.acronym)  # two full names may well be shortened alike
    ]
    found = [m for m in rest if m is not None and not m.never and m.points >= 4]
    best = max(found, key=lambda m: m.points, default=None)
    if best is None:
        return first
    return NameMatch(min(best.points, 5), f"another name of one: {best.line}", alike=best.alike)


def _first_words(names: Sequence[OrganizationName]) -> set[str]:
    return {name.core[0] for name in names} - {"the", "centre", "university", "institute", "department", "school"}


def _works(one: Features, other: Features) -> list[Line]:
    lines = []
    if one.titles & other.titles:
        title = max(one.titles & other.titles, key=len)
        lines.append(Line(6, "same title") if len(title) >= 25 else Line(4, "same short title"))
    elif one.titles and other.titles:
        lines.append(Line(-2, "other titles"))
    if one.owners & other.owners:
        lines.append(Line(8 if not (one.titles and other.titles) else 4, "the project behind one study"))
    if one.works & other.works:
        lines.append(Line(5, "same grant", one.works & other.works))
    elif one.works and other.works:
        lines.append(Line(-6, "other grants"))
    if one.hosts & other.hosts:
        lines.append(Line(4, "same address", one.hosts & other.hosts))
    if one.companions & other.companions:
        shared = one.companions & other.companions
        lines.append(Line(min(3 + len(shared) - 1, 6), "same people or organisations in it", shared))
    elif one.initialled & other.initialled:
        lines.append(Line(2, "people with the same surname and initial", one.initialled & other.initialled))
    if one.years and other.years and not one.years & other.years:
        lines.append(Line(-2, "other years"))
    certain = any(title.count(" ") > 1 for title in one.titles & other.titles)
    otherwise = one.years and other.years and not one.years & other.years
    if not one.owners & other.owners and (not certain or otherwise):
        lines = _capped(lines)
    return lines if any(line.points and line.points > 0 for line in lines) else []
