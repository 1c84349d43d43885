"""From the self-check over decision, agreement and a spreadsheet with errors to figures on the public list.

A reviewer with a conflict is kept out on the way. Time goes by between the agreement and the first return.
"""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from community.models import Community, User
from providers import applying, opening, reviewing
from providers.models import Agreement, Application, Decision, Outcome, Provider, Return
from providers.outcomes import newest_mature
from providers.parts import CRITERIA
from tests import make
from tests.directory.spreadsheets import run_jobs
from tests.journeys.conftest import Open
from tests.journeys.post import Post
from tests.journeys.test_an_employer_signs import sign_in
from tests.journeys.visitor import Visitor
from tests.providers import applicants, panel

SAM = "sam@riverbend.example"


def apply(sam: Visitor, post: Post) -> Application:
    """Check oneself, ask for a link, begin by it; the parts are written beside the browser, and submitted in it."""
    sam.go("/providers/criteria/check/")
    sam.page.get_by_label("Training provider").first.check()
    sam.press("See what is missing")
    sam.press("Apply")
    sam.page.get_by_label("Your work e-mail").fill(SAM)
    sam.page.get_by_role("textbox", name="Your name").fill("Sam Okafor")
    sam.page.get_by_role("textbox", name="Your organization").fill("Riverbend")
    sam.page.locator("#kind-training_provider").check()
    sam.press("Send me the link")
    sam.page.goto(post.link(SAM, "/apply/"))
    sam.check()
    sam.press("Sign in and begin")
    application = Application.objects.get()
    applicants.write(application, User.objects.get(email=SAM), at=timezone.now())
    sam.go(f"/desk/applications/{application.reference}/submit/")
    sam.page.get_by_label("Type your full name").fill("Sam Okafor")
    sam.page.get_by_label("What we say here is true").check()
    sam.page.get_by_label("We have read").check()
    sam.press("Submit the application of Riverbend")
    return application


def step_back(ravi: Visitor, application: Application) -> None:
    """Say that something stands between, and see nothing of the application any more."""
    ravi.go(f"/workspace/reviews/{application.pk}/")
    ravi.page.get_by_label("Yes, something stands between us").check()
    ravi.page.get_by_label("If yes: what is it?").fill("My sister teaches there.")
    ravi.press("Answer")
    for place in (f"applications/{application.pk}/", f"applications/{application.pk}/scores/"):
        assert "My sister teaches there." in ravi.go(f"/workspace/{place}", status=403).locator("main").inner_text()


def ask_for_changes(dana: Visitor, application: Application) -> None:
    """Ask for one change, after a look at the letter."""
    dana.go(f"/workspace/applications/{application.pk}/changes/")
    dana.page.get_by_label("Sharing data").check()
    dana.page.locator("#id_wanted_data").fill("Name who sends the numbers.")
    dana.press("See the letter")
    dana.press("Send it and open these parts")


def decide(dana: Visitor, application: Application) -> None:
    """Set the four gates, one of them under a condition, look at the letter, and decide."""
    page = dana.go(f"/workspace/applications/{application.pk}/decision/")
    for key in CRITERIA:
        setting = "conditional" if key == "data" else "met"
        page.locator(f"input[name={key}_setting][value={setting}]").check()
        page.locator(f"#id_{key}_reason").fill("It is borne out.")
    page.locator("section[aria-labelledby=gate-data] summary").click()
    page.locator("#id_data_what_1").fill("Sign the data agreement.")
    page.locator("#id_data_due_1").fill(panel.soon().isoformat())
    page.get_by_label("List with conditions").check()
    page.locator("#id_reason").fill("Three gates are met, and the fourth is a signature away.")
    dana.press("See the decision and the letter")
    assert SAM in page.locator("main").inner_text() and "Sign the data agreement." in page.locator("main").inner_text()
    dana.press("Decide it so, to be published later")


def sign(sam: Visitor, application: Application) -> None:
    """Read the decision from the letter, and sign the agreement that is its condition."""
    here = sam.page.locator("main").inner_text()
    assert "Our decision" in here and "Sign the data agreement." in here
    sam.go(f"/desk/providers/{application.provider.organization.slug}/agreement/")
    sam.press("Go on to sign it")
    sam.page.get_by_label("Your title").fill("Director")
    sam.page.get_by_label("Type your full name to sign").fill("Sam Okafor")
    sam.page.get_by_label("I may sign for Riverbend").check()
    sam.page.get_by_label("I agree to sign electronically").check()
    sam.press("Sign the agreement for Riverbend")
    assert Agreement.objects.get().provider == application.provider
    assert "Riverbend" in sam.go("/channels/").locator("main").inner_text()


def let_time_pass(community: Community) -> date:
    """Let the listing be as old as the newest half-year that counts today, and open what it owes."""
    cohort = newest_mature(timezone.localdate())
    Provider.objects.update(standing_since=cohort)
    opening.open_due(community, today=timezone.localdate())
    return cohort


def table(cohort: date) -> str:
    """Return a quarterly export of 28 graduates with numbers that name people, days first, and an impossible day."""
    ended, began = cohort + timedelta(days=57), cohort + timedelta(days=95)
    graduated, started = (f"{day.day}/{day.month}/{day.year}" for day in (ended, began))
    head = "Person ID,SSN,Training End,Exit Status,Placement Date,Company,Hourly Wage at Hire,Hours\n"
    hired = [
        f"P-{number},123-45-{6000 + number},{graduated},Completed,{started},Acme,${24 + number}.50,40\n"
        for number in range(1, 21)
    ]
    unknown = [f"P-{number},123-45-{6000 + number},{graduated},Completed,,,,\n" for number in range(21, 25)]
    left = f"P-25,123-45-6025,{graduated},Withdrew,,,,\n"
    return "".join([head, *hired, *unknown, left, "P-26,123-45-6026,45/2/2026,Unemployed,,,,\n"])


def look_into(sam: Visitor, file: Path) -> None:
    """Choose the file, and take it as it is proposed."""
    sam.press("Send a spreadsheet")
    sam.page.locator("#id_file").set_input_files(file)
    sam.press("Look into it")
    expect(sam.page.get_by_text("It looks like social security numbers")).to_be_visible()
    sam.press("Read it so")


def send_a_return(sam: Visitor, owed: Return, file: Path) -> None:
    """Send an export with errors: read as proposed, put in, undone, put in again, and filed."""
    page = sam.go(f"/desk/returns/{owed.pk}/")
    look_into(sam, file)
    expect(page.get_by_text("There is no such day")).to_be_visible()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Keep them as CSV with the reasons").click()
    assert "6026" not in kept.value.path().read_text("utf-8-sig")
    sam.press("Put the good rows into the draft")
    expect(page.get_by_text("24 graduates new").first).to_be_visible()
    sam.press("Undo")
    expect(page.get_by_text("the draft is as it was before")).to_be_visible()
    look_into(sam, file)
    sam.press("Put the good rows into the draft")
    sam.press("Check and send")
    sam.press("Send 24 graduates")
    expect(page.get_by_text("The return is filed.")).to_be_visible()
    assert Outcome.objects.filter(status="1A").count() == 20 and Outcome.objects.filter(status="4").count() == 4
    assert not owed.uploads.exists()


def release(dana: Visitor) -> None:
    """Draft a release, look at what it says and at the public page as it would be, and publish it."""
    dana.go("/workspace/releases/")
    dana.press("Draft the first release")
    run_jobs()
    dana.go("/workspace/releases/1/")
    assert "85 %" in dana.page.locator("main").inner_text()
    dana.press("Go on to publishing")
    dana.press("Publish release 1")


def find(visitor: Visitor) -> None:
    """Find the figure on the public list, on the channel's page and in both files, as the same one."""
    page = visitor.go("/channels/")
    card = page.locator(".channel").first.inner_text()
    assert "85 %" in card and "20–49 graduates" in card
    visitor.press("Web Development")
    assert "85 %" in visitor.page.locator("main").inner_text()
    said = json.loads(visitor.page.request.get("/channels.json").text())
    rows = visitor.page.request.get("/channels.csv").text()
    assert "85" in json.dumps(said) and ",85," in rows


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_a_provider_comes_onto_the_list(
    transactional_db: None,
    rivertown: Community,
    coordinator: User,
    reviewer: User,
    open_browser: Open,
    post: Post,
    tmp_path: Path,
    size: str,
    scheme: str,
) -> None:
    make.criteria(rivertown)
    make.text(rivertown, kind="agreement")
    sam, ravi, dana = (open_browser(size, scheme) for _ in range(3))
    application, now = apply(sam, post), timezone.now()

    reviewing.assign(application, reviewer, by=coordinator, at=now)
    sign_in(ravi, reviewer, rivertown)
    step_back(ravi, application)

    others = [panel.someone(rivertown), panel.someone(rivertown)]
    for other in others:
        reviewing.assign(application, other, by=coordinator, at=now)
    sign_in(dana, coordinator, rivertown)
    ask_for_changes(dana, application)
    user = User.objects.get(email=SAM)
    said = applicants.answers_for(application.kind, "data")
    applying.save(application, "data", said | {"sender_name": "Lee Ames"}, self_score=2, by=user, at=timezone.now())
    applying.submit(application, typed_name="Sam Okafor", by=user, at=timezone.now())
    for other in others:
        panel.handed_in(application, other, at=timezone.now())

    decide(dana, application)
    here = sam.go(f"/desk/applications/{application.reference}/").locator("main").inner_text()
    assert "It is with us" in here and "Our decision" not in here
    assert "1 decision waits to be published" in " ".join(dana.go("/workspace/").locator("main").inner_text().split())
    dana.go("/workspace/decisions/")
    dana.press("Publish 1 decision")
    dana.press("Publish 1 decision")
    assert Decision.objects.get().is_published and Provider.objects.get().standing == "conditional"

    sam.page.goto(post.link(SAM, "/desk/applications/"))
    sam.check()
    sign(sam, application)

    cohort = let_time_pass(rivertown)
    file = tmp_path / "quarter.csv"
    file.write_text(table(cohort))
    send_a_return(sam, Return.objects.get(cohort=cohort), file)
    release(dana)
    find(open_browser(size, scheme))
