"""A photo from the field: the very bytes are kept and hashed, time and place are drawn on a copy."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from fieldwork.actions.standing import find_place, slot_of, terms_of
from fieldwork.phone_refusals import Damaged, ThereAlready
from fieldwork.phonewords import DOOR
from fieldwork.places import DOUBTED, Finding
from fieldwork.watermark import marked
from servicedesk.lib.files.limits import not_taken
from servicedesk.lib.files.reading import Ready, made_ready
from tickets.actions.attaching import attach
from tickets.actions.filling import rules_of_sheet, sheet_of
from tickets.closing_rules import PHOTO
from tickets.models import Attachment, Ticket
from tickets.moment import database_time

SIGNATURE = "signature"


def read_photo(upload: UploadedFile | None, *, sha256: str = "") -> Ready:
    """Read a photo as it came; `sha256` is what the phone counted. Takes its time, so outside of any transaction.

    Raises NotTaken, TooLarge, Damaged.
    """
    if upload is None or not upload.size:
        raise not_taken(_("The photo is empty. Take it again."))
    ready = made_ready(upload)
    if sha256 and sha256 != ready.came_as:
        raise Damaged
    if not ready.small:
        raise not_taken(_("“%(name)s” is not a photo. Take one with the camera.") % {"name": ready.name})
    return ready


@transaction.atomic
def add_photo(
    ticket: Ticket,
    ready: Ready,
    told: Mapping[str, Any],
    *,
    by: User,
    slot: str = "",
    at: datetime | None = None,
) -> Attachment:
    """Add a photo to a job, for what closing asks a photo of, the street number, or nothing in particular.

    Raises NotTaken where the case has too many, ThereAlready.
    """
    at = at or database_time()
    slot = slot if slot in slots_of(ticket) else ""
    if slot == SIGNATURE:
        kind = Attachment.Kind.SLIP
    else:
        kind, finding = Attachment.Kind.PROOF, find_place(ticket, told, by=by, at=at, terms=terms_of(ticket.org_id))
        ready = replace(ready, data=marked(ready.data, mark_lines(ticket, finding, by=by, at=at, ready=ready)))
        ready = replace(ready, content_type="image/jpeg", taken_at=ready.taken_at or at)
    row = attach(ticket, [ready], by=by, at=at, kind=kind, slot=slot)[0]
    if row.slot != slot:
        raise ThereAlready
    return row


def slots_of(ticket: Ticket) -> set[str]:
    """The slots that a photo of this job may be for."""
    rules = rules_of_sheet(sheet_of(ticket))
    every = {slot_of(label) for label in terms_of(ticket.org_id).photos}
    return {one.code for one in rules.demands if one.kind == PHOTO} | every | {DOOR, SIGNATURE}


def mark_lines(ticket: Ticket, finding: Finding, *, by: User, at: datetime, ready: Ready) -> list[str]:
    """What stands on the copy: number and person, time, place as far as it can be true, and the hash of the original."""
    place = "GPS -"
    if finding.fix is not None and finding.word not in DOUBTED:
        fix = finding.fix
        place = f"{fix.latitude:.5f}, {fix.longitude:.5f} ±{round(fix.accuracy)} m"
        place += f" · {finding.distance} m" if finding.distance is not None else ""
    when = f"{localtime(at):%Y-%m-%d %H:%M:%S}"
    return [f"{when} · {ticket.short_number} · {by.staff_number}", f"{place} · {ready.came_as[:12]}"]
