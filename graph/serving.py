"""Starting the service: the pool of query workers, and granian with the Flask front before it."""

from __future__ import annotations

import multiprocessing
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from graph.settings import SETTINGS, Settings
from graph.store.snapshot import Snapshots

THREADS = 8
"""Threads of each process; answers are whole byte strings, so a slow reader holds none of them."""
POOL = "CATALOGRAPH_POOL_FOLDER"
"""How serving processes learn where the pool's socket is; set by :func:`serve_forever` alone."""


class Busy(Exception):
    """The address is taken."""


def serve_forever(chosen: Settings) -> None:
    """Serve until interrupted. Raises :class:`Busy` where something else listens at the address."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    _check_free(chosen)
    for setting in SETTINGS:
        os.environ[setting.variable] = str(getattr(chosen, setting.name))
    with tempfile.TemporaryDirectory(prefix="catalograph-") as name, pool(chosen, Path(name)):
        os.environ[POOL] = name
        for line in places(chosen):
            click.echo(line)
        server = Granian(
            "web.wsgi:app",
            address=chosen.host,
            port=chosen.port,
            interface=Interfaces.WSGI,
            workers=chosen.workers,
            blocking_threads=THREADS,
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
            log_enabled=True,
            log_level=LogLevels.error,
        )
        server.serve()


@contextmanager
def pool(chosen: Settings, folder: Path) -> Iterator[Path]:
    """Keep the query workers while the block runs; gives the path of their socket."""
    path = folder / "queries"
    context = multiprocessing.get_context("spawn")
    keeper = context.Process(target=_keep, args=(chosen, path, os.getpid()), name="catalograph-queries")
    keeper.start()
    try:
        while (chosen.data / "current").exists() and not path.exists() and keeper.is_alive():
            time.sleep(0.02)
        yield path
    finally:
        keeper.terminate()
        keeper.join(10)


def _keep(chosen: Settings, path: Path, parent: int) -> None:
    from graph.store.pool.keeper import Keeper

    limits = {
        "deadline": chosen.query_deadline,
        "memory": chosen.query_memory,
        "size": chosen.query_result * 1024 * 1024,
    }
    Keeper(chosen.data, path, chosen.query_workers, chosen.memory_budget, limits).run(parent)


def places(chosen: Settings) -> list[str]:
    """Where to look, as the first lines of the server's output."""
    host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    root = f"http://{host}:{chosen.port}/"
    rows = (("page", ""), ("SPARQL", "sparql"), ("catalogue", "catalog"), ("quality", "quality"))
    current = Snapshots(chosen.data).current() if (chosen.data / "current").exists() else None
    told = f"Serving snapshot {current.number}" if current else "Nothing is published yet: catalograph build SOURCE…"
    return [told, *(f"  {name:<10} {root}{path}" for name, path in rows)]


def _check_free(chosen: Settings) -> None:
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.host, chosen.port))
        except OSError as error:
            raise Busy(
                f"{chosen.host}:{chosen.port} cannot be listened on ({error.strerror}); "
                "stop what runs there or choose another with --port"
            ) from error
