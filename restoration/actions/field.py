"""What the crew says from the fault is what the hotline reads out."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from outages.actions import expect_held, hold, rewritten, save_changed
from outages.models import Outage
from outages.rules import causes_of
from restoration.cases import outage_led_by
from servicedesk.lib.refusals import Invalid
from tickets.actions import desk
from tickets.actions.spine import require
from tickets.models import Ticket


@transaction.atomic
def field_update(
    ticket: Ticket,
    *,
    by: User,
    at: datetime,
    end_at: datetime | None = None,
    cause: str = "",
    cause_code: str = "",
    text: str = "",
) -> Outage:
    """The crew on the ticket that leads an outage says what it found and when supply is expected back.

    Whoever may work on the ticket may say so. Raises Invalid where the ticket leads no outage or nothing is said.
    """
    ticket = Ticket.objects.select_related("org", "unit", "first_contact").get(pk=ticket.pk)
    require(ticket, "arrive", by=by)
    outage = outage_led_by(ticket)
    if outage is None:
        raise Invalid(_("This ticket leads no outage."))
    said = "；".join(word.strip() for word in (cause, text) if word.strip())
    if not (said or end_at or cause_code):
        raise Invalid(_("Say what you found, or when supply is expected back."), fields={"end_at": ""})
    held = hold(outage, by=None)
    if cause_code and cause_code not in {one.code for one in causes_of(held.org_id)}:
        raise Invalid(_("Choose the cause from the list."), fields={"cause_code": cause_code})
    has_own_words = held.script != rewritten(held)
    held.cause, held.cause_code = cause.strip()[:200] or held.cause, cause_code or held.cause_code
    if not has_own_words:
        held.script = rewritten(held)
    if end_at:
        held = expect_held(held, end_at=end_at, reason=said, by=by, at=at, facts={"from_field": True})
    else:
        held = save_changed(held, "crew_says", by=by, at=at, reason=said, facts={})
    desk.note(ticket, text=said or _("Expected back at another time"), by=by, at=at)
    _tell(held, by=by, at=at)
    return held


def read_out(ticket: Ticket, *, expected_at: datetime, text: str, by: User, at: datetime) -> None:
    """An estimate on the ticket that leads an outage is the outage's own."""
    outage = outage_led_by(ticket)
    if outage is None or not outage.is_open or outage.expected_end_at == expected_at:
        return
    held = hold(outage, by=None)
    _tell(expect_held(held, end_at=expected_at, reason=text, by=by, at=at, facts={"from_field": True}), by=by, at=at)


def _tell(outage: Outage, *, by: User, at: datetime) -> None:
    people = [user for user in User.objects.holding("outage", [outage.org]) if user.pk != by.pk]
    facts = {"number": outage.number, "title": outage.title}
    key = f"outage-update:{outage.pk}:{outage.version}"
    tell(people, key=key, what="outage_update", at=at, path=f"/outages/{outage.pk}/", facts=facts)
