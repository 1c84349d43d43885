"""The peers of `bench/mail.py`, each in a process of its own: `mail_peers.py NAME PORT LETTERS DATABASE_URL` < words.

The words are JSON: subject, text and html as templates of Django with name, organization and link. Prints "ready" once
all is prepared, waits for a line, sends, and prints "done".
"""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import django
import environ
from django.conf import settings

SENDER = "Rivertown TechHire <hello@rivertown.example>"


def set_up(port: int, database: str, *apps: str) -> None:
    """Set up a project that does nothing but send."""
    settings.configure(
        DATABASES={"default": environ.Env.db_url_config(database)},
        INSTALLED_APPS=["django.contrib.contenttypes", *apps],
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        POST_OFFICE={"BATCH_SIZE": 1_000_000, "LOG_LEVEL": 0},
        USE_TZ=True,
    )
    django.setup()


def templates(words: dict[str, str]) -> dict[str, Any]:
    """Return the words as templates of Django."""
    from django.template import Engine

    return {name: Engine().from_string(source) for name, source in words.items()}


def made(number: int, compiled: dict[str, Any]) -> tuple[str, str, str, str]:
    """Return recipient, subject, text and HTML of one letter."""
    from django.template import Context

    facts = {"name": f"Jo Park {number}", "organization": f"Works {number}", "link": f"https://x.example/?{number}"}
    subject, text, html = (compiled[name].render(Context(facts)) for name in ("subject", "text", "html"))
    return f"jo{number}@works{number // 2}.example", subject, text, html


def letters(count: int, words: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield recipient, subject, text and HTML of each letter."""
    compiled = templates(words)
    for number in range(count):
        yield made(number, compiled)


def one_by_one(count: int, words: dict[str, str]) -> Callable[[], None]:
    """Send each letter by a call of its own, which makes it and connects."""
    from django.core.mail import send_mail

    def send() -> None:
        for to, subject, text, html in letters(count, words):
            send_mail(subject, text, SENDER, [to], html_message=html)

    return send


def one_connection(count: int, words: dict[str, str]) -> Callable[[], None]:
    """Make and send each letter on a connection that stays."""
    from django.core.mail import get_connection, send_mail

    def send() -> None:
        with get_connection() as connection:
            for to, subject, text, html in letters(count, words):
                send_mail(subject, text, SENDER, [to], html_message=html, connection=connection)

    return send


def post_office(count: int, words: dict[str, str]) -> Callable[[], None]:
    """Put all letters into the queue, made; what is timed is how its two processes deliver them."""
    from django.core.management import call_command
    from django.db import connection
    from post_office import mail

    call_command("migrate", verbosity=0)
    kept: list[dict[str, Any]] = [
        {"recipients": [to], "sender": SENDER, "subject": subject, "message": text, "html_message": html}
        for to, subject, text, html in letters(count, words)
    ]
    mail.send_many(kept)
    connection.close()

    def send() -> None:
        mail.send_queued(processes=2)

    return send


PEERS: dict[str, tuple[Callable[[int, dict[str, str]], Callable[[], None]], list[str]]] = {
    "send_mail": (one_by_one, []),
    "one connection": (one_connection, []),
    "post_office": (post_office, ["post_office"]),
}


def main(name: str, port: int, count: int, database: str) -> None:
    """Prepare, wait, send."""
    prepare, apps = PEERS[name]
    words = json.loads(sys.stdin.readline())
    set_up(port, database, *apps)
    send = prepare(count, words)
    print("ready", flush=True)
    sys.stdin.readline()
    send()
    print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
