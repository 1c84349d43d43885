"""Bad input on every form and every list: a clear message or a refusal, never a fault, on both databases."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import html5lib
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from community import links, purposes
from tests.house.cast import OWNERS, World
from tests.house.conftest import undone
from tests.house.forms import Form, forms_of
from tests.house.routes import Route, address, known, share, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("app_code_at_hand")]

FORM = "application/x-www-form-urlencoded"
# What goes into every field at once. The first two are refused at the door; the others reach the forms.
VALUES = {
    "NUL": "%00",
    "a lone surrogate": "%ED%A0%80",
    "nothing": "",
    "spaces": quote("   "),
    "5,000 digits": "9" * 5000,
    "a number beyond the database": str(2**63),
    "a negative number": "-1",
    "no number": "NaN",
    "a bad date": "2026-02-31",
    "a date out of range": "9999999-01-01",
    "the year 10,000": "10000-01-01T00:00",
    "emoji": quote("👩‍💻" * 20),
    "right to left": quote("שלום עולם"),
    "bidi controls": quote("admin‮gpj.exe⁦x⁩"),
    "a script": quote("<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"),
    "400 characters": "n" * 400,
    "3,000 wide characters": quote("ß" * 3000),
    "lines": quote("a\r\nBcc: everybody@example.com\r\n\r\nb"),
    "a template": quote("{{ settings.SECRET_KEY }}{% debug %}((name))%(x)s{0.__class__}"),
    "an address": quote("a@b@c..example,d@e.example"),
    "a long address": f"{'a' * 300}@example.com",
    "a path": quote("../../../../etc/passwd"),
    "a wildcard": quote("%" * 200 + "_" * 200 + "\\"),
    "a search language": quote('" AND (NEAR* OR ^'),
    "JSON": quote('{"a": [1, null]}'),
    "true": "on",
}


def actor_of(route: Route, method: str = "GET") -> str:
    """Return somebody who gets in."""
    line = table()[route.name]
    who = line.may(method)
    return {"everyone": "stranger", "nobody": "stranger", "owner": OWNERS.get(line.thing, "")}.get(who, "administrator")


def post(client: Client, path: str, body: str, content_type: str = FORM) -> HttpResponse:
    """Post a body as it is, and undo whatever it did."""
    with undone():
        return client.generic("POST", path, body.encode(), content_type)


def bodies(found: Form) -> Iterator[tuple[str, str]]:
    """Yield bad bodies for a form, each with what is bad about it: all fields, then all but the hidden ones."""
    for what, value in VALUES.items():
        yield what, "&".join(f"{quote(name)}={value}" for name in sorted(found.names))
        if found.hidden:
            kept = urlencode(found.hidden)
            yield (
                f"{what} beside what was hidden",
                "&".join([kept, *(f"{quote(name)}={value}" for name in sorted(found.names - set(found.hidden)))]),
            )
    yield "each field twice", "&".join(f"{quote(name)}=1&{quote(name)}=2" for name in sorted(found.names))
    yield "1,001 fields", "&".join(f"field{number}=1" for number in range(1001))
    yield (
        "fields of ours that are not in the form",
        "community=2&is_superuser=on&id=1&pk=1&state=active&settled_at=2026-01-01&employer=1",
    )


STRANGE = [
    ("an odd charset", "a=1", f"{FORM}; charset=utf-16"),
    ("no such charset", "a=1", f"{FORM}; charset=no-such"),
    ("a codec that is no charset", "a=1", "multipart/form-data; boundary=b; charset=hex"),
    ("no boundary", "a=1", "multipart/form-data"),
    ("a broken part", "--b\r\nContent-Disposition: form-data", "multipart/form-data; boundary=b"),
    (
        "a part of base64 that is none",
        '--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--b--',
        "multipart/form-data; boundary=b",
    ),
    ("JSON", '{"a": 1}', "application/json"),
    ("broken JSON", '{"a": ', "application/json"),
    ("no type", "a=1", ""),
    ("3 MB of text", "a=" + "x" * 3_000_000, FORM),
]


tried: set[tuple[str, ...]] = set()


@pytest.mark.parametrize("route", [route for route in known() if "POST" in table()[route.name].methods], ids=str)
def test_a_form_answers_bad_input_with_words(route: Route, world: World) -> None:
    path = address(route, world.here)
    client = world.browser(actor_of(route, "POST"))
    pages = [client.get(path)] if "GET" in table()[route.name].methods else []
    found = [form for page in pages if page.status_code == 200 for form in forms_of(page, path)] or [
        Form(path, {"a", "note", "text", "name", "date"})
    ]
    wrong = []
    for form in found:
        target = form.action if form.action.startswith("/") else path
        if (target, *sorted(form.names)) in tried:
            continue  # the button that signs out stands on every page
        tried.add((target, *sorted(form.names)))
        tries = share([(what, body, FORM) for what, body in bodies(form)] + STRANGE, route.name + target)
        for what, body, content_type in tries:
            answer = post(client, target, body, content_type)
            if answer.status_code >= 500:
                wrong.append(f"{what} to {target}: {answer.status_code}")
            if "<script>alert(1)" in answer.content.decode(errors="replace") if not answer.streaming else False:
                wrong.append(f"{what} to {target}: the script came back")
    assert not wrong, "\n".join(wrong)


def queries(answer: HttpResponse) -> set[str]:
    """Return the names that a page's links and forms put into a query."""
    page = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    names = {"page", "q", "next", "v", "done"}
    for element in page.iter("form"):
        if (element.get("method") or "get").lower() == "get":
            names |= {name for control in element.iter() if (name := control.get("name"))}
    for element in page.iter("a"):
        query = (element.get("href") or "").partition("?")[2].partition("#")[0]
        names |= {pair.partition("=")[0] for pair in query.split("&") if pair}
    return names


@pytest.mark.parametrize("route", [route for route in known() if "GET" in table()[route.name].methods], ids=str)
def test_a_page_answers_a_bad_query_with_words(route: Route, world: World) -> None:
    path = address(route, world.here)
    client = world.browser(actor_of(route))
    answer = client.get(path)
    is_page = not answer.streaming and answer.get("Content-Type", "").startswith("text/html")
    names = queries(answer) if is_page else {"v", "q", "page", "sector"}
    wrong = []
    for what, value in share(VALUES.items(), route.name):
        with undone():
            found = client.get(path, QUERY_STRING="&".join(f"{name}={value}" for name in sorted(names)))
        if found.status_code >= 500:
            wrong.append(f"{what} in {sorted(names)}: {found.status_code}")
    assert not wrong, "\n".join(wrong)


ODD = [
    "9" * 5000,
    "9" * 400,
    "-1",
    "0",
    "%00",
    "%ED%A0%80",
    "👩‍💻",
    "<script>",
    "n" * 1000,
    "..%2f..%2fetc%2fpasswd",
    "a%0D%0Ab",
    "2026-02-31",
]


@pytest.mark.parametrize("route", [route for route in known() if route.arguments], ids=str)
def test_an_odd_argument_in_an_address_is_missing(route: Route, world: World) -> None:
    pattern = route.pattern
    for method in table()[route.name].methods:
        client = world.browser(actor_of(route, method))
        for odd in share(ODD, route.name + method):
            path = pattern
            for name, converter in route.converters:
                path = path.replace(f"<{converter}:{name}>", odd)
            with undone():
                answer = client.generic(method, path.replace("//", "/"))
            is_silent = table()[route.name].silent and method == "POST"
            assert 400 <= answer.status_code < 500 or is_silent, f"{method} {path[:90]} is {answer.status_code}"


TOKENS = [(key, purpose) for key, purpose in purposes.PURPOSES.items()]


@pytest.mark.parametrize(("key", "purpose"), TOKENS, ids=[key for key, _ in TOKENS])
def test_a_forged_or_expired_or_foreign_token_opens_nothing(key: str, purpose: purposes.Purpose, world: World) -> None:
    good = world.here.things[f"{key} link"]["token"]
    record = f"{key}.nothing:1"
    past = world.here.community.created_at.replace(year=2020)
    expired = links.mint(purpose, record, community=world.here.community, at=past).rstrip("/").rsplit("/", 1)[1]
    others = [
        other.things[f"{kind} link"]["token"]
        for other in (world.here, world.far)
        for kind in purposes.PURPOSES
        if purposes.PURPOSES[kind].route != purpose.route or other is world.far
    ]
    for token in [good[:-1], good + "A", good.swapcase(), good[::-1], expired, *others]:
        path = reverse(purpose.route, args=[token])
        for method in ("GET", "POST"):
            with undone():
                answer = world.browser("stranger").generic(method, path)
            assert answer.status_code in {404, 410}, f"{method} {path}"


def test_ten_megabytes_are_refused_before_they_are_read(world: World) -> None:
    for path in ("/signup/", "/sign-in/", "/workspace/organizations/add/"):
        answer = world.browser("administrator").generic(
            "POST", path, b"a=1", FORM, CONTENT_LENGTH=str(10 * 1024 * 1024)
        )
        assert answer.status_code == 413
        assert b"larger than" in answer.content
