"""Production is what you get when you say nothing: its cookies, its headers, its refusals, on every kind of answer."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import override_settings

from tests.house import html
from tests.house.cast import World
from tests.make import PASSWORD

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
TELL = """
import json, sys
from techhire import settings
names = [name for name in dir(settings) if name.startswith(("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_"))]
from django.conf import settings as configured
import django
django.setup()
from django.urls import get_resolver
parts = get_resolver().url_patterns
routes = [str(pattern.pattern) for part in parts for pattern in getattr(part, "url_patterns", [part])]
print(json.dumps({"settings": {name: getattr(settings, name) for name in names}, "routes": routes}))
"""


@cache
def production() -> dict[str, Any]:
    """Return settings and routes of an install that was told nothing but its key and its database."""
    told = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "a-key-for-this-test-only-0123456789-abcdefghijklmnopqrstuvwxyz",
        "DATABASE_URL": "sqlite:///:memory:",
        "DJANGO_SETTINGS_MODULE": "techhire.settings",
        "CELERY_BROKER_URL": "memory://",
    }
    answer = subprocess.run(
        [sys.executable, "-c", TELL], cwd=ROOT, env=told, capture_output=True, text=True, check=True
    )
    return dict(json.loads(answer.stdout))


ANSWERS = [
    ("stranger", "/", 200),
    ("stranger", "/sign-in/", 200),
    ("stranger", "/employers.json", 200),
    ("stranger", "/logo.png", 200),
    ("stranger", "/theme.css", 200),
    ("stranger", "/static/portal.css", 200),
    ("stranger", "/health/live/", 200),
    ("stranger", "/workspace/", 302),
    ("stranger", "/%00", 400),
    ("viewer", "/workspace/team/invite/", 403),
    ("viewer", "/workspace/", 200),
    ("stranger", "/no-such-page/", 404),
]


@pytest.mark.parametrize(("actor", "path", "status"), ANSWERS)
def test_every_kind_of_answer_is_guarded(actor: str, path: str, status: int, world: World) -> None:
    with override_settings(DEVELOPMENT=False, **production()["settings"]):
        answer = world.browser(actor).get(path, secure=True)
        assert answer.status_code == status
        is_file = path.endswith(".png")
        assert html.unguarded(answer, personal=actor != "stranger", sandboxed=is_file) == []
        assert (
            answer.get("Strict-Transport-Security") == "max-age=31536000; includeSubDomains; preload" or status == 400
        )


def test_a_fault_is_guarded_as_well(world: World) -> None:
    def fail(*statement: Any) -> Any:
        raise IntegrityError

    with override_settings(DEVELOPMENT=False, **production()["settings"]):
        client = world.browser("stranger")
        with connection.execute_wrapper(fail):
            answer = client.get("/", secure=True)
    assert answer.status_code == 500
    assert html.unguarded(answer) == []


def test_too_large_a_body_is_guarded_as_well(world: World) -> None:
    with override_settings(DEVELOPMENT=False, **production()["settings"]):
        answer = world.browser("stranger").generic("POST", "/sign-in/", b"", CONTENT_LENGTH="99999999")
    assert answer.status_code == 413
    assert html.unguarded(answer) == []


def test_cookies_are_bound_to_the_host_and_to_https(world: World) -> None:
    with override_settings(DEVELOPMENT=False, **production()["settings"]):
        client = world.browser("stranger")
        client.get("/sign-in/", secure=True)
        typed = {"login": world.here.people["viewer"].email, "password": PASSWORD}
        client.post("/sign-in/", typed, secure=True)
        assert set(client.cookies) >= {"__Host-session", "__Host-csrf"}
        for name, cookie in client.cookies.items():
            assert name.startswith("__Host-")
            assert cookie["secure"]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"
            assert cookie["path"] == "/"
            assert not cookie["domain"]


def test_plain_http_is_led_to_https_and_health_is_not(world: World) -> None:
    with override_settings(DEVELOPMENT=False, **production()["settings"]):
        client = world.browser("stranger")
        assert client.get("/why-join/").headers["Location"] == "https://testserver/why-join/"
        assert client.get("/health/live/").status_code == 200


def test_the_letters_of_development_do_not_exist() -> None:
    assert not [route for route in production()["routes"] if route.startswith("dev/")]
    assert [route for route in production()["routes"] if route.startswith("signup/")]
