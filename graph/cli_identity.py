"""``catalograph identity``: see what may be one, decide, undo, and take decisions elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph import cli_deciding

if TYPE_CHECKING:
    from graph.identity.deciding import Done
    from graph.identity.review import Pair, Past, Review, Side
    from graph.settings import Settings

EXIT_REFUSED = 1
_OVERRIDE = click.option("--override", is_flag=True, help="Also where identifiers say otherwise.")
_STATUSES = ("open", "undecided", "different", "all")
_TYPES = ("person", "organization", "project", "study", "publication", "catalogue")


@click.group()
def identity() -> None:
    """Which people, organisations and works are one: see, decide, undo.

    Things are named by their IRIs, the addresses of their pages or what comes after the base (person/ada-quill);
    pairs and decisions by what `identity list` and `identity history` show.

    \b
    Examples:
        catalograph identity list
        catalograph identity show 99f5bcfb0ec1
        catalograph identity decide 99f5bcfb0ec1 same --why "renamed in 2021"
        catalograph identity undo 1

    \b
    Exit codes: 0 done, 1 refused because identifiers say otherwise, 2 wrong use, 3 a build is running, 4 held.
    """


@identity.command("list")
@click.option("--status", type=click.Choice(_STATUSES), default="open", show_default=True)
@click.option("--type", "type_", type=click.Choice(_TYPES), help="Only pairs of this type.")
@click.option("--limit", type=int, default=20, show_default=True, help="Most pairs that are shown.")
@cli_deciding.JSON
@cli_deciding.DATA
def list_(status: str, type_: str | None, limit: int, as_json: bool, data: Path | None) -> None:
    """List pairs that may be one, those first that touch the most statements.

    \b
    Example:
        catalograph identity list --type person --limit 100
    """
    with _reviewing(data) as (_, review):
        pairs = review.pairs(status, type_, limit)
        if as_json:
            cli_deciding.write([_pair(pair) for pair in pairs])
            return
        for pair in pairs:
            click.echo(f"{pair.id}  {pair.type}, {pair.points} points, {pair.effect} statements, {pair.status}")
            for side in (pair.one, pair.other):
                click.echo(f"    {side.label}  <{side.iri}>")
            click.echo(f"    {'; '.join(map(str, pair.lines))}")
        click.echo(f"{len(pairs)} of {review.count(status, type_)} pairs")
        for note in review.notes():
            click.echo(f"note: {note}", err=True)


@identity.command()
@click.argument("what", metavar="PAIR|IRI")
@cli_deciding.JSON
@cli_deciding.DATA
def show(what: str, as_json: bool, data: Path | None) -> None:
    """Show a pair with the evidence of both sides, or a thing with all its mentions.

    \b
    Examples:
        catalograph identity show 99f5bcfb0ec1
        catalograph identity show person/ada-quill --json
    """
    from graph.identity.review import ReviewError

    with _reviewing(data) as (_, review):
        try:
            pair = review.pair(what)
        except ReviewError:
            side = review.side(what)
            if as_json:
                cli_deciding.write(_side(side))
            else:
                _tell(side)
            return
        if as_json:
            cli_deciding.write(_pair(pair))
            return
        click.echo(f"{pair.id}  {pair.type}, {pair.points} points, {pair.effect} statements, {pair.status}")
        for line in pair.lines:
            click.echo(f"  {line}")
        for side in (pair.one, pair.other):
            _tell(side)


@identity.command()
@click.argument("pair")
@click.argument("decision", type=click.Choice(("same", "different", "undecided")))
@cli_deciding.BY
@cli_deciding.WHY
@_OVERRIDE
@cli_deciding.JSON
@cli_deciding.DATA
def decide(
    pair: str, decision: Any, by: str | None, why: str, override: bool, as_json: bool, data: Path | None
) -> None:
    """Decide a proposed pair. What follows from it is published at once.

    \b
    Example:
        catalograph identity decide 99f5bcfb0ec1 different --why "father and son"
    """
    from graph.identity import deciding

    with _reviewing(data) as (chosen, review):
        found = review.pair(pair)
        _done(
            lambda bars: deciding.decide(
                chosen,
                found.one.iri,
                found.other.iri,
                decision,
                cli_deciding.who(by),
                why,
                override=override,
                progress=bars,
            ),
            as_json,
        )


@identity.command()
@click.argument("one", metavar="IRI")
@click.argument("other", metavar="IRI")
@cli_deciding.BY
@cli_deciding.WHY
@_OVERRIDE
@cli_deciding.JSON
@cli_deciding.DATA
def merge(one: str, other: str, by: str | None, why: str, override: bool, as_json: bool, data: Path | None) -> None:
    """Say that two things are the same. The older IRI stays, the other one leads to it (301).

    \b
    Example:
        catalograph identity merge organization/old-name-trust organization/new-name --why "renamed in 2021"
    """
    from graph.identity import deciding

    with _reviewing(data) as (chosen, _):
        _done(
            lambda bars: deciding.decide(
                chosen, one, other, "same", cli_deciding.who(by), why, override=override, progress=bars
            ),
            as_json,
        )


@identity.command()
@click.argument("one", metavar="IRI")
@click.argument("other", metavar="[IRI]", required=False)
@click.option("--mention", multiple=True, metavar="KEY", help="A mention that is another thing; repeat it.")
@cli_deciding.BY
@cli_deciding.WHY
@_OVERRIDE
@cli_deciding.JSON
@cli_deciding.DATA
def split(
    one: str,
    other: str | None,
    mention: tuple[str, ...],
    by: str | None,
    why: str,
    override: bool,
    as_json: bool,
    data: Path | None,
) -> None:
    """Say that two things are different, or that some mentions of a thing are another one.

    `identity show IRI` lists the mentions with their keys.

    \b
    Examples:
        catalograph identity split person/ada-quill person/ada-quill-1f2e3d4c
        catalograph identity split person/ada-quill --mention 'person@text/notes#ada quill'
    """
    from graph.identity import deciding

    if bool(other) == bool(mention):
        raise click.UsageError("give a second IRI, or --mention for each mention that is another thing")
    with _reviewing(data) as (chosen, _):

        def work(bars: Any) -> Done:
            if other:
                return deciding.decide(
                    chosen, one, other, "different", cli_deciding.who(by), why, override=override, progress=bars
                )
            return deciding.split(chosen, one, mention, cli_deciding.who(by), why, override=override, progress=bars)

        _done(work, as_json)


@identity.command()
@click.argument("number", type=int)
@cli_deciding.BY
@cli_deciding.WHY
@cli_deciding.JSON
@cli_deciding.DATA
def undo(number: int, by: str | None, why: str, as_json: bool, data: Path | None) -> None:
    """Take a decision back, by its NUMBER. The statements that were there before it are there again.

    \b
    Example:
        catalograph identity undo 7 --why "two people after all"
    """
    from graph.identity import deciding

    with _reviewing(data) as (chosen, _):
        _done(
            lambda bars: deciding.undo(chosen, number, cli_deciding.who(by), why, progress=bars), as_json, undone=True
        )


@identity.command()
@click.option("--limit", type=int, default=20, show_default=True, help="Most decisions that are shown.")
@cli_deciding.JSON
@cli_deciding.DATA
def history(limit: int, as_json: bool, data: Path | None) -> None:
    """List the decisions, the newest first, with what became of each."""
    with _reviewing(data) as (_, review):
        past = review.history(limit)
        if as_json:
            cli_deciding.write([_past(one) for one in past])
            return
        for one in past:
            made = one.decision
            click.echo(f"{made.number:>5}  {made.kind:<9} {' | '.join(made.labels)}")
            click.echo(f"       {made.by}, {made.time}, {one.status}{f': {made.why}' if made.why else ''}")


@identity.command()
@click.option("--output", "-o", type=click.Path(path_type=Path), help="A file instead of the standard output.")
@click.option("--format", "-f", "format_", help="jsonl (default), or a format of RDF such as turtle.")
@cli_deciding.DATA
def export(output: Path | None, format_: str | None, data: Path | None) -> None:
    """Write all decisions, also those undone: as JSON lines, or as RDF with owl:sameAs and PROV.

    \b
    Examples:
        catalograph identity export -o decisions.jsonl
        catalograph identity export -o decisions.ttl
    """
    from graph import serialization
    from graph.identity import decisions, exchange
    from graph.journal import Journal

    chosen = cli_deciding.catalogue(data)
    held = decisions.replayed(Journal(chosen.data).entries())
    named = format_ or (output.suffix.lstrip(".") if output else "") or "jsonl"
    if named in ("jsonl", "json", "ndjson"):
        content = exchange.to_lines(held).encode()
    else:
        format = serialization.named(named, serialization.of("graph"))
        if format is None or format.rdf is None:
            raise click.UsageError(f"--format {named}: it is jsonl or a format of RDF such as turtle")
        content = serialization.write(list(exchange.to_rdf(held, chosen.base)), format)
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)


@identity.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@cli_deciding.JSON
@cli_deciding.DATA
def import_(file: Path, as_json: bool, data: Path | None) -> None:
    """Take in decisions that `identity export` wrote, here or elsewhere. Those that are here already are left.

    \b
    Example:
        catalograph identity import decisions.jsonl
    """
    from graph.checking import read_rdf
    from graph.console import Bars
    from graph.identity import deciding, exchange

    with _reviewing(data) as (chosen, _):
        try:
            if file.suffix in (".jsonl", ".json", ".ndjson"):
                found = exchange.of_lines(file.read_text("utf-8"))
            else:
                found = exchange.of_rdf(read_rdf(file))
        except UnicodeDecodeError as error:
            raise click.UsageError(f"{file}: this is not UTF-8: {error}") from error
        bars = Bars()
        try:
            added, snapshot = deciding.take_in(chosen, found, progress=bars)
        finally:
            bars.close()
    if as_json:
        cli_deciding.write({"added": added, "read": len(found), "snapshot": snapshot})
    else:
        click.echo(f"{added} of {len(found)} decisions were new. Snapshot {snapshot} shows them.")


@contextmanager
def _reviewing(data: Path | None) -> Iterator[tuple[Settings, Review]]:
    """The settings and the review; what goes wrong is told as the other commands tell it."""
    from graph.identity.deciding import Contradiction
    from graph.identity.review import Review

    chosen = cli_deciding.catalogue(data)
    with cli_deciding.faults_told():
        try:
            yield chosen, Review(chosen)
        except Contradiction as error:
            click.echo(f"Error: {error}", err=True)
            raise SystemExit(EXIT_REFUSED) from error


def _done(work: Callable[[Any], Done], as_json: bool, undone: bool = False) -> None:
    done = cli_deciding.with_bars(work)
    if as_json:
        cli_deciding.write({"decision": done.number, "snapshot": done.snapshot, "changed": done.changed})
        return
    shown = f"Snapshot {done.snapshot} published." if done.changed else "What is published stays as it is."
    told = "is undone" if undone else "is taken"
    further = "" if undone else f" Undo it with: catalograph identity undo {done.number}"
    click.echo(f"Decision {done.number} {told}. {shown}{further}")


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "id": pair.id,
        "type": pair.type,
        "points": pair.points,
        "lines": [{"points": line.points, "text": line.text} for line in pair.lines],
        "effect": pair.effect,
        "status": pair.status,
        "decision": pair.decision,
        "one": _side(pair.one),
        "other": _side(pair.other),
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "iri": side.iri,
        "type": side.type,
        "label": side.label,
        "keys": side.keys,
        "statements": side.statements,
        "studies": side.studies,
        "said": [
            {
                "document": said.document,
                "url": said.source.url if said.source else None,
                "names": said.names,
                "keys": said.keys,
                "quotes": [quote.exact or quote.pointer for quote in said.quotes],
            }
            for said in side.said
        ],
    }


def _past(past: Past) -> dict[str, Any]:
    from graph.identity.exchange import told

    return {"number": past.decision.number, "status": past.status, **told(past.decision)}


def _tell(side: Side) -> None:
    click.echo(f"{side.label}  <{side.iri}>, {side.type}, {side.statements} statements, {side.studies} studies")
    for said in side.said:
        click.echo(f"  {said.document}: {' | '.join(said.names)}")
        for key in said.keys:
            click.echo(f"      key: {key}")
        for quote in said.quotes[:3]:
            if quote.exact:
                click.echo(f"      “{quote.exact}”")
    if side.more:
        click.echo(f"  and {side.more} more documents")
