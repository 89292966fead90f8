"""What came down is accepted, or goes back with its reason; facts and time are asked for. All of it goes up by itself."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.actions.outside import return_outer
from complaints.models import OuterCase
from hotline.model_upstream import UpstreamOrder
from hotline.refusals import OrderDecided
from hotline.upstream.words import AGAIN
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions import desk
from tickets.actions.desk import required
from tickets.actions.plans import write_down
from tickets.actions.spine import database_time, is_barred
from tickets.models import Ticket
from tickets.refusals import NotYours

State, Reason = UpstreamOrder.State, UpstreamOrder.Reason


def held(order: UpstreamOrder, *, by: User | None, verb: str = "upstream") -> tuple[UpstreamOrder, Ticket]:
    """The order and its case under their locks, for somebody who may decide about it."""
    ticket = Ticket.objects.select_related("unit", "org").select_for_update(of=("self",)).get(pk=order.ticket_id)
    locked = UpstreamOrder.objects.select_related("upstream").select_for_update(of=("self",)).get(pk=order.pk)
    locked.ticket = ticket
    if by is not None and not by.may_at(verb, ticket.unit_id, ticket.queue_id):
        raise NotAllowed(verb)
    if by is not None and is_barred(ticket, by):
        raise NotYours
    return locked, ticket


def _facts(order: UpstreamOrder, **more: object) -> dict[str, object]:
    return {"outer": order.number, "source": order.upstream.name, **more}


@transaction.atomic
def accept(order: UpstreamOrder, *, by: User | None, at: datetime | None = None) -> UpstreamOrder:
    """It is ours: we say so. `by=None` is the rule. Twice is once; raises OrderDecided for what went back."""
    order, ticket = held(order, by=by)
    if order.state == State.ACCEPTED:
        return order
    if order.state != State.WAITING:
        raise OrderDecided(order.number)
    at = at or database_time()
    order.state, order.decided_at, order.decided_by = State.ACCEPTED, at, by
    order.save(update_fields=["state", "decided_at", "decided_by"])
    write_down(ticket, "upstream_accepted", by=by, at=at, facts=_facts(order))
    return order


@transaction.atomic
def send_back(
    order: UpstreamOrder, *, reason: str, text: str, by: User, basis: str = "", at: datetime | None = None
) -> UpstreamOrder:
    """It is not ours, or not enough to go by: back to whoever sent it down, with the reason; our case ends.

    A regulator and the city want the legal basis; a complaint of theirs is returned by a supervisor alone, as ever.
    Raises OrderDecided, Invalid, WrongMoment where somebody is at work on it already.
    """
    order, ticket = held(order, by=by)
    if order.state not in (State.WAITING, State.ACCEPTED):
        raise OrderDecided(order.number)
    text = required(text, "text")
    _check(order, reason, basis)
    at = at or database_time()
    order.state, order.decided_at, order.decided_by = State.RETURNED, at, by
    order.reason, order.basis = reason, basis
    order.save(update_fields=["state", "decided_at", "decided_by", "reason", "basis"])
    write_down(ticket, "upstream_returned", by=by, at=at, reason=text, facts=_facts(order, code=reason))
    label = str(Reason(reason).label)
    if OuterCase.objects.filter(ticket=ticket, returned_at__isnull=True).exists():
        return_outer(ticket, basis=basis or OuterCase.Basis.PLACE, text=text, by=by, at=at)
    else:
        desk.withdraw(ticket, reason=f"{label}：{text}"[:500], by=None, at=at)
    return order


def _check(order: UpstreamOrder, reason: str, basis: str) -> None:
    if reason not in Reason.values:
        words = _("Choose why it goes back.")
        raise Invalid(words, fields={"reason": words})
    if basis not in ("", *OuterCase.Basis.values) or (order.upstream.needs_basis and not basis):
        words = _("Choose the legal basis.")
        raise Invalid(words, fields={"basis": words})


@transaction.atomic
def ask(order: UpstreamOrder, *, text: str, by: User, at: datetime | None = None) -> UpstreamOrder:
    """Urge whoever sent it down: more facts are needed, or a callback of theirs. Their answer comes as an addition."""
    return _say(order, "upstream_asked", by=by, at=at, text=required(text, "text"))


@transaction.atomic
def ask_for_time(
    order: UpstreamOrder, *, until: datetime, reason: str, by: User, at: datetime | None = None
) -> UpstreamOrder:
    """Ask for more time before their limit is over; what they agree to comes down as a new limit."""
    order, _ticket = held(order, by=by)
    at = at or database_time()
    if order.answer_by is None or at >= order.answer_by:
        text = _("More time is asked for before the limit of the source is over.")
        raise Invalid(text, fields={"until": text})
    if until <= order.answer_by:
        text = _("The new limit ends no later than the old one.")
        raise Invalid(text, fields={"until": text})
    reason = required(reason, "reason")
    return _say(order, "upstream_more_time", by=by, at=at, reason=reason, until=until.isoformat())


@transaction.atomic
def say_again(order: UpstreamOrder, *, by: User | None, at: datetime | None = None) -> UpstreamOrder:
    """Send up where the case stands now, whatever was said before."""
    return _say(order, AGAIN, by=by, at=at, is_open_only=False, verb="reconcile")


def _say(
    order: UpstreamOrder,
    what: str,
    *,
    by: User | None,
    at: datetime | None,
    reason: str = "",
    is_open_only: bool = True,
    verb: str = "upstream",
    **facts: object,
) -> UpstreamOrder:
    order, ticket = held(order, by=by, verb=verb)
    if is_open_only and (order.state in (State.RETURNED, State.WITHDRAWN) or not ticket.is_open):
        raise OrderDecided(order.number)
    write_down(ticket, what, by=by, at=at or database_time(), reason=reason, facts=_facts(order, **facts))
    return order
