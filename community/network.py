"""A rule: which network a request came from, believing only the proxies we were told of."""

import ipaddress


def client_address(remote: str, forwarded_for: str, trusted_proxies: int) -> str:
    """Return the client's address.

    With n trusted proxies it is the n-th entry of X-Forwarded-For from the right; with none the header is ignored.
    """
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    candidate = hops[-trusted_proxies] if trusted_proxies and len(hops) >= trusted_proxies else remote
    try:
        return str(ipaddress.ip_address(candidate))
    except ValueError:
        return remote


def network_of(address: str) -> str:
    """Return the network that limits count by: the address itself in IPv4, the /64 in IPv6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network(f"{ip}/64", strict=False))
