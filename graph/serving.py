"""Starting the service: the pool of query workers, and granian with the Flask front before it."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.recovery import recover
from graph.settings import SETTINGS, Settings
from graph.store.snapshot import Snapshots

if TYPE_CHECKING:
    from graph.store.scratch import Scratch

THREADS = 8
"""Threads of each process; answers are whole byte strings, so a slow reader holds none of them."""
POOL = "CATALOGRAPH_POOL_FOLDER"
"""How serving processes learn where the pool's socket is; set by :func:`serve_forever` alone."""


SCRATCH = "CATALOGRAPH_SCRATCH"
"""How the serving process learns that it holds a scratch dataset; set by :func:`serve_forever` alone."""


COUNTERS = "PROMETHEUS_MULTIPROC_DIR"
"""Where serving processes keep their counters, for any of them to add up."""


class Busy(Exception):
    """The address is taken."""


def serve_forever(chosen: Settings, scratch: bool = False) -> None:
    """Serve a catalogue, or a scratch dataset, until interrupted.

    Raises :class:`Busy` where something else listens at the address.
    """
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    _check_free(chosen)
    for setting in SETTINGS:
        os.environ[setting.variable] = str(getattr(chosen, setting.name))
    with tempfile.TemporaryDirectory(prefix="catalograph-") as name, ExitStack() as kept:
        os.environ[POOL] = name
        (Path(name) / "metrics").mkdir()
        os.environ[COUNTERS] = str(Path(name) / "metrics")
        os.environ.pop(SCRATCH, None)
        if scratch:
            os.environ[SCRATCH] = "yes"
        else:
            recover(chosen.data)
            kept.enter_context(pool(chosen, Path(name)))
        for line in scratch_places(chosen) if scratch else places(chosen):
            click.echo(line)
        importlib.import_module("web")  # here once: the serving processes are forked, and those that replace them
        server = Granian(
            "web.wsgi:app",
            address=chosen.host,
            port=chosen.port,
            interface=Interfaces.WSGI,
            workers=1 if scratch else chosen.workers,
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
        "rows": chosen.query_rows,
    }
    Keeper(chosen.data, path, chosen.query_workers, chosen.memory_budget, limits).run(parent)


def places(chosen: Settings) -> list[str]:
    """Where to look, as the first lines of the server's output."""
    root = address(chosen)
    rows = (("page", ""), ("SPARQL", "sparql"), ("catalogue", "catalog"), ("quality", "quality"))
    number = Snapshots(chosen.data).published()  # not opened: the engine has threads, and this process is forked
    told = f"Serving snapshot {number}" if number else "Nothing is published yet: catalograph build SOURCE…"
    return [told, *(f"  {name:<10} {root}{path}" for name, path in rows)]


def scratch_places(chosen: Settings) -> list[str]:
    """The same for a scratch dataset."""
    rows = (("query", "sparql"), ("update", "update"), ("graphs", "store"))
    told = "Serving an empty dataset in memory; it is gone when this ends"
    return [told, *(f"  {name:<10} {address(chosen)}{path}" for name, path in rows)]


def address(chosen: Settings) -> str:
    """The root that this server answers at, without a proxy."""
    host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    return f"http://{host}:{chosen.port}/"


def scratch(chosen: Settings) -> Scratch:
    """The dataset of a scratch server."""
    from graph.service import services
    from graph.store.pool.client import Limits
    from graph.store.scratch import Scratch

    limits = Limits(
        chosen.query_deadline, chosen.query_memory, chosen.query_result, chosen.max_query, chosen.query_rows
    )
    return Scratch(chosen.base, limits, services(chosen))


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
