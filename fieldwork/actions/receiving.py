"""What a phone has queued, taken in one action at a time: exactly once, in its order, judged by the phone's time."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Max, Q
from django.http import QueryDict

from accounts.models import User
from fieldwork.actions.doing import WITH_PHOTO, Done, do
from fieldwork.actions.picturing import read_photo
from fieldwork.actions.standing import terms_of
from fieldwork.models import PhoneAction, PhoneTerms
from fieldwork.phone_refusals import ComesTooEarly, Damaged, NoSuchJob, NotThisPerson, SameIdOtherContent
from fieldwork.phonejobs import theirs
from fieldwork.phonetime import Bounds, Moment, judge
from fieldwork.phonewords import clock_words
from servicedesk.lib.files.reading import Ready
from servicedesk.lib.refusals import Refusal
from tickets.device import Device
from tickets.models import Ticket
from tickets.moment import database_time

# What changes the clocks of a case without moving it; a step told afterwards cannot lie before.
PLANS = ("suspend", "resume", "extend", "approve_extension", "reclassify", "dispatch", "transfer", "reopen")
SEEN = "seen"
Outcome = PhoneAction.Outcome


@dataclass(frozen=True)
class Sent:
    """One action as it came. `off`: what the phone says has to be added to its clock; `after`: the one before it."""

    id: UUID
    verb: str
    number: str
    told: QueryDict
    seq: int = 0
    device: UUID | None = None
    device_at: datetime | None = None
    off: timedelta | None = None
    after: UUID | None = None
    file: Any = None

    @property
    def digest(self) -> str:
        """What makes it this action: the word, the job, the time and the fields; not how it travelled."""
        fields = sorted((name, tuple(values)) for name, values in self.told.lists() if name not in TRAVEL)
        return hashlib.sha256(repr((self.verb, self.number, self.device_at, fields)).encode()).hexdigest()


TRAVEL = frozenset({"off", "after", "csrfmiddlewaretoken", "person"})


def receive(sent: Sent, *, by: User) -> PhoneAction:
    """Take one action in and return its row; the same action again is the row that is there.

    What the action itself refuses is an answer and is kept as one. Raises NotThisPerson, SameIdOtherContent, ComesTooEarly
    and Damaged, of which nothing is kept.
    """
    ready, refusal = _photo_of(sent)
    with transaction.atomic():
        _hold(sent.id)
        known = PhoneAction.objects.filter(pk=sent.id).first()
        if known is not None:
            return _same(known, sent, by)
        _check_order(sent, by)
        return _see(sent, by) if sent.verb == SEEN else _take(sent, ready, refusal, by)


def _photo_of(sent: Sent) -> tuple[Ready | None, Refusal | None]:
    """The photo, read before anything is locked; why it cannot be one is the action's answer."""
    if (
        not (sent.verb == "photo" or (sent.file and sent.verb in WITH_PHOTO))
        or PhoneAction.objects.filter(pk=sent.id).exists()
    ):
        return None, None
    try:
        return read_photo(sent.file, sha256=sent.told.get("sha256", "")[:64]), None
    except Damaged:
        raise
    except Refusal as refusal:
        return None, refusal


def _hold(key: UUID) -> None:
    """Two deliveries of the same action wait for each other here; the primary key is the last guard."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"phone:{key}"])


def _same(known: PhoneAction, sent: Sent, by: User) -> PhoneAction:
    if known.user_id != by.pk:
        raise NotThisPerson
    if known.digest != sent.digest:
        raise SameIdOtherContent
    return known


def _check_order(sent: Sent, by: User) -> None:
    if sent.after and not PhoneAction.objects.filter(pk=sent.after, user=by).exists():
        raise ComesTooEarly


def _take(sent: Sent, ready: Ready | None, refusal: Refusal | None, by: User) -> PhoneAction:
    now = database_time()
    ticket = _job(sent, by)
    terms = terms_of(by.org_id)
    moment = _moment(sent, ticket, now=now, terms=terms)
    answer: dict[str, Any] = {"off": round(moment.off.total_seconds()), "time": moment.found}
    try:
        if refusal is not None:
            raise refusal
        if ticket is None:
            raise NoSuchJob
        device = Device(sent.id, sent.device_at, moment.facts)
        with transaction.atomic():
            words = do(sent.verb, Done(ticket, sent.told, by, moment.at, device, ready))
    except Refusal as no:
        answer |= {"code": no.code, "sentence": no.sentence()}
        return _row(sent, ticket, by, at=moment.at, outcome=Outcome.REFUSED, answer=answer)
    answer["words"] = [word for word in (clock_words(moment), *words) if word]
    return _row(sent, ticket, by, at=moment.at, outcome=Outcome.DONE, answer=answer)


def _job(sent: Sent, by: User) -> Ticket | None:
    jobs = Ticket.objects.visible_to(by).select_related("supply_point", "crew", "unit", "customer")
    return jobs.filter(theirs(by), number=sent.number).first()


def _moment(sent: Sent, ticket: Ticket | None, *, now: datetime, terms: PhoneTerms) -> Moment:
    bounds = Bounds(
        timedelta(seconds=terms.skew_seconds),
        timedelta(minutes=terms.wrong_minutes),
        timedelta(hours=terms.oldest_hours),
    )
    floor = last_move(ticket) if ticket else None
    return judge(sent.device_at, off=sent.off, now=now, floor=floor, bounds=bounds)


def last_move(ticket: Ticket) -> datetime | None:
    """When the case last moved or its clocks were changed."""
    moved = ~Q(from_status=F("to_status")) | Q(what__in=PLANS)
    latest: datetime | None = ticket.timeline.filter(moved).aggregate(latest=Max("at"))["latest"]
    return latest


def _see(sent: Sent, by: User) -> PhoneAction:
    """Somebody has read why an action was refused; it need not stand on the page any more."""
    try:
        key = UUID(sent.told.get("of", ""))
    except ValueError:
        key = sent.id
    refused = PhoneAction.objects.visible_to(by).unseen().filter(pk=key).first()
    ticket = refused.ticket if refused else None
    return _row(sent, ticket, by, at=database_time(), outcome=Outcome.DONE, answer={}, answer_to=refused)


def _row(sent: Sent, ticket: Ticket | None, by: User, **facts: Any) -> PhoneAction:
    told = {"verb": sent.verb, "seq": sent.seq, "device": sent.device, "device_at": sent.device_at}
    org_id = ticket.org_id if ticket else by.org_id
    if org_id is None:
        raise NoSuchJob
    row = PhoneAction(id=sent.id, org_id=org_id, user=by, ticket=ticket, digest=sent.digest, **told, **facts)
    row.save(force_insert=True)
    return row
