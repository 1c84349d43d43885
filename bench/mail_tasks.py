"""One task per letter, as is commonly done, for `bench/mail.py`: it makes a letter, sends it, and writes nothing down.

The environment says where the mail server and the broker are, and the file of words holds the templates.
"""

import json
import os
from pathlib import Path

from celery import Celery

from bench.mail_peers import made, set_up, templates

PORT, BROKER, WORDS = "BENCH_SINK", "BENCH_BROKER", "BENCH_WORDS"

set_up(int(os.environ[PORT]), "sqlite://:memory:")
app = Celery(broker=os.environ[BROKER], set_as_current=True)
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=4)
compiled = templates(json.loads(Path(os.environ[WORDS]).read_text()))


@app.task(name="send")
def send(number: int) -> None:
    """Send the letter of this number."""
    from django.core.mail import send_mail

    to, subject, text, html = made(number, compiled)
    send_mail(subject, text, "Rivertown TechHire <hello@rivertown.example>", [to], html_message=html)


if __name__ == "__main__":
    for number in range(int(os.environ["BENCH_LETTERS"])):
        send.delay(number)
