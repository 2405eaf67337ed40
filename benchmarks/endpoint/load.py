"""Load from ``wrk`` on the same machine, single requests, and what a process holds in memory."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import tempfile
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

JSON = "application/sparql-results+json"
_SCRIPT = """
local n = 0
function encode(s) return (s:gsub("[^%w]", function(c) return string.format("%%%02X", string.byte(c)) end)) end
math.randomseed(os.time())
local stamp = tostring(math.random(1, 1e9))
local cold, fixed = COLD, nil
function request()
  n = n + 1
  if fixed then return fixed end
  local path, q = PATH, TEXT
  if q then
    local number, funder = cold and math.random(0, STUDIES - 1) or 7, cold and math.random(0, 39) or 7
    q = q:gsub("NUMBER", tostring(number)):gsub("FUNDER", tostring(funder))
    if cold then q = q .. "\\n# " .. stamp .. n end
    path = path .. "?query=" .. encode(q)
  end
  local r = wrk.format("GET", path, {["Accept"] = ACCEPT})
  if not cold then fixed = r end
  return r
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FIGURE %f %f %f %d\\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True)
class Figure:
    """Requests a second, latencies in milliseconds, and answers that were none."""

    rate: float
    p50: float
    p99: float
    errors: int


@dataclass(frozen=True)
class Load:
    """How much: connections, seconds, and of how many studies a cold request picks one."""

    connections: int
    seconds: float
    studies: int


def wrk(url: str, text: str | None, load: Load, *, cold: bool, accept: str = JSON) -> Figure:
    """Ask ``url`` one question (or, without a text, get that address) again and again.

    Cold requests differ in a comment and in whom they ask about, so that no answer can have been kept.
    """
    target = urllib.parse.urlsplit(url)
    path = target.path + (f"?{target.query}" if target.query else "")
    told = {"COLD": json.dumps(cold), "PATH": json.dumps(path), "TEXT": json.dumps(text) if text else "nil"}
    script = _SCRIPT
    for name, value in {**told, "STUDIES": str(load.studies), "ACCEPT": json.dumps(accept)}.items():
        script = re.sub(rf"\b{name}\b", lambda _, value=value: value, script)  # type: ignore[misc]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        much = ["-t1", f"-c{load.connections}", f"-d{max(1, round(load.seconds))}s", "--timeout", "60s"]
        output = subprocess.run(["wrk", *much, "-s", file.name, url], capture_output=True, text=True, check=True).stdout
    found = re.search(r"FIGURE (\S+) (\S+) (\S+) (\d+)", output)
    if not found:
        raise RuntimeError(output)
    rate, p50, p99 = map(float, found.groups()[:3])
    return Figure(rate, p50, p99, int(found.group(4)))


def median(figures: Sequence[Figure]) -> Figure:
    """The median of each figure of several rounds; errors are added up."""
    rate, p50, p99 = (statistics.median(getattr(f, name) for f in figures) for name in ("rate", "p50", "p99"))
    return Figure(rate, p50, p99, sum(figure.errors for figure in figures))


def rows(url: str, text: str) -> list[tuple[str, ...]]:
    """The values of the rows that an endpoint answers; raises ``OSError`` where it does not answer."""
    request = urllib.request.Request(f"{url}?{urllib.parse.urlencode({'query': text})}", headers={"Accept": JSON})
    with urllib.request.urlopen(request, timeout=120) as response:
        found = json.load(response)
    names = found["head"]["vars"]
    return [tuple(row.get(name, {}).get("value", "") for name in names) for row in found["results"]["bindings"]]


def tree(pid: int) -> Iterator[int]:
    """A process and all its children."""
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = thread.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from tree(int(child))


def resident(pid: int) -> float:
    """Memory of a process and its children in MB, shared pages counted once (proportional set size)."""
    return sum(map(_own, tree(pid)))


def _own(pid: int) -> float:
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    except OSError:
        return 0.0
    return int(found.group(1)) / 1024 if found else 0.0


@contextmanager
def watched(pid: int, every: float = 0.5) -> Iterator[list[float]]:
    """While the block runs: what the process and its children hold, in MB, twice a second."""
    held, over = [resident(pid)], threading.Event()

    def watch() -> None:
        while not over.wait(every):
            held.append(resident(pid))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield held
    finally:
        over.set()
        thread.join()
        held.append(resident(pid))
