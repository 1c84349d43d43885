"""How fast duplicates are found, how many of those that were planted, and how many that are none.

    .venv/bin/python bench/duplicates.py [--on sqlite postgresql] [--smoke] [--organizations 100000] [--people 200000]

For each database, throw-away directories of a tenth and of the full size are planted (bench/planting.py) and searched
by the job that the portal runs, slice after slice, in a process of its own. The table gives CPU seconds (of the process
itself, and of PostgreSQL's where /proc shows it), how they grow for one record from a tenth to the full size, the most
memory, the longest slice, and of pairs recall and precision; beneath stands what was found of each way in which a
record is there twice. Beside it, at a small size, the plainest thing that does the same: every name compared with every
other. A second search must find the same, and what was said of a pair must hold, or the bench ends with 1; so it does
where fewer than nine of ten are found or right.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import migrated, stage

SLICE = 3.0  # seconds of one tick
NAIVE = 3_000  # organizations that are all compared with each other
ALIKE = 88  # percent
LEAST = 0.9  # of recall, and of precision
GROWTH = 1.5
Pairs = set[tuple[int, int]]


def inside() -> None:
    """Set Django up on the database that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techhire.settings")
    import django

    django.setup()


def plant(organizations: int, people: int, truth: Path) -> None:
    """Fill the database, and write down who is there twice."""
    inside()
    from django.db import connection

    from bench.generate import community_at
    from bench.planting import plant as planted
    from bench.planting import sow

    truths = sow(community_at("localhost"), planted(organizations, people))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    truth.write_text(json.dumps([[[*pair, way] for pair, way in one.items()] for one in truths]))


def look(truth: Path) -> dict[str, Any]:
    """Search twice; return what the first search took and found, and what is wrong."""
    inside()
    from django.db import connection

    from community.models import Community
    from directory.duplicates import pairs
    from directory.models import DuplicateKey, DuplicatePair, Organization, Person

    community = Community.objects.get(host="localhost")
    records = Organization.objects.count() + Person.objects.count()
    server = backend() if connection.vendor == "postgresql" else None
    base, before, at_server, begun = memory(), time.process_time(), used(server), time.perf_counter()
    slices = search(community)
    cost = {
        "cpu": time.process_time() - before,
        "server": used(server) - at_server if server else None,
        "wall": time.perf_counter() - begun,
        "records": records,
        "memory": memory(),
        "base": base,
        "slices": len(slices),
        "longest": max(slices),
    }
    found = everything()
    said = DuplicatePair.objects.order_by("pk").first()
    if said:
        pairs.decide(said, state=DuplicatePair.State.NOT_THE_SAME, by=None, at=said.seen_at)  # type: ignore[arg-type]
    search(community)
    faults = []
    if everything() != found:
        faults.append("a second search found other pairs")
    if said and DuplicatePair.objects.get(pk=said.pk).state != DuplicatePair.State.NOT_THE_SAME:
        faults.append("what was said of a pair was forgotten")
    if DuplicateKey.objects.exists():
        faults.append("keys were left behind")
    truths = [{(one, other): way for one, other, way in one_kind} for one_kind in json.loads(truth.read_text())]
    kinds = dict(zip(["organizations", "people"], zip(found, truths, strict=True), strict=True))
    return {**cost, "faults": faults, **{name: judged(*both) for name, both in kinds.items()}}


def search(community: Any) -> list[float]:
    """Let the job work to its end and return how long each slice took, in seconds."""
    from datetime import timedelta

    from django.utils import timezone

    from community import jobs
    from directory.duplicates import looking

    looking.start(community, by=None, at=timezone.now())
    slices = []
    while job := jobs.claim(at=timezone.now()):
        begun = time.perf_counter()
        jobs.work_on(job, until=timezone.now() + timedelta(seconds=SLICE), clock=timezone.now)
        slices.append(time.perf_counter() - begun)
        job.refresh_from_db()
        if job.state == "failed":
            raise SystemExit(f"the search failed: {job.outcome}")
    return slices


def everything() -> tuple[Pairs, Pairs]:
    """Return all pairs of organizations and of people that were found."""
    from directory.models import DuplicatePair

    rows = DuplicatePair.objects.all()
    return (
        set(rows.of_organizations().values_list("one_id", "other_id")),
        set(rows.of_people().values_list("one_person_id", "other_person_id")),
    )


def judged(found: Pairs, truth: dict[tuple[int, int], str]) -> dict[str, Any]:
    """Return recall and precision, and how many were found of each way."""
    ways = Counter(truth.values())
    hits = Counter(way for pair, way in truth.items() if pair in found)
    right = sum(hits.values())
    return {
        "found": len(found),
        "planted": len(truth),
        "recall": right / len(truth),
        "precision": right / len(found) if found else 0.0,
        "ways": {way: [hits[way], ways[way]] for way in ways},
    }


def naive(count: int) -> dict[str, Any]:
    """Compare every name with every other, and return what that takes and finds."""
    inside()
    from rapidfuzz import fuzz

    from bench.planting import plant as planted
    from directory.names import normalize_name

    made = planted(count, 0)
    names = [normalize_name(one["name"]) for one in made.organizations]
    begun = time.process_time()
    found = {
        (one, other)
        for one, name in enumerate(names)
        for other in range(one + 1, len(names))
        if fuzz.ratio(name, names[other]) >= ALIKE
    }
    return {"count": len(names), "cpu": time.process_time() - begun, **judged(found, made.twins)}


def backend() -> int:
    """Return the process of PostgreSQL that serves us."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def used(pid: int | None) -> float:
    """Return the CPU seconds that a process has used; 0 where it cannot be seen (Linux)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory() -> int:
    """Return the most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def ask(what: str, variables: dict[str, str], *arguments: Any) -> Any:
    """Do one thing in a process of its own and return its answer."""
    command = [sys.executable, __file__, "--inside", what, *map(str, arguments)]
    done = subprocess.run(command, cwd=stage.ROOT, env=variables, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout or "null")


def measured(kind: str, organizations: int, people: int) -> dict[str, Any]:
    """Return what a search takes and finds in a fresh database."""
    with ExitStack() as stack:
        var = stack.enter_context(stage.folder())
        url = stack.enter_context(stage.database(kind, var))
        variables = stage.environment(var, DATABASE_URL=url)
        migrated.migrate(variables)
        ask("plant", variables, organizations, people, var / "truth.json")
        return dict(ask("look", variables, var / "truth.json"))


def told(kind: str, one: dict[str, Any]) -> str:
    """Return one line of the table."""
    server = "–" if one["server"] is None else f"{one['server']:.1f}"
    both = [one["organizations"], one["people"]]
    right = "".join(f"{of['recall']:>9.3f}{of['precision']:>9.3f}" for of in both)
    return (
        f"{kind:<12}{one['records']:>10,}{one['cpu']:>9.1f}{server:>9}{one['wall']:>9.1f}{one['memory']:>8}"
        f"{one['slices']:>8}{one['longest']:>9.1f}{right}"
    )


HEAD = (
    f"{'':<12}{'records':>10}{'CPU s':>9}{'server':>9}{'wall s':>9}{'MB':>8}{'slices':>8}{'longest':>9}"
    f"{'orgs: recall':>13} precision  people: recall, precision"
)


def unmet(kind: str, full: dict[str, Any]) -> list[str]:
    """Return what is missing of recall and precision."""
    return [
        f"{kind}: {measure} of {name} is {full[name][measure]:.3f}, and ought to be {LEAST} or more"
        for name in ("organizations", "people")
        for measure in ("recall", "precision")
        if full[name][measure] < LEAST
    ]


def growth_of(tenth: dict[str, Any], full: dict[str, Any]) -> float:
    """Return how the CPU for one record grows from a tenth of the size to the full one."""
    cost = [(one["cpu"] + (one["server"] or 0.0)) / one["records"] for one in (tenth, full)]
    return cost[1] / cost[0]


def main() -> int:
    """Measure, print, and return 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--on", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--organizations", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--smoke", action="store_true", help="small numbers: right or wrong, not how fast")
    options = parser.parse_args()
    sizes = (2_000, 4_000) if options.smoke else (options.organizations, options.people)
    print(f"Duplicates on {platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    print(HEAD)
    faults = []
    for kind in options.on:
        runs = [measured(kind, sizes[0] // part, sizes[1] // part) for part in ([1] if options.smoke else [10, 1])]
        print(*(told(kind, one) for one in runs), sep="\n")
        full = runs[-1]
        faults += [f"{kind}: {fault}" for one in runs for fault in one["faults"]] + unmet(kind, full)
        if not options.smoke:
            growth = growth_of(*runs)
            print(f"{'':<12}a record costs {growth:.2f} times what it costs at a tenth of the size")
            faults += [f"{kind}: a record costs {growth:.2f} times as much"] if growth > GROWTH else []
    for name in ("organizations", "people"):
        ways = ", ".join(f"{way} {hit}/{of}" for way, (hit, of) in full[name]["ways"].items())
        print(f"{name}: {full[name]['found']:,} pairs found, {full[name]['planted']:,} planted: {ways}")
    with stage.folder() as var:
        plain = ask("naive", stage.environment(var, DATABASE_URL=f"sqlite:///{var / 'none.sqlite3'}"), NAIVE)
    times = (sizes[0] / plain["count"]) ** 2
    print(
        f"every name with every other, {plain['count']:,} organizations: {plain['cpu']:.1f} CPU s, which would be "
        f"{plain['cpu'] * times:,.0f} s for {sizes[0]:,}; recall {plain['recall']:.3f}, "
        f"precision {plain['precision']:.3f}"
    )
    print(*(f"FAULT: {fault}" for fault in faults), sep="\n")
    return 1 if faults else 0


def obey(what: str, arguments: list[str]) -> None:
    """Do one thing inside Django and print the answer."""
    if what == "plant":
        plant(int(arguments[0]), int(arguments[1]), Path(arguments[2]))
    else:
        print(json.dumps(look(Path(arguments[0])) if what == "look" else naive(int(arguments[0]))))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        obey(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(main())
