"""Canaries: what people type goes through every form, and turns up in no log and on no error page."""

import io
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError, connection
from django.test import Client

from community.logs import FaultFilter
from employers.models import Commitment
from tests.house.cast import World
from tests.house.conftest import undone
from tests.house.forms import forms_of
from tests.house.routes import address, known, table
from tests.house.test_bad_input import actor_of

pytestmark = pytest.mark.django_db
CANARY = "canary7q"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that production's handler writes, and what Django says of every statement and template besides."""
    text, config = io.StringIO(), settings.LOGGING
    maker: Any = logging.config.DictConfigurator(config)  # type: ignore[arg-type]
    handler = logging.StreamHandler(text)
    handler.setFormatter(maker.configure_formatter(dict(config["formatters"]["json"])))
    for name in config["handlers"]["console"]["filters"]:
        handler.addFilter(maker.configure_filter(dict(config["filters"][name])))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


def typed(name: str, kind: str) -> str:
    """Return a canary that a field of this name and kind may well take."""
    if "email" in name or name == "login" or kind == "email":
        return f"{CANARY}@{CANARY}.example"
    if kind == "url" or "website" in name:
        return f"https://{CANARY}.example"
    if "phone" in name:
        return "555 0100 2277"
    return f"{CANARY} {name}"


def test_nothing_typed_into_any_form_reaches_a_log(world: World, log: io.StringIO) -> None:
    posted = 0
    for route in known():
        if not {"GET", "POST"} <= set(table()[route.name].methods):
            continue
        path = address(route, world.here)
        client = world.browser(actor_of(route, "POST"))
        page = client.get(path)
        for form in forms_of(page, path) if page.status_code == 200 else []:
            with undone():
                answer = client.post(
                    form.action, {name: typed(name, kind) for name, kind in form.kinds.items()} | form.hidden
                )
            posted += 1
            assert answer.status_code < 500, f"{form.action} answers {answer.status_code}"
    assert posted > 20
    assert CANARY not in log.getvalue()


def test_a_whole_sign_up_leaves_no_word_in_a_log(world: World, log: io.StringIO) -> None:
    client = Client(headers={"user-agent": f"Mozilla {CANARY}"})
    you = {
        "signer_email": f"jo@{CANARY}.example",
        "signer_name": f"Jo {CANARY}",
        "signer_title": CANARY,
        "organization_name": f"Acme {CANARY}",
        "town": CANARY,
        "signer_phone": "555 0100 2277",
        "website": f"https://{CANARY}.example",
    }
    with undone():
        pages = (
            ("/signup/", you),
            ("/signup/roles/", {"occupation_1": "15-1254", "skills": CANARY}),
            ("/signup/commitment/", {"how_interview": CANARY}),
        )
        for path, fields in pages:
            assert client.post(path, fields).status_code == 302
        check = client.get("/signup/check/")
        ticks = {"typed_name": f"Jo {CANARY}", "may_sign": "on", "agreed_to_electronic": "on"}
        form = next(form for form in forms_of(check, "/signup/check/") if "typed_name" in form.names)
        assert client.post("/signup/check/", form.hidden | ticks).status_code == 302
        assert Commitment.objects.filter(signer_name=f"Jo {CANARY}").exists()
    assert CANARY not in log.getvalue()


def breaks(fault: Exception) -> Any:
    """Return a database wrapper in which every write and every look for a user fails."""

    def fail(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE")) or "community_user" in sql:
            raise fault
        return execute(sql, params, many, context)

    return connection.execute_wrapper(fail)


LOUD = f"duplicate key\nDETAIL:  Key (email)=(jo@{CANARY}.example) already exists.\nHINT: {CANARY}"


@pytest.mark.parametrize(
    ("fault", "status"), [(IntegrityError(LOUD), 500), (OperationalError(LOUD), 503)], ids=["500", "503"]
)
def test_a_fault_tells_its_place_and_no_value(world: World, log: io.StringIO, fault: Exception, status: int) -> None:
    client = Client(raise_request_exception=False)
    with undone(), breaks(fault):
        answer = client.post("/sign-in/", {"login": "jo@acme.example", "password": f"{CANARY} pass phrase"})
    assert answer.status_code == status
    assert type(fault).__name__ in log.getvalue()
    assert "execute_wrapper" not in answer.content.decode()
    assert CANARY not in log.getvalue()
    assert CANARY not in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        f"/{CANARY}/",
        f"/employers/{CANARY}/",
        f"/invitation/{CANARY}/",
        f"/sign-in/link/{CANARY}/",
        f"/unsubscribe/{CANARY}/",
        f"/workspace/organizations/?q={CANARY}",
        f"/%00?email={CANARY}",
    ],
)
def test_an_address_with_a_canary_reaches_no_log(path: str, world: World, log: io.StringIO) -> None:
    world.browser("coordinator").get(path)
    assert CANARY not in log.getvalue()


def test_what_celery_says_of_a_fault_names_its_kind_only() -> None:
    record = logging.LogRecord(
        "celery.app.trace",
        logging.ERROR,
        "",
        0,
        "Task %(name)s: %(exc)s\n%(traceback)s",
        ({"name": "pump", "exc": f"IntegrityError({LOUD!r})", "traceback": LOUD},),
        (IntegrityError, IntegrityError(LOUD), None),
    )
    FaultFilter().filter(record)
    assert record.getMessage().strip() == "Task pump: IntegrityError"
