"""How a command ends that was called rightly and cannot go on: another process writes, or a publish is held."""

from __future__ import annotations

from typing import Any

import click

EXIT_BUSY, EXIT_HELD = 3, 4


class Commands(click.Group):
    """Commands that end with 3 where another process is writing, and with 4 where a publish is held."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            ending = _ending(error)
            if ending is None:
                raise
            word, code = ending
            click.echo(f"{word}: {error}", err=True)
            raise SystemExit(code) from error


def _ending(error: Exception) -> tuple[str, int] | None:
    from graph.pipeline import Held
    from graph.store.embedded import Locked

    if isinstance(error, Locked):
        return "Error", EXIT_BUSY
    return ("Held", EXIT_HELD) if isinstance(error, Held) else None
