"""What passes between those who ask and the workers: frames on a Unix socket.

A frame is a kind (one byte), a length (eight bytes, big-endian) and so much content. A request is one
``R`` frame of JSON. The answer is any number of ``P`` frames (how many bytes of the result there are so
far), then one ``A`` frame of JSON that says what became of it, then the result: a ``B`` frame, or an open
file that comes with the ``A`` frame where the result is too large for memory.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

_HEAD = struct.Struct("!cQ")
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


def receive(connection: socket.socket, limit: int | None = None) -> tuple[bytes, bytes, int | None]:
    """The next frame: its kind, its content and the open file that came with it."""
    head, files, _, _ = socket.recv_fds(connection, _HEAD.size, 1)
    while len(head) < _HEAD.size:
        piece = connection.recv(_HEAD.size - len(head))
        if not piece:
            raise Closed
        head += piece
    kind, length = _HEAD.unpack(head)
    if limit is not None and length > limit:
        raise Closed
    return kind, _exactly(connection, length), files[0] if files else None


def _exactly(connection: socket.socket, length: int) -> bytes:
    content = bytearray(length)
    view = memoryview(content)
    got = 0
    while got < length:
        count = connection.recv_into(view[got:], min(1 << 20, length - got))
        if not count:
            raise Closed
        got += count
    return bytes(content)


def encode(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode()


def decode(content: bytes) -> dict[str, Any]:
    message = json.loads(content)
    assert isinstance(message, dict)
    return message
