"""The company's rule about its calls, version by version."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions import audit
from accounts.models import Unit, User
from calls.models import CallRule
from deadlines.limits import parse_limit
from servicedesk.lib.refusals import NotAllowed


@transaction.atomic
def change_rule(org: Unit, *, told: dict[str, Any], by: User, at: datetime) -> CallRule:
    """Write the next version; calls that are owed already keep their time. Raises UnreadableLimit."""
    if not by.may("call_rules"):
        raise NotAllowed("call_rules")
    parse_limit(told["within"])
    Unit.objects.select_for_update(of=("self",)).get(pk=org.pk)
    before = CallRule.of(org.pk)
    rule = CallRule.objects.create(org=org, version=before.version + 1, at=at, by=by, **told)
    audit(what="call_rule_changed", by=by, at=at, facts={"version": rule.version})
    return rule
