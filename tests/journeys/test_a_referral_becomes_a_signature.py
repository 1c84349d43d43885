"""An employer tells us of another at their desk; that one signs on paper, by another hand; and it is still credited."""

import pytest
from django.utils import timezone

from community.models import Community, User
from employers.models import Commitment, Referral
from tests import make
from tests.employers import signatures
from tests.journeys.conftest import Open
from tests.journeys.post import Post
from tests.journeys.test_an_employer_signs import sign_in

SCAN = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\nsigned in ink\n%%EOF\n"}


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_a_referral_becomes_a_signature_on_paper_and_still_credits(
    transactional_db: None,
    rivertown: Community,
    coordinator: User,
    open_browser: Open,
    post: Post,
    size: str,
    scheme: str,
) -> None:
    make.text(rivertown)
    signed = signatures.settled(rivertown, organization_name="Brightmill Health", signer_email="jo@brightmill.example")
    assert signed.signer is not None

    jo = open_browser(size, scheme)
    sign_in(jo, signed.signer, rivertown)
    jo.press("Your link and who you brought")
    jo.press("Open the words")
    assert "We signed the commitment of Rivertown TechHire" in jo.page.locator("main").inner_text()
    jo.page.go_back()
    jo.check()
    jo.page.get_by_role("link", name="Introduce us", exact=True).click()
    jo.check()
    jo.page.get_by_label("Their organization").fill("Loomis Tooling")
    jo.page.get_by_label("Town").fill("Millbrook")
    jo.page.get_by_label("Whom should we talk to?").fill("Lee Loomis")
    jo.page.get_by_label("What should we know?").fill("They train people on the job.")
    jo.press("Tell us of them")
    assert "Loomis Tooling" in jo.page.locator("main").inner_text()

    dana = open_browser(size, scheme)
    sign_in(dana, coordinator, rivertown)
    dana.go("/workspace/referrals/")
    assert "They train people on the job." in dana.page.locator("main").inner_text()
    dana.press("Loomis Tooling")
    assert "Jo Park of Brightmill Health" in dana.page.locator("main").inner_text()
    dana.press("Enter a signature on paper")
    today = timezone.localdate(timezone=rivertown.zone)
    dana.page.get_by_label("Day on the paper").fill(today.isoformat())
    dana.page.get_by_label("Who signed").fill("Max Other")
    dana.page.get_by_label("List our name").check()
    dana.page.get_by_label("Scan of the signed paper").set_input_files(SCAN)
    dana.page.get_by_label("I saw the signed paper").check()
    dana.press("Countersign and enter it")
    paper = Commitment.objects.get(method=Commitment.Method.PAPER)
    assert (paper.state, paper.signer_name) == ("active", "Max Other")
    assert Referral.objects.get().commitment == paper

    thanks = post.latest("jo@brightmill.example")
    assert "Loomis Tooling" in str(thanks["Subject"])
    dana.go("/workspace/referrals/")
    tree = dana.page.locator("section", has=dana.page.get_by_role("heading", name="Who brought whom"))
    assert "Loomis Tooling" in tree.inner_text()
    assert "Brightmill Health" in tree.inner_text()
    jo.page.goto(jo.page.url)
    jo.check()
    assert (
        "Signed" in jo.page.locator("section", has=jo.page.get_by_role("heading", name="Who you brought")).inner_text()
    )
