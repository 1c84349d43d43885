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
HOUR = 3600.0  # seconds

app.conf.beat_schedule = {
    "deliver letters": {"task": "outreach.tasks.pump", "schedule": TICK, "options": {"expires": TICK}},
    "run jobs": {"task": "community.tasks.run_jobs", "schedule": TICK, "options": {"expires": TICK}},
    "keep the calendar": {
        "task": "employers.tasks.keep_calendar",
        "schedule": HOUR / 4,
        "options": {"expires": HOUR / 4},
    },
    "forget imports": {"task": "directory.tasks.forget_imports", "schedule": HOUR, "options": {"expires": HOUR}},
    "tidy up": {"task": "community.tasks.tidy_up", "schedule": HOUR, "options": {"expires": HOUR}},
}
