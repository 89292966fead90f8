"""Celery's part: hints that something is due; the rows in Postgres are what counts."""

import time

from celery import shared_task
from django.utils import timezone

from customers import letterbox
from customers.models import Message

LONGEST = 4.0  # seconds: deadlines want the worker too, and the next hint goes on
IN_TROUBLE = 3  # requests in a row of which nothing was taken


@shared_task
def deliver_due() -> None:
    """Hand over what is due, channel by channel, until there is no more, the gateway is in trouble, or time is up."""
    until = time.monotonic() + LONGEST
    while letterbox.pass_on(at=timezone.now()) and time.monotonic() < until - LONGEST / 2:
        pass
    for channel in Message.Channel.values:
        in_vain = 0
        while in_vain < IN_TROUBLE and time.monotonic() < until:
            taken = letterbox.deliver(channel, at=timezone.now())
            if taken is None:
                break
            in_vain = 0 if taken else in_vain + 1
