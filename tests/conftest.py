"""What all tests share: the repository, and the real documents that lie beside it."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph import harvest, pipeline
from graph.settings import Settings, load

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"

# No test leaves the loopback, where nothing is encrypted: reading all authorities' certificates takes each client of
# hundreds a twentieth of a second. From a folder they are only read when they are needed.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = "/etc/ssl/certs"


def shared(path: str) -> Path:
    """A file or folder among the real documents; they are required where ``CI=true``."""
    found = SHARED / path
    if not found.exists():
        message = f"needs {path} beside the repository, in ../shared"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(autouse=True, scope="module")
def _collected() -> Iterator[None]:
    """Garbage of a module ends in this thread: the engine's results may not end in a server's.

    What is there before and after it stays for long, and is not looked through each time that garbage is looked for.
    """
    gc.freeze()
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the five real documents."""
    return shared("seeds")


@pytest.fixture(scope="session")
def seed(seeds: Path) -> Callable[[str], bytes]:
    """The bytes of the real document whose name begins so."""
    return lambda prefix: next(seeds.glob(f"{prefix}*.txt")).read_bytes()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a data folder of the test's own, whatever the environment says."""
    return load({}, data=tmp_path / "data")


@pytest.fixture(scope="session")
def examples() -> Path:
    """The bundled sample."""
    return REPOSITORY / "examples"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Settings:
    """The settings of a catalogue of the bundled sample, built once; only to be read."""

    def build(folder: Path) -> None:
        chosen = load({}, data=folder / "data", executor="1")  # for so little, processes would only take time
        pipeline.build(harvest.gather([str(examples)], chosen, None), chosen)

    return load({}, data=once(tmp_path_factory, "sample", build) / "data")


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that is made by whoever needs it first of all the processes that run tests; only to be read."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / name
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = root / f"{name}.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder
