"""Tests of the pages of audiences: made without JavaScript, with a live count, shared or one's own."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from community.models import AuditEntry, Community, User
from community.roles import Role
from directory.models import Tag
from outreach import audience_rules, audiences, planning
from outreach.audience_rules import Rule, one_group
from outreach.models import Audience, PlanAudience
from tests import make
from tests.conftest import signed_in
from tests.make import NOW

pytestmark = pytest.mark.django_db
NEW = "/workspace/audiences/new/"
HEALTH = one_group(Rule("sector", "is", ("health",)))
ABOUT = {"name": "Health care", "whose": "team", "g0-match": "all"}
IS_HEALTH = {"g0r0-trait": "sector", "g0r0-op": "is", "g0r0-chosen": ["health"]}


@pytest.fixture
def people(rivertown: Community) -> Iterator[None]:
    """Ada at a hospital, Ben at a mill, Hermit where nobody is contacted."""
    for name, facts in {
        "Ada": {"sector": "health", "stage": "signed"},
        "Ben": {"sector": "manufacturing"},
        "Hermit": {"sector": "health", "stage": "do_not_contact"},
    }.items():
        make.affiliation(make.person(rivertown, name=name), make.employer(rivertown, **facts).organization)
    return


def saved(at: Community, by: User, **facts: Any) -> Audience:
    """Return a saved audience."""
    kept = {"name": "Health care", "is_shared": True, "rules": HEALTH, "left_out": {}, **facts}
    return audiences.save(at, by=by, at=NOW, **kept)


def text(answer: Any) -> str:
    """Return a page as it reads."""
    return unescape(answer.content.decode())


@pytest.mark.usefixtures("people")
def test_an_audience_is_made_button_by_button(coordinators_browser: Client, coordinator: User) -> None:
    page = text(coordinators_browser.get(NEW))
    assert "Nobody yet" in page
    page = text(coordinators_browser.post(NEW, {**ABOUT, "do": "add-0", "g0-new": "sector"}))
    assert "1 rule is not answered yet" in page
    assert "Finance and insurance" in page
    page = text(coordinators_browser.post(NEW, {**ABOUT, **IS_HEALTH, "do": "look"}))
    assert "1 person" in page
    assert "Its sector is Health care" in page
    assert "They work where nobody is to be contacted." in page
    page = text(coordinators_browser.post(NEW, {**ABOUT, **IS_HEALTH, "do": "group"}))
    assert "Part 2" in page
    other = {"g1-match": "all", "match": "any", "g1r0-trait": "kind", "g1r0-op": "is", "g1r0-chosen": ["employer"]}
    page = text(coordinators_browser.post(NEW, {**ABOUT, **IS_HEALTH, **other, "do": "look"}))
    assert "2 people" in page
    page = text(coordinators_browser.post(NEW, {**ABOUT, **IS_HEALTH, **other, "do": "part-1"}))
    assert "Part 2" not in page
    page = text(coordinators_browser.post(NEW, {**ABOUT, **IS_HEALTH, "do": "remove-0-0"}))
    assert "No rule yet" in page
    answer = coordinators_browser.post(NEW, {**ABOUT, **IS_HEALTH, "lately": "on", "lately-days": "30", "do": "save"})
    kept = Audience.objects.get()
    assert answer.url == kept.get_absolute_url()
    assert (kept.read_rules, kept.exclusions, kept.owner) == (HEALTH, {"lately": ["30"]}, coordinator)
    assert AuditEntry.objects.filter(sentence="saved the audience Health care").exists()


@pytest.mark.usefixtures("people")
def test_who_is_in_and_who_is_left_out_is_told(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    kept = saved(rivertown, coordinator, left_out={"lately": ["1"], "in_conversation": []})
    page = text(coordinators_browser.get(kept.get_absolute_url()))
    assert "1 person is in today; 1 is left out." in page
    assert "Ada" in page
    assert "Its sector is Health care" in page
    assert "Organizations that anybody wrote to or spoke with in the last 1 day" in page
    page = text(coordinators_browser.get(f"{kept.get_absolute_url()}?who=out"))
    assert "Hermit" in page
    assert "They work where nobody is to be contacted." in page
    assert "Ben" not in page


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"name": ""}, "Give it a name."),
        ({"g0r0-chosen": []}, "Tick at least one."),
        ({"g0r0-trait": "last_contact", "g0r0-op": "before", "g0r0-days": ""}, "Say how many days."),
        ({"g0r0-trait": "last_contact", "g0r0-op": "before", "g0r0-days": "0"}, "greater than or equal to 1"),
        ({"g0r0-trait": "title", "g0r0-op": "has", "g0r0-words": ""}, "Fill this in."),
        ({"g0r0-trait": ""}, "Add at least one rule"),
        ({"lately": "on", "lately-days": ""}, "Say how many days."),
        ({"lately": "on", "lately-days": "many"}, "Enter a whole number."),
    ],
)
def test_what_lacks_something_is_not_saved(coordinators_browser: Client, typed: dict[str, Any], problem: str) -> None:
    answer = coordinators_browser.post(NEW, {**ABOUT, **IS_HEALTH, **typed, "do": "save"})
    assert answer.status_code == 200
    assert problem in text(answer)
    assert not Audience.objects.exists()


def test_odd_input_breaks_nothing(coordinators_browser: Client) -> None:
    odd = {"match": "x", "g0-match": "x", "g0r0-trait": "town", "g0r0-op": "x", "g0r0-chosen": ["\u202e", "9" * 5000]}
    for do in ("", "look", "add-9", "add-0", "remove-0-9", "part-x", "group-1", "remove", "-", "add-٣"):
        assert coordinators_browser.post(NEW, {**odd, "do": do, "g0-new": "no such"}).status_code == 200
    assert coordinators_browser.post(NEW, {"do": "save"}).status_code == 200


def test_a_name_stands_once_in_the_team(coordinators_browser: Client, rivertown: Community, coordinator: User) -> None:
    kept = saved(rivertown, coordinator)
    answer = coordinators_browser.post(NEW, {**ABOUT, **IS_HEALTH, "name": "HEALTH care", "do": "save"})
    assert "There is an audience called HEALTH care already." in text(answer)
    mine = {**ABOUT, **IS_HEALTH, "whose": "mine", "do": "save"}
    assert coordinators_browser.post(NEW, mine).status_code == 302
    assert "already" in text(coordinators_browser.post(NEW, mine))
    change = reverse("outreach:audience-change", args=[kept.pk])
    assert coordinators_browser.post(change, {**ABOUT, **IS_HEALTH, "do": "save"}).status_code == 302


def test_ones_own_is_nobody_elses(coordinators_browser: Client, rivertown: Community, coordinator: User) -> None:
    other = make.member(rivertown, Role.COORDINATOR)
    theirs = saved(rivertown, other, is_shared=False, name="Theirs")
    page = text(coordinators_browser.get("/workspace/audiences/"))
    assert "Theirs" not in page
    for name in ("audience", "audience-change"):
        assert coordinators_browser.get(reverse(f"outreach:{name}", args=[theirs.pk])).status_code == 404
    shared = saved(rivertown, other)
    change = reverse("outreach:audience-change", args=[shared.pk])
    coordinators_browser.post(change, {**ABOUT, **IS_HEALTH, "name": "Hospitals", "do": "save"})
    shared.refresh_from_db()
    assert (shared.name, shared.owner, shared.changed_by) == ("Hospitals", other, coordinator)


def test_a_copy_is_ones_own_until_shared(coordinators_browser: Client, rivertown: Community, coordinator: User) -> None:
    kept = saved(rivertown, coordinator)
    for expected in ("Health care (copy)", "Health care (copy 2)"):
        answer = coordinators_browser.post(reverse("outreach:audience-copy", args=[kept.pk]), follow=True)
        made = Audience.objects.latest("pk")
        assert (made.name, made.is_shared, made.read_rules) == (expected, False, HEALTH)
        assert expected in text(answer)


def test_an_audience_is_taken_away(coordinators_browser: Client, rivertown: Community, coordinator: User) -> None:
    kept = saved(rivertown, coordinator)
    coordinators_browser.post(reverse("outreach:audience-remove", args=[kept.pk]))
    assert not Audience.objects.exists()


def test_what_no_longer_exists_is_named_so(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    tag = Tag.objects.create(community=rivertown, name="fair")
    kept = saved(rivertown, coordinator, rules=one_group(Rule("tag", "is", (str(tag.pk),))))
    assert "It has the tag fair" in text(coordinators_browser.get(kept.get_absolute_url()))
    tag.delete()
    assert "It has the tag something that no longer exists" in text(coordinators_browser.get(kept.get_absolute_url()))
    change = reverse("outreach:audience-change", args=[kept.pk])
    assert "something that no longer exists" in text(coordinators_browser.get(change))


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (Rule("words", "has", ("dental",)), "Its name, town or mail domain has “dental”"),
        (Rule("last_contact", "before", ("30",)), "30 days"),
    ],
)
def test_words_and_days_stand_in_the_sentence_as_they_were_typed(
    coordinators_browser: Client, rivertown: Community, coordinator: User, rule: Rule, sentence: str
) -> None:
    kept = saved(rivertown, coordinator, rules=one_group(rule))
    page = text(coordinators_browser.get(kept.get_absolute_url()))
    assert sentence in page and "no longer exists" not in page


def test_rules_that_cannot_be_read_find_nobody_and_say_so(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    kept = saved(rivertown, coordinator)
    for wrong in ({}, audience_rules.write(one_group(Rule("gone", "is", ("x",))))):
        Audience.objects.update(rules=wrong)
        for url in ("/workspace/audiences/", kept.get_absolute_url()):
            assert "Until the rules are said anew, nobody is found." in text(coordinators_browser.get(url))
        change = reverse("outreach:audience-change", args=[kept.pk])
        assert coordinators_browser.get(change).status_code == 200
        assert coordinators_browser.post(reverse("outreach:audience-copy", args=[kept.pk])).status_code == 302


def test_a_viewer_looks_and_changes_nothing(viewer: User, rivertown: Community, coordinator: User) -> None:
    kept, browser = saved(rivertown, coordinator), signed_in(viewer)
    assert "Change it" not in text(browser.get(kept.get_absolute_url()))
    assert "Make an audience" not in text(browser.get("/workspace/audiences/"))
    assert browser.get(NEW).status_code == 403


@pytest.mark.usefixtures("people")
def test_the_list_of_employers_leads_to_an_audience_of_it(
    coordinators_browser: Client, viewer: User, rivertown: Community
) -> None:
    page = text(coordinators_browser.get("/workspace/employers/?sector=health&stage=signed&as=board"))
    [link] = re.findall(r'href="(/workspace/audiences/new/[^"]*)"', page)
    page = text(coordinators_browser.get(link))
    assert "1 person" in page
    assert "Its stage is Signed" in page
    assert "Ada" in page
    assert "/workspace/audiences/new/" not in text(signed_in(viewer).get("/workspace/employers/"))


@pytest.mark.usefixtures("people")
def test_an_audience_of_the_plan_says_who_gets_it(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    kept = saved(rivertown, coordinator)
    planned = planning.reach(rivertown, name="Hospitals", note="", by=coordinator, at=NOW)
    item = planning.add(rivertown, audience=planned, message="Two were hired", channel="call", due_on=NOW.date())
    assert "no saved audience finds them yet" in text(coordinators_browser.get(item.get_absolute_url()))
    change = reverse("outreach:plan-audience", args=[planned.pk])
    coordinators_browser.post(change, {"name": "Hospitals", "note": "", "people": kept.pk})
    page = text(coordinators_browser.get(item.get_absolute_url()))
    assert kept.get_absolute_url() in page
    assert "1 person today" in page
    alone = {**ABOUT, **IS_HEALTH, "whose": "mine", "do": "save"}
    answer = coordinators_browser.post(reverse("outreach:audience-change", args=[kept.pk]), alone)
    assert "so the whole team has to see it" in text(answer)
    page = text(coordinators_browser.post(reverse("outreach:audience-remove", args=[kept.pk]), follow=True))
    assert "It is used by audiences of the plan." in page
    Audience.objects.update(rules={})
    assert coordinators_browser.get(item.get_absolute_url()).status_code == 200


def test_only_what_the_team_shares_can_be_planned_for(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    mine = saved(rivertown, coordinator, is_shared=False)
    answer = coordinators_browser.post("/workspace/plan/audiences/add/", {"name": "Hospitals", "people": mine.pk})
    assert answer.status_code == 200
    assert not PlanAudience.objects.exists()


def test_an_audience_leads_to_a_campaign_and_says_which_reach_it(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    kept = saved(rivertown, coordinator)
    page = text(coordinators_browser.get(kept.get_absolute_url()))
    assert f"/workspace/campaigns/add/?audience={kept.pk}" in page
    page = text(coordinators_browser.get(f"/workspace/campaigns/add/?audience={kept.pk}"))
    assert f'<option value="{kept.pk}" selected>' in page
    other = saved(rivertown, make.member(rivertown, Role.COORDINATOR), is_shared=False, name="Theirs")
    assert "Theirs" not in text(coordinators_browser.get(f"/workspace/campaigns/add/?audience={other.pk}"))
    campaign, hidden = make.campaign(rivertown, audience=kept), make.campaign(rivertown, audience=other)
    assert str(campaign) in text(coordinators_browser.get(kept.get_absolute_url()))
    assert kept.get_absolute_url() in text(coordinators_browser.get(campaign.get_absolute_url()))
    page = text(coordinators_browser.get(hidden.get_absolute_url()))
    assert "Theirs" in page
    assert other.get_absolute_url() not in page


def test_who_changes_an_audience_is_told_which_drafts_change_with_it(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    kept = saved(rivertown, coordinator)
    draft = make.campaign(rivertown, name="Autumn", audience=kept)
    make.campaign(rivertown, name="Gone out", audience=kept, state="done")
    page = text(coordinators_browser.get(reverse("outreach:audience-change", args=[kept.pk])))
    assert f'<a href="{draft.get_absolute_url()}">Autumn</a> has not started yet' in page and "Gone out</a>" not in page
