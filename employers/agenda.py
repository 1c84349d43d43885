"""The pipeline's pieces of shared pages: where an employer stands, and what is due with whom today."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from community import navigation
from community.access import roles_of
from community.models import Community
from community.navigation import TodayLine
from community.roles import EDITORS, READERS
from directory.models import Organization
from employers import asks, promises
from employers.freshness import freshness
from employers.models import CheckIn, Commitment, Employer, Need, Promise
from employers.stages import is_stale
from employers.standing import in_words

SUMMED = ("introduced", "interviewed", "hired", "gave_feedback")
SHOWN = 6  # roles on the organization's page
OPEN_NEEDS = f"""
    SELECT COUNT(*) FROM {Need._meta.db_table} n
    JOIN {Employer._meta.db_table} e ON e.id = n.employer_id
    WHERE e.community_id = %(community)s AND n.addressed_on IS NULL
"""  # noqa: S608 - our own names
DUE, OPEN, QUIET = 65, 70, 80  # harm of waiting, beside what other apps say


def register() -> None:
    """Put the pieces in their places."""
    navigation.add_item(navigation.Item("Employers", "Employers", "employers:pipeline", READERS, order=20))
    navigation.add_panel(
        "organization", navigation.Panel("employers/workspace/_pipeline.html", on_organization, order=5)
    )
    navigation.add_panel("organization", navigation.Panel("employers/workspace/_promises.html", promised, order=12))
    beside = "organization-beside"
    navigation.add_panel(beside, navigation.Panel("employers/workspace/_roles.html", roles_needed, order=15))
    navigation.add_panel(beside, navigation.Panel("employers/workspace/_check_ins.html", checked_in, order=16))
    navigation.add_panel(beside, navigation.Panel("employers/workspace/_needs.html", needs_of, order=17))
    navigation.add_item(navigation.Item("Employers", "Needs", "employers:needs", READERS, order=75, waiting=OPEN_NEEDS))
    navigation.add_panel("today", navigation.Panel("", on_today, order=20))


def on_organization(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return where an organization stands in the pipeline, or the button that puts it there."""
    employer: Employer | None = getattr(organization, "employer", None)  # asked once for all panels
    roles = roles_of(request)
    if not roles & READERS or (employer is None and not roles & EDITORS):
        return None
    today, quiet_after = timezone.localdate(), timedelta(days=organization.community.quiet_after_days)
    return {
        "employer": employer,
        "organization": organization,
        "is_due": bool(employer and employer.next_step_on and employer.next_step_on <= today),
        "is_quiet": bool(employer and is_stale(employer.stage, employer.heard_on, today, quiet_after)),
        "can_write": bool(roles & EDITORS),
    }


def roles_needed(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return what an employer asks for; nothing where the organization is none."""
    employer: Employer | None = getattr(organization, "employer", None)
    roles = roles_of(request)
    if employer is None or not roles & READERS:
        return None
    held = list(asks.holding(employer, timezone.localdate()).order_by("valid_until", "pk")[: 4 * asks.MOST])
    return {
        "employer": employer,
        "asks": held[:SHOWN],
        "more": max(len(held) - SHOWN, 0),
        "can_write": bool(roles & EDITORS),
    }


def promised(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return what came of each promise of the commitments that stand; nothing where none does."""
    employer: Employer | None = getattr(organization, "employer", None)
    if employer is None or not roles_of(request) & READERS:
        return None
    active = Commitment.objects.active().filter(employer=employer)
    made = {promise.kind: promise for promise in Promise.objects.filter(commitment__in=active).order_by("-pk")}
    if not made:
        return None
    answered = CheckIn.objects.filter(commitment__in=active, answered_at__isnull=False)
    came = promises.together(promises.Came(*said) for said in answered.values_list(*SUMMED))
    ordered = [made[kind] for kind in Promise.Kind if kind in made]
    return {"promises": [(promise, promises.kept(promise.kind, came)) for promise in ordered]}


def checked_in(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return what came of an employer's commitments, by quarter; nothing where nobody was asked yet."""
    employer: Employer | None = getattr(organization, "employer", None)
    if employer is None or not roles_of(request) & READERS:
        return None
    asked = list(CheckIn.objects.filter(commitment__employer=employer).order_by("-quarter", "-pk")[: 2 * SHOWN])
    if not asked:
        return None
    now = freshness((one.said for one in asked), today=timezone.localdate())
    return {"check_ins": asked[:SHOWN], "freshness": now}


def needs_of(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return what an employer needs beside skills, the open ones first; nothing where the organization is none."""
    employer: Employer | None = getattr(organization, "employer", None)
    roles = roles_of(request)
    if employer is None or not roles & READERS:
        return None
    found = Need.objects.filter(employer=employer).order_by(F("addressed_on").desc(nulls_first=True), "noted_on", "pk")[
        :SHOWN
    ]
    return {"employer": employer, "needs": list(found), "can_write": bool(roles & EDITORS)}


def on_today(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return whose next step is due, and who went quiet; nothing for those who do not read the pipeline."""
    if not roles_of(request) & READERS:
        return None
    today = timezone.localdate(timezone=community.zone)
    rows: Any = Employer.objects.of(community)
    due = rows.due(today).aggregate(count=Count("pk"), late=Count("pk", filter=Q(next_on__lt=today)))
    quiet = rows.quiet(today, community.quiet_after_days).aggregate(count=Count("pk"), oldest=Min("heard"))
    needs = Need.objects.of(community).open().aggregate(count=Count("pk"), oldest=Min("noted_on"))
    place = reverse("employers:pipeline")
    late = f"{due['late']} of them overdue." if due["late"] else "Each has its words on the employer’s page."
    since = (
        f"The longest since {quiet['oldest']:%B} {quiet['oldest'].day}, {quiet['oldest'].year}."
        if quiet["count"]
        else ""
    )
    return {
        "lines": [
            TodayLine(
                count=due["count"],
                what="next step due" if due["count"] == 1 else "next steps due",
                detail=late,
                verb="Do",
                url=f"{place}?only=due&sort=next",
                harm=DUE,
            ),
            TodayLine(
                count=quiet["count"],
                what=f"employer{'' if quiet['count'] == 1 else 's'} quiet for {community.quiet_after_days} days",
                detail=since,
                verb="Plan",
                url=f"{place}?only=quiet&sort=heard",
                harm=QUIET,
            ),
            TodayLine(
                count=needs["count"],
                what="need of an employer open" if needs["count"] == 1 else "needs of employers open",
                detail=f"The oldest since {in_words(needs['oldest'])}." if needs["count"] else "",
                verb="Address",
                url=reverse("employers:needs"),
                harm=OPEN,
            ),
        ]
    }
