"""Numbers for those who watch (Prometheus text format), of all serving processes together.

Each process writes its counters to files of a shared folder, which ``graph.serving`` names in
``PROMETHEUS_MULTIPROC_DIR``; whichever process is asked adds them up. Labels are route patterns, methods and
outcomes that this code knows, never what a client sent.
"""

from __future__ import annotations

import functools
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from graph.store.base import NotAcceptable, QueryError
from graph.store.pool.client import LimitReached
from graph.store.pool.slots import TooMany
from graph.store.snapshot import NoSnapshot
from web.site import Site, site

blueprint = Blueprint("metrics", __name__)
STARTED = "catalograph.started"
"""Where a request says since when it has been worked on, if that is before Flask saw it."""
SHARED = "PROMETHEUS_MULTIPROC_DIR"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "QUERY", "PATCH")
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "catalograph_http_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "catalograph_http_request_seconds",
            "Time until an answer was ready.",
            ("route",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.queries = Counter(
            "catalograph_queries",
            "Queries by what became of them; cached: answered before, and not evaluated again.",
            ("outcome",),
            registry=self.registry,
        )
        self.kept = Gauge(
            "catalograph_kept_bytes",
            "Memory of what may be asked for again: answers, coded content, finished responses.",
            ("kind",),
            multiprocess_mode="livesum",
            registry=self.registry,
        )
        self._request = functools.cache(self.requests.labels)
        self._seconds = functools.cache(self.seconds.labels)
        self._query = functools.cache(self.queries.labels)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request to one of our routes, with the time until its answer was ready."""
        self._request(method if method in METHODS else "other", route, str(status)).inc()
        self._seconds(route).observe(seconds)

    def query(self, outcome: str) -> None:
        """Count a query by what became of it."""
        self._query(outcome).inc()

    def memory(self, kind: str, size: int) -> None:
        """Tell the memory of what is kept of a kind, in bytes."""
        self.kept.labels(kind).set(size)


class Uncounted(Metrics):
    """The counters of an application that nobody asks from outside: there are none."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count nothing."""

    def query(self, outcome: str) -> None:
        """Count nothing."""

    def memory(self, kind: str, size: int) -> None:
        """Count nothing."""


@contextmanager
def counted(metrics: Metrics) -> Iterator[Callable[[str], None]]:
    """Count what becomes of the query that the block asks: "answered", unless it says or raises otherwise."""
    told = ["answered"]
    try:
        yield lambda outcome: told.__setitem__(0, outcome)
    except BaseException as error:
        told[0] = _outcome(error)
        raise
    finally:
        metrics.query(told[0])


def _outcome(error: BaseException) -> str:
    if isinstance(error, LimitReached):
        return error.limit
    known = {TooMany: "concurrency", QueryError: "bad", NotAcceptable: "not acceptable"}
    return next((outcome for kind, outcome in known.items() if isinstance(error, kind)), "failed")


def route() -> str:
    """The pattern of the request's address; "unknown" for what is no address of ours."""
    return _plain(request.url_rule.rule) if request.url_rule else "unknown"


@functools.lru_cache(maxsize=512)
def _plain(rule: str) -> str:
    return re.sub(r"<(?:any\([^>]*\):|\w+:)?(\w+)>", r"<\1>", rule)


class _Present:
    """What is so at the time of asking, whichever process answers."""

    def __init__(self, found: Site) -> None:
        self.site = found

    def collect(self) -> Iterator[Metric]:
        try:
            current = self.site.snapshots.current()
        except NoSnapshot:
            yield GaugeMetricFamily("catalograph_snapshot", "Number of the snapshot that is served; 0: none.", 0)
            return
        published = datetime.fromisoformat(str(current.manifest["published"])).timestamp()
        yield GaugeMetricFamily("catalograph_snapshot", "Number of the snapshot that is served.", current.number)
        yield GaugeMetricFamily("catalograph_snapshot_published_seconds", "When it was published.", published)
        yield GaugeMetricFamily(
            "catalograph_statements", "Statements in it, in all graphs.", int(current.manifest["statements"])
        )


@blueprint.get("/metrics")
def metrics() -> Response:
    """The numbers; not to be kept by caches."""
    registry = CollectorRegistry()
    if SHARED in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry = site().metrics.registry
    present = CollectorRegistry()
    present.register(_Present(site()))
    encode, kind = choose_encoder(request.headers.get("Accept", ""))
    parts = [encode(registry), encode(present)]
    body = b"".join([*(part.removesuffix(b"# EOF\n") for part in parts), b"# EOF\n" if b"# EOF" in parts[0] else b""])
    return Response(body, content_type=kind, headers={"Cache-Control": "no-store"})


def init_app(app: Flask) -> None:
    """Count every request, with the time that it took."""
    found: Site = app.extensions["catalograph"]
    found.kept.changed = found.metrics.memory

    @app.before_request
    def _start() -> None:
        g.started = request.environ.get(STARTED) or time.perf_counter()

    @app.after_request
    def _count(response: Response) -> Response:
        now = time.perf_counter()
        found.metrics.request(request.method, route(), response.status_code, now - g.get("started", now))
        return response
