"""``catalograph snapshots``: list, tag, roll back, compare, verify, back up and restore."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph import settings

if TYPE_CHECKING:
    from graph.store.verification import Damage

EXIT_DAMAGED = 1
_DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder of the catalogue (default: data, CATALOGRAPH_DATA).",
)


@click.group()
def snapshots() -> None:
    """Keep, compare, check and roll back what was published; back the catalogue up.

    A snapshot is named by its number or its tag.

    \b
    Examples:
        catalograph snapshots list
        catalograph snapshots tag 12 before-import
        catalograph snapshots rollback before-import
        catalograph snapshots backup /backup/studies.tar.gz

    \b
    Exit codes: 0 done, 1 verify found damage, 2 wrong use, 3 another process is writing.
    """


def _chosen(data: Path | None, **given: Any) -> settings.Settings:
    """The settings, with the base that the catalogue was created with."""
    from graph.journal import Journal

    with _told(data):
        chosen = settings.load(data=data, **given)
        base = Journal(chosen.data).base()
        return settings.load(data=data, **{"base": base, **given}) if base else chosen


def _existing(data: Path) -> Path:
    """The folder of a catalogue; taking the lock would make one."""
    if not (data / "journal").exists():
        raise ValueError(f"there is no catalogue in {data}; run: catalograph build SOURCE…")
    return data


@contextmanager
def _told(data: Path | None) -> Iterator[None]:
    """Failures as the command line tells them."""
    from graph.journal import JournalError
    from graph.pipeline import BuildError
    from graph.store.applying import Damaged
    from graph.store.backup import BackupError
    from graph.store.datafolder import Unusable
    from graph.store.keeping import TagError
    from graph.store.snapshot import NoSnapshot
    from graph.store.snapshots import RollbackError
    from graph.store.space import NoSpace, explained

    try:
        yield
    except (BackupError, BuildError, Damaged, JournalError, NoSnapshot, NoSpace) as error:
        raise click.UsageError(str(error)) from error
    except (RollbackError, TagError, Unusable, ValueError) as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(explained(error, data or Path("data")) or str(error)) from error


@snapshots.command("list")
@_DATA
@click.option("--json", "as_json", is_flag=True, help="As JSON, an object for each snapshot.")
def list_(data: Path | None, as_json: bool) -> None:
    """List the kept snapshots; * stands before the one that is published."""
    from graph.store.snapshots import listed

    chosen = _chosen(data)
    with _told(chosen.data):
        rows = listed(chosen.data, chosen.pin_lease)
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], indent=2))
        return
    for row in rows:
        notes = [*row.tags, *(["pinned"] if row.pinned else [])]
        notes += [f"rolled back to {row.rolled_back_to}"] if row.rolled_back_to else []
        notes += [f"DAMAGED: {row.problem}"] if row.problem else []
        mark, size = "*" if row.current else " ", row.size / 1_000_000
        statements = f"{row.statements:,}" if row.statements is not None else "?"
        line = f"{mark} {row.number:>5}  {row.published or '?':<20}  {statements:>12} statements  {size:>9,.1f} MB"
        click.echo(f"{line}  {', '.join(notes)}".rstrip())


@snapshots.command()
@click.argument("snapshot")
@_DATA
def rollback(snapshot: str, data: Path | None) -> None:
    """Publish an older SNAPSHOT again, under a new number.

    It holds until a build finds something new or changed; that build publishes what the archive says, and
    says so. To undo a roll-back, roll back to the snapshot that was published before it.
    """
    from graph import basis, pipeline, publishing
    from graph.archive import Archive
    from graph.journal import Journal
    from graph.store.embedded import prune, writer_lock
    from graph.store.snapshots import numbered
    from graph.store.snapshots import rollback as roll_back

    chosen = _chosen(data)
    with _told(chosen.data), writer_lock(_existing(chosen.data)):
        journal = Journal(chosen.data)
        of = numbered(chosen.data, snapshot)
        pipeline.begin(chosen.data, journal)
        number = publishing.next_number(chosen.data, journal)
        archive = Archive(chosen.data)
        roll_back(chosen.data, of, number, lambda: basis.inputs(archive, journal, chosen), chosen.min_free)
        prune(chosen.data, chosen.keep, chosen.pin_lease)
    click.echo(f"Snapshot {number} published: what snapshot {of} was. It holds until a build finds a change.")


@snapshots.command()
@click.argument("snapshot")
@click.argument("name")
@_DATA
def tag(snapshot: str, name: str, data: Path | None) -> None:
    """Give a SNAPSHOT a NAME, which also keeps it for good."""
    from graph.store.embedded import writer_lock
    from graph.store.snapshots import numbered
    from graph.store.snapshots import tag as give

    chosen = _chosen(data)
    with _told(chosen.data), writer_lock(_existing(chosen.data)):
        number = numbered(chosen.data, snapshot)
        give(chosen.data, number, name)
    click.echo(f"Snapshot {number} has the tag {name} and is kept.")


@snapshots.command()
@click.argument("name")
@_DATA
def untag(name: str, data: Path | None) -> None:
    """Take a tag away; its snapshot then goes as others do."""
    from graph.store.embedded import writer_lock
    from graph.store.snapshots import untag as take

    chosen = _chosen(data)
    with _told(chosen.data), writer_lock(_existing(chosen.data)):
        number = take(chosen.data, name)
    click.echo(f"Snapshot {number} no longer has the tag {name}.")


@snapshots.command()
@click.argument("old")
@click.argument("new")
@click.option("--summary", is_flag=True, help="How many statements went and came, for each graph.")
@_DATA
def diff(old: str, new: str, summary: bool, data: Path | None) -> None:
    """Write what changed from snapshot OLD to NEW, as an RDF Patch."""
    from graph.store.difference import changes, patch
    from graph.store.snapshot import Snapshot
    from graph.store.snapshots import numbered

    chosen = _chosen(data)
    with _told(chosen.data):
        before, after = (Snapshot(chosen.data, numbered(chosen.data, name)) for name in (old, new))
        if not summary:
            for piece in patch(before, after):
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            return
        removed = added = 0
        for change in changes(before, after):
            removed, added = removed + len(change.removed), added + len(change.added)
            click.echo(f"-{len(change.removed):<8} +{len(change.added):<8} {change.graph}")
        click.echo(f"-{removed:<8} +{added:<8} in all")


@snapshots.command()
@click.argument("snapshot", required=False)
@click.option("--repair", is_flag=True, help="Make again what is damaged of the published snapshot.")
@_DATA
def verify(snapshot: str | None, repair: bool, data: Path | None) -> None:
    """Check the archive, the journal and SNAPSHOT (default: all that are kept) against their digests."""
    from graph.store.snapshot import Snapshots
    from graph.store.snapshots import numbered
    from graph.store.verification import verify as check

    chosen = _chosen(data)
    with _told(chosen.data):
        kept = Snapshots(chosen.data)
        if not kept.numbers():
            kept.current()
        numbers = [numbered(chosen.data, snapshot)] if snapshot else kept.numbers()[::-1]
        found = _report(check(chosen.data, numbers))
        if found and repair and any(damage.derived for damage in found):
            number = _repair(chosen, found)
            click.echo(f"Snapshot {number} published, made again from archive and journal.")
            found = _report(check(chosen.data, kept.numbers()[::-1]))
    if found:
        raise SystemExit(EXIT_DAMAGED)
    told = ", ".join(map(str, sorted(numbers)))
    click.echo(f"Archive, journal and snapshot{'s' if len(numbers) > 1 else ''} {told}: nothing is damaged.")


def _report(damages: Iterable[Damage]) -> list[Damage]:
    found = []
    for damage in damages:
        found.append(damage)
        click.echo(f"{damage.path}: {damage.told}\n    {damage.advice}", err=True)
    return found


def _repair(chosen: settings.Settings, found: Iterable[Damage]) -> int:
    """Remove what is damaged of what is kept by its digest, and of the writer's store; then build again."""
    from graph import pipeline
    from graph.store.embedded import writer_lock

    with writer_lock(chosen.data):
        for damage in found:
            if damage.derived and damage.path.is_relative_to(chosen.data / "snapshots"):
                (chosen.data / "store.manifest").unlink(missing_ok=True)
            elif damage.derived:
                damage.path.unlink(missing_ok=True)
    return pipeline.build((), chosen, anew=True).snapshot


@snapshots.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-snapshots", is_flag=True, help="Keep the snapshots too, so that nothing must be built again.")
@_DATA
def backup(file: Path, with_snapshots: bool, data: Path | None) -> None:
    """Write archive and journal into one FILE (tar, gzip). No build can run meanwhile; readers do not notice."""
    from graph.store.backup import backup as write
    from graph.store.embedded import writer_lock

    chosen = _chosen(data)
    with _told(file.parent), writer_lock(_existing(chosen.data)):
        count = write(chosen.data, file, with_snapshots)
    click.echo(f"{file}: {count} files, {file.stat().st_size / 1_000_000:,.1f} MB.")


@snapshots.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rebuild/--no-rebuild", default=True, help="Publish what was restored, if FILE has no snapshots.")
@_DATA
def restore(file: Path, rebuild: bool, data: Path | None) -> None:
    """Make a new data folder of a backup FILE."""
    from graph import pipeline
    from graph.console import Bars, summarise
    from graph.store.backup import check_target
    from graph.store.backup import restore as extract
    from graph.store.embedded import writer_lock
    from graph.store.verification import archived, journalled

    with _told(data):
        target = settings.load(data=data).data
        check_target(target)
        with writer_lock(target):
            check_target(target)
            about = extract(target, file)
        click.echo(f"{target}: {about['files']} files restored.")
        found = _report([*archived(target), *journalled(target)])
        if about["current"] is None and rebuild and not found:
            bars = Bars()
            try:
                outcome = pipeline.build((), _chosen(data), bars)
            finally:
                bars.close()
            summarise(outcome.report, outcome.counts, outcome.snapshot, outcome.changed)
        elif about["current"] is None:
            click.echo(f"Nothing is published yet; run: catalograph rebuild --data {target}")
    if found:
        raise SystemExit(EXIT_DAMAGED)
