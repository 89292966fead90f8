"""改信息: whom to call, where, and what it is about, put right; the history keeps both, masked."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.lib.masks import mask_address, mask_name, mask_phone
from servicedesk.lib.phones import normalise
from servicedesk.lib.refusals import Invalid
from tickets.actions.spine import step
from tickets.models import Ticket
from tickets.refusals import Needed

MASKS = {"contact_name": mask_name, "contact_phone": mask_phone, "address": mask_address}
AMENDABLE = (*MASKS, "description")


@transaction.atomic
def amend(ticket: Ticket, *, by: User, at: datetime | None = None, version: int | None = None, **told: str) -> Ticket:
    """Put contact_name, contact_phone, address or description right; what is left out stays, and clocks run on.

    A part that still shows its mask was not changed. Raises Invalid where nothing is different.
    """
    (held,) = Ticket.objects.select_for_update().filter(pk=ticket.pk)
    changes = _changes(held, told)
    if not changes:
        raise Invalid(_("Nothing is different from before."))
    before = {name: _masked(name, getattr(held, name)) for name in changes}
    after = {name: _masked(name, value) for name, value in changes.items()}
    facts: dict[str, Any] = {"fields": sorted(changes), "before": before, "after": after}
    return step(held, "amend", by=by, at=at, version=version, facts=facts, **changes)


def _changes(ticket: Ticket, told: dict[str, str]) -> dict[str, Any]:
    changes = {}
    for name in AMENDABLE:
        value = told.get(name)
        if value is None or ("*" in value and value == _masked(name, getattr(ticket, name))):
            continue
        if name in MASKS and "*" in value:
            text = _("Part of this is hidden. Leave it as it is, or write all of it.")
            raise Invalid(text, fields={name: text})
        changes[name] = normalise(value) if name == "contact_phone" and value.strip() else value.strip()
    changes = {name: value for name, value in changes.items() if value != getattr(ticket, name)}
    name, phone = (changes.get(one, getattr(ticket, one)) for one in ("contact_name", "contact_phone"))
    if changes and not (name or phone or ticket.customer_id):
        raise Needed(fields={"contact_phone": _("a name or a phone")})
    return changes


def _masked(name: str, value: str) -> str:
    mask = MASKS.get(name)
    return mask(value) if mask else value
