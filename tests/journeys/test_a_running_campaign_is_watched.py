"""A running campaign is watched: its numbers move, nothing else does, and a new state shows the whole page once."""

from django.utils import timezone

from community.models import Community, User
from outreach import running
from outreach.models import Campaign, Letter
from outreach.states import State
from tests import make
from tests.journeys.conftest import Open
from tests.journeys.post import Post
from tests.journeys.test_an_employer_signs import sign_in
from tests.outreach.campaigning import of, spring, started

SELECTED = "getSelection().toString()"
ROW = "main tbody tr:first-child th a"


def test_a_running_campaign_is_watched(
    transactional_db: None, rivertown: Community, coordinator: User, open_browser: Open, post: Post
) -> None:
    make.text(rivertown)
    rivertown.letters_per_minute = rivertown.letters_per_domain_minute = 1000
    rivertown.save()
    campaign = spring(rivertown, people=30)
    campaign.steps.filter(number=2).delete()
    campaign = started(campaign, coordinator, at=timezone.now())
    dana = open_browser()
    sign_in(dana, coordinator, rivertown)
    page = dana.go(campaign.get_absolute_url())
    page.locator(ROW).focus()
    page.mouse.wheel(0, 400)
    page.wait_for_function("scrollY >= 400")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('main tbody tr:nth-child(3) th a'))")
    named, rows, stands = (
        page.evaluate(SELECTED),
        page.locator("main tbody").first.inner_text(),
        page.evaluate("scrollY"),
    )
    loads = len(dana.seen)

    Letter.objects.filter(pk__in=list(of(campaign).values_list("pk", flat=True)[:7])).update(
        state=State.SENT, settled_at=timezone.now()
    )
    page.locator("#count-sent", has_text="7").wait_for()
    assert "7 sent + 0 failed" in page.locator("#equation").inner_text()
    assert "7 were sent in the last minute" in page.locator("#progress .lead").inner_text()
    assert "Letters have moved on since." in page.locator("#as-of").inner_text()
    assert page.locator("main tbody").first.inner_text() == rows
    assert page.evaluate(SELECTED) == named and named
    assert page.evaluate("scrollY") == stands
    assert page.locator(ROW).first.evaluate("link => link === document.activeElement")

    page.locator("#show-newer").click()
    page.locator("main tbody .pill-good").first.wait_for()
    assert "moved on" not in page.locator("#as-of").inner_text() and len(dana.seen) == loads
    assert page.locator("#show-newer").evaluate("link => link === document.activeElement")

    with page.expect_event("load"):
        running.pause(campaign, by=coordinator, at=timezone.now())
    dana.check()
    assert page.get_by_role("button", name="Let it go on").is_visible() and len(dana.seen) == loads + 1
    with page.expect_navigation():
        page.get_by_role("button", name="Let it go on").click()
    dana.check()
    with page.expect_event("load"):
        post.deliver()
        post.deliver()
    dana.check()
    assert Campaign.objects.get().state == Campaign.State.DONE
    assert page.locator("[hx-trigger]").count() == 0 and "30 sent" in page.locator("#equation").inner_text()
