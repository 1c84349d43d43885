"""Doors to shared pages: letters on the pages of organizations and people, and what letters want today."""

from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from community import heartbeats
from community.access import roles_of
from community.models import Community, User
from community.navigation import Item, Panel, TodayLine, add_item, add_panel
from community.roles import EDITORS, READERS
from directory.models import Organization, Person
from outreach import crediting, pausing, reviewing, suppressing
from outreach.answers import Cause
from outreach.course import CampaignState
from outreach.kinds import TEST
from outreach.models import Block, Campaign, Letter, Mailbox, Pause, PlanItem, Reply
from outreach.models.letter import LetterQuerySet
from outreach.planned import ItemState
from outreach.states import State
from outreach.tasks import HEARTBEAT
from providers.models import Return

SHOWN = 10  # letters of a panel
TO_LOOK_AT = f"""
    SELECT COUNT(*) FROM {Letter._meta.db_table}
    WHERE community_id = %(community)s AND state IN ('{State.UNKNOWN.value}', '{State.FAILED.value}')
"""  # noqa: S608 - our own names

TO_ANSWER = f"""
    SELECT COUNT(*) FROM {Reply._meta.db_table}
    WHERE community_id = %(community)s AND is_automatic = FALSE AND outcome = ''
"""  # noqa: S608 - our own names

PLAN_DUE = f"""
    SELECT COUNT(*) FROM {PlanItem._meta.db_table}
    WHERE community_id = %(community)s AND state = '{ItemState.PLANNED.value}' AND due_on <= %(today)s
"""  # noqa: S608 - our own names

STUCK = [CampaignState.ASKED.value, CampaignState.HELD.value, CampaignState.PAUSED.value]
CAMPAIGNS_WAIT = f"""
    SELECT COUNT(*) FROM {Campaign._meta.db_table}
    WHERE community_id = %(community)s AND state IN ({", ".join(f"'{state}'" for state in STUCK)})
"""  # noqa: S608 - our own names


def register() -> None:
    """Take the app's places in the menu and on shared pages."""
    add_item(Item("Outreach", "Letters", "outreach:letters", READERS, order=50, waiting=TO_LOOK_AT))
    add_panel("organization-beside", Panel("outreach/_letters.html", of_organization, order=60))
    add_panel("person", Panel("outreach/_letters.html", of_person, order=60))
    add_panel("return", Panel("outreach/_letters.html", of_return, order=60))
    add_panel("today", Panel("", today, order=20))
    add_item(Item("Outreach", "Replies", "outreach:replies", READERS, order=55, waiting=TO_ANSWER))
    add_item(Item("Outreach", "Audiences", "outreach:audiences", READERS, order=45))
    add_item(Item("Outreach", "Plan", "outreach:plan", READERS, order=40, waiting=PLAN_DUE))
    add_item(Item("Outreach", "Campaigns", "outreach:campaigns", READERS, order=45, waiting=CAMPAIGNS_WAIT))
    add_panel("today", Panel("", plan_today, order=60))
    add_panel("signup", Panel("", of_code))


def of_code(request: HttpRequest, code: str) -> dict[str, Any] | None:
    """Return what the sign-up knows of whoever comes by the link of a campaign's letter."""
    community: Community | None = getattr(request, "community", None)
    return crediting.known(community, code) if community and code else None


def newest(letters: "QuerySet[Letter]") -> dict[str, Any] | None:
    """Return the panel's letters; none, no panel."""
    shown = list(letters.defer("body", "values", "links").order_by("-pk")[: SHOWN + 1])
    return {"letters": shown[:SHOWN], "has_more": len(shown) > SHOWN} if shown else None


def seen_by(request: HttpRequest, community: Community) -> LetterQuerySet:
    """Return the letters of a community that whoever asks may read."""
    return reviewing.readable(Letter.objects.of(community), cast("User", request.user), community)


def of_organization(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return the letters about an organization."""
    if not roles_of(request) & READERS:
        return None
    return newest(seen_by(request, organization.community).filter(organization=organization))


def of_return(request: HttpRequest, owed: Return) -> dict[str, Any] | None:
    """Return the letters that asked a provider for its returns."""
    if not roles_of(request) & READERS:
        return None
    provider = owed.program.provider
    return newest(Letter.objects.of(provider.organization.community).about(provider.record))


def of_person(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """Return the letters to a person."""
    if not roles_of(request) & READERS:
        return None
    mine = Q(person=person) | (Q(to_email=person.email) if person.email else Q())
    found = newest(seen_by(request, person.community).filter(mine).exclude(kind=TEST))
    held = suppressing.of_address(person.community, person.email, at=timezone.now())
    return {**(found or {}), "held": held} if found or held else None


def today(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return the lines of the today page."""
    if not roles_of(request) & READERS:
        return None
    at, url = timezone.now(), reverse("outreach:letters")
    letters = Letter.objects.of(community)
    counts = letters.filter(state__in=[State.UNKNOWN, State.FAILED]).by_state()
    unknown, failed = counts[State.UNKNOWN], counts[State.FAILED]
    late_count, oldest = letters.late(at).aggregate(count=Count("pk"), oldest=Min("created_at")).values()
    mend = letters.to_mend().order_by("-bounced_at", "-pk")
    bounced = mend.order_by().values("to_email").distinct().count()
    mend_url = mend_path(request, mend[0]) if bounced == 1 else f"{url}?mark=to_mend"
    answers = Reply.objects.of(community).to_answer().count()
    replies = "reply" if answers == 1 else "replies"
    pause, silent = pausing.current(), heartbeats.silent_since(HEARTBEAT, at=at)
    lines = [pause_line(pause, at)] if pause else []
    lines += [silence_line(silent, at)] if silent else []
    box = Mailbox.objects.order_by("-pk").first() if settings.MAILBOX_URL else None
    lines += [mailbox_line(box, at)] if box and box.problem else []
    how_late = f"The oldest was written {since(oldest, at)}." if oldest else ""
    in_doubt, doubt_url = "Nobody knows whether they arrived.", f"{url}?state=unknown"
    only = letters.unknown().only("to_name", "to_email").first() if unknown == 1 else None
    if only:
        in_doubt = f"To {only.to_name or only.to_email}; nobody knows whether it arrived."
        doubt_url = only.get_absolute_url()
    doubt, waiting = one_or_many(unknown, "letter"), one_or_many(late_count, "letter")
    return {
        "lines": [
            *lines,
            TodayLine(
                late_count, f"{waiting} waiting longer than 15 minutes", "Look", f"{url}?state=waiting", 8, how_late
            ),
            TodayLine(unknown, f"{doubt} with unknown fate", "Settle", doubt_url, 15, in_doubt),
            TodayLine(
                bounced,
                f"{'address' if bounced == 1 else 'addresses'} bounced",
                "Mend",
                mend_url,
                25,
                "No letter goes there any more.",
            ),
            TodayLine(answers, f"{replies} to answer", "Read", reverse("outreach:replies"), 12),
            TodayLine(failed, f"{one_or_many(failed, 'letter')} failed", "Look", f"{url}?state=failed", 30),
        ]
    }


def mailbox_line(box: Mailbox, at: datetime) -> TodayLine:
    """Return the line about a mailbox that cannot be read."""
    when = f"Since {since(box.problem_since, at)}. " if box.problem_since else ""
    return TodayLine(1, "mailbox cannot be read", "Look", reverse("outreach:replies"), 10, f"{when}{box.problem}")


def mend_path(request: HttpRequest, letter: Letter) -> str:
    """Return where the address of a letter that bounced is mended, or the letter for those who only look."""
    may_write = roles_of(request) & EDITORS
    return reverse("outreach:letter-mend", args=[letter.pk]) if may_write else letter.get_absolute_url()


def plan_today(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return the lines about the communications plan: what is due, and words that nobody may send any more."""
    if not roles_of(request) & READERS:
        return None
    now = timezone.localdate(timezone=community.zone)
    due = PlanItem.objects.of(community).open().filter(due_on__lte=now).count()
    expired = Block.objects.of(community).newest().filter(expires_on__lt=now).count()
    url, campaigns = reverse("outreach:plan"), reverse("outreach:campaigns")
    stuck = Campaign.objects.of(community).filter(state__in=STUCK).values_list("state").annotate(Count("pk"))
    waits = dict(stuck.order_by())
    asked, held = waits.get(CampaignState.ASKED, 0), waits.get(CampaignState.HELD, 0)
    paused = waits.get(CampaignState.PAUSED, 0)
    return {
        "lines": [
            TodayLine(held, f"{one_or_many(held, 'campaign')} held", "Decide", f"{campaigns}?state=held", 12),
            TodayLine(asked, f"{one_or_many(asked, 'campaign')} to approve", "Look", f"{campaigns}?state=asked", 45),
            TodayLine(paused, f"{one_or_many(paused, 'campaign')} paused", "Look", f"{campaigns}?state=paused", 50),
            TodayLine(due, f"{one_or_many(due, 'item')} of the plan due", "Do", f"{url}?state=planned", 65),
            TodayLine(
                expired,
                f"approved {one_or_many(expired, 'answer')} expired",
                "Read anew",
                reverse("outreach:words"),
                80,
            ),
        ]
    }


def pause_line(pause: Pause, at: datetime) -> TodayLine:
    """Return the line that says why no letter leaves."""
    what = {
        Cause.PASSWORD.value: "mail server refuses our password",
        Cause.UNSAFE.value: "connection to the mail server that is not safe",
        Cause.UNREACHABLE.value: "mail server cannot be reached",
        Cause.SETTINGS.value: "mail server is not set up",
    }[pause.cause]
    detail = f"No letter leaves. It began {since(pause.since, at)}."
    return TodayLine(1, what, "Fix", reverse("outreach:letters"), 5, detail)


def silence_line(last_seen: datetime, at: datetime) -> TodayLine:
    """Return the line that says that nobody works in the background."""
    detail = f"It was last seen {since(last_seen, at)}. Letters and long work wait; nothing is lost."
    return TodayLine(1, "worker that is silent", "Look", reverse("outreach:letters"), 4, detail)


def one_or_many(count: int, word: str) -> str:
    """Return the word in its number."""
    return word if count == 1 else f"{word}s"


def since(moment: datetime, at: datetime) -> str:
    """Return how long ago a moment was, in words."""
    ago = at - moment
    if ago < timedelta(hours=2):
        minutes = max(1, int(ago.total_seconds() // 60))
        return f"{minutes} {one_or_many(minutes, 'minute')} ago"
    return f"{int(ago.total_seconds() // 3600)} hours ago" if ago < timedelta(days=2) else f"{ago.days} days ago"
