"""A case is not settled while a sheet of its work is issued, nor closed while one waits for its approval."""

from tickets.lifecycle import Status
from tickets.models import Ticket
from worksheets.models import WorkSheet
from worksheets.refusals import SheetsOpen

State = WorkSheet.State


def hold_open_sheets(ticket: Ticket, target: str) -> None:
    """Raise SheetsOpen where sheets stand against this step; a draft never does."""
    states = [State.ISSUED, State.DONE] if target == Status.CLOSED else [State.ISSUED]
    open_ones = WorkSheet.objects.filter(ticket=ticket, state__in=states).order_by("number")
    waiting = [one.number for one in open_ones.select_related("version") if one.state == State.ISSUED or one.is_awaited]
    if waiting:
        raise SheetsOpen(ticket, waiting)
