"""An audience is counted while its rules are typed: after a pause, once, and said without moving anything."""

from playwright.sync_api import Request

from community.models import Community, User
from tests import make
from tests.journeys.conftest import Open
from tests.journeys.test_an_employer_signs import sign_in
from tests.outreach.campaigning import contact

NEW = "/workspace/audiences/new/"


def test_an_audience_is_counted_while_typing(
    transactional_db: None, rivertown: Community, coordinator: User, open_browser: Open
) -> None:
    for name in ("Jo Park", "Lee Loomis", "Ada Ames"):
        person, _ = contact(rivertown, name)
        person.affiliations.update(title="Head of Nursing" if name == "Ada Ames" else "Head of Technology")
    make.text(rivertown)
    dana = open_browser()
    sign_in(dana, coordinator, rivertown)
    page = dana.go(NEW)
    page.get_by_label("One more rule about").select_option("title")
    dana.press("Add the rule")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if request.method == "POST" else None)

    words = page.get_by_label("Words")
    words.press_sequentially("head", delay=60)
    page.locator("#looked h2", has_text="3 people").wait_for()
    assert words.evaluate("field => field === document.activeElement") and words.input_value() == "head"
    assert page.locator("#looked-said").inner_text() == "3 people"
    words.press_sequentially(" of nursing", delay=60)
    page.locator("#looked h2", has_text="1 person").wait_for()
    assert page.locator("#looked-said").inner_text() == "1 person"
    assert len(asked) == 2  # one for each pause, none for each letter
    words.blur()
    page.get_by_label("What is it called?").press_sequentially("Nursing")
    page.wait_for_timeout(1_000)
    assert len(asked) == 2  # nothing that is counted changed
    page.get_by_label("Their title").select_option(index=1)
    page.locator("#looked h2", has_text="2 people").wait_for()
    dana.check()
