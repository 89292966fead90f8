"""A case is not settled while a sheet of its work is issued, nor closed while one waits for its approval."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from servicedesk.lib.refusals import Refusal
from tickets.lifecycle import Status
from tickets.models import Ticket
from worksheets.models import WorkSheet
from worksheets.refusals import SheetsOpen

State = WorkSheet.State


def hold_open_sheets(tickets: Collection[Ticket], target: str) -> dict[UUID, Refusal]:
    """Of these cases those against whose step sheets stand, each with its refusal; a draft never does."""
    states = [State.ISSUED, State.DONE] if target == Status.CLOSED else [State.ISSUED]
    cases = {ticket.pk: ticket for ticket in tickets}
    open_ones = WorkSheet.objects.filter(ticket__in=list(cases), state__in=states).order_by("number")
    waiting: dict[UUID, list[str]] = defaultdict(list)
    for one in open_ones.select_related("version"):
        if one.state == State.ISSUED or one.is_awaited:
            waiting[one.ticket_id].append(one.number)
    return {pk: SheetsOpen(cases[pk], numbers) for pk, numbers in waiting.items()}
