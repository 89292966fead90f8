"""How a callback begins, is brought to mind, and ends without a call."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count

from accounts.models import Unit, User
from accounts.roles import Role
from restoration.sampling import to_call
from surveys.lifecycle import REMIND_AFTER, Outcome
from surveys.models import Callback, CallPlan
from surveys.plans import is_drawn, is_promised, plan_of, share_of
from surveys.refusals import CallbackFirst
from surveys.timing import awake
from tickets.actions import closing
from tickets.actions.telling import not_barred, with_role
from tickets.lifecycle import Status
from tickets.models import Clock, Ticket
from tickets.secrecy import is_secret


def open_callback(ticket: Ticket, *, at: datetime) -> Callback | None:
    """Owe the customer a call where one was promised and the sample holds the case. Twice is once.

    A complaint is always called back. What the sample leaves out is exempted at once, and closed by the clock.
    """
    if is_secret(ticket) or not is_promised(
        ticket
    ):  # of a secret one only its handler knows, and calls back themselves
        return None
    if not to_call([ticket], at=at):
        return None
    plan = plan_of(ticket.org_id)
    share = share_of(plan, ticket.kind, promised=True)
    if not is_drawn(ticket.pk, share, n=ticket.round):
        _leave_out(ticket, plan, at=at)
        return None
    return _owe(ticket, plan, at=at)


def call_after_close(ticket: Ticket, *, at: datetime) -> Callback | None:
    """A case that was answered and closed without a promise of a call: its customer is called when the sample holds it."""
    if is_secret(ticket) or is_promised(ticket) or ticket.imported_at or not ticket.contact_phone:
        return None
    plan = plan_of(ticket.org_id)
    if not is_drawn(ticket.pk, share_of(plan, ticket.kind, promised=False), n=ticket.round):
        return None
    return _owe(ticket, plan, at=at)


def _owe(ticket: Ticket, plan: CallPlan, *, at: datetime) -> Callback:
    clock = Clock.objects.running().filter(ticket=ticket, name="callback").first()
    facts = _facts(ticket, plan, at=at) | {
        "agent": next_agent(ticket),
        "queue": _desk(ticket.org_id) or ticket.org,
        "due_at": clock.due_at if clock else None,
    }
    callback, _is_new = Callback.objects.get_or_create(ticket=ticket, round=ticket.round, defaults=facts)
    return callback


def _leave_out(ticket: Ticket, plan: CallPlan, *, at: datetime) -> None:
    """The row says that nobody calls; `not_before` is when the case is closed without a call."""
    facts = _facts(ticket, plan, at=at) | {"queue": ticket.org, "done_at": at, "outcome": Outcome.EXEMPTED}
    facts["not_before"] = at + timedelta(hours=plan.settle_hours)
    Callback.objects.get_or_create(ticket=ticket, round=ticket.round, defaults=facts)


def _facts(ticket: Ticket, plan: CallPlan, *, at: datetime) -> dict[str, Any]:
    first = awake(at, plan.quiet)
    return {"org_id": ticket.org_id, "opened_at": at, "not_before": first, "remind_at": first + REMIND_AFTER}


def settle_left_out(callback: Callback, *, at: datetime) -> bool:
    """Close a case that the sample left out, when the customer has had their time to object."""
    ticket = Ticket.objects.select_for_update().get(pk=callback.ticket_id)
    if ticket.status != Status.RESOLVED or ticket.round != callback.round:
        return False
    closing.close(ticket, outcome="not_sampled", by=None, at=at)
    return True


def open_callbacks(tickets: Sequence[Ticket], *, at: datetime) -> None:
    """Owe a call to the customers of many cases whose work ended at once, to those whom the sample of an outage holds.

    They are given to whoever has the fewest, in turn.
    """
    promised = [one for one in tickets if "callback" in one.pledges and not is_secret(one)]
    called = to_call(promised, at=at)
    clocks = Clock.objects.running().filter(ticket__in=[one.pk for one in called], name="callback")
    due = dict(clocks.values_list("ticket_id", "due_at"))
    orgs = {one.org_id for one in called}
    desks, plans = {org: _desk(org) for org in orgs}, {org: plan_of(org) for org in orgs}
    counted = (
        Callback.objects.open().filter(org__in=desks, agent__isnull=False).values_list("agent").annotate(Count("pk"))
    )
    turn = _InTurn(dict(counted))
    Callback.objects.bulk_create(
        [
            Callback(
                ticket=ticket,
                round=ticket.round,
                agent=turn.next_for(ticket),
                queue=desks[ticket.org_id] or ticket.org,
                due_at=due.get(ticket.pk),
                **_facts(ticket, plans[ticket.org_id], at=at),
            )
            for ticket in called
        ],
        ignore_conflicts=True,
    )


class _InTurn:
    """Gives one case after another to the agent with the fewest, as `next_agent` does for a single one."""

    def __init__(self, loads: dict[UUID, int]) -> None:
        self.loads = loads
        self.agents: dict[UUID, list[User]] = {}

    def next_for(self, ticket: Ticket) -> User | None:
        people = self.agents.setdefault(ticket.unit_id, []) or with_role(Role.CALLBACK, ticket.unit)
        self.agents[ticket.unit_id] = people
        able = [user for user in not_barred(ticket, people) if user.pk != ticket.handler_id]
        order = {user.pk: (user.pk == ticket.first_contact_id, self.loads.get(user.pk, 0), user.pk) for user in able}
        chosen = min(able, key=lambda user: order[user.pk], default=None)
        if chosen is not None:
            self.loads[chosen.pk] = self.loads.get(chosen.pk, 0) + 1
        return chosen


def _desk(org_id: UUID) -> Unit | None:
    return Unit.objects.filter(org_id=org_id, duty=Unit.Duty.CALLBACK, is_active=True).first()


def callers(ticket: Ticket) -> list[User]:
    """The callback agents who may call about this case: it is not about them, and they did not handle it."""
    agents = not_barred(ticket, with_role(Role.CALLBACK, ticket.unit))
    return [user for user in agents if user.pk != ticket.handler_id]


def next_agent(ticket: Ticket) -> User | None:
    """The agent with the fewest open callbacks, the first contact only if there is nobody else; None leaves it in the queue."""
    people = callers(ticket)
    counted = Callback.objects.open().filter(agent__in=people).values_list("agent").annotate(Count("pk"))
    loads = dict(counted)
    return min(
        people, key=lambda user: (user.pk == ticket.first_contact_id, loads.get(user.pk, 0), user.pk), default=None
    )


def settle_callback(ticket: Ticket, *, outcome: str, at: datetime) -> None:
    """A case is being closed: only an exemption ends a callback that nobody has made."""
    waiting = Callback.objects.open().filter(ticket=ticket)
    if outcome == "exempt":
        waiting.update(done_at=at, outcome=Outcome.EXEMPTED)
    elif waiting.exists():
        raise CallbackFirst


def drop_callback(ticket: Ticket, *, at: datetime) -> None:
    """The case was opened again or withdrawn: nobody needs to call about the round that is over."""
    Callback.objects.open().filter(ticket=ticket).update(done_at=at, outcome=Outcome.DROPPED)
