"""Tests of the workspace pages of letters."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from community.models import AuditEntry, Community, Link, User
from employers import signals
from employers.models import Commitment
from outreach import pausing, suppressing
from outreach.answers import Answer, Cause, Step
from outreach.models import Letter, Suppression
from outreach.states import State
from tests import make
from tests.conftest import signed_in
from tests.directory.test_exporting import read_csv, read_xlsx
from tests.make import NOW
from tests.outreach.conftest import notice, reminder

LIST = "/workspace/letters/"


def page_of(letter: Letter) -> str:
    """Return the address of a letter's page."""
    return f"{LIST}{letter.pk}/"


def in_state(letter: Letter, state: State, **fields: object) -> Letter:
    """Put a letter into a state."""
    Letter.objects.filter(pk=letter.pk).update(state=state, **fields)
    return Letter.objects.get(pk=letter.pk)


def test_the_list_shows_how_planned_is_made_up(rivertown: Community, coordinators_browser: Client) -> None:
    for number in range(3):
        in_state(notice(rivertown, number), State.SENT)
    in_state(notice(rivertown, 4), State.FAILED, reason="The mail server refused it for good.")

    text = coordinators_browser.get(LIST).content.decode()

    assert "4 planned = 0 waiting + 0 claimed + 0 sending + 3 sent + 1 failed + 0 skipped + 0 unknown fate" in text
    assert "refused it for good" in text
    assert "state=failed" in text and "state=skipped" not in text  # a state without letters is no way to go


def test_a_moment_of_another_year_says_its_year(rivertown: Community, coordinators_browser: Client) -> None:
    in_state(notice(rivertown, 1), State.SENT, settled_at=NOW.replace(year=2024))

    assert "Nov 22, 2024, 10:00 a.m." in coordinators_browser.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("?state=sent", 1),
        ("?state=nonsense", 3),
        ("?kind=commitment_expiring", 1),
        ("?q=JO1@", 1),
        ("?q=+jo1@acme.example+", 1),
        ("?q=jo", 3),
        ("?q=acme", 1),
        ("?q=2@acme", 0),
        ("?q=pärk", 1),
        ("?q=nobody", 0),
        ("?q=%25", 0),
        ("?q=_", 0),
        ("?kind=commitment_withdrawn&state=waiting", 1),
        ("?before=nonsense", 3),
        ("?before=99999999999999999999999999", 3),
    ],
)
def test_the_list_can_be_filtered(rivertown: Community, coordinators_browser: Client, query: str, count: int) -> None:
    in_state(notice(rivertown, 1), State.SENT)
    notice(rivertown, 2)
    reminder(rivertown, 3)
    make.person(rivertown, name="Jo Park", email="jo1@acme.example")

    response = coordinators_browser.get(LIST + query)

    assert response.status_code == 200
    assert len(response.context["letters"]) == count


def test_a_long_list_goes_on_by_the_last_letter(rivertown: Community, coordinators_browser: Client) -> None:
    letters = [notice(rivertown, number) for number in range(51)]

    first = coordinators_browser.get(LIST)
    second = coordinators_browser.get(f"{LIST}?before={first.context['next']}")

    assert len(first.context["letters"]) == 50
    assert [letter.pk for letter in second.context["letters"]] == [letters[0].pk]


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_the_same_few_questions(
    rivertown: Community, coordinators_browser: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    organization = make.organization(rivertown)
    for number in range(rows):
        notice(rivertown, number, organization=organization)
    coordinators_browser.get(LIST)

    with django_assert_num_queries(12):
        coordinators_browser.get(LIST)


def test_a_letters_page_shows_it_with_its_history_but_no_working_link(
    rivertown: Community, coordinators_browser: Client
) -> None:
    letter = reminder(rivertown)

    text = coordinators_browser.get(page_of(letter)).content.decode()

    assert "The commitment of Acme ends on December 22, 2026" in text
    assert letter.message_id.strip("<>") in text
    assert "this-link-is-made-when-the-letter-leaves" in text
    assert not Link.objects.exists()


def test_the_preview_is_shut_in(rivertown: Community, coordinators_browser: Client) -> None:
    response = coordinators_browser.get(f"{page_of(reminder(rivertown))}preview/")

    policy = response["Content-Security-Policy"]
    assert policy.endswith("; sandbox")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert b"ends on December 22, 2026" in response.content


def test_a_letter_that_cannot_be_composed_has_a_page_all_the_same(
    rivertown: Community, coordinators_browser: Client
) -> None:
    letter = in_state(notice(rivertown), State.FAILED, kind="gone")

    assert coordinators_browser.get(page_of(letter)).status_code == 200
    assert coordinators_browser.get(f"{page_of(letter)}preview/").status_code == 200


def test_a_code_is_struck_out_in_the_preview(
    rivertown: Community, coordinators_browser: Client, coordinator: User
) -> None:
    from community import signals as community_signals

    community_signals.sign_in_asked.send(User, user=coordinator, community=rivertown, code="ABC-123-XYZ", at=NOW)
    letter = Letter.objects.get()

    text = coordinators_browser.get(page_of(letter)).content.decode()

    assert "ABC-123-XYZ" not in text
    assert "••••••" in text


def test_a_coordinator_settles_a_doubt(rivertown: Community, coordinators_browser: Client, coordinator: User) -> None:
    arrived = in_state(reminder(rivertown, 1), State.UNKNOWN, claim_token="x", attempts=1, first_tried_at=NOW)
    lost = in_state(reminder(rivertown, 2), State.UNKNOWN, claim_token="x", attempts=1, first_tried_at=NOW)

    coordinators_browser.post(f"{page_of(arrived)}settle/", {"arrived": "yes"})
    coordinators_browser.post(f"{page_of(lost)}settle/", {"arrived": "no"})

    arrived.refresh_from_db()
    lost.refresh_from_db()
    assert (arrived.state, arrived.settled_by) == (State.SENT, coordinator)
    assert (lost.state, lost.attempts, lost.claim_token) == (State.WAITING, 0, "")
    assert {attempt.by for attempt in [*arrived.history.all(), *lost.history.all()]} == {coordinator}
    assert AuditEntry.objects.count() == 2


def test_only_a_doubt_is_settled_and_only_with_an_answer(rivertown: Community, coordinators_browser: Client) -> None:
    sent = in_state(reminder(rivertown, 1), State.SENT)
    doubt = in_state(reminder(rivertown, 2), State.UNKNOWN)

    told = coordinators_browser.post(f"{page_of(sent)}settle/", {"arrived": "no"}, follow=True)
    asked = coordinators_browser.post(f"{page_of(doubt)}settle/", {"arrived": "perhaps"}, follow=True)

    assert "there is nothing to settle" in told.content.decode()
    assert "Say whether the letter arrived" in asked.content.decode()
    sent.refresh_from_db()
    doubt.refresh_from_db()
    assert (sent.state, doubt.state) == (State.SENT, State.UNKNOWN)


def test_a_failed_letter_is_sent_again(rivertown: Community, coordinators_browser: Client) -> None:
    letter = in_state(notice(rivertown), State.FAILED, attempts=40, first_tried_at=NOW, reason="no")

    coordinators_browser.post(f"{page_of(letter)}again/")

    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.first_tried_at, letter.reason) == (State.WAITING, 0, None, "")


def test_a_held_back_address_is_allowed_first(rivertown: Community, coordinators_browser: Client) -> None:
    letter = in_state(notice(rivertown), State.FAILED)
    hashed = suppressing.hash_of(rivertown, letter.to_email)
    suppressing.suppress(rivertown, hashed, reason=Suppression.Reason.HARD_BOUNCE, scope=Suppression.Scope.ALL, at=NOW)

    told = coordinators_browser.post(f"{page_of(letter)}again/", follow=True).content.decode()
    assert "held back" in told
    coordinators_browser.post(f"{page_of(letter)}allow/")
    coordinators_browser.post(f"{page_of(letter)}again/")

    letter.refresh_from_db()
    assert letter.state == State.WAITING
    assert not Suppression.objects.exists()


def test_a_sign_in_letter_is_not_sent_again(
    rivertown: Community, coordinators_browser: Client, coordinator: User
) -> None:
    from community import signals as community_signals

    community_signals.sign_in_asked.send(User, user=coordinator, community=rivertown, code="ABC-123-XYZ", at=NOW)
    letter = in_state(Letter.objects.get(), State.FAILED, values={})

    told = coordinators_browser.post(f"{page_of(letter)}again/", follow=True).content.decode()

    assert "can ask for a new one" in told


def test_a_confirmation_is_asked_for_again_and_its_link_taken_back(
    rivertown: Community, coordinators_browser: Client
) -> None:
    commitment = make.commitment(rivertown)
    signals.commitment_signed.send(Commitment, commitment=commitment, at=NOW)
    letter = in_state(Letter.objects.get(), State.SENT)
    from community import links, purposes

    links.mint(purposes.CONFIRM, commitment.record, community=rivertown, at=NOW)

    coordinators_browser.post(f"{page_of(letter)}revoke/")
    coordinators_browser.post(f"{page_of(letter)}new-link/")

    assert Link.objects.get().revoked_at
    assert set(Letter.objects.values_list("once_key", flat=True)) == {
        f"confirm-{commitment.pk}-1",
        f"confirm-{commitment.pk}-2",
    }


def test_nothing_is_asked_again_of_another_letter(rivertown: Community, coordinators_browser: Client) -> None:
    letter = notice(rivertown)

    told = coordinators_browser.post(f"{page_of(letter)}new-link/", follow=True).content.decode()

    assert "no link that could be sent again" in told


def test_the_pause_is_shown_and_a_coordinator_resumes(rivertown: Community, coordinators_browser: Client) -> None:
    pausing.begin(Cause.PASSWORD, Answer(Step.DOOR, 535, "5.7.8 wrong password"), at=NOW)

    text = coordinators_browser.get(LIST).content.decode()
    assert "The mail server refuses our password" in text
    assert "535 5.7.8 wrong password" in text
    before = pausing.current()
    coordinators_browser.post(f"{LIST}resume/")

    after = pausing.current()
    assert before
    assert after
    assert after.next_try_at != before.next_try_at
    pausing.end()
    assert "nothing pauses" in coordinators_browser.post(f"{LIST}resume/", follow=True).content.decode()


POSTS = ["settle", "again", "allow", "new-link", "revoke"]


@pytest.mark.parametrize("what", POSTS)
def test_a_viewer_reads_and_changes_nothing(rivertown: Community, viewer: User, what: str) -> None:
    letter = in_state(reminder(rivertown), State.UNKNOWN)
    browser = signed_in(viewer)

    assert browser.get(LIST).status_code == 200
    assert b"It arrived" not in browser.get(page_of(letter)).content
    assert browser.post(f"{page_of(letter)}{what}/", {"arrived": "yes"}).status_code == 403
    assert browser.post(f"{LIST}resume/").status_code == 403


@pytest.mark.parametrize("what", ["", "preview/", *[f"{what}/" for what in POSTS]])
def test_another_communitys_letter_is_missing(
    rivertown: Community, lakeside: Community, coordinators_browser: Client, what: str
) -> None:
    letter = in_state(reminder(lakeside), State.UNKNOWN)
    ask = coordinators_browser.post if what.rstrip("/") in POSTS else coordinators_browser.get

    assert ask(f"{page_of(letter)}{what}").status_code == 404
    assert ask(f"{LIST}999999/{what}").status_code == 404


@pytest.mark.parametrize("what", POSTS)
def test_looking_changes_nothing(rivertown: Community, coordinators_browser: Client, what: str) -> None:
    letter = in_state(reminder(rivertown), State.UNKNOWN)

    assert coordinators_browser.get(f"{page_of(letter)}{what}/").status_code == 405
    assert coordinators_browser.get(f"{LIST}resume/").status_code == 405


def test_letters_are_kept_without_what_stands_in_them(rivertown: Community, coordinators_browser: Client) -> None:
    notice(rivertown, 1)
    in_state(notice(rivertown, 2), State.SENT)
    (row,) = read_csv(coordinators_browser.get(f"{LIST}export.csv?state=sent"))
    assert (row["State"], row["Kind"]) == (State.SENT.label, "Withdrawal acknowledged")
    assert "Body" not in row
    assert len(read_xlsx(coordinators_browser.get(f"{LIST}export.xlsx"))) == 3
