"""The hall's monthly measurement: visitors are asked, the hall's screen asks anybody, and months below the target count."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actions import tell
from accounts.models import Unit
from accounts.roles import Role
from customers.actions import owe
from customers.models import Phone
from customers.writing import letter_text
from servicedesk.lib.refusals import TooMany
from servicedesk.lib.sealing import link_token, token_hash
from surveys.actions.answering import plain
from surveys.actions.asking import phone_index
from surveys.actions.following import follow_hall
from surveys.lifecycle import HALL_ITEMS
from surveys.models import Channel, HallAsked, HallScreen, Improvement, OptOut, Purpose, Questionnaire
from surveys.months import below, first_of, months_back, rate_of
from surveys.plans import plan_of
from surveys.questions import checked, parse
from surveys.refusals import AnsweredAlready, Expired, NoSuchLink
from tickets.actions.telling import with_role
from tickets.models import Visit, VisitState

CODE = "hall-month"
LASTS = timedelta(days=14)
MOST_A_MONTH = 400
MOST_A_MINUTE = 6


def hall_questionnaire(org: Unit, *, at: datetime) -> Questionnaire:
    """The company's newest version of the five things a hall is measured by; the first is written when it is needed."""
    known = Questionnaire.objects.published().filter(org=org, code=CODE, from_at__lte=at).order_by("-version").first()
    facts = {"name": "营业厅月度测评", "questions": HALL_ITEMS, "from_at": at, "purpose": Purpose.HALL}
    return known or Questionnaire.objects.get_or_create(org=org, code=CODE, version=1, defaults=facts)[0]


def ask_visitors(hall: Unit, *, at: datetime) -> int:
    """Write to those who were served here in the last two days and have a number: once a month each. Returns how many."""
    month = first_of(timezone.localdate(at))
    room = MOST_A_MONTH - HallAsked.objects.filter(hall=hall, month=month, channel=Channel.SMS).count()
    visits = Visit.objects.filter(hall=hall, state=VisitState.SERVED, customer__isnull=False, asked__isnull=True)
    recent = visits.filter(ended_at__gt=at - timedelta(days=2), ended_at__lte=at).select_related("customer", "org")
    return sum(_ask(visit, month, at=at) for visit in recent.order_by("ended_at")[: max(room, 0)])


@transaction.atomic
def _ask(visit: Visit, month: date, *, at: datetime) -> bool:
    phone = Phone.objects.filter(customer=visit.customer, is_main=True).first()
    if phone is None or OptOut.objects.filter(org=visit.org, phone_index=phone_index(phone.number)).exists():
        return False
    token = link_token("hall", str(visit.pk))
    row = HallAsked(org=visit.org, hall=visit.hall, month=month, channel=Channel.SMS, visit=visit, sent_at=at)
    row.customer, row.token_hash, row.expires_at = visit.customer, token_hash(token), at + LASTS
    row.questionnaire = hall_questionnaire(visit.org, at=at)
    HallAsked.objects.bulk_create([row], ignore_conflicts=True)
    if not HallAsked.objects.filter(pk=row.pk).exists():  # asked about this hall this month
        return False
    facts = {"hall": visit.hall, "url": f"{settings.PUBLIC_URL}/s/{token}/hall/"}
    owe(
        org=visit.org,
        customer=visit.customer,
        address=phone.number,
        key=f"hall:{row.pk}",
        template="hall",
        text=letter_text("hall", facts, unit=visit.hall),
        at=at,
    )
    return True


def behind(token: str) -> HallAsked | HallScreen:
    """What a token leads to: one customer's question, or a hall's screen."""
    hashed = token_hash(token)
    asked = HallAsked.objects.filter(token_hash=hashed).select_related("hall", "questionnaire").first()
    found = asked or HallScreen.objects.filter(token_hash=hashed).select_related("hall", "org").first()
    if found is None:
        raise NoSuchLink
    return found


@transaction.atomic
def answer_hall(token: str, *, given: Mapping[str, Any], comment: str, at: datetime) -> HallAsked:
    """Count one answer about a hall; by link once, on the screen at most six a minute. Raises Invalid by question."""
    found = behind(token)
    asked = _of_screen(found, at=at) if isinstance(found, HallScreen) else found
    answers = checked(parse(asked.questionnaire.questions), given, comment=comment)
    row = {item: answers.get(item) for item in ("overall", "environment", "waiting", "skill", "attitude")}
    row |= {"answered_at": at, "answers": answers, "comment": plain(comment)}
    if not HallAsked.objects.unanswered(at).filter(pk=asked.pk).update(**row):
        raise AnsweredAlready if asked.answered_at else Expired
    asked.refresh_from_db()
    plan = plan_of(asked.org_id)
    if asked.overall and asked.overall <= plan.follow_at:
        follow_hall(asked, plan=plan, at=at)
    return asked


def _of_screen(screen: HallScreen, *, at: datetime) -> HallAsked:
    """A row of its own for whoever stands before the screen; a script that taps is slower than people."""
    HallScreen.objects.select_for_update().get(pk=screen.pk)
    here = HallAsked.objects.filter(hall=screen.hall, channel=Channel.SCREEN, answered_at__gt=at - timedelta(minutes=1))
    if here.count() >= MOST_A_MINUTE:
        raise TooMany
    facts = {"month": first_of(timezone.localdate(at)), "channel": Channel.SCREEN, "expires_at": at + LASTS}
    sheet = hall_questionnaire(screen.org, at=at)
    return HallAsked.objects.create(org=screen.org, hall=screen.hall, questionnaire=sheet, **facts)


def screen_of(hall: Unit) -> str:
    """The token of the hall's screen, the same for every reprint; the first call stores its hash."""
    assert hall.org is not None  # a hall belongs to a company
    screen = HallScreen.objects.filter(hall=hall).first()
    token = link_token("screen", str(hall.pk), str(screen.n if screen else 1))
    if screen is None:
        HallScreen.objects.get_or_create(hall=hall, defaults={"org": hall.org, "token_hash": token_hash(token)})
    return token


@transaction.atomic
def look_for_improvement(hall: Unit, *, at: datetime) -> Improvement | None:
    """Open an improvement project when the hall was below its target in each of the last months; while one is open, none.

    A month in which nobody answered is no proof of anything. Months before an ended project do not count again.
    """
    plan = plan_of(hall.org_id)  # type: ignore[arg-type]
    months = months_back(timezone.localdate(at), plan.months_below)
    rates = [(month, rate_of(hall, month)) for month in months]
    if not below([rate for _month, rate in rates], target=float(plan.target)):
        return None
    if Improvement.objects.filter(hall=hall, month__gte=months[-1]).exists():
        return None
    because = [{"month": month.isoformat(), "rate": round(rate or 0, 1)} for month, rate in rates]
    row = Improvement(org=hall.org, hall=hall, month=months[0], because=because, target=plan.target, opened_at=at)
    Improvement.objects.bulk_create([row], ignore_conflicts=True)
    if not Improvement.objects.filter(pk=row.pk).exists():
        return None
    people = [*with_role(Role.SUPERVISOR, hall), *with_role(Role.DIRECTOR, hall)]
    facts = {"unit": hall.name, "count": plan.months_below}
    tell(people, key=f"improvement:{row.pk}", what="improvement", at=at, path="/satisfaction/halls/", facts=facts)
    return row
