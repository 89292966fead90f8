"""The figures of a task's report, counted from what was recorded; nothing is kept that could contradict it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, Sum

from keyaccounts.models import SecurityTask
from outages.models import Outage, OutageArea
from tickets.lifecycle import Kind
from tickets.models import Ticket


@dataclass(frozen=True)
class Figures:
    """What a task took and what happened meanwhile."""

    hours: float
    customers: int
    people: int
    crews: int
    vehicles: int
    generators: int
    kilowatts: int
    checks: int
    checked: int
    patrols: int
    incidents: int
    faults: int
    outages: int


def figures_of(task: SecurityTask) -> Figures:
    """Count; while duty lasts, until its planned end."""
    begins, ends = task.started_at or task.from_at, task.finished_at or task.until_at
    counted = task.records.order_by().values("what").annotate(n=Count("pk"))
    records: dict[str, int] = {row["what"]: row["n"] for row in counted}
    checks = task.checks.aggregate(all=Count("pk"), done=Count("pk", filter=Q(done_at__isnull=False)))
    assets: dict[str, dict[str, Any]] = {
        row["kind"]: dict(row)
        for row in task.assets.order_by().values("kind").annotate(n=Sum("count"), kw=_kilowatts())
    }
    during = {"org_id": task.org_id, "registered_at__range": (begins, ends), "kind": Kind.FAULT}
    return Figures(
        hours=round((ends - begins).total_seconds() / 3600, 1),
        customers=task.points.values("customer").distinct().count(),
        people=task.duties.exclude(person=None).values("person").distinct().count(),
        crews=task.duties.exclude(crew=None).values("crew").distinct().count(),
        vehicles=assets.get("vehicle", {}).get("n") or 0,
        generators=assets.get("generator", {}).get("n") or 0,
        kilowatts=assets.get("generator", {}).get("kw") or 0,
        checks=checks["all"],
        checked=checks["done"],
        patrols=records.get("patrol", 0),
        incidents=records.get("incident", 0),
        faults=Ticket.objects.filter(**during, customer__in=task.points.values("customer")).count(),
        outages=_outages(task, begins=begins, ends=ends),
    )


def _kilowatts() -> Sum:
    return Sum(F("kilowatts") * F("count"))


def _outages(task: SecurityTask, *, begins: object, ends: object) -> int:
    """How many outages touched the accounts that are named, while it lasted."""
    points = [row.supply_point for row in task.points.select_related("supply_point") if row.supply_point]
    by = OutageArea.By
    touching = (
        Q(areas__by=by.POINT, areas__supply_point__in=points)
        | Q(areas__by=by.TRANSFORMER, areas__value__in={one.transformer for one in points if one.transformer})
        | Q(areas__by=by.FEEDER, areas__value__in={one.feeder for one in points if one.feeder})
    )
    rows = Outage.objects.filter(touching, org_id=task.org_id, withdrawn_at__isnull=True, starts_at__lt=ends)
    return rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=begins)).distinct().count()
