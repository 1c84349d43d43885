"""What differs between the embedded default and production, in one place.

Embedded: SQLite, a folder as the broker, letters into a folder; nothing to install.
Production: PostgreSQL, Redis and SMTP, each named by its own variable of the environment.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from techhire import broker

BROKER_URL = f"{broker.SCHEME}://localhost"
KEY_LENGTH = 50  # characters, Django's own measure of a strong key

SQLITE_OPTIONS = {
    # A writer waits its turn instead of failing when a reader wants to write: fifty at once get through.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
}
# Seconds. And no compiling of questions: it took seven seconds for one that is answered in one.
POSTGRESQL_OPTIONS = {"connect_timeout": 5, "options": "-c jit=off"}
# Connections, and seconds: to wait for one, and to try for one. Unless that is short the pool tries ever more seldom
# while PostgreSQL is away, and goes without for as long again after it is back.
POOL = {"min_size": 1, "max_size": 10, "timeout": 5, "reconnect_timeout": 2}
KEEP_CONNECTION = 600  # seconds


def secret_key(var: Path) -> str:
    """Return development's own key, made once and kept in a file only its owner reads."""
    path = var / "secret-key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=var)  # of mode 0600
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(KEY_LENGTH))
        with suppress(FileExistsError):  # web and worker may start at the same moment: the first key stays
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_text().strip()


def refuse_weak_key(key: str) -> None:
    """Raise ImproperlyConfigured unless the key is long and varied enough to sign with."""
    if len(key) < KEY_LENGTH or len(set(key)) < 5 or key.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            f"SECRET_KEY must be a random text of at least {KEY_LENGTH} characters; make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )


def database(config: dict[str, Any], *, has_pool: bool = False) -> dict[str, Any]:
    """Return the database's settings with what each engine needs to be safe under many writers.

    A thread keeps its connection from request to request, except where a pool does so for all of them: Django refuses
    the two together. Options in the URL win over ours.
    """
    if config["ENGINE"].endswith("sqlite3"):
        Path(config["NAME"]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return {"CONN_MAX_AGE": None} | config | {"OPTIONS": SQLITE_OPTIONS | config.get("OPTIONS", {})}
    options = POSTGRESQL_OPTIONS | config.get("OPTIONS", {})
    if (
        has_pool
    ):  # our engine asks for the whole pool at once whether it lives; the pool's own check would go one by one
        ours = {"ENGINE": "techhire.postgresql", "CONN_HEALTH_CHECKS": False, "CONN_MAX_AGE": 0}
        return config | ours | {"OPTIONS": options | {"pool": POOL}}
    return {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": KEEP_CONNECTION} | config | {"OPTIONS": options}


def cache(config: dict[str, Any]) -> dict[str, Any]:
    """Return the cache's settings; one in Redis is never waited for."""
    is_redis = config["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    return config | {"BACKEND": "techhire.cache.PatientRedisCache"} if is_redis else config


def broker_options(url: str, var: Path) -> dict[str, Any]:
    """Return the transport options of the broker that the URL names."""
    if url.startswith(broker.SCHEME):
        return {"folder": str(var / "broker")}
    # Seconds. A message not acknowledged in time is handed out again, so no task may last longer.
    return {"visibility_timeout": 600, "socket_timeout": 5, "socket_connect_timeout": 2, "health_check_interval": 30}


def report_faults(dsn: str) -> None:
    """Start Sentry's client where a DSN is given: off by default, and never with personal data."""
    if dsn:
        import sentry_sdk

        sentry_sdk.init(
            dsn=dsn,
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,
            max_breadcrumbs=0,
            before_send=without_request,
        )


def without_request(event: Any, hint: Any) -> Any:
    """Return a report without the request: an address may hold the token of somebody's link."""
    event.pop("request", None)
    event.pop("user", None)
    return event
