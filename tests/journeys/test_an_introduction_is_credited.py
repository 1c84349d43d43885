"""An introduction is asked for on a warm way, answered from the letter by a stranger's browser, and credited."""

import pytest

from community.models import Community, User
from directory.models import Introduction, Organization
from employers.models import Commitment, Referral
from tests import make
from tests.journeys.conftest import Open
from tests.journeys.post import Post
from tests.journeys.test_an_employer_signs import sign_in
from tests.journeys.visitor import Visitor


def known_network(rivertown: Community, coordinator: User) -> Organization:
    """Make Dana, Nora of the chamber whom Dana knows, and Cleo of Acme whom Nora knows; return Acme."""
    dana = make.person(rivertown, name="Dana Whitfield", user=coordinator)
    nora = make.person(rivertown, name="Nora Kim", email="nora@chamber.example")
    cleo = make.person(rivertown, name="Cleo Diaz", email="cleo@acme.example")
    make.affiliation(nora, make.alliance(rivertown, name="Rivertown Chamber").organization, title="Director")
    acme = make.employer(rivertown, name="Acme Corp").organization
    make.affiliation(cleo, acme, title="CFO")
    make.tie(dana, nora, strength=3)
    make.tie(nora, cleo)
    return acme


def ask(dana: Visitor, acme: Organization) -> None:
    """Go from the organization over the ways to the letter, change its words, look at it, and send it."""
    dana.go(acme.get_absolute_url())
    dana.page.locator(".card-foot").get_by_role("link", name="Who can introduce us").click()
    dana.page.wait_for_url("**/ways/")
    dana.check()
    dana.press("Ask Nora Kim")
    letter = dana.page.frame_locator("iframe[name=letter]")
    letter.get_by_text("As far as we can see you know each other").wait_for()
    dana.page.get_by_label("Your letter").fill("Dear Nora,\n\nwould you put in a word for us at Acme?\n\nDana")
    dana.page.get_by_role("button", name="Show it with my words").click()
    letter.get_by_text("would you put in a word for us at Acme?").wait_for()
    dana.press("Ask Nora Kim")
    assert "Waiting for an answer" in dana.page.locator("main").inner_text()


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_an_introduction_is_credited(
    transactional_db: None,
    rivertown: Community,
    coordinator: User,
    open_browser: Open,
    post: Post,
    size: str,
    scheme: str,
) -> None:
    make.text(rivertown)
    acme = known_network(rivertown, coordinator)
    dana = open_browser(size, scheme)
    sign_in(dana, coordinator, rivertown)
    ask(dana, acme)

    nora = open_browser(size, scheme)
    nora.page.goto(post.link("nora@chamber.example", "/introduction/"))
    nora.check()
    assert "Would you introduce us to Cleo Diaz of Acme Corp?" in nora.page.locator("h1").inner_text()
    nora.page.get_by_label("Anything we should know?").fill("We meet on Thursday.")
    nora.press("Yes, I am happy to")
    assert "Thank you, Nora Kim" in nora.page.locator("h1").inner_text()
    assert "Words to use" in nora.page.locator("main").inner_text()
    link = nora.page.locator("#link-to-pass-on").inner_text()

    dana.go("/workspace/")
    assert "Nora Kim is happy to make" in dana.page.locator("main").inner_text()
    dana.press("Take up")
    dana.page.locator("main table th a").first.click()
    dana.page.wait_for_url("**/workspace/introductions/*/")
    dana.check()
    assert "We meet on Thursday." in dana.page.locator("main").inner_text()
    dana.press("It was made")
    dana.page.locator("main form").get_by_role("button", name="It was made").click()
    dana.page.wait_for_url("**/workspace/introductions/*/")
    dana.check()
    assert Introduction.objects.get().state == "made"

    cleo = open_browser(size, scheme)
    cleo.page.goto(link)
    cleo.check()
    page = cleo.go("/signup/")
    page.get_by_label("Your work e-mail").fill("cleo@acme.example")
    page.get_by_role("textbox", name="Your name").fill("Cleo Diaz")
    page.get_by_label("Your title").fill("CFO")
    page.get_by_role("textbox", name="Your organization").fill("Acme Corp")
    page.get_by_role("textbox", name="Town").fill("Rivertown")
    for _ in range(3):
        cleo.press("Continue")
    page.get_by_label("Type your full name").fill("Cleo Diaz")
    page.get_by_label("I may sign for Acme Corp").check()
    page.get_by_label("I agree to sign electronically").check()
    cleo.press("Sign the commitment for Acme Corp")
    cleo.page.goto(post.link("cleo@acme.example", "/signup/confirm/"))
    cleo.check()
    cleo.press("Confirm for Acme Corp")

    dana.go("/workspace/sign-ups/")
    dana.press("Settle the signature of Cleo Diaz")
    assert Commitment.objects.get().employer.organization == acme
    assert Referral.objects.get(road="introduction").state == "signed"
    tree = dana.go("/workspace/referrals/").locator("main").inner_text()
    assert "By an introduction" in tree
    assert "Rivertown Chamber" in tree
    assert "came through Nora Kim of Rivertown Chamber" in " ".join(
        dana.go(Introduction.objects.get().get_absolute_url()).locator("main").inner_text().split()
    )
    assert "Thank you" in str(post.latest("nora@chamber.example")["Subject"])
