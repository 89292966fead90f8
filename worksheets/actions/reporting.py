"""回单: the one door through which a report comes, whoever sends it: the phone, the ticket's page, REST, a replay."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.lib.refusals import Invalid
from tickets.actions import field
from tickets.closing_rules import Filled
from tickets.models import Ticket, TicketEvent
from tickets.refusals import Needed
from worksheets.actions import materials as materials_of
from worksheets.actions.materials import Used
from worksheets.models import ReportRule, ReturnSheet
from worksheets.rules import asked_by, rule_for

Verdict = ReturnSheet.Verdict
MOST_FEE = Decimal("99999999.99")


@dataclass(frozen=True)
class Devices:
    """What was taken down and what was put up, with their serial numbers."""

    old_device: str = ""
    old_serial: str = ""
    new_device: str = ""
    new_serial: str = ""

    def __bool__(self) -> bool:
        return bool(self.old_serial or self.new_serial)


@transaction.atomic
def report(
    ticket: Ticket,
    *,
    cause: str,
    by: User,
    text: str = "",
    lines: Sequence[Used] = (),
    materials: str = "",
    fee: str | Decimal = "",
    receipt: str = "",
    devices: Devices = Devices(),
    expected_at: datetime | None = None,
    filled: Filled | None = None,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Keep what a crew reports as rows, take from the depots what it used, and move the case on: to its review, where a
    rule of the company asks for one, else to its callback.

    `more` is what a step takes besides (`version`, `device`); a report that came already changes nothing. Raises Needed,
    Invalid and what tickets.actions.field.report raises; never for want of stock.
    """
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if (device := more.get("device")) and TicketEvent.objects.filter(ticket=ticket, client_id=device[0]).exists():
        return ticket
    charged, rule = fee_of(fee), rule_for(ticket)
    _check(rule, charged, receipt, devices)
    for line in lines:
        materials_of.fits(line, ticket)
    last = ReturnSheet.objects.filter(ticket=ticket).order_by("turn").last()
    asked = asked_by(rule, ticket, charged)
    if last is not None and last.verdict == Verdict.RETURNED:
        asked = asked or last.asked_by
    crew = ticket.crew
    ticket = field.report(
        ticket,
        cause=cause,
        by=by,
        text=text,
        materials=materials_of.in_words(lines, materials),
        filled=filled,
        at=at,
        fee="" if charged is None else f"{charged:.2f}",
        receipt=receipt.strip()[:40],
        to_review=bool(asked),
        **more,
    )
    told = TicketEvent.objects.filter(ticket=ticket, what="report").latest("seq")
    sheet = ReturnSheet(org_id=ticket.org_id, ticket=ticket, turn=last.turn + 1 if last else 1, crew=crew, by=by)
    sheet.at, sheet.cause, sheet.text, sheet.other_materials = told.at, told.facts["cause"], text[:500], materials[:500]
    sheet.fee, sheet.receipt, sheet.expected_at = charged, receipt.strip()[:40], expected_at
    sheet.asked_by, sheet.verdict = asked, Verdict.WAITING if asked else Verdict.NONE
    for name, word in asdict(devices).items():
        setattr(sheet, name, word.strip()[:60])
    sheet.save(force_insert=True)
    if last is not None and last.verdict == Verdict.RETURNED:
        materials_of.undo(last, by=by, at=told.at)
    materials_of.lay_out(lines, sheet=sheet)
    materials_of.book(sheet, by=by, at=sheet.at)
    return ticket


def fee_of(fee: str | Decimal) -> Decimal | None:
    """What was charged, in yuan; None where nothing is said."""
    if fee == "" or str(fee).strip() == "":
        return None
    try:
        charged = Decimal(str(fee).strip()).quantize(Decimal("0.01"))
    except InvalidOperation:
        charged = Decimal(-1)
    if not Decimal(0) <= charged <= MOST_FEE:
        words = _("A fee is an amount in yuan such as 12.50, never below nothing.")
        raise Invalid(words, fields={"fee": words})
    return charged


def _check(rule: ReportRule | None, charged: Decimal | None, receipt: str, devices: Devices) -> None:
    if rule is None:
        return
    lacking = {}
    if rule.asks_receipt and charged and not receipt.strip():
        lacking["receipt"] = _("the number of the receipt")
    if rule.asks_device and not devices:
        lacking["new_serial"] = _("the serial number of the device")
    if lacking:
        raise Needed(fields=lacking)
