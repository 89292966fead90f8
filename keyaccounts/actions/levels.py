"""How important a customer is held to be (特级, 一级, 二级, 临时): decided for a reason, kept, and ended in time."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from customers.editing import require, touch
from customers.history import hold, record
from customers.models import Customer, Level
from keyaccounts.model_care import LevelTerm
from keyaccounts.people import in_charge
from servicedesk.lib.refusals import Invalid


def end_of(last: date | None) -> datetime | None:
    """The moment at which a last day is over."""
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min)) if last else None


@transaction.atomic
def set_level(
    customer: Customer, level: str, *, reason: str, by: User, at: datetime, until_at: datetime | None = None
) -> LevelTerm:
    """Decide how important a customer is. The promises of cases taken in from now on read it as importance.

    An importance for a time needs its end; the others may have one.
    """
    require("customer_level", by)
    if level not in Level.values:
        raise Invalid(fields={"level": level})
    if not reason.strip():
        raise Invalid(_("Write a reason."), fields={"reason": _("missing")})
    if level == Level.TEMPORARY and until_at is None:
        text = _("An importance for a time needs its last day.")
        raise Invalid(text, fields={"until_on": text})
    if until_at is not None and until_at <= at:
        text = _("This day is over already.")
        raise Invalid(text, fields={"until_on": text})
    held = hold(customer)
    term = LevelTerm(org_id=held.org_id, customer=held, level=level, reason=reason.strip()[:500], decided_by=by)
    term.from_at, term.until_at = at, until_at if level else None
    _change(held, term, by=by, at=at)
    return term


@transaction.atomic
def end_level(term: LevelTerm, *, at: datetime) -> bool:
    """The end of an importance has come: the customer counts as any other, and whoever looks after them is told once."""
    held = hold(term.customer)
    if not LevelTerm.objects.over(at).filter(pk=term.pk).exists():
        return False
    after = LevelTerm(org_id=held.org_id, customer=held, level=Level.NONE, from_at=term.until_at or at)
    after.reason = _("its last day is over")
    before = str(term.level)
    _change(held, after, by=None, at=at)
    path = f"/customers/{held.pk}/"
    tell(in_charge(held), key=f"level:{term.pk}", what="level_over", at=at, path=path, facts={"level": before})
    return True


def _change(held: Customer, term: LevelTerm, *, by: User | None, at: datetime) -> None:
    LevelTerm.objects.filter(customer=held, ended_at__isnull=True).update(ended_at=at)
    term.save()
    facts = {"before": held.level, "after": term.level, "until": term.until_at.isoformat() if term.until_at else ""}
    record(held, "level", by=by, at=at, facts=facts, reason=term.reason)
    held.level = term.level
    touch(held, "level")
