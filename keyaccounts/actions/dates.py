"""Dates of a customer: kept, said once for each time they come round, and ended."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from customers.editing import require
from customers.history import record
from customers.models import Customer
from keyaccounts.model_dealings import Contract, Reminder
from keyaccounts.people import in_charge
from keyaccounts.refusals import DoneAlready
from keyaccounts.turns import next_turn, occurrence, said_at
from servicedesk.lib.refusals import Invalid

EVERY = (0, 1, 3, 6, 12, 24, 36)
MOST_AHEAD = 365


@transaction.atomic
def keep_date(
    customer: Customer,
    *,
    kind: str,
    first_on: date,
    by: User,
    at: datetime,
    text: str = "",
    every_months: int = 0,
    ahead_days: int = 0,
    contract: Contract | None = None,
) -> Reminder:
    """Keep a date of a customer. Whoever looks after them when it comes is told, so many days ahead."""
    require("care", by)
    if every_months not in EVERY or not 0 <= ahead_days <= MOST_AHEAD or kind not in Reminder.Kind.values:
        raise Invalid(_("This date cannot be kept like that."))
    if kind == Reminder.Kind.OWN and not text.strip():
        raise Invalid(_("Write what the date is about."), fields={"text": _("missing")})
    turn = next_turn(first_on, every_months, ahead_days, after=at)
    if turn is None and occurrence(first_on, every_months, 0) < timezone.localtime(at).date():
        day = _("This day is over already.")
        raise Invalid(day, fields={"first_on": day})
    kept = Reminder(org_id=customer.org_id, customer=customer, contract=contract, kind=kind, by=by, at=at)
    kept.text, kept.first_on, kept.every_months, kept.ahead_days = (
        text.strip()[:200],
        first_on,
        every_months,
        ahead_days,
    )
    kept.turn = turn or 0
    # A single date that is nearer than it should be said ahead is said at once.
    kept.remind_at = said_at(occurrence(first_on, every_months, kept.turn), ahead_days) if turn is not None else at
    kept.save()
    record(customer, "date_kept", by=by, at=at, facts={"kind": kind, "on": first_on.isoformat()})
    return kept


@transaction.atomic
def remind(reminder: Reminder, *, at: datetime) -> bool:
    """Tell whoever looks after the customer now, once for each time the date comes round; True if this call did it.

    Whoever moves the row on owns the work. Turns that passed while nothing ran are told as one, the latest.
    """
    if reminder.remind_at is None:
        return False
    first, every, ahead = reminder.first_on, reminder.every_months, reminder.ahead_days
    following = next_turn(first, every, ahead, after=at, turn=reminder.turn + 1) if every else None
    due = reminder.turn if following is None else max(reminder.turn, following - 1)
    change: dict[str, object] = {"remind_at": None, "ended_at": at}
    if following is not None:
        change = {"turn": following, "remind_at": said_at(occurrence(first, every, following), ahead)}
    if not Reminder.objects.due(at).filter(pk=reminder.pk, turn=reminder.turn).update(**change):
        return False
    customer = Customer.objects.select_related("caretaker", "org").get(pk=reminder.customer_id)
    on = occurrence(first, every, due)
    facts = {"date": reminder.kind, "on": on.isoformat()}
    key = f"reminder:{reminder.pk}:{due}"
    tell(
        in_charge(customer), key=key, what="customer_date", at=at, path=f"/customers/{customer.pk}/dates/", facts=facts
    )
    return True


@transaction.atomic
def end_date(reminder: Reminder, *, by: User, at: datetime) -> None:
    """A date is not kept any more."""
    require("care", by)
    if not Reminder.objects.live().filter(pk=reminder.pk).update(ended_at=at):
        raise DoneAlready
    record(reminder.customer, "date_ended", by=by, at=at, facts={"kind": reminder.kind})
