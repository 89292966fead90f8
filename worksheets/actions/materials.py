"""What was used on a job and brought back from it: the one place for reports and for sheets of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.lib.refusals import Invalid
from tickets.models import Ticket
from worksheets.actions import stock
from worksheets.models import Depot, Item, MaterialLine, ReturnSheet, WorkSheet

LONGEST_SERIAL = 60


@dataclass(frozen=True)
class Used:
    """One line of materials: taken from a depot, or (`is_back`) brought there."""

    item: Item
    quantity: Decimal
    depot: Depot
    serial: str = ""
    is_back: bool = False


def fits(line: Used, ticket: Ticket) -> None:
    """Refuse a line of another company, a quantity that is none, and a numbered piece without its number."""
    if ticket.org_id not in (line.item.org_id, line.depot.org_id) or line.item.org_id != line.depot.org_id:
        raise Invalid(_("There is no such item or depot."), fields={"item": line.item.name})
    stock.Piece(line.item, line.quantity, line.serial).checked()


def lay_out(lines: Sequence[Used], **owner: ReturnSheet | WorkSheet) -> None:
    """Write lines on a report (`sheet=`) or a work sheet (`work_sheet=`); no depot knows of them yet.

    Always in the same order, so that two papers never wait for each other crosswise.
    """
    paper = next(iter(owner.values()))
    for line in sorted(lines, key=lambda one: (one.depot.pk, one.item.pk, one.serial)):
        MaterialLine.objects.create(
            org_id=paper.org_id,
            item=line.item,
            depot=line.depot,
            quantity=line.quantity,
            is_back=line.is_back,
            serial=line.serial.strip()[:LONGEST_SERIAL],
            **owner,
        )


def lines_of(paper: ReturnSheet | WorkSheet) -> list[MaterialLine]:
    """The lines that count, in the order in which they are booked."""
    rows = paper.lines.filter(is_undone=False).select_related("item", "depot__unit", "depot__keeper")
    return list(rows.order_by("depot", "item", "serial", "pk"))


def book(paper: ReturnSheet | WorkSheet, *, by: User, at: datetime) -> None:
    """Take from the depots what the paper used and lay there what it brought back."""
    for line in lines_of(paper):
        stock.use(line, by=by, at=at)


def undo(paper: ReturnSheet | WorkSheet, *, by: User, at: datetime) -> None:
    """Lay everything back: the paper was replaced, sent back or made void. Its lines stay for whoever asks."""
    lines = lines_of(paper)
    stock.undo(lines, by=by, at=at)
    MaterialLine.objects.filter(pk__in=[line.pk for line in lines]).update(is_undone=True)


def rewrite(sheet: WorkSheet, lines: Sequence[Used]) -> None:
    """Let these be the lines of a sheet that is still written: what stood there before was never booked."""
    for line in lines:
        fits(line, sheet.ticket)
    sheet.lines.filter(is_undone=False).delete()
    lay_out(lines, work_sheet=sheet)


def as_used(paper: ReturnSheet | WorkSheet) -> list[Used]:
    """The lines as somebody would write them again."""
    return [Used(row.item, row.quantity, row.depot, row.serial, row.is_back) for row in lines_of(paper)]


def in_words(lines: Sequence[Used], others: str = "") -> str:
    """The materials as one sentence of the history."""
    words = [
        f"{one.item.name} ×{'−' if one.is_back else ''}{one.quantity.normalize():f}{one.item.measure}" for one in lines
    ]
    return "；".join([*words, *([others] if others else [])])[:500]
