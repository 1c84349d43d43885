"""Host names: what people paste is tidied, what is none is refused."""

import pytest

from community import hosts


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
