"""Networks: a header is believed only from proxies of ours."""

import pytest

from community.network import client_address, network_of


@pytest.mark.parametrize(
    ("remote", "header", "proxies", "expected"),
    [
        ("198.51.100.7", "203.0.113.1", 0, "198.51.100.7"),
        ("10.0.0.1", "203.0.113.1", 1, "203.0.113.1"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.1", 1, "203.0.113.1"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.1, 10.0.0.2", 2, "203.0.113.1"),
        ("10.0.0.1", "203.0.113.1", 2, "10.0.0.1"),
        ("10.0.0.1", "nonsense", 1, "10.0.0.1"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
    ],
)
def test_the_client_is_whom_our_own_proxy_saw(remote: str, header: str, proxies: int, expected: str) -> None:
    assert client_address(remote, header, proxies) == expected


def test_a_network_is_an_address_in_ipv4_and_a_sixty_four_in_ipv6() -> None:
    assert network_of("203.0.113.9") == "203.0.113.9"
    assert network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert network_of("unix:") == "unix:"
