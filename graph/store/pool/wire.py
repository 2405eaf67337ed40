"""What passes between those who ask and the workers: frames on a Unix socket.

A frame is a kind (one byte), a length (eight bytes, big-endian) and so much content. A request is one
``R`` frame of JSON. The answer is any number of ``P`` frames (how many bytes of the result there are so
far), then one ``A`` frame: JSON that says what became of it, and on the lines after that the result; or an open
file that comes with the frame where the result is too large for memory.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
from typing import Any

_HEAD = struct.Struct("!cQ")
_TIME = struct.Struct("ll")
_PIECE = 1 << 16
_FILE = socket.CMSG_SPACE(4)
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False)
MAX_REQUEST = 4 * 1024 * 1024


class Closed(Exception):
    """The other end went away in the middle."""


def send(connection: socket.socket, kind: bytes, content: bytes, file: int | None = None) -> None:
    """Send a frame, and with it an open file."""
    head = _HEAD.pack(kind, len(content))
    if file is not None:
        socket.send_fds(connection, [head], [file])
        connection.sendall(content)
    else:
        connection.sendall(head + content)


def patience(connection: socket.socket, *, sending: float | None = None, receiving: float | None = None) -> None:
    """How many seconds one step may wait; then it raises ``BlockingIOError``.

    By the kernel: Python's own timeouts need two calls for each step.
    """
    for option, seconds in ((socket.SO_SNDTIMEO, sending), (socket.SO_RCVTIMEO, receiving)):
        if seconds is not None:
            told = _TIME.pack(int(seconds), int(seconds % 1 * 1_000_000))
            connection.setsockopt(socket.SOL_SOCKET, option, told)


class Incoming:
    """The frames that come on a connection; one with more than ``limit`` bytes closes it."""

    def __init__(self, connection: socket.socket, limit: int | None = None) -> None:
        self.connection = connection
        self.limit = limit
        self._got = b""
        self._content: bytearray | None = None
        self._at = 0
        self._files: list[int] = []

    def frame(self) -> tuple[bytes, bytes, int | None]:
        """The next frame: its kind, its content and the open file that came with it.

        Where that takes too long it can be called again, and goes on.
        """
        while len(self._got) < _HEAD.size:
            self._got += self._more()
        kind, length = _HEAD.unpack_from(self._got)
        if self.limit is not None and length > self.limit:
            raise Closed
        end = _HEAD.size + length
        if len(self._got) >= end:
            content, self._got = self._got[_HEAD.size : end], self._got[end:]
        else:
            content, self._got = self._long(length), b""
        return kind, content, self._files.pop() if self._files else None

    def _long(self, length: int) -> bytes:
        """The content of a frame that has begun."""
        if self._content is None:
            begun = self._got[_HEAD.size :]
            self._content, self._at = bytearray(length), len(begun)
            self._content[: len(begun)] = begun
        while self._at < length:
            count = self.connection.recv_into(memoryview(self._content)[self._at :], min(1 << 20, length - self._at))
            if not count:
                raise Closed
            self._at += count
        content, self._content = bytes(self._content), None
        return content

    def _more(self) -> bytes:
        piece, told, _, _ = self.connection.recvmsg(_PIECE, _FILE)
        for level, kind, content in told:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                self._files.append(int.from_bytes(content[:4], sys.byteorder))
        if not piece:
            raise Closed
        return piece


def receive(connection: socket.socket) -> tuple[bytes, bytes, int | None]:
    """The one frame that is expected on a connection."""
    return Incoming(connection).frame()


def encode(message: dict[str, Any]) -> bytes:
    return _ENCODER.encode(message).encode()


def decode(content: bytes) -> dict[str, Any]:
    message = json.loads(content)
    assert isinstance(message, dict)
    return message
