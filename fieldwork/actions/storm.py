"""Storm mode: the whole company sends by transformer, and no rule sends anybody. Who switched it stands on every board."""

from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from accounts.models import Unit, User
from fieldwork.model_rules import DispatchDesk
from servicedesk.lib.refusals import NotAllowed


@transaction.atomic
def switch(org: Unit, *, on: bool, by: User, at: datetime) -> DispatchDesk:
    """Switch storm mode on or off; what it is already it stays, and whoever was first stays named."""
    if not by.may_at("dispatch", org.pk):
        raise NotAllowed("dispatch")
    DispatchDesk.objects.bulk_create([DispatchDesk(org=org)], ignore_conflicts=True)
    desk = DispatchDesk.objects.select_for_update().get(org=org)
    if (desk.storm_at is not None) == on:
        return desk
    facts = {"since": desk.storm_at.isoformat()} if desk.storm_at else {}
    desk.storm_at, desk.storm_by = (at, by) if on else (None, None)
    desk.save(update_fields=["storm_at", "storm_by"])
    audit(what="storm_on" if on else "storm_off", by=by, at=at, facts=facts)
    return desk
