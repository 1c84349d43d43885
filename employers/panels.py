"""The app's pieces of shared pages: the organization's page, Today, the funnel, and its line in the menu."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from community import jobs, navigation
from community.access import roles_of
from community.models import Community
from community.navigation import TodayLine
from community.roles import EDITORS, READERS
from directory.models import Organization
from employers import standing, verifying
from employers.models import Commitment, Employer
from employers.stages import Stage

FUSE = 100  # sign-ups in an hour; more are no good day but a machine
HOUR = timedelta(hours=1)
SHOWN = ("employer", "reference", "state", "signer_name", "signer_title", "signed_at", "ends_on", "text__body")
TO_SETTLE = f"""
    SELECT COUNT(*) FROM {Commitment._meta.db_table}
    WHERE community_id = %(community)s AND state = '{Commitment.State.CONFIRMED.value}'
"""  # noqa: S608 - our own names
FUNNEL = {
    "Identified": set(Stage) - {Stage.DO_NOT_CONTACT},
    "Contacted": {Stage.CONTACTED, Stage.IN_CONVERSATION, Stage.SIGNED, Stage.ACTIVE},
    "In conversation": {Stage.IN_CONVERSATION, Stage.SIGNED, Stage.ACTIVE},
    "Signed": {Stage.SIGNED, Stage.ACTIVE},
}


def register() -> None:
    """Put the pieces in their places."""
    navigation.add_item(
        navigation.Item(
            "Employers",
            "Sign-ups",
            "employers:queue",
            READERS,
            order=10,
            waiting=TO_SETTLE,
            also="/workspace/commitments/",
        )
    )
    navigation.add_panel(
        "organization", navigation.Panel("employers/workspace/_organization.html", on_organization, order=10)
    )
    navigation.add_panel(
        "organization-glance", navigation.Panel("employers/workspace/_stage.html", at_a_glance, order=10)
    )
    navigation.add_panel("today", navigation.Panel("", on_today, order=10))
    navigation.add_panel("funnel", navigation.Panel("", in_funnel, order=10))
    jobs.register(verifying.JOB, verifying.work, place=("All signatures", "employers:queue-history"))


def on_organization(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return the commitment card of an organization; nothing where it is no employer."""
    employer: Employer | None = getattr(organization, "employer", None)  # asked once for all panels
    roles = roles_of(request)
    if employer is None or not roles & READERS:
        return None
    commitments = employer.commitments.select_related("text").only(*SHOWN).prefetch_related("promises", "consents")
    newest = list(commitments.order_by("-settled_at", "-pk")[:20])
    active = [commitment for commitment in newest if commitment.state == Commitment.State.ACTIVE]
    today, notice = timezone.localdate(), organization.community.renewal_first_notice_days
    return {
        "employer": employer,
        "current": [(one, stands(one, today, notice), agreed(one)) for one in active],
        "former": [(one, stands(one, today, notice)) for one in newest if one not in active],
        "paper_url": f"{reverse('employers:paper')}?organization={organization.pk}" if roles & EDITORS else "",
    }


def at_a_glance(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return the stage of an organization for the head of its page; nothing where it is no employer."""
    employer = getattr(organization, "employer", None)
    return {"employer": employer} if employer and roles_of(request) & READERS else None


def agreed(commitment: Commitment) -> list[str]:
    """Return what a signer agreed to and did not take back, in words."""
    return [consent.get_kind_display() for consent in commitment.consents.all() if not consent.withdrawn_at]


def stands(commitment: Commitment, today: Any, notice: int) -> standing.Standing:
    """Return how a commitment stands today."""
    is_listed = any(consent.kind == "list_name" and not consent.withdrawn_at for consent in commitment.consents.all())
    return standing.standing(
        commitment.state, ends_on=commitment.ends_on, today=today, notice_days=notice, is_listed=is_listed
    )


def on_today(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return what the signatures want of a coordinator today; nothing for those who do not read them."""
    if not roles_of(request) & READERS:
        return None
    now = timezone.localtime(timezone.now(), community.zone)
    commitments = Commitment.objects.of(community)
    recent = commitments.filter(signed_at__gt=now - HOUR, method=Commitment.Method.WEB).count()
    odd = commitments.filter(is_to_check=True, state=Commitment.State.AWAITING).count()
    waiting = commitments.waiting().aggregate(count=Count("pk"), oldest=Min("confirmed_at"))
    until = now.date() + timedelta(days=community.renewal_first_notice_days)
    ending = commitments.active().filter(ends_on__lte=until).aggregate(count=Count("pk"), first=Min("ends_on"))
    queue = reverse("employers:queue")
    lines = [
        line(
            recent if recent > FUSE else 0,
            "sign-ups in the last hour",
            "So many at once is rarely a good day. Look before you settle any.",
            "Look",
            queue,
            harm=5,
        ),
        line(
            waiting["count"],
            plural(waiting["count"], "signature to settle", "signatures to settle"),
            oldest(waiting["oldest"], now),
            "Review",
            queue,
            harm=10,
        ),
        line(
            odd,
            plural(odd, "sign-up to check", "sign-ups to check"),
            "Too fast, or too many at once, and no mailbox has answered yet.",
            "Check",
            f"{queue}#unconfirmed",
            harm=40,
        ),
        line(
            ending["count"],
            plural(ending["count"], "commitment expiring", "commitments expiring")
            + f" within {community.renewal_first_notice_days} days",
            first_end(ending["first"], now.date()),
            "Look",
            f"{reverse('employers:queue-history')}?state=expiring",
            harm=50,
        ),
    ]
    return {"lines": lines}


def line(count: int, what: str, detail: str, verb: str, url: str, *, harm: int) -> TodayLine:
    """Return one line of Today."""
    return TodayLine(count=count, what=what, detail=detail, verb=verb, url=url, harm=harm)


def first_end(day: date | None, today: date) -> str:
    """Return when the first of them ends, and what helps."""
    if day is None:
        return ""
    return f"The first ends {standing.in_days((day - today).days)}. Letters remind them; a call works better."


def plural(count: int, one: str, many: str) -> str:
    """Return the word for so many."""
    return one if count == 1 else many


def oldest(moment: Any, now: Any) -> str:
    """Return since when the oldest signature waits, and what that means."""
    if moment is None:
        return ""
    since = standing.since_when(timezone.localtime(moment, now.tzinfo), now)
    return f"Oldest since {since.removesuffix('.')}. Nothing shows on the wall until you do."


def in_funnel(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return how many employers came how far; who came further is counted on every step before."""
    counts = Employer.objects.by_stage(community)
    return {
        "bars": [
            {"label": label, "count": sum(counts[stage] for stage in reached)} for label, reached in FUNNEL.items()
        ]
    }
