"""Links by e-mail: bound to purpose, community and time; only a hash is kept."""

from datetime import timedelta

import pytest

from community import links, purposes
from community.links import CannotOpen
from community.models import Community, Link
from tests.make import NOW

MINUTES = timedelta(minutes=1)


@pytest.fixture
def token(rivertown: Community) -> str:
    """A fresh sign-in link's token."""
    return links.mint(purposes.SIGN_IN, "community.user:7", community=rivertown, at=NOW).rstrip("/").rsplit("/", 1)[1]


def test_a_token_is_long_and_only_its_hash_is_kept(token: str) -> None:
    assert len(token) >= 43  # 256 bits
    assert token not in str(Link.objects.values().get())


def test_a_link_opens_until_its_time_is_over(rivertown: Community, token: str) -> None:
    at_the_end = NOW + purposes.SIGN_IN.life
    assert (
        links.open_link(token, purposes.SIGN_IN, community=rivertown, at=at_the_end - MINUTES).record
        == "community.user:7"
    )
    with pytest.raises(CannotOpen, match="too old"):
        links.open_link(token, purposes.SIGN_IN, community=rivertown, at=at_the_end)


def test_a_link_is_good_for_its_purpose_and_community_alone(
    rivertown: Community, lakeside: Community, token: str
) -> None:
    for purpose, community in ((purposes.CONFIRM, rivertown), (purposes.SIGN_IN, lakeside)):
        with pytest.raises(CannotOpen, match="not one of ours"):
            links.open_link(token, purpose, community=community, at=NOW)


def test_a_single_use_link_is_used_once_even_by_two_at_once(rivertown: Community, token: str) -> None:
    one = links.open_link(token, purposes.SIGN_IN, community=rivertown, at=NOW)
    other = links.open_link(token, purposes.SIGN_IN, community=rivertown, at=NOW)
    links.use(one, at=NOW)
    with pytest.raises(CannotOpen, match="already used"):
        links.use(other, at=NOW)
    with pytest.raises(CannotOpen, match="already used"):
        links.open_link(token, purposes.SIGN_IN, community=rivertown, at=NOW)


def test_a_link_taken_back_is_of_no_use(rivertown: Community, token: str) -> None:
    assert links.revoke("community.user:7", purposes.SIGN_IN, at=NOW) == 1
    with pytest.raises(CannotOpen):
        links.open_link(token, purposes.SIGN_IN, community=rivertown, at=NOW)
