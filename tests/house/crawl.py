"""A crawler: follows every link of the portal as one actor, by GET and HEAD, and writes down all that is wrong."""

import re
import zlib
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from tests.house import html
from tests.house.cast import World
from tests.house.routes import address, known, table

MOST_PAGES = 1_000  # a crawl that goes on for longer walks in circles
MOST_OF_ONE = 4  # addresses of one route with a query: filters, orders and pages of the same list
HEADS = 8  # of so many pages one is asked for its head as well: the matrix of access asks each route for it
MOST_QUERIES = 36  # before two become one, each table that points at them is counted
MOST_TODAY = 50  # every app asks what it wants
READS = re.compile(
    r"[\s(]*(SELECT|WITH|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT|PRAGMA|EXPLAIN|SET LOCAL|SHOW)\b",
    re.IGNORECASE,
)
VOLATILE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|data-opened="[^"]*"')

# What looking may write, all of it allauth's and behind a fresh proof of who looks: a form's secret waits in
# the session until the form comes back, and recovery codes remember that they were shown.
MAY_WRITE = {
    "mfa_activate_totp": '"django_session"',
    "mfa_add_webauthn": '"django_session"',
    "mfa_reauthenticate_webauthn": '"django_session"',
    "mfa_login_webauthn": '"django_session"',
    "mfa_view_recovery_codes": 'UPDATE "mfa_authenticator"',
    "providers:desk-return-preview": '"providers_',  # figures of rows that are put in, counted and taken back
}


@dataclass
class Crawl:
    """What a crawl saw: pages by path, routes that links led to, and problems."""

    actor: str
    problems: list[str] = field(default_factory=list)
    linked: set[str] = field(default_factory=set)
    titles: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # by area and title
    pages: int = 0


@dataclass
class Watch:
    """The statements that one request sent."""

    count: int = 0
    writes: list[str] = field(default_factory=list)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Count the statement, and keep it where it writes."""
        if not READS.match(sql):
            self.writes.append(sql[:120])
        if not re.match(r"\s*(SAVEPOINT|RELEASE|ROLLBACK TO)", sql, re.IGNORECASE):
            self.count += 1
        return execute(sql, params, many, context)


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch the database while something happens."""
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield watch


def name_of(path: str) -> str:
    """Return the name of the route behind a path."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def links(page: html.Page, base: str) -> Iterator[str]:
    """Yield the addresses of our own that a page leads to or loads."""
    for target in page.targets:
        found = urlsplit(urljoin(f"http://testserver{base}", target))
        if found.scheme == "http" and found.netloc == "testserver":
            yield found.path + (f"?{found.query}" if found.query else "")


pages: dict[int, html.Page] = {}  # what was read before, whoever looked


def read(answer: HttpResponse) -> html.Page:
    """Read a page; one that differs only in what differs from answer to answer is not read again."""
    text = answer.content.decode()
    key = hash(VOLATILE.sub("", text).replace(answer.headers["X-Request-ID"], ""))
    if key not in pages:
        pages[key] = html.read(text)
    return pages[key]


def crawl(world: World, actor: str) -> Crawl:
    """Follow the links from the front page and from where one arrives; then look at every route besides."""
    seen = Crawl(actor)
    client = world.browser(actor)
    begin = ["/"] if actor == "stranger" else ["/", "/arrive/"]
    done = follow(seen, client, begin)
    seen.linked = {name_of(path) for path in done}
    rest = [address(route, world.here) for route in known() if "GET" in table()[route.name].methods]
    follow(seen, client, [path for path in rest if path not in done], is_linked=False, done=done)
    return seen


def follow(
    seen: Crawl, client: Client, begin: list[str], *, is_linked: bool = True, done: set[str] | None = None
) -> set[str]:
    """Look at pages and what they link to, breadth first; return the paths that were seen."""
    done = set() if done is None else done
    queried: Counter[str] = Counter()
    queue = deque((path, "" if is_linked else "(no page)") for path in begin)
    done.update(begin)
    while queue:
        path, source = queue.popleft()
        if len(done) > MOST_PAGES:
            seen.problems.append(f"more than {MOST_PAGES} pages")
            break
        answer = look(seen, client, path, source)
        found = [answer["Location"]] if 300 <= answer.status_code < 400 and answer.has_header("Location") else []
        if is_page(answer):
            found += links(read(answer), path)
        for target in found:
            split = urlsplit(target)
            onward = split.path + (f"?{split.query}" if split.query else "")
            if onward in done or not split.path.startswith("/") or split.path.startswith("/admin/"):
                continue
            done.add(onward)
            if split.query:
                queried[name_of(onward)] += 1
            if not split.query or queried[name_of(onward)] <= MOST_OF_ONE:
                queue.append((onward, path))
    return done


def is_page(answer: HttpResponse) -> bool:
    """Test whether an answer is a page of HTML."""
    return not answer.streaming and bool(answer.content) and answer.get("Content-Type", "").startswith("text/html")


def look(seen: Crawl, client: Client, path: str, source: str) -> HttpResponse:
    """Get a page, of a part of them ask for the head, and write down what is wrong with either."""
    with watched() as watch:
        answer = client.get(path)
    with watched() as again:
        head = client.head(path) if zlib.crc32(path.encode()) % HEADS == 0 else None
    seen.pages += 1
    name, line = name_of(path), table().get(name_of(path))
    allowed = MAY_WRITE.get(name, "(nothing)")
    writes = [sql for sql in watch.writes + again.writes if allowed not in sql]
    wrong = [f"looking writes: {sql}" for sql in writes]
    if answer.status_code >= 500 or (source and source != "(no page)" and answer.status_code >= 400):
        wrong.append(f"answers {answer.status_code}")
    if head and (head.status_code != answer.status_code or (not head.streaming and head.content)):
        wrong.append(f"HEAD answers {head.status_code}")
    if watch.count > (MOST_TODAY if name == "reports:today" else MOST_QUERIES):
        wrong.append(f"{watch.count} queries")
    is_static = path.startswith("/static/")
    is_kept = "public" in answer.get("Cache-Control", "")
    wrong += html.unguarded(
        answer,
        personal=bool(client.cookies) and not is_static and not is_kept,
        framed=bool(line and line.framed),
        sandboxed=bool(line and line.sandboxed),
    )
    if is_kept and not is_static and not (line and line.public):
        wrong.append("may be kept by caches, and its line in access.toml does not say public")
    if is_page(answer) and not (line and line.sandboxed):
        page = read(answer)
        wrong += page.problems
        if answer.status_code == 200 and not (line and (line.unlinked or line.framed)):
            seen.titles.setdefault((path.split("/")[1], page.title), set()).add(name)
    seen.problems += [f"{seen.actor}: {path} (from {source or 'the start'}): {problem}" for problem in wrong]
    return answer
