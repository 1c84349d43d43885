"""Starting an application: a link to the mailbox, and what it opens."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.models import Community, Link, User
from directory.models import Affiliation, Organization, Person
from outreach import writing
from outreach.models import Letter
from providers import desks, starting
from providers.models import Application, Part, Start
from tests import make
from tests.conftest import signed_in
from tests.make import NOW

pytestmark = pytest.mark.django_db
TYPED = {
    "email": "Sam@Riverbend.example",
    "name": "Sam Okafor",
    "organization_name": "Riverbend Coding School",
    "kind": "training_provider",
}


def asked(client: Client, **typed: str) -> str:
    """Ask for a link as a visitor does, and return the path of the link in the letter."""
    page = client.get("/providers/apply/").text
    opened = re.search(r'name="opened" value="([^"]+)"', page)[1]
    answer = client.post("/providers/apply/", TYPED | {"opened": opened} | typed)
    assert answer.status_code == 302, answer.text
    letter = Letter.objects.filter(kind="application_start").order_by("-pk").first()
    text = writing.write_out(letter, at=timezone.now()).text
    return re.search(r"/providers/apply/[^/\s]+/", text)[0]


def test_a_visitor_gets_a_link_and_arrives_at_the_tasks(rivertown: Community, client: Client) -> None:
    path = asked(client)
    assert "sam@riverbend.example" in client.get("/providers/apply/sent/").text
    assert not Application.objects.exists() and not User.objects.exists() and not Organization.objects.exists()
    page = client.get(path)
    assert "Sign in and begin" in page.text and not Application.objects.exists()
    answer = client.post(path, follow=True)
    application = Application.objects.get()
    assert answer.redirect_chain[-1][0] == f"/desk/applications/{application.reference}/"
    assert "The four criteria" in answer.text
    assert (application.kind, application.state, application.is_to_check) == ("training_provider", "draft", True)
    assert application.provider.organization.name == "Riverbend Coding School"
    assert set(application.parts.values_list("key", flat=True)) == set(Part.Key)
    assert Affiliation.objects.get().has_desk and Affiliation.objects.get().person.email == "sam@riverbend.example"


def test_the_days_until_the_answer_are_the_communitys(rivertown: Community, client: Client) -> None:
    assert "You get an answer within 30 days." in client.get(reverse("providers:apply")).text
    rivertown.decision_days = 21
    rivertown.save()
    assert "You get an answer within 21 days." in client.get(reverse("providers:apply")).text


def test_the_answer_is_the_same_whoever_asks(rivertown: Community) -> None:
    known = make.user(email="jo@known.example", name="Jo")
    starting.begin(rivertown, user=known, organization_name="Known School", kind="on_ramp", at=NOW)
    pages = []
    for email in ("jo@known.example", "no@unknown.example"):
        client = Client()
        asked(client, email=email, organization_name="Known School")
        pages.append(client.get("/providers/apply/sent/").text.replace(email, ""))
    assert re.sub(r"[0-9a-f-]{36}", "", pages[0]) == re.sub(r"[0-9a-f-]{36}", "", pages[1])


def test_a_link_works_once_and_its_own_person_is_led_on(rivertown: Community, client: Client) -> None:
    path = asked(client)
    client.post(path)
    application = Application.objects.get()
    for method in (client.get, client.post):
        assert method(path).headers["Location"] == f"/desk/applications/{application.reference}/"
    stranger = Client()
    for method in (stranger.get, stranger.post):
        answer = method(path)
        assert answer.status_code == 410 and "already used" in answer.text
    assert Application.objects.count() == 1


def test_an_old_link_is_refused_and_says_what_to_do(rivertown: Community, client: Client) -> None:
    path = asked(client)
    Link.objects.update(expires_at=NOW.replace(year=2020))
    answer = client.post(path)
    assert answer.status_code == 410
    assert "Ask for a new link" in answer.text
    assert not Application.objects.exists()


def test_what_is_wrong_is_said_beside_the_field(rivertown: Community, client: Client) -> None:
    page = client.post("/providers/apply/", {"email": "no address", "kind": "school"})
    assert "Write a whole address" in page.text and "Write the name of your organization" in page.text
    assert not Start.objects.exists()


def test_bait_and_haste_are_marked_and_not_refused(rivertown: Community, client: Client) -> None:
    asked(client, fax="1")
    assert Start.objects.get().is_to_check


def test_too_many_requests_from_one_address_are_told_so(rivertown: Community, client: Client) -> None:
    for _ in range(5):
        asked(client)
    answer = client.post("/providers/apply/", TYPED)
    assert answer.status_code == 429
    assert "Nothing is lost" in answer.text and "Riverbend Coding School" in answer.text


def test_somebody_signed_in_begins_at_once(rivertown: Community) -> None:
    client = signed_in(make.user(email="jo@acme.example", name="Jo"))
    page = client.get("/providers/apply/").text
    assert 'name="email"' not in page
    answer = client.post("/providers/apply/", {"organization_name": "Acme", "kind": "intermediary"})
    assert answer.headers["Location"] == f"/desk/applications/{Application.objects.get().reference}/"
    assert not Letter.objects.exists()


def begin(community: Community, user: User, name: str = "Acme") -> Application:
    return starting.begin(community, user=user, organization_name=name, kind="training_provider", at=NOW)


def test_a_name_alone_matches_nobody(rivertown: Community) -> None:
    """Whoever types another's name sees nothing of theirs: a coordinator merges what is the same."""
    acme = make.organization(rivertown, name="Acme")
    make.domain(acme, "acme.example")
    jo = make.user(email="jo@acme.example")
    theirs = begin(rivertown, jo)
    assert theirs.provider.organization == acme
    for email in ("jo@gmail.com", "jo@elsewhere.example"):
        stranger = make.user(email=email)
        other = begin(rivertown, stranger)
        assert other.provider.organization.name == "Acme" and other.provider.organization != acme
        assert list(desks.applications_of(stranger, rivertown)) == [other]
    assert list(desks.applications_of(jo, rivertown)) == [theirs]


def test_a_second_applicant_of_the_same_organization_joins_the_same_application(rivertown: Community) -> None:
    acme = make.organization(rivertown, name="Acme")
    make.domain(acme, "acme.example")
    first, second = make.user(email="jo@acme.example"), make.user(email="al@acme.example")
    application = begin(rivertown, first)
    assert begin(rivertown, second, "ACME Inc") == application == begin(rivertown, second)
    assert Application.objects.count() == 1
    assert list(desks.applications_of(second, rivertown)) == [application]


def test_a_second_applicant_does_not_get_the_rest_of_the_desk(rivertown: Community) -> None:
    acme = make.employer(rivertown, name="Acme").organization
    make.domain(acme, "acme.example")
    first, second = make.user(email="jo@acme.example"), make.user(email="al@acme.example")
    make.affiliation(make.person(rivertown, user=first), acme, has_desk=True)
    application = begin(rivertown, second)
    assert application.provider.organization == acme
    assert [one.has_desk for one in Affiliation.objects.filter(person__user=second)] == [False]
    assert signed_in(second).get(f"/desk/organizations/{acme.slug}/people/").status_code == 404
    assert second.email in signed_in(first).get(f"/desk/applications/{application.reference}/").text


def test_who_left_or_was_taken_off_cannot_open_it_any_more(rivertown: Community) -> None:
    acme = make.organization(rivertown, name="Acme")
    make.domain(acme, "acme.example")
    first, second, third = (make.user(email=f"{name}@acme.example") for name in ("jo", "al", "mo"))
    application = begin(rivertown, first)
    for user in (second, third):
        begin(rivertown, user)
    Affiliation.objects.filter(person__user=second).update(until=NOW.date())
    path = f"/desk/applications/{application.reference}/"
    assert signed_in(third).post(f"{path}people/{third.pk}/take-off/").status_code == 404
    assert signed_in(first).post(f"{path}people/{third.pk}/take-off/").status_code == 302
    for user, status in ((first, 200), (second, 404), (third, 404)):
        assert signed_in(user).get(path).status_code == status
    assert begin(rivertown, third) != application
    assert signed_in(third).get(path).status_code == 404


def test_after_one_was_declined_another_begins(rivertown: Community) -> None:
    jo = make.user(email="jo@acme.example")
    first = begin(rivertown, jo)
    Application.objects.update(state="declined", submitted_at=NOW, decide_by=NOW.date())
    second = begin(rivertown, jo)
    assert second != first and second.provider == first.provider


def test_an_address_we_know_keeps_its_name_and_person(rivertown: Community) -> None:
    person = make.person(rivertown, name="Joanna Park", email="jo@acme.example")
    begin(rivertown, make.user(email="jo@acme.example", name="J. P."))
    assert Person.objects.get() == person
    person.refresh_from_db()
    assert (person.name, person.user.email) == ("Joanna Park", "jo@acme.example")


def test_a_disabled_person_is_not_let_in(rivertown: Community, client: Client) -> None:
    make.user(email="sam@riverbend.example", is_active=False)
    answer = client.post(asked(client))
    assert answer.status_code == 410
    assert not Application.objects.exists()
