"""Alliances: organizations through which others are reached, who is in them, and since when."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from community.models import User
from directory import timeline
from directory.bonds import AllianceKind
from directory.models import Alliance, AllianceMember, Organization, Person


class CannotAlly(Exception):
    """It cannot be so; the message says why."""


@transaction.atomic
def name(
    organization: Organization,
    *,
    kind: str,
    by: User,
    at: datetime,
    contact: Person | None = None,
    agreed_to: str = "",
) -> Alliance:
    """Call an organization an alliance; raises CannotAlly where it is one already."""
    Organization.objects.select_for_update().get(pk=organization.pk)
    alliance, is_new = Alliance.objects.get_or_create(
        organization=organization,
        defaults={"kind": kind, "contact": contact, "agreed_to": agreed_to, "created_at": at},
    )
    if not is_new:
        raise CannotAlly(f"{organization} is an alliance already.")
    timeline.record(
        "alliance_named",
        community=organization.community,
        organization=organization,
        by=by,
        at=at,
        facts={"kind": AllianceKind(kind).label},
    )
    return alliance


@transaction.atomic
def change(
    alliance: Alliance, *, kind: str, contact: Person | None, agreed_to: str, by: User, at: datetime
) -> Alliance:
    """Say anew what an alliance is, whom to ask there, and what they agreed to do."""
    current = Alliance.objects.select_for_update(of=("self",)).select_related("organization").get(pk=alliance.pk)
    new = {"kind": kind, "contact": contact, "agreed_to": agreed_to}
    if all(getattr(current, field) == value for field, value in new.items()):
        return current
    for field, value in new.items():
        setattr(current, field, value)
    current.save()
    timeline.record(
        "alliance_changed",
        community=current.organization.community,
        organization=current.organization,
        by=by,
        at=at,
        text=agreed_to,
        facts={"kind": AllianceKind(kind).label, "contact": contact.name if contact else ""},
    )
    return current


@transaction.atomic
def join(
    alliance: Alliance, organizations: Iterable[Organization], *, since: date | None, by: User, at: datetime
) -> list[AllianceMember]:
    """Put organizations into an alliance and return who is new; those in it already stay as they are.

    Raises CannotAlly where the alliance would be in itself.
    """
    Alliance.objects.select_for_update().get(pk=alliance.pk)
    joined = []
    for organization in organizations:
        if organization.pk == alliance.organization_id:
            raise CannotAlly(f"{organization} cannot be a member of itself.")
        member, is_new = AllianceMember.objects.get_or_create(
            alliance=alliance, organization=organization, until=None, defaults={"since": since}
        )
        if is_new:
            joined.append(member)
            tell("alliance_joined", member, alliance, by=by, at=at)
    return joined


@transaction.atomic
def leave(member: AllianceMember, *, until: date, by: User, at: datetime) -> AllianceMember:
    """Let an organization leave an alliance; it stays on record.

    Raises CannotAlly where it left before, or would leave before it joined.
    """
    current = (
        AllianceMember.objects.select_for_update(of=("self",))
        .select_related("organization", "alliance__organization")
        .get(pk=member.pk)
    )
    if current.until:
        raise CannotAlly(f"{current.organization} has already left {current.alliance}.")
    if current.since and until < current.since:
        day = f"{current.since:%B} {current.since.day}, {current.since.year}"
        raise CannotAlly(f"{current.organization} joined on {day} and cannot leave before that.")
    current.until = until
    current.save(update_fields=["until"])
    tell("alliance_left", current, current.alliance, by=by, at=at)
    return current


def tell(verb: str, member: AllianceMember, alliance: Alliance, *, by: User, at: datetime) -> None:
    """Write on the member's timeline what happened between it and the alliance."""
    timeline.record(
        verb,
        community=member.organization.community,
        organization=member.organization,
        by=by,
        at=at,
        facts={"alliance": alliance.pk, "name": alliance.organization.name},
    )
