"""Small files that only the operator's user may read: JSON, changed by one process at a time, whole or not at all."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Damaged(Exception):
    """A private file that cannot be read; the message says what to do."""


def read(path: Path) -> dict[str, Any]:
    """What the file holds, nothing where there is none. Raises :class:`Damaged`."""
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise Damaged(f"{path} is damaged ({error}): delete it, and add the curators again") from error
    except PermissionError as error:
        raise Damaged(f"{path} may not be read by this user: let the server run as the one who owns it") from error
    if not isinstance(found, dict):
        raise Damaged(f"{path} is damaged: delete it, and add the curators again")
    return found


@contextmanager
def changing(path: Path) -> Iterator[dict[str, Any]]:
    """What the file holds, to be changed in the block: it is written at its end, unless that raises."""
    with locked(path):
        held = read(path)
        yield held
        write(path, json.dumps(held, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Be the only one who changes the file; waits for others, who are quick."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = path.with_name(f".{path.name}.lock")
    with os.fdopen(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600), "w") as file:
        _give_to_owner(lock)
        _give_to_owner(path.parent)
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def write(path: Path, content: bytes) -> None:
    """Put the content in place of the file; with the lock held."""
    temporary = path.with_name(f".{path.name}.part")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _give_to_owner(temporary)
    temporary.replace(path)


def _give_to_owner(path: Path) -> None:
    """What root writes belongs to whom the data folder belongs to, so that the server can read it."""
    if os.geteuid() == 0:
        folder = path.parent if path.is_file() else path
        owner = folder.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)
