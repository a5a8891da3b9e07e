"""Decides which network addresses a message may be sent to, so that a name cannot lead into our own network."""

import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Resolver: TypeAlias = Callable[[str, int], tuple[str, ...]]
"""Returns the addresses of a name."""

NAT64 = IPv6Network("64:ff9b::/96")
"""Addresses that a gateway turns into the IPv4 address in their last four bytes (RFC 6052)."""


def addresses_of(host: str, port: int) -> tuple[str, ...]:
    """Ask the system for the addresses of a name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


def forbidden(addresses: Iterable[str], allowed: Iterable[str]) -> tuple[str, ...]:
    """Return those addresses that are neither public nor in one of the allowed networks."""
    networks = [ip_network(one) for one in allowed]
    return tuple(
        one
        for one in addresses
        if not _public(real(one)) and not any(real(one) in network for network in networks)
    )


def real(text: str) -> Address:
    """Return the address that packets end at: an IPv4 address may be wrapped in an IPv6 one."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
        return wrapped or address
    return address


def is_network(text: str) -> bool:
    """Whether it is a network such as 10.20.0.0/16."""
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def is_address(text: str) -> bool:
    """Whether it is an address, and no name."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _public(address: Address) -> bool:
    return address.is_global and not address.is_multicast
