"""How gunicorn serves: threads for people who wait, logs like the portal's own, no socket in anybody's home folder."""

from typing import Any

from techhire import settings

worker_class = "gthread"
threads = 8  # a process; WEB_CONCURRENCY says how many processes
timeout = 60  # seconds before a stuck process is replaced
graceful_timeout = 20  # seconds that a request gets when the server stops
keepalive = 5  # seconds
control_socket_disable = True

LOGGERS: dict[str, Any] = {
    "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True},
    "gunicorn.access": {"level": "CRITICAL", "handlers": []},  # it would write addresses with tokens in them
}
LOGGING: dict[str, Any] = settings.LOGGING
logconfig_dict: dict[str, Any] = LOGGING | {"loggers": LOGGING["loggers"] | LOGGERS}
