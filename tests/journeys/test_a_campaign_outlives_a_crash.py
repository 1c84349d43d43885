"""A campaign is paused after its worker died, let go on, and the one letter in doubt is settled by a person."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from community import jobs
from community.models import Community, User
from outreach import delivery, stretch
from outreach.answers import Answer
from outreach.envelope import Outgoing
from outreach.models import Campaign, Letter
from outreach.transports.folder import FolderTransport
from tests import make
from tests.journeys.conftest import Open
from tests.journeys.post import Post
from tests.journeys.test_an_employer_signs import sign_in
from tests.outreach.campaigning import spring


class Killed(BaseException):
    """The worker is no more: as with SIGKILL, nothing that was to follow happens."""


class MortalTransport(FolderTransport):
    """Delivers one letter, and dies with the second between the final dot and the answer."""

    letters = 0

    def deliver(self, outgoing: Outgoing, before_the_dot: Callable[[], bool]) -> Answer | None:
        self.letters += 1
        if self.letters > 1:
            before_the_dot()
            raise Killed
        return super().deliver(outgoing, before_the_dot)


def test_a_campaign_is_paused_crashes_and_goes_on(
    transactional_db: None,
    rivertown: Community,
    coordinator: User,
    open_browser: Open,
    post: Post,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stretch, "LASTS", 0)  # seconds: one letter is begun at a time, however fast this machine is
    monkeypatch.setattr(stretch, "FIRST", 1)
    make.text(rivertown)
    campaign = spring(rivertown, people=4)
    campaign.steps.filter(number=2).delete()
    dana = open_browser()
    sign_in(dana, coordinator, rivertown)
    dana.go(campaign.get_absolute_url())
    dana.press("See who gets what, then send")
    dana.press("Send 4 letters")
    jobs.tick(clock=timezone.now)

    def stands() -> str:
        """Return the line of the campaign's page on which the letters add up."""
        dana.go(campaign.get_absolute_url())
        return dana.page.get_by_text("4 planned = ").inner_text()

    assert "= 4 waiting + 0 claimed + 0 sending + 0 sent" in stands()
    with pytest.raises(Killed):
        delivery.run(lambda: MortalTransport(post.folder), clock=timezone.now, has_time=lambda: True)
    assert "= 0 waiting + 2 claimed + 1 sending + 1 sent" in stands()
    dana.press("Pause it")
    assert "Paused" in dana.page.locator("main").inner_text()
    assert "= 2 waiting + 0 claimed + 1 sending + 1 sent" in stands()

    post.deliver()
    assert "= 2 waiting + 0 claimed + 0 sending + 1 sent + 0 failed + 0 skipped + 1 unknown fate" in stands()
    dana.press("Let it go on")
    post.deliver()
    assert "= 0 waiting + 0 claimed + 0 sending + 3 sent + 0 failed + 0 skipped + 1 unknown fate" in stands()
    post.deliver()
    assert Campaign.objects.get().state == Campaign.State.DONE

    dana.go(Letter.objects.get(state="unknown").get_absolute_url())
    dana.press("It did not: send it again")
    post.deliver()
    assert "+ 4 sent + 0 failed + 0 skipped + 0 unknown fate" in stands()
    whom = [f"{letter.to_name} <{letter.to_email}>" for letter in Letter.objects.all()]
    arrived = [str(letter["To"]) for letter in post.arrived()]  # also what other journeys sent
    assert sorted(to for to in arrived if to in whom) == sorted(whom)
