"""One line for each request on the error output: as JSON for machines, or in words.

A line has no query and no words that were searched for, and the client's address only where a setting says
so: what people ask is theirs.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request

from graph.settings import Settings
from web.metrics import route


def line(
    method: str, route: str, status: int, seconds: float, size: int | None, snapshot: int | None
) -> dict[str, Any]:
    """What is told of a request: the time in UTC, its duration in milliseconds, the size in bytes."""
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "method": method[:16],
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "bytes": size,
        "snapshot": snapshot,
    }


def tell(chosen: Settings, told: dict[str, Any], client: str | None) -> None:
    """Write a line, if any are wanted, with the client's address where the settings say so."""
    if chosen.log == "off":
        return
    if chosen.log_clients:
        told = {**told, "client": client}
    text = json.dumps(told) if chosen.log == "json" else _words(told)
    with contextlib.suppress(OSError, ValueError):  # an error output that is closed stops no answer
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def _words(told: dict[str, Any]) -> str:
    words = [told["time"], told["method"], told["route"], str(told["status"]), f"{told['ms']} ms"]
    if told["bytes"] is not None:
        words.append(f"{told['bytes']} B")
    if told["snapshot"] is not None:
        words.append(f"snapshot {told['snapshot']}")
    return " ".join([*words, *filter(None, [told.get("client")])])


def init_app(app: Flask, chosen: Settings) -> None:
    """Tell of every request, last of all steps."""

    @app.after_request
    def _tell(response: Response) -> Response:
        number = g.snapshot.number if "snapshot" in g else None
        now = time.perf_counter()
        seconds = now - g.get("started", now)
        told = line(request.method, route(), response.status_code, seconds, response.content_length, number)
        tell(chosen, told, request.remote_addr)
        return response
