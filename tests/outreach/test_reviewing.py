"""Letters of reviews: to whom they go, what they say, and when they are taken back."""

from datetime import timedelta

import pytest
from django.test import Client

from community.models import Community, User
from directory.models import Affiliation
from outreach import reviewing as letters
from outreach.models import Letter
from outreach.writing import write_out
from providers import applying, conflicts, reviewing
from providers.models import Application, Revision
from providers.parts import Key
from tests import make
from tests.make import NOW
from tests.providers import applicants
from tests.providers.panel import LATER, handed_in, in_review

pytestmark = pytest.mark.django_db


def test_who_is_asked_to_review_gets_a_letter_with_the_way_there(
    rivertown: Community, coordinator: User, reviewer: User
) -> None:
    application = in_review(rivertown, coordinator, reviewer)
    letter = Letter.objects.get(kind="review_assigned")
    out = write_out(letter, at=NOW)
    assert out.to == ("Ravi Shah", "ravi@rivertown.example")
    assert out.subject == "Please review the application of Riverbend"
    assert "Dana Whitfield asks you to review" in out.text
    assert f"/workspace/reviews/{application.pk}/" in out.text
    assert "December 22, 2026" in out.text


@pytest.mark.parametrize("deed", ["taken off", "stepped back", "handed in", "withdrawn"])
def test_a_letter_that_is_of_no_use_any_more_is_taken_back(
    rivertown: Community, coordinator: User, reviewer: User, deed: str
) -> None:
    application = in_review(rivertown, coordinator, reviewer)
    if deed == "taken off":
        reviewing.unassign(application.reviews.get(), by=coordinator, at=LATER)
    elif deed == "stepped back":
        conflicts.answer(application, user=reviewer, answer="recused", at=LATER)
    elif deed == "handed in":
        handed_in(application, reviewer)
    else:
        applying.withdraw(application, by=make.user(), at=LATER)
    assert Letter.objects.get(kind="review_assigned").state == "skipped"


def test_who_had_handed_in_reads_what_to_look_at_again(rivertown: Community, coordinator: User, reviewer: User) -> None:
    writer = make.user()
    application = in_review(rivertown, coordinator, reviewer, applicant=writer)
    handed_in(application, reviewer)
    wanted = {"data": "Who sends it?", "mission": "Say **whom**.\n\nAnd how many."}
    reviewing.request_changes(application, wanted, by=coordinator, at=LATER)
    text = write_out(Letter.objects.get(kind="changes_requested"), at=NOW).text
    assert text.index("Mission: Say") < text.index("Sharing data: Who sends it?")
    again = LATER + timedelta(days=1)
    for key, change in ((Key.DATA, {"tracking": "By telephone."}), (Key.MISSION, {"support": "Child care."})):
        said = applicants.answers_for(application.kind, key) | change
        applying.save(application, key, said, self_score=2, by=writer, at=again)
    applying.submit(application, typed_name="Sam Okafor", by=writer, at=again)
    letter = Letter.objects.get(kind="review_asked_again")
    assert letter.values["criteria"] == "Mission, Sharing data"


def test_where_nobody_is_left_to_write_to_the_page_says_so_and_no_letter_is_written(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    application = in_review(rivertown, coordinator)
    Affiliation.objects.update(has_desk=False)
    Application.objects.update(started_by=None)
    Revision.objects.update(submitted_by=None)
    application.refresh_from_db()
    assert letters.ask_for_changes(application, {"data": "Who?"}, at=LATER) == []
    wanted = {"is_data": "on", "wanted_data": "Who sends it?", "do": "check"}
    page = coordinators_browser.post(f"/workspace/applications/{application.pk}/changes/", wanted).text
    assert "Call them." in page


def test_who_is_kept_out_finds_no_letter_about_the_application_or_its_reviews(
    rivertown: Community, coordinator: User, reviewer: User, coordinators_browser: Client
) -> None:
    application = in_review(rivertown, coordinator, reviewer, applicant=make.user(email="sam@riverbend.example"))
    about = [
        *Letter.objects.about(application.record).order_by("pk"),
        Letter.objects.get(kind="review_assigned"),
    ]
    places = ["/workspace/letters/", application.provider.organization.get_absolute_url()]

    def seen() -> list[bool]:
        pages = [coordinators_browser.get(place).text for place in places]
        table = coordinators_browser.get("/workspace/letters/export.csv").getvalue().decode()
        found = [letter.get_absolute_url() in page for letter in about for page in pages]
        return [*found, "sam@riverbend.example" in table, "ravi@rivertown.example" in table]

    assert len(about) >= 3 and all(seen())
    conflicts.answer(application, user=coordinator, answer="recused", at=LATER)
    assert not any(seen())
    assert {coordinators_browser.get(letter.get_absolute_url()).status_code for letter in about} == {403}
