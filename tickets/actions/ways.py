"""What an administrator changes for the counters, on record."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions import audit
from accounts.models import Unit, User
from tickets.models import Channel, CounterRule


@transaction.atomic
def set_channel(
    org: Unit, *, code: str, name: str, by: User, at: datetime, name_en: str = "", is_active: bool = True
) -> Channel:
    """Add a way in, change its word, or take it out of use; what came by it keeps it."""
    facts = {"name": name, "name_en": name_en, "is_active": is_active}
    channel, _is_new = Channel.objects.update_or_create(org=org, code=code, defaults=facts)
    audit(what="channel_set", by=by, at=at, facts={"code": code, "is_active": is_active})
    return channel


@transaction.atomic
def set_counter_rule(org: Unit, *, by: User, at: datetime, **figures: Any) -> CounterRule:
    """Change the figures of the company's counters; they hold for what comes from now on."""
    rule, _is_new = CounterRule.objects.update_or_create(org=org, defaults=figures)
    audit(what="counter_rule_set", by=by, at=at, facts=figures)
    return rule
