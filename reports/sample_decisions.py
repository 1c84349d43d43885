"""The decisions of the sample community: one published with a condition, one not to list that waits to be published."""

from datetime import datetime, timedelta
from typing import Any

from community.models import Community, User
from employers.signing import local_day
from providers import applying, deciding, publishing, reviewing, served, starting
from providers.mission import Counts
from providers.models import Application, Decision
from providers.verdicts import Gate, Setting, Term, Wanted
from reports import sample_providers
from reports.sample_reviews import GIVEN, begin

GATES = {
    "demand": Gate(Setting.MET, "Two employers of the county sit on its board, and changed the course."),
    "quality": Gate(Setting.MET, "Seven in ten of the last two groups, with offer letters for most."),
    "mission": Gate(Setting.MET, "Nobody needs a degree to come; child care and laptops are there."),
    "data": Gate(Setting.CONDITIONAL, "It knows where people start, and has not signed the agreement yet."),
}
UNSEEN = Gate(Setting.NOT_MET, "It names barriers and gives no counts, and did not send them when we asked.")


def fill(community: Community, *, by: User, at: datetime) -> None:
    """Let two more apply, be reviewed and be decided."""
    listed = judged(community, "Canal Street Academy", "Ines Duarte", "ines@canalstreet.example", 75, by=by, at=at)
    half, today = sample_providers.halves_before(at.date(), 2), local_day(community, at)
    program = listed.provider.programs.order_by("pk")[0]
    served.say(program, half, {"low_income": Counts(31, 26, 18)}, today=today, at=at - timedelta(days=30))
    published = at - timedelta(days=24)
    term = Term("data", "Sign the data agreement.", today + timedelta(days=10))
    wanted = Wanted("conditional", GATES, [term], reason="All is there but a signature.")
    decision = decide(listed, wanted, by=by, at=published - timedelta(days=1))
    publishing.publish(decision, seen=decision.version, by=by, at=published)
    waiting = judged(community, "Quarry Road Institute", "Tom Adler", "tom@quarryroad.example", 48, by=by, at=at)
    gates = {**GATES, "mission": UNSEEN}
    declined = Wanted("declined", gates, reasons=["mission_not_served"], reason="Good work, and no word of for whom.")
    decide(waiting, declined, by=by, at=at - timedelta(days=1))


def decide(application: Application, wanted: Wanted, *, by: User, at: datetime) -> Decision:
    """Decide an application."""
    return deciding.decide(application, wanted, {}, seen=0, by=by, at=at)


def judged(
    community: Community, name: str, person: str, email: str, days_ago: int, *, by: User, at: datetime
) -> Application:
    """Let somebody apply with what the first of the sample's providers says, and two reviewers hand in."""
    told: dict[str, Any] = {**sample_providers.TOLD[0], "links": sample_providers.TOLD[0].get("links", ())}
    begun = at - timedelta(days=days_ago)
    user = User.objects.of_address(email, person)
    application = starting.begin(community, user=user, organization_name=name, kind=told["kind"], at=begun)
    sample_providers.write(application, told, by=user, at=begun + timedelta(hours=2))
    submitted = begun + timedelta(days=9)
    applying.submit(application, typed_name=person, by=user, at=submitted)
    for reviewer in (User.objects.get(email=f"{one}@rivertown.example") for one in ("mona", "ravi")):
        reviewing.assign(application, reviewer, by=by, at=submitted)
        review = begin(application, reviewer, at=submitted + timedelta(days=1))
        for key, given in GIVEN.items():
            reviewing.save(review, key, **given, by=reviewer, at=submitted + timedelta(days=2))
        reviewing.hand_in(review, by=reviewer, at=submitted + timedelta(days=2, hours=5))
    application.refresh_from_db()
    return application
