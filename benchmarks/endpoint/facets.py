"""The questions behind facets and lists: as our pages and programs ask them, and the same SPARQL at others."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence

from benchmarks.endpoint.load import Figure, Load, median, resident, wrk
from benchmarks.endpoint.systems import System
from benchmarks.endpoint.told import Row
from graph import queries

ASKED: dict[str, dict[str, str]] = {
    "counts-by-class": {},
    "keywords-by-use": {},
    "funders-by-studies": {},
}
PAGES = {"home page": "/", "list of studies": "/study/"}
"""Pages that show facets; no peer has them."""


def facets(systems: Sequence[System], load: Load, rounds: int) -> Iterator[Row]:
    """Each question as SPARQL, its text changed each time and as it stands, by all; of ours also by its own address.

    As it stands, ours takes the answer from what the snapshot has counted; see :mod:`graph.counted`.
    """
    for name, values in ASKED.items():
        question = queries.question(name)
        text = queries.text_with(question, queries.bind(question, values))
        parameters = "&".join(f"{key}={value}" for key, value in values.items())
        address = f"/queries/{name}.srj" + (f"?{parameters}" if parameters else "")
        yield from _turns(systems, name, text, None, load, rounds)
        yield from _turns(systems, name, text, None, load, rounds, cold=False)
        yield from _turns([s for s in systems if s.name.startswith("ours")], name, None, address, load, rounds)
    for name, path in PAGES.items():
        yield from _turns([s for s in systems if s.name.startswith("ours")], name, None, path, load, rounds)


def _turns(
    systems: Sequence[System],
    name: str,
    text: str | None,
    path: str | None,
    load: Load,
    rounds: int,
    cold: bool = True,
) -> Iterator[Row]:
    found: dict[str, list[Figure]] = {system.name: [] for system in systems if _answers(system, text, path)}
    for _ in range(rounds):
        for system in systems:
            if system.name in found:
                url = system.url if path is None else f"{system.root}{path}"
                accept = {} if path is None or path.startswith("/queries") else {"accept": "text/html"}
                found[system.name].append(wrk(url, text, load, cold=cold and path is None, **accept))
    for system in systems:
        if system.name in found:
            state = ("cold" if cold else "as it is") if path is None else "page" if name in PAGES else "REST"
            yield Row("facets", system.name, name, state, median(found[system.name]), resident(system.pid))


def _answers(system: System, text: str | None, path: str | None) -> bool:
    """Whether the system answers at all; one that does not is named."""
    asked = {"query": text} if text else {}
    url = f"{system.root}{path}" if path else f"{system.url}?{urllib.parse.urlencode(asked)}"
    try:
        with urllib.request.urlopen(url, timeout=120):
            return True
    except (urllib.error.URLError, TimeoutError) as error:
        print(f"{'':<9}{system.name} does not answer {path or (text or '')[:60]!r}: {error}", flush=True)
        return False
