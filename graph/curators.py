"""The named curators: who may decide in the browser, each with one token that can be taken away.

They are kept in ``data/curators/``, which only the operator's user may read: never in the published graph, the
journal or a backup. Of a token no more than its digest is kept; it has 256 random bits, so that a plain SHA-256
is as good as a slow one. Each question reads the file, so a revoked token is refused at once by every process.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph import clock, private

LONGEST = 100
"""Characters of a name."""
ATTEMPTS = 10
"""Wrong tokens that one client may give within :data:`WINDOW` seconds."""
WINDOW = 900
CLIENTS = 1000
"""Clients whose wrong tokens are remembered."""


class CuratorError(ValueError):
    """What was asked for cannot be done; the message says why."""


@dataclass(frozen=True, slots=True)
class Curator:
    """A curator. ``added`` and ``revoked`` are instants (ISO 8601, UTC); ``digest`` is that of the token."""

    name: str
    digest: str
    added: str
    revoked: str = ""


class Curators:
    """The curators of a data folder, the key that signs their sessions, and the sessions that were ended."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "curators"
        self._file = self.folder / "curators.json"

    def all(self) -> list[Curator]:
        """Every curator, revoked ones too, in the order in which they were added."""
        return [Curator(**entry) for entry in private.read(self._file).get("curators", [])]

    def active(self) -> list[Curator]:
        return [curator for curator in self.all() if not curator.revoked]

    def add(self, name: str) -> str:
        """The token of a new curator, which is not told again. Raises :class:`CuratorError`."""
        name = " ".join(name.split())
        if not name or len(name) > LONGEST or not name.isprintable():
            raise CuratorError(f"a name has 1 to {LONGEST} characters that can be printed")
        token = f"cat_{secrets.token_urlsafe(32)}"
        with private.changing(self._file) as held:
            kept = held.setdefault("curators", [])
            if any(entry["name"].casefold() == name.casefold() and not entry["revoked"] for entry in kept):
                raise CuratorError(f"{name} has a token already; for another one: catalograph curators revoke '{name}'")
            kept.append({"name": name, "digest": digest(token), "added": clock.now(), "revoked": ""})
        return token

    def revoke(self, name: str) -> None:
        """Take a curator's token away, and end the sessions with it. Raises :class:`CuratorError`."""
        name = " ".join(name.split())
        with private.changing(self._file) as held:
            mine = [e for e in held.get("curators", []) if e["name"].casefold() == name.casefold()]
            if not any(not entry["revoked"] for entry in mine):
                raise CuratorError(f"{name} was revoked already" if mine else f"there is no curator {name}")
            for entry in mine:
                entry["revoked"] = entry["revoked"] or clock.now()

    def bearer(self, token: str) -> Curator | None:
        """Whose token this is, compared in constant time with each; ``None`` where it is nobody's (any more)."""
        given = digest(token)
        found = [curator for curator in self.active() if hmac.compare_digest(curator.digest, given)]
        return found[0] if found else None

    def with_digest(self, given: str) -> Curator | None:
        """The curator whose token has this digest, unless it was revoked."""
        return next((c for c in self.active() if hmac.compare_digest(c.digest, given)), None)

    def key(self) -> bytes:
        """The key that signs sessions, made when it is first asked for."""
        path = self.folder / "session.key"
        if not path.exists():
            with private.locked(path):
                if not path.exists():
                    private.write(path, secrets.token_bytes(32))
        return path.read_bytes()

    def end(self, session: str, until: float) -> None:
        """A session was logged out: it is refused until it would have ended by itself (seconds since 1970)."""
        with private.changing(self.folder / "ended.json") as held:
            for old in [name for name, end in held.items() if end < time.time()]:
                del held[old]
            held[session] = until

    def has_ended(self, session: str) -> bool:
        return session in private.read(self.folder / "ended.json")

    def wait(self, client: str) -> int:
        """Seconds for which a client that gave too many wrong tokens has to wait; 0 for any other."""
        times = _recent(private.read(self.folder / "attempts.json").get(digest(client), []))
        return int(times[-ATTEMPTS] + WINDOW - time.time()) + 1 if len(times) >= ATTEMPTS else 0

    def failed(self, client: str) -> None:
        """A client gave a wrong token."""
        with private.changing(self.folder / "attempts.json") as held:
            kept: Mapping[str, list[float]] = {name: times for name, t in held.items() if (times := _recent(t))}
            latest = sorted(kept, key=lambda name: -kept[name][-1])[: CLIENTS - 1]
            mine = [*kept.get(digest(client), []), time.time()][-ATTEMPTS:]
            held.clear()
            held.update({name: kept[name] for name in latest} | {digest(client): mine})


def digest(text: str) -> str:
    """The SHA-256 of a token, or of a client's address, as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _recent(times: list[float]) -> list[float]:
    return [moment for moment in times if moment > time.time() - WINDOW]
