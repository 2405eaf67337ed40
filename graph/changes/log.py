"""The change log as of a snapshot, in ``changes.sqlite`` beside it, indexed so that no answer goes over all of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.catalogue import datasets
from graph.changes import activities as journalled
from graph.changes import versions
from graph.changes.activities import Activity
from graph.journal import Entry
from graph.store.snapshot import NoSnapshot, Snapshot

FILE = "changes.sqlite"
_COLUMNS = "number, snapshot, time, slug, kind, checksum, sources"
_TABLES = """
PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; -- it is not published yet
CREATE TABLE activity (
  number INTEGER PRIMARY KEY, snapshot INTEGER, time TEXT, slug TEXT, kind TEXT, checksum TEXT, sources TEXT,
  last INTEGER
);
CREATE TABLE listed (source TEXT, number INTEGER, PRIMARY KEY (source, number)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX of_dataset ON activity (slug, number);
CREATE INDEX of_time ON activity (time, number);
CREATE INDEX standing ON activity (number) WHERE last;
"""

_SUPERSEDED = """
SELECT number, (
  SELECT snapshot FROM activity AS next
  WHERE slug = a.slug AND number > a.number AND (checksum != a.checksum OR kind = 'deleted') ORDER BY number LIMIT 1
) FROM activity AS a WHERE number BETWEEN ? AND ?
"""
"""By which snapshot what an activity tells was taken the place of."""


class NoLog(NoSnapshot):
    """A snapshot of an earlier release, which kept no change log; the next build begins one."""


def write(target: Path, activities: list[Activity]) -> None:
    """Make the file of a snapshot from all activities up to it."""
    last = {each.slug: each.number for each in activities}
    with closing(sqlite3.connect(target / FILE)) as file, file:
        file.executescript(_TABLES + _INDEXES)
        file.executemany(
            "INSERT INTO activity VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((*_row(each), last[each.slug] == each.number) for each in activities),
        )
        standing = (each for each in activities if last[each.slug] == each.number)
        rows = ((source, each.number) for each in standing for source in each.sources)
        file.executemany("INSERT INTO listed VALUES (?, ?)", rows)


def there(snapshot: Snapshot) -> bool:
    """Whether a snapshot has a change log: those of earlier releases have none."""
    return (snapshot.folder / FILE).exists()


def changed(snapshot: Snapshot) -> str:
    """When a snapshot's datasets last changed; when it was published, where nothing tells that."""
    last = Log(snapshot).newest(1) if there(snapshot) else []
    return last[0].time if last else str(snapshot.manifest["published"])


def _row(each: Activity) -> tuple[int, int, str, str, str, str, str]:
    return each.number, each.snapshot, each.time, each.slug, each.kind, each.checksum, "\n".join(each.sources)


def entries(folder: Path, number: int) -> Iterator[Entry]:
    """What the journal is to say of the changes of the snapshot in that folder."""
    if (folder / FILE).exists():
        with _opened(folder / FILE) as file:
            asked = f"SELECT {_COLUMNS} FROM activity WHERE snapshot = ? ORDER BY number"  # noqa: S608
            found = [_activity(row) for row in file.execute(asked, (number,))]
        yield from journalled.told(found)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
        yield file


def _activity(row: tuple[int, int, str, str, journalled.Kind, str, str]) -> Activity:
    return Activity(*row[:6], tuple(row[6].split("\n")) if row[6] else ())


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers of the log, both ends included, and the source whose datasets are meant; ``None``: all."""

    low: int
    high: int
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """The change log as of a snapshot. Raises :class:`NoLog` where it has none."""

    snapshot: Snapshot

    def __post_init__(self) -> None:
        if not there(self.snapshot):
            told = f"snapshot {self.snapshot.number} has no change log; run: catalograph rebuild"
            raise NoLog(told)

    def _rows(self, asked: str, *values: object) -> list[Activity]:
        names = ", ".join(f"a.{name}" for name in _COLUMNS.split(", "))
        with _opened(self.snapshot.folder / FILE) as file:
            return [_activity(row) for row in file.execute(f"SELECT {names} FROM activity a {asked}", values)]  # noqa: S608

    def _number(self, asked: str, *values: object) -> int:
        with _opened(self.snapshot.folder / FILE) as file:
            return int(file.execute(asked, values).fetchone()[0] or 0)

    def size(self) -> int:
        """The number of the last activity; 0 where there is none."""
        return self._number("SELECT max(number) FROM activity")

    def activities(self, low: int, high: int) -> list[Activity]:
        """The activities with these numbers, both ends included, in their order."""
        return self._rows("WHERE number BETWEEN ? AND ? ORDER BY number", low, high)

    def newest(self, most: int) -> list[Activity]:
        """The last activities, the newest first."""
        return self._rows("ORDER BY number DESC LIMIT ?", most)

    def last(self, slug: str) -> Activity | None:
        """What happened to a dataset last."""
        return next(iter(self._rows("WHERE slug = ? ORDER BY number DESC LIMIT 1", slug)), None)

    def first(self) -> Activity | None:
        """What happened first of all."""
        return next(iter(self._rows("ORDER BY number LIMIT 1")), None)

    def span(self, since: str = "", until: str = "~", source: str | None = None) -> Span:
        """The numbers of what happened between two instants, both included; empty where ``high`` < ``low``.

        Instants are written as in the log, of which they may be a beginning: so ``~`` is after all.
        """
        high = self._number("SELECT max(number) FROM activity WHERE time <= ?", until)
        after = self._number("SELECT max(number) FROM activity WHERE time < ?", since) if since else 0
        return Span(after + 1, high, source)

    def standing(self, span: Span, after: int = 0, most: int = -1) -> list[Activity]:
        """Within a span, the last activity of each dataset whose last one it is: one for each, by its number."""
        low = max(span.low, after + 1)
        if span.source is None:
            return self._rows("WHERE last AND number BETWEEN ? AND ? ORDER BY number LIMIT ?", low, span.high, most)
        join = "JOIN listed l ON l.number = a.number WHERE l.source = ? AND l.number BETWEEN ? AND ?"
        return self._rows(f"{join} ORDER BY l.number LIMIT ?", span.source, low, span.high, most)

    def count(self, span: Span) -> int:
        """How many :meth:`standing` gives in all."""
        if span.source is None:
            return self._number(
                "SELECT count(*) FROM activity WHERE last AND number BETWEEN ? AND ?", span.low, span.high
            )
        asked = "SELECT count(*) FROM listed WHERE source = ? AND number BETWEEN ? AND ?"
        return self._number(asked, span.source, span.low, span.high)

    def sources(self) -> list[str]:
        """The sources that list, or listed last, any dataset."""
        with _opened(self.snapshot.folder / FILE) as file:
            return [name for (name,) in file.execute("SELECT DISTINCT source FROM listed ORDER BY source")]

    def content(self, activity: Activity) -> bytes | None:
        """The dataset's canonical N-Triples as they were with an activity, without its catalogue record.

        ``None`` for one that was deleted, and for one whose content is not kept any more.
        """
        return next(self.contents([activity]))[1]

    def contents(self, activities: Sequence[Activity]) -> Iterator[tuple[Activity, bytes | None]]:
        """Each activity with its :meth:`content`."""
        numbers = [each.number for each in activities]
        with _opened(self.snapshot.folder / FILE) as file:
            superseded = dict(file.execute(_SUPERSEDED, (min(numbers, default=0), max(numbers, default=0))))
        for each in activities:
            by = superseded.get(each.number)
            if each.deleted:
                yield each, None
            elif by is None:
                yield each, datasets.content(self.snapshot, each.slug)
            else:
                yield each, versions.read(self.snapshot.data, by, each.checksum)
