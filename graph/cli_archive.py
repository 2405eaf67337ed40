"""``catalograph archive``: list what was harvested, check it, write it as WARC, take WARC in."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph import settings

if TYPE_CHECKING:
    from graph.archived import Row
    from graph.interchange import Taken

EXIT_FINDINGS = 1
_DATA = click.option(
    "--data", type=click.Path(path_type=Path), help="Folder of the catalogue (default: data, CATALOGRAPH_DATA)."
)


@click.group()
def archive() -> None:
    """List, check, export and import the raw documents that everything is made of.

    \b
    Examples:
        catalograph archive list
        catalograph archive verify
        catalograph archive export everything.warc.gz
        catalograph archive import crawl-*.warc.gz --publish

    \b
    Exit codes: 0 done, 1 damage was found or something could not be taken, 2 wrong use, 3 another harvest or
    build is running, 4 the publish is held because a source seems to have collapsed.
    """


@contextmanager
def _told() -> Iterator[None]:
    """Failures as the command line tells them."""
    from graph.journal import JournalError
    from graph.pipeline import BuildError
    from graph.store.datafolder import Unusable

    try:
        yield
    except BrokenPipeError:
        raise
    except (BuildError, JournalError, OSError, Unusable, ValueError) as error:
        raise click.UsageError(str(error)) from error


def _existing(data: Path | None) -> settings.Settings:
    chosen = settings.load(data=data)
    if not (chosen.data / "archive" / "harvest.jsonl").exists():
        raise click.UsageError(f"nothing was harvested into {chosen.data}; run: catalograph build SOURCE…")
    return chosen


@archive.command("list")
@click.option("--all", "older", is_flag=True, help="Earlier versions of each location as well.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, an object for each line.")
@_DATA
def list_(older: bool, as_json: bool, data: Path | None) -> None:
    """List what was harvested: when, how large, as which kind, from where, and whether it is the newest.

    \b
    Examples:
        catalograph archive list
        catalograph archive list --all --json
    """
    from graph.archive import Archive
    from graph.archived import listed

    with _told():
        rows = listed(Archive(_existing(data).data), older=older)
        if as_json:
            separator = "["
            for row in rows:
                click.echo(f"{separator}{json.dumps(_row(row), ensure_ascii=False)}", nl=False)
                separator = ",\n "
            click.echo("]" if separator != "[" else "[]")
            return
        for row in rows:
            line, why = row.harvested, row.harvested.gone or row.harvested.error
            size = f"{line.size:,}" if line.sha256 else ""
            told = f"{row.state:<7} {line.retrieved:<20} {size:>13}  {row.kind or '?':<11} {line.location}"
            click.echo(f"{told}  ({why})" if why else told)


def _row(row: Row) -> dict[str, Any]:
    line = row.harvested
    return {
        "location": line.location,
        "url": line.url,
        "kind": row.kind,
        "source": line.source,
        "retrieved": line.retrieved,
        "size": line.size,
        "sha256": line.sha256,
        "state": row.state,
        "why": line.gone or line.error,
    }


@archive.command()
@_DATA
def verify(data: Path | None) -> None:
    """Check that every document that the harvest log names is there, byte for byte.

    Files that no line names are told as well; they do no harm, and a repeated harvest takes them up.

    \b
    Example:
        catalograph archive verify --data /srv/studies

    \b
    Exit codes: 0 whole, 1 damaged, 2 wrong use.
    """
    from graph.archive import Archive
    from graph.archived import lines, orphans
    from graph.store.verification import archived

    with _told():
        chosen = _existing(data)
        kept = Archive(chosen.data)
        damaged = 0
        for damage in archived(chosen.data):
            damaged += 1
            click.echo(f"damaged: {damage.path}: {damage.told}\n  {damage.advice}", err=True)
        if not (chosen.data / "archive" / "harvest.jsonl").read_bytes().endswith(b"\n"):
            click.echo("the last line of the harvest log was cut while it was written; it does not count", err=True)
        if damaged:
            click.echo(f"{damaged:,} damaged.", err=True)
            raise SystemExit(EXIT_FINDINGS)
        lost = 0
        for path in orphans(kept):
            lost += 1
            click.echo(f"no line of the harvest log names {path}", err=True)
        count = sum(1 for line in lines(kept) if line.sha256)
    click.echo(f"{count:,} documents are what was harvested{f'; {lost:,} files are named by none' if lost else ''}.")


@archive.command("export")
@click.argument("file", metavar="FILE.warc[.gz]", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--newest", is_flag=True, help="Only what the catalogue now stands on, without earlier versions.")
@_DATA
def export_(file: Path, newest: bool, data: Path | None) -> None:
    """Write what was harvested as a WARC file, compressed where its name ends with .gz.

    Another catalogue that imports it comes to the same statements.

    \b
    Examples:
        catalograph archive export everything.warc.gz
        catalograph archive export today.warc.gz --newest

    \b
    Exit codes: 0 written, 1 written without what is damaged, 2 wrong use.
    """
    from graph import interchange, warc
    from graph.archive import Archive
    from graph.archived import lines
    from graph.journal import Journal

    problems = []

    def tell(problem: str) -> None:
        problems.append(problem)
        click.echo(f"left out: {problem}", err=True)

    with _told():
        chosen = _existing(data)
        kept = Archive(chosen.data)
        said = {entry["name"]: entry for entry in Journal(chosen.data).entries("source")}.values()
        picked = interchange.newest(kept) if newest else lines(kept)
        part = file.with_name(f".{file.name}.part")
        try:
            with part.open("wb") as out:
                captures = interchange.exported(kept, picked, said, tell)
                count = warc.write(captures, out, compress=file.suffix == ".gz")
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
    click.echo(f"{count:,} records in {file}, {file.stat().st_size:,} bytes.")
    raise SystemExit(EXIT_FINDINGS if problems else 0)


@archive.command("import")
@click.argument(
    "files", metavar="FILE.warc[.gz]…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option("--publish", is_flag=True, help="Publish it as well; without it, the next build does.")
@click.option("--allow-deletions", is_flag=True, help="Publish even if a source has lost much of what it had.")
@_DATA
def import_(files: tuple[Path, ...], publish: bool, allow_deletions: bool, data: Path | None) -> None:
    """Take the responses of WARC files into the archive, each as a document with its own URL and time.

    Images, redirects, failures and the like are counted and left out. What is older than what is archived from
    the same address is left aside; what was erased stays erased. It can be repeated: what is there is not
    taken in twice. (catalograph build FILE.warc.gz keeps the file whole instead, as one document.)

    \b
    Examples:
        catalograph archive import crawl.warc.gz
        catalograph archive import *.warc.gz --publish --data /srv/studies
    """
    from graph import interchange, pipeline
    from graph.archive import Archive
    from graph.console import Bars, summarise
    from graph.erasing.rules import Rules
    from graph.harvest import session
    from graph.journal import Journal
    from graph.store.embedded import writer_lock

    with _told():
        chosen = settings.load(data=data)
        journal = Journal(chosen.data)
        base = journal.base()
        chosen = replace(chosen, base=base) if base else chosen
        with session.lock(chosen.data), writer_lock(chosen.data):
            pipeline.begin(chosen.data, journal)
            kept = Archive(chosen.data)
            with kept.intake() as intake:
                importer = interchange.Importer(kept, intake, Rules.of(journal.entries("erase")), _left)
                for path in files:
                    with path.open("rb") as file:
                        importer.file(file, chosen.max_document)
            known = {entry["name"] for entry in journal.entries("source")}
            journal.append(entry for entry in importer.taken.sources if entry["name"] not in known)
        _tell(importer.taken)
        if publish:
            bars = Bars()
            try:
                outcome = pipeline.build((), chosen, bars, allow_deletions=allow_deletions)
            finally:
                bars.close()
            summarise(outcome.report, outcome.counts, outcome.snapshot, outcome.changed)
        else:
            click.echo("Publish it with: catalograph build")
    raise SystemExit(EXIT_FINDINGS if importer.taken.counts["broken"] else 0)


def _left(problem: str) -> None:
    click.echo(f"not taken: {problem}", err=True)


def _tell(taken: Taken) -> None:
    told = ("new", "changed", "unchanged", "older", "erased", "broken")
    click.echo(", ".join(f"{taken.counts[name]:,} {name}" for name in told if taken.counts[name]) or "nothing in it")
    for note in taken.left.notes():
        click.echo(note, file=sys.stderr)
