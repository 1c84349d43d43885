"""How long a release of figures takes over a million placements, beside a query written by hand for its indexes.

    .venv/bin/python bench/outcomes.py [--on sqlite postgresql] [--smoke] [--programs 500]

Each of the programs has four half-years of five hundred graduates, filed and so counted as they are planted; how long
the counting took is printed. A release is drafted as beat's ticks do it, by turns with the query by hand, which counts
who is placed and finds the median of pay of each submission, off an index made for it, and nothing else. Figures are
compared with what was planted before anything is printed; a wrong one ends the bench with 1. CPU is of the process and
of PostgreSQL's own, where it runs on this machine.
"""

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import migrated, stage

COHORTS = [date(2024, 1, 1), date(2024, 7, 1), date(2025, 1, 1), date(2025, 7, 1)]
AT = datetime(2026, 11, 2, 15, tzinfo=UTC)
GRADUATES, FEW = 500, 40  # of a cohort, and in a small run
PROGRAMS, SMOKE = 500, 10
HIRERS, SIGNERS = 300, 150  # employers of the directory, and who of them signed
ROUNDS = 3
READS = 9  # of figures, in each round
SEED = 20261129
STATUSES = ("1A", "1A", "1A", "1B", "1C", "1E", "2B", "3A", "3B") * 2 + ("4", "X")
COVERING = "CREATE INDEX bench_covering ON providers_outcome (submission_id, facts)"
MEDIAN = """
    SELECT counted_pay FROM providers_outcome WHERE submission_id = %s AND counted_pay IS NOT NULL
    ORDER BY counted_pay LIMIT %s OFFSET %s
"""


def inside() -> None:
    """Get Django ready in a process of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techhire.settings")
    import django

    django.setup()


def rows_of(graduates: int, first: int, count: int, hirers: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield the graduates of submissions numbered from `first`, in the order of programs and half-years.

    A third of those who work do so at an employer of the directory, and half of these confirmed it.
    """
    dice = random.Random(SEED)
    for number in range(count):
        cohort = COHORTS[number % len(COHORTS)]
        for row in range(graduates):
            status = dice.choice(STATUSES)
            begun = cohort + timedelta(days=150 + dice.randrange(60)) if status < "3" else None
            graduated = cohort + timedelta(days=dice.randrange(120))
            pay = dice.randrange(30_000, 90_000) if status in {"1A", "1B"} and dice.randrange(4) else None
            hirer = hirers[(number + row) % len(hirers)] if begun and row % 3 == 0 else None
            yield {
                "submission_id": first + number,
                "row": row + 1,
                "reference": f"g{row}",
                "graduated_on": graduated,
                "status": status,
                "started_on": begun,
                "days_to_start": (begun - graduated).days if begun else None,
                "base_pay": pay,
                "pay_unit": "year" if pay else "",
                "annual_pay": pay,
                "employer_id": hirer,
                "employer_name": "Acme" if hirer else "",
                "is_confirmed": True if hirer and row % 2 else None,
            }


def plant(programs: int, graduates: int) -> float:
    """Fill an empty database with listed providers, their programs, returns and graduates, and employers.

    Returns how many seconds it took to count what was filed.
    """
    inside()
    from django.db import connection

    from bench.generate import community_at, coordinator, sign
    from bench.rows import write
    from directory.models import Organization
    from providers import counting
    from providers.kinds import Standing
    from providers.models import Outcome, Program, Provider, Return, Submission

    community = community_at("localhost")
    coordinator(community, 0)
    places = [
        Organization(community=community, name=f"School {number}", slug=f"school-{number}")
        for number in range(programs)
    ]
    firms = [
        Organization(community=community, name=f"Firm {number}", slug=f"firm-{number}") for number in range(HIRERS)
    ]
    for place in places + firms:
        place.fold()
    Organization.objects.bulk_create(places + firms)
    hirers = [firm.pk for firm in firms]
    sign(community, hirers[:SIGNERS])
    schools = Provider.objects.bulk_create(Provider(organization=one, standing=Standing.LISTED) for one in places)
    taught = Program.objects.bulk_create(Program(provider=one, name="Web development") for one in schools)
    owed = Return.objects.bulk_create(
        Return(program=one, cohort=cohort, due_on=cohort + timedelta(days=400), state="submitted")
        for one in taught
        for cohort in COHORTS
    )
    filed = Submission.objects.bulk_create(
        Submission(filed_for=one, version=1, submitted_at=AT, enrollments=graduates + 20) for one in owed
    )
    first = filed[0].pk
    if [one.pk for one in filed] != list(range(first, first + len(filed))):
        raise SystemExit("the submissions are not numbered one after the other")
    write(Outcome, rows_of(graduates, first, len(filed), hirers))
    begun = time.perf_counter()
    counting.keep(one.pk for one in filed)
    took = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute(COVERING)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return took


def by_hand() -> dict[str, Any]:
    """Count who is placed and find the median of pay of each submission, by the shortest way there is."""
    inside()
    from django.db import connection

    from bench.loading import Stopwatch
    from providers.outcomes import Fact

    took = Stopwatch()
    counts = "COUNT(*), SUM(CASE WHEN facts & %s > 0 THEN 1 ELSE 0 END)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT submission_id, {counts} FROM providers_outcome GROUP BY submission_id",  # noqa: S608 -- our own words
            [Fact.PLACED.value],
        )
        rates = cursor.fetchall()
        paid = "FROM providers_outcome WHERE counted_pay IS NOT NULL GROUP BY submission_id"
        if connection.vendor == "postgresql":
            middle = "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY counted_pay)"
            cursor.execute(f"SELECT submission_id, {middle} {paid}")
            medians = dict(cursor.fetchall())
        else:
            cursor.execute(f"SELECT submission_id, COUNT(*) {paid}")
            medians = {}
            for pk, n in cursor.fetchall():
                cursor.execute(MEDIAN, [pk, 2 - n % 2, (n - 1) // 2])
                medians[pk] = statistics.mean(value for (value,) in cursor.fetchall())
    return took.answer(submissions=len(rates), medians=len(medians))


def release() -> dict[str, Any]:
    """Draft a release as the portal does, check it, read the first page of the public list from it, and put it away."""
    inside()
    from bench.generate import community_at, coordinator
    from bench.loading import Stopwatch, work
    from providers import channels, releasing
    from providers.models import Outcome, Program, Release
    from providers.outcomes import Kind

    community = community_at("localhost")
    by = coordinator(community, 0)
    took = Stopwatch()
    made = releasing.draft(community, by=by, at=AT)
    work()
    answer = took.answer()
    made.refresh_from_db()
    programs = Program.objects.count()
    figures = made.figures.filter(kind=Kind.HEADLINE)
    if made.state != Release.State.DRAFT or figures.count() != programs:
        raise SystemExit(f"{figures.count()} of {programs} programs were computed, and the release is {made.state}")
    for figure in figures.order_by("pk")[:: max(1, programs // 20)]:
        if not figure.sources:
            raise SystemExit(f"{figure.program_id} was not told: {figure.state}")
        rows = Outcome.objects.filter(submission__in=figure.sources).values_list("status", "days_to_start")
        counted = [row for row in rows if row[0] != "X"]
        placed = sum(status in {"1A", "1B"} and days is not None and days <= 180 for status, days in counted)
        wanted = {int(placed / len(counted) * 100), int(placed / len(counted) * 100) + 1}
        if figure.value not in wanted and not figure.is_rounded:
            raise SystemExit(f"{figure.program_id} was told as {figure.value}, and is {placed} of {len(counted)}")
    shown = list(Program.objects.select_related("provider__organization").order_by("pk")[:24])
    cards = channels.cards(shown, community, made, today=AT.date())
    keys = [program.pk for program in shown]
    read = middle_of(lambda: channels.figures_of(keys, made))
    whole = middle_of(lambda: channels.cards(shown, community, made, today=AT.date()))
    if sum(card.headline.is_told for card in cards) != len(shown):
        raise SystemExit("the public list does not tell what was computed")
    releasing.put_away(made, by=by, at=AT)
    return {**answer, "read": read, "cards": whole, "programs": programs}


def middle_of(does: Callable[[], Any]) -> float:
    """Return how many seconds something takes, in the middle of several turns."""
    turns = []
    for _ in range(READS):
        begun = time.perf_counter()
        does()
        turns.append(time.perf_counter() - begun)
    return statistics.median(turns)


def ask(what: str, variables: dict[str, str], *arguments: int) -> Any:
    """Do one thing in a process of its own and return its answer."""
    command = [sys.executable, __file__, "--inside", what, *map(str, arguments)]
    done = subprocess.run(command, cwd=stage.ROOT, env=variables, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.strip().rsplit("\n", 1)[-1] or "null")


def measured(kind: str, programs: int, graduates: int, rounds: int) -> str:
    """Return the table of one database."""
    found: dict[str, list[dict[str, Any]]] = {"hand": [], "release": []}
    with ExitStack() as stack:
        var = stack.enter_context(stage.folder())
        url = stack.enter_context(stage.database(kind, var))
        variables = stage.environment(var, DATABASE_URL=url)
        migrated.migrate(variables)
        counting = ask("plant", variables, programs, graduates)
        for _ in range(rounds):
            for what, runs in found.items():
                runs.append(ask(what, variables))
    total = programs * graduates * len(COHORTS)
    lines = [f"\n{kind}: {total:,} placements of {programs} programs, {rounds} rounds"]
    lines.append(f"counted when they were filed: {counting / (programs * len(COHORTS)) * 1000:.1f} ms a return")
    lines.append(f"{'':<34}{'seconds':>9}{'CPU s':>9}{'peak MB':>9}")
    middle = {
        what: {key: statistics.median(run[key] for run in runs) for key in runs[0]} for what, runs in found.items()
    }
    for what, words in {"hand": "rate and median by hand", "release": "a release, all figures, kept"}.items():
        one = middle[what]
        lines.append(f"{words:<34}{one['seconds']:>9.2f}{one['cpu']:>9.2f}{one['peak']:>9.0f}")
    hand, ours = middle["hand"], middle["release"]
    lines.append(
        f"a release by the query: {ours['seconds'] / hand['seconds']:.1f}, by CPU {ours['cpu'] / hand['cpu']:.1f}"
    )
    for key, words in {"read": "the figures of 24 cards read from it", "cards": "the whole cards"}.items():
        part = [to / ours[key] for to in (ours["seconds"], hand["seconds"])]
        lines.append(f"{words}: {ours[key] * 1000:.1f} ms, 1/{part[0]:.0f} of it, 1/{part[1]:.0f} of the query")
    return "\n".join([*lines, "goals: within 3 times the query, read in 1/100 of it"])


def main() -> None:
    """Read what is wanted, and run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--on", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--programs", type=int, default=PROGRAMS)
    parser.add_argument("--smoke", action="store_true", help="small and short: for right answers only")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for kind in options.on:
        small = (SMOKE, FEW, 1)
        print(measured(kind, *(small if options.smoke else (options.programs, GRADUATES, ROUNDS))), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        what, *numbers = sys.argv[2:]
        verbs: dict[str, Any] = {"plant": plant, "hand": by_hand, "release": release}
        print(json.dumps(verbs[what](*map(int, numbers))))
    else:
        main()
