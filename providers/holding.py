"""Figures that a coordinator holds back, with the reason, until they are lifted."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from community import audit
from community.models import User
from directory import timeline
from providers.models import Hold, Program, Release
from providers.models.release import LONGEST
from providers.outcomes import Kind
from providers.releasing import CannotRelease, in_preparation, write


@transaction.atomic
def hold(release: Release, program: Program, kind: Kind, *, reason: str, by: User, at: datetime) -> Hold:
    """Hold a figure back, in this draft and every release until it is lifted; once at a time."""
    hold_all(release, program, [kind], reason=reason, by=by, at=at)
    return Hold.objects.standing().get(program=program, kind=kind)


@transaction.atomic
def hold_all(
    release: Release, program: Program, kinds: Iterable[Kind], *, reason: str, by: User, at: datetime
) -> list[Hold]:
    """Hold several figures of a program back, and return those that were not held before."""
    release = in_preparation(release)
    reason = reason.strip()[:LONGEST]
    if not reason:
        raise CannotRelease("Say why it is held back.")
    new = []
    for kind in kinds:
        held, is_new = Hold.objects.get_or_create(
            program=program, kind=kind, lifted_at=None, defaults={"reason": reason, "by": by, "at": at}
        )
        new += [held] if is_new else []
    if new:
        write(release, [program.pk])
        note("held", release, program, [Kind(held.kind) for held in new], reason=reason, by=by, at=at)
    return new


@transaction.atomic
def lift(release: Release, held: Hold, *, by: User, at: datetime) -> None:
    """Let a figure be told again."""
    lift_all(release, held.program, [held], by=by, at=at)


@transaction.atomic
def lift_all(release: Release, program: Program, holds: Iterable[Hold], *, by: User, at: datetime) -> int:
    """Let several figures of a program be told again, and return how many were still held."""
    release = in_preparation(release)
    standing = Hold.objects.standing().filter(program=program, pk__in=[held.pk for held in holds])
    kinds = [Kind(kind) for kind in standing.order_by("pk").values_list("kind", flat=True)]
    if kinds:
        standing.update(lifted_at=at)
        write(release, [program.pk])
        note("lifted", release, program, kinds, by=by, at=at)
    return len(kinds)


def note(
    what: str, release: Release, program: Program, kinds: list[Kind], *, by: User, at: datetime, reason: str = ""
) -> None:
    """Write down what was held back or lifted, on the organization's timeline and in the audit trail."""
    figures = "all figures" if len(kinds) == len(Kind) else ", ".join(f"“{kind.label}”" for kind in kinds)
    sentence = {
        "held": f"held back {figures} of {program}: {reason}",
        "lifted": f"no longer holds back {figures} of {program}",
    }
    audit.record(sentence[what], community=release.community, by=by, at=at)
    timeline.record(
        f"figures_{what}",
        community=release.community,
        organization=program.provider.organization,
        by=by,
        at=at,
        text=reason,
        facts={"release": release.number, "program": program.name, "figures": figures},
    )
