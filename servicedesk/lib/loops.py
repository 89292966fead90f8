"""One bad row must not stop the rest."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Model

log = logging.getLogger(__name__)


@contextmanager
def carry_on(row: Model) -> Iterator[None]:
    """Do one small act for one row in a transaction of its own; a failure undoes it, is reported, and the loop goes on."""
    try:
        with transaction.atomic():
            yield
    except Exception:
        log.exception("%s %s left for the next round", row._meta.label, row.pk)
