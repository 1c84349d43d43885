"""Tests of introductions: asked, taken back, made, logged, and what each says on timelines and in ties."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from community.models import Community, User
from directory import introductions, naming, replying
from directory.asking import request
from directory.models import Entry, Introduction, Organization, Person, Task, Tie
from directory.replies import Reply, State, strength_after
from directory.replying import Answer
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
SOON, LATER = NOW + timedelta(days=1), NOW + timedelta(days=20)


@pytest.fixture
def acme(rivertown: Community) -> Organization:
    """Whom we want to meet."""
    return make.organization(rivertown, name="Acme")


@pytest.fixture
def cleo(acme: Organization) -> Person:
    """Works there."""
    person = make.person(acme.community, name="Cleo Diaz")
    make.affiliation(person, acme, title="CFO")
    return person


@pytest.fixture
def nora(rivertown: Community) -> Person:
    """Knows us."""
    return make.person(rivertown, name="Nora Kim", email="nora@chamber.example")


@pytest.fixture
def asked(nora: Person, cleo: Person, acme: Organization, coordinator: User) -> Introduction:
    """Nora was asked to introduce us to Cleo."""
    return introductions.ask(nora, cleo, organization=acme, words="Dear Nora", by=coordinator, at=NOW)


def verbs(**about: object) -> list[str]:
    return list(
        Entry.objects.filter(verb__startswith="introduction", **about).order_by("pk").values_list("verb", flat=True)
    )


@pytest.mark.parametrize(
    ("state", "before", "after"),
    [
        ("happy", None, 2),
        ("happy", 1, 2),
        ("happy", 2, 3),
        ("happy", 3, None),
        ("made", None, 3),
        ("made", 1, 3),
        ("made", 3, None),
        ("not_me", 3, 2),
        ("not_me", 1, None),
        ("not_me", None, None),
        ("later", 2, None),
        ("withdrawn", 2, None),
        ("unanswered", 2, None),
    ],
)
def test_an_answer_says_how_well_two_people_know_each_other(state: str, before: int, after: int) -> None:
    assert strength_after(state, before) == after


def test_a_request_stands_on_the_timelines_of_both_and_of_the_organization(
    asked: Introduction, nora: Person, cleo: Person, acme: Organization
) -> None:
    assert (asked.state, asked.closed_at, str(asked)) == ("asked", None, "Nora Kim to Cleo Diaz of Acme")
    assert verbs(person=nora) == ["introduction_asked"]
    assert verbs(person=cleo) == verbs(organization=acme) == ["introduction_sought"]


def test_nobody_is_asked_for_the_same_twice_while_it_is_open(
    asked: Introduction, nora: Person, cleo: Person, coordinator: User
) -> None:
    later = NOW + timedelta(days=20)
    with pytest.raises(introductions.CannotAsk, match="being asked for this already, since November 22, 2026"):
        introductions.ask(nora, cleo, words="Again", by=coordinator, at=later)
    replying.answer(asked, Answer(Reply.HAPPY), at=SOON)
    with pytest.raises(introductions.CannotAsk, match="said yes"):
        introductions.ask(nora, cleo, words="Again", by=coordinator, at=later)
    introductions.withdraw(asked, by=coordinator, at=SOON)
    assert introductions.ask(nora, cleo, words="Again", by=coordinator, at=later).pk != asked.pk
    with pytest.raises(IntegrityError):
        Introduction.objects.create(community=nora.community, introducer=nora, target=cleo)


def test_somebody_without_an_address_or_who_is_the_one_cannot_be_asked(
    rivertown: Community, cleo: Person, coordinator: User
) -> None:
    silent = make.person(rivertown, name="Silent", email="")
    for introducer, why in ((silent, "no address of Silent"), (cleo, "who you want to meet")):
        with pytest.raises(introductions.CannotAsk, match=why):
            introductions.ask(introducer, cleo, words="Dear", by=coordinator, at=NOW)
    assert not Introduction.objects.exists()


def test_who_was_asked_lately_rests_unless_somebody_insists(
    asked: Introduction, nora: Person, rivertown: Community, coordinator: User
) -> None:
    other = make.person(rivertown, name="Bo")
    with pytest.raises(introductions.AskedLately, match="Cleo Diaz of Acme on November 22, 2026"):
        introductions.ask(nora, other, words="Dear", by=coordinator, at=SOON)
    introductions.ask(nora, other, words="Dear", by=coordinator, at=SOON, anyway=True)
    third = make.person(rivertown)
    introductions.ask(nora, third, words="Dear", by=coordinator, at=SOON + timedelta(days=14, seconds=1))


def test_an_introducers_home_is_the_alliance_before_the_job(rivertown: Community, nora: Person) -> None:
    assert introductions.home_of(nora) is None
    works = make.organization(rivertown)
    make.affiliation(nora, works)
    assert introductions.home_of(nora) == works
    chamber = make.alliance(rivertown, name="Chamber", contact=nora)
    assert introductions.home_of(nora) == chamber.organization
    chamber.contact = None
    chamber.save()
    board = make.alliance(rivertown, name="Board")
    make.affiliation(nora, board.organization)
    assert introductions.home_of(nora) == board.organization


def test_happy_to_strengthens_the_tie_by_their_own_word(asked: Introduction, nora: Person, cleo: Person) -> None:
    make.tie(cleo, nora, kind="board", strength=2)
    replying.answer(asked, Answer(Reply.HAPPY, note="We sat on a board."), at=SOON)
    tie = Tie.objects.get()
    assert (tie.strength, tie.kind, tie.said_by_person, tie.said_by) == (3, "board", nora, None)
    asked.refresh_from_db()
    assert (asked.state, asked.note, asked.closed_at) == ("happy", "We sat on a board.", None)
    assert Entry.objects.filter(verb="introduction_answered", text="We sat on a board.").count() == 2


def test_happy_to_tells_of_a_tie_that_was_only_inferred(asked: Introduction, nora: Person, cleo: Person) -> None:
    replying.answer(asked, Answer(Reply.HAPPY), at=SOON)
    assert Tie.objects.get().strength == 2


def test_on_a_longer_way_the_tie_to_the_one_between_is_told(
    nora: Person, cleo: Person, rivertown: Community, coordinator: User
) -> None:
    paul = make.person(rivertown, name="Paul")
    introduction = introductions.ask(nora, cleo, through=paul, words="Dear", by=coordinator, at=NOW)
    replying.answer(introduction, Answer(Reply.HAPPY), at=SOON)
    tie = Tie.objects.get()
    assert {tie.from_person, tie.to_person} == {nora, paul}
    other = introductions.ask(nora, make.person(rivertown), through=paul, words="Dear", by=coordinator, at=LATER)
    replying.answer(other, Answer(Reply.NOT_ME), at=LATER)
    assert Tie.objects.get().strength == 2, "“not me” says nothing of the one between"


def test_not_now_becomes_a_task_on_the_day_they_said(
    asked: Introduction, nora: Person, cleo: Person, coordinator: User
) -> None:
    make.tie(nora, cleo, strength=2)
    replying.answer(asked, Answer(Reply.LATER, until=date(2026, 10, 1)), at=SOON)
    task = Task.objects.get()
    assert (task.title, task.due_on) == (
        "Ask Nora Kim again for an introduction to Cleo Diaz of Acme",
        date(2026, 10, 1),
    )
    assert (task.owner, task.person) == (coordinator, cleo)
    asked.refresh_from_db()
    assert asked.closed_at == SOON and Tie.objects.get().strength == 2


def test_not_me_weakens_the_tie_and_keeps_whom_to_ask(
    asked: Introduction, nora: Person, cleo: Person, coordinator: User
) -> None:
    make.tie(nora, cleo, strength=2)
    said = Answer(Reply.NOT_ME, name="Bo Reyes", title="Her deputy", email="bo@acme.example")
    replying.answer(asked, said, at=SOON)
    assert Tie.objects.get().strength == 1
    assert list(Introduction.objects.to_take_up()) == [asked]
    bo = naming.take_up(asked, by=coordinator, at=SOON)
    assert (bo.name, bo.email, bo.source) == ("Bo Reyes", "bo@acme.example", "named by Nora Kim")
    tie = Tie.objects.current().between(nora, bo).get()
    assert (tie.strength, tie.said_by_person) == (2, nora)
    with pytest.raises(introductions.CannotChange, match="taken up"):
        naming.take_up(asked, by=coordinator, at=SOON)
    assert not Introduction.objects.to_take_up().exists()


def test_whom_they_name_may_be_known_already(asked: Introduction, coordinator: User, rivertown: Community) -> None:
    bo = make.person(rivertown, name="Bo Reyes", email="bo@acme.example")
    make.tie(bo, asked.introducer, strength=3)
    replying.answer(asked, Answer(Reply.NOT_ME, name="bo  REYES"), at=SOON)
    assert naming.take_up(asked, by=coordinator, at=SOON) == bo
    assert Person.objects.filter(folded_name="bo reyes").count() == 1
    assert Tie.objects.get().strength == 3, "to be named says no less than was known"


def test_not_me_and_nobody_else_is_over_at_once(asked: Introduction, coordinator: User) -> None:
    replying.answer(asked, Answer(Reply.NOT_ME), at=SOON)
    asked.refresh_from_db()
    assert asked.closed_at == SOON
    with pytest.raises(introductions.CannotChange):
        naming.put_aside(asked, at=SOON)


def test_whom_they_name_may_be_put_aside(asked: Introduction, coordinator: User) -> None:
    replying.answer(asked, Answer(Reply.NOT_ME, name="Bo"), at=SOON)
    naming.put_aside(asked, at=SOON)
    asked.refresh_from_db()
    assert asked.closed_at == SOON and asked.named is None


def test_one_answer_is_taken_and_no_other(asked: Introduction, coordinator: User) -> None:
    replying.answer(asked, Answer(Reply.HAPPY), at=SOON)
    for by in (None, coordinator):
        with pytest.raises(replying.CannotReply):
            replying.answer(asked, Answer(Reply.NOT_ME, name="Bo"), at=SOON, by=by)
    asked.refresh_from_db()
    assert (asked.state, asked.named_name) == ("happy", "")


def test_a_coordinator_writes_down_what_was_said_on_the_phone(asked: Introduction, coordinator: User) -> None:
    replying.answer(asked, Answer(Reply.HAPPY), at=SOON, by=coordinator)
    asked.refresh_from_db()
    assert (asked.answered_by, asked.state) == (coordinator, "happy")


def test_an_introduction_that_was_made_is_contact_and_the_proof_of_a_favor(
    asked: Introduction, acme: Organization, coordinator: User
) -> None:
    employer = make.employer(acme.community, organization=acme)
    replying.answer(asked, Answer(Reply.HAPPY), at=SOON)
    introductions.make(asked, on=date(2026, 7, 20), note="Over lunch.", by=coordinator, at=SOON)
    asked.refresh_from_db()
    employer.refresh_from_db()
    assert (asked.state, asked.made_on, asked.note) == ("made", date(2026, 7, 20), "Over lunch.")
    assert (employer.stage, employer.last_contact_on) == ("contacted", date(2026, 7, 20))
    assert Tie.objects.get().strength == 3
    for deed in (introductions.make, introductions.withdraw):
        how = {"on": date(2026, 7, 20), "note": ""} if deed is introductions.make else {}
        with pytest.raises(introductions.CannotChange, match="introduction made"):
            deed(asked, by=coordinator, at=SOON, **how)


def test_an_introduction_that_happened_elsewhere_is_written_down(
    nora: Person, cleo: Person, acme: Organization, coordinator: User
) -> None:
    day = date(2026, 7, 10)
    made = introductions.log(nora, target=None, organization=acme, words="At the fair", on=day, by=coordinator, at=NOW)
    assert (made.state, made.to, made.made_on) == ("made", "Acme", day)
    assert verbs(person=nora) == ["introduction_made"]
    assert introductions.asked_lately(nora, NOW) is None
    with pytest.raises(introductions.CannotChange, match="introduces themselves"):
        introductions.log(cleo, target=cleo, organization=acme, words="", on=day, by=coordinator, at=NOW)


def test_what_happened_elsewhere_answers_a_request_that_is_on_its_way(
    asked: Introduction, nora: Person, cleo: Person, acme: Organization, coordinator: User
) -> None:
    made = introductions.log(
        nora, target=cleo, organization=acme, words="", on=date(2026, 7, 10), by=coordinator, at=SOON
    )
    assert made == asked and Introduction.objects.get().state == State.MADE


def test_the_words_name_everybody_on_the_way() -> None:
    facts = {"asker": "Dana", "community": "Rivertown TechHire", "region": "Rivertown"}
    short = request(introducer="Nora", target="Cleo", where="CFO at Acme", through="", knower="", **facts)
    assert "with Cleo, CFO at Acme. As far as we can see you know each other." in short
    long = request(introducer="Nora", target="Cleo", where="", through="Paul", knower="Ada", **facts)
    assert "with Cleo. We do not know them yet; as far as we can see, Paul does, and you know Paul." in long
    assert "Ada thought of you" in long and "Ada" not in short
