"""What a curator sees and does: pairs that may be one, the evidence of both sides, decide, undo, history.

This is the one door to identity for the command line and the web. A :class:`Review` reads the published
snapshot; :func:`decide`, :func:`split` and :func:`undo` write to the journal and publish what follows from it.
Things are named by their IRIs, also by those that were merged away, pairs by their ids, decisions by numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from graph import clock, pipeline
from graph.identity import decisions, kept
from graph.identity.clusters import EXCLUSIVE
from graph.identity.decisions import Decision
from graph.identity.evidence import Line
from graph.identity.kept import Kept, Proposed, pair_id
from graph.journal import Entry, Journal
from graph.settings import Settings
from graph.store import evidence
from graph.store.evidence import Quote, Source
from graph.store.snapshot import Snapshot, Snapshots

Kind = Literal["same", "different", "undecided"]
Progress = Callable[[str, int], None]
MOST_SOURCES = 20
"""Documents of one side that are quoted; of the others the number is said."""
LONGEST = 2000
"""Characters of a reason, and of a curator's name."""


class ReviewError(ValueError):
    """What was asked for cannot be done; the message says why and what can."""


class Contradiction(ReviewError):
    """A decision that identifiers contradict; it can be made with ``override``."""


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


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a decision: its number, the snapshot that shows it, whether that is a new one."""

    number: int
    snapshot: int
    changed: bool


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


def decide(
    chosen: Settings,
    one: str,
    other: str,
    kind: Kind,
    by: str,
    why: str = "",
    *,
    override: bool = False,
    progress: Progress = lambda _name, _of: None,
) -> Done:
    """Say that two things, by their IRIs, are the same, different or undecided; it is published at once.

    Raises :class:`Contradiction` where identifiers say otherwise and ``override`` does not, :class:`ReviewError`
    for what is no decision, and all that ``graph.pipeline.build`` raises. With an error nothing is changed.
    """

    def sides(review: Review) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, str]]:
        first, second = review.side(one), review.side(other)
        if first.iri == second.iri:
            told = "they are one already" if kind == "same" else "they are one: split it by its mentions"
            raise ReviewError(f"{one} and {other}: {told}")
        if first.type != second.type:
            raise ReviewError(f"{one} is a {first.type} and {other} a {second.type}: they are never one")
        return first.keys, second.keys, (first.label, second.label)

    return _decided(chosen, sides, kind, by, why, override, progress)


def split(
    chosen: Settings,
    thing: str,
    keys: Sequence[str],
    by: str,
    why: str = "",
    *,
    override: bool = False,
    progress: Progress = lambda _name, _of: None,
) -> Done:
    """Say that the mentions of a thing with these keys are another thing than the rest of it.

    Raises as :func:`decide` does.
    """

    def sides(review: Review) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, str]]:
        path = review.path(thing)
        mentions = review.reader.mentions(path)
        chosen_ = [m for m in mentions if set(m.keys) & set(keys)]
        rest = [m for m in mentions if m not in chosen_]
        unknown = sorted(set(keys) - {key for m in mentions for key in m.keys})
        if unknown:
            raise ReviewError(f"{', '.join(unknown)}: no mention of {thing} has this key (see: identity show {thing})")
        if not chosen_ or not rest:
            raise ReviewError("name some of its mentions to split them off, not none and not all")
        label = review.side(thing).label
        named = next((name for m in chosen_ for name in m.names), label)
        return _of(rest), _of(chosen_), (label, named)

    return _decided(chosen, sides, "different", by, why, override, progress)


def undo(
    chosen: Settings, number: int, by: str, why: str = "", *, progress: Progress = lambda _name, _of: None
) -> Done:
    """Take a decision back; what was published before it is published again. Raises as :func:`decide` does."""
    _checked(by, why)

    def said(entries: Sequence[Entry]) -> Sequence[Entry]:
        found = next((d for d in decisions.replayed(entries) if d.number == number), None)
        if found is None:
            raise ReviewError(f"there is no decision {number}")
        if found.undone:
            raise ReviewError(f"decision {number} was undone on {found.undone_time[:10]} by {found.undone_by}")
        return [{"event": "undo", "of": number, "by": by, "why": why, "time": clock.now()}]

    outcome = pipeline.build((), chosen, progress, said=said)
    return Done(number, outcome.snapshot, outcome.changed)


def take_in(
    chosen: Settings, decided: Sequence[Decision], *, progress: Progress = lambda _name, _of: None
) -> tuple[int, int]:
    """Add decisions that were made elsewhere, as they were made; those that are here already are left.

    Returns how many were new, and the snapshot that shows them. Raises as ``graph.pipeline.build`` does.
    """
    added = 0

    def said(entries: Sequence[Entry]) -> Sequence[Entry]:
        nonlocal added
        known = decisions.replayed(entries)
        held = {_told(d): d for d in known}
        number = max((d.number for d in known), default=0)
        new: list[Entry] = []
        for decision in decided:
            here = held.get(_told(decision))
            if here is None:
                number += 1
                here = replace(decision, number=number, undone=False)
                held[_told(decision)] = here
                new.append(decisions.entry(here))
                added += 1
            if decision.undone and not here.undone:
                undone = {"event": "undo", "of": here.number, "by": decision.undone_by, "why": ""}
                new.append({**undone, "time": decision.undone_time})
        return new

    outcome = pipeline.build((), chosen, progress, said=said)
    return added, outcome.snapshot


def _told(decision: Decision) -> tuple[str, ...]:
    """What makes two decisions the same one, here and elsewhere."""
    sides = ["\n".join(sorted(side)) for side in (decision.one, decision.other)]
    return (decision.kind, *sides, decision.by, decision.time, decision.why)


def _of(mentions: Iterable[Kept]) -> tuple[str, ...]:
    """The keys of mentions, identifiers first. An identifier that both sides have tells them not apart."""
    mentions = list(mentions)
    strong = sorted({key for mention in mentions for key in mention.strong})
    return (*strong, *(mention.own for mention in mentions))


Sides = Callable[[Review], tuple[tuple[str, ...], tuple[str, ...], tuple[str, str]]]


def _decided(chosen: Settings, sides: Sides, kind: str, by: str, why: str, override: bool, progress: Progress) -> Done:
    _checked(by, why)
    if kind not in decisions.KINDS:
        raise ReviewError(f"{kind!r} is no decision; it is one of: {', '.join(decisions.KINDS)}")
    number = 0

    def said(entries: Sequence[Entry]) -> Sequence[Entry]:
        nonlocal number
        one, other, labels = sides(Review(chosen))
        if not override and (reason := contradiction(kind, one, other)):
            raise Contradiction(f"{reason}. If you know better, decide with override (--override).")
        number = 1 + max((d.number for d in decisions.replayed(entries)), default=0)
        told = Decision(number, kind, one, other, by, clock.now(), why, override, labels=labels)
        return [decisions.entry(told)]

    outcome = pipeline.build((), chosen, progress, said=said)
    return Done(number, outcome.snapshot, outcome.changed)


def _checked(by: str, why: str) -> None:
    if not by.strip():
        raise ReviewError("say who decides: decisions are made by name")
    if max(len(by), len(why)) > LONGEST:
        raise ReviewError(f"a name and a reason have at most {LONGEST} characters")


def contradiction(kind: str, one: Iterable[str], other: Iterable[str]) -> str | None:
    """In which way identifiers say the opposite of a decision about things with these keys."""
    held, theirs = _by_scheme(one), _by_scheme(other)
    if kind == "same":
        for scheme in sorted(held.keys() & theirs.keys()):
            if not held[scheme] & theirs[scheme]:
                shown = " and ".join(min(found).split(":", 2)[2] for found in (held[scheme], theirs[scheme]))
                return f"They have a different {scheme.upper()}: {shown}"
    if kind == "different":
        shared = sorted(set(one) & set(other) - {key for key in one if "@" in key.partition(":")[0]})
        if shared:
            return f"Both have {shared[0].partition(':')[2]}"
    return None


def _by_scheme(keys: Iterable[str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key in keys:
        type_, _, rest = key.partition(":")
        scheme = rest.partition(":")[0]
        if scheme in EXCLUSIVE.get(type_, ()):
            found.setdefault(scheme, set()).add(key)
    return found
