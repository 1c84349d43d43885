"""Tests of addresses that bounced: found on Today, corrected, allowed again, or left as they are."""

import pytest
from django.test import Client

from community.models import Community, User
from directory.models import Person
from outreach import mending, suppressing
from outreach.marks import Mark
from outreach.models import Letter, Recipient
from tests import make
from tests.conftest import signed_in
from tests.make import NOW
from tests.outreach.campaigning import everybody
from tests.outreach.conftest import notice, reminder
from tests.outreach.test_hearing import handed_over, hear

JO = "jo@acme.example"


@pytest.fixture
def bounced(rivertown: Community) -> Letter:
    """A letter that came back."""
    make.person(rivertown, name="Jo Park", email=JO)
    return hear(handed_over(reminder(rivertown, to=JO)), [Mark.HARD_BOUNCE])


def test_today_leads_to_the_page_and_the_right_address_is_written(
    rivertown: Community, bounced: Letter, coordinators_browser: Client
) -> None:
    other = hear(handed_over(notice(rivertown, 2, to=JO)), [Mark.HARD_BOUNCE])
    path = f"/workspace/letters/{other.pk}/mend/"
    today = coordinators_browser.get("/workspace/").content.decode()
    assert "address bounced" in today and path in today

    page = coordinators_browser.get(path).content.decode()
    assert "Jo Park" in page and "no such user" in page and "2 came back" in page
    done = coordinators_browser.post(path, {"email": "Jo.Park@acme.example"}, follow=True)

    assert "Jo Park is written to at jo.park@acme.example from now on" in done.content.decode()
    assert Person.objects.get(name="Jo Park").email == "jo.park@acme.example"
    assert not Letter.objects.to_mend().exists()
    assert suppressing.held_back([bounced], at=NOW)
    assert "bounced" not in coordinators_browser.get("/workspace/").content.decode().partition("<h2")[0]


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "This field is required"),
        ("nonsense", "valid email"),
        (JO, "This is the address that bounced"),
        ("kim@acme.example", "already has the address"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(
    rivertown: Community, bounced: Letter, coordinators_browser: Client, email: str, words: str
) -> None:
    make.person(rivertown, email="kim@acme.example")

    page = coordinators_browser.post(f"/workspace/letters/{bounced.pk}/mend/", {"email": email})

    assert words in page.content.decode()
    assert Letter.objects.to_mend().exists()


def test_an_address_that_works_after_all_is_allowed_again(
    rivertown: Community, bounced: Letter, coordinators_browser: Client
) -> None:
    coordinators_browser.post(f"/workspace/letters/{bounced.pk}/mend/allow/")

    assert not suppressing.held_back([bounced], at=NOW)
    assert not Letter.objects.to_mend().exists()


def test_an_address_that_is_left_stays_held_back(
    rivertown: Community, bounced: Letter, coordinators_browser: Client
) -> None:
    coordinators_browser.post(f"/workspace/letters/{bounced.pk}/mend/leave/")

    assert suppressing.held_back([bounced], at=NOW)
    assert not Letter.objects.to_mend().exists()


def test_a_letter_that_did_not_come_back_has_nothing_to_mend(
    rivertown: Community, coordinators_browser: Client
) -> None:
    letter = handed_over(reminder(rivertown, to=JO))
    answer = coordinators_browser.get(f"/workspace/letters/{letter.pk}/mend/")
    assert answer.status_code == 302 and answer["Location"] == letter.get_absolute_url()


def test_what_nobody_has_any_more_cannot_be_corrected(
    rivertown: Community, bounced: Letter, coordinators_browser: Client
) -> None:
    Person.objects.of(rivertown).update(email="")
    path = f"/workspace/letters/{bounced.pk}/mend/"

    assert "Nobody in the directory" in coordinators_browser.get(path).content.decode()
    assert "Nobody in the directory" in coordinators_browser.post(path, {"email": "a@b.example"}).content.decode()


def test_the_list_shows_marks_and_finds_by_them(
    rivertown: Community, bounced: Letter, coordinators_browser: Client, viewer: User
) -> None:
    delivered = hear(handed_over(notice(rivertown, 5)), [Mark.DELIVERED])

    def listed(query: str) -> str:
        return coordinators_browser.get(f"/workspace/letters/?{query}").content.decode()

    assert "1 address bounced" in listed("") and "Mend" in listed("")
    for query in ("mark=hard_bounce", "mark=to_mend"):
        assert JO in listed(query) and delivered.to_email not in listed(query)
    assert delivered.to_email in listed("mark=delivered")
    assert JO not in listed("mark=soft_bounce") + listed("mark=complaint")
    assert JO in listed("mark=nonsense")
    page = coordinators_browser.get(f"/workspace/letters/{bounced.pk}/").content.decode()
    assert "Mend the address" in page and "550 5.1.1 no such user" in page
    assert "Mend the address" not in signed_in(viewer).get(f"/workspace/letters/{bounced.pk}/").content.decode()


def test_letters_that_wait_go_to_the_new_address_once(rivertown: Community, bounced: Letter, coordinator: User) -> None:
    campaign = make.campaign(rivertown, audience=everybody(rivertown), state="running")
    person = Person.objects.get(name="Jo Park")
    waiting: list[Letter] = []
    for number, there in enumerate((JO, JO, "jo.park@acme.example")):
        step = make.step(campaign) if number < 2 else waiting[1].step
        reached = Recipient.objects.create(campaign=campaign, person=person, email=f"{number}@x.example")
        letter = reminder(rivertown, 10 + number, to=there)
        Letter.objects.filter(pk=letter.pk).update(person=person, step=step, recipient=reached)
        waiting.append(Letter.objects.get(pk=letter.pk))
    mending.correct(bounced, email="jo.park@acme.example", by=coordinator, at=NOW)
    now = [Letter.objects.get(pk=letter.pk).to_email for letter in waiting]
    assert now == ["jo.park@acme.example", JO, "jo.park@acme.example"]  # to the second step it goes already
