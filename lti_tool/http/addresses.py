"""Which network addresses the tool may connect to.

`ipaddress.is_global` alone lets NAT64, 6to4, Teredo and multicast through, each a way to a
private host behind a public-looking number.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_DISGUISES = tuple(
    ip_network(text)
    for text in (
        "::/96",  # IPv4-compatible
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # local NAT64
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "192.88.99.0/24",  # 6to4 relays
        "fec0::/10",  # site-local
        "::ffff:0:0:0/96",  # IPv4-translated
    )
)


def parse(text: str) -> Address:
    """Return the address without its zone; an IPv4 address in IPv6 clothes comes out as IPv4."""
    address = ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_permitted(address: Address, private_networks: Iterable[Network]) -> bool:
    """True for public unicast addresses, and for those in the networks that the installation names."""
    if any(address in network for network in private_networks if network.version == address.version):
        return True
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return not any(address in network for network in _DISGUISES if network.version == address.version)
