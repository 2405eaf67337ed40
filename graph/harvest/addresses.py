"""Which addresses may be connected to: public ones, and the hosts that the operator has named."""

from __future__ import annotations

import socket
from collections.abc import Collection, Iterable
from typing import Any

import httpcore
import httpx

from graph.addresses import is_public
from graph.harvest.deadline import Deadline, Timed


class NotAllowed(httpx.RequestError):
    """A connection to an address that is not public."""


class _Backend(httpcore.SyncBackend):
    """Connects to the very address that was checked, so that a name cannot lead elsewhere afterwards."""

    def __init__(self, named: Collection[str], deadline: Deadline) -> None:
        self.named = named
        self.deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = self.deadline.left(timeout)
        if host in self.named:
            return Timed(super().connect_tcp(host, port, left, local_address, socket_options), self.deadline)
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} is not known: {error}") from error
        addresses = [str(place[0]) for *_, place in found]
        for address in addresses:
            if not is_public(address):
                raise NotAllowed(f"{host} is at {address}, which is no public address")
        return Timed(super().connect_tcp(addresses[0], port, left, local_address, socket_options), self.deadline)


def transport(named: Collection[str], deadline: Deadline) -> httpx.HTTPTransport:
    """HTTP to public addresses and to the hosts that are named, without a proxy of the environment."""
    made = httpx.HTTPTransport()
    made._pool = httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(trust_env=False),
        max_connections=20,
        network_backend=_Backend(named, deadline),
    )
    return made
