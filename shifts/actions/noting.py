"""The log of a shift: written while it lasts, never changed."""

from datetime import datetime

from accounts.models import Unit, User
from servicedesk.lib.refusals import Invalid, NotAllowed
from shifts.lifecycle import Note
from shifts.models import ShiftNote
from tickets.actions.desk import required


def write_note(unit: Unit, *, text: str, by: User, at: datetime, sort: str = Note.EVENT) -> ShiftNote:
    """Write one line; whoever was wrong writes another. Raises Needed, NotAllowed, Invalid."""
    if not by.may_at("sign_shift", unit.pk):
        raise NotAllowed("sign_shift")
    if sort not in Note.values:
        raise Invalid(fields={"sort": sort})
    assert unit.org is not None  # halls and desks belong to a company
    return ShiftNote.objects.create(
        org=unit.org, unit=unit, sort=sort, at=at, by=by, text=required(text, "text")[:1000]
    )
