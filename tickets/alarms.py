"""Alarms of the clockwork: sounded once, and once more when it is well again."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.actions import tell
from accounts.models import Grant, User
from accounts.roles import Role
from tickets.models import Alarm

log = logging.getLogger(__name__)
PATH = "/status/"


def is_sounding(code: str) -> bool:
    """Whether this alarm is open."""
    return Alarm.objects.open().filter(code=code).exists()


@transaction.atomic
def sound(code: str, *, at: datetime, facts: Mapping[str, object] | None = None) -> bool:
    """Open an alarm and tell the administrators; one that is open already is not told again."""
    alarm, is_new = Alarm.objects.get_or_create(
        code=code, ended_at=None, defaults={"began_at": at, "facts": dict(facts or {})}
    )
    if is_new:
        log.error("alarm %s: %s", code, alarm.facts)
        tell(_those_in_charge(), key=f"alarm:{alarm.pk}", what="alarm", at=at, path=PATH, facts={"alarm": code})
    return is_new


@transaction.atomic
def silence(code: str, *, at: datetime, by: str = "") -> bool:
    """Close an alarm and say that it is well again; False if it was not open."""
    alarm = Alarm.objects.open().select_for_update().filter(code=code).first()
    if alarm is None:
        return False
    alarm.ended_at, alarm.ended_by = at, by[:80]
    alarm.save(update_fields=["ended_at", "ended_by"])
    log.warning("well again: %s", code)
    tell(_those_in_charge(), key=f"alarm:{alarm.pk}:well", what="well", at=at, path=PATH, facts={"alarm": code})
    return True


def _those_in_charge() -> list[User]:
    holders = Grant.objects.live().filter(role=Role.ADMIN).values("person_id")
    return list(User.objects.filter(pk__in=holders, is_active=True, is_service=False))
