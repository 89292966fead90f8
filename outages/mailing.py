"""The texts about an outage: to the important ones first, to the others by choice, one a number, with half a minute to undo."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from customers.actions import take_back
from customers.models import Holding, Message, Phone
from customers.writing import letter_text, letterhead
from outages.models import NoText, Outage, OutageMailing
from outages.reach import reached_by
from outages.refusals import Gone, Recounted
from outages.rules import cause_word
from servicedesk.lib.refusals import Invalid, NotAllowed

UNDO = timedelta(seconds=30)
# The important ones leave in their order, everybody else a second later.
APART, OTHERS_LATER = timedelta(milliseconds=1), timedelta(seconds=1)
AT_ONCE = 2000
What = OutageMailing.What


@dataclass(frozen=True)
class Preview:
    """What would be sent, to how many numbers of how many households."""

    what: str
    text: str
    households: int
    numbers: int
    unwanted: int


@dataclass(frozen=True)
class Addressee:
    """One number, whose it is, and how soon it is told."""

    number: str
    customer: UUID
    rank: int


def text_for(outage: Outage, what: str) -> str:
    """The text as the company words it, in its language."""
    with override(letterhead(outage.org).language):
        cause = outage.cause or cause_word(outage.org_id, outage.cause_code)
    return letter_text(f"outage_{what}", {"outage": outage, "cause": cause}, unit=outage.org)


def preview(outage: Outage, what: str, *, besides: Iterable[str] = ()) -> Preview:
    """What somebody reads before they decide. `besides`: numbers that are told otherwise."""
    people, unwanted = addressees(outage, what, besides=besides)
    households = outage.callees.count() if what in (What.FIRST, What.AGAIN) else outage.households
    return Preview(what, text_for(outage, what), households, len(people), unwanted)


def addressees(outage: Outage, what: str, *, besides: Iterable[str] = ()) -> tuple[list[Addressee], int]:
    """Every number once, the important ones first; and how many of them want no texts."""
    ranks = dict(outage.callees.values_list("customer_id", "rank"))
    if what in (What.FIRST, What.AGAIN):
        phones = Phone.objects.filter(org_id=outage.org_id, customer__in=ranks)
    else:
        held = Holding.objects.filter(org_id=outage.org_id, supply_point__in=reached_by(outage).values("pk"))
        phones = Phone.objects.filter(org_id=outage.org_id, customer__in=held.values("customer"))
    main = phones.filter(is_main=True, customer__hidden_at__isnull=True).order_by("pk")
    unwanted = set(NoText.objects.filter(org_id=outage.org_id).values_list("number", flat=True))
    left_out, found, refused = set(besides), dict[str, Addressee](), set()
    for number, customer in main.values_list("number", "customer_id"):
        rank = ranks.get(customer, len(ranks) + 100)
        if number in unwanted:
            refused.add(number)
        elif number not in left_out and (number not in found or rank < found[number].rank):
            found[number] = Addressee(number, customer, rank)
    return sorted(found.values(), key=lambda one: one.rank), len(refused)


@transaction.atomic
def choose(
    outage: Outage, what: str, *, seen: int, by: User, at: datetime, besides: Iterable[str] = ()
) -> OutageMailing:
    """Owe these texts; nothing leaves for half a minute. `seen` is the count that was read: another one is asked anew.

    Raises NotAllowed, Invalid, Recounted.
    """
    if not by.may("outage") or outage.org_id not in by.orgs():
        raise NotAllowed("outage")
    if what not in What.values or what == What.AGAIN:
        raise Invalid(_("There is no such text."), fields={"what": what})
    held = Outage.objects.select_for_update().get(pk=outage.pk)
    people, unwanted = addressees(held, what, besides=besides)
    if len(people) != seen:
        raise Recounted(len(people))
    return _owe(held, what, people, unwanted, by=by, at=at, sends_at=at + UNDO)


def tell_again(outage: Outage, *, at: datetime) -> OutageMailing | None:
    """The second word to the important customers, at once; the clock asks nobody."""
    people, unwanted = addressees(outage, What.AGAIN)
    return _owe(outage, What.AGAIN, people, unwanted, by=None, at=at, sends_at=at) if people else None


def _owe(
    outage: Outage,
    what: str,
    people: list[Addressee],
    unwanted: int,
    *,
    by: User | None,
    at: datetime,
    sends_at: datetime,
) -> OutageMailing:
    nth = (outage.mailings.aggregate(last=Max("nth"))["last"] or 0) + 1
    mailing = OutageMailing(org_id=outage.org_id, outage=outage, what=what, nth=nth, text=text_for(outage, what))
    mailing.count, mailing.unwanted = len(people), unwanted
    mailing.chosen_at, mailing.chosen_by, mailing.sends_at = at, by, sends_at
    mailing.save(force_insert=True)
    important = outage.callees.count()
    letters = [
        Message(
            org_id=outage.org_id,
            customer_id=one.customer,
            key=mailing.key_of(n),
            template=f"outage_{what}",
            address=one.number,
            text=mailing.text,
            created_at=at,
            available_at=sends_at + (n * APART if one.rank < important + 100 else OTHERS_LATER),
        )
        for n, one in enumerate(people)
    ]
    Message.objects.bulk_create(letters, batch_size=AT_ONCE, ignore_conflicts=True)
    facts = {"mailing": str(mailing.pk), "of": what, "count": len(people)}
    outage.timeline.create(org_id=outage.org_id, what="mail", by=by, at=at, facts=facts)
    return mailing


@transaction.atomic
def undo(mailing: OutageMailing, *, by: User, at: datetime) -> OutageMailing:
    """Take the texts back before the first of them leaves. Raises Gone."""
    if not by.may("outage") or mailing.org_id not in by.orgs():
        raise NotAllowed("outage")
    held = OutageMailing.objects.select_for_update().get(pk=mailing.pk)
    if held.undone_at:
        return held
    if at >= held.sends_at or not take_back([held.key_of(n) for n in range(held.count)], at=at):
        raise Gone
    held.undone_at, held.undone_by = at, by
    held.save(update_fields=["undone_at", "undone_by"])
    facts = {"mailing": str(held.pk), "of": held.what, "count": held.count}
    held.outage.timeline.create(org_id=held.org_id, what="unmail", by=by, at=at, facts=facts)
    return held
