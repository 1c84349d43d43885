"""Circles of roles: who opens which door, asked anew at each request."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from community import entering
from community.models import Community, Membership, User
from tests.conftest import signed_in


def test_a_role_in_another_community_opens_nothing_here(rivertown: Community, foreigner: User) -> None:
    assert signed_in(foreigner).get("/workspace/settings/").status_code == 403


def test_roles_taken_away_bite_at_the_next_request(coordinators_browser: Client, coordinator: User) -> None:
    assert coordinators_browser.get("/workspace/settings/").status_code == 200
    Membership.objects.filter(user=coordinator).delete()
    assert coordinators_browser.get("/workspace/settings/").status_code == 403


def test_strangers_are_led_to_the_door_and_back(client: Client, rivertown: Community) -> None:
    assert client.get("/workspace/settings/")["Location"] == "/sign-in/?next=/workspace/settings/"


@pytest.mark.parametrize("has_factor", [False, True])
def test_a_required_second_factor_is_asked_for_before_anything_opens(
    rivertown: Community, coordinator: User, has_factor: bool
) -> None:
    rivertown.is_second_factor_required = True
    rivertown.save()
    if has_factor:
        entering.note_address(coordinator)
        totp.TOTP.activate(coordinator, totp.generate_totp_secret())
    answer = signed_in(coordinator).get("/workspace/settings/")
    assert answer.status_code == (200 if has_factor else 302)
    assert has_factor or answer["Location"] == "/account/second-factor/"


def test_personal_pages_are_kept_out_of_caches(coordinators_browser: Client) -> None:
    assert "no-store" in coordinators_browser.get("/account/second-factor/").headers["Cache-Control"]
