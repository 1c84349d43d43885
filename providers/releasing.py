"""Releases: drafted in the background, looked through, published at most each quarter, and frozen from then on.

Nothing of outcomes is public that no release says, and a published release is never written to again.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from community import audit, jobs
from community.models import Community, Job, User
from directory import timeline
from directory.models import Organization
from employers.freshness import before, quarter_of
from providers import bulk, figuring, signals
from providers.kinds import LISTED, Standing
from providers.models import Figure, Program, Release, Submission
from providers.models.release import policy_of
from providers.outcomes import DEFINITIONS, newest_mature
from providers.suppression import RULES

JOB = "draft_release"
AT_ONCE = 500  # programs in one transaction
FIGURED = LISTED | {Standing.SUSPENDED}  # a suspended provider's figures go on, and are not shown


class CannotRelease(Exception):
    """It cannot be drafted, changed or published; the message says why."""


def programs_of(community: Community) -> QuerySet[Program]:
    """Return the programs whose figures a release holds."""
    offered = Program.objects.filter(provider__organization__community=community, ended_on=None)
    return offered.filter(provider__standing__in=sorted(FIGURED))


@transaction.atomic
def draft(community: Community, *, by: User, at: datetime) -> Release:
    """Begin a release: its figures are computed in the background, by the thresholds as they are now.

    Raises CannotRelease where one is being prepared already.
    """
    community = Community.objects.select_for_update().get(pk=community.pk)
    if Release.objects.of(community).open().exists():
        raise CannotRelease("A release is being prepared already. Publish it or put it away first.")
    last = Release.objects.of(community).aggregate(last=Max("number"))["last"] or 0
    release = begin(Release(community=community, number=last + 1), by=by, at=at)
    audit.record(f"began release {release.number} of figures", community=community, by=by, at=at)
    return release


def begin(release: Release, *, by: User, at: datetime) -> Release:
    """Let the figures of a release be computed from now on, as of today."""
    community = release.community
    policy = policy_of(community)
    release.state = Release.State.COMPUTING
    release.as_of = timezone.localtime(at, community.zone).date()
    release.policy = {
        "min_cell": policy.min_cell,
        "known_percent": policy.known_percent,
        "rules": RULES,
        "definitions": DEFINITIONS,
    }
    release.drafted_by, release.drafted_at = by, at
    release.save()
    title = f"Compute release {release.number}"
    release.job = jobs.start(JOB, community=community, title=title, arguments={"release": release.pk}, by=by, at=at)
    release.save(update_fields=["job"])
    return release


@transaction.atomic
def compute_again(release: Release, *, by: User, at: datetime) -> Release:
    """Compute a draft anew, from the returns and by the thresholds as they are now; what is held back stays so."""
    release = in_preparation(release)
    Figure.objects.filter(release=release).delete()
    audit.record(f"computed release {release.number} of figures again", community=release.community, by=by, at=at)
    return begin(release, by=by, at=at)


def work(job: Job, until: datetime) -> bool:
    """Compute the figures of as many programs as the time allows, and return whether those were all."""
    release = Release.objects.filter(job=job, state=Release.State.COMPUTING).first()
    if release is None:
        return True  # put away, or begun again, meanwhile
    programs = programs_of(job.community)
    if job.total is None:
        job.total = programs.count()
    while timezone.now() < until:  # a slice ends by the clock, so it has to look at it
        after = job.bookmark.get("after", 0)
        batch = list(programs.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        with transaction.atomic():
            if batch:
                write(release, batch)
                job.bookmark, job.done = {"after": batch[-1]}, job.done + len(batch)
            else:
                Release.objects.filter(pk=release.pk).update(state=Release.State.DRAFT)
                job.outcome = f"{job.done} program{'' if job.done == 1 else 's'} computed."
            jobs.advance(job)
        if not batch:
            return True
    return False


def write(release: Release, programs: Sequence[int]) -> None:
    """Write the figures of programs into a release that is being prepared, in place of those that were there."""
    Figure.objects.filter(release=release, program__in=programs).delete()
    same = {"release_id": release.pk, "definition": DEFINITIONS}
    rows = figuring.figure_out(programs, as_of=release.as_of, policy=release.rules)
    bulk.insert(Figure, (row | same for row in rows))


def in_preparation(release: Release) -> Release:
    """Return a release under a lock, where it is a draft; raises CannotRelease."""
    locked = Release.objects.select_for_update(of=("self",)).select_related("community").get(pk=release.pk)
    if not locked.is_draft:
        raise CannotRelease(
            "It is published, and stays as it is." if locked.is_published else "It is still being computed."
        )
    return locked


@transaction.atomic
def put_away(release: Release, *, by: User, at: datetime) -> None:
    """Throw a release away that was never published; its number is taken again."""
    locked = Release.objects.select_for_update(of=("self",)).select_related("community").get(pk=release.pk)
    if locked.is_published:
        raise CannotRelease("It is published, and stays as it is.")
    audit.record(f"put release {locked.number} of figures away", community=locked.community, by=by, at=at)
    locked.delete()


def why_not_yet(community: Community, *, today: date) -> str:
    """Return why nothing can be published today, or an empty text: one release a quarter is the most."""
    last = Release.objects.of(community).published().filter(quarter=quarter_of(today)).first()
    if last is None:
        return ""
    return (
        f"Release {last.number} was published this quarter. One a quarter is the most: smaller steps give people away."
    )


def possible_from(community: Community, *, today: date) -> date:
    """Return the first day on which something can be published: today, or the first of the next quarter."""
    return next_after(today) if why_not_yet(community, today=today) else today


def next_after(day: date) -> date:
    """Return the first day on which another release is possible after one on this day: the next quarter's."""
    return before(quarter_of(day), -1)


def fresh_returns(community: Community, *, today: date) -> int:
    """Return how many mature returns came after the last release was computed, and so are in none."""
    last = Release.objects.of(community).published().first()
    filed = Submission.objects.filter(is_current=True, filed_for__program__in=programs_of(community))
    filed = filed.filter(filed_for__cohort__lte=newest_mature(today))
    newer = Q(submitted_at__gt=last.drafted_at) | Q(filed_for__cohort__gt=newest_mature(last.as_of)) if last else Q()
    return filed.filter(newer).count()


@transaction.atomic
def publish(release: Release, *, by: User, at: datetime) -> Release:
    """Publish a draft: from now on its figures are the public ones, and never change. Raises CannotRelease."""
    Community.objects.select_for_update().get(pk=release.community_id)
    release = in_preparation(release)
    today = timezone.localtime(at, release.community.zone).date()
    if reason := why_not_yet(release.community, today=today):
        raise CannotRelease(reason)
    if not release.figures.exists():
        raise CannotRelease("It holds no figures: no listed provider has a program yet.")
    release.state, release.quarter = Release.State.PUBLISHED, quarter_of(today)
    release.published_by, release.published_at, release.sha256 = by, at, seal(release)
    release.save(update_fields=["state", "quarter", "published_by", "published_at", "sha256"])
    audit.record(f"published release {release.number} of figures", community=release.community, by=by, at=at)
    for organization in Organization.objects.filter(Exists(told_of(release))):
        facts = {"release": release.number}
        timeline.record(
            "figures_published", community=release.community, organization=organization, by=by, at=at, facts=facts
        )
    signals.release_published.send(Release, release=release, at=at)
    return release


def told_of(release: Release) -> QuerySet[Figure]:
    """Return the figures of a release that are of an organization at hand."""
    return Figure.objects.filter(release=release, program__provider__organization=OuterRef("pk"))


def seal(release: Release) -> str:
    """Return the fingerprint of all that a release tells."""
    figures = Figure.objects.filter(release=release).order_by("program", "kind")
    columns = [field.attname for field in Figure._meta.concrete_fields if field.name not in {"id", "release"}]
    digest = hashlib.sha256()
    for row in figures.values_list(*columns).iterator(chunk_size=2_000):
        digest.update(json.dumps(row, default=str).encode())
    return digest.hexdigest()
