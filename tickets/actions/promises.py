"""Promises of a ticket: shown before saving, and pinned at intake."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accounts.models import Unit
from customers.tagging import importance_of
from deadlines.actions import AGREED_SUFFIX, bindings_for, promises_for
from deadlines.calendar import due, hall_time
from deadlines.conditions import Case
from deadlines.limits import parse_limit
from deadlines.models import Promise
from deadlines.words import APPLICATION_STEPS
from tickets.lifecycle import ORDER_CLOCK, STEP_BY_STEP, ClockRule, clocks_of
from tickets.models import Category, Ticket
from tickets.turning import as_promised

ALSO = ".also"
SEQUENCE = (
    *APPLICATION_STEPS,
    "contact",
    "dispatch",
    "accept",
    "arrive",
    "restore",
    "report",
    "review",
    "reply",
    "resolve",
    "callback",
)


# A report is reviewed only where a rule of the company asks for it, which is known when it comes.
IF_ASKED = "review"
# What the steps of a category's application are promised, in their order: the app that knows the steps says so.
StepPromises = Callable[[Category, Unit, datetime], dict[str, Promise]]
STEPS_OF: dict[str, StepPromises] = {}


def steps_promised(category: Category | None, org: Unit, at: datetime) -> dict[str, Promise]:
    """The promises of the steps of such an application; none where the category leads to no application."""
    asked = STEPS_OF.get(STEP_BY_STEP) if category and category.application else None
    return asked(category, org, at) if asked and category else {}


@dataclass(frozen=True)
class Foreseen:
    """One line of the preview: by when this step is promised, if everything before it takes as long as it may."""

    milestone: str
    due_at: datetime
    promise: Promise
    is_estimate: bool

    @property
    def is_provisional(self) -> bool:
        """Whether it rests on days whose official notice is not known yet."""
        calendar, limit = self.promise.work_calendar(), self.promise.parsed_limit
        return limit.needs_calendar and calendar.is_provisional(hall_time(self.due_at, calendar).date())

    @property
    def also(self) -> Promise | None:
        """What binds the same step less tightly."""
        return self.promise.also

    @property
    def conditions(self) -> list[str]:
        """Why this promise, in words: the conditions of the line that chose it."""
        return self.promise.chosen_by.conditions if self.promise.chosen_by else []


def preview(
    *,
    org: Unit,
    kind: str,
    category: Category | None,
    at: datetime,
    **facts: Any,
) -> list[Foreseen]:
    """Return what a request registered at `at` would be promised, in order of time; chained steps are estimates.

    `facts` are area, level, importance, channel and hall, as far as they are known.
    """
    steps = steps_promised(category, org, at)
    found = promises_for(org=org, kind=kind, category=category.code if category else "", at=at, **facts) | steps
    way = STEP_BY_STEP if category and category.application else kind
    lines: dict[str, Foreseen] = {}
    stops: dict[str, frozenset[str]] = {}
    before: frozenset[str] = frozenset()
    for table_rule in sorted(clocks_of(way), key=_place_among(steps)):
        promise = found.get(table_rule.name)
        if promise is None or table_rule.name == IF_ASKED:
            continue
        rule = as_promised(table_rule, promise.starts_on, promise.turns, way)
        chained = "register" not in rule.starts
        if rule.name in steps.keys() & APPLICATION_STEPS.keys():  # one step begins when the one before it ends
            chained, rule = rule.name != next(iter(steps)), replace(rule, starts=before, stops=frozenset({rule.name}))
            before = rule.stops
        # A chained step begins when the one that starts it is promised at the latest; no estimate if nobody promises it.
        ahead = (line.due_at for line in lines.values() if stops[line.milestone] & rule.starts)
        begun = max(ahead, default=None) if chained else at
        if begun is None:
            continue
        stops[rule.name] = rule.stops
        lines[rule.name] = Foreseen(rule.name, when_due(promise, begun), promise, chained)
    return sorted(lines.values(), key=lambda line: line.due_at)


def _place_among(steps: dict[str, Promise]) -> Callable[[ClockRule], tuple[int, int]]:
    """The order of the work: the steps of an application in their own order, before what is promised of the whole."""
    order = list(steps)
    return lambda rule: (order.index(rule.name) if rule.name in steps else len(order), SEQUENCE.index(rule.name))


def when_due(promise: Promise, start: datetime) -> datetime:
    """Return when a run of this promise that starts at `start` is due, by the promise's own calendar."""
    return due(start, parse_limit(promise.limit), promise.work_calendar())


def pledge(ticket: Ticket, *, at: datetime) -> dict[str, Promise]:
    """Pin to a ticket what binds it by the policy in force at `at`; it stays whatever is revised later."""
    found = bindings_for(org=ticket.org_id, kind=ticket.kind, case=case_of(ticket), at=at)
    if ticket.track == STEP_BY_STEP:
        found |= steps_promised(ticket.category, ticket.org, at)
    names = {rule.name for rule in clocks_of(ticket.way)}
    binding = {name: promise for name, promise in found.items() if name.partition(".")[0] in names}
    kept = {name: key for name, key in ticket.pledges.items() if name == ORDER_CLOCK.name}
    ticket.pledges = kept | {name: str(promise.pk) for name, promise in binding.items()}
    # What binds the same step less tightly is kept to be shown.
    ticket.pledges |= {name + ALSO: str(promise.also.pk) for name, promise in binding.items() if promise.also}
    return {name: promise for name, promise in binding.items() if not name.endswith(AGREED_SUFFIX)}


def case_of(ticket: Ticket) -> Case:
    """What the lines of a policy look at."""
    return Case(
        category=ticket.category.code,
        area=ticket.area,
        level=ticket.level,
        importance=importance_of(ticket.customer),
        channel=ticket.channel,
        hall=ticket.unit_id,
    )
