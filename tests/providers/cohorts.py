"""Half-years of graduates for tests: so many of each, all long ago, so that they are mature whatever the day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from community.models import Community
from providers.kinds import half_year_after
from providers.models import Program, Return, Submission
from providers.outcomes import matures_on
from tests import make

FIRST = date(2018, 1, 1)
HALVES = [FIRST]
for _ in range(12):
    HALVES.append(half_year_after(HALVES[-1]))


def listed(at: Community, **fields: Any) -> Program:
    """Make a program of a listed provider."""
    of_program = {
        name: fields.pop(name)
        for name in ("program", "skills", "occupations", "tuition", "weeks", "mode")
        if name in fields
    }
    provider = make.provider(at, **{"standing": "listed", **fields})
    if "program" in of_program:
        of_program["name"] = of_program.pop("program")
    return make.program(provider, **of_program)


def rows(
    n: int, placed: int, *, paid: int | None = None, pay: int = 40_000, confirmed: int = 0, **more: Any
) -> list[dict]:
    """Return so many graduates, the first of them placed, each of whom earns a thousand more than the one before."""
    found: list[dict[str, Any]] = []
    paid = placed if paid is None else paid
    for number in range(n):
        row: dict[str, Any] = {"status": "3A"}
        if number < placed:
            row = {
                "status": "1A",
                "days_to_start": 60,
                "employer_name": "Acme",
                "is_in_region": True,
                "is_confirmed": True if number < confirmed else None,
                "annual_pay": pay + 1_000 * number if number < paid else None,
            }
        found.append(row | more)
    return found


def file(
    program: Program, cohort: date, n: int, placed: int, *, enrollments: int | None = None, **more: Any
) -> Submission:
    """File a half-year of a program; filing it again is a correction."""
    awaited = Return.objects.filter(program=program, cohort=cohort).first() or make.placement_return(program, cohort)
    graduates = [
        {**row, "graduated_on": cohort, "started_on": cohort + timedelta(days=60) if "days_to_start" in row else None}
        for row in rows(n, placed, **more)
    ]
    is_again = awaited.submissions.exists()
    awaited.submissions.update(is_current=False)
    why = "Two were missing." if is_again else ""
    day = matures_on(cohort) + timedelta(days=10)
    filed = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return make.submission(awaited, graduates, enrollments=enrollments, why=why, submitted_at=filed)
