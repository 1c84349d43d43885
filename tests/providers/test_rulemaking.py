"""Versions of the criteria: drafted part by part, published once, compared, and who may do it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from community.models import AuditEntry, Community, User
from community.signals import community_founded
from employers import evidence
from providers import first_criteria, gates, rulemaking
from providers.models import CriteriaVersion, Criterion
from tests import make
from tests.conftest import signed_in
from tests.racing import beaten_to_it

pytestmark = pytest.mark.django_db
INDEX, DRAFT = reverse("providers:criteria-versions"), reverse("providers:criteria-draft")
PUBLISH, COMPARE = reverse("providers:criteria-publish"), reverse("providers:criteria-compare")
PUBLIC = reverse("providers:criteria")
LOOK = '"providers_criteriaversion"."version" = '
DEMAND = {**first_criteria.CRITERIA["demand"], "title": "Employers want it"}


def part(key: str) -> str:
    return reverse("providers:criteria-part", args=[key])


# --- Verbs --------------------------------------------------------------------------------------


def test_a_new_community_has_version_1_from_its_first_day(rivertown: Community, administrator: User) -> None:
    community_founded.send(Community, community=rivertown, by=administrator, at=make.NOW)
    version = CriteriaVersion.objects.of(rivertown).published().get()
    assert (version.version, version.published_by) == (1, administrator)
    assert version.sha256 == evidence.sha256(*version.wording)
    criteria = gates.now(rivertown)
    assert [gate.key for gate in criteria.gates] == ["demand", "quality", "mission", "data"]
    assert "At least 3 employers who signed" in criteria.demand.rule and "70% or more" in criteria.quality.rule
    assert "one of the barriers" in criteria.mission.rule and "on time" in criteria.data.rule
    assert not any("((" in words for gate in criteria.gates for words in (gate.rule, *gate.evidence, *gate.rubric))


def test_a_draft_begins_from_the_newest_version(rivertown: Community) -> None:
    make.criteria(rivertown, placement_rate_percent=60)
    draft = rulemaking.draft_of(rivertown, by=None)
    assert (draft.version, draft.placement_rate_percent, draft.is_published) == (2, 60, False)
    assert draft.criteria.count() == 4
    assert rulemaking.draft_of(rivertown, by=None) == draft


def test_two_who_begin_a_draft_at_once_share_it(rivertown: Community, coordinator: User, administrator: User) -> None:
    make.criteria(rivertown)
    with beaten_to_it(LOOK, lambda: rulemaking.draft_of(rivertown, by=administrator)):
        draft = rulemaking.write(rivertown, "demand", DEMAND, by=coordinator)
    assert CriteriaVersion.objects.filter(published_at=None).get() == draft
    assert (draft.version, draft.created_by) == (2, administrator)
    assert Criterion.objects.get(criteria_version=draft, key="demand").title == "Employers want it"


def test_a_draft_that_was_published_meanwhile_is_not_written(rivertown: Community, coordinator: User) -> None:
    make.criteria(rivertown)

    def publish_another() -> None:
        draft = rulemaking.write(rivertown, "thresholds", {"barriers": 2}, by=coordinator)
        rulemaking.publish(draft, by=None, at=make.NOW)

    with beaten_to_it(LOOK, publish_another), pytest.raises(rulemaking.CannotPublish, match="Version 2 is published"):
        rulemaking.write(rivertown, "demand", DEMAND, by=coordinator)
    assert not Criterion.objects.filter(title="Employers want it").exists()


def test_publishing_freezes_hashes_and_dates(rivertown: Community, coordinator: User) -> None:
    published = rulemaking.publish(rulemaking.draft_of(rivertown, by=coordinator), by=coordinator, at=make.NOW)
    assert published.sha256 == evidence.sha256(*published.wording)
    with pytest.raises(rulemaking.CannotPublish, match="published already"):
        rulemaking.publish(published, by=coordinator, at=make.NOW)
    assert AuditEntry.objects.get().sentence == "published version 1 of the criteria"


@pytest.mark.parametrize(("key", "words"), [("data", {"rule": "Share."}), ("thresholds", {"barriers": 3})])
def test_what_changes_between_reading_and_publishing_is_not_published(
    rivertown: Community, coordinator: User, key: str, words: dict[str, Any]
) -> None:
    make.criteria(rivertown)
    rulemaking.write(rivertown, "demand", DEMAND, by=coordinator)
    read = CriteriaVersion.objects.draft(rivertown)
    rulemaking.write(rivertown, key, words, by=coordinator)
    with pytest.raises(rulemaking.CannotPublish, match="A colleague changed the draft"):
        rulemaking.publish(read, by=coordinator, at=make.NOW)


def test_the_same_words_are_not_published_twice(rivertown: Community, coordinator: User) -> None:
    make.criteria(rivertown)
    with pytest.raises(rulemaking.CannotPublish, match="same as version 1"):
        rulemaking.publish(rulemaking.draft_of(rivertown, by=coordinator), by=coordinator, at=make.NOW)


@pytest.mark.parametrize(
    "wrong", [{"demand_employers": 0}, {"placement_rate_percent": 101}, {"barriers": 11}, {"sha256": ""}]
)
def test_the_database_refuses_what_cannot_be_reached(rivertown: Community, wrong: dict[str, Any]) -> None:
    version = make.criteria(rivertown)
    with pytest.raises(IntegrityError), transaction.atomic():
        CriteriaVersion.objects.filter(pk=version.pk).update(**wrong)


def test_another_communitys_criteria_are_not_ours(rivertown: Community, lakeside: Community) -> None:
    make.criteria(lakeside)
    assert gates.now(rivertown) is None and gates.at(rivertown, 1) is None


# --- Pages --------------------------------------------------------------------------------------


def test_without_criteria_the_page_says_where_to_begin(coordinators_browser: Client) -> None:
    page = coordinators_browser.get(INDEX).text
    assert "Providers cannot check themselves yet" in page and DRAFT in page
    assert "Save one part to begin" in coordinators_browser.get(DRAFT).text
    assert "It meets employer demand" in coordinators_browser.get(part("demand")).text


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_as_little_for_many_as_for_one(
    coordinators_browser: Client, rivertown: Community, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        make.criteria(rivertown)
    coordinators_browser.get(INDEX)
    with django_assert_num_queries(QUERIES):
        coordinators_browser.get(INDEX)


QUERIES = 7


def test_opening_the_draft_makes_none(coordinators_browser: Client, rivertown: Community) -> None:
    make.criteria(rivertown)
    for path in (DRAFT, part("demand"), part("thresholds"), part("introduction"), part("selection")):
        assert coordinators_browser.get(path).status_code == 200
    assert CriteriaVersion.objects.count() == 1


def test_a_part_is_written_and_the_draft_shows_it_with_its_thresholds(
    coordinators_browser: Client, rivertown: Community
) -> None:
    make.criteria(rivertown)
    assert coordinators_browser.post(part("demand"), DEMAND).url == DRAFT
    numbers = {"demand_employers": 5, "placement_rate_percent": 65, "barriers": 2}
    assert coordinators_browser.post(part("thresholds"), numbers).url == DRAFT
    page = coordinators_browser.get(DRAFT).text
    assert "Employers want it" in page and "At least 5 employers who signed" in page and "65% or more" in page
    assert "Employers want it" not in coordinators_browser.get(PUBLIC).text


@pytest.mark.parametrize(
    ("key", "wrong", "said"),
    [
        ("demand", {"title": ""}, "required"),
        ("demand", {"rule": "((people)) ask"}, "Nothing stands for ((people))"),
        ("demand", {"evidence": "a\u202eb"}, "hidden"),
        ("demand", {"rubric_1": DEMAND["rubric_0"]}, "says the same as another score"),
        ("thresholds", {"demand_employers": 2, "placement_rate_percent": 70, "barriers": 1}, "show a role once 3"),
        ("thresholds", {"demand_employers": 3, "placement_rate_percent": 0, "barriers": 1}, "greater than or equal"),
        ("thresholds", {"demand_employers": 3, "placement_rate_percent": 70, "barriers": 11}, "less than or equal"),
        ("introduction", {"intro": "x" * 4_001}, "at most 4000"),
        ("selection", {"selection": " \n "}, "required"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_not_saved(
    coordinators_browser: Client, rivertown: Community, key: str, wrong: dict[str, Any], said: str
) -> None:
    make.criteria(rivertown)
    answer = coordinators_browser.post(part(key), (DEMAND if key == "demand" else {}) | wrong)
    assert answer.status_code == 200 and said in answer.text
    assert CriteriaVersion.objects.count() == 1


def test_an_unknown_part_is_missing(coordinators_browser: Client) -> None:
    assert coordinators_browser.get(part("everything")).status_code == 404


def test_publishing_says_what_will_happen_and_then_does_it(
    coordinators_browser: Client, coordinator: User, rivertown: Community
) -> None:
    make.criteria(rivertown)
    coordinators_browser.post(part("demand"), DEMAND)
    page = coordinators_browser.get(PUBLISH)
    assert "stays with theirs" in page.text
    shown = page.context["form"]["shown"].value()
    assert coordinators_browser.post(PUBLISH, {"shown": "another"}).status_code == 200
    assert coordinators_browser.post(PUBLISH, {"shown": shown}).url == INDEX
    assert gates.now(rivertown).version == 2
    assert "Employers want it" in coordinators_browser.get(PUBLIC).text
    assert coordinators_browser.get(PUBLISH).status_code == 404


def test_two_versions_are_laid_side_by_side_thresholds_too(coordinators_browser: Client, rivertown: Community) -> None:
    make.criteria(rivertown)
    assert coordinators_browser.get(COMPARE).url == INDEX
    coordinators_browser.post(part("demand"), DEMAND)
    coordinators_browser.post(part("thresholds"), {"demand_employers": 3, "placement_rate_percent": 60, "barriers": 1})
    page = coordinators_browser.get(COMPARE).text
    assert "From version 1 to version 2, a draft" in page
    assert "<ins>60%</ins>" in page and "<del>70%</del>" in page
    assert "<ins>Employers want it</ins>" in page
    assert "The same in both: Introduction, It opens doors, It says what became of people, Selecting on skills." in page
    assert "Please look at this again" in coordinators_browser.get(COMPARE, {"before": 1, "after": 9}).text


def test_reviewers_and_viewers_read_and_write_nothing(rivertown: Community, reviewer: User, viewer: User) -> None:
    make.criteria(rivertown)
    for user in (reviewer, viewer):
        browser = signed_in(user)
        page = browser.get(INDEX).text
        assert "Draft the next version" not in page
        assert browser.get(reverse("providers:criteria-version", args=[1])).status_code == 200
        assert browser.get(DRAFT).status_code == 403
        assert browser.post(part("demand"), DEMAND).status_code == 403


def test_an_earlier_version_stays_public_and_points_at_todays(client: Client, rivertown: Community) -> None:
    make.criteria(rivertown)
    make.criteria(rivertown, placement_rate_percent=60)
    make.criteria(rivertown, published_at=None)
    earlier = client.get(reverse("providers:criteria-at", args=[1])).text
    assert "70% or more" in earlier and "since then version 2 holds" in earlier
    assert "since then" not in client.get(reverse("providers:criteria-at", args=[2])).text
    assert client.get(reverse("providers:criteria-at", args=[3])).status_code == 404
