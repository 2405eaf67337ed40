"""A result of millions of rows: what the service holds while it makes and sends it."""

from __future__ import annotations

import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.endpoint.load import Figure, resident, watched
from benchmarks.endpoint.systems import MEMORY_BUDGET, ours
from benchmarks.endpoint.told import Row

_QUERY = "SELECT ?a ?b WHERE {{ ?a a <https://schema.org/Dataset> . ?b a <https://schema.org/Dataset> }} LIMIT {}"
_PIECE = 1 << 20


def large(data: Path, modes: dict[str, int], rows: int) -> Iterator[Row]:
    """Ask for so many rows as CSV and read them as they come; p50 is the time to the first byte, p99 to the last."""
    for name, budget in modes.items():
        limits = {"QUERY_DEADLINE": "1800", "QUERY_RESULT": "16000"}
        with ours(data, name, budget, **limits) as system:
            before = resident(system.pid)
            url = f"{system.url}?{urllib.parse.urlencode({'query': _QUERY.format(rows), 'format': 'csv'})}"
            start, lines = time.perf_counter(), 0
            with watched(system.pid) as held, urllib.request.urlopen(url, timeout=1800) as response:
                first = time.perf_counter()
                while piece := response.read(_PIECE):
                    lines += piece.count(b"\n")
            end = time.perf_counter()
            figure = Figure(1 / (end - start), (first - start) * 1000, (end - start) * 1000, 0)
            yield Row("large", name, f"{lines - 1:,} rows", "before", figure, before)
            yield Row("large", name, f"{lines - 1:,} rows", "most", figure, max(held))


MODES = {"ours-memory": MEMORY_BUDGET, "ours-disk": 0}
