"""May a typed address be called at all? For clients that bring their own network, such as the models'."""

from collections.abc import Iterable

import httpcore

from lti_tool.http.addresses import Network, is_permitted
from lti_tool.http.addresses import parse as parse_address
from lti_tool.http.errors import AddressRefusedError
from lti_tool.http.network import Resolver, resolve
from lti_tool.http.targets import parse


def may_call(url: str, private_networks: Iterable[Network], resolver: Resolver = resolve) -> bool:
    """True unless the name leads into a private network that nobody named.

    A name without an address passes: calling it fails by itself. The answer holds for now; a
    client that looks the name up again can be led elsewhere by whoever owns the name.
    """
    networks = tuple(private_networks)
    try:
        target = parse(url)
        addresses = [parse_address(text) for text in resolver(target.host, target.port)]
    except AddressRefusedError:
        return False
    except httpcore.ConnectError:
        return True
    return all(is_permitted(address, networks) for address in addresses)
