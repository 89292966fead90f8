"""The Celery app. Nothing of value lives in the broker: ticks are hints, rows are the truth."""

import os
import time
from typing import Any

from celery import Celery, Task
from celery.signals import before_task_publish

from servicedesk.clockwork import TICKS
from servicedesk.lib.patience import PATIENCE, answering

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")

SCHEDULE: dict[str, dict[str, Any]] = {
    tick.name: {"task": tick.task, "schedule": float(tick.every), "options": {"expires": tick.expires}}
    for tick in TICKS
}
LONG: dict[str, dict[str, Any]] = {
    tick.task: {"patience": tick.patience, "soft_time_limit": tick.longest * 5 // 6, "time_limit": tick.longest}
    for tick in TICKS
    if tick.longest
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
app.conf.task_annotations = LONG
app.autodiscover_tasks()


@before_task_publish.connect
def stamp(headers: dict[str, Any], **kwargs: object) -> None:
    """Write on each message when it was sent, so that the age of the queue can be read."""
    headers["sent_at"] = time.time()
