"""Introducing: an employer tells us of another, and the organization is in the pipeline with their words."""

from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from community.models import Community, User
from directory.models import Affiliation, Entry, Organization, Person, Tie
from employers import brought, introducing, referring
from employers.models import Commitment, Employer, Referral, ReferralLink
from employers.stages import Stage
from outreach.models import Letter
from tests import make
from tests.conftest import signed_in
from tests.make import NOW

INTRODUCE = reverse("employers:desk-introduce", args=["brightmill"])
REFERRALS = reverse("employers:desk-referrals", args=["brightmill"])
PAGE = reverse("employers:referrals")


@pytest.fixture
def jo(rivertown: Community) -> User:
    """A partner who signed for Brightmill Health."""
    return make.user(name="Jo Park", email="jo@brightmill.example")


@pytest.fixture
def link(rivertown: Community, jo: User) -> ReferralLink:
    """Jo's link; Jo has Brightmill's desk."""
    made = make.active(rivertown, name="Brightmill Health", slug="brightmill", signer=jo, signer_email=jo.email)
    somebody = make.person(rivertown, name="Jo Park", email=jo.email, user=jo)
    make.affiliation(somebody, made.employer.organization, has_desk=True)
    return referring.link_for(jo, made.employer, at=NOW)


def introduce(link: ReferralLink, **said: str) -> Referral:
    return introducing.introduce(link, **{"name": "Loomis Tooling", **said}, by=link.user, at=NOW)


def signed_for(referral: Referral, **fields: object) -> Commitment:
    """Let the organization of a referral have signed, and credit it."""
    made = make.active(
        referral.community, employer=referral.organization.employer, **{"consents": ["list_name"], **fields}
    )
    Referral.objects.filter(pk=referral.pk).update(state="signed", settled_at=NOW, commitment=made)
    return made


def test_a_new_organization_comes_into_the_pipeline_with_the_words(link: ReferralLink) -> None:
    referral = introduce(
        link, town="Ashford", contact_name="Lee Loomis", email="Lee@Loomis.example", words="We share a supplier."
    )
    organization = Organization.objects.get(name="Loomis Tooling")
    assert (referral.organization, referral.domain) == (organization, "loomis.example")
    assert organization.employer.stage == Stage.IDENTIFIED
    assert organization.source == f"introduced by {link}"
    assert Entry.objects.get(verb="referral_made").text == "We share a supplier."
    person = Person.objects.get(email="lee@loomis.example")
    assert Affiliation.objects.filter(person=person, organization=organization).exists()
    assert not Letter.objects.exists()


def test_a_known_organization_is_found_by_its_domain_or_by_name_and_town(
    rivertown: Community, link: ReferralLink
) -> None:
    loomis = make.organization(rivertown, name="Loomis Tooling, Inc.", town="Ashford")
    make.domain(loomis, "loomis.example")
    assert introduce(link, name="Loomis", email="lee@loomis.example").organization == loomis
    assert introduce(link, town="ASHFORD").organization == loomis
    assert introduce(link, town="Millbrook").organization != loomis
    assert introduce(link, name="Loomis Tool", town="Ashford").organization != loomis


def test_a_name_without_its_town_is_nobody_s_that_we_know(rivertown: Community, link: ReferralLink) -> None:
    loomis = make.organization(rivertown, name="Loomis Tooling", town="Ashford")
    first = introduce(link, contact_name="Lee").organization
    assert first != loomis
    assert introduce(link, contact_name="Lou").organization == first, "whoever told of it means the one they told of"
    assert introduce(link, contact_name="Lou", town="Ashford").organization == loomis


def test_a_stage_and_a_known_person_stay_as_they_are(rivertown: Community, link: ReferralLink) -> None:
    closed = make.employer(rivertown, name="Loomis Tooling", stage=Stage.DO_NOT_CONTACT)
    lee = make.person(rivertown, name="Lee Loomis", email="lee@loomis.example")
    introduce(link, email="lee@loomis.example", contact_name="Somebody else")
    closed.refresh_from_db()
    lee.refresh_from_db()
    assert closed.stage == Stage.DO_NOT_CONTACT
    assert lee.name == "Lee Loomis"
    assert not lee.affiliations.exists()


def test_telling_twice_is_told_once(link: ReferralLink) -> None:
    assert introduce(link) == introduce(link)


def test_the_answer_is_the_same_whether_we_know_them(rivertown: Community, jo: User, link: ReferralLink) -> None:
    make.active(rivertown, name="Known Corp", slug="known", consents=[])
    browser = signed_in(jo)
    pages = []
    for name in ("Known Corp", "Never Seen"):
        answer = browser.post(INTRODUCE, {"name": name}, follow=True)
        pages.append(answer.content.decode().replace(name, "X"))
        Referral.objects.all().delete()
    assert "We take it from here" in pages[0]
    strip = [page[page.index("<main") : page.index("</main>")].split("csrfmiddlewaretoken") for page in pages]
    assert [part[100:] for part in strip[0]] == [part[100:] for part in strip[1]]


def test_the_form_wants_an_organization_or_a_colleague(jo: User, link: ReferralLink) -> None:
    browser = signed_in(jo)
    assert "Write the organization" in browser.post(INTRODUCE, {}).content.decode()
    page = browser.post(INTRODUCE, {"is_colleague": "on"}).content.decode()
    assert "Write your colleague" in page
    browser.post(INTRODUCE, {"is_colleague": "on", "contact_name": "Al Hill", "words": "Runs our Ashford site."})
    assert Referral.objects.get().is_in_house


def test_who_says_how_well_they_know_somebody_has_a_tie_by_their_own_word(jo: User, link: ReferralLink) -> None:
    browser = signed_in(jo)
    said = {"name": "Loomis Tooling", "contact_name": "Lee Loomis"}
    browser.post(INTRODUCE, {**said, "how_well": "2", "how": "board"})
    lee = Person.objects.get(name="Lee Loomis")
    assert lee.affiliations.get().organization.name == "Loomis Tooling"
    tie = Tie.objects.get()
    assert (tie.from_person, tie.to_person, tie.kind, tie.strength) == (link.person, lee, "board", 2)
    assert (tie.said_by, tie.said_by_person) == (jo, link.person)
    browser.post(INTRODUCE, {**said, "how_well": "1", "how": "friend"})
    assert Tie.objects.get().strength == 2
    browser.post(INTRODUCE, {**said, "how_well": "3"})
    assert (Tie.objects.get().kind, Tie.objects.get().strength) == ("board", 3)
    assert Person.objects.filter(name="Lee Loomis").count() == Referral.objects.count() == 1


def test_a_colleague_is_known_from_work_and_by_the_address(rivertown: Community, jo: User, link: ReferralLink) -> None:
    al = make.person(rivertown, name="Albert Hill", email="al@brightmill.example")
    said = {"is_colleague": "on", "contact_name": "Al Hill", "email": "AL@brightmill.example"}
    signed_in(jo).post(INTRODUCE, {**said, "how_well": "1"})
    tie = Tie.objects.get()
    assert (tie.to_person, tie.kind, tie.strength) == (al, "colleague", 1)


def test_nobody_is_tied_who_says_nothing_of_it(jo: User, link: ReferralLink) -> None:
    browser = signed_in(jo)
    browser.post(INTRODUCE, {"name": "Loomis Tooling", "contact_name": "Lee Loomis", "email": "lee@loomis.example"})
    assert not Tie.objects.exists()
    page = browser.post(INTRODUCE, {"name": "Other Works", "how": "friend"}).text
    assert "Write the name of whom you know" in page
    browser.post(INTRODUCE, {"name": "Loomis Tooling", "contact_name": "Jo Park", "email": jo.email, "how_well": "3"})
    assert not Tie.objects.exists()  # nobody knows themselves
    browser.post(INTRODUCE, {"name": "Third Works", "contact_name": "Bo", "how": "friend"})
    assert Tie.objects.get().strength == 1


def test_twenty_a_day_are_enough(jo: User, link: ReferralLink) -> None:
    browser = signed_in(jo)
    for number in range(21):
        answer = browser.post(INTRODUCE, {"name": f"Neighbor {number}"})
    assert "Please go on tomorrow" in answer.content.decode()
    assert Referral.objects.count() == 20


def test_a_bringer_sees_what_they_may(jo: User, link: ReferralLink, rivertown: Community) -> None:
    named, hidden = introduce(link, name="Named Corp"), introduce(link, name="Hidden Corp")
    signed_for(named)
    signed_for(hidden, consents=[])
    by_link = Referral.objects.create(
        community=rivertown,
        link=link,
        road="link",
        at=NOW,
        name="Secret Corp",
        state="signed",
        settled_at=NOW,
        organization=make.active(rivertown, name="Secret Corp", consents=[]).employer.organization,
    )
    rows = {row.name: row.is_signed for row in brought.of_links([link])}
    assert rows == {"Named Corp": True, "Hidden Corp": False, "": True}
    page = signed_in(jo).get(REFERRALS).content.decode()
    assert "Named Corp" in page
    assert by_link.name not in page


def test_the_tree_names_who_brought_whom(coordinators_browser: object, link: ReferralLink) -> None:
    first = introduce(link, name="First Corp")
    signed_for(first)
    other = ReferralLink.objects.create(community=link.community, employer=first.organization.employer)
    signed_for(introducing.introduce(other, name="Second Corp", by=link.user, at=NOW))
    back = introducing.introduce(other, name="Brightmill Health", town="Rivertown", by=link.user, at=NOW)
    assert back.organization == link.employer.organization
    Referral.objects.filter(pk=back.pk).update(state="signed", settled_at=NOW)
    found = [(line.level, line.name, line.bringer, line.count) for line in brought.lines(link.community)]
    assert found == [
        (0, "Brightmill Health", "", 2),
        (1, "First Corp", "Brightmill Health", 1),
        (2, "Second Corp", "First Corp", 0),
    ]
    assert "Second Corp" in coordinators_browser.get(PAGE).content.decode()


def test_who_came_after_the_tree_was_full_is_counted(
    coordinators_browser: object, link: ReferralLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("First Corp", "Second Corp", "Third Corp"):
        signed_for(introduce(link, name=name))
    monkeypatch.setattr(brought, "MOST", 3)
    assert "later one" not in coordinators_browser.get(PAGE).content.decode()
    monkeypatch.setattr(brought, "MOST", 2)
    page = coordinators_browser.get(PAGE).content.decode()
    assert "1 later one stands in the file below" in page


def test_of_all_who_told_the_earliest_that_is_live_stands_in_the_tree(link: ReferralLink) -> None:
    tellers = [make.active(link.community, name=f"Teller {number}").employer for number in range(3)]
    target = make.employer(link.community, name="Loomis Tooling").organization
    told = []
    for days, teller in zip((1, 3, 9), tellers, strict=True):
        at = NOW - timedelta(days=days)
        told.append(introducing.tell(target, bringer=teller, by=link.user, at=at))
    Referral.objects.filter(pk=told[2].pk).update(state="dropped", settled_at=NOW)  # told first, and was taken back
    Referral.objects.filter(pk__in=[told[0].pk, told[1].pk]).update(state="signed", settled_at=NOW)
    assert [(line.level, line.name, line.bringer) for line in brought.lines(link.community)] == [
        (0, "Teller 1", ""),
        (1, "Loomis Tooling", "Teller 1"),
    ]


def test_a_coordinator_notes_who_told_them(coordinators_browser: object, link: ReferralLink) -> None:
    target = make.employer(link.community, name="Loomis Tooling").organization
    address = reverse("employers:referral", args=[target.pk])
    assert "We know no employer" in coordinators_browser.post(address, {"bringer": "Nobody Inc"}).content.decode()
    coordinators_browser.post(address, {"bringer": "brightmill health", "words": "Met at the fair."})
    referral = Referral.objects.get()
    assert (referral.road, referral.link) == ("coordinator", link)
    again = coordinators_browser.post(address, {"bringer": "Brightmill Health"}).content.decode()
    assert "told us of Loomis Tooling already" in again
    assert "Brightmill Health" in coordinators_browser.get(target.get_absolute_url()).content.decode()
    own = reverse("employers:referral", args=[link.employer.organization_id])
    answer = coordinators_browser.post(own, {"bringer": "Brightmill Health"}).content.decode()
    assert "Nobody brings themselves" in answer


def test_today_names_referrals_that_nobody_took_up(coordinators_browser: object, link: ReferralLink) -> None:
    introduce(link)
    assert "referral to take up" in coordinators_browser.get(reverse("reports:today")).content.decode()
    Employer.objects.update(stage=Stage.CONTACTED)
    assert "referral to take up" not in coordinators_browser.get(reverse("reports:today")).content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_as_little_for_many_as_for_one(
    coordinators_browser: object, link: ReferralLink, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        signed_for(introduce(link, name=f"Signed {number}"))
        introduce(link, name=f"Open {number}")
    coordinators_browser.get(PAGE)
    with django_assert_num_queries(11):
        assert coordinators_browser.get(PAGE).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_the_desks_list_asks_as_little_for_many_as_for_one(
    jo: User, link: ReferralLink, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        signed_for(introduce(link, name=f"Signed {number}"))
    browser = signed_in(jo)
    browser.get(REFERRALS)
    with django_assert_num_queries(8):
        assert browser.get(REFERRALS).status_code == 200
