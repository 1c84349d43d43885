"""Re-reviews: a listing is looked at again each year; its provider is told 90 days before, and applies once more."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from community.models import Community, User
from employers.signing import local_day
from providers import conflicts, moving, signals
from providers.applying_states import STANDING
from providers.kinds import LISTED, Standing
from providers.models import Application, DeclaredCohort, Evidence, Part, Provider
from providers.verdicts import NOTICE

AT_ONCE = 200  # of each community and run; the next run goes on
# What of a file or link comes along, who added it and when included.
KEPT = (
    *("title", "dated_on", "description", "url", "file", "file_name", "content_type", "size", "sha256"),
    *("added_at", "added_by_id"),
)
REVIEWED = LISTED | {Standing.SUSPENDED}


class CannotRenew(Exception):
    """The re-review cannot be begun; the message says why."""


def standing_of(provider: Provider) -> Application | None:
    """Return the application by which a provider is listed."""
    return provider.applications.filter(state__in=sorted(STANDING)).order_by("-created_at", "-pk").first()


def is_open(application: Application, *, at: datetime) -> bool:
    """Test whether the re-review of a listing may be begun: from the notice on, and once."""
    due, community = application.provider.review_due_on, application.provider.organization.community
    if application.state not in STANDING or due is None or local_day(community, at) < due - NOTICE:
        return False
    return not application.renewals.exclude(state=Application.State.WITHDRAWN).exists()


@transaction.atomic
def begin(application: Application, *, by: User, at: datetime) -> Application:
    """Begin the re-review of a listing with what was said last time; the listing stands until it is decided.

    Each part has to be looked at and saved anew. Evidence and declared cohorts come along: of a file the row, while it
    lies where it lay. Begun twice, it is the same. Raises CannotRenew.
    """
    application = moving.locked(application)
    begun = application.renewals.exclude(state=Application.State.WITHDRAWN).first()
    if begun:
        return begun
    if not is_open(application, at=at):
        raise CannotRenew(_("It is too early: we write to you when the yearly review is near."))
    made = Application.objects.create(
        provider=application.provider,
        kind=application.kind,
        renews=application,
        started_by=by,
        created_at=at,
        touched_at=at,
        state_since=at,
    )
    made.people.set(application.people.all())
    for part in application.parts.order_by("pk"):
        copy = Part.objects.create(application=made, key=part.key, answers=part.answers)
        Evidence.objects.bulk_create(
            Evidence(part=copy, **{name: getattr(one, name) for name in KEPT})
            for one in part.evidence.standing().order_by("pk")
        )
    facts = ("program_id", "cohort", "graduated", "placed", "median_salary", "said_at")
    DeclaredCohort.objects.bulk_create(
        DeclaredCohort(application=made, **{name: getattr(one, name) for name in facts})
        for one in application.declared.order_by("pk")
    )
    conflicts.tell("review_begun", made, by=by, at=at)
    return made


def notice(community: Community, *, at: datetime) -> int:
    """Tell listed providers of a re-review that is 90 days away or less, once for each day of review."""
    today = local_day(community, at)
    due = Provider.objects.of(community).filter(standing__in=sorted(REVIEWED), review_due_on__lte=today + NOTICE)
    untold = due.filter(Q(review_told_for=None) | ~Q(review_told_for=F("review_due_on"))).order_by("pk")
    return sum(one(pk, at=at) for pk in list(untold.values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def one(pk: int, *, at: datetime) -> bool:
    """Tell one provider, unless that was done in this very moment."""
    provider = Provider.objects.select_for_update(of=("self",)).select_related("organization__community").get(pk=pk)
    if provider.review_told_for == provider.review_due_on:
        return False
    provider.review_told_for = provider.review_due_on
    provider.save(update_fields=["review_told_for"])
    if application := standing_of(provider):
        application.provider = provider
        signals.review_due.send(Provider, application=application, at=at)
    return True
