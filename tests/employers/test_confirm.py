"""The link in the confirmation letter."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community import links
from community.models import Community
from community.purposes import CONFIRM, SIGN_IN
from employers import signing
from employers.models import Commitment, SignupDraft
from tests import make


@pytest.fixture
def signed(rivertown: Community) -> Commitment:
    """A commitment signed online that waits for its address."""
    draft = SignupDraft.objects.create(community=rivertown)
    answers = signing.Answers(
        fields={
            "organization_name": "Acme",
            "signer_name": "Jo Park",
            "signer_email": "jo@acme.example",
            "town": "Rivertown",
        },
        consents=frozenset({"list_name"}),
    )
    return signing.sign(
        draft, answers, text=make.text(rivertown), typed_name="Jo Park", witness=signing.Witness(), at=timezone.now()
    )


def path(url: str) -> str:
    """Return the path of an absolute address."""
    return "/" + url.split("/", 3)[3]


def link(commitment: Commitment, **changes: object) -> str:
    """Return the path of a working confirmation link."""
    return path(links.mint(CONFIRM, commitment.record, community=commitment.community, at=timezone.now(), **changes))


def test_opening_the_link_shows_a_button_and_changes_nothing(signed: Commitment) -> None:
    page = Client().get(link(signed))
    signed.refresh_from_db()
    assert page.status_code == 200
    assert "Confirm for Acme" in page.content.decode()
    assert signed.state == "awaiting"


def test_the_button_confirms_and_repeated_visits_show_the_same(signed: Commitment) -> None:
    address = link(signed)
    browser = Client()
    assert browser.post(address).status_code == 302
    assert browser.post(address).status_code == 302
    signed.refresh_from_db()
    assert signed.state == "confirmed"
    assert signed.events.count() == 2
    assert "Acme is confirmed" in browser.get(address).content.decode()


def test_the_address_gets_a_user_once(signed: Commitment) -> None:
    Client().post(link(signed))
    signed.refresh_from_db()
    assert signed.signer.email == "jo@acme.example"


def test_an_old_link_offers_a_new_one(signed: Commitment) -> None:
    address = link(signed, life=timedelta(seconds=-1))
    page = Client().get(address)
    assert page.status_code == 410
    assert "Send me a new link" in page.content.decode()
    assert Client().post(address + "resend/").status_code == 302


@pytest.mark.parametrize("token", ["forged", "x" * 500, "%F0%9F%8E%89"])
def test_a_forged_link_is_refused(rivertown: Community, token: str) -> None:
    assert Client().get(f"/signup/confirm/{token}/").status_code == 410


def test_a_link_for_something_else_does_not_confirm(signed: Commitment) -> None:
    address = path(links.mint(SIGN_IN, signed.record, community=signed.community, at=timezone.now()))
    token = address.rstrip("/").rpartition("/")[2]
    assert Client().post(reverse("employers:confirm", args=[token])).status_code == 410
    signed.refresh_from_db()
    assert signed.state == "awaiting"


def test_another_communitys_link_is_unknown_here(signed: Commitment, lakeside: Community) -> None:
    assert Client(headers={"host": "lakeside.example"}).get(link(signed)).status_code == 410


def test_a_rejected_commitment_cannot_be_confirmed(signed: Commitment) -> None:
    Commitment.objects.filter(pk=signed.pk).update(state="rejected")
    answer = Client().post(link(signed))
    assert answer.status_code == 409
    assert "nothing to confirm" in answer.content.decode()
