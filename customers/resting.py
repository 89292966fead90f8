"""Customers of whom nothing was heard for years are put to rest, and wake by themselves when they come again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Unit, User
from customers.model_cleaning import CleaningRule, Rest
from customers.models import Customer, CustomerQuerySet
from servicedesk.lib.refusals import NotAllowed, Refusal

YEARS = 5
# Who has been heard of since a moment, as a subquery of customers' keys: the apps that know it add their question.
SIGNS: list[Callable[[Unit, datetime], Any]] = []


class HeardOf(Refusal):
    """Something has been heard of the customer since."""

    code = "heard_of"
    status = 409

    def sentence(self) -> str:
        return _("Something has been heard of this customer in the meantime, or somebody looks after them.")


class Awake(Refusal):
    """The customer is awake already."""

    code = "awake"
    status = 409

    def sentence(self) -> str:
        return _("This customer is awake already.")


def years_of(org: Unit) -> int:
    """After how many silent years a company puts customers to rest."""
    return CleaningRule.objects.filter(org=org).values_list("stale_years", flat=True).first() or YEARS


def years_before(at: datetime, years: int) -> datetime:
    """The same moment so many years ago; 29 February becomes the 28th."""
    local = timezone.localtime(at)
    try:
        return local.replace(year=local.year - years)
    except ValueError:
        return local.replace(year=local.year - years, day=28)


def stale(org: Unit, *, at: datetime) -> CustomerQuerySet:
    """Whom nobody has heard of for years: no account, no ticket, no visit, nobody who looks after them."""
    since = years_before(at, years_of(org))
    found = Customer.objects.filter(org=org, created_at__lt=since, level="", caretaker__isnull=True).listed()
    found = found.filter(holdings__isnull=True).exclude(rests__ended_at__gt=since)
    for heard_of in SIGNS:
        found = found.exclude(pk__in=heard_of(org, since))
    return found


@transaction.atomic
def put_to_rest(customer: Customer, *, by: User, at: datetime) -> Rest:
    """Offer a customer no more; nothing is deleted, and whoever comes again is there at once. Raises HeardOf."""
    if not by.may("clean"):
        raise NotAllowed("clean")
    held = Customer.objects.select_for_update().select_related("org").get(pk=customer.pk)
    if not stale(held.org, at=at).filter(pk=held.pk).exists():
        raise HeardOf
    rest = Rest.objects.create(org=held.org, customer=held, at=at, by=by, years=years_of(held.org))
    Customer.objects.filter(pk=held.pk).update(hidden_at=at, version=models.F("version") + 1)
    audit(what="rest", by=by, at=at, facts={"customer": str(held.pk)})
    return rest


@transaction.atomic
def take_back(rest: Rest, *, by: User, at: datetime) -> None:
    """Somebody takes a customer back from rest. Raises Awake."""
    if not by.may("clean"):
        raise NotAllowed("clean")
    held = Customer.objects.select_for_update().get(pk=rest.customer_id)
    if not _end(held, how=Rest.Ended.UNDONE, by=by, at=at):
        raise Awake
    audit(what="wake", by=by, at=at, facts={"customer": str(held.pk)})


@transaction.atomic
def wake(customer: Customer, *, at: datetime | None) -> bool:
    """Whoever comes again is there again; whether they had been at rest."""
    if customer.hidden_at is None:
        return False
    return _end(customer, how=Rest.Ended.CAME, by=None, at=at or _now())


def _end(customer: Customer, *, how: str, by: User | None, at: datetime) -> bool:
    ended = Rest.objects.asleep().filter(customer=customer).update(ended_at=at, ended_how=how, ended_by=by)
    if ended:
        Customer.objects.filter(pk=customer.pk).update(hidden_at=None, version=models.F("version") + 1)
        customer.hidden_at = None
    return bool(ended)


def come_again(named: CustomerQuerySet, number: str, *, at: datetime) -> Customer | None:
    """Whoever of these has this number: woken if at rest; if merged into somebody, whoever has the number now."""
    known = named.filter(phones__number=number).order_by("hidden_at").first()
    if known is not None and known.hidden_at:
        wake(known, at=at)
    if known is None or known.hidden_at:
        survivors = named.filter(merged_by__undone_at__isnull=True).values("merged_by__kept")
        known = Customer.objects.filter(pk__in=survivors, phones__number=number).listed().first()
    return known


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
