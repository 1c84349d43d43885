"""The pages of reviews: who is asked, who is kept out, one criterion at a time, handing in, asking for changes."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from community.models import Community, User
from community.roles import Role
from directory import timeline
from outreach.models import Letter
from providers import applying, conflicts, publishing, reviewing
from providers.models import Application, Disclosure, Review
from providers.parts import CRITERIA, Key
from tests import make
from tests.conftest import signed_in
from tests.make import NOW
from tests.providers import applicants, panel
from tests.providers.panel import LATER, clear, handed_in, in_review, score

pytestmark = pytest.mark.django_db
DAY = re.compile(r"\b\d{1,2}, 20\d\d\b")  # as pages write it; an id of a row is none


@pytest.fixture
def writer(rivertown: Community) -> User:
    """Who applies."""
    return make.user(email="sam@riverbend.example", name="Sam Okafor")


@pytest.fixture
def application(rivertown: Community, coordinator: User, reviewer: User, writer: User) -> Application:
    """An application that Ravi was asked to review."""
    make.criteria(rivertown)
    return in_review(rivertown, coordinator, reviewer, applicant=writer)


@pytest.fixture
def ravis(reviewer: User) -> Client:
    """Where Ravi is signed in."""
    return signed_in(reviewer)


def places(application: Application) -> list[str]:
    """Return every page of an application in the workspace, and a file of it."""
    here = f"/workspace/applications/{application.pk}/"
    evidence = application.parts.get(key="quality").evidence.first()
    assert evidence
    return [
        here,
        f"{here}versions/1/",
        f"{here}evidence/{evidence.pk}/",
        f"{here}scores/",
        f"/workspace/reviews/{application.pk}/",
        *(f"/workspace/reviews/{application.pk}/{key}/" for key in CRITERIA),
    ]


def test_a_reviewer_is_asked_about_a_conflict_before_anything_is_read(ravis: Client, application: Application) -> None:
    question = f"/workspace/applications/{application.pk}/conflict/"
    for place in places(application):
        answer = ravis.get(place)
        assert (answer.status_code, answer.headers["Location"]) == (302, question), place
    page = ravis.get(question).text
    assert "We know of no tie" in page
    assert "About teaching" not in page


def test_who_only_reviews_is_asked_also_where_nobody_asked_them_to(
    rivertown: Community, application: Application
) -> None:
    browser = signed_in(panel.someone(rivertown))
    assert browser.get(f"/workspace/applications/{application.pk}/").headers["Location"].endswith("/conflict/")
    browser.post(f"/workspace/applications/{application.pk}/conflict/", {"answer": "none"})
    assert browser.get(f"/workspace/applications/{application.pk}/").status_code == 200
    assert browser.get(f"/workspace/reviews/{application.pk}/").status_code == 404
    assert browser.get(f"/workspace/applications/{application.pk}/scores/").status_code == 404


def test_the_question_says_what_is_known_and_asks_what_a_conflict_is(
    rivertown: Community, ravis: Client, reviewer: User, application: Application
) -> None:
    make.affiliation(make.person(rivertown, user=reviewer), application.provider.organization, title="Instructor")
    question = f"/workspace/applications/{application.pk}/conflict/"
    assert "You work at Riverbend, as Instructor." in ravis.get(question).text
    page = ravis.post(question, {"answer": "conflict", "words": " "}).text
    assert "Say in a few words what it is" in page
    assert not Disclosure.objects.exists()
    assert "Choose one of the three" in ravis.post(question, {"answer": "perhaps"}).text
    answered = ravis.post(question, {"answer": "conflict", "words": "I teach there."}, follow=True).text
    assert "Thank you for saying so" in answered and "Stepped back" in answered
    assert Disclosure.objects.get().noted == ["You work at Riverbend, as Instructor."]


@pytest.mark.parametrize("who", ["reviewer", "coordinator"])
def test_who_declared_a_conflict_is_kept_out_everywhere(
    request: pytest.FixtureRequest, application: Application, who: str
) -> None:
    user = request.getfixturevalue(who)
    handed_in(application, application.reviews.get().reviewer)
    conflicts.answer(application, user=user, answer="conflict", words="My sister runs it.", at=LATER)
    browser = signed_in(user)
    here = f"/workspace/applications/{application.pk}/"
    for place in [*places(application), f"{here}conflict/"]:
        page = browser.get(place)
        assert page.status_code == 403, place
        assert "My sister runs it." in page.text
        assert "About teaching" not in page.text and "Why 2." not in page.text
    for place in (f"/workspace/reviews/{application.pk}/", f"{here}conflict/"):
        assert browser.post(place, {"answer": "none"}).status_code == 403
    if who == "coordinator":
        for place in (f"{here}changes/", f"{here}reviewers/"):
            assert browser.post(place, {"reviewer": str(application.pk)}).status_code == 403
        disclosure = Disclosure.objects.get(user=user)
        assert browser.post(f"{here}kept-out/{disclosure.pk}/let-in/").status_code == 403
    assert conflicts.keeps_out(user, application)


def test_timelines_tell_nothing_of_it_to_who_is_kept_out(
    application: Application, coordinator: User, reviewer: User, viewer: User
) -> None:
    organization = application.provider.organization
    conflicts.answer(application, user=viewer, answer="conflict", words="My sister runs it.", at=LATER)
    conflicts.tell("decision_published", application, by=coordinator, at=LATER, outcome="Declined")
    timeline.record(
        "note", community=organization.community, organization=organization, at=LATER, text="Dana called.", facts={}
    )
    other = "An odd fact"
    timeline.record(
        "note",
        community=organization.community,
        organization=organization,
        at=LATER,
        text=other,
        facts={"application": "?"},
    )
    for place in (organization.get_absolute_url(), "/workspace/"):
        told = signed_in(coordinator).get(place).text
        assert "published the decision" in told and "stepped back" in told
        kept = signed_in(viewer).get(place).text
        assert "published the decision" not in kept and "stepped back" not in kept
        assert f"{application.get_absolute_url()}" not in timeline_in(kept)
        assert "Dana called." in kept and other in kept


@pytest.mark.parametrize("state", ["submitted", "in_review", "changes_requested"])
def test_who_is_kept_out_sees_only_that_it_is_under_review(
    application: Application, coordinator: User, viewer: User, state: str
) -> None:
    conflicts.answer(application, user=viewer, answer="recused", at=LATER)
    Application.objects.filter(pk=application.pk).update(state=state)
    list_url, organization = "/workspace/applications/", application.provider.organization
    labels = ("To assign", "In review", "Waiting for the applicant")
    told = {
        url: row_in(signed_in(coordinator).get(url).text, application)
        for url in (list_url, f"{organization.get_absolute_url()}")
    }
    assert all(str(Application.State(state).label) in row for row in told.values())
    assert DAY.search(told[list_url])
    for url in told:
        row = row_in(signed_in(viewer).get(url).text, application)
        assert "Under review" in row and "you are kept out" in row
        assert not any(f">{label}<" in row for label in labels) and "reviews in" not in row and not DAY.search(row)
    in_tabs = {
        tab: application.reference in signed_in(viewer).get(f"{list_url}?state={tab}").text
        for tab in ("submitted", "in_review", "changes_requested")
    }
    assert in_tabs == {"submitted": False, "in_review": True, "changes_requested": False}


@pytest.mark.parametrize(
    ("outcome", "seen", "standing"), [("conditional", "Listed", "Listed"), ("declined", "Closed", "Not listed")]
)
def test_who_is_kept_out_learns_of_a_decision_what_the_public_can_know(
    rivertown: Community, coordinator: User, viewer: User, outcome: str, seen: str, standing: str
) -> None:
    make.criteria(rivertown)
    decision = panel.decided(rivertown, coordinator, outcome)
    application, organization = decision.application, decision.application.provider.organization
    conflicts.answer(application, user=viewer, answer="recused", at=LATER)
    browser, page = signed_in(viewer), organization.get_absolute_url()
    assert "Under review" in row_in(browser.get(page).text, application)
    publishing.publish(decision, seen=decision.version, by=coordinator, at=LATER)
    for url in ("/workspace/applications/", page):
        assert f">{seen}<" in row_in(browser.get(url).text, application)
    text = browser.get(page).text
    assert f"<dd>{standing}" in text and "Listed with conditions" not in text


def row_in(page: str, application: Application) -> str:
    """Return the row of an application on a page."""
    rows = re.findall(r"<(?:tr|li)\b(?:(?!<tr|<li).)*?</(?:tr|li)>", page, re.DOTALL)
    (found,) = [row for row in rows if f'"{application.get_absolute_url()}"' in row and "pill" in row]
    return found


def timeline_in(page: str) -> str:
    """Return the timelines of a page."""
    return "".join(re.findall(r'<ul class="timeline.*?</ul>', page, re.DOTALL))


def test_every_sentence_about_an_application_says_which_it_is_of() -> None:
    """By this it is kept from who is kept out."""
    for sentence in (settings.BASE_DIR / "templates/directory/timeline").glob("*.html"):
        text = sentence.read_text()
        assert "entry.facts.application" in text or "providers:application" not in text, sentence.name


def test_another_communitys_application_is_missing(lakeside: Community, reviewer: User, coordinator: User) -> None:
    far = make.member(lakeside, Role.COORDINATOR)
    application = in_review(lakeside, far, panel.someone(lakeside))
    for browser in (signed_in(reviewer), signed_in(coordinator)):
        here = f"/workspace/applications/{application.pk}/"
        for place in [*places(application), f"{here}conflict/"]:
            assert browser.get(place).status_code == 404, place
        assert browser.post(f"{here}conflict/", {"answer": "none"}).status_code == 404
    assert not Disclosure.objects.filter(application=application, user=reviewer).exists()


def test_one_criterion_after_the_other_and_then_it_is_in(
    ravis: Client, reviewer: User, application: Application
) -> None:
    answered = ravis.post(f"/workspace/applications/{application.pk}/conflict/", {"answer": "none"})
    here = f"/workspace/reviews/{application.pk}/"
    assert answered.headers["Location"] == f"{here}demand/"
    page = ravis.get(f"{here}demand/").text
    assert "About roles." in page
    assert "It prepares for a role that at least 3 employers ask for" in page
    assert "They give themselves" not in page
    given = {"score": "2", "confidence": "high", "comment": "Good minutes.", "do": "next"}
    for key, after in zip(CRITERIA, [*CRITERIA[1:], None], strict=True):
        answered = ravis.post(f"{here}{key}/", given)
        assert answered.headers["Location"] == (f"{here}{after}/" if after else here)
    assert "They give themselves" in ravis.get(f"{here}demand/").text
    page = ravis.get(here).text
    assert "Hand in my review of Riverbend" in page and "missing" not in page
    answered = ravis.post(here, follow=True)
    assert "Your review is in" in answered.text and "Good minutes." in answered.text
    assert Review.objects.get().is_in
    assert ravis.get(f"{here}demand/").headers["Location"] == here
    assert "Its scores stand" in ravis.get(here).text


def test_a_half_is_kept_and_said_to_be_missing(ravis: Client, reviewer: User, application: Application) -> None:
    clear(application, reviewer)
    here = f"/workspace/reviews/{application.pk}/"
    ravis.post(f"{here}quality/", {"score": "1", "do": "save"})
    page = ravis.get(here).text
    assert "how sure you are, a comment that says why it is low" in page
    assert "Something is missing" in ravis.post(here).text
    saved = ravis.post(f"{here}quality/", {"score": "9", "confidence": "low", "comment": "Ok"})
    assert saved.status_code == 200 and "valid choice" in saved.text
    row = Review.objects.get().criteria.get()
    assert (row.score, row.confidence, row.comment) == (1, "low", "Ok")
    assert ravis.get(f"{here}organization/").status_code == 404
    assert ravis.get(f"{here}nothing/").status_code == 404


def test_what_is_given_is_saved_as_one_goes(ravis: Client, reviewer: User, application: Application) -> None:
    clear(application, reviewer)
    place, headers = f"/workspace/reviews/{application.pk}/data/", {"HX-Request": "true"}
    saved = ravis.post(place, {"score": "3", "comment": "A"}, headers=headers).text
    assert saved.startswith("Saved at") and "<html" not in saved
    assert Review.objects.get().criteria.get().score == 3
    assert "but for" in ravis.post(place, {"score": "3", "confidence": "x"}, headers=headers).text
    reviewing.hand_in(score(Review.objects.get(), 2, 2, 2, 2), by=reviewer, at=LATER)
    late = ravis.post(place, {"score": "0"}, headers=headers).text
    assert "its scores stand" in late and "<html" not in late
    assert ravis.post(place, {"score": "0"}).status_code == 302


def test_self_scores_hide_from_who_has_yet_to_score_also_elsewhere(
    ravis: Client, coordinators_browser: Client, reviewer: User, application: Application
) -> None:
    review = clear(application, reviewer)
    here = f"/workspace/applications/{application.pk}/"
    for place in (here, f"{here}versions/1/"):
        assert "They give themselves" not in ravis.get(place).text
        assert coordinators_browser.get(place).text.count("They give themselves") == 4
    score(review, 2, 2)
    assert ravis.get(here).text.count("They give themselves") == 2


def test_others_scores_show_once_yours_is_in(
    rivertown: Community, coordinator: User, ravis: Client, reviewer: User, application: Application
) -> None:
    other = panel.someone(rivertown, name="Mona Ellis")
    reviewing.assign(application, other, by=coordinator, at=LATER)
    handed_in(application, other, 3, 3, 0, 3)
    clear(application, reviewer)
    scores = f"/workspace/applications/{application.pk}/scores/"
    page = ravis.get(scores).text
    assert "once your own review is in" in page and "Why 0." not in page
    handed_in(application, reviewer)
    page = ravis.get(scores).text
    assert "Why 0." in page and "They differ: talk" in page
    assert "Why 0." in signed_in(coordinator).get(scores).text
    assert signed_in(make.member(rivertown, Role.VIEWER)).get(scores).status_code == 403


def test_a_changed_application_is_shown_beside_what_was_given(
    ravis: Client, coordinator: User, writer: User, reviewer: User, application: Application
) -> None:
    handed_in(application, reviewer)
    applying.request_changes(application, {"mission": "Say whom."}, by=coordinator, at=LATER)
    assert "comes back to you" in ravis.get(f"/workspace/reviews/{application.pk}/").text
    said = applicants.answers_for(application.kind, Key.MISSION) | {"support": "Child care on three evenings."}
    again = LATER + timedelta(days=1)
    applying.save(application, "mission", said, self_score=2, by=writer, at=again)
    applying.submit(application, typed_name="Sam Okafor", by=writer, at=again)
    page = ravis.get(f"/workspace/reviews/{application.pk}/").text
    assert "You are asked again only about what changed" in page
    assert page.count("another look") == 1
    page = ravis.get(f"/workspace/reviews/{application.pk}/mission/").text
    assert "This changed since you judged version 1" in page and "Child care on three evenings." in page
    assert "This changed since" not in ravis.get(f"/workspace/reviews/{application.pk}/data/").text
    assert "To look at again" in ravis.get("/workspace/reviews/").text


def test_newer_criteria_are_named_and_do_not_count(
    rivertown: Community, ravis: Client, coordinators_browser: Client, reviewer: User, application: Application
) -> None:
    clear(application, reviewer)
    assert "does not count here" not in ravis.get(f"/workspace/reviews/{application.pk}/").text
    make.criteria(rivertown)
    for place in (f"/workspace/reviews/{application.pk}/", f"/workspace/reviews/{application.pk}/demand/"):
        page = ravis.get(place).text
        assert "You judge by version 1" in page and "Version 2 was published" in page
    page = coordinators_browser.get(f"/workspace/applications/{application.pk}/").text
    assert "Version 2 was published since" in page


def test_a_coordinator_asks_and_takes_off_reviewers(
    rivertown: Community, coordinators_browser: Client, application: Application
) -> None:
    mona, viewer = panel.someone(rivertown, name="Mona Ellis"), make.member(rivertown, Role.VIEWER)
    here = f"/workspace/applications/{application.pk}/"
    page = coordinators_browser.get(here).text
    assert "1 more wanted" in page and "Mona Ellis" in page
    assert "asked to review" in coordinators_browser.post(f"{here}reviewers/", {"reviewer": mona.pk}, follow=True).text
    for nobody in ("", "x", viewer.pk, mona.pk):
        page = coordinators_browser.post(f"{here}reviewers/", {"reviewer": nobody}, follow=True).text
        assert "Choose somebody" in page
    review = application.reviews.get(reviewer=mona)
    off = f"{here}reviewers/{review.pk}/take-off/"
    assert "not asked to review" in coordinators_browser.post(off, follow=True).text
    assert coordinators_browser.post(off).status_code == 404
    assert application.reviews.count() == 1


def test_a_coordinator_reads_who_stepped_back_and_may_let_them_in_again(
    coordinators_browser: Client, reviewer: User, application: Application
) -> None:
    found = conflicts.answer(application, user=reviewer, answer="conflict", words="I teach there.", at=LATER)
    here = f"/workspace/applications/{application.pk}/"
    page = coordinators_browser.get(here).text
    assert "I teach there." in page and "2 more wanted" in page
    assert (
        "can read this application again"
        in coordinators_browser.post(f"{here}kept-out/{found.pk}/let-in/", follow=True).text
    )
    assert not conflicts.keeps_out(reviewer, application)


def test_a_coordinator_with_a_tie_is_told_before_they_assign(
    rivertown: Community, coordinator: User, coordinators_browser: Client, application: Application
) -> None:
    make.affiliation(make.person(rivertown, user=coordinator), application.provider.organization)
    page = coordinators_browser.get(f"/workspace/applications/{application.pk}/").text
    assert "Something may stand between you and them" in page and "You work at Riverbend" in page


def test_only_ticked_parts_open_again_after_the_letter_was_seen(
    coordinators_browser: Client, writer: User, reviewer: User, application: Application
) -> None:
    handed_in(application, reviewer)
    place = f"/workspace/applications/{application.pk}/changes/"
    assert "Why 2." in coordinators_browser.get(place).text
    wanted = {"is_quality": "on", "wanted_quality": "Name the cohort of spring."}
    page = coordinators_browser.post(place, wanted | {"do": "check"}).text
    assert "sam@riverbend.example" in page and "Quality: Name the cohort of spring." in page
    assert "Send it and open these parts" in page
    application.refresh_from_db()
    assert application.state == "in_review"
    assert "See the letter" in coordinators_browser.post(place, wanted | {"do": "again"}).text
    coordinators_browser.post(place, wanted | {"do": "send"})
    application.refresh_from_db()
    assert application.state == "changes_requested"
    assert [part.key for part in application.parts.filter(is_open=True)] == ["quality"]
    letter = Letter.objects.get(kind="changes_requested")
    assert letter.to_email == "sam@riverbend.example"
    page = coordinators_browser.post(place, wanted | {"do": "send"}, follow=True).text
    assert "nothing can be asked for" in page
    assert Letter.objects.filter(kind="changes_requested").count() == 1


def test_who_is_kept_out_reads_no_letter_about_it_either(
    rivertown: Community, coordinator: User, coordinators_browser: Client, application: Application
) -> None:
    reviewing.request_changes(application, {"data": "Who sends it?"}, by=coordinator, at=LATER)
    letter = Letter.objects.get(kind="changes_requested")
    gone = make.member(rivertown, Role.COORDINATOR, name="Nora Vale")
    conflicts.answer(application, user=gone, answer="recused", at=LATER)
    for place in (f"/workspace/letters/{letter.pk}/", f"/workspace/letters/{letter.pk}/preview/"):
        assert "Who sends it?" in coordinators_browser.get(place).text
        answer = signed_in(gone).get(place)
        assert answer.status_code == 403 and "Who sends it?" not in answer.text


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, "Tick at least one part"),
        ({"is_data": "on"}, "Say what should change."),
        ({"wanted_data": "Who sends it?"}, "as well, or take the words out"),
        ({"is_data": "on", "wanted_data": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_is_wrong_with_a_request_is_said_and_nothing_is_sent(
    coordinators_browser: Client, application: Application, typed: dict, wrong: str
) -> None:
    page = coordinators_browser.post(f"/workspace/applications/{application.pk}/changes/", typed | {"do": "send"}).text
    assert wrong in page
    application.refresh_from_db()
    assert application.state == "in_review"


@pytest.mark.parametrize("number", [1, 30])
def test_my_reviews_ask_as_often_for_thirty_as_for_one(
    rivertown: Community, ravis: Client, reviewer: User, django_assert_num_queries, number: int
) -> None:
    for _ in range(number):
        made = make.application(make.provider(rivertown), state="in_review")
        Review.objects.create(application=made, reviewer=reviewer)
    ravis.get("/workspace/reviews/")
    with django_assert_num_queries(7):
        page = ravis.get("/workspace/reviews/").text
    assert page.count("Not begun</span>") == number


def test_my_reviews_stand_in_the_order_in_which_they_wait(rivertown: Community, ravis: Client, reviewer: User) -> None:
    assert "Nobody has asked you to review yet" in ravis.get("/workspace/reviews/").text
    for name, state, fields in [
        ("Closed School", "declined", {}),
        ("Handed School", "in_review", {"submitted_at": NOW, "scored": 4}),
        ("Asked School", "changes_requested", {}),
        ("Open School", "in_review", {}),
    ]:
        made = make.application(make.provider(rivertown, name=name), state=state)
        revision = made.revisions.create(number=1, content={"parts": []}, sha256="0", signed_off_as="Sam")
        Review.objects.create(application=made, reviewer=reviewer, revision=revision, **fields)
    page = ravis.get("/workspace/reviews/").text
    names = ["Open School", "Asked School", "Handed School", "Closed School"]
    assert sorted(names, key=page.index) == names


def test_today_says_what_waits_and_for_whom(
    rivertown: Community, coordinator: User, coordinators_browser: Client, ravis: Client, reviewer: User
) -> None:
    make.criteria(rivertown)
    application = in_review(rivertown, coordinator, reviewer)
    assert "review waiting for you" in re.sub(r"<[^>]+>", " ", ravis.get("/workspace/").text)
    page = coordinators_browser.get("/workspace/").text
    assert "application short of a reviewer" in page and "waiting for you" not in page
    handed_in(application, reviewer)
    assert "with all reviews in" not in coordinators_browser.get("/workspace/").text
    other = panel.someone(rivertown)
    reviewing.assign(application, other, by=coordinator, at=LATER)
    assert "short of a reviewer" not in coordinators_browser.get("/workspace/").text
    handed_in(application, other)
    assert "application with all reviews in" in coordinators_browser.get("/workspace/").text
    assert "with all reviews in" not in ravis.get("/workspace/").text
    conflicts.answer(application, user=other, answer="recused", at=timezone.now())
    page = coordinators_browser.get("/workspace/").text
    assert "application short of a reviewer" in page and "with all reviews in" not in page
