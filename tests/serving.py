"""A real server process for tests: ``catalograph serve`` on a free port of the loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import REPOSITORY


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def catalograph(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user would; its output as text."""
    return subprocess.run(
        [sys.executable, "-m", "graph.cli", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@contextmanager
def served(data: Path | None, *arguments: str, port: int | None = None, **environment: str) -> Iterator[str]:
    """The root URL of a server of this data folder, or of a scratch dataset; the process ends with the block."""
    port = port or free_port()
    what = ["--data", str(data)] if data else ["--scratch"]
    command = [sys.executable, "-m", "graph.cli", "serve", *what, "--port", str(port), *arguments]
    process = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env={**os.environ, "CATALOGRAPH_LOG": "off", **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    root = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{root}/healthz", process)
        yield root
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {process.communicate()[1].decode()}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise TimeoutError(url)
