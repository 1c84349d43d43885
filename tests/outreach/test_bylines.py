"""Tests of letters in an advocate's name: chosen, asked, approved as shown, bound to it, and stopped without it."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.test import override_settings
from pytest_django.fixtures import DjangoAssertNumQueries

from community.models import AuditEntry, Community, User
from directory.models import Entry, Person, Task
from employers import advocacy
from employers.models import Advocate, Referral
from outreach import (
    approving,
    blocks,
    campaigns,
    crediting,
    envelope,
    lending,
    rehearsing,
    running,
    settling,
    starting,
    stopping,
    suppressing,
    tending,
    writing,
)
from outreach.bylined import BylineState
from outreach.models import Byline, Campaign, Credit, Letter, Suppression
from outreach.personal import Addressee
from outreach.planned import Question
from outreach.states import State
from tests import make
from tests.make import NOW
from tests.outreach.campaigning import contact, of, planned, spring, started
from tests.outreach.conftest import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora(rivertown: Community) -> Advocate:
    """An advocate who agreed that letters go in her name."""
    employer = make.employer(rivertown, organization=make.organization(rivertown, name="Brightmill", town="Millbrook"))
    person = make.person(rivertown, name="Nora Kim", email="nora@brightmill.example")
    make.affiliation(person, employer.organization)
    return Advocate.objects.create(employer=employer, person=person, why="They train.", writing_at=NOW)


@pytest.fixture
def campaign(rivertown: Community, coordinator: User) -> Campaign:
    """A campaign to three people, with a letter and a reminder."""
    campaign = spring(rivertown, people=3, owner=coordinator)
    campaign.steps.update(body="Dear ((first name??neighbor)),\n\n[Sign](((sign-up link))).\n\n((messenger))")
    return campaign


@pytest.fixture
def asked(campaign: Campaign, nora: Advocate, coordinator: User) -> Byline:
    """Nora was asked about its first letter."""
    chosen = lending.choose(campaign.steps.get(number=1), nora, by=coordinator, at=NOW)
    return lending.ask(chosen, by=coordinator, at=NOW)


@pytest.fixture
def approved(asked: Byline) -> Byline:
    """Nora approved it."""
    return approve(asked)


def approve(byline: Byline, **fields: object) -> Byline:
    """Approve what is shown now."""
    seen = approving.shown(fresh(byline), at=NOW).seen
    return approving.approve(byline, seen=seen, at=NOW)


def fresh(byline: Byline) -> Byline:
    """Return it as it is now."""
    return Byline.objects.with_all().get(pk=byline.pk)


def in_the_way(campaign: Campaign) -> list[str]:
    """Return what is in the way of a campaign, in words."""
    campaign = starting.held(campaign)
    return [check.words for check in starting.prepare(campaign, at=NOW).obstacles]


def letters_to(advocate: Advocate) -> list[str]:
    """Return the kinds of the letters to an advocate, in their order."""
    return list(Letter.objects.filter(person=advocate.person).order_by("pk").values_list("kind", flat=True))


def test_nothing_leaves_before_they_approved_and_the_checks_say_what_to_do(
    campaign: Campaign, nora: Advocate, coordinator: User
) -> None:
    byline = lending.choose(campaign.steps.get(number=1), nora, by=coordinator, at=NOW)
    assert in_the_way(campaign) == [
        "Nobody has asked them yet. Nothing leaves before they approved the words and the list."
    ]
    lending.ask(byline, by=coordinator, at=NOW)
    assert in_the_way(campaign)[0].startswith("Asked on ") and "Nothing leaves before" in in_the_way(campaign)[0]
    with pytest.raises(starting.CannotStart, match="Nora Kim"):
        started(campaign, coordinator)
    approve(byline)
    assert in_the_way(campaign) == []
    assert started(campaign, coordinator).state == "running"
    task = Task.objects.get(title="Nora Kim approved step 1 of “Spring”: send it", owner=coordinator)
    assert task.done_by == coordinator  # it has gone
    assert Entry.objects.filter(verb="byline_approved", person=nora.person).count() == 1


def test_what_waits_to_be_done_already_is_no_second_task(asked: Byline) -> None:
    for _ in range(2):
        lending.give_task(asked, "Nora Kim approved their letter", at=NOW)
    assert Task.objects.filter(title="Nora Kim approved their letter").count() == 1


def test_the_request_names_the_letter_and_carries_a_link_made_at_delivery(
    campaign: Campaign, nora: Advocate, asked: Byline, coordinator: User
) -> None:
    letter = Letter.objects.get(kind="byline_request")
    assert (letter.to_email, letter.is_transactional) == ("nora@brightmill.example", False)
    assert letter.values["letter"] == "Ten minutes about your openings, Jo0?"
    assert letter.values["people"] == "3 people at 3 organizations"
    assert letter.links == {"approval link": ["byline", asked.record]}
    text = writing.write_out(letter, at=NOW).text
    assert "http://testserver/approve/" in text and "one reminder" in text.replace("\n", " ")
    nora.refresh_from_db()
    assert nora.last_asked_on is not None
    with pytest.raises(lending.CannotLend, match="was asked"):
        lending.ask(asked, by=coordinator, at=NOW)


def test_only_who_agreed_may_be_chosen_and_only_for_letters(
    campaign: Campaign, nora: Advocate, lakeside: Community, coordinator: User
) -> None:
    step = campaign.steps.get(number=1)
    nora.writing_at = None
    nora.save()
    with pytest.raises(lending.CannotLend, match="agrees no more"):
        lending.choose(step, nora, by=coordinator, at=NOW)
    nora.writing_at = NOW
    call = make.step(campaign, kind="call", subject="Call", body="")
    with pytest.raises(lending.CannotLend, match="is a task"):
        lending.choose(call, nora, by=coordinator, at=NOW)
    far = make.employer(lakeside, organization=make.organization(lakeside))
    stranger = Advocate.objects.create(employer=far, person=make.person(lakeside), why="W", writing_at=NOW)
    with pytest.raises(lending.CannotLend, match="no advocate here"):
        lending.choose(step, stranger, by=coordinator, at=NOW)
    nora.person.email = ""
    with pytest.raises(lending.CannotLend, match="No address"):
        lending.choose(step, nora, by=coordinator, at=NOW)
    started(campaign, coordinator)
    with pytest.raises(campaigns.CannotChange):
        lending.choose(step, nora, by=coordinator, at=NOW)


def test_a_letter_in_their_name_says_so_and_answers_go_to_both(
    approved: Byline, campaign: Campaign, coordinator: User
) -> None:
    started(campaign, coordinator)
    letter = Letter.objects.select_related("step__campaign").filter(step__number=1)[0]
    outgoing = writing.write_out(letter, at=NOW)
    message = message_from_bytes(envelope.as_bytes(outgoing), policy=policy.default)
    assert message["From"] == "Nora Kim via Rivertown TechHire <hello@rivertown.example>"
    assert message["Reply-To"] == "hello@rivertown.example, Nora Kim <nora@brightmill.example>"
    assert outgoing.text.count("Nora Kim") == 1 and "Dana" not in outgoing.text.split("--")[0]
    other = Letter.objects.select_related("step__campaign").filter(step__number=2)[0]
    message = message_from_bytes(envelope.as_bytes(writing.write_out(other, at=NOW)), policy=policy.default)
    assert message["From"] == "Rivertown TechHire <hello@rivertown.example>"
    assert message["Reply-To"] is None
    assert "Dana" in writing.write_out(other, at=NOW).text


@override_settings(REPLIES_TO="replies@mail.rivertown.example")
def test_with_a_mailbox_answers_still_name_their_letter(
    approved: Byline, campaign: Campaign, coordinator: User
) -> None:
    started(campaign, coordinator)
    letter = Letter.objects.select_related("step__campaign").filter(step__number=1)[0]
    token = letter.message_id.strip("<>").partition("@")[0]
    message = message_from_bytes(envelope.as_bytes(writing.write_out(letter, at=NOW)), policy=policy.default)
    boxes = [address.addr_spec for address in message["Reply-To"].addresses]
    assert boxes == [f"replies+{token}@mail.rivertown.example", "nora@brightmill.example"]


def test_names_taken_off_get_no_such_letter_and_other_steps(
    asked: Byline, campaign: Campaign, coordinator: User
) -> None:
    listed = approving.shown(fresh(asked), at=NOW).listed
    off = [one.person_id or 0 for one in listed[:1]]
    assert approving.take_off(asked, [*off, 987654], at=NOW) == 1
    assert approving.take_off(asked, off, at=NOW) == 0
    approve(asked)
    campaign = started(campaign, coordinator)
    skipped = of(campaign, 1).get(state=State.SKIPPED)
    assert (skipped.person_id, skipped.reason) == (off[0], "Taken off the list by Nora Kim.")
    assert of(campaign, 1).filter(state=State.WAITING).count() == 2
    assert of(campaign, 2).filter(state=State.WAITING).count() == 3
    with pytest.raises(approving.CannotAnswer):
        approving.put_back(asked, off, at=NOW)


def test_put_back_they_have_to_be_approved_too(asked: Byline, campaign: Campaign) -> None:
    off = [one.person_id or 0 for one in approving.shown(fresh(asked), at=NOW).listed[:1]]
    approving.take_off(asked, off, at=NOW)
    approve(asked)
    assert approving.put_back(asked, off, at=NOW) == 1
    assert "one person has come onto it" in in_the_way(campaign)[0]
    approve(asked)
    assert in_the_way(campaign) == []


def test_other_words_void_the_approval_and_they_are_asked_again_once_it_rests(
    approved: Byline, campaign: Campaign, nora: Advocate
) -> None:
    step = campaign.steps.get(number=1)
    campaigns.change_step(step, at=NOW, body="Other words. ((messenger))")
    assert in_the_way(campaign) == ["They approved other words than these. Ask them about these, too."]
    lending.tend(at=NOW + timedelta(minutes=30))
    assert letters_to(nora) == ["byline_request"]
    lending.tend(at=NOW + timedelta(minutes=61))
    lending.tend(at=NOW + timedelta(minutes=62))
    assert letters_to(nora) == ["byline_request", "byline_again"]
    byline = fresh(approved)
    assert (byline.state, byline.rounds, byline.approved_at, byline.people) == ("asked", 2, None, [])
    since = approving.shown(byline, at=NOW).since
    assert since and (since.on, since.is_reworded, since.newcomers) == (NOW.date(), True, 0)
    approve(byline)
    assert in_the_way(campaign) == [] and approving.shown(fresh(byline), at=NOW).since is None


def test_changed_back_to_what_they_approved_nobody_asks(approved: Byline, campaign: Campaign, nora: Advocate) -> None:
    step = campaign.steps.get(number=1)
    before = step.body
    campaigns.change_step(step, at=NOW, body="Other words. ((messenger))")
    campaigns.change_step(step, at=NOW, body=before)
    lending.tend(at=NOW + timedelta(hours=2))
    assert letters_to(nora) == ["byline_request"]
    assert fresh(approved).changed_at is None and in_the_way(campaign) == []


def test_who_comes_onto_the_list_voids_the_approval_and_who_leaves_it_does_not(
    approved: Byline, campaign: Campaign, rivertown: Community, coordinator: User
) -> None:
    gone = campaign.audience and rivertown.people.get(name="Jo0 Park")
    assert gone
    gone.affiliations.update(until=NOW.date())
    assert in_the_way(campaign) == []
    contact(rivertown, "New One")
    contact(rivertown, "Newer One")
    assert in_the_way(campaign) == ["Since they approved the list, 2 people have come onto it. Ask them about it, too."]
    with pytest.raises(starting.CannotStart, match="have come onto it"):
        started(campaign, coordinator)
    lending.ask(approved, by=coordinator, at=NOW)
    approve(approved)
    assert in_the_way(campaign) == []


def test_what_they_did_not_see_they_do_not_approve(asked: Byline, campaign: Campaign, rivertown: Community) -> None:
    seen = approving.shown(fresh(asked), at=NOW).seen
    contact(rivertown, "New One")
    with pytest.raises(approving.CannotAnswer, match="has changed since you opened"):
        approving.approve(asked, seen=seen, at=NOW)
    seen = approving.shown(fresh(asked), at=NOW).seen
    campaigns.change_step(campaign.steps.get(number=1), at=NOW, subject="Another")
    with pytest.raises(approving.CannotAnswer, match="has changed since you opened"):
        approving.approve(asked, seen=seen, at=NOW)
    assert fresh(asked).state == BylineState.ASKED


def test_approved_twice_it_is_approved_once(asked: Byline, coordinator: User) -> None:
    approve(asked)
    approve(asked)
    assert Entry.objects.filter(verb="byline_approved").count() == 1
    with pytest.raises(lending.CannotLend, match="approved it as it is"):
        lending.ask(asked, by=coordinator, at=NOW)


def test_other_words_wished_for_become_a_task_and_wait(asked: Byline, campaign: Campaign, coordinator: User) -> None:
    approving.wish(asked, "Less about money.", at=NOW)
    approving.wish(asked, "Less about money, please.", at=NOW)
    assert Task.objects.get(title__startswith="Nora Kim would like other words").owner == coordinator
    assert fresh(asked).wish == "Less about money, please."
    assert in_the_way(campaign) == ["They would like other words. Change them and ask again, or talk with them."]
    assert Entry.objects.filter(verb="byline_wished").count() == 2
    lending.ask(fresh(asked), by=coordinator, at=NOW)
    assert fresh(asked).state == BylineState.ASKED
    assert Task.objects.get(title__startswith="Nora Kim would like other words").done_by == coordinator


def test_what_an_answer_gave_to_do_is_over_with_the_next_one_and_with_the_name(
    asked: Byline, campaign: Campaign, coordinator: User
) -> None:
    approving.wish(asked, "Less about money.", at=NOW)
    approve(fresh(asked))
    assert [task.title for task in Task.objects.open()] == ["Nora Kim approved step 1 of “Spring”: send it"]
    lending.give_up(campaign.steps.get(number=1), by=coordinator, at=NOW)
    assert not Task.objects.open().exists()
    assert Entry.objects.filter(verb="task_dropped", text="The letter bears their name no more.").exists()


def test_a_no_is_taken_and_somebody_else_may_be_chosen(
    asked: Byline, campaign: Campaign, rivertown: Community, coordinator: User
) -> None:
    approving.decline(asked, "Not my words.", at=NOW)
    assert in_the_way(campaign)[0].startswith("They said no.")
    with pytest.raises(lending.CannotLend, match="said no"):
        lending.ask(asked, by=coordinator, at=NOW)
    with pytest.raises(approving.CannotAnswer):
        approve(asked)
    employer = make.employer(rivertown, organization=make.organization(rivertown, name="Loomis", town="Millbrook"))
    other = Advocate.objects.create(employer=employer, person=make.person(rivertown), why="W", writing_at=NOW)
    chosen = lending.choose(campaign.steps.get(number=1), other, by=coordinator, at=NOW)
    assert chosen.pk != asked.pk and not Byline.objects.filter(pk=asked.pk).exists()


def test_taken_back_the_link_works_no_more_and_the_letter_is_ours(
    asked: Byline, campaign: Campaign, coordinator: User
) -> None:
    lending.give_up(campaign.steps.get(number=1), by=coordinator, at=NOW)
    assert in_the_way(campaign) == []
    assert Letter.objects.get(kind="byline_request").state == State.SKIPPED
    with pytest.raises(approving.CannotAnswer):
        approve_gone(asked)
    assert AuditEntry.objects.filter(sentence__startswith="took an advocate's name from step 1").exists()


def approve_gone(byline: Byline) -> None:
    """Approve what is there no more."""
    approving.approve(byline, seen="", at=NOW)


def test_one_reminder_and_no_second(asked: Byline, nora: Advocate) -> None:
    lending.tend(at=NOW + timedelta(days=3))
    assert letters_to(nora) == ["byline_request"]
    for days in (4, 5, 9):
        lending.tend(at=NOW + timedelta(days=days))
    assert letters_to(nora) == ["byline_request", "byline_reminder"]
    assert not lending.remind(asked, at=NOW + timedelta(days=10))
    reminder = Letter.objects.get(kind="byline_reminder")
    assert "This is the only reminder." in writing.write_out(reminder, at=NOW).text


def test_a_reminder_of_words_that_are_not_ready_comes_once_they_are(
    asked: Byline, campaign: Campaign, nora: Advocate, rivertown: Community, coordinator: User
) -> None:
    day = timedelta(days=1)
    answer = blocks.write(rivertown, None, Question.WHY, words="Two were hired.", by=coordinator, at=NOW)
    campaign.steps.filter(number=1).update(body="Dear ((first name??neighbor)),\n\n((answer why))\n\n((messenger))")
    for hours in (0, 1, 2):
        lending.tend(at=NOW + 4 * day + timedelta(hours=hours))
    assert letters_to(nora) == ["byline_request"] and fresh(asked).reminded_at is None

    blocks.approve(answer, shown=answer.fingerprint, expires_on=None, by=coordinator, at=NOW + 5 * day)
    for days in (5, 6, 7):
        lending.tend(at=NOW + days * day)
    assert letters_to(nora) == ["byline_request", "byline_reminder"]
    assert fresh(asked).reminded_at == NOW + 5 * day


def test_whoever_cannot_lend_their_name_is_looked_at_once_an_hour_only(
    asked: Byline, nora: Advocate, coordinator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    consent_gone(nora, coordinator)
    lending.tend(at=NOW + timedelta(days=4))
    with django_assert_num_queries(3):
        lending.tend(at=NOW + timedelta(days=4, minutes=59))
    assert letters_to(nora) == ["byline_request"]


def consent_gone(nora: Advocate, by: User) -> str:
    advocacy.change(nora, by=by, at=NOW, writing=False)
    return "Stopped: Nora Kim agrees no more to letters in their name."


def no_advocate(nora: Advocate, by: User) -> str:
    advocacy.remove(nora, by=by, at=NOW)
    return "Stopped: Nora Kim is no advocate any more."


def suppressed(nora: Advocate, by: User) -> str:
    community = nora.employer.organization.community
    suppressing.hold(community, nora.person.email, scope=Suppression.Scope.ALL, by=by, at=NOW)
    lending.tend(at=NOW)
    return "Stopped: Nora Kim is not to be written to."


def erased(nora: Advocate, by: User) -> str:
    Person.objects.filter(pk=nora.person_id).delete()
    lending.tend(at=NOW)
    return "Stopped: Nora Kim is no advocate any more."


def said_so(nora: Advocate, by: User) -> str:
    approving.decline(Byline.objects.with_all().get(), "Enough.", at=NOW)
    return "Stopped: Nora Kim took their name back."


@pytest.mark.parametrize("how", [consent_gone, no_advocate, suppressed, erased, said_so])
def test_without_their_word_what_has_not_left_stops_for_good(
    how: object, approved: Byline, campaign: Campaign, nora: Advocate, coordinator: User
) -> None:
    campaign = started(campaign, coordinator)
    sent, failed, signed, *_ = of(campaign, 1)
    Letter.objects.filter(pk=sent.pk).update(state=State.SENT)
    Letter.objects.filter(pk=failed.pk).update(state=State.FAILED)
    Letter.objects.filter(pk=signed.pk).update(state=State.SKIPPED, reason="They answered.")
    reason = how(nora, coordinator)  # type: ignore[operator]
    assert fresh(approved).reason == reason
    assert of(campaign, 1).get(pk=sent.pk).state == State.SENT
    assert of(campaign, 2).filter(state=State.WAITING).count() == 3
    # Whatever lets a letter wait again, it does not leave.
    settling.try_again(failed, by=coordinator, at=NOW)
    stopping.go_on(campaign.community, reason="They answered.", at=NOW)
    assert of(campaign, 1).filter(state=State.WAITING).count() == 2


def test_stopped_letters_are_skipped_with_the_reason_when_a_worker_takes_them(
    approved: Byline, campaign: Campaign, nora: Advocate, coordinator: User, post: Post
) -> None:
    campaign = started(campaign, coordinator)
    assert lending.end(approved, "Nora Kim asked us to stop.", at=NOW) == 3
    assert lending.end(approved, "Nora Kim asked us to stop.", at=NOW) == 0
    Letter.objects.filter(step__campaign=campaign, step__number=1).update(state=State.WAITING, reason="")
    post.run()
    assert {letter.reason for letter in of(campaign, 1)} == {"Stopped: Nora Kim asked us to stop."}
    assert {letter.state for letter in of(campaign, 1)} == {State.SKIPPED}
    assert not post.sink.ids(of(campaign, 1)[0].to_email)
    assert Task.objects.filter(title="Step 1 in the name of Nora Kim stopped: look at “Spring”").count() == 1


def test_stopped_while_letters_are_being_planned_the_rest_is_skipped_too(
    approved: Byline, campaign: Campaign, coordinator: User
) -> None:
    seen = starting.prepare(campaign, at=NOW).fingerprint
    starting.start(campaign, seen=seen, by=coordinator, at=NOW)
    lending.end(approved, "Nora Kim asked us to stop.", at=NOW)
    planned(campaign)
    assert {letter.state for letter in of(campaign, 1)} == {State.SKIPPED}
    assert {letter.state for letter in of(campaign, 2)} == {State.WAITING}


def test_a_signature_by_the_link_is_credited_to_the_letter_and_the_advocate_also_when_passed_on(
    approved: Byline, campaign: Campaign, nora: Advocate, coordinator: User
) -> None:
    campaign = started(campaign, coordinator)
    recipient = campaign.recipients.reached().order_by("pk")[0]
    commitment = make.commitment(campaign.community, signer_email="somebody@else.example")
    credit = crediting.credit(commitment, f"{recipient.code}-1", at=NOW)
    assert credit and (credit.recipient, credit.step.number, credit.is_forwarded) == (recipient, 1, True)
    referral = Referral.objects.get(commitment=commitment)
    assert (referral.link.person, referral.road) == (nora.person, "link")
    crediting.credit(commitment, f"{recipient.code}-1", at=NOW)
    assert (Referral.objects.count(), Credit.objects.count()) == (1, 1)
    other = make.commitment(campaign.community, signer_email="other@else.example")
    crediting.credit(other, f"{recipient.code}-2", at=NOW)  # the step that is in our own name
    assert (Referral.objects.count(), Credit.objects.count()) == (1, 2)
    own = make.commitment(campaign.community, signer_email=nora.person.email)
    crediting.credit(own, f"{recipient.code}-1", at=NOW)  # nobody brings themselves
    assert Referral.objects.count() == 1


def test_no_advocate_any_more_whom_their_letters_brought_is_to_their_credit(
    approved: Byline, campaign: Campaign, nora: Advocate, coordinator: User
) -> None:
    campaign = started(campaign, coordinator)
    recipient = campaign.recipients.reached().order_by("pk")[0]
    advocacy.remove(nora, by=coordinator, at=NOW)
    crediting.credit(make.commitment(campaign.community), f"{recipient.code}-1", at=NOW)
    assert Referral.objects.get().link.person_id == nora.person_id


def test_a_test_shows_whose_name_it_bears_and_its_answers_come_to_the_team(
    approved: Byline, campaign: Campaign, coordinator: User
) -> None:
    step = campaign.steps.get(number=1)
    one = Addressee(None, None, "Jo Park", "jo@acme.example", organization="Acme")
    letter = rehearsing.send(campaign, step, one, by=coordinator, at=NOW)
    message = message_from_bytes(envelope.as_bytes(writing.write_out(letter, at=NOW)), policy=policy.default)
    assert message["From"] == "Nora Kim via Rivertown TechHire <hello@rivertown.example>"
    assert message["Reply-To"] is None
    assert "Nora Kim" in writing.write_out(letter, at=NOW).text


def test_a_task_or_a_step_taken_out_bears_no_name(
    asked: Byline, campaign: Campaign, nora: Advocate, coordinator: User
) -> None:
    step = campaign.steps.get(number=1)
    campaigns.change_step(step, at=NOW, kind="call", body="")
    assert not Byline.objects.exists()
    again = lending.choose(campaign.steps.get(number=2), nora, by=coordinator, at=NOW)
    lending.ask(again, by=coordinator, at=NOW)
    campaigns.throw_away(campaign, by=coordinator, at=NOW)
    assert not Byline.objects.exists()
    assert set(Letter.objects.values_list("state", flat=True)) == {State.SKIPPED}


def test_a_canceled_campaign_needs_no_stopping(approved: Byline, campaign: Campaign, coordinator: User) -> None:
    campaign = started(campaign, coordinator)
    running.cancel(campaign, by=coordinator, at=NOW)
    assert lending.end(approved, "Enough.", at=NOW) == 0
    tending.tend("letters", at=NOW)
    assert {letter.reason for letter in of(campaign, 1)} == {running.CANCELED}


def test_a_letter_that_does_not_say_who_writes_is_pointed_out(approved: Byline, campaign: Campaign) -> None:
    campaign.steps.filter(number=1).update(body="Hello.")
    found = {check.what: check for check in starting.prepare(campaign, at=NOW).checks}
    assert "Put ((messenger))" in found["Who writes step 1"].words
    assert not found["Who writes step 1"].is_in_the_way


def test_a_copy_asks_the_same_advocate_anew(
    approved: Byline, campaign: Campaign, nora: Advocate, coordinator: User
) -> None:
    started(campaign, coordinator)
    copied, said = campaigns.copy(Campaign.objects.get(pk=campaign.pk), by=coordinator, at=NOW)
    byline = Byline.objects.get(step__campaign=copied)
    assert (byline.step.number, byline.advocate, byline.state, byline.rounds) == (1, nora, BylineState.CHOSEN, 0)
    assert not said and byline.approved_at is None and byline.people == []
    assert [words for words in in_the_way(copied) if "Nobody has asked them yet" in words]
    assert lending.ask(byline, by=coordinator, at=NOW).state == BylineState.ASKED


@pytest.mark.parametrize("gone", [consent_gone, no_advocate, suppressed])
def test_a_copy_says_why_an_advocate_cannot_be_asked_and_waits(
    asked: Byline, campaign: Campaign, nora: Advocate, coordinator: User, gone: Callable[[Advocate, User], str]
) -> None:
    gone(nora, coordinator)
    copied, said = campaigns.copy(Campaign.objects.get(pk=campaign.pk), by=coordinator, at=NOW)
    assert len(said) == 1 and said[0].startswith("Step 1: Nora Kim") and "Choose somebody else" in said[0]
    assert [words for words in in_the_way(copied) if "Choose somebody else" in words]


def test_a_copy_leaves_alone_who_said_no(asked: Byline, campaign: Campaign, coordinator: User) -> None:
    Byline.objects.update(state=BylineState.DECLINED)
    copied, said = campaigns.copy(campaign, by=coordinator, at=NOW)
    assert said == ["Step 1 bears nobody’s name: Nora Kim said no to it."]
    assert not Byline.objects.filter(step__campaign=copied).exists()
