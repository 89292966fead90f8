"""The Celery app. Nothing of value lives in the broker: ticks are hints, rows are the truth."""

import os
import time
from typing import Any

from celery import Celery
from celery.signals import before_task_publish

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")

# A tick that comes late is worthless, because the next one does its work.
EXPIRES = {"expires": 5}

SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep": {"task": "tickets.tasks.sweep", "schedule": 1.0, "options": EXPIRES},
    "fan_out": {"task": "tickets.tasks.fan_out", "schedule": 1.0, "options": EXPIRES},
    "deliver_due": {"task": "customers.tasks.deliver_due", "schedule": 5.0, "options": EXPIRES},
    "remind": {"task": "surveys.tasks.remind", "schedule": 2.0, "options": EXPIRES},
    "watch": {"task": "tickets.tasks.watch", "schedule": 10.0, "options": EXPIRES},
    "prove": {"task": "tickets.tasks.prove", "schedule": 60.0, "options": {"expires": 50}},
    "forget": {"task": "hotline.tasks.forget", "schedule": 3600.0, "options": {"expires": 600}},
}

app = Celery("servicedesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks()


@before_task_publish.connect
def stamp(headers: dict[str, Any], **kwargs: object) -> None:
    """Write on each message when it was sent, so that the age of the queue can be read."""
    headers["sent_at"] = time.time()
