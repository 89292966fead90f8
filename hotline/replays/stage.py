"""The company in which a log is walked: one hall, one crew, a clerk for everybody whom the log names, and its promises."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.actions import grant, hire, plant
from accounts.models import Unit, User
from accounts.roles import Role
from deadlines.limits import parse_limit
from deadlines.models import PolicyRule, Promise
from deadlines.publishing import check_promise, clock_of
from deadlines.stages import usual_stages
from hotline.imports.policy import CALENDARS
from hotline.replays.plan import Plan
from tickets.lifecycle import FIELD, MOVES
from tickets.models import Category, Ticket

CODE = "RP"
BEFORE_ALL = timedelta(days=1)
NOBODY = "—"


@dataclass
class Stage:
    """Where the cases are played, and by whom."""

    hall: Unit
    crew: Unit
    category: Category
    people: dict[str, User] = field(default_factory=dict)

    def person(self, name: str) -> User:
        """Whoever stands in the log under this name; hired when first seen."""
        name = name or NOBODY
        if name not in self.people:
            self.people[name] = self._hire(name)
        return self.people[name]

    def _hire(self, name: str) -> User:
        person = hire(login=f"{CODE.lower()}{len(self.people) + 1}", name=name[:40], home=self.hall)
        grant(person, role=Role.CLERK, unit=self.hall)
        if MOVES[self.category.kind] is FIELD:
            grant(person, role=Role.DISPATCHER, unit=self.crew)
            grant(person, role=Role.DISPATCHER, unit=self.hall)
        return User.objects.get(pk=person.pk)


def build_stage(plan: Plan, *, at: datetime) -> Stage:
    """Set the stage before the first event of a log, which happens at `at`."""
    org = plant(parent=None, kind=Unit.Kind.COMPANY, code=CODE, name=plan.name or plan.source)
    stage = Stage(
        hall=plant(parent=org, kind=Unit.Kind.HALL, code=f"{CODE}H", name=plan.source),
        crew=plant(parent=org, kind=Unit.Kind.CREW, code=f"{CODE}C", name=plan.source),
        category=Category.objects.create(org=org, code=CODE, name=plan.source, kind=plan.kind),
    )
    for order, (milestone, limit) in enumerate(plan.promises.items(), start=1):
        _promise(org, plan, milestone, limit, order=order, at=at - BEFORE_ALL)
    return stage


def is_empty() -> bool:
    """Whether nobody lives in this database yet."""
    return not (Ticket.objects.exists() or Unit.objects.exists())


def _promise(org: Unit, plan: Plan, milestone: str, limit: str, *, order: int, at: datetime) -> None:
    length = parse_limit(limit)
    told = str(length)
    promise = Promise(
        org=org,
        code=f"replay:{plan.kind}:{milestone}",
        name=milestone,
        domain="import",
        subject="replay",
        kind=plan.kind,
        milestone=milestone,
        limit=told,
        clock=clock_of(told),
        calendar=CALENDARS[clock_of(told)],
        source=plan.source,
        evidence="import",
        published_at=at,
        stages=[stage.as_row() for stage in usual_stages(length, kind=plan.kind, milestone=milestone)],
    )
    check_promise(promise)
    promise.save(force_insert=True)
    line = {"line": f"{plan.kind}/{milestone}", "order": order, "kind": plan.kind, "milestone": milestone}
    PolicyRule.objects.create(org=org, profile="replay", promise=promise, active_from=at, **line)
