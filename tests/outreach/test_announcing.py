"""Letters of decisions: what they say of each outcome, to whom, and that looking at one keeps nothing."""

import pytest

from community.models import Community, User
from directory.models import Affiliation
from outreach import announcing
from outreach.applicants import applicants_of
from outreach.models import Letter
from providers import publishing
from tests import make
from tests.make import NOW
from tests.providers import panel
from tests.providers.panel import wanted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("outcome", "subject", "said"),
    [
        ("listed", "Riverbend is on the list of Rivertown TechHire", "by November 22, 2027"),
        ("conditional", "with conditions", "Sharing data, by March 22, 2027: Sign the data agreement."),
        ("declined", "Our decision on the application of Riverbend", "Until December 22, 2026"),
    ],
)
def test_each_outcome_has_its_letter(
    rivertown: Community, coordinator: User, outcome: str, subject: str, said: str
) -> None:
    application = panel.in_review(rivertown, coordinator, applicant=make.user(email="sam@riverbend.example"))
    letters = Letter.objects.count()
    to, about, text = announcing.preview(application, wanted(outcome), on=NOW.date())
    assert (to, subject in about) == ("sam@riverbend.example", True)
    assert said in " ".join(text.split())
    own = announcing.preview(application, wanted(outcome, letter="In our own words."), on=NOW.date())[2]
    assert "In our own words." in own and "In our own words." not in text
    assert Letter.objects.count() == letters


def test_colleagues_with_the_desk_get_it_too_each_once(rivertown: Community, coordinator: User) -> None:
    make.criteria(rivertown)
    sam = make.user(email="sam@riverbend.example")
    decision = panel.decided(rivertown, coordinator, "listed", applicant=sam)
    organization = decision.application.provider.organization
    for email, has_desk in [("lee@riverbend.example", True), ("kim@riverbend.example", False)]:
        make.affiliation(make.person(rivertown, email=email), organization, has_desk=has_desk)
    assert announcing.preview(decision.application, wanted(), on=NOW.date())[0] == (
        "sam@riverbend.example, lee@riverbend.example"
    )
    publishing.publish(decision, seen=decision.version, by=coordinator, at=panel.LATER)
    announcing.announce(decision, at=panel.LATER)
    letters = Letter.objects.filter(kind="decision_listed").order_by("pk")
    assert [letter.to_email for letter in letters] == ["sam@riverbend.example", "lee@riverbend.example"]


def test_who_left_reads_no_decision_where_a_colleague_does(rivertown: Community, coordinator: User) -> None:
    make.criteria(rivertown)
    sam = make.user(email="sam@riverbend.example")
    decision = panel.decided(rivertown, coordinator, "listed", applicant=sam)
    organization = decision.application.provider.organization
    Affiliation.objects.filter(person__user=sam).update(until=NOW.date(), has_desk=False)
    assert [one.email for one in applicants_of(decision.application)] == ["sam@riverbend.example"]
    make.affiliation(make.person(rivertown, email="lee@riverbend.example"), organization, has_desk=True)
    assert [one.email for one in applicants_of(decision.application)] == ["lee@riverbend.example"]
