"""A second lock: this thread connects by TCP to one port and to nothing else (Landlock, Linux 6.7 and newer)."""

from __future__ import annotations

import ctypes
import struct

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_VERSION, _NET_PORT, _CONNECT_TCP = 1, 2, 2
_PR_SET_NO_NEW_PRIVS = 38
NETWORK = 4
"""The version of Landlock that knows the network."""


def only_port(port: int) -> bool:
    """Let this thread, and those that it starts, connect to this port alone. False where the kernel cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION) < NETWORK:
        return False
    handled = struct.pack("QQ", 0, _CONNECT_TCP)
    rules = libc.syscall(_CREATE, handled, ctypes.c_size_t(len(handled)), 0)
    if rules < 0 or libc.syscall(_ADD_RULE, rules, _NET_PORT, struct.pack("QQ", _CONNECT_TCP, port), 0):
        return False
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return bool(libc.syscall(_RESTRICT, rules, 0) == 0)
