"""Reports that can be shared by a link: kept for a stated time, in files by content that are bounded in all."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graph.store.files import write_atomically
from graph.validation.job import Outcome, Request, to_json

SPACE = 256 * 2**20
"""Bytes that all kept reports may take: the oldest go first."""
_DAY = 86_400
_NAME = re.compile(r"[0-9a-f]{32}")


class Reports:
    """The reports that are kept in a data folder, each for so many days."""

    def __init__(self, data: Path, days: float) -> None:
        self.folder = data / "reports"
        self.days = days

    def keep(self, request: Request, outcome: Outcome) -> str:
        """Keep a report; returns its name, the digest of all that it was made from."""
        told = {**to_json(outcome), "name": request.name, "made": int(time.time())}
        parts = (request.content, request.shapes, request.name.encode(), outcome.result.shapes.encode())
        digest = hashlib.sha256(b"\0".join((*parts, json.dumps(told["findings"]).encode()))).hexdigest()[:32]
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self.folder / f"{digest}.json", json.dumps(told).encode("utf-8"))
        self._tidy()
        return digest

    def get(self, name: str) -> Mapping[str, Any] | None:
        """A report by its name, with ``made`` and ``expires`` in seconds; ``None`` where it is not kept any more."""
        path = self.folder / f"{name}.json"
        if not _NAME.fullmatch(name) or not path.is_file():
            return None
        told: dict[str, Any] = json.loads(path.read_bytes())
        expires = told["made"] + int(self.days * _DAY)
        return {**told, "expires": expires} if expires > time.time() else None

    def _tidy(self) -> None:
        room, oldest = SPACE, time.time() - self.days * _DAY
        files = sorted(((p.stat(), p) for p in self.folder.glob("*.json")), key=lambda one: -one[0].st_mtime)
        for stat, path in files:
            room -= stat.st_size
            if room < 0 or stat.st_mtime < oldest:
                path.unlink(missing_ok=True)
