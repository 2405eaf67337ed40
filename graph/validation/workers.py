"""Processes that validate what strangers hand in, one request after the other: started when needed, killed in time.

A process serves one request at a time. It is killed, with all that it has started, where a request takes too long;
it ends by itself where it has grown, has served many or nobody asks any more. What fails in one that has served others
is tried again in a new one: a limit is met by the request alone, not by what was before it.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

from graph.settings import PACKAGE
from graph.validation.second import read_exactly

_MODULE = "graph.validation.job"
_KEPT = 2
"""Processes that wait for a request, at most."""


class TooLong(Exception):
    """There was no answer in time."""


class Ended(Exception):
    """The process ended without an answer."""


class _Worker:
    def __init__(self, memory: int) -> None:
        self.memory = memory
        self.served = 0
        known = os.environ.get("PYTHONPATH", "")
        self.process = subprocess.Popen(
            [sys.executable, "-m", _MODULE, str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(PACKAGE.parent), known))},
            start_new_session=True,
        )

    def ask(self, request: bytes, seconds: float) -> bytes:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        until = time.monotonic() + seconds
        try:
            self.process.stdin.write(len(request).to_bytes(8, "big") + request)
            self.process.stdin.flush()
            length = int.from_bytes(read_exactly(self.process.stdout, until, 8), "big")
            answer = read_exactly(self.process.stdout, until, length)
        except TimeoutError as error:
            raise TooLong from error
        except (OSError, EOFError) as error:
            raise Ended from error
        self.served += 1
        return answer

    def end(self) -> None:
        """Kill the process and all that it has started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


_idle: dict[int, list[_Worker]] = {}
"""Those that wait, by the process that started them: one that was forked must not speak through its parent's pipes."""
_lock = threading.Lock()


def ask(request: bytes, seconds: float, memory: int) -> bytes:
    """The answer to a request from a process with so many MB. Raises :class:`TooLong` and :class:`Ended`."""
    while True:
        worker = _taken(memory)
        fresh = not worker.served
        try:
            answer = worker.ask(request, seconds)
        except Ended:
            worker.end()
            if fresh:
                raise
        except BaseException:
            worker.end()
            raise
        else:
            _given_back(worker)
            return answer


def _taken(memory: int) -> _Worker:
    with _lock:
        waiting = _idle.setdefault(os.getpid(), [])
        for worker in [worker for worker in waiting if worker.process.poll() is not None]:
            waiting.remove(worker)
            worker.end()
        found = next((worker for worker in waiting if worker.memory == memory), None)
        if found:
            waiting.remove(found)
    return found or _Worker(memory)


def _given_back(worker: _Worker) -> None:
    with _lock:
        waiting = _idle[os.getpid()]
        waiting.append(worker)
        over = [waiting.pop(0) for _ in range(len(waiting) - _KEPT)]
    for old in over:
        old.end()


@atexit.register
def _end() -> None:
    for worker in _idle.get(os.getpid(), ()):
        worker.end()
