"""The listed channels of the sample community: what became of their graduates, and three releases that tell of it."""

import tomllib
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from community import jobs
from community.models import Community, Job, User
from directory import organizations
from directory.models import Organization
from employers.models import Commitment
from providers import releasing
from providers.deriving import annual_pay, days_to_start
from providers.kinds import half_year_after, half_year_of
from providers.models import (
    Application,
    DeclaredCohort,
    Outcome,
    Program,
    ProgramOccupation,
    Provider,
    Release,
    Return,
    Submission,
)
from providers.outcomes import matures_on, newest_mature

TOLD: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["channels"]
RELEASED = (290, 195, 100)  # days ago
EMPLOYERS = ("Fernhill Foods", "Cobalt Metalworks", "Harlan & Sons", "Quarry Logistics")  # typed, known to nobody
FACTS = ("summary", "weeks", "tuition", "pace", "intensity", "mode", "credential", "funding", "admission", "skills")


def fill(community: Community, *, by: User, at: datetime) -> None:
    """List providers, let them file their half-years, publish figures three times and leave the next as a draft."""
    signers = Commitment.objects.of(community).active().filter(employer__isnull=False).order_by("pk")
    hired_by = [one.employer.organization for one in signers.select_related("employer__organization") if one.employer]
    for told in TOLD:
        begun = at - timedelta(days=380)
        organization = organizations.add(
            community, name=told["name"], town=told["town"], by=by, at=begun, sector="education"
        )
        provider = Provider.objects.create(
            organization=organization,
            kind=told["kind"],
            standing=told["standing"],
            standing_since=(at - timedelta(days=330)).date(),
            summary=told["summary"],
            created_at=begun,
        )
        for taught in told["programs"]:
            teach(provider, taught, hired_by, owing_days=told.get("owing_days"), at=at)
    for ago in RELEASED:
        release(community, by=by, at=at - timedelta(days=ago))
    drafted(community, by=by, at=at)


def teach(
    provider: Provider, taught: dict[str, Any], hired_by: list[Organization], *, owing_days: int | None, at: datetime
) -> None:
    """Let a provider teach a program whose mature half-years are filed, and owe the return after them."""
    facts = {name: taught[name] for name in FACTS if name in taught}
    program = Program.objects.create(provider=provider, name=taught["name"], created_at=provider.created_at, **facts)
    ProgramOccupation.objects.bulk_create(
        ProgramOccupation(program=program, code=code) for code in taught["occupations"]
    )
    newest = newest_mature(at.date())
    is_late = owing_days is not None  # it filed all but the newest mature half-year, and so owes that one
    for cohort, counts in zip(halves_to(newest, len(taught["cohorts"])), taught["cohorts"], strict=True):
        if not (is_late and cohort == newest):
            file(program, cohort, counts, taught, hired_by)
    owed = newest if is_late else half_year_after(newest)
    due = at.date() - timedelta(days=owing_days) if owing_days is not None else matures_on(owed) + timedelta(days=45)
    Return.objects.create(program=program, cohort=owed, due_on=due)
    if "declared" in taught:
        declare(program, taught["declared"], half_year_of(provider.created_at.date()), at=provider.created_at)


def halves_to(newest: date, number: int) -> list[date]:
    """Return so many half-years, of which this is the last."""
    found: list[date] = []
    while len(found) < number:
        found.insert(0, half_year_of(found[0] - timedelta(days=1)) if found else newest)
    return found


def file(
    program: Program, cohort: date, counts: list[int], taught: dict[str, Any], hired_by: list[Organization]
) -> None:
    """File a half-year: so many graduates of each fate, spread over its months."""
    graduated, placed, in_field, unknown, paid, confirmed = counts
    due = matures_on(cohort) + timedelta(days=45)
    filed = datetime.combine(due - timedelta(days=20), datetime.min.time(), program.created_at.tzinfo)
    closed = {"state": Return.State.SUBMITTED, "closed_at": filed + timedelta(days=21)}
    owed = Return.objects.create(program=program, cohort=cohort, due_on=due, **closed)
    says_enrollments = taught.get("says_enrollments", False)
    submission = Submission.objects.create(
        filed_for=owed,
        version=1,
        method=Submission.Method.FILE,
        enrollments=graduated + 14 if says_enrollments else None,
        excepted=1 if says_enrollments else None,
        submitted_at=filed,
    )
    codes = ["1A"] * placed + ["1E"] * in_field + ["4"] * unknown
    codes += ["2B", "3A"] * ((graduated - len(codes) + 1) // 2)
    Outcome.objects.bulk_create(
        outcome(
            submission,
            row,
            code,
            taught=taught,
            hired_by=hired_by,
            is_paid=row <= paid,
            is_confirmed=row <= confirmed,
        )
        for row, code in enumerate(codes[:graduated], start=1)
    )


def outcome(
    submission: Submission,
    row: int,
    code: str,
    *,
    taught: dict[str, Any],
    hired_by: list[Organization],
    is_paid: bool,
    is_confirmed: bool,
) -> Outcome:
    """Return what became of one graduate."""
    cohort = submission.filed_for.cohort
    graduated = cohort + timedelta(days=row * 7 % 180)
    made = Outcome(
        submission=submission,
        row=row,
        reference=f"{cohort:%y%m}-{row:03}",
        graduated_on=graduated,
        status="1B" if code == "1A" and row % 7 == 3 else code,
    )
    if code in {"1A", "1E", "2B"}:
        made.started_on = graduated + timedelta(days=20 + row * 13 % 150)
        made.days_to_start = days_to_start(graduated, made.started_on)
        made.town, made.is_in_region = ("Rivertown", True) if row % 5 else ("Columbus", False)
    if code == "1A":
        if hired_by and row % 3:
            made.employer = hired_by[row % len(hired_by)]
            made.employer_name = made.employer.name
        else:
            made.employer_name = EMPLOYERS[row % len(EMPLOYERS)]
        made.is_confirmed = True if is_confirmed else None
        made.occupation = taught["occupations"][row % len(taught["occupations"])]
        if is_paid:
            made.base_pay, made.pay_unit = Decimal(taught["pay"] + row * 977 % 14_000), "year"
            made.annual_pay = annual_pay(made.base_pay, made.pay_unit, None)
            made.documentation = "pay_record" if row % 2 else "offer_letter"
    return made


def declare(program: Program, counts: list[int], cohort: date, *, at: datetime) -> None:
    """Keep what a provider declared when it applied."""
    application = Application.objects.create(
        provider=program.provider,
        kind=program.provider.kind,
        state=Application.State.CONDITIONAL,
        state_since=at,
        submitted_at=at,
        decide_by=(at + timedelta(days=30)).date(),
    )
    graduated, placed = counts
    DeclaredCohort.objects.create(
        application=application,
        program=program,
        cohort=half_year_of(cohort - timedelta(days=1)),
        graduated=graduated,
        placed=placed,
        said_at=at,
    )


def release(community: Community, *, by: User, at: datetime) -> None:
    """Publish figures as they were so long ago."""
    releasing.publish(drafted(community, by=by, at=at), by=by, at=at)


def drafted(community: Community, *, by: User, at: datetime) -> Release:
    """Draft a release and compute it at once, as beat would."""
    draft = releasing.draft(community, by=by, at=at)
    job = jobs.claim(at=at)
    while job and not releasing.work(job, until=at + timedelta(days=36_500)):
        pass
    if job:
        jobs.release(job, state=Job.State.DONE, at=at)
    draft.refresh_from_db()
    return draft
