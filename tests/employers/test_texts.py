"""The commitment's text: drafted, published once, compared, and who may do it."""

from typing import Any

import pytest
from django.contrib.admin.sites import site
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from community.models import AuditEntry, Community, User
from community.signals import community_founded
from employers import evidence, texts
from employers.models import Chain, Commitment, CommitmentText, Consent, Event, Promise
from tests import make
from tests.conftest import signed_in
from tests.racing import beaten_to_it

INDEX, DRAFT = reverse("employers:texts"), reverse("employers:text-draft")
PUBLISH, COMPARE = reverse("employers:text-publish"), reverse("employers:text-compare")
LOOK = '"employers_commitmenttext"."version" = '
WORDS = {"body": "We will look at skills.\r\n\r\nAnd tell them why.", "in_short": "No fee\r\nWithdraw at any time"}


def version(number: int) -> str:
    return reverse("employers:text", args=[number])


# --- Verbs --------------------------------------------------------------------------------------


def test_a_draft_begins_from_the_newest_version(rivertown: Community) -> None:
    make.text(rivertown, body="Old.")
    make.text(rivertown, body="New.")
    draft = texts.draft_of(rivertown, by=None)
    assert (draft.version, draft.body, draft.is_published) == (3, "New.", False)
    assert texts.draft_of(rivertown, by=None) == draft


def test_publishing_freezes_hashes_and_dates(rivertown: Community, coordinator: User) -> None:
    draft = texts.draft_of(rivertown, by=coordinator)
    published = texts.publish(draft, by=coordinator, at=make.NOW)
    assert published.sha256 == evidence.sha256(published.body)
    assert published.published_at == make.NOW
    with pytest.raises(texts.CannotPublish):
        texts.publish(published, by=coordinator, at=make.NOW)
    assert "published version 1" in AuditEntry.objects.get().sentence


def test_two_who_begin_a_draft_at_once_share_it(rivertown: Community, coordinator: User, administrator: User) -> None:
    make.text(rivertown)
    with beaten_to_it(LOOK, lambda: texts.draft_of(rivertown, by=administrator)):
        draft = texts.write(rivertown, body="Mine.", in_short="No fee", by=coordinator)
    assert CommitmentText.objects.filter(published_at=None).get() == draft
    assert (draft.version, draft.body, draft.created_by) == (2, "Mine.", administrator)


def test_a_draft_that_was_published_meanwhile_is_not_written(rivertown: Community, coordinator: User) -> None:
    make.text(rivertown)

    def publish_another() -> None:
        texts.publish(texts.write(rivertown, body="Theirs.", in_short="No fee", by=coordinator), by=None, at=make.NOW)

    with (
        beaten_to_it(LOOK, publish_another),
        pytest.raises(texts.CannotPublish, match="Version 2 is published"),
    ):
        texts.write(rivertown, body="Mine.", in_short="No fee", by=coordinator)


def test_what_changes_between_reading_and_publishing_is_not_published(rivertown: Community, coordinator: User) -> None:
    read = texts.write(rivertown, body="Read.", in_short="No fee", by=coordinator)
    texts.write(rivertown, body="Unread.", in_short="No fee", by=coordinator)
    with pytest.raises(texts.CannotPublish, match="A colleague changed the draft"):
        texts.publish(read, by=coordinator, at=make.NOW)


def test_the_same_words_are_not_published_twice(rivertown: Community, coordinator: User) -> None:
    make.text(rivertown)
    with pytest.raises(texts.CannotPublish):
        texts.publish(texts.draft_of(rivertown, by=coordinator), by=coordinator, at=make.NOW)


def test_a_new_community_has_version_1_from_its_first_day(rivertown: Community, administrator: User) -> None:
    community_founded.send(Community, community=rivertown, by=administrator, at=make.NOW)
    text = CommitmentText.objects.of(rivertown).published().get()
    assert (text.version, text.published_by) == (1, administrator)
    assert text.ask.startswith("We are willing to interview")
    assert len(text.bullets) == 4


# --- The list -----------------------------------------------------------------------------------


def test_the_list_says_who_signed_which_version(coordinators_browser: Client, rivertown: Community) -> None:
    first = make.text(rivertown)
    make.active(rivertown, text=first)
    make.commitment(rivertown, text=first, state="withdrawn")
    make.commitment(rivertown, text=first, state="rejected")
    make.text(rivertown, body="Newer words.")
    answer = coordinators_browser.get(INDEX)
    assert [(text.version, text.signed, text.bound) for text in answer.context["versions"]] == [(2, 0, 0), (1, 2, 1)]
    assert "Today employers sign version 2" in answer.content.decode()


def test_without_a_text_the_page_says_where_to_begin(coordinators_browser: Client) -> None:
    page = coordinators_browser.get(INDEX).content.decode()
    assert "Nobody can sign yet" in page
    assert DRAFT in page


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_as_little_for_many_as_for_one(
    coordinators_browser: Client, rivertown: Community, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        make.text(rivertown, body=f"Words {number}.")
    coordinators_browser.get(INDEX)
    with django_assert_num_queries(QUERIES):
        coordinators_browser.get(INDEX)


QUERIES = 6


# --- Drafting -----------------------------------------------------------------------------------


def test_opening_the_draft_page_makes_no_draft(coordinators_browser: Client, rivertown: Community) -> None:
    make.text(rivertown, body="Today's words.")
    assert "Today&#x27;s words." in coordinators_browser.get(DRAFT).content.decode()
    assert CommitmentText.objects.count() == 1


def test_a_draft_is_saved_and_shown_as_employers_will_read_it(
    coordinators_browser: Client, rivertown: Community
) -> None:
    make.text(rivertown)
    assert coordinators_browser.post(DRAFT, WORDS).url == DRAFT
    draft = CommitmentText.objects.get(published_at=None)
    assert draft.body == "We will look at skills.\n\nAnd tell them why."
    page = coordinators_browser.get(DRAFT).content.decode()
    assert '<blockquote class="ask"><p>We will look at skills.</p></blockquote>' in page


@pytest.mark.parametrize(
    "wrong", [{"body": ""}, {"in_short": ""}, {"body": "x" * 20_001}, {"body": "a\u202eb"}, {"body": " \n "}]
)
def test_a_draft_that_cannot_be_is_not_saved(
    coordinators_browser: Client, rivertown: Community, wrong: dict[str, str]
) -> None:
    assert coordinators_browser.post(DRAFT, WORDS | wrong).status_code == 200
    assert not CommitmentText.objects.exists()


# --- Publishing ---------------------------------------------------------------------------------


def test_publishing_says_what_will_happen_and_then_does_it(
    coordinators_browser: Client, coordinator: User, rivertown: Community
) -> None:
    first = make.text(rivertown)
    for _number in range(3):
        make.active(rivertown, text=first)
    coordinators_browser.post(DRAFT, WORDS)
    page = coordinators_browser.get(PUBLISH)
    assert "3 signers stay bound to version 1" in page.content.decode()
    shown = page.context["form"]["shown"].value()
    assert coordinators_browser.post(PUBLISH, {"shown": shown}).url == INDEX
    text = CommitmentText.objects.of(rivertown).published().first()
    assert text is not None
    assert (text.version, text.published_by) == (2, coordinator)
    assert Commitment.objects.filter(text=first).count() == 3


def test_one_signer_stays_bound_in_the_singular(coordinators_browser: Client, rivertown: Community) -> None:
    make.active(rivertown, text=make.text(rivertown))
    coordinators_browser.post(DRAFT, WORDS)
    assert "1 signer stays bound to version 1" in coordinators_browser.get(PUBLISH).content.decode()


def test_what_a_colleague_changed_meanwhile_is_read_before_it_is_published(
    coordinators_browser: Client, rivertown: Community
) -> None:
    coordinators_browser.post(DRAFT, WORDS)
    shown = coordinators_browser.get(PUBLISH).context["form"]["shown"].value()
    coordinators_browser.post(DRAFT, WORDS | {"body": "Other words."})
    answer = coordinators_browser.post(PUBLISH, {"shown": shown})
    assert "A colleague changed the draft" in answer.content.decode()
    assert not CommitmentText.objects.of(rivertown).published().exists()
    again = answer.context["form"]["shown"].value()
    assert coordinators_browser.post(PUBLISH, {"shown": again}).url == INDEX


def test_a_post_without_what_was_shown_publishes_nothing(coordinators_browser: Client, rivertown: Community) -> None:
    coordinators_browser.post(DRAFT, WORDS)
    assert coordinators_browser.post(PUBLISH).status_code == 200
    assert not CommitmentText.objects.of(rivertown).published().exists()


def test_without_a_draft_there_is_nothing_to_publish(coordinators_browser: Client, rivertown: Community) -> None:
    make.text(rivertown)
    assert coordinators_browser.get(PUBLISH).status_code == 404
    assert coordinators_browser.post(PUBLISH).status_code == 404


# --- Reading and comparing ----------------------------------------------------------------------


def test_a_version_is_read_with_its_facts(coordinators_browser: Client, rivertown: Community) -> None:
    text = make.text(rivertown)
    assert text.sha256 in coordinators_browser.get(version(1)).content.decode()
    assert coordinators_browser.get(version(2)).status_code == 404


def test_two_versions_lie_side_by_side_with_words_beside_colors(
    coordinators_browser: Client, rivertown: Community
) -> None:
    make.text(rivertown, body="We will interview three candidates.\n\nGone.")
    make.text(rivertown, body="We will interview five candidates.\n\nA whole new paragraph.")
    page = coordinators_browser.get(COMPARE, {"before": 1, "after": 2}).content.decode()
    for words in ("<del>three</del>", "<ins>five</ins>", "Changed", "Added", "Removed"):
        assert words in page


def test_comparing_begins_with_the_newest_two(coordinators_browser: Client, rivertown: Community) -> None:
    for number in range(3):
        make.text(rivertown, body=f"Words {number}.")
    answer = coordinators_browser.get(COMPARE)
    assert (answer.context["before"].version, answer.context["after"].version) == (2, 3)


@pytest.mark.parametrize("query", [{"before": "9", "after": "1"}, {"before": "x"}, {"before": "9" * 500, "after": "1"}])
def test_versions_nobody_wrote_are_refused_with_a_sentence(
    coordinators_browser: Client, rivertown: Community, query: dict[str, str]
) -> None:
    make.text(rivertown)
    make.text(rivertown, body="Newer words.")
    answer = coordinators_browser.get(COMPARE, query)
    assert answer.status_code == 200
    assert "Please look at" in answer.content.decode()


def test_one_version_cannot_be_compared(coordinators_browser: Client, rivertown: Community) -> None:
    make.text(rivertown)
    assert coordinators_browser.get(COMPARE).url == INDEX


# --- Who may ------------------------------------------------------------------------------------


def test_a_viewer_reads_and_writes_nothing(viewer: User, rivertown: Community) -> None:
    make.text(rivertown)
    make.text(rivertown, body="Newer words.")
    browser = signed_in(viewer)
    for page in (INDEX, version(1), COMPARE):
        assert browser.get(page).status_code == 200
    assert DRAFT not in browser.get(INDEX).content.decode()
    for page in (DRAFT, PUBLISH):
        assert browser.get(page).status_code == 403
        assert browser.post(page, WORDS).status_code == 403


@pytest.mark.parametrize("who", ["reviewer", "evaluator", "foreigner"])
def test_others_of_the_team_and_other_communities_stay_outside(
    who: str, request: pytest.FixtureRequest, rivertown: Community
) -> None:
    make.text(rivertown)
    browser = signed_in(request.getfixturevalue(who))
    for page in (INDEX, DRAFT, PUBLISH, COMPARE, version(1)):
        assert browser.get(page).status_code == 403


def test_partners_and_strangers_stay_outside(client: Client, rivertown: Community) -> None:
    assert signed_in(make.user()).get(INDEX).status_code == 403
    assert client.get(INDEX).url.startswith(reverse("account_login"))


def test_another_communitys_versions_are_not_seen(coordinators_browser: Client, lakeside: Community) -> None:
    make.text(lakeside, body="Theirs.")
    assert coordinators_browser.get(version(1)).status_code == 404
    assert "Theirs." not in coordinators_browser.get(INDEX).content.decode()


# --- The operator -------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Commitment, Event, Chain, Consent, Promise])
def test_evidence_is_read_only_for_the_operator(model: type, rivertown: Community) -> None:
    request = RequestFactory().get("/admin/")
    request.user = make.user(is_superuser=True)
    admin: Any = site.get_model_admin(model)
    assert admin.has_view_permission(request)
    assert not admin.has_add_permission(request)
    assert not admin.has_change_permission(request)
    assert not admin.has_delete_permission(request)


def test_the_operator_cannot_touch_a_published_text(rivertown: Community) -> None:
    browser = signed_in(make.user(is_superuser=True))
    text = make.text(rivertown)
    address = reverse("admin:employers_commitmenttext_change", args=[text.pk])
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"body": "Altered."}).status_code == 403
    text.refresh_from_db()
    assert text.body != "Altered."


@pytest.mark.parametrize(
    "name", ["ask", "chain", "commitment", "commitmenttext", "consent", "employer", "event", "promise"]
)
def test_the_operators_lists_open(rivertown: Community, name: str) -> None:
    make.active(rivertown, asks={"15-1254": 1})
    browser = signed_in(make.user(is_superuser=True))
    assert browser.get(reverse(f"admin:employers_{name}_changelist")).status_code == 200
