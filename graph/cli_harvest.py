"""``catalograph harvest``: fetch what ``harvest.toml`` lists, and publish it or show what it would change."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from graph import settings

if TYPE_CHECKING:
    from graph.harvest.crawl import Summary
    from graph.harvest.plan import Plan, Planned
    from graph.harvest.run import Run

EXIT_INCOMPLETE, EXIT_INTERRUPTED = 1, 130


@click.command()
@click.argument("names", metavar="[NAME]…", nargs=-1)
@click.option("--plan", "-f", type=click.Path(path_type=Path), default="harvest.toml", show_default=True)
@click.option("--due", is_flag=True, help="Only the sources whose time has come, by their `every`.")
@click.option("--full", is_flag=True, help="Ask for all, also where only changes are asked for otherwise.")
@click.option("--dry-run", is_flag=True, help="Fetch, and show what the graph would gain and lose; change nothing.")
@click.option(
    "--patch", type=click.Path(path_type=Path), help="With --dry-run: write it as an RDF Patch (- for stdout)."
)
@click.option("--page", type=click.Path(path_type=Path), help="With --dry-run: write it as an HTML page.")
@click.option("--no-publish", is_flag=True, help="Only take into the archive; a later build publishes.")
@click.option("--allow-deletions", is_flag=True, help="Publish even if a source has lost much of what it had.")
@click.option("--executor", help="Processes that read documents, or a Dask scheduler's tcp:// address.")
@click.option("--json", "as_json", is_flag=True, help="Tell the outcome as JSON.")
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder of the catalogue (default: data, CATALOGRAPH_DATA)."
)
def harvest(
    names: tuple[str, ...],
    plan: Path,
    due: bool,
    full: bool,
    dry_run: bool,
    patch: Path | None,
    page: Path | None,
    no_publish: bool,
    allow_deletions: bool,
    executor: str | None,
    as_json: bool,
    data: Path | None,
) -> None:
    """Fetch the sources of harvest.toml (all, or the NAMEs), and publish what they say.

    Servers are asked politely: one rate for each host, robots.txt, only what has changed. It can be
    interrupted at any instant; the same command goes on where it was. What a source no longer has is
    published no longer, unless its listing broke, or so much of it is missing that it seems to have collapsed.

    \b
    A harvest.toml names whom to write to and, for each source, where it begins; docs/harvest.md has all fields:
        contact = "mailto:you@example.org"
        [sources.archive]
        kind = "oai-pmh"
        url = "https://archive.example.org/oai?verb=ListRecords&metadataPrefix=oai_ddi25"
        every = "1 day"
    Kinds are, among others, oai-pmh, ckan, dcat, sitemap and table; without one, the content decides.

    \b
    Examples:
        catalograph harvest                        all sources of ./harvest.toml
        catalograph harvest archive --dry-run      what would change, statement by statement
        catalograph harvest --due --json           nightly, from a timer
        catalograph harvest --dry-run --patch changes.rdfp --page changes.html

    \b
    Exit codes: 0 done, 1 a source was not fetched whole, 2 wrong use, 3 another harvest or build is
    running, 4 the publish is held because a source seems to have collapsed, 130 interrupted.
    """
    from graph.harvest import plan as plans
    from graph.harvest import session
    from graph.journal import Journal, JournalError

    if (patch or page) and not dry_run:
        raise click.UsageError("--patch and --page go with --dry-run")
    try:
        chosen = settings.load(data=data, executor=executor)
        kept = Journal(chosen.data).base()
        chosen = replace(chosen, base=kept) if kept else chosen
        loaded = plans.load(plan)
        planned = [p for p in loaded.chosen(names) if not due or session.due(chosen.data, p)]
    except (ValueError, LookupError, JournalError) as error:
        raise click.UsageError(str(error.args[0])) from error
    try:
        with session.lock(chosen.data):
            if dry_run:
                _preview(loaded, planned, chosen, full, patch, page, as_json)
                return
            summaries = _fetched(loaded, planned, chosen, full)
        _published(summaries, chosen, no_publish, allow_deletions, as_json)
    except (session.Stopped, KeyboardInterrupt) as error:
        click.echo("Interrupted. What was fetched is kept; the same command goes on where it was.", err=True)
        raise SystemExit(EXIT_INTERRUPTED) from error


def _fetched(plan: Plan, planned: Sequence[Planned], chosen: settings.Settings, full: bool) -> list[Summary]:
    from graph.archive import Archive
    from graph.erasing.rules import Rules
    from graph.harvest import session
    from graph.journal import Journal

    journal = Journal(chosen.data)
    journal.append(session.described(journal.entries(), planned))
    with _bars() as told:
        running = session.Session(
            plan, chosen, Archive(chosen.data), chosen.data, chosen.data, full, Rules.of(journal.entries())
        )
        summaries = running.fetch(planned, told)
    journal.append(session.dropped(journal.entries(), plan, running.archive))
    return summaries


def _preview(
    plan: Plan,
    planned: Sequence[Planned],
    chosen: settings.Settings,
    full: bool,
    patch: Path | None,
    page: Path | None,
    as_json: bool,
) -> None:
    """Fetch beside the archive, compare, and leave everything as it was."""
    from graph import pipeline
    from graph.archive import Archive
    from graph.console import Bars, show, write_preview
    from graph.erasing.rules import Rules
    from graph.harvest import session
    from graph.journal import Journal

    entries = list(Journal(chosen.data).entries())
    entries += session.described(entries, planned)
    with TemporaryDirectory(prefix="catalograph-preview-") as folder:
        archive = Archive(Path(folder), Archive(chosen.data))
        with _bars() as told:
            running = session.Session(plan, chosen, archive, chosen.data, Path(folder), full, Rules.of(entries))
            summaries = running.fetch(planned, told)
        bars = Bars()
        try:
            found = pipeline.previewed(archive, entries, chosen, bars)
        finally:
            bars.close()
    if as_json:
        click.echo(json.dumps({"sources": [_row(s) for s in summaries], "preview": found.as_json()}, indent=1))
    elif patch != Path("-"):
        table(summaries)
        failed(summaries)
        show(found)
    write_preview(found, patch, page)


def _published(
    summaries: Sequence[Summary], chosen: settings.Settings, no_publish: bool, allow_deletions: bool, as_json: bool
) -> None:
    from graph import pipeline
    from graph.console import Bars, summarise

    told: dict[str, Any] = {"sources": [_row(summary) for summary in summaries]}
    if not as_json:
        table(summaries)
    if no_publish and not as_json:
        failed(summaries)
        click.echo("It is in the archive; publish it with: catalograph build")
    if not no_publish:
        bars = Bars()
        try:
            outcome = pipeline.build((), chosen, bars, allow_deletions=allow_deletions)
        except pipeline.Held as error:
            _tell({**told, "held": str(error)}, as_json)
            raise
        except pipeline.BuildError as error:
            raise click.UsageError(str(error)) from error
        finally:
            bars.close()
        told |= {"snapshot": outcome.snapshot, "changed": outcome.changed}
        if not as_json:
            summarise(outcome.report, outcome.counts, outcome.snapshot, outcome.changed)
    _tell(told, as_json)
    if not all(summary.complete for summary in summaries) or any(summary.counts["failed"] for summary in summaries):
        raise SystemExit(EXIT_INCOMPLETE)


def _tell(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, indent=1))


SHOWN = 10
"""Failures of a source that the terminal names."""
OUTCOMES = ("new", "changed", "unchanged", "gone", "failed", "left out")


def table(summaries: Sequence[Summary]) -> None:
    """What came of each source, as a table; why one is not whole below it."""
    width = max([6, *(len(s.name) for s in summaries)])
    click.echo(
        f"{'source':<{width}} {'asked for':<12}" + "".join(f"{name:>11}" for name in OUTCOMES) + "     MB   time"
    )
    for s in summaries:
        asked = "changes" if s.since else "all"
        numbers = "".join(f"{s.counts[name]:>11,}" for name in OUTCOMES)
        click.echo(f"{s.name:<{width}} {asked:<12}{numbers}{s.bytes / 1e6:>7.1f}{s.seconds:>6.1f}s")
    for s in summaries:
        for why in s.broken:
            click.echo(f"{s.name} is not whole: {why}", err=True)


def failed(summaries: Sequence[Summary]) -> None:
    """The addresses that failed; after a publish its own summary has them."""
    for s in summaries:
        for url, error in s.failures[:SHOWN]:
            click.echo(f"{s.name} failed: {url}: {error}", err=True)
        if len(s.failures) > SHOWN:
            click.echo(f"{s.name}: {s.counts['failed'] - SHOWN:,} more failed; --json names them", err=True)


def _row(summary: Summary) -> dict[str, Any]:
    return {**asdict(summary), "counts": {name: summary.counts[name] for name in OUTCOMES}}


@contextmanager
def _bars() -> Iterator[Any]:
    """A progress bar for each source where the error output is a terminal, with its rate and the time left."""
    from tqdm import tqdm

    bars: dict[str, Any] = {}
    lock = threading.Lock()

    def told(name: str, run: Run) -> None:
        with lock:
            if name not in bars:
                bars[name] = tqdm(desc=name, unit=" pages", disable=None, initial=run.done, file=sys.stderr)
            bars[name].total = run.done + len(run.waiting)
            bars[name].update(run.done - bars[name].n)

    try:
        yield told
    finally:
        for bar in bars.values():
            bar.close()
