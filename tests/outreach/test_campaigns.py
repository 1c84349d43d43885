"""Tests of campaigns while they are written: steps, words, checks, and reading them as any recipient does."""

from datetime import timedelta

import pytest
from django.test import Client

from community.models import Community, User
from outreach import blocks, campaigns, checking, pinning, planning, recipients
from outreach.models import Campaign, Step
from outreach.planned import Channel, Question
from tests import make
from tests.conftest import signed_in
from tests.make import NOW
from tests.outreach.campaigning import contact, everybody, spring

pytestmark = pytest.mark.django_db
LIST = "/workspace/campaigns/"


def checked(campaign: Campaign) -> dict[str, checking.Check]:
    """Return what was looked at before a campaign leaves, by what it is."""
    steps, today = list(campaign.steps.order_by("number")), NOW.date()
    words, people = pinning.words_of(campaign, steps, today=today), recipients.found(campaign, at=NOW)
    empty = checking.empties(campaign, steps, words, people)
    found = checking.checks(campaign, steps, words, people, empty=empty, named={}, sieve=checking.Sieve(set(), 0))
    return {one.what: one for one in found}


def approve(at: Community, words: str, by: User, **fields: object) -> None:
    """Approve an answer to why."""
    draft = blocks.write(at, None, Question.WHY, words=words, by=by, at=NOW)
    blocks.approve(draft, shown=draft.fingerprint, expires_on=None, by=by, at=NOW)


def test_an_item_of_the_plan_becomes_a_campaign(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    makers = planning.reach(rivertown, name="Makers", note="", by=coordinator, at=NOW)
    facts = {"message": "Two were hired", "channel": Channel.LETTER, "due_on": NOW.date()}
    item = planning.add(rivertown, audience=makers, messenger_user=coordinator, **facts)
    add = f"{LIST}add/?item={item.pk}"
    assert add in coordinators_browser.get(item.get_absolute_url()).content.decode()
    page = coordinators_browser.get(add).content.decode()
    assert "Two were hired" in page

    answer = coordinators_browser.post(add, {"name": "Spring", "told_as": makers.pk, "messenger": "Dana"})

    campaign = Campaign.objects.get()
    assert answer.url == f"{LIST}{campaign.pk}/steps/add/"
    assert (campaign.plan_item, campaign.told_as, campaign.messenger) == (item, makers, "Dana")
    assert "Spring" in coordinators_browser.get(item.get_absolute_url()).content.decode()


def test_steps_stand_in_the_order_of_their_days(rivertown: Community) -> None:
    campaign = make.campaign(rivertown)
    late = campaigns.add_step(campaign, days=14, subject="Last", body="Words")
    first = campaigns.add_step(campaign, days=0, subject="First", body="Words")
    middle = campaigns.add_step(campaign, days=7, subject="Middle", body="Words")
    assert [step.subject for step in campaign.steps.order_by("number")] == ["First", "Middle", "Last"]
    campaigns.change_step(late, at=NOW, days=3)
    assert [step.subject for step in campaign.steps.order_by("number")] == ["First", "Last", "Middle"]
    campaigns.remove_step(first, at=NOW)
    assert list(campaign.steps.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert middle.pk


@pytest.mark.parametrize(("state", "words"), [("asked", "Take that back first"), ("running", "stays as it is")])
def test_what_a_colleague_is_to_approve_and_what_goes_is_not_changed(
    rivertown: Community, coordinator: User, state: str, words: str
) -> None:
    campaign = make.campaign(rivertown, state=state)
    step = make.step(campaign)
    for deed in (
        lambda: campaigns.change(campaign, at=NOW, name="New"),
        lambda: campaigns.add_step(campaign, subject="S", body="B"),
        lambda: campaigns.change_step(step, at=NOW, subject="S"),
        lambda: campaigns.remove_step(step, at=NOW),
        lambda: campaigns.throw_away(campaign, by=coordinator, at=NOW),
    ):
        with pytest.raises(campaigns.CannotChange, match=words):
            deed()


def test_a_copy_takes_words_and_audience_and_is_a_draft(rivertown: Community, coordinator: User) -> None:
    campaign = spring(rivertown, state="done")
    copied, said = campaigns.copy(campaign, by=coordinator, at=NOW)
    assert not said
    assert (copied.state, copied.audience, copied.steps.count()) == ("draft", campaign.audience, 2)
    again, _said = campaigns.copy(copied, by=coordinator, at=NOW)
    third, _said = campaigns.copy(campaign, by=coordinator, at=NOW)
    assert [one.name for one in (copied, again, third)] == ["Spring (copy)", "Spring (copy 2)", "Spring (copy 3)"]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("Dear ((secret)),", "((secret)) is not one of the places"),
        ("Because ((answer why)) it is.", "stands in a paragraph of its own"),
        ("[Go](https://acme.example/((name)))", "cannot be a part of a link"),
        ("", "Write what the letter says."),
        ("Dear {{ settings.SECRET_KEY }} {0.__class__}", ""),
    ],
)
def test_words_are_filled_from_a_closed_list_only(
    rivertown: Community, coordinators_browser: Client, words: str, problem: str
) -> None:
    campaign = make.campaign(rivertown)
    asked = {"kind": "letter", "days": 0, "condition": "unsigned", "subject": "Hello", "body": words}
    page = coordinators_browser.post(f"{LIST}{campaign.pk}/steps/add/", asked)
    assert Step.objects.exists() is not bool(problem)
    if problem:
        assert problem in page.content.decode()


def test_a_letter_is_read_as_any_recipient_reads_it(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    approve(rivertown, "They hire in ((region)).\n\n- **Quickly**", coordinator)
    campaign = make.campaign(rivertown, audience=everybody(rivertown))
    step = make.step(campaign, body="Dear ((first name??you)),\n\n((answer why))\n\n[Sign](((sign-up link)))")
    place = f"{LIST}{campaign.pk}/steps/{step.pk}/"
    assert "so you read it yourself" in coordinators_browser.get(f"{place}preview/").content.decode()
    contact(rivertown, "Ana Ruiz")
    contact(rivertown, "Abe <b>Park")

    first = coordinators_browser.get(f"{place}preview/").content.decode()
    second = coordinators_browser.get(f"{place}preview/?at=2").content.decode()
    letter = coordinators_browser.get(f"{place}letter/?at=2")

    assert "1 of 2" in first and "?at=2" in first and "The one before" not in first
    assert "As Ana Ruiz reads it" in second and "The one before" in second
    html = letter.content.decode()
    assert "Dear Ana" in html and "hire in Rivertown" in html and "<strong>Quickly</strong>" in html
    assert "sandbox" in letter["Content-Security-Policy"] and "/signup/" not in html


def test_what_is_in_the_way_is_told_before_anything_leaves(rivertown: Community, coordinator: User) -> None:
    rivertown.postal_address = ""
    rivertown.save()
    campaign = make.campaign(rivertown, audience=everybody(rivertown))
    assert {what for what, one in checked(campaign).items() if not one.is_well} == {
        "Postal address",
        "Somebody to reach",
        "A first step",
    }
    make.step(campaign, subject="Hello ((first name))", body="((answer why))\n\nSee http://acme.org")
    contact(rivertown, "J. Park")

    found = checked(campaign)

    assert "Nobody approved the answer" in found["Words of step 1"].words
    assert found["Every place filled for everybody"].words.startswith("One person has nothing")
    assert not found["Addresses in the letters"].is_well and not found["A way to sign"].is_well
    approve(rivertown, "They had hired ((hired)).", coordinator)
    assert "no number yet for ((hired))" in checked(campaign)["Words of step 1"].words


def test_an_answer_whose_time_is_over_does_not_leave(rivertown: Community, coordinator: User) -> None:
    draft = blocks.write(rivertown, None, Question.WHY, words="Because.", by=coordinator, at=NOW - timedelta(days=9))
    until = NOW.date() - timedelta(days=1)
    blocks.approve(draft, shown=draft.fingerprint, expires_on=until, by=coordinator, at=NOW - timedelta(days=9))
    campaign = make.campaign(rivertown)
    make.step(campaign, body="((answer why))")
    assert "a time that is over" in checked(campaign)["Words of step 1"].words


def test_the_page_lists_for_whom_a_place_is_empty(rivertown: Community, coordinators_browser: Client) -> None:
    campaign = spring(rivertown)
    person, _ = contact(rivertown, "J. Park")
    make.step(campaign, subject="Dear ((first name))")
    page = coordinators_browser.get(campaign.get_absolute_url()).content.decode()
    assert "For whom a place is empty" in page and "J. Park" in page
    assert f"/people/{person.pk}/" in page


def test_the_first_step_is_not_called_one_more(rivertown: Community, coordinators_browser: Client) -> None:
    campaign = make.campaign(rivertown)
    place = f"{LIST}{campaign.pk}/steps/add/"
    assert "<h1>The first step</h1>" in coordinators_browser.get(place).text
    make.step(campaign)
    assert "<h1>One more step</h1>" in coordinators_browser.get(place).text


def test_whoever_only_looks_changes_nothing(rivertown: Community, viewer: User) -> None:
    campaign = spring(rivertown)
    browser = signed_in(viewer)
    page = browser.get(campaign.get_absolute_url()).content.decode()
    assert "Change the campaign" not in page and "Throw the draft away" not in page
    assert "Begin a campaign" not in browser.get(LIST).content.decode()


def test_a_draft_to_many_looks_at_the_first_of_them_and_counts_all(
    rivertown: Community, coordinators_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.views.campaign_draft.LOOKED_AT", 2)
    campaign = spring(rivertown, people=2)
    make.step(campaign, subject="Dear ((first name))")
    contact(rivertown, "Z. Park")
    page = coordinators_browser.get(f"{LIST}{campaign.pk}/").content.decode()
    assert "3 people of" in page
    assert "among the first 2 people" in page
    assert "Z. Park" not in page
    assert "Z. Park" in coordinators_browser.get(f"{LIST}{campaign.pk}/start/").content.decode()
    campaign.audience.rules = {"match": "all", "groups": [{"rules": 7}]}
    campaign.audience.save()
    assert "0 people of" in coordinators_browser.get(f"{LIST}{campaign.pk}/").content.decode()


def test_live_numbers_stand_in_a_letter_with_their_day(rivertown: Community, coordinator: User) -> None:
    make.active(rivertown)
    approve(rivertown, "((employers signed)) employers signed.", coordinator)
    campaign = spring(rivertown, people=1)
    campaign.steps.filter(number=1).update(body="Dear ((name)),\n\n((answer why))\n\nDana")
    steps = list(campaign.steps.order_by("number"))
    words = pinning.words_of(campaign, steps, today=NOW.date())
    assert words[steps[0].pk].body.endswith("1 employers signed.\n\nDana\n\n*Numbers as of November 22, 2026.*")
    assert "Numbers as of" not in words[steps[0].pk].lasting + words[steps[1].pk].body
