"""Tests of the page before a campaign to many starts: read once, kept for minutes, and true when it is sent."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.models import Community
from outreach import showing, suppressing
from outreach.course import CampaignState
from outreach.models import Campaign, Suppression
from tests import make
from tests.make import NOW
from tests.outreach.campaigning import contact, crowd, everybody, spring

pytestmark = pytest.mark.django_db
MANY = showing.FEW + 5


@pytest.fixture
def campaign(rivertown: Community) -> Campaign:
    """A campaign to more people than are read each time."""
    cache.clear()
    rivertown.approval_above = 2 * MANY
    rivertown.save()
    crowd(rivertown, MANY)
    campaign = make.campaign(rivertown, audience=everybody(rivertown), messenger="Dana")
    make.step(campaign, body="Dear ((first name)),\n\n[Sign](((sign-up link))).")
    return campaign


def place(campaign: Campaign) -> str:
    """Return the address of the page."""
    return f"{campaign.get_absolute_url()}start/"


def test_it_is_read_once_and_each_page_of_it_costs_the_same(campaign: Campaign, coordinators_browser: Client) -> None:
    first = coordinators_browser.get(place(campaign))
    assert f"{MANY:,} are in it" in first.content.decode() and "Look now" in first.content.decode()
    costs = []
    for page in (1, 2, 101):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = coordinators_browser.get(f"{place(campaign)}?page={page}")
        costs.append(len(asked))
        assert len(found.context["rows"]) == min(20, MANY - 20 * (page - 1))
        assert found.context["seen"] == first.context["seen"]
        assert not [line["sql"] for line in asked if "through" in line["sql"]]  # nobody asks for the whole audience
    assert len(set(costs)) == 1 and costs[0] < 40


def test_who_is_held_back_meanwhile_gets_nothing_and_stops_the_start(
    campaign: Campaign, rivertown: Community, coordinators_browser: Client
) -> None:
    first = coordinators_browser.get(place(campaign))
    reason, scope = Suppression.Reason.COMPLAINT, Suppression.Scope.ALL
    gone = suppressing.hash_of(rivertown, "jo7@works7.example")
    suppressing.suppress(rivertown, gone, reason=reason, scope=scope, at=NOW)
    kept = coordinators_browser.get(place(campaign))
    assert kept.context["reached"] == MANY

    asked = {"when": "now", "patience": 4, "seen": kept.context["seen"]}
    refused = coordinators_browser.post(place(campaign), asked)

    assert "Look once more" in refused.content.decode()
    assert (refused.context["reached"], refused.context["left_out"]) == (MANY - 1, 1)
    assert Campaign.objects.get().state == CampaignState.DRAFT
    out = coordinators_browser.get(f"{place(campaign)}?show=out")
    assert "jo7@works7.example" in out.content.decode()
    assert out.context["seen"] == refused.context["seen"] != first.context["seen"]
    coordinators_browser.post(place(campaign), asked | {"seen": out.context["seen"]})
    assert Campaign.objects.get().state == CampaignState.PLANNING
    assert Campaign.objects.get().recipients.reached().count() == MANY - 1


def test_asked_for_it_is_read_anew(campaign: Campaign, rivertown: Community, coordinators_browser: Client) -> None:
    coordinators_browser.get(place(campaign))
    contact(rivertown, "Somebody New")
    assert coordinators_browser.get(place(campaign)).context["reached"] == MANY
    assert coordinators_browser.get(f"{place(campaign)}?anew=yes").url == place(campaign)
    assert coordinators_browser.get(place(campaign)).context["reached"] == MANY + 1


def test_other_words_or_rules_are_read_at_once(
    campaign: Campaign, rivertown: Community, coordinators_browser: Client
) -> None:
    seen = {coordinators_browser.get(place(campaign)).context["seen"]}
    campaign.steps.update(subject="Other words")
    seen.add(coordinators_browser.get(place(campaign)).context["seen"])
    campaign.audience.rules["groups"][0]["rules"][0]["values"] = ["Elsewhere"]  # type: ignore[union-attr]
    campaign.audience.save()  # type: ignore[union-attr]
    seen.add(coordinators_browser.get(place(campaign)).context["seen"])
    assert len(seen) == 3
    rivertown.postal_address = ""
    rivertown.save()
    assert "The law asks for it" in coordinators_browser.get(place(campaign)).content.decode()


def test_an_empty_place_is_told_on_each_page(
    campaign: Campaign, rivertown: Community, coordinators_browser: Client
) -> None:
    rivertown.people.filter(name__in=["Jo Park 0", "Jo Park 999"]).update(name="J.")
    last = MANY // 20 + 1
    for page in (1, last):
        assert (
            "nothing for ((first name))" in coordinators_browser.get(f"{place(campaign)}?page={page}").content.decode()
        )
    assert f"Send {MANY - 2:,} letters" in coordinators_browser.get(place(campaign)).content.decode()


def test_a_few_are_read_each_time(rivertown: Community, coordinators_browser: Client) -> None:
    campaign = spring(rivertown, people=2)
    assert coordinators_browser.get(place(campaign)).context["reached"] == 2
    contact(rivertown, "Somebody New")
    page = coordinators_browser.get(place(campaign))
    assert page.context["reached"] == 3 and "Look now" not in page.content.decode()
