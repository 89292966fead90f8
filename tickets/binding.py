"""Why just this promise: the line of the policy that chose it, and what else binds the same step."""

from datetime import datetime
from uuid import UUID

from deadlines.models import PolicyRule, Promise
from tickets.actions.promises import ALSO, case_of
from tickets.explain import Run, explain
from tickets.models import Ticket


def explained(ticket: Ticket, at: datetime) -> list[Run]:
    """Every run of every clock of the case, each promise with the line that chose it and what it was tighter than."""
    runs = explain(ticket, at)
    lines, others = chosen_lines(ticket), also_binding(ticket)
    for run in runs:
        promise = run.clock.promise
        promise.chosen_by, promise.also = lines.get(promise.pk), others.get(run.clock.name)
    return runs


def chosen_lines(ticket: Ticket) -> dict[UUID, PolicyRule]:
    """The lines that chose the promises of this case at its intake, by promise."""
    rules = PolicyRule.objects.filter(org=ticket.org_id, kind__in=["", ticket.kind], promise__in=pledged(ticket))
    case, found = case_of(ticket), dict[UUID, PolicyRule]()
    for rule in rules.active(ticket.registered_at).select_related("hall").order_by("order", "active_from", "pk"):
        if rule.fits(case):
            found.setdefault(rule.promise_id, rule)
    return found


def pledged(ticket: Ticket) -> list[UUID]:
    """The keys of what was promised."""
    return [UUID(key) for key in ticket.pledges.values()]


def also_binding(ticket: Ticket) -> dict[str, Promise]:
    """What binds the same step less tightly, by the name of the clock that keeps the tighter one."""
    keys = {name.removesuffix(ALSO): UUID(key) for name, key in ticket.pledges.items() if name.endswith(ALSO)}
    known = Promise.objects.in_bulk(set(keys.values())) if keys else {}
    return {name: known[key] for name, key in keys.items() if key in known}
