"""Tests of unsubscribing: the page, the one click, and how long a link works."""

import pytest
from django.test import Client
from pytest_django import Settings

from community.models import Community
from outreach import suppressing, unsubscribing
from outreach.models import Letter, Suppression
from outreach.suppression import normalize_address
from tests.outreach.conftest import reminder

JO = "jo1@acme.example"
KEY = "a-key-of-more-than-fifty-characters-0123456789-abcdefghijklmnop"


def token(community: Community, email: str = JO) -> str:
    """Return a token for an address."""
    return unsubscribing.token_for(community, email)


def test_opening_shows_a_button_and_pressing_stops_the_letters(rivertown: Community, client: Client) -> None:
    address = f"/unsubscribe/{token(rivertown)}/"

    assert b"Stop the letters" in client.get(address).content
    assert not Suppression.objects.exists()
    done = client.post(address, follow=True)

    assert b"no more letters" in done.content
    line = Suppression.objects.get()
    assert (line.scope, line.reason, line.community) == ("news", "unsubscribed", rivertown)
    assert line.address_hash == suppressing.hash_of(rivertown, JO.upper())
    client.post(address)
    assert Suppression.objects.count() == 1


def test_one_click_needs_no_cookie_and_no_form_and_never_redirects(rivertown: Community) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post(f"/unsubscribe/{token(rivertown)}/one-click/", {"List-Unsubscribe": "One-Click"})

    assert (response.status_code, response.cookies) == (200, {})
    assert Suppression.objects.count() == 1


def test_one_click_answers_200_whatever_the_token(rivertown: Community, lakeside: Community, client: Client) -> None:
    for odd in ["nonsense", "a:b:c", token(lakeside), token(rivertown)[:-1], "%F0%9F%98%80"]:
        assert client.post(f"/unsubscribe/{odd}/one-click/").status_code == 200
        assert client.get(f"/unsubscribe/{odd}/").status_code == 404
        assert client.post(f"/unsubscribe/{odd}/").status_code == 404
        assert client.get(f"/unsubscribe/{odd}/one-click/").status_code == 404
    assert not Suppression.objects.exists()


def test_opening_the_one_click_address_shows_the_page_and_changes_nothing(rivertown: Community, client: Client) -> None:
    address = f"/unsubscribe/{token(rivertown)}/one-click/"

    assert b"Stop the letters" in client.get(address).content
    assert client.head(address).status_code == 200
    assert not Suppression.objects.exists()


def test_a_link_outlives_letter_and_key(rivertown: Community, client: Client, settings: Settings) -> None:
    letter = reminder(rivertown)
    old = token(rivertown)
    letter.delete()
    assert not Letter.objects.exists()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = KEY

    client.post(f"/unsubscribe/{old}/")

    assert Suppression.objects.get().address_hash == suppressing.hash_of(rivertown, JO)


def test_a_hash_is_the_same_after_the_key_was_rotated(
    rivertown: Community, lakeside: Community, settings: Settings
) -> None:
    before = suppressing.hash_of(rivertown, JO)
    settings.SECRET_KEY = KEY

    assert suppressing.hash_of(rivertown, JO) == before
    assert suppressing.hash_of(lakeside, JO) != before
    assert JO not in token(rivertown)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (" Jo@Acme.Example ", "jo@acme.example"),
        ("jo@acme.example.", "jo@acme.example"),
        ("jo@Bücher.example", "jo@xn--bcher-kva.example"),
        ("jo+news@acme.example", "jo+news@acme.example"),
        ("nonsense", "@nonsense"),
    ],
)
def test_addresses_are_compared_normalized(typed: str, expected: str) -> None:
    assert normalize_address(typed) == expected
