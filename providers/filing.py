"""Filing a return: a version is kept as it came and counts from then on; a correction says why; undone while it may be.

Nothing is filed that cannot be (`graduates`), and the figures read what is worked out here (`deriving`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from community.models import User
from directory import timeline
from directory.names import normalize_name
from employers.signing import local_day
from providers import counting, deriving, employer_names, pausing, signals, typed
from providers.graduates import NAMES, Difference, Graduate, are_filed_already, difference, problems, problems_of_all
from providers.graduates import twice as stand_twice
from providers.models import Outcome, Provider, Return, Submission
from providers.outcomes import last_day

UNDONE_WITHIN = timedelta(days=7)  # of filing, at least; else until the last day of the return
MOST_ROWS = 20_000
AGAIN = "Filed anew after it was undone."
Method, State = Submission.Method, Return.State


class CannotFile(Exception):
    """The return cannot be filed, or undone; the message says why."""


class Unsigned(CannotFile):
    """There is no signed data agreement; it comes first."""


@dataclass(frozen=True)
class Filed:
    """What is filed: graduates, how many had enrolled, and whom names of employers mean, by compared name."""

    rows: Sequence[Graduate] = ()
    enrollments: int | None = None
    excepted: int | None = None
    why: str = ""
    method: str = Method.FORM
    employers: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def submit(owed: Return, filed: Filed, *, by: User, at: datetime) -> Submission:
    """File a version of a return; it counts in place of the one before. Raises CannotFile, and then nothing is kept."""
    owed = locked(owed)
    today = local_day(owed.program.provider.organization.community, at)
    refuse_early(owed, today)
    if not filed.rows:
        raise CannotFile(_("There is no graduate in it. If nobody graduated, say that there is nothing to report."))
    refuse_misfits(owed, filed, today)
    before = owed.submissions.current().first()
    carried = answers_of(before)
    submission = put(owed, filed, before=before, is_nil=False, by=by, at=at)
    keep_rows(submission, filed, carried)
    employer_names.await_team(owed.program.provider, submission, at=at)
    tell(submission, by=by, at=at)
    return submission


@transaction.atomic
def report_nothing(owed: Return, *, why: str = "", by: User, at: datetime) -> Submission:
    """File that nobody graduated in the half-year. Raises CannotFile."""
    owed = locked(owed)
    refuse_early(owed, local_day(owed.program.provider.organization.community, at))
    before = owed.submissions.current().first()
    submission = put(owed, Filed(why=why), before=before, is_nil=True, by=by, at=at)
    counting.keep([submission.pk])
    tell(submission, by=by, at=at)
    return submission


@transaction.atomic
def undo(submission: Submission, *, by: User, at: datetime) -> Return:
    """Take the version that counts back, as if it had not come: the one before counts again. Raises CannotFile."""
    owed = locked(submission.filed_for)
    submission = owed.submissions.select_for_update().get(pk=submission.pk)
    if reason := why_not_undone(submission, owed, at=at):
        raise CannotFile(reason)
    owed.submissions.filter(pk=submission.pk).update(is_current=False, undone_at=at, undone_by=by)
    older = owed.submissions.filter(undone_at=None, version__lt=submission.version).order_by("-version").first()
    if older:
        owed.submissions.filter(pk=older.pk).update(is_current=True)
    owed.state, owed.closed_at = submission.state_before, submission.closed_before
    owed.save(update_fields=["state", "closed_at"])
    submission.refresh_from_db()
    record("return_undone", submission, by=by, at=at)
    signals.return_undone.send(Submission, submission=submission, by=by, at=at)
    return owed


def why_not_undone(submission: Submission, owed: Return, *, at: datetime) -> str:
    """Return why a version cannot be taken back now, or an empty text."""
    if not submission.is_current:
        return _("It does not count any more, so there is nothing to undo.")
    if owed.closed_at is None or at >= owed.closed_at:
        return _("The time to undo it is over. Send a correction instead.")
    return ""


def is_signed(provider: Provider) -> bool:
    """Test whether a provider signed the data agreement, without which nothing is filed."""
    return provider.agreements.standing().exists()


def locked(owed: Return) -> Return:
    """Return a return with its provider's row and its own locked, in this order, and all that is asked of it at hand.

    Raises Unsigned where the agreement is missing.
    """
    provider = Provider.objects.select_for_update(of=("self",)).get(programs__returns=owed.pk)
    if not is_signed(provider):
        raise Unsigned(_("Sign the data agreement first: it says what we do with a return, and what never."))
    far = Return.objects.select_related("program__provider__organization__community")
    return far.select_for_update(of=("self",)).get(pk=owed.pk)


def refuse_early(owed: Return, today: date) -> None:
    """Raise CannotFile where the half-year is not over."""
    if today <= last_day(owed.cohort):
        raise CannotFile(_("This half-year is not over. You can prepare its return, and file it once it is."))


def refuse_misfits(owed: Return, filed: Filed, today: date) -> None:
    """Raise CannotFile where a row, the rows together, or two programs' returns cannot be."""
    if len(filed.rows) > MOST_ROWS:
        raise CannotFile(_("A return has at most %(most)s graduates.") % {"most": f"{MOST_ROWS:,}"})
    for one in filed.rows:
        for _field, message in problems(one, cohort=owed.cohort, today=today):
            raise CannotFile(f"{one.reference}: {message}")
    if again := stand_twice(one.reference for one in filed.rows):
        raise CannotFile(_("“%(reference)s” stands there more than once.") % {"reference": min(again)})
    for _field, message in problems_of_all(len(filed.rows), filed.enrollments, filed.excepted):
        raise CannotFile(message)
    if program := filed_for_another(owed, filed.rows):
        raise CannotFile(
            _("These graduates were filed for “%(program)s” already. One cohort is filed for one program.")
            % {"program": program}
        )


def filed_for_another(owed: Return, rows: Sequence[Graduate]) -> str:
    """Return the name of a program of the same provider for which this cohort was filed, or an empty text."""
    others = Submission.objects.current().filter(
        filed_for__program__provider=owed.program.provider_id, filed_for__cohort=owed.cohort
    )
    for other in others.exclude(filed_for=owed).select_related("filed_for__program").order_by("pk"):
        if are_filed_already(rows, graduates_of(other)):
            return other.filed_for.program.name
    return ""


def graduates_of(submission: Submission) -> list[Graduate]:
    """Return the graduates of a version."""
    return [Graduate(**values) for values in submission.outcomes.order_by("row").values(*NAMES)]


def put(owed: Return, filed: Filed, *, before: Submission | None, is_nil: bool, by: User, at: datetime) -> Submission:
    """Write a version in place of the one before, and that the return came."""
    last = owed.submissions.aggregate(last=Max("version"))["last"] or 0
    why = filed.why.strip()
    if before and not why:
        raise CannotFile(_("Say why you correct it."))
    if last and not why:
        why = AGAIN
    owed.submissions.filter(is_current=True).update(is_current=False)
    submission = Submission.objects.create(
        filed_for=owed,
        version=last + 1,
        method=filed.method,
        is_nil=is_nil,
        why=why[:300] if last else "",
        enrollments=filed.enrollments,
        excepted=filed.excepted,
        submitted_by=by,
        submitted_at=at,
        state_before=owed.state,
        closed_before=owed.closed_at,
    )
    owed.state = State.NIL if is_nil else State.SUBMITTED
    owed.closed_at = closes_at(owed, at)
    owed.save(update_fields=["state", "closed_at"])
    return submission


def closes_at(owed: Return, at: datetime) -> datetime:
    """Return until when what is filed now may be undone: to the end of the return's last day, a week at least."""
    community = owed.program.provider.organization.community
    after = datetime.combine(owed.falls_on + timedelta(days=1), time(), community.zone)
    return max(after, at + UNDONE_WITHIN)


def answers_of(submission: Submission | None) -> dict[tuple[Any, ...], tuple[int | None, bool | None]]:
    """Return what employers said of the placements of a version, so that a correction of others keeps it."""
    if submission is None:
        return {}
    rows = submission.outcomes.exclude(is_confirmed=None)
    columns = ("reference", "employer_name", "started_on", "occupation", "employer", "is_confirmed")
    return {tuple(same): (employer, said) for *same, employer, said in rows.values_list(*columns)}


def keep_rows(
    submission: Submission, filed: Filed, carried: Mapping[tuple[Any, ...], tuple[int | None, bool | None]]
) -> None:
    """Write the graduates, with what is worked out of each, and count them: from now on they say the same."""

    def row_of(number: int, one: Graduate) -> dict[str, Any]:
        named = filed.employers.get(normalize_name(one.employer_name)) if one.employer_name else None
        same = (one.reference, one.employer_name, one.started_on, one.occupation)
        employer, said = carried.get(same, (named, None))
        return {
            "submission_id": submission.pk,
            "row": number,
            **{name: getattr(one, name) for name in NAMES},
            "employer_id": employer or named,
            "is_confirmed": said,
            "days_to_start": deriving.days_to_start(one.graduated_on, one.started_on),
            "annual_pay": deriving.annual_pay(one.base_pay, one.pay_unit, one.hours_per_week),
        }

    made = [Outcome(**row_of(number, one)) for number, one in enumerate(filed.rows, start=1)]
    Outcome.objects.bulk_create(made, batch_size=1_000)
    counting.keep([submission.pk])


def compared(submission: Submission | None, rows: Iterable[Graduate]) -> Difference:
    """Return what rows say otherwise than a version; where there is none, all are new."""
    before = {one.reference.casefold(): one for one in graduates_of(submission)} if submission else {}
    return difference(before, rows)


def typed_rows(submission: Submission) -> list[dict[str, str]]:
    """Return the rows of a version as they would be typed."""
    return [typed.typed_of(one) for one in graduates_of(submission)]


def tell(submission: Submission, *, by: User, at: datetime) -> None:
    """Write a line on the timeline, and announce that the return came."""
    verb = "return_corrected" if submission.why else "return_filed"
    record("return_nil" if submission.is_nil else verb, submission, by=by, at=at)
    signals.return_filed.send(Submission, submission=submission, by=by, at=at)
    pausing.look(submission.filed_for.program.provider, at=at)


def record(verb: str, submission: Submission, *, by: User, at: datetime) -> None:
    """Write a line about a version on the timeline of its provider."""
    owed = submission.filed_for
    timeline.record(
        verb,
        community=owed.program.provider.organization.community,
        organization=owed.program.provider.organization,
        by=by,
        at=at,
        text=submission.why,
        facts={
            "return": owed.pk,
            "program": owed.program.name,
            "period": owed.half,
            "version": submission.version,
            "graduates": submission.outcomes.count(),
        },
    )
