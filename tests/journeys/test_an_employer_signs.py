"""An employer signs, confirms from the letter, is settled by a coordinator, and stands on the wall."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community import links
from community.models import Community, User
from community.purposes import RECOVER
from employers.models import Commitment
from tests import make
from tests.journeys.conftest import Open
from tests.journeys.post import Post
from tests.journeys.visitor import Visitor


def sign_up(employer: Visitor) -> None:
    """Fill in the four pages and sign."""
    page = employer.go("/")
    employer.press("I hire: sign the commitment")
    page.get_by_label("Your work e-mail").fill("jo@brightmill.example")
    page.get_by_role("textbox", name="Your name").fill("Jo Park")
    page.get_by_label("Your title").fill("Director of IT")
    page.get_by_role("textbox", name="Your organization").fill("Brightmill Health")
    page.get_by_role("textbox", name="Town").fill("Rivertown")
    employer.press("Continue")
    page.get_by_label("Role 1", exact=True).select_option("15-1254")
    page.get_by_label("Openings for role 1").fill("3")
    employer.press("Continue")
    page.get_by_label("Hire qualified candidates").check()
    page.get_by_label("List our name").check()
    employer.press("Continue")
    page.get_by_label("Type your full name").fill("Jo Park")
    page.get_by_label("I may sign for Brightmill Health").check()
    page.get_by_label("I agree to sign electronically").check()
    employer.press("Sign the commitment for Brightmill Health")


def sign_in(visitor: Visitor, user: User, community: Community) -> None:
    """Come in by a one-time link."""
    address = links.mint(RECOVER, f"community.user:{user.pk}", community=community, at=timezone.now())
    visitor.page.goto(address)
    visitor.check()
    visitor.press(f"Sign in to {community}")


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_an_employer_signs(
    transactional_db: None,
    rivertown: Community,
    coordinator: User,
    open_browser: Open,
    post: Post,
    size: str,
    scheme: str,
) -> None:
    make.text(rivertown)
    employer = open_browser(size, scheme)
    sign_up(employer)
    reference = Commitment.objects.get().reference
    assert reference in employer.page.content()
    assert "Brightmill" not in employer.go("/employers/").locator("main").inner_text()

    employer.page.goto(post.link("jo@brightmill.example", "/signup/confirm/"))
    employer.check()
    employer.press("Confirm for Brightmill Health")
    assert "Brightmill Health is confirmed" in employer.page.content()
    assert "Brightmill" not in employer.go("/employers/").locator("main").inner_text()
    assert reference in str(post.latest("jo@brightmill.example").get_body(("plain",)))

    dana = open_browser(size, scheme)
    sign_in(dana, coordinator, rivertown)
    assert "signature" in dana.page.locator("main").inner_text()
    dana.press("Review")
    assert "Brightmill Health" in dana.page.locator("main").inner_text()
    dana.press("Settle the signature of Jo Park")
    commitment = Commitment.objects.get()
    assert commitment.state == "active"
    assert commitment.ends_on is not None
    assert commitment.ends_on > timezone.localdate() + timedelta(days=360)

    wall = employer.go("/employers/")
    assert "Brightmill Health" in wall.locator("main").inner_text()
    employer.press("Brightmill Health")
    assert "Hire qualified candidates" in employer.page.locator("main").inner_text()
    assert "Brightmill Health" in employer.go("/").locator("main").inner_text()
