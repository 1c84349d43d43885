"""What an employer asks for between signatures: added, changed, ended, renewed by one click."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from community.models import Community
from community.roles import Role
from directory.models import Entry
from employers import asks, calendar, demand, settling, signing
from employers.models import Ask, Commitment, Employer
from employers.standing import Beside
from outreach.models import Letter
from outreach.writing import write_out
from tests import make
from tests.employers import signatures

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
SAID = {"openings": 2, "horizon": "now", "skills": ["SQL"], "town": "Rivertown"}


@pytest.fixture
def signer(rivertown: Community) -> Employer:
    """An employer that signed, with its desk open to Jo."""
    return make.active(rivertown, name="Acme", slug="acme", ends_on=date(2027, 11, 22)).employer


def ask(employer: Employer, occupation: str = "15-1254", **fields: object) -> Ask:
    """Ask for a role by a coordinator's hand."""
    by = make.member(employer.organization.community, Role.COORDINATOR)
    return asks.ask(employer, occupation=occupation, **{"at": make.NOW, **SAID, **fields}, by=by)


def test_a_role_is_asked_for_changed_and_ended(signer: Employer) -> None:
    made = ask(signer)
    assert made.valid_until == date(2027, 11, 22)
    with pytest.raises(asks.CannotAsk):
        ask(signer)
    by = make.user()
    asks.change(made, openings=5, horizon="1-year", skills=[], town="", by=by, at=make.NOW)
    asks.end(made, by=by, at=make.NOW)
    made.refresh_from_db()
    assert (made.openings, made.valid_until) == (5, date(2026, 11, 21))
    for verb in (asks.end, lambda one, **more: asks.change(one, **SAID, **more)):
        with pytest.raises(asks.CannotAsk):
            verb(made, by=by, at=make.NOW)
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["role_asked", "role_changed", "role_ended"]
    ask(signer)  # once ended it may be asked for anew


def test_thirty_roles_are_enough(signer: Employer) -> None:
    codes = [code for code, _name in Ask._meta.get_field("occupation").flatchoices]
    Ask.objects.bulk_create(
        Ask(employer=signer, occupation=codes[0], valid_until=TODAY + timedelta(days=9)) for _ in range(asks.MOST)
    )
    with pytest.raises(asks.CannotAsk):
        ask(signer, codes[1])


def test_a_new_signature_says_anew_what_was_asked_for_in_between(rivertown: Community) -> None:
    first = signatures.settled(rivertown)
    occupation = first.asks.first().occupation
    Ask.objects.filter(commitment=first).delete()
    between = ask(first.employer, occupation)
    other = ask(first.employer, "27-3042")
    again = signatures.confirmed(rivertown)
    settling.settle(
        again,
        organization=first.employer.organization,
        by=make.member(rivertown, Role.COORDINATOR),
        at=make.NOW + timedelta(hours=1),
        beside=Beside.SUPERSEDE,
    )
    for one in (between, other):
        one.refresh_from_db()
    assert between.ended_at
    assert other.ended_at is None


def test_the_wall_tells_named_employers_roles_of_the_desk_at_once(rivertown: Community, client: Client) -> None:
    commitment = make.active(rivertown, name="Acme", slug="acme", ends_on=date(2027, 11, 22), settled_at=make.NOW)
    assert client.get("/employers.json").json()["employers"][0]["roles"] == []
    made = ask(commitment.employer, at=datetime.now(UTC))  # the page reads the clock of the day
    assert [one["soc"] for one in client.get("/employers.json").json()["employers"][0]["roles"]] == ["15-1254"]
    asks.end(made, by=make.user(), at=datetime.now(UTC))
    assert client.get("/employers.json").json()["employers"][0]["roles"] == []


def test_one_letter_goes_out_fourteen_days_before_and_one_click_renews(rivertown: Community, client: Client) -> None:
    now = datetime.now(UTC)
    commitment: Commitment = signatures.settled(rivertown, at=now)
    Ask.objects.all().delete()
    today = signing.local_day(rivertown, now)
    late = Ask.objects.create(
        employer=commitment.employer, occupation="15-1254", valid_until=today + timedelta(days=15)
    )
    calendar.keep(at=now)
    assert not Letter.objects.filter(kind="asks_expiring").exists()
    Ask.objects.update(valid_until=today + timedelta(days=14))
    for hours in (1, 2):
        calendar.keep(at=now + timedelta(hours=hours))
    [letter] = Letter.objects.filter(kind="asks_expiring")
    assert letter.to_email == commitment.signer_email
    text = write_out(letter, at=now).text
    link = next(word for word in text.split() if "/roles/" in word).strip("()<>")
    path = "/roles/" + link.partition("/roles/")[2]
    page = client.get(path).text
    assert "still need them?" in page
    late.refresh_from_db()
    assert late.valid_until == today + timedelta(days=14), "opening the link changes nothing"
    for _ in range(2):
        assert "Your roles hold" in client.post(path, follow=True).text
    late.refresh_from_db()
    assert late.valid_until == today + asks.LASTS
    assert Entry.objects.filter(verb="roles_renewed").count() == 1


def test_a_broken_link_says_so(rivertown: Community, client: Client) -> None:
    assert client.get("/roles/no-such-token/").status_code == 410


def test_the_desk_and_the_workspace_say_the_same(rivertown: Community, client: Client, signer: Employer) -> None:
    jo = make.user(email="jo@acme.example")
    person = make.person(rivertown, user=jo, email=jo.email)
    make.affiliation(person, signer.organization, has_desk=True)
    client.force_login(jo)
    desk = "/desk/organizations/acme/roles/"
    assert "Nothing yet" in client.get(desk).text
    typed = {"occupation": "15-1232", "openings": "3", "horizon": "now", "skills": "help desk, SQL", "town": "Ashford"}
    assert "Added" in client.post(desk, typed, follow=True).text
    assert "You ask for this role already" in client.post(desk, typed).text
    made = Ask.objects.get(occupation="15-1232")
    assert (made.skills, made.openings) == (["help desk", "SQL"], 3)
    client.force_login(make.member(rivertown, Role.COORDINATOR))
    office = f"/workspace/employers/{signer.pk}/roles/"
    assert "help desk, SQL" in client.get(office).text
    assert "Roles and skills they need" in client.get(signer.get_absolute_url()).text
    client.post(f"{office}{made.pk}/", {"openings": "", "horizon": "1-year", "skills": "", "town": ""})
    made.refresh_from_db()
    assert (made.openings, made.horizon, made.skills) == (None, "1-year", [])
    client.post(f"{office}{made.pk}/end/")
    made.refresh_from_db()
    assert demand.now(rivertown, today=made.valid_until).other_roles == 1
    assert demand.now(rivertown, today=made.valid_until + timedelta(days=1)).other_roles == 0
