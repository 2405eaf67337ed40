"""``catalograph erase``: take a person's or a publisher's data out for good."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph import settings

if TYPE_CHECKING:
    from graph.erasing.erasing import Target


@click.command()
@click.argument("what", metavar="IRI|URL")
@click.option("--yes", "-y", is_flag=True, help="Do it without asking.")
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder of the catalogue (default: data, CATALOGRAPH_DATA)."
)
def erase(what: str, yes: bool, data: Path | None) -> None:
    """Erase a person, a study, a project, a publication, or what was found at an address.

    It goes from the archive, the journal, every kept snapshot and what is harvested from here, and a later
    harvest does not bring it back. Its IRI answers 410 with the day. There is no undo, and backups that
    were made earlier still have it. Where it is cut before its end, the next build goes on with it.

    A person's names, identifiers and addresses of mail are masked wherever they stand, in every way of
    writing them; a document in which that does not help goes whole. So does one whose address is named.

    \b
    Examples:
        catalograph erase https://studies.example.org/person/jane-doe
        catalograph erase https://archive.example.org/study/7
        catalograph erase 'https://publisher.example.org/*'

    \b
    Exit codes: 0 erased, 1 not confirmed, 2 wrong use, 3 another harvest or build is running.
    """
    from graph import pipeline
    from graph.console import Bars, summarise
    from graph.erasing import erasing
    from graph.harvest import session
    from graph.journal import Journal
    from graph.store.embedded import writer_lock

    chosen = settings.load(data=data)
    base = Journal(chosen.data).base()
    if base is None:
        raise click.UsageError(f"there is no catalogue in {chosen.data}")
    chosen = replace(chosen, base=base)
    try:
        with session.lock(chosen.data), writer_lock(chosen.data):
            taken = erasing.target(chosen, what)
            _told(taken)
            if not yes:
                click.confirm("Erase this for good?", abort=True)
            erasing.erase(chosen, taken)
        bars = Bars()
        try:
            outcome = pipeline.build((), chosen, bars, anew=True, allow_deletions=True)
        finally:
            bars.close()
    except erasing.NotFound as error:
        raise click.UsageError(str(error)) from error
    summarise(outcome.report, outcome.counts, outcome.snapshot, outcome.changed)
    click.echo("Erased. Backups that were made earlier still have it; so may those who harvested from here.")


def _told(taken: Target) -> None:
    for document in taken.documents:
        click.echo(f"goes whole: {document}")
    for name in taken.names:
        click.echo(f"is masked everywhere: {name}")
