"""How a callback begins, is brought to mind, and ends without a call."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from accounts.actions import tell
from accounts.models import Unit, User
from accounts.roles import Role
from restoration.sampling import to_call
from surveys.lifecycle import REMIND_AFTER, Outcome
from surveys.models import Callback
from surveys.refusals import CallbackFirst
from tickets.actions.telling import not_barred, with_role
from tickets.lifecycle import Kind
from tickets.models import Clock, Ticket
from tickets.secrecy import is_secret


def open_callback(ticket: Ticket, *, at: datetime) -> Callback | None:
    """Owe the customer a call where one was promised; a complaint is always called back. Twice is once."""
    if is_secret(ticket):  # whoever handles it calls back themselves: nobody else knows of it
        return None
    if "callback" not in ticket.pledges and ticket.kind != Kind.COMPLAINT:
        return None
    if not to_call([ticket], at=at):
        return None
    clock = Clock.objects.running().filter(ticket=ticket, name="callback").first()
    callback, _is_new = Callback.objects.get_or_create(
        ticket=ticket,
        round=ticket.round,
        defaults={
            "org_id": ticket.org_id,
            "agent": next_agent(ticket),
            "queue": _desk(ticket.org_id) or ticket.org,
            "opened_at": at,
            "due_at": clock.due_at if clock else None,
            "not_before": at,
            "remind_at": at + REMIND_AFTER,
        },
    )
    return callback


def open_callbacks(tickets: Sequence[Ticket], *, at: datetime) -> None:
    """Owe a call to the customers of many cases whose work ended at once, to those whom the sample of an outage holds.

    They are given to whoever has the fewest, in turn.
    """
    promised = [one for one in tickets if "callback" in one.pledges and not is_secret(one)]
    called = to_call(promised, at=at)
    clocks = Clock.objects.running().filter(ticket__in=[one.pk for one in called], name="callback")
    due = dict(clocks.values_list("ticket_id", "due_at"))
    desks = {org: _desk(org) for org in {one.org_id for one in called}}
    counted = (
        Callback.objects.open().filter(org__in=desks, agent__isnull=False).values_list("agent").annotate(Count("pk"))
    )
    turn = _InTurn(dict(counted))
    Callback.objects.bulk_create(
        [
            Callback(
                org_id=ticket.org_id,
                ticket=ticket,
                round=ticket.round,
                agent=turn.next_for(ticket),
                queue=desks[ticket.org_id] or ticket.org,
                opened_at=at,
                due_at=due.get(ticket.pk),
                not_before=at,
                remind_at=at + REMIND_AFTER,
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


@transaction.atomic
def remind(callback: Callback, *, at: datetime) -> bool:
    """Remind the agent of a callback that waits, once for each appointed time; True if this call did it.

    Whoever changes the row owns the work, so that of two workers one reminds. If the agent has left, the callback goes
    to the queue and everybody at the desk is reminded.
    """
    if not Callback.objects.to_remind(at).filter(pk=callback.pk).update(reminded_at=at):
        return False
    callback = Callback.objects.select_related("ticket__unit", "agent").get(pk=callback.pk)
    people = callers(callback.ticket)
    if callback.agent in people:
        people = [callback.agent]
    elif callback.agent_id:
        Callback.objects.filter(pk=callback.pk).update(agent=None)
    facts = {"number": callback.ticket.number, "short": callback.ticket.short_number, "round": callback.round}
    path = f"/callback/{callback.pk}/"
    tell(people, key=callback.reminder_key, what="callback_due", at=at, path=path, facts=facts)
    return True


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
