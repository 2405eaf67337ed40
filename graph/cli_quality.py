"""``catalograph quality``: what was found, by cause; decide, fix, undo, take decisions elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph import cli_deciding

if TYPE_CHECKING:
    from graph.quality.causes import Cause
    from graph.quality.decisions import Decision
    from graph.quality.desk import Desk

_SOURCE = click.option("--source", help="Only of this source; needed where a cause is found in several.")
_KEY = click.option("--key", "keys", multiple=True, metavar="KEY", help="Only this finding; repeat it.")
_STATES = ("open", "waived", "fixed", "corrected", "returned", "all")


@click.group()
def quality() -> None:
    """What was found to be wrong, by cause: see, decide, fix, undo.

    A cause is named as `quality list` shows it, a finding by its key, as `quality show` does. What is decided about a
    cause holds for what is found of it later, too.

    \b
    Examples:
        catalograph quality list
        catalograph quality show 770e2ab3b287fe1d5613
        catalograph quality waive 770e2ab3b287fe1d5613 --until 2027-06-30 --why "the archive mends it in spring"
        catalograph quality undo 1

    \b
    Exit codes: 0 done, 2 wrong use, 3 a build is running, 4 held.
    """


@quality.command("list")
@click.option("--state", type=click.Choice(_STATES), default="open", show_default=True)
@click.option("--severity", type=click.Choice(("Violation", "Warning", "Info")))
@click.option("--profile", help="Only of this profile; the service's own is gate.")
@click.option("--source", help="Only of this source.")
@click.option("--to", help="Only what is assigned to this one.")
@click.option("--limit", type=int, default=20, show_default=True, help="Most causes that are shown.")
@cli_deciding.JSON
@cli_deciding.DATA
def list_(
    state: str,
    severity: str | None,
    profile: str | None,
    source: str | None,
    to: str | None,
    limit: int,
    as_json: bool,
    data: Path | None,
) -> None:
    """List the causes, those first that alone keep the most records from passing.

    \b
    Example:
        catalograph quality list --severity Violation --source harmony
    """
    from graph.quality.desk import Wanted

    with opened(data) as desk:
        found = desk.causes(Wanted(profile, source, severity, state, to))
        if as_json:
            cli_deciding.write([_cause(cause) for cause in found[:limit]])
            return
        for cause in found[:limit]:
            click.echo(
                f"{cause.at[0]}  {cause.severity} ×{len(cause.seen)}  {cause.at[1]}: {cause.first.finding.message}"
            )
            if cause.touches:
                freed = ", ".join(f"{count} of {name}" for name, count in cause.frees.items()) or "none by itself"
                click.echo(f"{'':22}keeps {cause.touches} records back; would free {freed}")
        click.echo(f"{min(limit, len(found))} of {len(found)} causes")
        for name, count in desk.open_by_profile().items():
            click.echo(f"{name}: {count} findings are open")


@quality.command()
@click.argument("cause")
@_SOURCE
@click.option("--limit", type=int, default=20, show_default=True, help="Most findings that are shown.")
@cli_deciding.JSON
@cli_deciding.DATA
def show(cause: str, source: str | None, limit: int, as_json: bool, data: Path | None) -> None:
    """Show the findings of a CAUSE with their keys, states, and what could be put right safely.

    \b
    Example:
        catalograph quality show 770e2ab3b287fe1d5613 --json
    """
    with opened(data) as desk:
        found, states = desk.cause(cause, _source(desk, cause, source))
        fixes = {p.key: p.correction.right.value for p in desk.proposals(found)}
        rows = [
            {**asdict(s.finding), "key": s.key, "profile": s.profile, "document": s.document, "label": s.label}
            | {"state": states[s.key].name, "notes": states[s.key].notes, "fix": fixes.get(s.key)}
            for s in found.seen[:limit]
        ]
        if as_json:
            cli_deciding.write({**_cause(found), "rows": rows})
            return
        click.echo(f"{found.severity}, {found.at[1]}: {found.first.finding.message}")
        for row in rows:
            fix = f" → {row['fix']}" if row["fix"] else ""
            click.echo(f"{row['key']}  {row['state']}, {row['profile']}: {row['label'] or row['focus_node']}")
            click.echo(f"{'':22}{row['focus_node']} {row['value'] or ''}{fix}")
            for note in row["notes"]:
                click.echo(f"{'':22}{note}")
        click.echo(f"{len(rows)} of {len(found.seen)} findings")


def _decision(kind: str, text: str, example: str, *options: Any) -> None:
    """A command that decides about a cause or some of its findings."""

    def command(cause: str, source: str | None, keys: tuple[str, ...], data: Path | None, **given: Any) -> None:
        from graph.quality import deciding

        as_json, by, why = given.pop("as_json"), given.pop("by"), given.pop("why")
        with opened(data) as desk:
            about = deciding.target(desk, cause, _source(desk, cause, source), keys)
            _done(deciding.decide(desk.chosen, kind, about, cli_deciding.who(by), why, **given), as_json)

    command.__doc__ = f"{text}\n\n    \b\n    Example:\n        catalograph quality {example}"
    for option in reversed(
        (
            click.argument("cause"),
            _SOURCE,
            _KEY,
            *options,
            cli_deciding.BY,
            cli_deciding.WHY,
            cli_deciding.JSON,
            cli_deciding.DATA,
        )
    ):
        command = option(command)
    quality.command(kind)(command)


_decision(
    "assign",
    "Say who sees to a CAUSE, or to some of its findings.",
    "assign 770e2ab3b287fe1d5613 --to Cara",
    click.option("--to", required=True, help="Who has it now."),
)
_decision(
    "waive",
    "Accept a CAUSE, or some of its findings, as known until a day. What is published and reported stays as it is.",
    'waive 770e2ab3b287fe1d5613 --until 2027-06-30 --why "known"',
    click.option("--until", required=True, metavar="DATE", help="The last day of the waiver."),
)
_decision(
    "fixed",
    "Say that a CAUSE, or some of its findings, was mended at its source: the next harvest will tell.",
    "fixed 770e2ab3b287fe1d5613 --key 036016623d0ae395bb64",
)
_decision(
    "comment",
    "Say something about a CAUSE, or some of its findings.",
    'comment 770e2ab3b287fe1d5613 --why "asked the archive"',
)


@quality.command()
@click.argument("cause")
@_SOURCE
@_KEY
@click.option("--dry-run", is_flag=True, help="Show the RDF patch and change nothing.")
@cli_deciding.BY
@cli_deciding.WHY
@cli_deciding.JSON
@cli_deciding.DATA
def fix(
    cause: str,
    source: str | None,
    keys: tuple[str, ...],
    dry_run: bool,
    by: str | None,
    why: str,
    as_json: bool,
    data: Path | None,
) -> None:
    """Put right what is safe to put right of a CAUSE, in a graph of its own, and publish it.

    \b
    Example:
        catalograph quality fix 770e2ab3b287fe1d5613 --dry-run
    """
    from graph.quality import deciding, preview

    with opened(data) as desk:
        found, _ = desk.cause(cause, _source(desk, cause, source))
        proposals = [p for p in desk.proposals(found) if not keys or p.key in keys]
        if not proposals:
            raise click.UsageError("there is no safe fix for it, or it was made already")
        if dry_run:
            number = 1 + max((d.number for d in desk.decisions), default=0)
            click.echo(preview.patch(proposals, deciding.graph_of(number, desk.base)), nl=False)
            return
        about = deciding.target(desk, cause, found.at[1], [p.key for p in proposals])
        _working(
            lambda bars: deciding.fix(desk.chosen, about, proposals, cli_deciding.who(by), why, progress=bars), as_json
        )


@quality.command()
@click.argument("number", type=int)
@cli_deciding.BY
@cli_deciding.WHY
@cli_deciding.JSON
@cli_deciding.DATA
def undo(number: int, by: str | None, why: str, as_json: bool, data: Path | None) -> None:
    """Take a decision back, by its NUMBER. Of a fix, what was published before it is published again.

    \b
    Example:
        catalograph quality undo 7
    """
    from graph.quality import deciding

    with opened(data) as desk:
        _working(lambda bars: deciding.undo(desk.chosen, number, cli_deciding.who(by), why, progress=bars), as_json)


@quality.command()
@click.option("--limit", type=int, default=20, show_default=True, help="Most decisions that are shown.")
@cli_deciding.JSON
@cli_deciding.DATA
def decisions(limit: int, as_json: bool, data: Path | None) -> None:
    """List the decisions, the newest first, with what became of each."""
    from graph.quality.decisions import told

    with opened(data) as desk:
        past = desk.history(limit)
        if as_json:
            cli_deciding.write([{"number": p.decision.number, "status": p.status, **told(p.decision)} for p in past])
            return
        for one in past:
            made = one.decision
            more = made.to or made.until
            click.echo(f"{made.number:>5}  {made.kind:<8} {more + ' ' if more else ''}{made.target.label}")
            click.echo(f"       {made.by}, {made.time}, {one.status}{f': {made.why}' if made.why else ''}")


@quality.command()
@click.option("--profile", default="", help="Only of this profile.")
@click.option("--source", default="", help="Only of this source.")
@cli_deciding.JSON
@cli_deciding.DATA
def history(profile: str, source: str, as_json: bool, data: Path | None) -> None:
    """Tell how many findings each publish opened, closed and left standing.

    \b
    Example:
        catalograph quality history --profile gate --source harmony
    """
    from graph.quality import history as past

    with opened(data) as desk:
        rows = [
            {"snapshot": point.snapshot, "published": point.time, "opened": numbers.opened, "closed": numbers.closed}
            | {"standing": numbers.standing, "severities": numbers.severities, "passed": point.passed}
            for point, numbers in past.series(past.of(desk.chosen.data), profile, source)
        ]
        if as_json:
            cli_deciding.write(rows)
            return
        for row in rows:
            told = f"{row['opened']} opened, {row['closed']} closed, {row['standing']} standing"
            click.echo(f"{row['snapshot']:>6}  {row['published']}  {told}")


@quality.command()
@click.option("--output", "-o", type=click.Path(path_type=Path), help="A file instead of the standard output.")
@click.option("--format", "-f", "format_", help="jsonl (default), or a format of RDF such as turtle.")
@cli_deciding.DATA
def export(output: Path | None, format_: str | None, data: Path | None) -> None:
    """Write all decisions, also those undone: as JSON lines, or as RDF with DQV, Web Annotation and PROV.

    \b
    Examples:
        catalograph quality export -o waivers.jsonl
        catalograph quality export -o waivers.ttl
    """
    from graph import serialization
    from graph.quality import exchange

    named = format_ or (output.suffix.lstrip(".") if output else "") or "jsonl"
    with opened(data) as desk:
        if named in ("jsonl", "json", "ndjson"):
            content = exchange.to_lines(desk.decisions).encode()
        else:
            format = serialization.named(named, serialization.of("graph"))
            if format is None or format.rdf is None:
                raise click.UsageError(f"--format {named}: it is jsonl or a format of RDF such as turtle")
            content = serialization.write(list(exchange.to_rdf(desk.decisions, desk.base)), format)
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)


@quality.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@cli_deciding.JSON
@cli_deciding.DATA
def import_(file: Path, as_json: bool, data: Path | None) -> None:
    """Take in decisions that `quality export` wrote, here or elsewhere. Those that are here already are left.

    \b
    Example:
        catalograph quality import waivers.ttl
    """
    from graph.checking import read_rdf
    from graph.quality import deciding, exchange

    with opened(data) as desk:
        if file.suffix in (".jsonl", ".json", ".ndjson"):
            found = exchange.of_lines(file.read_text("utf-8"))
        else:
            found = exchange.of_rdf(read_rdf(file))
        added = deciding.take_in(desk.chosen, found)
    if as_json:
        cli_deciding.write({"added": added, "read": len(found)})
    else:
        click.echo(f"{added} of {len(found)} decisions were new.")


@contextmanager
def opened(data: Path | None) -> Iterator[Desk]:
    """The desk; what goes wrong is told as the other commands tell it."""
    from graph.quality.desk import Desk

    with cli_deciding.faults_told():
        yield Desk(cli_deciding.catalogue(data))


def _source(desk: Desk, cause: str, source: str | None) -> str:
    """The source of a cause, where only one is meant."""
    found = sorted({seen.source for seen in desk.found.seen if seen.cause == cause})
    if source is None and len(found) > 1:
        raise click.UsageError(f"this is found in several sources; give one with --source: {', '.join(found)}")
    return source or next(iter(found), "")


def _working(work: Callable[[Any], Decision], as_json: bool) -> None:
    _done(cli_deciding.with_bars(work), as_json)


def _done(made: Decision, as_json: bool) -> None:
    from graph.quality.decisions import told

    if as_json:
        cli_deciding.write({"number": made.number, **told(made)})
    elif made.undone:
        click.echo(f"Decision {made.number} is undone.")
    else:
        click.echo(f"Decision {made.number}. Undo it with: catalograph quality undo {made.number}")


def _cause(cause: Cause) -> dict[str, Any]:
    finding = cause.first.finding
    return {
        "cause": cause.at[0],
        "source": cause.at[1],
        "severity": cause.severity,
        "message": finding.message,
        "path": finding.path,
        "shape": finding.source_shape,
        "component": finding.component,
        "profiles": list(cause.profiles),
        "findings": len(cause.seen),
        "states": dict(cause.states),
        "frees": dict(cause.frees),
        "keeps_back": cause.touches,
        "assigned": list(cause.to),
        "returned": cause.returned,
    }
