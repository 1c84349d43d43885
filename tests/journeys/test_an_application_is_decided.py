"""From the self-check over a decision to the data agreement, while a reviewer with a conflict is kept out."""

import pytest
from django.utils import timezone

from community.models import Community, User
from providers import applying, reviewing
from providers.models import Agreement, Application, Decision, Provider
from providers.parts import CRITERIA
from tests import make
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


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_an_application_is_decided(
    transactional_db: None,
    rivertown: Community,
    coordinator: User,
    reviewer: User,
    open_browser: Open,
    post: Post,
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
