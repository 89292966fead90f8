"""退单: back to the dispatcher by a reason of the list, with what shows it, in time; after so many times somebody decides."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from accounts.roles import Role
from servicedesk.lib.refusals import Invalid
from tickets.actions import field
from tickets.actions.desk import required
from tickets.actions.spine import database_time, has_right, require, step
from tickets.actions.telling import holders_of, not_barred, path_of, told_of, with_role
from tickets.field_refusals import Decided
from tickets.models import Attachment, Ticket, TicketEvent
from tickets.refusals import WrongMoment
from worksheets.models import SendBack, SendBackCode, SendBackTerms
from worksheets.refusals import AskedAlready, NoProof, NoReason

State, Proof = SendBack.State, SendBackCode.Proof


def codes_of(org_id: UUID) -> list[SendBackCode]:
    """The reasons of a company, in their order; none means that crews write their reason themselves."""
    return list(SendBackCode.objects.filter(org=org_id, is_active=True))


@transaction.atomic
def send_back(
    ticket: Ticket,
    *,
    by: User,
    code: SendBackCode | None = None,
    reason: str = "",
    text: str = "",
    photo: Attachment | None = None,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Send a job back. Too late, the dispatcher is asked instead; where it was decided whose it is, the arbiter is.

    The times promised to the customer run on as they were. Raises NoReason, NoProof, AskedAlready, Decided.
    """
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("crew", "kept_by").get(pk=ticket.pk)
    if (device := more.get("device")) and TicketEvent.objects.filter(ticket=ticket, client_id=device[0]).exists():
        return ticket
    if code is None:
        if codes_of(ticket.org_id):
            raise NoReason
        return field.send_back(ticket, reason=reason, by=by, at=at, **_decided(ticket, None), **more)
    require(ticket, "send_back", by=by)
    if ticket.kept_by is not None and not has_right(ticket, "arbitrate", by=by):
        raise Decided(ticket)
    photo = photo or _photo_of(ticket, by)
    _show(code, text, photo)
    _no_other(ticket, by=by)
    now, words = at or database_time(), "：".join(filter(None, (code.name, text.strip())))[:500]
    is_late = not code.is_area and is_over(ticket, at=now)
    row = SendBack(
        org_id=ticket.org_id, ticket=ticket, code=code, crew=ticket.crew, text=text.strip()[:500], by=by, at=now
    )
    row.is_late, row.photo, row.state = is_late, photo, State.DONE
    if is_late and not has_right(ticket, "dispatch", by=by):
        row.state = State.ASKED
        ticket = step(ticket, "ask_send_back", by=by, at=at, reason=words, facts={"code": code.code}, **more)
        _ask(ticket, by=by, at=now)
    else:
        row.decided_by, row.decided_at = (by, now) if is_late else (None, None)
        ticket = _go(ticket, words, by=by, at=at, **more)
    row.save(force_insert=True)
    return ticket


def _go(ticket: Ticket, words: str, *, by: User, at: datetime | None, **more: Any) -> Ticket:
    terms = SendBackTerms.objects.filter(org=ticket.org_id).first()
    ticket = field.send_back(ticket, reason=words, by=by, at=at, **_decided(ticket, terms), **more)
    if ticket.to_arbiter:
        people = not_barred(ticket, with_role(Role.SUPERVISOR, ticket.unit))
        facts = {"number": ticket.number, "short": ticket.short_number, "count": ticket.returns}
        key = f"to_arbiter:{ticket.pk}:{ticket.seq}"
        tell(people, key=key, what="to_arbiter", at=at or database_time(), path="/reviews/?show=arbiter", facts=facts)
    return ticket


def _decided(ticket: Ticket, terms: SendBackTerms | None) -> dict[str, bool]:
    """Whether this time is the one after which a supervisor decides."""
    most = terms.arbiter_after if terms else None
    return {"to_arbiter": True} if most and ticket.returns + 1 >= most else {}


def is_over(ticket: Ticket, *, at: datetime) -> bool:
    """Whether the crew's time for sending it back on its own is over."""
    until = until_when(ticket)
    return until is not None and at > until


def until_when(ticket: Ticket) -> datetime | None:
    """Until when the crew may send it back on its own; None for as long as it likes."""
    terms = SendBackTerms.objects.filter(org=ticket.org_id).first()
    if terms is None or terms.minutes is None:
        return None
    since = ticket.timeline.filter(what=terms.since, at__gte=_sent(ticket)).order_by("seq").last()
    return since.at + timedelta(minutes=terms.minutes) if since else None


def _sent(ticket: Ticket) -> datetime:
    last = ticket.timeline.filter(what="dispatch").order_by("seq").last()
    return last.at if last else ticket.registered_at


def _show(code: SendBackCode, text: str, photo: Attachment | None) -> None:
    if (code.proof == Proof.TEXT and not text.strip()) or (code.proof == Proof.PHOTO and photo is None):
        raise NoProof(code.name, str(Proof(code.proof).label))


def _photo_of(ticket: Ticket, by: User) -> Attachment | None:
    """The last picture that this person has added since the crew was sent."""
    files = Attachment.objects.shown().filter(ticket=ticket, by=by, at__gte=_sent(ticket))
    return next((one for one in files.order_by("-at") if one.is_picture), None)


def _no_other(ticket: Ticket, *, by: User) -> None:
    """A question of the crew that is there now waits for its answer; one of an earlier crew is over."""
    asked = SendBack.objects.filter(ticket=ticket, state=State.ASKED).first()
    if asked is not None and asked.crew_id == ticket.crew_id and not has_right(ticket, "dispatch", by=by):
        raise AskedAlready(ticket)
    if asked is not None:
        asked.state, asked.decided_by, asked.decided_at = State.REFUSED, by, database_time()
        asked.save(update_fields=["state", "decided_by", "decided_at"])


def _ask(ticket: Ticket, *, by: User, at: datetime) -> None:
    units = [one for one in (ticket.crew, ticket.unit) if one is not None]
    people = {user.pk: user for user in User.objects.holding("dispatch", units).filter(is_service=False)}
    people.pop(by.pk, None)
    facts = {"number": ticket.number, "short": ticket.short_number, "by": by.name}
    key = f"ask_send_back:{ticket.pk}:{ticket.seq}"
    told = not_barred(ticket, people.values())
    tell(told, key=key, what="ask_send_back", at=at, path=path_of(ticket), facts=facts)


@transaction.atomic
def let_go(ticket: Ticket, *, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """The dispatcher takes back what the crew asked for too late."""
    row = _asked(ticket)
    require(ticket, "dispatch", by=by)
    words = "：".join(filter(None, (row.code.name, row.text)))[:500]
    ticket = _go(ticket, words, by=by, at=at, **more)
    row.state, row.decided_by, row.decided_at = State.DONE, by, ticket.timeline.latest("seq").at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    return ticket


@transaction.atomic
def refuse_send_back(ticket: Ticket, *, reason: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """The dispatcher does not take it back; the crew is told why."""
    row, reason = _asked(ticket), required(reason, "reason")
    ticket = step(ticket, "refuse_send_back", by=by, at=at, reason=reason, **more)
    now = ticket.timeline.latest("seq").at
    row.state, row.decided_by, row.decided_at, row.reason = State.REFUSED, by, now, reason[:500]
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    facts = {"number": ticket.number, "short": ticket.short_number, "by": by.name}
    people = told_of(ticket, {row.by, *holders_of(ticket)}, but=by)
    tell(people, key=f"refuse_send_back:{row.pk}", what="refuse_send_back", at=now, path=path_of(ticket), facts=facts)
    return ticket


def _asked(ticket: Ticket) -> SendBack:
    Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    row = SendBack.objects.filter(ticket=ticket, state=State.ASKED).select_related("code", "by").first()
    if row is None:
        raise WrongMoment(ticket, "send_back")
    return row


@transaction.atomic
def arbitrate(ticket: Ticket, *, unit: Unit, reason: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """审定: the supervisor says who keeps it; a crew is sent at once. From then on nobody else sends it back."""
    reason = required(reason, "reason")
    if (
        unit.org_id != ticket.org_id
        or not unit.is_active
        or unit.kind not in (Unit.Kind.CREW, Unit.Kind.DESK, Unit.Kind.HALL)
    ):
        raise Invalid(_("Choose a crew, a desk or a hall of the company."), fields={"unit": ""})
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if not ticket.to_arbiter:
        raise WrongMoment(ticket, "arbitrate")
    given: dict[str, Any] = {"to_arbiter": False, "kept_by": unit, "queue": unit, "handler": None}
    if unit.kind == Unit.Kind.CREW:
        given.pop("queue")
        given.pop("handler")
    ticket = step(ticket, "arbitrate", by=by, at=at, reason=reason, facts={"unit": unit.name}, **given, **more)
    return field.dispatch(ticket, crew=unit, by=by, at=at) if unit.kind == Unit.Kind.CREW else ticket
