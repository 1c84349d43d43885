"""Tests of approved words: drafted, approved until a day, told to one audience or to everybody."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from community.models import AuditEntry, Community, User
from outreach import blocks, counted
from outreach.models import Block, PlanAudience
from outreach.planned import Question
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def makers(rivertown: Community) -> PlanAudience:
    """An audience of the plan."""
    return PlanAudience.objects.create(community=rivertown, name="Makers")


def approved(at: Community, audience: PlanAudience | None, words: str, by: User, until: date | None = None) -> Block:
    """Return words that somebody approved for the question why."""
    draft = blocks.write(at, audience, "why", words=words, by=by, at=NOW)
    return blocks.approve(draft, shown=draft.fingerprint, expires_on=until, by=by, at=NOW)


def why(at: Community, audience: PlanAudience | None, today: date = TODAY) -> blocks.Answer:
    """Return what an audience is told to the question why."""
    now = counted.named(at, [block.words for block in blocks.standing(at).values()], today)
    return blocks.answer(blocks.standing(at), Question.WHY, audience, now, today)


def test_an_audience_is_told_its_own_words_else_those_for_everybody_else_the_portals(
    rivertown: Community, coordinator: User, makers: PlanAudience
) -> None:
    assert why(rivertown, makers).block is None
    assert not why(rivertown, makers).may_be_sent
    everybody = approved(rivertown, None, "For everybody.", coordinator)
    assert (why(rivertown, makers).block, why(rivertown, makers).is_general) == (everybody, True)
    own = approved(rivertown, makers, "For makers.", coordinator)
    assert (why(rivertown, makers).block, why(rivertown, makers).is_general) == (own, False)
    assert why(rivertown, None).words == "For everybody."
    assert why(rivertown, makers).may_be_sent


def test_a_draft_is_told_once_it_is_approved_as_it_was_read(rivertown: Community, coordinator: User) -> None:
    first = approved(rivertown, None, "First.", coordinator)
    draft = blocks.write(rivertown, None, "why", words="Second.\r\n", by=coordinator, at=NOW)
    assert why(rivertown, None).block == first
    assert (draft.version, draft.words) == (2, "Second.")
    shown = draft.fingerprint
    blocks.write(rivertown, None, "why", words="Changed.", by=coordinator, at=NOW)
    with pytest.raises(blocks.CannotApprove, match="changed the draft"):
        blocks.approve(draft, shown=shown, expires_on=None, by=coordinator, at=NOW)
    draft.refresh_from_db()
    blocks.approve(draft, shown=draft.fingerprint, expires_on=None, by=coordinator, at=NOW)
    assert why(rivertown, None).words == "Changed."
    with pytest.raises(blocks.CannotApprove, match="already"):
        blocks.approve(draft, shown=draft.fingerprint, expires_on=None, by=coordinator, at=NOW)
    assert "approved version 2 of the answer to “Why should" in AuditEntry.objects.latest("pk").sentence


def test_words_are_sent_up_to_their_day_and_no_longer(rivertown: Community, coordinator: User) -> None:
    approved(rivertown, None, "We hire.", coordinator, until=TODAY)
    assert why(rivertown, None, TODAY).may_be_sent
    assert not why(rivertown, None, TODAY + timedelta(days=1)).may_be_sent
    draft = blocks.write(rivertown, None, "what", words="We hire.", by=coordinator, at=NOW)
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(blocks.CannotApprove, match="has passed"):
        blocks.approve(draft, shown=draft.fingerprint, expires_on=yesterday, by=coordinator, at=NOW)


def test_numbers_are_counted_dated_and_refused_where_nobody_said_any(rivertown: Community, coordinator: User) -> None:
    words = "((employers signed)) employers in ((region)).\n\n((hired)) people were hired."
    approved(rivertown, None, words, coordinator)
    make.active(rivertown)
    found = why(rivertown, None)
    assert not found.may_be_sent
    assert "hired" in found.problems[0]
    now = counted.numbers(rivertown, TODAY)
    page = blocks.shown(words, rivertown, now, TODAY)
    assert "1 employers in Rivertown." in page
    assert "hired" not in page
    assert "Numbers as of November 22, 2026." in page


def test_one_draft_and_each_version_once_are_kept_by_the_database(rivertown: Community, makers: PlanAudience) -> None:
    for audience in (None, makers):
        facts = {"community": rivertown, "audience": audience, "question": "why", "words": "We hire."}
        Block.objects.create(version=1, **facts)
        for version in (1, 2):
            with pytest.raises(IntegrityError), transaction.atomic():
                Block.objects.create(version=version, **facts)


def test_the_plan_says_which_answers_visitors_do_not_read_and_why(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    approved(rivertown, None, "Because.\n\n((hired)) were hired.", coordinator)
    blocks.write(rivertown, None, "benefits", words="Much.", by=coordinator, at=NOW)
    what, why_join, benefits = blocks.untold(rivertown, today=TODAY)
    assert (what.question, what.why) == (Question.WHAT, "Nobody has approved an answer yet.")
    assert why_join.is_in_part and why_join.why.startswith("There is no number yet for ((hired))")
    assert "draft waits" in benefits.why and not benefits.is_in_part
    for place in ("/workspace/plan/", "/workspace/plan/words/"):
        page = coordinators_browser.get(place).text
        assert "Not on the public page" in page and 'href="/workspace/plan/words/benefits/"' in page
    for question in Question:
        draft = blocks.write(rivertown, None, question, words="Told.", by=coordinator, at=NOW)
        blocks.approve(draft, shown=draft.fingerprint, expires_on=None, by=coordinator, at=NOW)
    assert blocks.untold(rivertown, today=TODAY) == []
    assert "Not on the public page" not in coordinators_browser.get("/workspace/plan/").text


def test_the_plan_says_which_answers_visitors_still_read_though_their_time_is_over(
    rivertown: Community, coordinator: User, makers: PlanAudience, coordinators_browser: Client
) -> None:
    approved(rivertown, makers, "For makers.", coordinator, until=TODAY)
    old = approved(rivertown, None, "Because.", coordinator, until=TODAY)
    assert blocks.outlived(rivertown, today=TODAY) == []
    assert blocks.outlived(rivertown, today=TODAY + timedelta(days=1)) == [old]
    Block.objects.update(expires_on=date(2020, 1, 1))
    for place in ("/workspace/plan/", "/workspace/plan/words/"):
        assert "Still on the public page" in coordinators_browser.get(place).text
    assert "visitors still read them" in coordinators_browser.get("/workspace/plan/words/why/").text
    assert "Because." in coordinators_browser.get("/why-join/").text


def test_the_pages_lead_from_the_matrix_to_approved_words(
    rivertown: Community, makers: PlanAudience, coordinators_browser: Client
) -> None:
    assert "Not approved yet" in coordinators_browser.get("/workspace/plan/words/").text
    url = f"/workspace/plan/audiences/{makers.pk}/why/"
    refused = coordinators_browser.post(url, {"words": "Dear ((secret))"}).text
    assert "((secret)) is not one of the places" in refused
    assert "Dear ((secret))" in refused
    assert coordinators_browser.post(url, {"words": "**Makers** of ((region))."})["Location"] == url
    page = coordinators_browser.get(url).text
    assert "<strong>Makers</strong> of Rivertown." in page
    shown = Block.objects.get().fingerprint
    late = coordinators_browser.post(f"{url}approve/", {"shown": shown, "expires_on": "2020-01-01"}).text
    assert "That day has passed" in late and 'value="2020-01-01"' in late
    odd = coordinators_browser.post(f"{url}approve/", {"shown": shown, "expires_on": "next spring"}).text
    assert 'value="next spring"' in odd and "is-invalid" in odd
    done = coordinators_browser.post(f"{url}approve/", {"shown": shown, "expires_on": ""}, follow=True).text
    assert "Approved" in done
    assert why(rivertown, makers).words == "**Makers** of ((region))."
