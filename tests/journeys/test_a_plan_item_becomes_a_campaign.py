"""An item of the plan becomes a campaign: its letter leaves, its link is followed, a signature stops the reminder."""

from django.utils import timezone

from community import jobs
from community.models import Community, User
from outreach import planning
from outreach.models import Campaign, Letter
from tests import make
from tests.employers import signatures
from tests.journeys.conftest import Open
from tests.journeys.post import Post
from tests.journeys.test_an_employer_signs import sign_in
from tests.outreach.campaigning import contact, everybody

REMINDER = "Dear ((first name??neighbor)),\n\nOnce more: [sign](((sign-up link)))."


def test_a_plan_item_becomes_a_campaign_that_a_signature_stops(
    transactional_db: None, rivertown: Community, coordinator: User, open_browser: Open, post: Post
) -> None:
    make.text(rivertown)
    _, acme = contact(rivertown, "Jo Park", email="jo@acme.example")
    contact(rivertown, "Lee Loomis", email="lee@loomis.example")
    everybody(rivertown, name="Everybody in town")
    today, now = timezone.localdate(timezone=rivertown.zone), timezone.now()
    makers = planning.reach(rivertown, name="Makers", note="", by=coordinator, at=now)
    facts = {"message": "What a year of evenings teaches", "channel": "letter", "due_on": today}
    item = planning.add(rivertown, audience=makers, **facts)

    dana = open_browser()
    sign_in(dana, coordinator, rivertown)
    dana.go(item.get_absolute_url())
    dana.press("Make it a campaign")
    dana.page.get_by_label("Whom does it reach?").select_option(label="Everybody in town")
    dana.press("Begin it")
    dana.page.get_by_label("Subject, or what the task is").fill("Ten minutes, ((first name??neighbor))?")
    dana.page.get_by_label("The words").fill("Dear ((first name??neighbor)),\n\n[Sign here](((sign-up link))).")
    dana.press("Save the step")
    dana.press("One more step")
    dana.page.get_by_label("Subject, or what the task is").fill("Once more")
    dana.page.get_by_label("The words").fill(REMINDER)
    dana.press("Save the step")
    dana.press("Read it as recipients do: step 1")
    assert "As Jo Park reads it" in dana.page.locator("main").inner_text()
    dana.press("The next")
    assert "As Lee Loomis reads it" in dana.page.locator("main").inner_text()
    dana.press("What a year of evenings teaches")
    dana.press("See who gets what, then send")
    dana.press("Send 2 letters")

    jobs.tick(clock=timezone.now)
    letter = post.latest("jo@acme.example")
    assert str(letter["Subject"]) == "Ten minutes, Jo?" and letter["List-Unsubscribe-Post"]
    dana.go(Campaign.objects.get().get_absolute_url())
    assert "4 planned = 2 waiting + 0 claimed + 0 sending + 2 sent" in dana.page.locator("main").inner_text()

    jo = open_browser("phone", "dark")
    jo.page.goto(post.link("jo@acme.example", "/signup/"))
    jo.check()
    assert jo.page.get_by_label("Your work e-mail").input_value() == "jo@acme.example"
    assert jo.page.get_by_label("Your organization", exact=True).input_value() == acme.name

    signatures.settled(rivertown, organization=acme, signer_email="boss@acme.example", at=timezone.now())
    dana.go(Campaign.objects.get().get_absolute_url())
    page = dana.page.locator("main").inner_text()
    assert "1 skipped" in page and "Somebody there signed" in page
    assert Letter.objects.filter(step__number=2, state="waiting").get().to_email == "lee@loomis.example"
