"""The company writes its own lines: limits and sheets, levels, when to make good, up to what. Every change is audited."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts.actions import audit
from accounts.models import Unit, User
from complaints.grades import shipped
from complaints.limits import rule_of
from complaints.models import CompensationRule, GradeRule, RecoveryRule, StepRule
from deadlines.limits import parse_limit


def _say(org: Unit, what: str, *, by: User, at: datetime) -> None:
    audit(what="complaint_rule", by=by, at=at, facts={"org": str(org.pk), "rule": what})


@transaction.atomic
def set_step(org: Unit, *, step: str, title: str, limit: str, remind: str, by: User, at: datetime) -> StepRule:
    """How long a step may take and when one is reminded; what is due already stays due. Raises UnreadableLimit."""
    rule = rule_of(org, step)
    parse_limit(limit)
    parse_limit(remind)
    rule.title, rule.limit, rule.remind = title.strip() or rule.title, limit.strip(), remind.strip()
    rule.save()
    _say(org, f"step:{step}", by=by, at=at)
    return rule


@transaction.atomic
def add_grade(org: Unit, *, line: GradeRule, by: User, at: datetime) -> GradeRule:
    """Add a line; the shipped ones become the company's own first, so that nothing is lost."""
    if not GradeRule.objects.filter(org=org).exists():
        GradeRule.objects.bulk_create(shipped(org))
    last = GradeRule.objects.filter(org=org).aggregate(last=Max("place"))["last"] or 0
    line.org, line.place = org, last + 10
    line.save(force_insert=True)
    _say(org, f"grade:{line.name}", by=by, at=at)
    return line


@transaction.atomic
def drop_grade(org: Unit, *, name: str, by: User, at: datetime) -> None:
    """Take a line out of use."""
    if not GradeRule.objects.filter(org=org).exists():
        GradeRule.objects.bulk_create(shipped(org))
    GradeRule.objects.filter(org=org, name=name).update(is_active=False)
    _say(org, f"grade:{name}", by=by, at=at)


@transaction.atomic
def set_recovery(org: Unit, *, why: str, is_active: bool, category: str, clocks: str, by: User, at: datetime) -> None:
    """When it is proposed to make good."""
    told = {"is_active": is_active, "category": category.strip(), "clocks": clocks.strip()}
    RecoveryRule.objects.update_or_create(org=org, why=why, defaults=told)
    _say(org, f"recovery:{why}", by=by, at=at)


@transaction.atomic
def set_compensation(org: Unit, *, kind: str, role: str, most: Decimal, by: User, at: datetime) -> None:
    """Up to which value a role may agree to a kind."""
    CompensationRule.objects.update_or_create(org=org, kind=kind, role=role, defaults={"most": most, "is_active": True})
    _say(org, f"compensation:{kind}:{role}", by=by, at=at)
