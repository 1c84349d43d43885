"""Letters are refused: by the header that mail programs post to, and by the link at the foot; no further step comes."""

from django.utils import timezone

from community import jobs
from community.models import Community, User
from outreach import starting
from outreach.models import Letter, Suppression
from tests.journeys.conftest import Open
from tests.journeys.post import Post
from tests.outreach.campaigning import of, spring


def test_by_the_header_and_by_the_link_no_further_step_comes(
    transactional_db: None, rivertown: Community, coordinator: User, open_browser: Open, post: Post
) -> None:
    campaign, now = spring(rivertown, people=3), timezone.now()
    seen = starting.prepare(campaign, at=now).fingerprint
    campaign = starting.start(campaign, seen=seen, by=coordinator, at=now)
    jobs.tick(clock=timezone.now)
    post.deliver()
    by_header, by_link, stays = of(campaign, 1).values_list("to_email", flat=True)

    head = post.latest(by_header)
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(head["List-Unsubscribe"]).split(",")[0].strip(" <>")
    program = open_browser().context.request  # as a mail program: no cookie, no page before it
    answer = program.post(address, form={"List-Unsubscribe": "One-Click"}, max_redirects=0)
    assert (answer.status, answer.headers.get("set-cookie")) == (200, None)

    lee = open_browser("phone")
    lee.page.goto(post.link(by_link, "/unsubscribe/"))
    lee.check()
    assert Suppression.objects.count() == 1, "looking changes nothing"
    lee.press("Stop the letters")
    assert "Done: you get no more letters from us" in lee.page.locator("main").inner_text()
    lee.page.reload()
    assert "Changed your mind?" in lee.page.locator("main").inner_text()

    assert of(campaign, 2).filter(state="waiting").count() == 3
    of(campaign, 2).update(due_at=timezone.now())  # a week later
    post.deliver()
    states = dict(of(campaign, 2).values_list("to_email", "state"))
    assert states == {by_header: "skipped", by_link: "skipped", stays: "sent"}
    reasons = Letter.objects.filter(step__campaign=campaign, state="skipped").values_list("reason", flat=True)
    assert set(reasons) == {"The address is not written to: unsubscribed."}
