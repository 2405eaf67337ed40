"""The lookup with four cartesian products running beside it, and what the system holds in memory then."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from benchmarks.endpoint.asking import LOOKUP
from benchmarks.endpoint.load import Load, median, watched, wrk
from benchmarks.endpoint.systems import System
from benchmarks.endpoint.told import Row

PRODUCTS = 4
_PRODUCT = "SELECT (COUNT(*) AS ?n) WHERE {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} # {}"
_STARTING = 2.0


@contextmanager
def products(url: str) -> Iterator[Counter[str]]:
    """Keep four cartesian products running; what became of those that ended, by status."""
    over, ended, numbers = threading.Event(), Counter[str](), count(time.time_ns())

    def ask() -> None:
        while not over.is_set():
            query = urllib.parse.urlencode({"query": _PRODUCT.format(next(numbers))})
            try:
                with urllib.request.urlopen(f"{url}?{query}", timeout=600) as response:
                    ended[str(response.status)] += 1
            except urllib.error.HTTPError as error:
                ended[str(error.code)] += 1
            except OSError as error:
                ended[type(error).__name__] += 1
                over.wait(0.1)

    for _ in range(PRODUCTS):  # a thread ends with the server, which is stopped after the measurement
        threading.Thread(target=ask, daemon=True).start()
    try:
        yield ended
    finally:
        over.set()


def beside(system: System, load: Load, rounds: int) -> Iterator[Row]:
    """Idle rounds, then rounds beside the products. The system must be stopped afterwards: some go on for ever."""

    def measured() -> Iterator[Row]:
        with watched(system.pid) as held:
            figure = median([wrk(system.url, LOOKUP, load, cold=True) for _ in range(rounds)])
        yield Row("beside", system.name, "lookup", state, figure, max(held))

    state = "idle"
    yield from measured()
    with products(system.url) as ended:
        time.sleep(_STARTING)
        state = "beside"
        yield from measured()
        if ended:
            told = ", ".join(f"{number} × {status}" for status, number in sorted(ended.items()))
            print(f"{'':<9}{system.name}: products that ended meanwhile: {told}", flush=True)
