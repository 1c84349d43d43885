"""Host names: what people paste is tidied, what is none is refused."""

import pytest
from pytest_django import Settings

from community import hosts
from community.models import Community


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("TechHire.Rivertown.org", "techhire.rivertown.org"),
        (" https://techhire.rivertown.org/start/ ", "techhire.rivertown.org"),
        ("localhost:8000", "localhost"),
        ("techhire.rivertown.org.", "techhire.rivertown.org"),
        ("bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_what_people_paste_is_tidied(typed: str, tidied: str) -> None:
    assert hosts.tidy(typed) == tidied
    assert hosts.is_host(tidied)


@pytest.mark.parametrize(
    "typed",
    ["", "not a host", "-a.example", "a..example", "a" * 64 + ".example", "a." * 130, "<script>", "\u202e", "a@b"],
)
def test_what_is_no_host_name_is_refused(typed: str) -> None:
    assert not hosts.is_host(hosts.tidy(typed))


def test_in_development_a_second_community_is_found_under_localhost(settings: Settings) -> None:
    settings.PORTAL_URL = "http://{local}:8000"
    for host, url in (
        ("lakeside.localhost", "http://lakeside.localhost:8000"),
        ("a.example.org", "http://localhost:8000"),
    ):
        assert Community(host=host).url == url
