"""Who looks after whom (客户经理): assigned, handed over, taken back, and left behind by somebody who has gone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from customers.editing import require
from customers.history import hold, record
from customers.models import Customer
from keyaccounts.model_care import CaretakerTerm, Handover
from keyaccounts.model_dealings import FollowUp
from keyaccounts.people import supervisors_of
from keyaccounts.refusals import TooLate
from servicedesk.lib.refusals import Invalid, Refusal

UNDO_WITHIN = timedelta(seconds=10)
GRACE = timedelta(seconds=5)  # the way of the button from the screen to here
MOST_AT_ONCE = 500


@dataclass
class Result:
    """What became of a bulk hand-over: per customer, done or why not."""

    handover: Handover | None = None
    done: list[Customer] = field(default_factory=list)
    refused: list[tuple[Customer, str]] = field(default_factory=list)


@transaction.atomic
def assign(
    customer: Customer,
    person: User | None,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    handover: Handover | None = None,
) -> CaretakerTerm | None:
    """Say who looks after a customer from now on; `None`: nobody does. The term before ends, and stays in the history."""
    require("care_assign", by)
    if person is not None:
        _check(person, customer)
    held = hold(customer)
    if held.caretaker_id == (person.pk if person else None):
        raise Invalid(_("That is so already."))
    return _pass_on(held, person, by=by, at=at, reason=reason, handover=handover)


def _check(person: User, customer: Customer) -> None:
    if not person.is_active or person.is_service or customer.org_id not in person.orgs() or not person.may("care"):
        raise Invalid(_("%(name)s cannot look after customers of this company.") % {"name": person.name})


def _pass_on(
    held: Customer, person: User | None, *, by: User | None, at: datetime, reason: str, handover: Handover | None = None
) -> CaretakerTerm | None:
    """End the term and begin the next; what was owed by the caretaker in person is owed by the next one."""
    before = held.caretaker
    CaretakerTerm.objects.filter(customer=held, until_at__isnull=True).update(until_at=at, ended_by=by)
    Customer.objects.filter(pk=held.pk).update(caretaker=person)
    if before is not None:
        FollowUp.objects.filter(customer=held, owner=before, done_at__isnull=True).update(owner=None)
    names = {"before": before.name if before else "", "after": person.name if person else ""}
    record(held, "caretaker", by=by, at=at, facts=names, reason=reason)
    if person is None:
        return None
    facts = {"assigned_by": by, "reason": reason.strip()[:200], "handover": handover}
    return CaretakerTerm.objects.create(org_id=held.org_id, customer=held, person=person, from_at=at, **facts)


def hand_over(
    customers: Iterable[Customer], person: User, *, by: User, at: datetime, reason: str = "", giver: User | None = None
) -> Result:
    """Pass on many customers in one go; each is told on its own, and all can be taken back together for 10 seconds."""
    require("care_assign", by)
    chosen = list(customers)[:MOST_AT_ONCE]
    if not chosen:
        raise Invalid(_("Choose at least one customer."))
    result = Result()
    with transaction.atomic():
        result.handover = Handover.objects.create(
            org_id=chosen[0].org_id, from_person=giver, to_person=person, by=by, at=at
        )
        for customer in chosen:
            try:
                with transaction.atomic():
                    assign(customer, person, by=by, at=at, reason=reason, handover=result.handover)
            except Refusal as refusal:
                result.refused.append((customer, refusal.sentence()))
            else:
                result.done.append(customer)
        told = {"count": len(result.done), "by": by.name}
        if result.done:
            path = f"/customers/?caretaker={person.pk}"
            tell([person], key=f"handover:{result.handover.pk}", what="handover", at=at, path=path, facts=told)
    return result


@transaction.atomic
def undo_handover(handover: Handover, *, by: User, at: datetime) -> int:
    """Take a hand-over back within 10 seconds: everybody looks after whom they did before. Returns how many."""
    held = Handover.objects.select_for_update().get(pk=handover.pk)
    if held.by_id != by.pk or held.undone_at is not None or at > held.at + UNDO_WITHIN + GRACE:
        raise TooLate
    Handover.objects.filter(pk=held.pk).update(undone_at=at)
    back = 0
    for term in held.terms.filter(until_at__isnull=True).select_related("customer"):
        customer = hold(term.customer)
        before = CaretakerTerm.objects.filter(customer=customer, until_at=term.from_at).exclude(pk=term.pk)
        previous = before.select_related("person").order_by("-from_at").first()
        reason = _("hand-over taken back")
        _pass_on(customer, previous.person if previous else None, by=by, at=at, reason=reason)
        back += 1
    return back


@transaction.atomic
def let_go(person: User, *, at: datetime) -> int:
    """Somebody has left: their customers are nobody's until a supervisor assigns them, and the supervisors are told once.

    What they had promised goes on: follow-ups and dates belong to the customer.
    """
    terms = CaretakerTerm.objects.select_for_update(of=("self",), skip_locked=True)
    held = list(terms.filter(person=person, until_at__isnull=True).select_related("customer")[:MOST_AT_ONCE])
    orgs: dict[Unit, int] = {}
    for term in held:
        customer = hold(term.customer)
        _pass_on(customer, None, by=None, at=at, reason=_("has left"))
        orgs[customer.org] = orgs.get(customer.org, 0) + 1
    FollowUp.objects.filter(owner=person, done_at__isnull=True).update(owner=None)
    for org, count in orgs.items():
        facts = {"who": person.name, "count": count}
        path = "/customers/?show=orphans"
        key = f"orphans:{person.pk}:{at:%Y%m%d}"
        tell(supervisors_of(org), key=key, what="orphans", at=at, path=path, facts=facts)
    return len(held)
