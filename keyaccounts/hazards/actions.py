"""What is done about a hazard: one verb, one function."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from customers.models import Customer, SupplyPoint
from keyaccounts.hazard_lifecycle import Grade, State, Way
from keyaccounts.hazards.spine import WrongState, step
from keyaccounts.hazards.terms import terms_of
from keyaccounts.models import AuthorityReport, Hazard, HazardEvent, HazardFollowUp, HazardNotice
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal

LONGEST = timedelta(days=366)


class NothingToServe(Refusal):
    """No notice has been issued that is not served."""

    code = "nothing_to_serve"
    status = 409

    def sentence(self) -> str:
        return _("Issue and print a notice first; then write down how it was served.")


@transaction.atomic
def find(
    customer: Customer,
    *,
    text: str,
    grade: str,
    by: User,
    at: datetime,
    point: SupplyPoint | None = None,
    basis: str = "",
    photos: Iterable[str] = (),
) -> Hazard:
    """Record a hazard at a customer's. A major one starts the clock of its report, and those who report are told."""
    if not by.may("find_hazard"):
        raise NotAllowed("find_hazard")
    hazard = Hazard(
        org=customer.org,
        customer=customer,
        supply_point=point,
        found_at=at,
        found_by=by,
        text=_said(text, "text")[:1000],
        grade=grade,
        basis=basis.strip()[:300],
        photos=[photo.strip()[:200] for photo in photos if photo.strip()][:20],
    )
    hazard.number = _next_number(customer.org, at=at)
    hazard.report_due_at = _report_due(hazard, at=at)
    hazard.save()
    HazardEvent.objects.create(org=hazard.org, hazard=hazard, what="find", by=by, at=at, facts={"grade": grade})
    _tell_of_report(hazard, at=at)
    return hazard


def _next_number(org: Unit, *, at: datetime) -> str:
    """`YH26-0001`, counted by company and year; whoever counts at the same time waits."""
    Unit.objects.select_for_update(no_key=True).get(pk=org.pk)
    prefix = f"YH{timezone.localtime(at):%y}-"
    last = Hazard.objects.filter(org=org, number__startswith=prefix).order_by("-number").first()
    return f"{prefix}{int(last.number.removeprefix(prefix)) + 1 if last else 1:04d}"


def _report_due(hazard: Hazard, *, at: datetime) -> datetime | None:
    if hazard.grade != Grade.MAJOR:
        return None
    return hazard.report_due_at or at + timedelta(days=terms_of(hazard.org).report_days)


def _tell_of_report(hazard: Hazard, *, at: datetime) -> None:
    if hazard.must_report() and hazard.report_due_at:
        tell(
            User.objects.holding("report_hazard", [hazard.org]),
            key=f"hazard:{hazard.pk}:report",
            what="hazard_report_due",
            at=at,
            path=f"/hazards/{hazard.pk}/",
            facts={"number": hazard.number, "due_at": hazard.report_due_at.isoformat()},
        )


@transaction.atomic
def regrade(hazard: Hazard, *, grade: str, reason: str, by: User, at: datetime, version: int | None = None) -> Hazard:
    """It is graver, or less grave, than it was held to be. One that becomes major has to be reported from now on."""
    why = _said(reason, "reason")
    held = step(hazard, "grade", by=by, at=at, version=version, reason=why, facts={"grade": grade})
    held.grade = grade
    held.report_due_at = _report_due(held, at=at)
    held.save(update_fields=["grade", "report_due_at"])
    _tell_of_report(held, at=at)
    return held


@transaction.atomic
def notify(
    hazard: Hazard, *, demand: str, until_on: date | None, by: User, at: datetime, version: int | None = None
) -> HazardNotice:
    """Issue a notice to the customer: what is to be done, and until when. It is printed, signed, and then served."""
    said, day = _said(demand, "demand"), _ahead(until_on, "until_on", at=at)
    held = step(hazard, "notify", by=by, at=at, version=version, facts={"until": day.isoformat()})
    turn = held.notices.count() + 1
    told = {"demand": said[:1000], "until_on": day, "issued_at": at, "issued_by": by}
    return HazardNotice.objects.create(org_id=held.org_id, hazard=held, turn=turn, **told)


@transaction.atomic
def serve(hazard: Hazard, *, how: str, receiver: str, by: User, at: datetime, version: int | None = None) -> Hazard:
    """Write down how the latest notice reached the customer. Its day is the day until which they have to remedy."""
    if how not in Way.values:
        raise Invalid(_("There is no such way."), fields={"how": _("There is no such way.")})
    who = _said(receiver, "receiver")
    notice = hazard.notices.filter(served_at__isnull=True).order_by("-turn").first()
    if notice is None:
        raise NothingToServe
    facts = {"how": how, "turn": notice.turn}
    first = hazard.notified_at or at
    held = step(
        hazard, "serve", by=by, at=at, version=version, facts=facts, remedy_on=notice.until_on, notified_at=first
    )
    told = {"served_at": at, "served_by": by, "served_how": how, "receiver": who[:60]}
    HazardNotice.objects.filter(pk=notice.pk).update(**told)
    return held


@transaction.atomic
def begin(hazard: Hazard, *, reason: str, by: User, at: datetime, version: int | None = None) -> Hazard:
    """The customer has begun to remedy it."""
    return step(hazard, "begin", by=by, at=at, version=version, reason=reason)


@transaction.atomic
def follow_up(
    hazard: Hazard, *, what: str, due_on: date | None, by: User, at: datetime, version: int | None = None
) -> HazardFollowUp:
    """Somebody looks again on a day, and is reminded of it once."""
    said, day = _said(what, "what"), _ahead(due_on, "due_on", at=at)
    held = step(hazard, "follow_up", by=by, at=at, version=version, reason=said, facts={"until": day.isoformat()})
    return HazardFollowUp.objects.create(org_id=held.org_id, hazard=held, due_on=day, by=by, what=said[:300])


@transaction.atomic
def settle_follow_up(hazard: Hazard, key: UUID, *, result: str, by: User, at: datetime) -> Hazard:
    """What was found when somebody looked again. Raises WrongState if it is settled already."""
    said = _said(result, "result")
    held = step(hazard, "follow_up", by=by, at=at, reason=said)
    settled = HazardFollowUp.objects.filter(hazard=held, pk=key, done_at__isnull=True)
    if not settled.update(done_at=at, done_by=by, result=said[:500]):
        raise WrongState(held)
    return held


@transaction.atomic
def passed(hazard: Hazard, *, reason: str, by: User, at: datetime, version: int | None = None) -> Hazard:
    """Re-inspected: it is remedied. Somebody may still want to see it again before it is taken off the ledger."""
    return step(hazard, "pass", by=by, at=at, version=version, reason=_said(reason, "reason"))


@transaction.atomic
def failed(
    hazard: Hazard, *, reason: str, until_on: date | None, by: User, at: datetime, version: int | None = None
) -> Hazard:
    """Re-inspected: it is still there; the customer has until another day."""
    why, day = _said(reason, "reason"), _ahead(until_on, "until_on", at=at)
    facts = {"until": day.isoformat()}
    return step(hazard, "fail", by=by, at=at, version=version, reason=why, facts=facts, remedy_on=day)


@transaction.atomic
def remove(hazard: Hazard, *, reason: str, by: User, at: datetime, version: int | None = None) -> Hazard:
    """It is gone for good and leaves the list; the ledger keeps it."""
    return step(hazard, "remove", by=by, at=at, version=version, reason=_said(reason, "reason"))


@transaction.atomic
def report(
    hazard: Hazard,
    *,
    number: str,
    authority: str,
    by: User,
    at: datetime,
    note: str = "",
    version: int | None = None,
) -> Hazard:
    """Report it to the authority in writing: under which number, to whom. This stops the clock of the report."""
    told, whom = _said(number, "number")[:40], _said(authority, "authority")[:80]
    if AuthorityReport.objects.filter(org_id=hazard.org_id, number=told).exists():
        text = _("There is a report of this number already.")
        raise Invalid(text, fields={"number": text})
    facts = {"number": told, "authority": whom}
    first = hazard.reported_at or at
    held = step(hazard, "report", by=by, at=at, version=version, reason=note, facts=facts, reported_at=first)
    AuthorityReport.objects.create(
        org_id=held.org_id, hazard=held, number=told, authority=whom, at=at, by=by, note=note.strip()[:500]
    )
    return held


def is_open(hazard: Hazard) -> bool:
    return hazard.state != State.REMOVED


def _said(text: str, field: str) -> str:
    if not text.strip():
        words = _("This is needed.")
        raise Invalid(words, fields={field: words})
    return text.strip()


def _ahead(day: date | None, field: str, *, at: datetime) -> date:
    today = timezone.localdate(at)
    if day is None or not today <= day <= today + LONGEST:
        words = _("The day must lie ahead, within a year.")
        raise Invalid(words, fields={field: words})
    return day
