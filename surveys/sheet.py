"""One callback as its page shows it, and how the agent's day stands."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from accounts.models import User
from customers.models import CustomerEvent
from servicedesk.lib.masks import mask_phone
from surveys.filling import Sheet, blank
from surveys.forms import ResultForm
from surveys.lifecycle import VAIN
from surveys.models import Callback, CallbackQuerySet, Survey
from surveys.plans import plan_of
from surveys.questions import own_of, parse
from surveys.script import lines_for
from surveys.timing import quiet_end
from tickets.models import Ticket, TicketEvent

SETTLED_BY = ("report", "reply", "restore", "verify")


def mine_first(user: User, *, at: datetime) -> Callback | None:
    """The most urgent callback on my own list that may be made now."""
    mine = Callback.objects.callable_at(at).fit_for(user).filter(agent=user)
    return mine.for_page().order_by(F("due_at").asc(nulls_last=True), "pk").first()


def one_for(user: User) -> CallbackQuerySet:
    """Open callbacks that I may make; the only way from an address to a callback."""
    return Callback.objects.open().fit_for(user).for_page()


def day(user: User, *, at: datetime) -> dict[str, Any]:
    """How many I made today, how many wait for me, and when the next one may be tried."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    free = Callback.objects.open().fit_for(user).free_for(user)
    due = Q(not_before__lte=at)
    ahead = free.aggregate(waiting=Count("pk", filter=due), next_at=Min("not_before", filter=~due))
    return ahead | {
        "may_lead": user.may("hand_over_calls"),
        "done_today": Callback.objects.filter(
            done_by=user, done_at__range=(midnight, at + timedelta(minutes=1))
        ).count(),
    }


def sheet(
    callback: Callback, *, user: User, at: datetime, form: ResultForm, asked: Sheet | None = None
) -> dict[str, Any]:
    """Everything the page of one callback needs."""
    tries = list(callback.tries.select_related("by"))
    vain = sum(one.result in VAIN for one in tries)
    plan = plan_of(callback.org_id)
    survey = (
        Survey.objects.filter(ticket=callback.ticket_id, round=callback.round).select_related("questionnaire").first()
    )
    questions = parse(survey.questionnaire.questions) if survey else []
    return {
        "callback": callback,
        "ticket": callback.ticket,
        "tries": tries,
        "attempt": vain + 1,
        "most": plan.tries,
        "is_last": vain + 1 >= plan.tries,
        "quiet_until": None if callback.appointment_at else quiet_end(at, plan.quiet),
        "said": survey if survey and survey.answered_at else None,
        "asked": asked or blank(own_of(questions), {}),
        "has_own": len(questions) > 1,
        "given_up": given_up(callback.ticket),
        "phone_now": callback.ticket.customer and callback.ticket.customer.phones.filter(is_main=True).first(),
        "lines": lines_for(callback, by=user, at=at),
        "work": work_of(callback.ticket),
        "form": form,
        "put_off": callback.not_before > at,
        "page_time": at,
        **day(user, at=at),
    }


def given_up(ticket: Ticket) -> bool:
    """Whether the customer has given up the number that the ticket came with."""
    customer, number = ticket.customer, ticket.contact_phone
    if customer is None or not number or customer.phones.filter(number=number).exists():
        return False
    gone = CustomerEvent.objects.filter(customer=customer, what="phone_removed", facts__phone=mask_phone(number))
    return gone.exists()


def work_of(ticket: Ticket) -> list[TicketEvent]:
    """What was done in this round, in the words of those who did it: newest last."""
    told = ticket.timeline.filter(what__in=(*SETTLED_BY, "reopen")).select_related("by")
    said: list[TicketEvent] = []
    for event in told:
        said = [event] if event.what == "reopen" else [*said, event]
    return said
