"""The command that brings what is published to a remote SPARQL engine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

EXIT_FAILED = 1


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder of the catalogue (default: data, CATALOGRAPH_DATA).",
)
@click.option("--store", required=True, metavar="URL", help="The engine's SPARQL query address.")
@click.option("--update-url", metavar="URL", help="Its address for updates, where it cannot be told from --store.")
@click.option("--graphs-url", metavar="URL", help="Its Graph Store Protocol address, likewise.")
@click.option("--auth", type=click.Choice(("basic", "digest")), default="basic", help="How user and password are sent.")
def publish(data: Path | None, store: str, update_url: str | None, graphs_url: str | None, auth: Any) -> None:
    """Bring the current snapshot to a remote SPARQL engine.

    Only named graphs that changed are sent. It is not done in one step: while it runs, and after it was cut
    off, <base>graph/publishing says so; run it again to go on. Credentials are read from the environment
    alone: CATALOGRAPH_STORE_USER and CATALOGRAPH_STORE_PASSWORD, or CATALOGRAPH_STORE_TOKEN.

    \b
    Examples:
        catalograph publish --store http://127.0.0.1:7878/query
        catalograph publish --store https://example.org/sparql-auth --auth digest

    \b
    Exit codes: 0 published (or nothing had changed), 1 the engine failed: run it again, 2 wrong use,
    3 a build or another publish is running.
    """
    from graph import settings
    from graph.console import Bars
    from graph.store.datafolder import Unusable
    from graph.store.embedded import writer_lock
    from graph.store.remote import Credentials, Endpoints, Limits, Remote, RemoteError, publish_remote
    from graph.store.snapshot import NoSnapshot, Snapshots

    bars = Bars()
    try:
        chosen = settings.load(data=data)
        endpoints = Endpoints.of(store, update_url, graphs_url)
        if not (endpoints.update and endpoints.graphs):
            raise click.UsageError(
                "this engine's addresses cannot be told from --store: give --update-url and --graphs-url"
            )
        snapshot = Snapshots(chosen.data).current()
        credentials = Credentials.from_environment(os.environ, auth)
        with writer_lock(chosen.data), Remote(endpoints, credentials=credentials, limits=Limits(idle=600)) as remote:
            done = publish_remote(remote, snapshot, bars)
    except (NoSnapshot, Unusable, ValueError) as error:
        raise click.UsageError(str(error)) from error
    except (RemoteError, OSError) as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(EXIT_FAILED) from error
    finally:
        bars.close()
    told = f"{done.sent} graphs sent, {done.removed} removed, {done.same} the same"
    click.echo(f"Snapshot {snapshot.number} is at {store}: {told}.")
