"""Work sheets of a ticket: begun, issued to a crew, done, approved by a manager or sent back, made void. Kinds are versions.

What a sheet took is booked when the work is done, and laid back when the sheet is sent back or made void.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.actions import tell
from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from servicedesk.lib.refusals import NotAllowed
from tickets.actions.desk import required
from tickets.actions.spine import has_right, step
from tickets.actions.telling import not_barred, people_of
from tickets.device import Device
from tickets.models import Ticket
from tickets.refusals import Needed
from worksheets.actions import materials
from worksheets.actions.materials import Used
from worksheets.actions.reporting import fee_of
from worksheets.models import SheetKind, SheetVersion, WorkSheet
from worksheets.paper import Section, as_data, missing, put_right, read_sections
from worksheets.refusals import OwnReport, SheetMoved
from worksheets.usual import KINDS

State = WorkSheet.State


def version_of(kind: SheetKind) -> SheetVersion:
    """What the kind asks for now."""
    return SheetVersion.objects.get(kind=kind, n=kind.latest)


def next_number(kind: SheetKind, *, year: int) -> str:
    """The kind's next number of the year, `WX2026-00001`; never the same twice."""
    sql = """INSERT INTO worksheets_sheetseries (id, org_id, kind_id, year, last) VALUES (%s, %s, %s, %s, 1)
             ON CONFLICT (kind_id, year) DO UPDATE SET last = worksheets_sheetseries.last + 1 RETURNING last"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [uuid7(), kind.org_id, kind.pk, year])
        (last,) = cursor.fetchone()
    return f"{kind.series}{year}-{last:05d}"


@transaction.atomic
def begin(
    ticket: Ticket,
    *,
    kind: SheetKind,
    said: Mapping[str, str],
    by: User,
    at: datetime,
    key: UUID | None = None,
    **more: Any,
) -> WorkSheet:
    """Begin a sheet of a ticket by the kind as it is now. A draft holds nothing up. `key`: the id that a phone gave it."""
    version = version_of(kind)
    kept = put_right(read_sections(version.sections), said)
    sheet = WorkSheet(org_id=ticket.org_id, ticket=ticket, version=version, owner=by, crew=ticket.crew, by=by, at=at)
    sheet.id = key or sheet.id
    sheet.number = next_number(kind, year=timezone.localtime(at).year)
    sheet.said = kept
    sheet.save(force_insert=True)
    _tell(sheet, sheet.state, by=by, **more)
    return sheet


@transaction.atomic
def write(
    sheet: WorkSheet,
    *,
    said: Mapping[str, str],
    fee: str,
    receipt: str,
    seen: int,
    by: User,
    at: datetime,
    lines: Sequence[Used] | None = None,
) -> WorkSheet:
    """Keep what is written on a sheet that is not over; a stale one is refused. `lines`: empty for as they are."""
    sheet = _held(sheet, (State.DRAFT, State.ISSUED), seen=seen)
    _may(sheet, "sheet", by)
    sheet.said = put_right(read_sections(sheet.version.sections), said)
    sheet.fee, sheet.receipt = fee_of(fee), receipt.strip()[:40]
    if lines is not None:
        materials.rewrite(sheet, lines)
    return _save(sheet, "said", "fee", "receipt")


@transaction.atomic
def issue(sheet: WorkSheet, *, seen: int, by: User, at: datetime, **more: Any) -> WorkSheet:
    """Give the sheet to the crew: from now on the ticket waits for it. Raises Needed for what is not written."""
    sheet = _held(sheet, (State.DRAFT,), seen=seen)
    _may(sheet, "sheet", by)
    _complete(sheet, with_results=False)
    sheet.state, sheet.issued_by, sheet.issued_at = State.ISSUED, by, at
    sheet.crew = sheet.ticket.crew
    _save(sheet, "state", "issued_by", "issued_at", "crew")
    _tell(sheet, sheet.state, by=by, **more)
    return sheet


@transaction.atomic
def finish(sheet: WorkSheet, *, seen: int, by: User, at: datetime, **more: Any) -> WorkSheet:
    """The work of the sheet is done, and the depots hear what it took; where its kind says so, a manager approves it."""
    sheet = _held(sheet, (State.ISSUED,), seen=seen)
    _may(sheet, "sheet", by)
    _complete(sheet, with_results=True)
    sheet.state, sheet.done_by, sheet.done_at, sheet.owner, sheet.reason = State.DONE, by, at, by, ""
    _save(sheet, "state", "done_by", "done_at", "owner", "reason")
    materials.book(sheet, by=by, at=at)
    _tell(sheet, sheet.state, by=by, **more)
    return sheet


@transaction.atomic
def approve(sheet: WorkSheet, *, seen: int, by: User, at: datetime) -> WorkSheet:
    """A manager approves what was done; nobody approves their own."""
    return _end(_judged(sheet, seen=seen, by=by), State.APPROVED, by=by, at=at)


@transaction.atomic
def return_sheet(sheet: WorkSheet, *, reason: str, seen: int, by: User, at: datetime) -> WorkSheet:
    """A manager sends the sheet back with the reason: it is the crew's again, and its materials wait to be booked anew."""
    sheet = _judged(sheet, seen=seen, by=by)
    sheet.reason = required(reason, "reason")[:300]
    again, doer = materials.as_used(sheet), sheet.done_by
    materials.undo(sheet, by=by, at=at)
    materials.lay_out(again, work_sheet=sheet)
    sheet.state, sheet.done_by, sheet.done_at = State.ISSUED, None, None
    _save(sheet, "state", "done_by", "done_at", "reason")
    _tell(sheet, "returned", by=by)
    people = {doer, *(people_of(sheet.crew) if sheet.crew else ())} - {None, by}
    facts = {"sheet": sheet.number, "short": sheet.ticket.short_number, "by": by.name}
    told = not_barred(sheet.ticket, [one for one in people if one is not None])
    path = f"/sheets/{sheet.pk}/"
    tell(told, key=f"sheet:{sheet.pk}:{sheet.seen}", what="sheet_returned", at=at, path=path, facts=facts)
    return sheet


@transaction.atomic
def void(sheet: WorkSheet, *, reason: str, seen: int, by: User, at: datetime) -> WorkSheet:
    """Make a sheet void, with the reason; its number is not given out again, and what it took is laid back."""
    sheet = _held(sheet, (State.DRAFT, State.ISSUED, State.DONE), seen=seen)
    _may(sheet, "sheet" if sheet.state == State.DRAFT else "approve_sheet", by)
    sheet.reason = required(reason, "reason")[:300]
    if sheet.state == State.DONE:
        materials.undo(sheet, by=by, at=at)
    return _end(sheet, State.VOID, by=by, at=at)


def _judged(sheet: WorkSheet, *, seen: int, by: User) -> WorkSheet:
    """A sheet whose work is done, before a manager who did not do it."""
    sheet = _held(sheet, (State.DONE,), seen=seen)
    _may(sheet, "approve_sheet", by)
    if sheet.done_by_id == by.pk:
        raise OwnReport(sheet.ticket)
    return sheet


def _end(sheet: WorkSheet, state: str, *, by: User, at: datetime) -> WorkSheet:
    sheet.state, sheet.ended_by, sheet.ended_at = state, by, at
    _save(sheet, "state", "ended_by", "ended_at", "reason")
    _tell(sheet, state, by=by)
    return sheet


def _held(sheet: WorkSheet, states: tuple[str, ...], *, seen: int) -> WorkSheet:
    """The sheet under the lock of its ticket; refused where it stands elsewhere by now or has been changed."""
    Ticket.objects.select_for_update(of=("self",)).get(pk=sheet.ticket_id)
    beside = ("version", "ticket__crew", "ticket__unit")
    sheet = WorkSheet.objects.select_related(*beside).select_for_update(of=("self",)).get(pk=sheet.pk)
    if sheet.state not in states or sheet.seen != seen:
        raise SheetMoved
    return sheet


def _may(sheet: WorkSheet, verb: str, by: User) -> None:
    if not has_right(sheet.ticket, verb, by=by):
        raise NotAllowed(verb)


def _complete(sheet: WorkSheet, *, with_results: bool) -> None:
    lacking = missing(read_sections(sheet.version.sections), sheet.said, with_results=with_results)
    if with_results and sheet.version.asks_fee and sheet.fee and not sheet.receipt:
        lacking["receipt"] = str(WorkSheet._meta.get_field("receipt").verbose_name)
    if lacking:
        raise Needed(fields=lacking)


def _save(sheet: WorkSheet, *names: str) -> WorkSheet:
    sheet.seen += 1
    sheet.save(update_fields=["seen", *names])
    return sheet


def _tell(
    sheet: WorkSheet, state: str, *, by: User, told_at: datetime | None = None, device: Device | None = None
) -> None:
    """Every state of a sheet stands in the history of its ticket. `told_at`: when it was, by a phone that was believed."""
    facts = {"sheet": f"{sheet.version.name} {sheet.number}", "state": state}
    step(sheet.ticket, "sheet", by=by, at=told_at, reason=sheet.reason, facts=facts, device=device)


@transaction.atomic
def revise(
    kind: SheetKind, *, name: str, sections: list[Section], is_approved: bool, asks_fee: bool, by: User, at: datetime
) -> SheetVersion:
    """Let a kind ask for something else from now on; sheets already written keep their version."""
    kind = SheetKind.objects.select_for_update().get(pk=kind.pk)
    given: dict[str, Any] = {"name": required(name, "text")[:60], "sections": as_data(sections), "by": by, "at": at}
    given |= {"is_approved": is_approved, "asks_fee": asks_fee, "org_id": kind.org_id}
    has_one = SheetVersion.objects.filter(kind=kind).exists()
    version = SheetVersion.objects.create(kind=kind, n=kind.latest + 1 if has_one else kind.latest, **given)
    kind.latest = version.n
    kind.save(update_fields=["latest"])
    return version


@transaction.atomic
def adopt_usual(org: Unit, *, by: User | None, at: datetime) -> int:
    """Write the kinds that most companies begin with; what is there stays as it is. Returns how many are new."""
    fresh = 0
    for place, (code, name, series, sections, asks_fee) in enumerate(KINDS):
        kind, is_new = SheetKind.objects.get_or_create(
            org=org, code=code, defaults={"series": series, "position": place}
        )
        if is_new:
            SheetVersion.objects.create(
                org=org, kind=kind, n=1, name=name, sections=sections, asks_fee=asks_fee, by=by, at=at
            )
            fresh += 1
    return fresh
