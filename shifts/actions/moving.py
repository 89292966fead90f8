"""Responsibility moves with the shift: one row for each thing, written with the signature, carried out once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from calls.actions.owing import take_return
from calls.models import ReturnCall
from servicedesk.lib.loops import carry_on
from servicedesk.lib.refusals import Refusal
from shifts.models import Handover, HandoverMove
from surveys.actions.handing_over import hand_over
from surveys.models import Callback
from tickets.actions.desk import transfer
from tickets.lifecycle import Status
from tickets.models import Ticket

Sort = HandoverMove.Sort


def plan_moves(held: Handover, *, at: datetime) -> int:
    """Write down everything that those who leave have in hand; in the transaction of the second signature."""
    people = [UUID(pk) for pk in held.leavers]
    cases = Ticket.objects.open().filter(handler__in=people).exclude(status=Status.RESOLVED)
    rows = [
        _row(held, Sort.TICKET, one.pk, one.short_number, f"/t/{one.number}/", one.handler_id)
        for one in cases.filter(org=held.org_id).order_by("pk")
    ]
    calls = Callback.objects.open().filter(org=held.org_id, agent__in=people).select_related("ticket").order_by("pk")
    rows += [_row(held, Sort.CALLBACK, one.pk, one.ticket.short_number, "/callback/", one.agent_id) for one in calls]
    owed = ReturnCall.objects.open().filter(org=held.org_id, owner__in=people).order_by("pk")
    rows += [_row(held, Sort.RETURN, one.pk, one.masked_number, "/calls/back/", one.owner_id) for one in owed]
    HandoverMove.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _row(held: Handover, sort: str, pk: UUID, label: str, path: str, whose: UUID | None) -> HandoverMove:
    assert whose is not None  # it was found by whose it is
    return HandoverMove(org_id=held.org_id, handover=held, sort=sort, row=pk, label=label, path=path, whose_id=whose)


def carry_out(handover: Handover, *, at: datetime) -> int:
    """Give on what has not been given on yet, each in a transaction of its own; returns how much went.

    Asked again, by the page and by the tick at once, each thing moves once.
    """
    done = 0
    for move in handover.moves.filter(settled_at__isnull=True):
        with carry_on(move):
            done += _settle(move, at=at)
    if not handover.moves.filter(settled_at__isnull=True).exists():
        Handover.objects.filter(pk=handover.pk, moved_at__isnull=True).update(moved_at=at)
    return done


def _settle(move: HandoverMove, *, at: datetime) -> bool:
    held = HandoverMove.objects.select_for_update(of=("self",)).select_related("handover__unit").get(pk=move.pk)
    if held.settled_at:
        return False
    try:
        with transaction.atomic():
            _GIVE[Sort(held.sort)](held, at)
    except Refusal as refusal:
        held.why = refusal.sentence()[:300]
    held.settled_at = at
    held.save(update_fields=["settled_at", "why"])
    return not held.why


class _NoMore(Refusal):
    """It is somebody else's by now, or done."""

    code = "not_theirs"
    status = 409

    def sentence(self) -> str:
        return _("is somebody else's by now, or done")


def _pair(move: HandoverMove) -> tuple[User, User]:
    out_by, in_by = move.handover.out_by, move.handover.in_by
    assert out_by is not None and in_by is not None  # a handover that is done has both
    return out_by, in_by


def _give_ticket(move: HandoverMove, at: datetime) -> None:
    out_by, in_by = _pair(move)
    ticket = Ticket.objects.filter(pk=move.row, handler=move.whose_id).first()
    if ticket is None or not ticket.is_open:
        raise _NoMore
    reason = _("Handover of the shift, %(unit)s %(turn)s") % {
        "unit": move.handover.unit.name,
        "turn": move.handover.turn,
    }
    transfer(ticket, to=in_by, reason=reason.strip(), by=out_by)


def _give_callback(move: HandoverMove, at: datetime) -> None:
    out_by, in_by = _pair(move)
    if not Callback.objects.open().filter(pk=move.row, agent=move.whose_id).exists():
        raise _NoMore
    for _callback, went, why in hand_over([move.row], to=in_by, by=out_by, at=at):
        if went:
            return
        raise Refusal(why)
    raise _NoMore


def _give_return(move: HandoverMove, at: datetime) -> None:
    row = ReturnCall.objects.open().filter(pk=move.row, owner=move.whose_id).first()
    if row is None:
        raise _NoMore
    take_return(row, by=_pair(move)[1])


_GIVE = {Sort.TICKET: _give_ticket, Sort.CALLBACK: _give_callback, Sort.RETURN: _give_return}
