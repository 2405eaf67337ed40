"""What is known of each thing, gathered from its mentions, and the numbers of what they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from graph.identifiers import normal_name
from graph.identity import people as names_of_people
from graph.identity.clusters import Clusters
from graph.identity.evidence import Features
from graph.identity.mentions import Mention
from graph.identity.organizations import OrganizationName, organization_name
from graph.identity.people import PersonName, person_name

COMMON = 4
"""A name that stands beside so many affiliations in the catalogue is one that several people have."""
BORNE = 24
"""A surname that stands behind so many given names in the catalogue is one that many people have."""
_MOST_NAMES = 6


class Profiles:
    """The features of clusters; names are taken apart once for each spelling."""

    def __init__(self, mentions: Sequence[Mention], clusters: Clusters) -> None:
        self.mentions = mentions
        self.clusters = clusters
        self._organizations: dict[str, int] | None = None
        self.common: frozenset[str] = frozenset()
        self.borne: frozenset[str] = frozenset()
        self._people: dict[int, PersonName | None] = {}
        self._above: dict[tuple[str, ...], tuple[int, ...]] | None = None

    def person(self, number: int) -> PersonName | None:
        try:
            return self._people[number]
        except KeyError:
            mention = self.mentions[number]
            name = self._people[number] = _person(mention) if mention.names else None
            return name

    def learn(self, numbers: Iterable[int]) -> None:
        """Learn which names of people stand beside so many affiliations that they must be several people's, and
        which surnames are borne with so many given names that they are common."""
        places: dict[str, set[int]] = {}
        given: dict[str, set[str]] = {}
        for number in numbers:
            name = self.person(number)
            if name is not None and name.whole:
                places.setdefault(called(name), set()).update(self.above(self.mentions[number]))
                given.setdefault(name.surname, set()).add(name.given[0])
        self.common = frozenset(name for name, found in places.items() if len(found) >= COMMON)
        self.borne = frozenset(surname for surname, found in given.items() if len(found) >= BORNE)

    def is_common(self, name: PersonName) -> bool:
        return name.common or name.surname in self.borne or called(name) in self.common

    def organization(self, number: int) -> OrganizationName | None:
        mention = self.mentions[number]
        return organization_name(mention.names[0]) if mention.names else None

    def settle(self) -> None:
        """Say that the organisations are resolved, so that what people belong to stays as it is."""
        self._above = {}

    def above(self, mention: Mention) -> Iterable[int]:
        """The clusters of what a mention belongs to."""
        if self._above is None:
            return self._found(mention)
        known = self._above.get(mention.above)
        if known is None:
            known = self._above[mention.above] = tuple(self._found(mention))
        return known

    def _found(self, mention: Mention) -> Iterator[int]:
        if self._organizations is None:
            own = ((m.own, number) for number, m in enumerate(self.mentions) if m.type == "organization")
            self._organizations = dict(own)
        for key in mention.above:
            if key in self._organizations:
                yield self.clusters.root(self._organizations[key])

    def words(self, place: int) -> frozenset[str]:
        """The words that tell which organisation a mention is."""
        name = self.organization(place)
        return name.distinct if name else frozenset()

    def agree(self, numbers: Iterable[int]) -> bool:
        """Whether no two of these mentions have names that cannot be one's."""
        numbers = list(numbers)
        told = {name for number in numbers if (name := self.person(number))} if self._are(numbers, "person") else set()
        names = sorted(told, key=lambda name: (name.surname, name.given))[:50]
        for place, one in enumerate(names):
            for other in names[place + 1 :]:
                said = names_of_people.compared(one, other)
                if said is None or said.never:
                    return False
        if not self._are(numbers, "organization"):
            return True
        keys = {named.bag for number in numbers if (named := self.organization(number))}
        return len(keys) < 2 or bool(frozenset.intersection(*keys))

    def _are(self, numbers: Sequence[int], type_: str) -> bool:
        return bool(numbers) and self.mentions[numbers[0]].type == type_

    def compatible(self, bucket: Sequence[int]) -> list[list[int]]:
        """Parts of a set of mentions that conflicts: those with one and the same set of identifiers."""
        found: dict[object, list[int]] = {}
        for number in bucket:
            root = self.clusters.root(number)
            stated = self.clusters.stated.get(root)
            sides = self.clusters.sides.get(root)
            found.setdefault((str(sorted(stated.items())) if stated else "", str(sorted(sides or ()))), []).append(
                number
            )
        return [numbers for key, numbers in sorted(found.items(), key=lambda i: str(i[0])) if len(numbers) > 1]

    def weak(self, features: Features) -> bool:
        """Whether a thing is known by initials or an acronym alone, which may be anybody's."""
        if features.type == "person":
            return not any(name.whole for name in features.people)
        return bool(features.organizations) and all(name.acronym for name in features.organizations)

    def features(self, type_: str, units: Iterable[int]) -> dict[int, Features]:
        """The features of clusters of one type, by their roots."""
        wanted = set(units)
        members: dict[int, list[int]] = {}
        for number, mention in enumerate(self.mentions):
            if mention.type == type_ and (root := self.clusters.root(number)) in wanted:
                members.setdefault(root, []).append(number)
        made = {root: self._gathered(type_, root, numbers) for root, numbers in members.items()}
        if type_ in ("organization", "person"):
            self._higher(made)
        return made

    def _higher(self, made: dict[int, Features]) -> None:
        if not any(features.above for features in made.values()):
            return
        over: dict[int, set[int]] = {}
        words: dict[int, frozenset[str]] = {}
        for number, mention in enumerate(self.mentions):
            if mention.type == "organization":
                root = self.clusters.root(number)
                if mention.above:
                    over.setdefault(root, set()).update(self.above(mention))
                if name := self.organization(number):
                    words[root] = words.get(root, frozenset()) | name.distinct
        for features in made.values():
            features.higher = frozenset(up for place in features.above for up in over.get(place, ()))
            features.distinct_above = frozenset(word for place in features.above for word in words.get(place, ()))

    def _gathered(self, type_: str, root: int, numbers: Sequence[int]) -> Features:
        mentions = [self.mentions[number] for number in numbers]
        made = Features(type_)
        own: set[str] = set()
        if type_ == "person":
            told = {name for number in numbers if (name := self.person(number))}
            made.people = tuple(sorted(told, key=_order))[:_MOST_NAMES] if len(told) > 1 else tuple(told)
            self.clusters.names[root] = made.people
            own = {name.letter for name in told}
            made.common = any(self.is_common(name) for name in told)
        elif type_ == "organization":
            first = dict.fromkeys(m.names[0] for m in mentions if m.names)
            every = dict.fromkeys((*sorted(first), *sorted({name for m in mentions for name in m.names[1:]})))
            parsed = [organization_name(name) for name in every]
            made.organizations = tuple(dict.fromkeys(name for name in parsed if name))[:_MOST_NAMES]
            made.self_ = frozenset((root,))
        else:
            made.titles = frozenset(normal_name(name) for m in mentions for name in m.names)
            made.years = frozenset(m.year for m in mentions if m.year)
            made.owners = self._owners(mentions)
        self._beside(made, mentions, own)
        made.above = frozenset(place for m in mentions if m.above for place in self.above(m))
        made.works = _united([m.works for m in mentions])
        made.roles = _united([m.roles for m in mentions])
        made.hosts = _united([m.hosts for m in mentions])
        made.descriptions = frozenset(m.description for m in mentions if m.description.count(" ") >= 4)
        made.documents = frozenset(m.document for m in mentions) if type_ == "person" else _NOTHING
        return made

    def _beside(self, made: Features, mentions: Sequence[Mention], own: set[str]) -> None:
        whole, initials = set(), set()
        for name in _united([m.beside for m in mentions]):
            letter, full, common = beside_of(name)
            if letter is None:
                if made.type not in ("person", "organization"):
                    whole.add(normal_name(name))
            elif letter not in own:
                initials.add(letter)
                if full and not common and full not in self.common:
                    whole.add(full)
        made.companions, made.initialled = frozenset(whole), frozenset(initials)

    def _owners(self, mentions: Sequence[Mention]) -> frozenset[int]:
        held = {mention.owner for mention in mentions if mention.owner}
        if not held:
            return frozenset()
        return frozenset(self.clusters.root(self._number(owner)) for owner in held)

    def _number(self, id_: tuple[str, tuple[str, ...]]) -> int:
        if not hasattr(self, "_numbers"):
            self._numbers = {mention.id: number for number, mention in enumerate(self.mentions)}
        return self._numbers[id_]


_NOTHING: frozenset[str] = frozenset()


def _united(told: Sequence[tuple[str, ...]]) -> frozenset[str]:
    if len(told) == 1:
        return frozenset(told[0]) if told[0] else _NOTHING
    if not any(told):
        return _NOTHING
    return frozenset(value for values in told for value in values)


def called(name: PersonName) -> str:
    """Given name and surname."""
    return f"{name.given[0]} {name.surname}"


@lru_cache(maxsize=1_048_576)
def beside_of(name: str) -> tuple[str | None, str, bool]:
    """How somebody is called among those who are beside others: surname and initial, given name and surname where
    that is known, and whether the surname is one that many people have."""
    person = person_name(name)
    if person is None:
        return None, "", False
    return person.letter, called(person) if person.whole else "", person.common


def _person(mention: Mention) -> PersonName | None:
    return person_name(mention.names[0], *mention.parts) if mention.parts else person_name(mention.names[0])


def _order(name: PersonName) -> tuple[bool, str, tuple[str, ...]]:
    return not name.whole, name.surname, name.given
