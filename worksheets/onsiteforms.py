"""What a phone sends of a sheet, as worksheets.actions.onsite takes it."""

from typing import Any
from uuid import UUID

from servicedesk.lib.refusals import Invalid
from tickets.models import Ticket
from worksheets.actions.onsite import Filled
from worksheets.actions.sheets import version_of
from worksheets.models import SheetKind, WorkSheet
from worksheets.refusals import SheetMoved
from worksheets.sheetforms import SheetForm


def told_on_site(ticket: Ticket, posted: Any) -> dict[str, Any]:
    """Read what was written on the sheet that is named, or on a new one of the kind that is named. Raises Invalid, SheetMoved."""
    key = _key(posted.get("sheet", ""))
    sheet = WorkSheet.objects.filter(pk=key).select_related("version").first()
    kind = SheetKind.objects.filter(org=ticket.org_id, code=posted.get("kind", "")[:20], is_active=True).first()
    if sheet is None and kind is None:
        raise SheetMoved
    version = sheet.version if sheet else version_of(kind) if kind else None
    assert version is not None
    only_results = sheet is not None and sheet.state != WorkSheet.State.DRAFT
    form = SheetForm(posted, version=version, said={}, ticket=ticket, only_results=only_results)
    if not form.is_valid():
        fields = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
        raise Invalid(" ".join(fields.values()), fields=fields)
    seen = posted.get("seen", "")
    filled = Filled(
        form.said(),
        fee=form.cleaned_data.get("fee", ""),
        receipt=form.cleaned_data.get("receipt", ""),
        lines=form.lines,
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
        is_done=posted.get("do") == "finish",
    )
    return {"key": key, "kind": kind, "filled": filled}


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise SheetMoved from None
