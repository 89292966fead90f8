"""The company's rules of complaints as plain values by their keys: what holds now, its own row or as shipped, and how a
row is written."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Unit
from accounts.roles import Role
from complaints.actions.recoveries import SHIPPED
from complaints.grades import shipped as shipped_grades
from complaints.heads import shipped_head
from complaints.limits import rule_of
from complaints.model_rules import SHIPPED_MOST, Rule
from complaints.models import CompensationRule, GradeRule, HeadRule, RecoveryRule, StepRule
from complaints.steps import Step

Values = dict[str, Any]
GRADE = ("name", "place", "words", "category", "channel", "importance", "repeats", "level", "matter", "is_active")


@dataclass(frozen=True)
class Chapter:
    """One sort of rules: what holds in a company by its key, and how one is written."""

    read: Callable[[Unit], dict[str, Values]]
    write: Callable[[Unit, str, Values], None]


def _values(row: Rule, *names: str) -> Values:
    return {name: getattr(row, name) for name in names}


def _steps(org: Unit) -> dict[str, Values]:
    names = ("title", "limit", "remind", "rows", "signatures", "is_active")
    return {step.value: _values(rule_of(org, step), *names) for step in Step}


def _write_step(org: Unit, key: str, values: Values) -> None:
    StepRule.objects.update_or_create(org=org, step=key, defaults=values)


def _grades(org: Unit) -> dict[str, Values]:
    """By its own key; a shipped line, which has no row yet, by its place."""
    own = list(GradeRule.objects.filter(org=org).order_by("place", "id"))
    return {(str(row.pk) if own else str(row.place)): _values(row, *GRADE) for row in own or shipped_grades(org)}


def _write_grade(org: Unit, key: str, values: Values) -> None:
    """The shipped lines become the company's own before the first is changed, so that nothing is lost."""
    if not GradeRule.objects.filter(org=org).exists():
        rows = GradeRule.objects.bulk_create(shipped_grades(org))
        key = next((str(row.pk) for row in rows if str(row.place) == key), "")
    if key:
        GradeRule.objects.filter(org=org, pk=key).update(**values)
    else:
        GradeRule.objects.create(org=org, **values)


def _heads(org: Unit) -> dict[str, Values]:
    row = HeadRule.objects.filter(org=org).first() or shipped_head(org)
    return {"head": _values(row, "times", "role", "is_active")}


def _write_head(org: Unit, key: str, values: Values) -> None:
    HeadRule.objects.update_or_create(org=org, defaults=values)


def _recoveries(org: Unit) -> dict[str, Values]:
    own = {row.why: row for row in RecoveryRule.objects.filter(org=org)}
    rows = {str(why): own.get(why, row) for why, row in SHIPPED.items()}
    return {why: _values(row, "category", "clocks", "is_active") for why, row in rows.items()}


def _write_recovery(org: Unit, key: str, values: Values) -> None:
    RecoveryRule.objects.update_or_create(org=org, why=key, defaults=values)


def _compensations(org: Unit) -> dict[str, Values]:
    own = {(row.kind, row.role): row for row in CompensationRule.objects.filter(org=org)}

    def most(kind: str, role: Role) -> str:
        row = own.get((kind, role.value))
        value = SHIPPED_MOST[role] if row is None else row.most if row.is_active else Decimal(0)
        return f"{value.normalize():f}"

    return {kind: {role.value: most(kind, role) for role in SHIPPED_MOST} for kind in CompensationRule.What.values}


def _write_compensation(org: Unit, key: str, values: Values) -> None:
    """Nothing means that this role agrees to none of it."""
    for role, told in values.items():
        rows = CompensationRule.objects.filter(org=org, kind=key, role=role)
        if Decimal(told) > 0:
            change = {"most": Decimal(told), "is_active": True}
            CompensationRule.objects.update_or_create(org=org, kind=key, role=role, defaults=change)
        elif not rows.update(is_active=False):
            CompensationRule.objects.create(org=org, kind=key, role=role, most=1, is_active=False)


BOOK: dict[str, Chapter] = {
    "step": Chapter(_steps, _write_step),
    "grade": Chapter(_grades, _write_grade),
    "head": Chapter(_heads, _write_head),
    "recovery": Chapter(_recoveries, _write_recovery),
    "compensation": Chapter(_compensations, _write_compensation),
}
