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


def line(response: Response, with_client: bool) -> dict[str, Any]:
    """What is told of a request: times in UTC, durations in milliseconds, sizes in bytes."""
    told = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "method": request.method[:16],
        "route": route(),
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        "bytes": response.content_length,
        "snapshot": g.snapshot.number if "snapshot" in g else None,
    }
    return {**told, "client": request.remote_addr} if with_client else told


def _words(told: dict[str, Any]) -> str:
    words = [told["time"], told["method"], told["route"], str(told["status"]), f"{told['ms']} ms"]
    if told["bytes"] is not None:
        words.append(f"{told['bytes']} B")
    if told["snapshot"] is not None:
        words.append(f"snapshot {told['snapshot']}")
    return " ".join([*words, *filter(None, [told.get("client")])])


def init_app(app: Flask, chosen: Settings) -> None:
    """Tell of every request, last of all steps; with ``log`` "off" of none."""
    if chosen.log == "off":
        return

    @app.after_request
    def _tell(response: Response) -> Response:
        told = line(response, chosen.log_clients)
        text = json.dumps(told) if chosen.log == "json" else _words(told)
        with contextlib.suppress(OSError, ValueError):  # an error output that is closed stops no answer
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()
        return response
