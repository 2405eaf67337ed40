"""Which IP addresses are of the open Internet: the only ones that a document or a name may lead to."""

from __future__ import annotations

import ipaddress

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an address can be reached by everybody, also where IPv6 wraps an IPv4 address.

    Raises ``ValueError`` for what is no address.
    """
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        wrapped = known.ipv4_mapped or known.sixtofour
        if known in _NAT64:
            wrapped = ipaddress.IPv4Address(int(known) & 0xFFFFFFFF)
        if wrapped:
            return is_public(str(wrapped))
    return known.is_global and not known.is_multicast
