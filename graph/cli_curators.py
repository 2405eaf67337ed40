"""``catalograph curators``: who may decide in the browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from graph import settings

if TYPE_CHECKING:
    from graph.curators import Curators

T = TypeVar("T")
_DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder of the catalogue (default: data, CATALOGRAPH_DATA).",
)


@click.group()
def curators() -> None:
    """Who may decide in the browser: each curator has a name and one token.

    \b
    Examples:
        catalograph curators add "Ada Quill"
        catalograph curators list
        catalograph curators revoke "Ada Quill"

    \b
    Exit codes: 0 done, 2 wrong use.
    """


@curators.command()
@click.argument("name")
@_DATA
def add(name: str, data: Path | None) -> None:
    """Add a curator and show the token, this once.

    \b
    Example:
        catalograph curators add "Ada Quill" --data /srv/studies
    """
    token = _asked(data, lambda kept: kept.add(name))
    click.echo(token)
    click.echo("Hand this token over in private: it is not shown again. It is asked for at /login.", err=True)


@curators.command("list")
@_DATA
def list_(data: Path | None) -> None:
    """List the curators, those without a token any more too."""
    for curator in _asked(data, lambda kept: kept.all()):
        became = f"revoked {curator.revoked[:10]}" if curator.revoked else "active"
        click.echo(f"{curator.name:<30} added {curator.added[:10]}  {became}")


@curators.command()
@click.argument("name")
@_DATA
def revoke(name: str, data: Path | None) -> None:
    """Take a curator's token away. Sessions with it end at once; what was decided stays.

    \b
    Example:
        catalograph curators revoke "Ada Quill"
    """
    _asked(data, lambda kept: kept.revoke(name))
    click.echo(f"The token of {name} is taken away.")


def _asked(data: Path | None, what: Callable[[Curators], T]) -> T:
    from graph.curators import CuratorError, Curators
    from graph.private import Damaged

    try:
        chosen = settings.load(data=data)
        if not (chosen.data / "journal").is_dir():
            raise CuratorError(f"there is no catalogue in {chosen.data}: build one first")
        return what(Curators(chosen.data))
    except (ValueError, Damaged) as error:
        raise click.UsageError(str(error)) from error
