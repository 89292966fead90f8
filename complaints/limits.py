"""The company's limits of the steps of a complaint; what it has not written is as shipped."""

from datetime import datetime, timedelta

from accounts.models import Unit
from complaints.models import StepRule
from complaints.steps import SHIPPED
from deadlines.calendar import due
from deadlines.limits import parse_limit
from deadlines.models.calendars import calendar_for

OFFICE = "cn-office"
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "wh": timedelta(hours=1), "d": timedelta(days=1)}


def rule_of(org: Unit, step: str) -> StepRule:
    """How this company keeps a step: its own row, else the shipped one, unsaved."""
    return StepRule.objects.filter(org=org, step=step).first() or shipped(org, step)


def shipped(org: Unit, step: str) -> StepRule:
    """A step as it is shipped."""
    told = SHIPPED[step]
    given = {"title": told.title, "limit": told.limit, "remind": told.remind}
    return StepRule(org=org, step=step, rows=list(told.rows), signatures=list(told.signatures), **given)


def until(rule: StepRule, *, since: datetime) -> datetime:
    """When a step that begins at `since` is due by its rule, in the office's hours."""
    return due(since, parse_limit(rule.limit), calendar_for(OFFICE, org=rule.org_id))


def ahead(rule: StepRule) -> timedelta:
    """How long before the limit one is reminded."""
    limit = parse_limit(rule.remind)
    return limit.amount * UNITS.get(limit.unit, UNITS["d"])
