"""From a return that names an employer of the directory over its contact's one click to the figure in the next release.

One placement is disputed on the way, and a coordinator decides. A quarter goes by between the two releases.
"""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from community.models import Community, User
from directory.models import Person
from employers.freshness import before, quarter_of
from providers import calendar, drafting
from providers.models import Confirmation, Outcome, Release, Return
from providers.outcomes import newest_mature
from tests import make
from tests.directory.spreadsheets import run_jobs
from tests.journeys.conftest import Open
from tests.journeys.post import Post
from tests.journeys.test_an_employer_signs import sign_in
from tests.journeys.visitor import Visitor
from tests.providers import returning

JO = "jo@brightmill.example"
ELSEWHERE, HERE, SEEKING = 16, 6, 6  # graduates at an employer nobody knows, at Brightmill, and without work


def typed(cohort: date) -> list[dict[str, str]]:
    """Return the graduates of a half-year as its provider types them."""
    graduated, started = cohort + timedelta(days=57), cohort + timedelta(days=95)
    job = {"status": "1A", "started_on": started.isoformat(), "occupation": "15-1254"}
    employers = ["Brightmill Health Inc"] * HERE + ["Corner Works"] * ELSEWHERE
    rows = [{**job, "employer_name": name} for name in employers] + [{"status": "3A"} for _ in range(SEEKING)]
    return [
        {"reference": f"P-{number}", "graduated_on": graduated.isoformat(), **row}
        for number, row in enumerate(rows, start=1)
    ]


def file(sam: Visitor, owed: Return) -> None:
    """Check what was prepared, say whom a name means, and send it."""
    page = sam.go(f"/desk/returns/{owed.pk}/check/")
    question = page.get_by_role("group", name="Brightmill Health Inc")
    question.get_by_label("Brightmill Health", exact=False).first.check()
    sam.press(f"Send {HERE + ELSEWHERE + SEEKING} graduates")
    expect(page.get_by_text("The return is filed.")).to_be_visible()
    assert Outcome.objects.exclude(employer=None).count() == HERE


def publish(dana: Visitor, number: int) -> str:
    """Draft a release and publish it, and return what the public list says then."""
    dana.go("/workspace/releases/")
    dana.press("Draft the first release" if number == 1 else "Draft a release")
    run_jobs()
    dana.go(f"/workspace/releases/{number}/")
    dana.press("Go on to publishing")
    dana.press(f"Publish release {number}")
    return dana.go("/channels/").locator(".channel").first.inner_text()


def let_a_quarter_pass(community: Community) -> None:
    """Let the return be closed and the last release be of the quarter before; employers are asked as each day does."""
    now = timezone.now()
    Return.objects.update(closed_at=now - timedelta(hours=1))
    last = before(quarter_of(timezone.localdate()), 1)
    Release.objects.update(quarter=last, published_at=now - timedelta(days=92))
    calendar.keep(at=now)


def answer(jo: Visitor, link: str) -> None:
    """Say yes with one click, then no, which asks for a few words, and of the others yes."""
    page = jo.page
    page.goto(link)
    jo.check()
    assert "Did this person begin at Brightmill Health?" in page.locator("h1").inner_text()
    jo.press("Yes, that is right")
    page.get_by_text("Something is different").click()
    jo.press("Not our hire")
    expect(page.locator("#id_words_error")).to_have_text("Say in a few words what is different.")
    page.get_by_label("What is different?").fill("We hired nobody for the help desk that month.")
    jo.press("Not our hire")
    for _ in range(HERE - 2):
        jo.press("Yes, that is right")
    assert "Thank you, it is noted" in page.locator("h1").inner_text()


def decide(dana: Visitor) -> None:
    """Find the disagreement on Today, read both sides, and let the provider correct its return."""
    dana.go("/workspace/")
    assert "placement that an employer disputes" in dana.page.locator("main").inner_text()
    dana.go("/workspace/confirmations/")
    dana.press(Confirmation.objects.open_cases().get().reference)
    assert "We hired nobody for the help desk that month." in dana.page.locator("main").inner_text()
    dana.press("Decide")
    dana.page.locator("input[name=decision][value=correct]").check()
    dana.page.get_by_label("Why").fill("They hired for another desk; the month is not theirs.")
    dana.press("Decide")
    expect(dana.page.get_by_text("It stands on the timeline of the provider.")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_an_employer_confirms(
    transactional_db: None,
    rivertown: Community,
    coordinator: User,
    open_browser: Open,
    post: Post,
    size: str,
    scheme: str,
) -> None:
    cohort = newest_mature(timezone.localdate())
    brightmill = make.active(rivertown, name="Brightmill Health").employer
    assert brightmill
    make.affiliation(make.person(rivertown, name="Jo Park", email=JO), brightmill.organization)
    owed = returning.owed(rivertown, cohort=cohort, name="Riverbend", standing_since=cohort)
    clerk = returning.clerk(owed)
    drafting.fill(owed, typed(cohort), method="form", by=clerk, at=timezone.now())
    sam, jo, dana = (open_browser(size, scheme) for _ in range(3))
    sign_in(sam, clerk, rivertown)
    file(sam, owed)

    sign_in(dana, coordinator, rivertown)
    assert "Employers not asked yet" in publish(dana, 1)
    let_a_quarter_pass(rivertown)
    answer(jo, post.link(JO, "/placements/"))
    assert list(
        Outcome.objects.filter(employer=brightmill.organization).values_list("is_confirmed").order_by("row")
    ) == [(number != 2,) for number in range(1, HERE + 1)]

    decide(dana)
    bodies = [letter.get_body(("plain",)) for letter in post.letters_to(Person.objects.get(user=clerk).email)]
    assert any("They hired for another desk" in " ".join(body.get_content().split()) for body in bodies if body)
    said = publish(dana, 2)
    assert "Confirmed by employers" in said and "25 %" in said and "20–49 placed" in said
