"""What the commands of both desks share: their options, whose catalogue it is, and how faults and progress are told."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from graph import settings

if TYPE_CHECKING:
    from graph.settings import Settings

T = TypeVar("T")
DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder of the catalogue (default: data, CATALOGRAPH_DATA).",
)
JSON = click.option("--json", "as_json", is_flag=True, help="As JSON.")
BY = click.option("--by", help="Who decides (default: your user name).")
WHY = click.option("--why", default="", help="Why, for those who come later.")


def catalogue(data: Path | None) -> Settings:
    """The settings of the catalogue in a folder. Raises ``click.UsageError`` where there is none."""
    from graph.journal import Journal

    try:
        chosen = settings.load(data=data)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    base = Journal(chosen.data).base()
    if base is None:
        raise click.UsageError(f"there is no catalogue in {chosen.data}; run: catalograph build SOURCE…")
    return replace(chosen, base=base)


@contextmanager
def faults_told() -> Iterator[None]:
    """What goes wrong is told as the other commands tell it."""
    from graph import pipeline
    from graph.journal import JournalError
    from graph.store.snapshot import NoSnapshot

    try:
        yield
    except (pipeline.BuildError, NoSnapshot, JournalError, ValueError) as error:
        raise click.UsageError(str(error)) from error


def with_bars(work: Callable[[Any], T]) -> T:
    """What comes of work that tells of its progress."""
    from graph.console import Bars

    bars = Bars()
    try:
        return work(bars)
    finally:
        bars.close()


def who(by: str | None) -> str:
    """Who decides."""
    return by or getpass.getuser()


def write(content: Any) -> None:
    """Write JSON for programs."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=1))
