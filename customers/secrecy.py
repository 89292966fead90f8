"""Who may see a secret customer: the class set, a viewing asked for, and a second person who decides."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit, tell
from accounts.models import User
from customers.editing import require, touch
from customers.history import hold, record
from customers.models import Customer, Secrecy, Viewing
from customers.refusals import Decided, OwnRequest
from servicedesk.lib.refusals import Invalid

HOURS = (1, 4, 8, 24, 72)


@transaction.atomic
def classify(customer: Customer, secrecy: str, *, reason: str, by: User, at: datetime) -> Customer:
    """Say who may know of a customer. A class that is lowered or raised needs a reason and stands in the history."""
    require("secrecy_approve", by)
    if secrecy not in Secrecy.values:
        raise Invalid(fields={"secrecy": secrecy})
    reason = _needed(reason)
    held = hold(customer)
    if held.secrecy == secrecy:
        return held
    record(held, "secrecy", by=by, at=at, facts={"before": held.secrecy, "after": secrecy}, reason=reason)
    held.secrecy = secrecy
    return touch(held, "secrecy")


@transaction.atomic
def ask_to_see(customer: Customer, *, reason: str, hours: int, by: User, at: datetime) -> Viewing:
    """Ask to see a secret customer for some hours; whoever may decide is told. Asking twice is one request."""
    require("secrecy_ask", by)
    if hours not in HOURS:
        raise Invalid(fields={"hours": str(hours)})
    reason = _needed(reason)
    facts = {"reason": reason, "hours": hours, "asked_at": at}
    viewing, is_new = Viewing.objects.open().get_or_create(
        org_id=customer.org_id, customer=customer, by=by, defaults=facts
    )
    if is_new:
        record(customer, "viewing_asked", by=by, at=at, facts={"hours": hours}, reason=reason)
        deciders = User.objects.holding("secrecy_approve", [customer.org]).exclude(pk=by.pk)
        told = {"by": by.name, "hours": hours}
        tell(
            deciders, key=f"viewing:{viewing.pk}", what="viewing_asked", at=at, path="/customers/viewings/", facts=told
        )
    return viewing


@transaction.atomic
def decide_viewing(viewing: Viewing, *, grant: bool, by: User, at: datetime, answer: str = "") -> Viewing:
    """Let somebody see a secret customer for the hours they asked for, from now; or refuse, with the reason."""
    require("secrecy_approve", by)
    held = Viewing.objects.select_for_update(of=("self",)).select_related("customer", "by").get(pk=viewing.pk)
    if held.by_id == by.pk:
        raise OwnRequest
    if held.decided_at is not None:
        raise Decided
    held.answer = answer.strip()[:500] if grant else _needed(answer)
    held.decided_by, held.decided_at = by, at
    held.until_at = at + timedelta(hours=held.hours) if grant else None
    held.save(update_fields=["answer", "decided_by", "decided_at", "until_at"])
    what = "viewing_granted" if grant else "viewing_refused"
    record(held.customer, what, by=by, at=at, facts={"for": held.by.name, "hours": held.hours}, reason=held.answer)
    path = f"/customers/{held.customer_id}/"
    tell([held.by], key=f"viewing:{held.pk}:decided", what=what, at=at, path=path, facts={"by": by.name})
    return held


@transaction.atomic
def end_viewing(viewing: Viewing, *, by: User, at: datetime) -> None:
    """Take a viewing back before its hours are over: whoever has it gives it up, or whoever may decide takes it."""
    held = Viewing.objects.select_for_update(of=("self",)).select_related("customer", "by").get(pk=viewing.pk)
    if held.by_id != by.pk:
        require("secrecy_approve", by)
    if not held.is_live(at):
        raise Decided
    Viewing.objects.filter(pk=held.pk).update(until_at=at)
    record(held.customer, "viewing_ended", by=by, at=at, facts={"for": held.by.name})


def note_sight(customer: Customer, *, by: User, at: datetime, page: str) -> None:
    """Record that somebody opened a page of a secret customer's file."""
    if customer.secrecy == Secrecy.SECRET:
        audit(what="secret_seen", by=by, at=at, facts={"customer": str(customer.pk), "page": page})


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Invalid(_("Write a reason."), fields={"reason": _("missing")})
    return reason.strip()[:500]
