"""The task queue's entry: Celery carries wake-ups, the database is the queue.

Beat's ticks carry `expires`: one that was read too late does nothing, because the next is there already.
"""

import os

from celery import Celery

from techhire import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techhire.settings")

broker.register()
app = Celery("techhire")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

TICK = 2.0  # seconds
MINUTE, HOUR = 60.0, 3600.0  # seconds

app.conf.beat_schedule = {
    "deliver letters": {"task": "outreach.tasks.pump", "schedule": TICK, "options": {"expires": TICK}},
    "help to deliver letters": {
        "task": "outreach.tasks.lend_a_hand",
        "schedule": TICK,
        "options": {"expires": TICK},
    },
    "keep news of letters": {"task": "outreach.tasks.keep_news", "schedule": HOUR, "options": {"expires": HOUR}},
    "read the mailbox": {"task": "outreach.tasks.read_mailbox", "schedule": MINUTE, "options": {"expires": MINUTE}},
    "run jobs": {"task": "community.tasks.run_jobs", "schedule": TICK, "options": {"expires": TICK}},
    "keep the calendar": {
        "task": "employers.tasks.keep_calendar",
        "schedule": HOUR / 4,
        "options": {"expires": HOUR / 4},
    },
    "keep introductions": {
        "task": "directory.tasks.keep_introductions",
        "schedule": HOUR / 4,
        "options": {"expires": HOUR / 4},
    },
    "keep the calendar of providers": {
        "task": "providers.tasks.keep_calendar",
        "schedule": HOUR,
        "options": {"expires": HOUR},
    },
    "forget imports": {"task": "directory.tasks.forget_imports", "schedule": HOUR, "options": {"expires": HOUR}},
    "look for duplicates": {
        "task": "directory.tasks.look_for_duplicates",
        "schedule": HOUR / 12,
        "options": {"expires": HOUR / 12},
    },
    "forget merges": {"task": "directory.tasks.forget_merges", "schedule": HOUR, "options": {"expires": HOUR}},
    "tidy up": {"task": "community.tasks.tidy_up", "schedule": HOUR, "options": {"expires": HOUR}},
}
