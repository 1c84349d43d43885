"""Tests of whom letters of a campaign name as the contact person, and where answers to them go."""

from email import message_from_bytes, policy

import pytest
from django.test import Client, override_settings

from community import configuring
from community.models import AuditEntry, Community, User
from outreach import claiming, contacting, running, tending, writing
from outreach.models import Campaign, Letter
from outreach.states import State
from tests.make import NOW
from tests.outreach.campaigning import of, spring, started
from tests.outreach.conftest import Post
from tests.outreach.test_running import MINUTE

OLD, NEW = "hello@rivertown.example", "sam@rivertown.example"


def goes(community: Community, by: User) -> None:
    """Let somebody else become the contact person."""
    values = {"contact_name": "Sam Rivera", "contact_email": NEW, "contact_phone": "555 0199"}
    configuring.change(community, what="the contact person", values=values, by=by, at=NOW)


@pytest.fixture
def campaign(rivertown: Community, coordinator: User) -> Campaign:
    """A campaign of which one letter leaves a minute."""
    rivertown.contact_email, rivertown.sender_email = OLD, "letters@rivertown.example"
    rivertown.letters_per_minute = 1
    rivertown.save()
    campaign = spring(rivertown, people=3)
    campaign.steps.update(body="Dear ((first name??neighbor)),\n\n[Sign](((sign-up link))) or ask ((contact name)).")
    return started(campaign, coordinator)


def tick(post: Post) -> None:
    """Do as one pump does, in a minute of its own."""
    tending.tend("t", at=post.clock())
    post.run()
    post.clock.move(minutes=1)


def test_what_has_not_left_names_the_new_contact_and_what_has_is_shown_as_it_left(
    rivertown: Community, administrator: User, campaign: Campaign, post: Post, coordinators_browser: Client
) -> None:
    tick(post)
    goes(rivertown, administrator)
    tick(post)

    first, second = (message_from_bytes(taken.raw, policy=policy.default) for taken in post.sink.taken)
    assert (first["Reply-To"], second["Reply-To"]) == (OLD, NEW)
    for message, email, phone in ((first, OLD, "0199"), (second, NEW, "555 0199")):
        text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        assert email in text and (phone in text) is (email == NEW)
    assert "Sam Rivera" in second.get_body(("plain",)).get_content()  # type: ignore[union-attr]

    one, other = of(campaign).filter(state=State.SENT)
    for letter, email in ((one, OLD), (other, NEW)):
        assert email in coordinators_browser.get(letter.get_absolute_url()).context["text"]
        html = coordinators_browser.get(f"{letter.get_absolute_url()}preview/").content.decode()
        assert f"mailto:{email}" in html
    assert AuditEntry.objects.filter(sentence__contains="name Sam Rivera (sam@rivertown.example)").count() == 1


def test_what_a_worker_has_in_hand_is_taken_back_and_names_the_new_contact(
    rivertown: Community, administrator: User, campaign: Campaign, post: Post
) -> None:
    in_hand = claiming.claim(at=NOW, limit=5)
    goes(rivertown, administrator)
    tending.tend("t", at=NOW)
    assert len(in_hand) == 1 and not claiming.begin_sending(in_hand, at=NOW)
    post.clock.at = NOW + MINUTE
    post.run()
    assert NEW in writing.preview(Letter.objects.get(pk=in_hand[0].pk))[1]


def test_paused_or_changed_twice_each_letter_is_shown_as_it_left(
    rivertown: Community, administrator: User, campaign: Campaign, post: Post
) -> None:
    tick(post)
    goes(rivertown, administrator)
    tick(post)
    running.pause(campaign, by=administrator, at=post.clock())
    third = {"contact_email": "third@rivertown.example"}
    configuring.change(rivertown, what="the contact person", values=third, by=administrator, at=NOW)
    tick(post)
    running.resume(campaign, by=administrator, at=post.clock())
    tick(post)
    named = [writing.preview(contacting.as_it_left(letter))[1] for letter in of(campaign)]
    for text, email in zip(named, (OLD, NEW, "third@rivertown.example"), strict=True):
        assert email in text
    assert len(Campaign.objects.get().pinned["earlier"]) == 2
    assert contacting.follow_all(at=post.clock()) == 0


@override_settings(REPLIES_TO="replies@rivertown.example")
def test_with_a_mailbox_answers_name_their_letter_whoever_the_contact_is(
    rivertown: Community, administrator: User, campaign: Campaign, post: Post
) -> None:
    goes(rivertown, administrator)
    tick(post)
    message = message_from_bytes(post.sink.taken[0].raw, policy=policy.default)
    assert message["Reply-To"].startswith("replies+")
