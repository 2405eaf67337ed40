"""What a curator sees: pairs that may be one, the evidence of both sides, and what was decided.

This is the one door to identity for the command line and the web, with ``graph/identity/deciding.py``. Things are
named by their IRIs, also by those that were merged away, pairs by their ids, decisions by numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from graph.identity import decisions, kept
from graph.identity.decisions import Decision
from graph.identity.evidence import Line
from graph.identity.kept import Kept, Proposed, pair_id
from graph.journal import Journal
from graph.settings import Settings
from graph.store import evidence
from graph.store.evidence import Quote, Source
from graph.store.snapshot import Snapshot, Snapshots

MOST_SOURCES = 20
"""Documents of one side that are quoted; of the others the number is said."""


class ReviewError(ValueError):
    """What was asked for cannot be done; the message says why and what can."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one document says of a side: the names that it gives, and the words in which it speaks of it."""

    source: Source | None
    document: str
    names: tuple[str, ...]
    keys: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A thing of a pair. ``facts`` are (property IRI, value) that tell it from others, ``said`` its documents.

    ``statements`` and ``studies`` count what is about it or leads to it; ``more`` how many documents are not quoted.
    """

    iri: str
    type: str
    label: str
    keys: tuple[str, ...]
    statements: int
    studies: int
    facts: tuple[tuple[str, str], ...] = ()
    said: tuple[Said, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things that may be one. ``effect`` is the number of statements that a merge would touch.

    ``lines`` are the evidence, each with its points; ``status`` is open, undecided or different, ``decision`` the
    one that says so.
    """

    id: str
    type: str
    points: int
    lines: tuple[Line, ...]
    one: Side
    other: Side
    effect: int
    status: str = "open"
    decision: int | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """A decision with what became of it: in force, undone, or the reason why it has no effect."""

    decision: Decision
    status: str


class Review:
    """The pairs, things and decisions of the published snapshot. Cheap to make; make one for each request.

    Raises ``graph.store.snapshot.NoSnapshot`` where nothing is published.
    """

    def __init__(self, chosen: Settings, snapshot: Snapshot | None = None) -> None:
        self.snapshot = snapshot or Snapshots(chosen.data).current()
        self.base = self.snapshot.base
        self.reader = kept.Reader(self.snapshot.folder)
        self.decisions = decisions.replayed(Journal(chosen.data).entries())
        self._decided = dict(self._pairs_decided())

    def pairs(self, status: str = "open", type_: str | None = None, limit: int = 20, offset: int = 0) -> list[Pair]:
        """The proposed pairs, those that touch the most statements first; sides without quotes.

        ``status`` is open, undecided, different or all; ``type_`` person, organization, project, …
        """
        return [self._shown(found) for found in islice(self._found(status, type_), offset, offset + limit)]

    def count(self, status: str = "open", type_: str | None = None) -> int:
        """How many pairs there are."""
        return sum(1 for _ in self._found(status, type_))

    def pair(self, id_: str) -> Pair:
        """One proposed pair with quotes on both sides; raises :class:`ReviewError` where there is none such."""
        found = next((p for p in self.reader.proposals() if p.id == id_), None)
        if found is None:
            raise ReviewError(f"there is no proposed pair {id_}: it may have been decided, or its documents changed")
        shown = self._shown(found)
        return replace(shown, one=self.side(shown.one.iri), other=self.side(shown.other.iri))

    def following(self, id_: str, type_: str | None = None) -> str | None:
        """The id of the open pair after this one in the order of effect, for a curator who goes on."""
        ids = [p.id for p in self._found("open", type_) if p.id != id_]
        rank = {p.id: place for place, p in enumerate(self.reader.proposals())}
        return next((i for i in ids if rank[i] > rank.get(id_, -1)), ids[0] if ids else None)

    def side(self, iri: str) -> Side:
        """A thing with its keys, facts and quotes; raises :class:`ReviewError` where there is none such."""
        path = self.path(iri)
        mentions = self.reader.mentions(path)
        quoted = self._quoted(path, mentions[:MOST_SOURCES])
        bare = self._side(path)
        return replace(bare, facts=tuple(self._facts(path)), said=quoted, more=max(0, len(mentions) - MOST_SOURCES))

    def path(self, named: str) -> str:
        """The path of a thing by its IRI, its page's address, its path or one of its keys, merged-away ones too."""
        path = named.removeprefix(self.base).split("?")[0].split("#")[0] if not named.count("@") else named
        for candidate in (path, f"id/{path}"):
            candidate = self.reader.into(candidate) or candidate
            if self.reader.thing(candidate):
                return candidate
        bearers = self.reader.paths(named)
        if len(bearers) == 1:
            return bearers[0]
        raise ReviewError(
            f"nothing is known as {named}: give an IRI of this catalogue ({self.base}id/person/…) or a key"
        )

    def iri(self, path: str) -> str:
        return f"{self.base}{path}"

    def history(self, limit: int | None = None, offset: int = 0) -> list[Past]:
        """All decisions, the newest first, with what became of each."""
        newest = sorted(self.decisions, key=lambda d: -d.number)
        return [Past(d, self._status(d)) for d in islice(newest, offset, limit and offset + limit)]

    def notes(self) -> list[str]:
        """Identifiers that contradict each other, and decisions that are not in force."""
        return self.reader.notes()

    def _found(self, status: str, type_: str | None) -> Iterator[Proposed]:
        for found in self.reader.proposals():
            decided = self._decided.get(found.id)
            if (type_ in (None, found.type)) and status in ("all", decided.kind if decided else "open"):
                yield found

    def _shown(self, found: Proposed) -> Pair:
        decided = self._decided.get(found.id)
        status, number = (decided.kind, decided.number) if decided else ("open", None)
        sides = self._side(found.one), self._side(found.other)
        return Pair(found.id, found.type, found.points, found.lines, *sides, found.effect, status, number)

    def _side(self, path: str) -> Side:
        thing = self.reader.thing(path)
        if thing is None:
            raise ReviewError(f"nothing is known as {self.iri(path)}")
        keys = tuple(dict.fromkeys(key for mention in self.reader.mentions(path) for key in mention.strong))
        own = tuple(mention.own for mention in self.reader.mentions(path))
        return Side(
            self.iri(path), thing.type, thing.label, (*sorted(keys), *own), thing.statements, thing.studies
        )  # fmt: skip

    def _quoted(self, path: str, mentions: Sequence[Kept]) -> tuple[Said, ...]:
        start = f"{self.base}graph/source/"
        sources = evidence.sources(self.snapshot, [f"{start}{mention.document}" for mention in mentions])
        said = []
        for mention in mentions:
            source = sources.get(f"{start}{mention.document}")
            quotes = evidence.quotes(self.snapshot, self.iri(path), source.graph) if source else {}
            every = dict.fromkeys(quote for found in quotes.values() for quote in found)
            said.append(Said(source, mention.document, mention.names, mention.keys, tuple(every)))
        return tuple(said)

    def _facts(self, path: str) -> Iterator[tuple[str, str]]:
        for fact in self.snapshot.facts(self.iri(path)):
            yield fact.predicate.value, fact.object.value

    def _pairs_decided(self) -> Iterator[tuple[str, Decision]]:
        for decision in self.decisions:
            if not decision.undone:
                for one in self._bearing(decision.one):
                    for other in self._bearing(decision.other):
                        yield pair_id(one, other), decision

    def _bearing(self, keys: Iterable[str]) -> set[str]:
        return {path for key in keys for path in self.reader.paths(key)}

    def _status(self, decision: Decision) -> str:
        if decision.undone:
            return "undone"
        start = f"Decision {decision.number} is not in force: "
        held = next((note for note in self.reader.notes() if note.startswith(start)), None)
        return held.removeprefix(start).rstrip(".") if held else "in force"
