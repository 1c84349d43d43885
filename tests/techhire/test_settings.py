"""The settings: production is the silence, a weak key never starts, and each world gets what it needs."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from techhire import embedded

KEY = "k3y-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOP"
POSTGRESQL = {"ENGINE": "django.db.backends.postgresql", "NAME": "x"}
ROOT = Path(__file__).resolve().parents[2]


def ask(expression: str, tmp_path: Path, **environment: str) -> Any:
    """Return what an expression over the settings gives in a fresh process with this environment alone."""
    code = f"import json; from techhire import settings; print(json.dumps({expression}))"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise RuntimeError(answer.stderr)
    return json.loads(answer.stdout)


@pytest.mark.parametrize("key", ["", "short", "a" * 80, "django-insecure-" + "abcdefghij" * 5])
def test_a_weak_key_does_not_start(key: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        embedded.refuse_weak_key(key)


def test_silence_does_not_start_for_want_of_a_key(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="SECRET_KEY must be a random text"):
        ask("settings.DEBUG", tmp_path)


def test_production_is_what_you_get_when_only_a_key_is_given(tmp_path: Path) -> None:
    names = "DEBUG SECURE_SSL_REDIRECT SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_NAME".split()
    assert ask(f"[getattr(settings, name) for name in {names}]", tmp_path, SECRET_KEY=KEY) == [
        False,
        True,
        True,
        True,
        "__Host-session",
    ]


def test_development_makes_a_key_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    first = ask("settings.SECRET_KEY", tmp_path, DEVELOPMENT="on")
    assert ask("settings.SECRET_KEY", tmp_path, DEVELOPMENT="on") == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_pages_that_show_the_code_need_development_too(tmp_path: Path) -> None:
    assert ask("settings.DEBUG", tmp_path, SECRET_KEY=KEY, DEBUG_PAGES="on") is False


def test_sqlite_lets_writers_wait_their_turn() -> None:
    settings = embedded.database({"ENGINE": "django.db.backends.sqlite3", "NAME": "x"})
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in settings["OPTIONS"]["init_command"]


def test_a_pool_and_kept_connections_exclude_each_other() -> None:
    alone, pooled = embedded.database(POSTGRESQL), embedded.database(POSTGRESQL, has_pool=True)
    assert (alone["CONN_MAX_AGE"] > 0, "pool" in alone["OPTIONS"]) == (True, False)
    assert (pooled["CONN_MAX_AGE"], "pool" in pooled["OPTIONS"]) == (0, True)
    assert alone["CONN_HEALTH_CHECKS"] is True
    # The pool's own check goes through its dead connections one by one: see test_postgresql.
    assert (pooled["ENGINE"], pooled["CONN_HEALTH_CHECKS"]) == ("techhire.postgresql", False)


def test_options_in_the_address_of_the_database_win() -> None:
    settings = embedded.database(POSTGRESQL | {"OPTIONS": {"connect_timeout": 1, "sslmode": "require"}})
    assert settings["OPTIONS"] == {"connect_timeout": 1, "sslmode": "require", "options": "-c jit=off"}


def test_services_are_named_by_the_environment(tmp_path: Path) -> None:
    environment = {
        "SECRET_KEY": KEY,
        "DATABASE_URL": "postgres://portal:secret@db:5432/portal",
        "CELERY_BROKER_URL": "redis://redis:6379/0",
        "CACHE_URL": "redis://redis:6379/1",
    }
    engine, host, cache, options = ask(
        "[settings.DATABASES['default']['ENGINE'], settings.DATABASES['default']['HOST'],"
        " settings.CACHES['default']['BACKEND'], settings.CELERY_BROKER_TRANSPORT_OPTIONS]",
        tmp_path,
        **environment,
    )
    assert (engine, host) == ("django.db.backends.postgresql", "db")
    assert "redis" in cache.lower()
    assert options["visibility_timeout"] == 600


def test_reports_of_faults_leave_the_request_out() -> None:
    event = {
        "request": {"url": "https://example.org/signup/confirm/token/"},
        "user": {"ip_address": "192.0.2.1"},
        "level": "error",
    }
    assert embedded.without_request(event, None) == {"level": "error"}
