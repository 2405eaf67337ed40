"""Which mentions are one thing: by identifiers, by what curators said, by names with evidence beside them.

A pure function of the mentions and the decisions: neither the order of the documents nor what was resolved
before has any part in it. It goes type by type, organisations first, as the affiliations of people need them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from graph.acyclic import acyclic
from graph.identity import blocking
from graph.identity.clusters import EXCLUSIVE, Clusters
from graph.identity.decisions import Decision, Held, applied
from graph.identity.evidence import MERGE, PROPOSE, Features, Line, compared, score
from graph.identity.features import Profiles, beside_of
from graph.identity.keys import RANKS
from graph.identity.mentions import Mention

_ORDER = ("organization", "person", "study", "project", "publication", "catalogue")
_SOFT = ("email", "url")
"""Keys that people of other names may share: they decide only where the names agree."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two clusters, by a mention of each, that may be one: for a curator to say."""

    one: int
    other: int
    points: int
    lines: tuple[Line, ...]


@dataclass(slots=True)
class Resolution:
    """``mentions`` in the order of their keys, the ``clusters`` of their numbers, and what is left to say."""

    mentions: list[Mention]
    clusters: Clusters
    profiles: Profiles
    proposals: list[Proposal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    def sets(self) -> list[list[Mention]]:
        """The mentions of each thing."""
        return [[self.mentions[number] for number in members] for members in self.clusters.members()]


def resolve(found: Iterable[Mention], decisions: Sequence[Decision] = ()) -> Resolution:
    """The partition of mentions into things, with the proposals. ``decisions`` are those in force, oldest first."""
    with acyclic():
        return _resolved(sorted(found, key=lambda m: m.id), decisions)


def _resolved(mentions: list[Mention], decisions: Sequence[Decision]) -> Resolution:
    clusters = Clusters(len(mentions))
    resolution = Resolution(mentions, clusters, Profiles(mentions, clusters))
    _state(resolution)
    resolution.held += applied(decisions, mentions, clusters)
    _strong(resolution)
    by_type: dict[str, list[int]] = defaultdict(list)
    for number, mention in enumerate(mentions):
        by_type[mention.type].append(number)
    for type_ in _ORDER:
        if by_type[type_]:
            _Names(resolution, type_, by_type[type_]).resolve()
        if type_ == "organization":
            resolution.profiles.settle()
    _places(resolution)
    _settle(resolution)
    return resolution


def _state(resolution: Resolution) -> None:
    """Note the identifiers of each mention, and which people stand in a list beside somebody of nearly their name."""
    for number, mention in enumerate(resolution.mentions):
        if mention.strong:
            resolution.clusters.state(number, mention.type, mention.strong)
        name = resolution.profiles.person(number) if mention.type == "person" and mention.beside else None
        if name and any(beside_of(other)[0] == name.letter for other in mention.beside):
            place = f"{mention.document} {name.letter} {' '.join(mention.works)}"
            resolution.clusters.lists[number] = frozenset({(place, number)})


def _strong(resolution: Resolution) -> None:
    """Join what shares a strong key, the most certain schemes first, unless its bearers conflict in another."""
    bearers: dict[str, list[int]] = defaultdict(list)
    for number, mention in enumerate(resolution.mentions):
        for key in (*mention.strong, *mention.mail):
            bearers[key].append(number)
    shared = [key for key, numbers in bearers.items() if len(numbers) > 1]
    clusters = resolution.clusters
    for key in sorted(shared, key=lambda k: (RANKS[k.split(":", 2)[1]], k)):
        numbers = bearers[key]
        if key.split(":", 2)[1] in _SOFT and not resolution.profiles.agree(numbers):
            resolution.notes.append(f"{key} stands at other names, so it decides nothing.")
        elif not clusters.all_join(numbers, lists=False):
            if any(clusters.root(number) in clusters.sides for number in numbers):
                for joined in resolution.profiles.compatible(numbers):
                    clusters.all_join(joined, lists=False)
            resolution.notes.append(f"{key} stands at things that conflict, so it decides nothing.")


class _Names:
    """The names of one type: what is sure at once, then pairs by their points, then what is to be asked."""

    def __init__(self, resolution: Resolution, type_: str, numbers: list[int]) -> None:
        self.resolution = resolution
        self.clusters = resolution.clusters
        self.profiles = resolution.profiles
        self.type = type_
        self.numbers = numbers

    def resolve(self) -> None:
        for bucket in blocking.sure(self.type, self.numbers, self.profiles):
            if not self.clusters.all_join(bucket):
                for joined in self.profiles.compatible(bucket):
                    self.clusters.all_join(joined)
        units = sorted({self.clusters.root(number) for number in self.numbers})
        features = self.profiles.features(self.type, units)
        edges: list[tuple[int, int, int, tuple[Line, ...]]] = []
        for one, other in blocking.pairs(self.type, features):
            found = compared(features[one], features[other])
            said = score(found)
            if said is not None and said >= PROPOSE:
                edges.append((said, one, other, tuple(found)))
        edges.sort(key=lambda edge: (-edge[0], edge[1], edge[2]))
        doubtful = self._doubtful(edges, features)
        for points, one, other, lines in edges:
            sure = points >= MERGE and (one, other) not in doubtful
            if (
                sure
                and not self.clusters.conflicting(sorted(map(self.clusters.root, (one, other))))
                and (not self._names_conflict(one, other))
            ):
                self.clusters.join(one, other)
            else:
                self.resolution.proposals.append(Proposal(one, other, points, lines))

    def _names_conflict(self, one: int, other: int) -> bool:
        return self.type == "person" and self.clusters.names_conflict(one, other)

    def _doubtful(
        self, edges: Sequence[tuple[int, int, int, tuple[Line, ...]]], features: dict[int, Features]
    ) -> set[tuple[int, int]]:
        """The pairs of which one side could as well be another thing: J. Smith, with John and Jane."""
        near: dict[int, list[int]] = defaultdict(list)
        for points, one, other, _ in edges:
            if points >= MERGE:
                near[one].append(other)
                near[other].append(one)
        found: set[tuple[int, int]] = set()
        for unit, others in near.items():
            if len(others) > 1 and self._ambiguous(unit, others[:10], features):
                found.update((min(unit, other), max(unit, other)) for other in others)
        return found

    def _ambiguous(self, unit: int, others: Sequence[int], features: dict[int, Features]) -> bool:
        weak = self.profiles.weak(features[unit])
        for place, one in enumerate(others):
            for other in others[place + 1 :]:
                if self.clusters.conflict(one, other) or self.clusters.beside(one, other):
                    return True
                said = score(compared(features[one], features[other]))
                if said is None or (weak and said < MERGE):
                    return True
        return False


def _places(resolution: Resolution) -> None:
    """Parts that have one place in one thing are one: work package 2 of a project, the project behind a study."""
    clusters, mentions = resolution.clusters, resolution.mentions
    number_of = {mention.id: number for number, mention in enumerate(mentions)}
    parts = [n for n, mention in enumerate(mentions) if mention.owner in number_of and mention.place is not None]
    joined = True
    while joined:
        joined = False
        found: dict[tuple[str, int, str], int] = {}
        for number in parts:
            mention = mentions[number]
            assert mention.owner is not None
            assert mention.place is not None
            place = (mention.type, clusters.root(number_of[mention.owner]), mention.place)
            first = found.setdefault(place, number)
            if clusters.root(first) != clusters.root(number) and not clusters.conflict(first, number):
                clusters.join(first, number)
                joined = True


def _settle(resolution: Resolution) -> None:
    """Keep the best proposal for each two clusters that are still two and that nothing keeps apart."""
    clusters = resolution.clusters
    best: dict[tuple[int, int], Proposal] = {}
    for proposal in resolution.proposals:
        one, other = sorted((clusters.root(proposal.one), clusters.root(proposal.other)))
        if one == other or clusters.conflict(one, other) or clusters.names_conflict(one, other):
            continue
        known = best.get((one, other))
        if known is None or proposal.points > known.points:
            best[(one, other)] = Proposal(one, other, proposal.points, proposal.lines)
    resolution.proposals = sorted(best.values(), key=lambda p: (-p.points, p.one, p.other))
    resolution.notes.sort()


__all__ = ["EXCLUSIVE", "Proposal", "Resolution", "resolve"]
