"""Tests of what stops a campaign for an organization: a signature by any road, an answer, a colleague in touch."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from community.models import Community, User
from directory import notes, todo
from directory.entries import Kind
from directory.models import Organization, Person, Task
from employers import settling, signing
from employers.models import Commitment, SignupDraft
from outreach import crediting, fetching, rehearsing, stopping, tending, writing
from outreach.course import CampaignState, Fate
from outreach.models import Campaign, Credit, Errand, Letter
from outreach.personal import Addressee
from outreach.sequencing import office_of
from outreach.states import State
from tests import make
from tests.employers import signatures
from tests.make import NOW
from tests.outreach.campaigning import contact, everybody, of, started
from tests.outreach.conftest import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def jo(rivertown: Community) -> tuple[Person, Organization]:
    """Jo at an organization with a verified domain, and a colleague there."""
    person, organization = contact(rivertown, "Jo Park", email="jo@acme.example")
    make.domain(organization, "acme.example")
    make.affiliation(make.person(rivertown, name="Ana Ruiz", email="ana@acme.example"), organization)
    return person, organization


@pytest.fixture
def spring(rivertown: Community, coordinator: User, jo: tuple[Person, Organization]) -> Campaign:
    """A campaign that has sent its first letters: reminder, call, and a thank-you for those who signed are to come."""
    contact(rivertown, "Lee Loomis", email="lee@loomis.example")
    campaign = make.campaign(rivertown, name="Spring", audience=everybody(rivertown), owner=coordinator)
    make.step(campaign)
    make.step(campaign, days=7)
    make.step(campaign, kind="call", days=1, subject="Call ((name))", body="")
    make.step(campaign, days=9, condition="signed", subject="Thank you")
    campaign = started(campaign, coordinator)
    of(campaign, 1).update(state=State.SENT, settled_at=NOW)
    return campaign


def states(campaign: Campaign, number: int) -> dict[str, str]:
    """Return the state of each letter of a step, by address."""
    return dict(of(campaign, number).values_list("to_email", "state"))


def signed_by(code: str, community: Community, **fields: Any) -> Commitment:
    """Sign online, having come by a link."""
    text = make.text(community)
    draft = SignupDraft.objects.create(community=community, answers={"you": {"invited": code}})
    answers = signing.Answers(
        fields=signatures.FIELDS | fields, promises={}, consents=frozenset(), occupations={}, skills=[]
    )
    witness = signing.Witness(review_shown_at=NOW)
    return signing.sign(draft, answers, text=text, typed_name="Jo Park", witness=witness, at=NOW)


def test_a_signature_online_stops_everything_for_that_organization_at_once(
    rivertown: Community, spring: Campaign
) -> None:
    signatures.sign(rivertown, signer_email="ana@acme.example")
    assert states(spring, 2) == {
        "jo@acme.example": State.SKIPPED,
        "ana@acme.example": State.SKIPPED,
        "lee@loomis.example": State.WAITING,
    }
    assert of(spring, 2).first().reason.startswith("Somebody there signed (")
    assert set(states(spring, 4).values()) == {State.WAITING}  # that one is for those who signed
    assert Errand.objects.filter(state=Errand.State.SKIPPED).count() == 2


def test_a_signature_that_is_taken_back_in_the_same_moment_stops_nothing(
    rivertown: Community, spring: Campaign
) -> None:
    with transaction.atomic():
        signatures.sign(rivertown, signer_email="ana@acme.example")
        transaction.set_rollback(True)
    assert set(states(spring, 2).values()) == {State.WAITING}


def test_a_signature_settled_for_an_organization_stops_its_steps_whoever_gave_it(
    rivertown: Community, spring: Campaign, jo: tuple[Person, Organization]
) -> None:
    signatures.settled(rivertown, organization=jo[1], signer_email="somebody@elsewhere.example")
    assert states(spring, 2)["jo@acme.example"] == State.SKIPPED
    assert states(spring, 2)["lee@loomis.example"] == State.WAITING


def test_what_a_signature_stopped_goes_on_once_it_is_put_aside(
    rivertown: Community, spring: Campaign, coordinator: User
) -> None:
    commitment = signatures.confirmed(rivertown, signer_email="ana@acme.example", is_to_check=True)
    assert states(spring, 2)["jo@acme.example"] == State.SKIPPED
    settling.reject(commitment, by=coordinator, at=NOW, reason="Spam.")
    assert set(states(spring, 2).values()) == {State.WAITING}
    assert set(Errand.objects.values_list("state", "reason")) == {(Errand.State.WAITING, "")}


def test_tasks_that_a_signature_dropped_are_open_again_once_it_is_put_aside(
    rivertown: Community, spring: Campaign, coordinator: User, jo: tuple[Person, Organization]
) -> None:
    tending.tend("t", at=NOW + timedelta(days=3))
    commitment = signatures.confirmed(rivertown, signer_email="ana@acme.example", is_to_check=True)
    dropped = jo[1].entries.filter(verb="task_dropped").first()
    assert dropped and dropped.text.startswith("Somebody there signed")
    assert not jo[1].entries.filter(verb="task_done").exists()
    assert Task.objects.open().count() == 1
    Campaign.objects.update(state=CampaignState.DONE)
    settling.reject(commitment, by=coordinator, at=NOW, reason="Spam.")
    assert Task.objects.open().count() == 3
    assert set(Errand.objects.values_list("state", "reason")) == {(Errand.State.GIVEN, "")}


def test_a_campaign_that_had_ended_is_held_once_a_signature_is_put_aside(
    rivertown: Community, spring: Campaign, coordinator: User
) -> None:
    of(spring, 2).exclude(to_email__endswith="@acme.example").update(state=State.SENT, settled_at=NOW)
    commitment = signatures.confirmed(rivertown, signer_email="ana@acme.example", is_to_check=True)
    Campaign.objects.update(state=CampaignState.DONE)
    late = NOW + timedelta(days=200, hours=12)  # at night
    settling.reject(commitment, by=coordinator, at=late, reason="Spam.")
    held = Campaign.objects.get()
    assert (held.state, held.reason) == (CampaignState.HELD, stopping.AGAIN)
    assert states(spring, 2)["jo@acme.example"] == State.WAITING
    again = of(spring, 2).get(to_email="jo@acme.example")
    assert again.due_at > late and office_of(spring).is_open(again.due_at)

    commitment = signatures.confirmed(rivertown, signer_email="jo@acme.example", is_to_check=True)
    Campaign.objects.update(state=CampaignState.CANCELED)
    settling.reject(commitment, by=coordinator, at=NOW, reason="Spam.")
    assert states(spring, 2)["jo@acme.example"] == State.SKIPPED


def test_the_reminder_does_not_leave_and_the_thanks_do(
    rivertown: Community, spring: Campaign, jo: tuple[Person, Organization], post: Post
) -> None:
    signatures.confirmed(rivertown, signer_email="jo@acme.example")
    of(spring, 1).exclude(to_email="jo@acme.example").update(state=State.SENT)
    post.clock.move(days=12)
    post.run()
    subjects = sorted(
        (taken.recipient, str(taken.message["Subject"])) for taken in post.sink.taken if "acme" in taken.recipient
    )
    assert ("jo@acme.example", "Thank you") in subjects
    assert not any("Ten minutes" in subject for _, subject in subjects)
    assert states(spring, 4)["lee@loomis.example"] == State.SKIPPED


def test_a_task_that_was_handed_out_is_done_with(rivertown: Community, spring: Campaign) -> None:
    tending.tend("t", at=NOW + timedelta(days=3))
    assert Task.objects.filter(done_at=None).count() == 3
    signatures.sign(rivertown, signer_email="ana@acme.example")
    assert Task.objects.filter(done_at=None).count() == 1


def test_a_colleague_in_touch_stops_the_steps_and_what_was_said_before_does_not(
    rivertown: Community, spring: Campaign, coordinator: User, jo: tuple[Person, Organization]
) -> None:
    said = {"community": rivertown, "organization": jo[1], "by": coordinator, "text": "They call back."}
    notes.write(Kind.CALL, at=NOW - timedelta(days=2), **said)
    notes.write(Kind.NOTE, at=NOW, **said)
    assert set(states(spring, 2).values()) == {State.WAITING}
    notes.write(Kind.EMAIL, at=NOW, **said)
    assert states(spring, 2)["ana@acme.example"] == State.SKIPPED
    assert of(spring, 2).filter(state=State.SKIPPED).first().reason == stopping.IN_TOUCH


@pytest.mark.parametrize(("kind", "fate"), [(Kind.CALL, Fate.DONE), (Kind.MEETING, Fate.DROPPED)])
def test_a_call_that_is_written_down_does_the_task_to_call(
    rivertown: Community,
    spring: Campaign,
    coordinator: User,
    jo: tuple[Person, Organization],
    kind: Kind,
    fate: Fate,
) -> None:
    at = NOW + timedelta(days=3)
    tending.tend("t", at=at)
    theirs = Errand.objects.filter(recipient__organization=jo[1])
    theirs_tasks = Task.objects.filter(errand__in=theirs)
    theirs_tasks.update(created_at=at)
    notes.write(kind, community=rivertown, organization=jo[1], by=coordinator, text="We spoke.", at=at)
    assert {errand.fate for errand in theirs} == {fate}
    assert not theirs_tasks.filter(done_at=None).exists()


def test_the_link_fills_in_the_sign_up_and_credits_the_letter(
    rivertown: Community, spring: Campaign, client: Client
) -> None:
    letter = of(spring, 2).get(to_email="jo@acme.example")
    _, path = letter.links["sign-up link"]
    code = path.rpartition("=")[2]
    make.text(rivertown)

    page = client.get(path).content.decode()

    assert 'value="jo@acme.example"' in page and 'value="Jo Park"' in page and f'value="{code}"' in page
    assert 'value="Director of IT"' in page and 'value="Rivertown"' in page
    signed_by(code.lower(), rivertown, signer_email="jo@acme.example")
    credit = Credit.objects.get()
    assert (credit.step.number, credit.recipient.email, credit.is_forwarded) == (2, "jo@acme.example", False)


def test_passed_on_the_link_credits_the_same_letter_and_stops_whoever_signed(
    rivertown: Community, spring: Campaign, coordinators_browser: Client
) -> None:
    letter = of(spring, 1).get(to_email="jo@acme.example")
    signed_by(f"{letter.recipient.code}-1", rivertown, signer_email="lee@loomis.example", organization_name="Loomis")
    assert Credit.objects.get().is_forwarded
    assert states(spring, 2)["lee@loomis.example"] == State.SKIPPED
    assert states(spring, 2)["jo@acme.example"] == State.WAITING
    page = coordinators_browser.get(spring.get_absolute_url()).content.decode()
    assert "Signatures by its links" in page and "(passed on)" in page and "Loomis" in page


@pytest.mark.parametrize("code", ["", "NOSUCHCODE", "NOSUCHCODE-1", "-", "A-٣", "A-99999999999999999"])
def test_a_code_of_no_letter_fills_and_credits_nothing(rivertown: Community, client: Client, code: str) -> None:
    make.text(rivertown)
    assert crediting.known(rivertown, code) == {}
    assert client.get("/signup/", {"invited": code}).status_code == 200
    signed_by(code, rivertown)
    assert not Credit.objects.exists()


def test_another_communitys_code_says_nothing(rivertown: Community, lakeside: Community, spring: Campaign) -> None:
    code = f"{of(spring, 1)[0].recipient.code}-1"
    assert crediting.known(rivertown, code) and not crediting.known(lakeside, code)


def test_a_test_goes_to_oneself_as_a_recipient_would_get_it(
    rivertown: Community, spring: Campaign, coordinator: User, coordinators_browser: Client
) -> None:
    step = spring.steps.get(number=1)
    place = f"{spring.get_absolute_url()}steps/{step.pk}/"
    page = coordinators_browser.post(f"{place}test/?at=1", follow=True).content.decode()
    letter = Letter.objects.get(step=None)
    assert letter.to_email == coordinator.email and letter.to_email in page
    subject, text, _ = writing.preview(letter)
    assert subject.startswith("[Test] Ten minutes") and "Dear " in text
    assert letter.links == {"sign-up link": ["", "/signup/"]}
    assert spring.steps.get(number=3).kind == "call"
    call = f"{spring.get_absolute_url()}steps/{spring.steps.get(number=3).pk}/test/"
    assert "a task, not a letter" in coordinators_browser.post(call, follow=True).content.decode()
    assert rehearsing.send(spring, step, Addressee(None, None, "Jo", "x@y.example"), by=coordinator, at=NOW).pk


@pytest.mark.parametrize("words", ["Yes, call me.", "I am away."])
def test_an_answer_by_mail_stops_it_and_a_programs_does_not(rivertown: Community, spring: Campaign, words: str) -> None:
    letter = of(spring, 1).get(to_email="jo@acme.example")
    is_automatic = words == "I am away."
    more = "Auto-Submitted: auto-replied\r\n" if is_automatic else ""

    fetching.take(f"From: jo@acme.example\r\nIn-Reply-To: {letter.message_id}\r\n{more}\r\n{words}".encode(), at=NOW)

    after = states(spring, 2)
    assert after["jo@acme.example"] == (State.WAITING if is_automatic else State.SKIPPED)
    assert after["lee@loomis.example"] == State.WAITING
    if not is_automatic:
        assert of(spring, 2).get(to_email="jo@acme.example").reason == stopping.ANSWERED


def test_a_call_of_a_campaign_that_is_written_down_is_a_step_and_ends_only_others(
    rivertown: Community, spring: Campaign, coordinator: User, jo: tuple[Person, Organization]
) -> None:
    other = make.campaign(rivertown, name="Other", audience=spring.audience, owner=coordinator)
    make.step(other, days=20)
    other = started(other, coordinator)
    at = NOW + timedelta(days=3)
    tending.tend("t", at=at)
    Task.objects.update(created_at=at)
    notes.write(Kind.CALL, community=rivertown, organization=jo[1], by=coordinator, text="Nobody was in.", at=at)
    assert states(spring, 2)["jo@acme.example"] == State.WAITING
    assert states(other, 1)["jo@acme.example"] == State.SKIPPED


def test_a_task_that_is_given_in_the_moment_of_a_signature_is_closed_with_it(
    spring: Campaign, jo: tuple[Person, Organization], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stops waits for the row, and then sees the task that was not there when it was asked for."""
    at = NOW + timedelta(days=3)
    wait = stopping.held

    def beaten(errands: Any, *fates: Fate) -> list[Errand]:
        tending.hand_out(at=at)
        return wait(errands, *fates)

    monkeypatch.setattr(stopping, "held", beaten)
    stopping.stop(spring.community, organization=jo[1], reason=stopping.ANSWERED, at=at)
    assert {task.is_dropped for task in Task.objects.filter(organization=jo[1])} == {True}


def test_a_dropped_task_that_somebody_opens_again_is_open_and_can_be_done_and_stopped(
    rivertown: Community, spring: Campaign, coordinator: User, jo: tuple[Person, Organization]
) -> None:
    at = NOW + timedelta(days=3)
    tending.tend("t", at=at)
    mine = Errand.objects.filter(recipient__organization=jo[1]).order_by("pk")
    stopping.stop(rivertown, organization=jo[1], reason=stopping.ANSWERED, at=at)
    assert [one.fate for one in mine] == [Fate.DROPPED] * 2
    first, second = (one.task for one in mine)
    assert first and second
    for task in (first, second):
        todo.reopen(task, by=coordinator, at=at)
    todo.done(first, by=coordinator, at=at)
    assert [one.fate for one in mine.all()] == [Fate.DONE, Fate.OPEN]
    assert set(Errand.objects.fated(Fate.OPEN)) >= {mine[1]} and set(Errand.objects.fated(Fate.DONE)) == {mine[0]}
    stopping.stop(rivertown, organization=jo[1], reason="They signed.", at=at)
    assert [one.fate for one in mine.all()] == [Fate.DONE, Fate.DROPPED]
