"""``catalograph federation``: what strangers' harvesters will make of the catalogue."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli_faults import EXIT_HELD

if TYPE_CHECKING:
    from graph.federation.federator import Prediction
    from graph.federation.states import Front

SHOWN = 5
"""Names that are listed of each sort; --json lists all."""


@click.group()
def federation() -> None:
    """See what those who harvest the catalogue will do.

    \b
    Examples:
        catalograph federation check
        catalograph federation check --against 12 --json
        catalograph federation check --url http://127.0.0.1:8000
        catalograph federation check --build
    """


@federation.command()
@click.option(
    "--against", metavar="SNAPSHOT", help="What they harvested last: a number or a tag (default: the one before)."
)
@click.option("--snapshot", metavar="SNAPSHOT", help="What they will meet (default: what is published).")
@click.option("--build", is_flag=True, help="They will meet what a build of archive and journal would publish now.")
@click.option(
    "--access-log",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A log in JSON lines (CATALOGRAPH_LOG=json) that tells what each harvested last, where --against does not.",
)
@click.option("--url", metavar="URL", help="Ask the service that runs there: on this machine, or at the base.")
@click.option("--only", metavar="NAME", multiple=True, help="Only this harvester, such as ckan (repeatable).")
@click.option("--json", "as_json", is_flag=True, help="Tell all as JSON, with each harvester's rules.")
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder of the catalogue (default: data, CATALOGRAPH_DATA)."
)
def check(
    against: str | None,
    snapshot: str | None,
    build: bool,
    access_log: Path | None,
    url: str | None,
    only: tuple[str, ...],
    as_json: bool,
    data: Path | None,
) -> None:
    """Will it harvest? Predict creates, updates, deletions and refusals for each harvester.

    CKAN, udata, piveau, an OAI-PMH client, an LDES client and a dataset search engine are replayed by their
    documented rules: each asks the service for what it would ask for, with the headers that it sends, once as of what
    it harvested last and once as of what it will meet. The service is the application itself, in this process; with
    --url it is the one that runs there.

    \b
    Exit codes: 0 all is well, 2 wrong use, 4 a harvester would delete more than a publish may take, or would stop.
    """
    from graph import settings
    from graph.console import Bars
    from graph.federation import checking, guard, replay
    from graph.journal import Journal, JournalError
    from graph.pipeline import BuildError
    from graph.store.snapshot import NoSnapshot

    if sum(map(bool, (snapshot, build, url))) > 1:
        raise click.UsageError("--snapshot, --build and --url exclude each other: each says what harvesters will meet")
    names = [kind.name for kind in replay.FEDERATORS]
    if unknown := [name for name in only if name not in names]:
        raise click.UsageError(f"{unknown[0]} is no harvester that is known here; there are: {', '.join(names)}")
    try:
        chosen = settings.load(data=data)
        with closing(Bars()) as bars:
            checked = checking.check(chosen, _front(), against, snapshot, build, access_log, url, only, bars)
        share = guard.most(Journal(chosen.data))
    except (NoSnapshot, JournalError, BuildError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps(checking.told(checked), indent=2, ensure_ascii=False))
    else:
        for each in checked:
            _show(each)
    if any(checking.harmful(each, share) for each in checked):
        raise SystemExit(EXIT_HELD)


def _front() -> Front:
    """The web front, by its name, as a server loads it."""
    front: Front = importlib.import_module("web.federation").application
    return front


def _show(each: Prediction) -> None:
    numbers = f"{len(each.creates):,} created, {len(each.updates):,} updated, {len(each.deletes):,} deleted"
    click.echo(f"{each.title}, since snapshot {each.against}: {numbers}, {len(each.rejects):,} refused")
    if each.stopped:
        click.echo(f"    STOPS: {each.stopped}")
    for sign, names in (("+", each.creates), ("~", each.updates), ("-", each.deletes)):
        _list(f"{sign} {name}" for name in names)
    _list(f"! {name}: {why}" for name, why in each.rejects)


def _list(lines: Iterable[str]) -> None:
    found = list(lines)
    for line in found[:SHOWN]:
        click.echo(f"    {line}")
    if len(found) > SHOWN:
        click.echo(f"    … and {len(found) - SHOWN:,} more; --json lists all")
