"""Letters of decisions: what they say of each outcome, to whom, and that looking at one keeps nothing."""

import pytest

from community.models import Community, User
from outreach import announcing
from outreach.models import Letter
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
