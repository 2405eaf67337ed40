"""pyshifty, the second engine, in a process of its own (:mod:`graph.validation.child`).

It is young and compiled: a crash of it ends that process, which is started again; the caller turns to the
reference. It never sees an address, only bytes.
"""

from __future__ import annotations

import atexit
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from graph.report import Finding, Report, report_of
from graph.validation.results import findings
from graph.validation.shapes import Shapes, part
from graph.validation.terms import Described, Term

NAME = "pyshifty"
Nodes = Mapping[str, Collection[str]]
"""Nodes, and the statements that are read of each."""
Entries = Callable[[str], Iterable[Term]]
"""The shapes whose targets a node is among."""
MANY = 5
"""Of more shapes than these it is quicker to have one report on all."""
DEADLINE = 600.0
"""Seconds after which the engine is taken to hang."""
_CHILD = Path(__file__).with_name("child.py")


class Failed(Exception):
    """The engine could not do it: what it said, or how it ended."""


def available() -> bool:
    """Whether the engine is installed: there is no wheel of it for every platform."""
    return find_spec("shifty") is not None


def compile_(shapes: Shapes) -> None:
    """See whether the engine takes these shapes. Raises :class:`Failed`."""
    _engine().run("shapes", shapes, shapes.text)


class Compiled:
    """Shapes for the engine, and the parts of them that have targets, as they are asked for."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self._parts: dict[Term, Shapes] = {}

    def part(self, entry: Term) -> Shapes:
        """Those of one entry."""
        if entry not in self._parts:
            self._parts[entry] = part(self.shapes, [entry])
        return self._parts[entry]


def validate(data: bytes, compiled: Compiled, entries: Entries, nodes: Nodes | None = None) -> Report:
    """Check data in N-Triples; of ``nodes`` alone, where they are given. Raises :class:`Failed`.

    A quick look tells which nodes fail at all. Only of the shapes that these are held against (``entries``) there
    is a report, which takes several times longer.
    """
    shapes = compiled.shapes
    failing = _engine().run("look", shapes, data).decode("utf-8").split("\n")[:-1]
    if nodes is not None:
        failing = [node for node in failing if node in nodes]
    needed = {entry for node in failing for entry in entries(node)}
    parts = [shapes] if len(needed) > MANY else [compiled.part(entry) for entry in sorted(needed, key=str)]
    if nodes is not None and failing:
        data = "".join(sorted({line for node in failing for line in nodes[node]})).encode()
    found = [finding for part in parts for finding in _report(data, part, shapes)]
    about = None if nodes is None else {plain(node) for node in failing}  # of others, only a part is in the data now
    return report_of(finding for finding in found if about is None or finding.focus_node in about)


def _report(data: bytes, shapes: Shapes, whole: Shapes) -> Iterator[Finding]:
    answer = _engine().run("report", shapes, data)
    report = Described(quad.triple for quad in ox.parse(answer, ox.RdfFormat.N_TRIPLES))
    return findings(report, whole.described)


def plain(node: str) -> str:
    """A node as findings name it: an IRI without brackets."""
    return node[1:-1] if node.startswith("<") else node


class _Engine:
    """The process, started when it is first asked, and again where it has ended."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.compiled: list[str] = []

    def run(self, operation: str, shapes: Shapes, content: bytes) -> bytes:
        with self.lock:
            try:
                if self.process is None:
                    self._start()
                if operation == "shapes" or shapes.key not in self.compiled:
                    self._ask("shapes", shapes.key, shapes.text)
                    self.compiled = [*self.compiled[-62:], shapes.key]  # fewer than the child holds
                return b"" if operation == "shapes" else self._ask(operation, shapes.key, content)
            except (OSError, ValueError, EOFError, TimeoutError) as error:
                self.close()
                raise Failed(f"the engine ended: {error or type(error).__name__}") from error

    def _start(self) -> None:
        command = [sys.executable, "-I", str(_CHILD)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.compiled = []
        self._answer()

    def _ask(self, operation: str, key: str, content: bytes) -> bytes:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(f"{operation} {key} {len(content)}\n".encode("ascii"))
        self.process.stdin.write(content)
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> bytes:
        assert self.process is not None
        assert self.process.stdout is not None
        until = time.monotonic() + DEADLINE
        status, length = read_exactly(self.process.stdout, until, 16).decode("ascii").split()
        content = read_exactly(self.process.stdout, until, int(length))
        if status != "ok":
            raise Failed(content.decode("utf-8", "replace"))
        return content

    def close(self) -> None:
        """End the process; the next request starts another one."""
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what was not sent yet
                    if pipe is not None:
                        pipe.close()


def read_exactly(pipe: IO[bytes], until: float, length: int) -> bytes:
    """So many bytes of a pipe. Raises ``EOFError`` and ``TimeoutError``."""
    pieces, missing = [], length
    while missing:
        ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise TimeoutError("no answer in time")
        piece = os.read(pipe.fileno(), min(missing, 1 << 20))
        if not piece:
            raise EOFError("it crashed")
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


_engines: dict[int, _Engine] = {}


def _engine() -> _Engine:
    """This process's engine: one that was forked must not speak through its parent's pipes."""
    return _engines.setdefault(os.getpid(), _Engine())


@atexit.register
def _end() -> None:
    if engine := _engines.get(os.getpid()):
        engine.close()
