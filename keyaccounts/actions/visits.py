"""Visits to a customer (走访), and what was promised there."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from customers.editing import require
from customers.history import record
from customers.models import Customer
from keyaccounts.model_dealings import CareVisit, FollowUp
from keyaccounts.people import in_charge
from keyaccounts.refusals import DoneAlready
from keyaccounts.turns import said_at
from servicedesk.lib.refusals import Invalid


@transaction.atomic
def plan_visit(customer: Customer, *, purpose: str, on: date, by: User, at: datetime) -> CareVisit:
    """Plan a visit for a day."""
    require("care", by)
    visit = CareVisit(org_id=customer.org_id, customer=customer, planned_on=on, planned_by=by, at=at)
    visit.purpose = _said(purpose, "purpose")[:200]
    visit.save()
    record(customer, "visit_planned", by=by, at=at, facts={"on": on.isoformat()})
    return visit


@transaction.atomic
def pay_visit(
    customer: Customer,
    *,
    said: str,
    on: date,
    by: User,
    at: datetime,
    visit: CareVisit | None = None,
    purpose: str = "",
    met: str = "",
) -> CareVisit:
    """Write down a visit that was paid, planned or not: whom one spoke to and what was said."""
    require("care", by)
    if on > timezone.localtime(at).date():
        text = _("A visit that was paid cannot lie ahead.")
        raise Invalid(text, fields={"on": text})
    if visit is None:
        visit = CareVisit(org_id=customer.org_id, customer=customer, purpose=_said(purpose, "purpose")[:200], at=at)
    else:
        visit = CareVisit.objects.select_for_update().get(pk=visit.pk, customer=customer)
        if visit.paid_on or visit.dropped_at:
            raise DoneAlready
    visit.said, visit.met = _said(said, "said")[:5000], met.strip()[:60]
    visit.paid_on, visit.paid_by = on, by
    visit.save()
    record(customer, "visit_paid", by=by, at=at, facts={"on": on.isoformat()})
    return visit


@transaction.atomic
def drop_visit(visit: CareVisit, *, reason: str, by: User, at: datetime) -> None:
    """A planned visit does not take place."""
    require("care", by)
    why = _said(reason, "reason")[:200]
    waiting = CareVisit.objects.filter(pk=visit.pk, paid_on__isnull=True, dropped_at__isnull=True)
    if not waiting.update(dropped_at=at, dropped_why=why):
        raise DoneAlready
    record(visit.customer, "visit_dropped", by=by, at=at, reason=why)


@transaction.atomic
def promise_follow_up(
    customer: Customer,
    *,
    text: str,
    due_on: date,
    by: User,
    at: datetime,
    visit: CareVisit | None = None,
    owner: User | None = None,
) -> FollowUp:
    """Promise something to a customer for a day. Without an owner it is the caretaker's, whoever that is then."""
    require("care", by)
    promised = FollowUp(
        org_id=customer.org_id, customer=customer, visit=visit, due_on=due_on, owner=owner, by=by, at=at
    )
    promised.text, promised.remind_at = _said(text, "text")[:500], max(at, said_at(due_on, 0))
    promised.save()
    record(customer, "follow_up", by=by, at=at, facts={"on": due_on.isoformat()})
    return promised


@transaction.atomic
def settle_follow_up(follow_up: FollowUp, *, outcome: str, by: User, at: datetime) -> None:
    """What was promised is done: what came of it."""
    require("care", by)
    said = _said(outcome, "outcome")[:500]
    open_one = FollowUp.objects.filter(pk=follow_up.pk, done_at__isnull=True)
    if not open_one.update(done_at=at, done_by=by, outcome=said):
        raise DoneAlready
    record(follow_up.customer, "follow_up_done", by=by, at=at)


@transaction.atomic
def remind_follow_up(follow_up: FollowUp, *, at: datetime) -> bool:
    """On its day, tell whoever owes it now, once; True if this call did it."""
    waiting = FollowUp.objects.filter(pk=follow_up.pk, reminded_at__isnull=True, done_at__isnull=True)
    if not waiting.filter(remind_at__lte=at).update(reminded_at=at):
        return False
    row = FollowUp.objects.select_related("customer__caretaker", "customer__org", "owner").get(pk=follow_up.pk)
    facts = {"on": row.due_on.isoformat()}
    path = f"/customers/{row.customer_id}/visits/"
    people = in_charge(row.customer, row.owner)
    tell(people, key=f"follow_up:{row.pk}", what="follow_up_due", at=at, path=path, facts=facts)
    return True


def _said(text: str, field: str) -> str:
    if not text.strip():
        raise Invalid(_("Something is missing."), fields={field: _("missing")})
    return text.strip()
