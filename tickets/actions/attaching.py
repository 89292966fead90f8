"""Files of a case: added, claimed from the counter's sheet, taken out of sight."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from servicedesk.lib.files import scanning, store
from servicedesk.lib.files.limits import MOST_AT_ONCE, MOST_ON_A_CASE, NotTaken
from servicedesk.lib.files.reading import Ready
from servicedesk.lib.refusals import NotAllowed
from tickets.actions.desk import required
from tickets.actions.spine import database_time, step
from tickets.models import Attachment, Ticket, TicketEvent

Kind, Audience, State = Attachment.Kind, Attachment.Audience, Attachment.State


def attach(
    ticket: Ticket,
    files: Sequence[Ready],
    *,
    by: User,
    at: datetime | None = None,
    audience: str = Audience.INTERNAL,
    kind: str = "",
    slot: str = "",
) -> list[Attachment]:
    """Add files to a case: rows, files and one event together, or none of them.

    The same bytes again for the same people are the attachment that is there already, so that a repeat harms nothing.
    Raises NotTaken beyond the limits, NotAllowed, NotYours.
    """
    at = at or database_time()
    with store.Shelf(at) as shelf, transaction.atomic():
        ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
        known = Attachment.objects.shown().filter(ticket=ticket, audience=audience)
        there = {row.came_as: row for row in known}
        fresh = _different(files, there)
        _check_count(ticket.attachments.shown().count(), len(fresh))
        rows = [_row(shelf, one, org_id=ticket.org_id, by=by, at=at, audience=audience, kind=kind) for one in fresh]
        if rows:
            _say_so(ticket, rows, by=by, at=at, audience=audience)
        for row in rows:
            row.ticket, row.slot = ticket, slot
        Attachment.objects.bulk_create(rows)
        there |= {row.came_as: row for row in rows}
        return [there[one.came_as] for one in files]


def lay_by(sheet: UUID, files: Sequence[Ready], *, hall: Unit, by: User, at: datetime) -> list[Attachment]:
    """Keep files for a sheet of the counter that is not registered yet; they are this person's alone. Raises NotTaken."""
    if not by.may_at("register", hall.pk):
        raise NotAllowed("register")
    with store.Shelf(at) as shelf, transaction.atomic():
        there = {row.came_as: row for row in Attachment.objects.of_sheet(sheet, by).select_for_update()}
        fresh = _different(files, there)
        _check_count(len(there), len(fresh), most=MOST_AT_ONCE)
        org_id = hall.org_id or hall.pk
        rows = [_row(shelf, one, org_id=org_id, by=by, at=at, audience=Audience.INTERNAL, kind="") for one in fresh]
        for row in rows:
            row.sheet = sheet
        return Attachment.objects.bulk_create(rows)


def hold_for(
    row: UUID, files: Sequence[Ready], *, org: Unit, by: User, at: datetime, most: int = MOST_AT_ONCE
) -> list[Attachment]:
    """Keep files for a row of an app above, which says who may add to it and who may see them. Raises NotTaken."""
    with store.Shelf(at) as shelf, transaction.atomic():
        there = {one.came_as: one for one in Attachment.objects.shown().held(row).select_for_update()}
        fresh = _different(files, there)
        _check_count(len(there), len(fresh), most=most)
        rows = [_row(shelf, one, org_id=org.pk, by=by, at=at, audience=Audience.INTERNAL, kind="") for one in fresh]
        for made in rows:
            made.held_by = row
        Attachment.objects.bulk_create(rows)
        there |= {made.came_as: made for made in rows}
        return [there[one.came_as] for one in files]


def hide_held(attachment: Attachment, *, reason: str, by: User, at: datetime) -> bool:
    """Take a file of a row above out of sight, with a reason; the file itself stays until its time is over."""
    shown = Attachment.objects.shown().filter(pk=attachment.pk, held_by__isnull=False)
    return bool(shown.update(hidden_at=at, hidden_by=by, hidden_why=required(reason, "reason")[:500]))


def claim(ticket: Ticket, sheet: UUID, *, by: User, at: datetime) -> int:
    """Hang the files of a sheet on the case that it has become. Must run inside a transaction; returns how many."""
    rows = list(Attachment.objects.of_sheet(sheet, by).filter(org_id=ticket.org_id).select_for_update())
    if rows:
        _say_so(ticket, rows, by=by, at=at, audience=Audience.INTERNAL)
        Attachment.objects.filter(pk__in=[row.pk for row in rows]).update(ticket=ticket)
    return len(rows)


@transaction.atomic
def let_go(attachment: Attachment, *, by: User) -> None:
    """Take a file off a sheet that is not registered yet: it was never part of a case, so it goes altogether."""
    Attachment.objects.filter(pk=attachment.pk, by=by, ticket__isnull=True).delete()
    transaction.on_commit(lambda: store.remove(attachment.stored_names))


@transaction.atomic
def hide_file(attachment: Attachment, *, reason: str, by: User, at: datetime | None = None) -> Ticket:
    """Take a file out of everybody's sight, with a reason. The file itself stays until its time is over.

    One's own, or anybody's where one leads the shift. Raises NotAllowed, Needed.
    """
    required(reason, "reason")
    at = at or database_time()
    ticket = attachment.ticket
    if ticket is None or not (attachment.by_id == by.pk or by.may_at("void", ticket.unit_id)):
        raise NotAllowed("hide_file")
    hidden = Attachment.objects.shown().filter(pk=attachment.pk)
    if hidden.update(hidden_at=at, hidden_by=by, hidden_why=reason[:500]):
        ticket = step(ticket, "hide_file", by=by, at=at, reason=reason[:500], facts={"file": str(attachment.pk)})
    return ticket


def _different(files: Sequence[Ready], there: dict[str, Attachment]) -> list[Ready]:
    """Each content once, and none that is there already."""
    fresh = {one.came_as: one for one in files if one.came_as not in there}
    return list(fresh.values())


def _check_count(there: int, fresh: int, *, most: int = MOST_ON_A_CASE) -> None:
    if fresh > MOST_AT_ONCE or there + fresh > most:
        facts = {"most": MOST_AT_ONCE, "all": most}
        raise NotTaken(_("At most %(most)d files at a time and %(all)d altogether. Choose fewer.") % facts)


def _row(
    shelf: store.Shelf, ready: Ready, *, org_id: UUID, by: User, at: datetime, audience: str, kind: str
) -> Attachment:
    """Put the file in its place and return its row. Without a scanner what was written anew is clean; nothing else comes here."""
    kept = shelf.put(ready.data)
    kind = kind or (Kind.PHOTO if ready.small else Kind.DOCUMENT)
    is_clean = ready.is_rebuilt and not scanning.is_set_up()
    return Attachment(
        org_id=org_id,
        by=by,
        at=at,
        kind=kind,
        audience=audience,
        name=ready.name,
        content_type=ready.content_type,
        width=ready.width,
        height=ready.height,
        taken_at=ready.taken_at,
        stored=kept.name,
        size=kept.size,
        sha256=kept.sha256,
        came_as=ready.came_as,
        small=shelf.put(ready.small, beside=kept.name).name if ready.small else "",
        original=shelf.put(ready.original, beside=kept.name).name if kind == Kind.PROOF else "",
        state=State.CLEAN if is_clean else State.WAITING,
        judged_at=at if is_clean else None,
        checked_at=at,
    )


def _say_so(ticket: Ticket, rows: Sequence[Attachment], *, by: User, at: datetime, audience: str) -> None:
    """One event for all of them; it names ids, never what the files are called."""
    facts = {"count": len(rows), "files": [str(row.pk) for row in rows]}
    told = TicketEvent.Audience.CUSTOMER if audience == Audience.CUSTOMER else TicketEvent.Audience.INTERNAL
    step(ticket, "attach", by=by, at=at, facts=facts, audience=told)
