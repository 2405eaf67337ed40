"""``identity.sqlite`` beside a snapshot: what each thing was made of, and which pairs are proposed.

It is made with the snapshot and only read afterwards. Things are named by their paths below the base
(``id/person/monder-ram``).
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from graph.identity.evidence import Line
from graph.identity.identities import Identities
from graph.identity.ledger import Ledger
from graph.summaries import Entities

FILE = "identity.sqlite"
_TABLES = (
    "thing (path TEXT PRIMARY KEY, type TEXT, label TEXT, statements INTEGER, studies INTEGER)",
    "mention (path TEXT, own TEXT, strong TEXT, document TEXT, names TEXT)",
    "key (key TEXT, path TEXT)",
    "proposal (id TEXT PRIMARY KEY, type TEXT, one TEXT, other TEXT, points INTEGER, effect INTEGER, lines TEXT)",
    "moved (path TEXT PRIMARY KEY, into_ TEXT)",
    "note (text TEXT)",
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A mention as it is kept: its key in its document, its identifiers' keys, and the names that it gives."""

    own: str
    strong: tuple[str, ...]
    document: str
    names: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.strong, self.own)


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing with the number of statements about it or leading to it, and of studies among what leads to it."""

    path: str
    type: str
    label: str
    statements: int
    studies: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """A pair that may be one; ``effect`` is the number of statements that a merge would touch."""

    id: str
    type: str
    one: str
    other: str
    points: int
    effect: int
    lines: tuple[Line, ...]


def write(target: Path, identities: Identities, ledger: Ledger, entities: Entities, base: str) -> None:
    """Make the file beside the snapshot in ``target``; ``entities`` are all that something is said about."""
    counts, studies = _effects(entities, identities.paths(), base)
    resolution, by_id = identities.resolution, identities.by_id
    with closing(sqlite3.connect(target / FILE)) as file, file:
        for table in _TABLES:
            file.execute(f"CREATE TABLE {table}")
        things = sorted(set(by_id.values()))
        rows = [(path, path.split("/")[1], label, counts[path], studies[path]) for path, label in things]
        file.executemany("INSERT INTO thing VALUES (?, ?, ?, ?, ?)", rows)
        for mention in resolution.mentions:
            path = by_id[mention.id][0]
            strong = json.dumps((*mention.strong, *mention.mail))
            names = json.dumps(mention.names, ensure_ascii=False)
            file.execute(
                "INSERT INTO mention VALUES (?, ?, ?, ?, ?)", (path, mention.own, strong, mention.document, names)
            )
            for key in (mention.own, *mention.strong, *mention.mail):
                file.execute("INSERT INTO key VALUES (?, ?)", (key, path))
        for proposal in resolution.proposals:
            ends = [by_id[resolution.mentions[n].id][0] for n in (proposal.one, proposal.other)]
            one, other = sorted(ends, key=lambda path: (-counts[path], path))
            effect = counts[one] + counts[other]
            told = json.dumps([(line.points, line.text) for line in proposal.lines], ensure_ascii=False)
            entry = (pair_id(one, other), one.split("/")[1], one, other, proposal.points, effect, told)
            file.execute("INSERT OR IGNORE INTO proposal VALUES (?, ?, ?, ?, ?, ?, ?)", entry)
        file.executemany("INSERT INTO moved VALUES (?, ?)", sorted(ledger.moved().items()))
        unmet = [f"Decision {held.decision.number} is not in force: {held.why}." for held in resolution.held]
        file.executemany("INSERT INTO note VALUES (?)", [(text,) for text in (*resolution.notes, *unmet)])
        for index in ("mention (path)", "key (key)", "proposal (effect)"):
            file.execute(f"CREATE INDEX {index.split()[0]}_by ON {index}")


def _effects(entities: Entities, paths: set[str], base: str) -> tuple[Counter[str], Counter[str]]:
    """The statements about each path or leading to it, and the studies that lead to it, in whatever ways."""
    counts, studies = Counter[str](), Counter[str]()
    for subject, said in entities:
        about = list(said)
        here = subject.removeprefix(base)
        led = [t.object.value.removeprefix(base) for t in about if isinstance(t.object, NamedNode)]
        led = [path for path in led if path in paths]
        if here in paths:
            counts[here] += len(about)
        counts.update(led)
        if here.startswith("id/study/"):
            studies.update(set(led))
    return counts, studies


def pair_id(one: str, other: str) -> str:
    """A short name of a pair, whichever way round."""
    return hashlib.sha256("\n".join(sorted((one, other))).encode()).hexdigest()[:12]


class Reader:
    """Reads the file beside a snapshot; of a snapshot that has none, there is nothing."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def _rows(self, text: str, *values: object) -> list[tuple[object, ...]]:
        if not self.path.exists():
            return []
        with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            return list(file.execute(text, values))

    def thing(self, path: str) -> Thing | None:
        rows = self._rows("SELECT * FROM thing WHERE path = ?", path)
        return Thing(*rows[0]) if rows else None  # type: ignore[arg-type]

    def mentions(self, path: str) -> list[Kept]:
        """What a thing was made of, in the order of keys."""
        rows = self._rows("SELECT own, strong, document, names FROM mention WHERE path = ? ORDER BY own, strong", path)
        return [
            Kept(str(own), tuple(json.loads(str(strong))), str(document), tuple(json.loads(str(names))))
            for own, strong, document, names in rows
        ]

    def paths(self, key: str) -> list[str]:
        """The things that bear a key."""
        return [str(path) for (path,) in self._rows("SELECT DISTINCT path FROM key WHERE key = ? ORDER BY path", key)]

    def proposals(self) -> Iterator[Proposed]:
        """The pairs that are proposed, those that touch the most first."""
        for row in self._rows("SELECT * FROM proposal ORDER BY effect DESC, points DESC, id"):
            lines = tuple(Line(points, text) for points, text in json.loads(str(row[-1])))
            id_, type_, one, other, points, effect = row[:-1]
            yield Proposed(str(id_), str(type_), str(one), str(other), int(str(points)), int(str(effect)), lines)

    def moved(self) -> Mapping[str, str]:
        """Where each retired IRI leads to."""
        return {str(path): str(into) for path, into in self._rows("SELECT path, into_ FROM moved")}

    def into(self, path: str) -> str | None:
        rows = self._rows("SELECT into_ FROM moved WHERE path = ?", path)
        return str(rows[0][0]) if rows else None

    def notes(self) -> list[str]:
        """What identifiers contradict each other in, and which decisions are not in force."""
        return [str(text) for (text,) in self._rows("SELECT text FROM note ORDER BY rowid")]
