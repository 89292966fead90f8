"""A sheet as a crew fills it on site: in one go, perhaps hours before the house hears of it, perhaps after the desk wrote too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from tickets.device import Device
from tickets.models import Ticket, TicketEvent
from worksheets.actions import sheets
from worksheets.actions.materials import Used
from worksheets.models import SheetKind, WorkSheet
from worksheets.paper import fields_of, read_sections
from worksheets.refusals import SheetMoved

State = WorkSheet.State


@dataclass(frozen=True)
class Filled:
    """What was written on a phone. `seen`: the state of the sheet that the phone had before it."""

    said: Mapping[str, str]
    fee: str = ""
    receipt: str = ""
    lines: Sequence[Used] | None = None
    seen: int = 0
    is_done: bool = False


@transaction.atomic
def fill_on_site(
    ticket: Ticket,
    *,
    key: UUID,
    kind: SheetKind | None,
    filled: Filled,
    by: User,
    at: datetime,
    device: Device | None = None,
) -> WorkSheet:
    """Lay what a crew wrote over a sheet of the case, or begin one of this kind under the phone's own id.

    What the desk wrote stays the desk's; of the results the later word counts, and an empty one takes nothing away that
    the phone had not seen. Raises SheetMoved where it is over by now, and what the steps of a sheet raise.
    """
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("crew").get(pk=ticket.pk)
    sheet = WorkSheet.objects.filter(pk=key).select_related("version").first()
    if sheet is not None and device and TicketEvent.objects.filter(ticket=ticket, client_id=device[0]).exists():
        return sheet
    told: dict[str, Any] = {"by": by, "at": at}
    if sheet is None and kind is not None:
        sheet = sheets.begin(ticket, kind=kind, said={}, key=key, told_at=at, **told)
    if sheet is None or sheet.ticket_id != ticket.pk or sheet.state not in (State.DRAFT, State.ISSUED):
        raise SheetMoved
    sheet = sheets.write(sheet, seen=sheet.seen, **_laid_over(sheet, filled), **told)
    if not filled.is_done:
        return sheet
    if sheet.state == State.DRAFT:
        sheet = sheets.issue(sheet, seen=sheet.seen, told_at=at, **told)
    return sheets.finish(sheet, seen=sheet.seen, told_at=at, device=device, **told)


def _laid_over(sheet: WorkSheet, filled: Filled) -> dict[str, Any]:
    """What stands on the sheet afterwards."""
    own = [one.code for one in fields_of(read_sections(sheet.version.sections)) if one.is_result or _is_fresh(sheet)]
    is_known = filled.seen == sheet.seen
    new = {code: filled.said.get(code, "") for code in own}
    said = sheet.said | {code: word for code, word in new.items() if word or is_known}
    was = "" if sheet.fee is None else str(sheet.fee)
    is_kept = not is_known and not filled.lines
    return {
        "said": said,
        "fee": filled.fee if filled.fee or is_known else was,
        "receipt": filled.receipt if filled.receipt or is_known else sheet.receipt,
        "lines": None if is_kept else filled.lines,
    }


def _is_fresh(sheet: WorkSheet) -> bool:
    return sheet.state == State.DRAFT
