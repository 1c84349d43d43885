"""Sign-ups in a crowd: 2,000 visitors sign, 100 at a time, on SQLite and on PostgreSQL, beside a bare form of Django.

    .venv/bin/python bench/signups.py [--smoke] [--only sqlite postgresql] [--crowd 10000] [--at-once 200]

Each world is throw-away and on loopback: a database, gunicorn, a worker with beat, and a mail server of our own. Every
visitor has an address of their own, because the portal limits sign-ups by network. Checked before anything is printed:
none lost, none doubled (every twentieth visitor presses twice), no fault, every letter arrived once. The peer is the
plainest form that saves a row, served by the same gunicorn on the same database. Exits 1 where a check fails.
"""

import argparse
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import migrated, stage
from bench.visitor import Fields, Visitor
from tests.outreach.sink import Sink

WORLDS = ("sqlite", "postgresql")
CROWD, AT_ONCE, SMOKE = 2000, 100, 50
TWICE = 20  # every so manieth visitor presses twice
LETTER_BY = 0.15  # seconds a letter until the last one has arrived, and never less than for the usual crowd
SERVE = [
    "--workers",
    "2",
    "--worker-class",
    "gthread",
    "--threads",
    "8",
    "--no-control-socket",
    "--log-level",
    "warning",
]


@dataclass
class Figures:
    """What one world took: the posts in seconds, and how many of them in a second."""

    name: str
    posts: list[float] = field(default_factory=list)
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return posts in a second."""
        return len(self.posts) / self.seconds if self.seconds else 0.0

    def line(self) -> str:
        """Return the line of the table."""
        ordered = sorted(self.posts) or [0.0]
        p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        median = statistics.median(ordered)
        verdict = "; ".join(self.problems) or "ok"
        return (
            f"{self.name:<28}{len(self.posts):>7}{self.rate:>9.0f}{median * 1000:>12.0f}{p95 * 1000:>9.0f}  {verdict}"
        )


HEAD = f"{'':<28}{'posts':>7}{'posts/s':>9}{'median ms':>12}{'p95 ms':>9}  checks"


def bare() -> Any:
    """Return the peer as a WSGI application: one model, one form, one page, the middleware of any Django project."""
    import django
    import environ
    from django import forms
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.db import connection, models
    from django.http import HttpRequest, HttpResponse
    from django.shortcuts import redirect
    from django.template import engines
    from django.urls import path

    from techhire import embedded

    database = embedded.database(environ.Env().db_url("DATABASE_URL"))
    if database["ENGINE"].endswith("postgresql"):
        database["CONN_MAX_AGE"] = 0
        database.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 10, "timeout": 5}
    settings.configure(
        SECRET_KEY=secrets.token_urlsafe(50),
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="bench.signups",
        DATABASES={"default": database},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
        CSRF_COOKIE_NAME="csrf",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    )
    django.setup()

    class Signature(models.Model):
        """One row a form."""

        email = models.EmailField()
        name = models.CharField(max_length=150)
        title = models.CharField(max_length=150)
        organization = models.CharField(max_length=200)
        town = models.CharField(max_length=120)

        class Meta:
            app_label = "bench"

        def __str__(self) -> str:
            return self.organization

    form_of = forms.modelform_factory(Signature, fields=["email", "name", "title", "organization", "town"])
    page = engines["django"].from_string("<form method=post>{% csrf_token %}{{ form }}<button>Sign</button></form>")

    def sign(request: HttpRequest) -> HttpResponse:
        form = form_of(request.POST or None)
        if form.is_valid():
            form.save()
            return redirect("/thanks/")
        return HttpResponse(page.render({"form": form}, request))

    globals()["urlpatterns"] = [path("", sign)]
    if Signature._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Signature)
    connection.close()
    return get_wsgi_application()


def serve(application: str, variables: dict[str, str], var: Path, port: int) -> stage.Process:
    """Start gunicorn and wait until it answers."""
    command = [str(stage.BIN / "gunicorn"), application, "--bind", f"127.0.0.1:{port}", *SERVE]
    server = stage.Process(command, variables | {"PYTHONPATH": str(stage.ROOT)}, var / f"{port}.log")
    stage.wait_for(lambda: stage.listens(port), 60, application)
    return server


def crowd(count: int, at_once: int, act: Callable[[int], None]) -> tuple[float, list[str]]:
    """Let so many act, so many at a time; return how long it took and what went wrong, each kind once."""
    wrong: Counter[str] = Counter()

    def one(number: int) -> None:
        try:
            act(number)
        except (RuntimeError, OSError, KeyError) as fault:  # a KeyError: the page before this one failed
            wrong[f"{type(fault).__name__}: {fault}"] += 1

    begun = time.monotonic()
    with ThreadPoolExecutor(at_once) as people:
        list(people.map(one, range(count)))
    return time.monotonic() - begun, [f"{times} × {what}" for what, times in wrong.most_common(5)]


def measure_bare(kind: str, count: int, at_once: int) -> Figures:
    """Post the bare form."""
    figures = Figures(f"{kind}: bare form")
    with ExitStack() as stack:
        var = stack.enter_context(stage.folder())
        variables = stage.environment(var, DATABASE_URL=stack.enter_context(stage.database(kind, var)))
        port = stage.free_port()
        # The table is made by a start of its own, or two processes would make it at once.
        alone = [sys.executable, "-c", "from bench.signups import bare; bare()"]
        subprocess.run(alone, cwd=stage.ROOT, env=variables, check=True)
        stack.enter_context(serve("bench.signups:bare()", variables, var, port))
        visitors = [Visitor(port, number) for number in range(count)]
        tokens: dict[int, Fields] = {}

        def look(number: int) -> None:
            tokens[number] = visitors[number].open("/")

        def sign(number: int) -> None:
            typed = {"email": f"jo{number}@acme{number}.example", "name": "Jo Park", "title": "Director of IT"}
            visitors[number].post(
                "/", tokens[number] | typed | {"organization": f"Acme {number}", "town": "Benchville"}
            )

        _, figures.problems = crowd(count, at_once, look)
        figures.seconds, wrong = crowd(count, at_once, sign)
        figures.problems += wrong
        figures.posts = [seconds for visitor in visitors for seconds in visitor.posts]
    return figures


def measure_portal(kind: str, count: int, at_once: int) -> list[Figures]:
    """Sign up in a crowd, then compare what the portal kept and sent with who signed."""
    pages, signatures = Figures(f"{kind}: first three pages"), Figures(f"{kind}: signing")
    with ExitStack() as stack:
        var = stack.enter_context(stage.folder())
        sink = stack.enter_context(Sink())
        port = stage.free_port()
        variables = stage.environment(
            var,
            DATABASE_URL=stack.enter_context(stage.database(kind, var)),
            EMAIL_URL=f"smtp://127.0.0.1:{sink.port}",
            PORT=str(port),
        )
        migrated.migrate(variables)
        inside = stack.enter_context(stage.Inside(variables))
        inside.ask("found", "localhost")
        stack.enter_context(serve("techhire.wsgi", variables | {"DATABASE_POOL": "on"}, var, port))
        stack.enter_context(stage.worker(variables, var, pool="threads" if kind == "sqlite" else "prefork"))
        visitors = [Visitor(port, number) for number in range(count)]
        ready: dict[int, Fields] = {}

        def fill_in(number: int) -> None:
            ready[number] = visitors[number].fill_in(number)

        def sign(number: int) -> None:
            for _press in range(2 if number % TWICE == 0 else 1):
                to = visitors[number].post("/signup/check/", ready[number])
                if not to.startswith("/signup/thanks/"):
                    raise RuntimeError(f"signing led to {to}")

        pages.seconds, pages.problems = crowd(count, at_once, fill_in)
        pages.posts = [seconds for visitor in visitors for seconds in visitor.posts]
        for visitor in visitors:
            visitor.posts.clear()
        signatures.seconds, signatures.problems = crowd(count, at_once, sign)
        signatures.posts = [seconds for visitor in visitors for seconds in visitor.posts]
        signatures.problems += audit(inside, sink, count)
    return [pages, signatures]


def audit(inside: stage.Inside, sink: Sink, count: int) -> list[str]:
    """Return what is lost, doubled or unsent."""
    problems = []
    kept = inside.ask("records")
    if kept != {"commitments": count, "letters": count}:
        problems.append(f"{count} signed, {kept} kept")
    try:
        stage.wait_for(
            lambda: inside.ask("states").keys() == {"sent"}, LETTER_BY * max(count, CROWD), "the last letter"
        )
    except TimeoutError:
        problems.append(f"letters are {inside.ask('states')}")
    arrived = Counter(letter.recipient for letter in sink.taken)
    wanted = {f"jo{number}@acme{number}.example" for number in range(count)}
    if lost := wanted - arrived.keys():
        problems.append(f"{len(lost)} letters never arrived")
    if twice := [address for address, times in arrived.items() if times > 1]:
        problems.append(f"{len(twice)} letters arrived twice")
    if strange := arrived.keys() - wanted:
        problems.append(f"{len(strange)} letters to nobody who signed")
    return problems


def main() -> int:
    """Measure, print the table, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help=f"{SMOKE} sign-ups: right or wrong, not how fast")
    parser.add_argument("--only", nargs="+", choices=WORLDS, default=WORLDS)
    parser.add_argument("--crowd", type=int, default=CROWD, help=f"how many sign up ({CROWD})")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help=f"how many of them at a time ({AT_ONCE})")
    chosen = parser.parse_args()
    count, at_once = SMOKE if chosen.smoke else chosen.crowd, chosen.at_once
    print(
        f"{count} sign-ups, {min(at_once, count)} at a time; gunicorn {' '.join(SERVE)}; {os.cpu_count()} cores\n{HEAD}"
    )
    rows: list[Figures] = []
    for kind in chosen.only:
        peer = measure_bare(kind, count, at_once)
        pages, signatures = measure_portal(kind, count, at_once)
        for row in (peer, pages, signatures):
            print(row.line(), flush=True)
        print(
            f"{kind + ': signing ÷ bare form':<28}{'':>7}{signatures.rate / peer.rate if peer.rate else 0:>9.2f}",
            flush=True,
        )
        rows += [peer, pages, signatures]
    return 1 if any(row.problems for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
