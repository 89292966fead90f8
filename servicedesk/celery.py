"""The Celery app. Nothing of value lives in the broker: ticks are hints, rows are the truth."""

import os
import time
from typing import Any

from celery import Celery, Task
from celery.signals import before_task_publish

from servicedesk.lib.patience import PATIENCE, answering

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")

# A tick that comes late is worthless, because the next one does its work.
EXPIRES = {"expires": 5}

SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep": {"task": "tickets.tasks.sweep", "schedule": 1.0, "options": EXPIRES},
    "fan_out": {"task": "tickets.tasks.fan_out", "schedule": 1.0, "options": EXPIRES},
    "deliver_due": {"task": "customers.tasks.deliver_due", "schedule": 2.0, "options": EXPIRES},
    "remind": {"task": "surveys.tasks.remind", "schedule": 2.0, "options": EXPIRES},
    "filings": {"task": "applications.tasks.filings", "schedule": 60.0, "options": {"expires": 50}},
    "watch": {"task": "tickets.tasks.watch", "schedule": 10.0, "options": EXPIRES},
    "tend": {"task": "keyaccounts.tasks.tend", "schedule": 60.0, "options": {"expires": 50}},
    "look_after": {"task": "keyaccounts.tasks.look_after", "schedule": 30.0, "options": {"expires": 25}},
    "judge_files": {"task": "tickets.tasks.judge_files", "schedule": 3.0, "options": EXPIRES},
    "keep_files": {"task": "tickets.tasks.keep_files", "schedule": 600.0, "options": {"expires": 500}},
    "prove": {"task": "tickets.tasks.prove", "schedule": 60.0, "options": {"expires": 50}},
    "remind_reviews": {"task": "knowledge.tasks.remind_reviews", "schedule": 600.0, "options": {"expires": 300}},
    "tidy_up": {"task": "tickets.tasks.tidy_up", "schedule": 30.0, "options": {"expires": 25}},
    "forget": {"task": "hotline.tasks.forget", "schedule": 3600.0, "options": {"expires": 600}},
}


class Patient(Task):
    """A task that hangs up on a database from which nothing more is heard for `patience` seconds."""

    patience = PATIENCE

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with answering(within=self.patience):
            return super().__call__(*args, **kwargs)


app = Celery("servicedesk", task_cls=Patient)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
# On a large database each of its statements may take minutes.
app.conf.task_annotations = {"tickets.tasks.prove": {"patience": 700.0, "soft_time_limit": 1500, "time_limit": 1800}}
app.autodiscover_tasks()


@before_task_publish.connect
def stamp(headers: dict[str, Any], **kwargs: object) -> None:
    """Write on each message when it was sent, so that the age of the queue can be read."""
    headers["sent_at"] = time.time()
