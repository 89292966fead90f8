"""What the desk does: take a request in, add to it, pass it on, answer it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from servicedesk.lib.phones import normalise
from servicedesk.lib.refusals import NotAllowed
from servicedesk.lib.together import joined, put, together
from tickets.actions.clocks import run_clocks
from tickets.actions.filling import open_sheet
from tickets.actions.filling import required as required
from tickets.actions.linking import CHILD, link
from tickets.actions.mentioning import called_in, tell_called
from tickets.actions.numbering import GIVEN, number_in
from tickets.actions.promises import pledge
from tickets.actions.spine import database_time, is_barred, record_birth, step
from tickets.actions.telling import tell_about, tell_of_birth
from tickets.actions.versions import version_for
from tickets.asking import missing, put_right
from tickets.desks import desk_for
from tickets.faces import Face
from tickets.family import open_parts
from tickets.intake import Intake as Intake
from tickets.intake import describe, title_of
from tickets.lifecycle import FIELD, MOVES, STEP_BY_STEP, Kind, Status
from tickets.link_refusals import ChildrenOpen
from tickets.models import CategoryVersion, Ticket, TicketEvent
from tickets.refusals import Needed, NotYours, SameNumberOtherContent
from tickets.secrecy import is_named, is_secret, may_be_nameless
from tickets.signals import ticket_registered, ticket_resolved, ticket_withdrawn
from tickets.standing_in import refuse_if_away

# The second looks only when the first has waited: it must see what was written meanwhile.
_WAIT_AND_LOOK = """SELECT pg_advisory_xact_lock(hashtextextended(%s, 0));
                    SELECT id FROM tickets_ticket WHERE source = %s AND external_number = %s"""


@joined()
def register(
    intake: Intake,
    *,
    unit: Unit,
    by: User,
    at: datetime | None = None,
    answer: str = "",
) -> Ticket:
    """Take a request in at a hall: number, pledges, clocks and history in one transaction.

    With `source` and `external_number` the same request again returns the ticket that exists, another one under the same
    number is refused. `answer` settles an enquiry on the spot. Raises Needed, Invalid, NotAllowed.
    """
    if not by.may_at("register", unit.pk):
        raise NotAllowed("register")
    known = _known(intake)
    if known:
        return known
    at = at or database_time()
    version = version_for(intake.category, at=at)
    ticket = new_ticket(intake, version, unit=unit, by=by, at=at)
    promises = pledge(ticket, at=at)
    with together(GIVEN) as born:
        ticket.number = number_in(born, unit, day=timezone.localtime(at).date())
        put(ticket)
        open_sheet(ticket, version)
        record_birth(ticket, by=by, at=at, facts={"channel": ticket.channel, "hall": unit.name})
        begun = run_clocks(ticket, "register", at=at, promises=promises)
    (ticket.number,) = born.answer
    ticket_registered.send(Ticket, ticket=ticket, at=at, more=intake.more, parent=intake.parent)
    with together():
        if ticket.seq == 1:
            tell_of_birth(ticket, begun=begun, by=by, at=at)
        else:
            tell_about(ticket, "register", by=by, at=at)
    if intake.parent:
        ticket = link(ticket, to=intake.parent, kind=CHILD, follows=True, by=by, at=at)
    if answer:
        ticket = reply(ticket, text=answer, by=by, at=at, filled=intake.filled)
    return ticket


def _known(intake: Intake) -> Ticket | None:
    if not intake.external_number:
        return None
    with connection.cursor() as cursor:
        # Two deliveries of the same call wait for each other here; the unique index is the last guard.
        named = [intake.source, intake.external_number]
        cursor.execute(_WAIT_AND_LOOK, ["/".join(named), *named])
        found = cursor.fetchone()
    if found is None:
        return None
    known = Ticket.objects.get(pk=found[0])
    if known.source_digest != intake.digest:
        raise SameNumberOtherContent
    return known


def new_ticket(intake: Intake, version: CategoryVersion, *, unit: Unit, by: User, at: datetime) -> Ticket:
    """The case as it is taken in, without a number yet. Raises Needed, Invalid."""
    kind = intake.kind or intake.category.kind
    point, face, day = intake.supply_point, Face(version.face), timezone.localtime(at).date()
    intake = _checked(intake, face, kind=kind, at=at)
    ticket = Ticket(
        id=uuid7(),
        org=unit.org or unit,
        unit=unit,
        kind=kind,
        track=STEP_BY_STEP if intake.category.application and kind == Kind.SERVICE else "",
        category=intake.category,
        category_version=version,
        level=intake.level,
        area=intake.area or (point.area if point else "urban"),
        channel=intake.channel,
        title=intake.title or title_of(intake, face),
        description=intake.description or describe(intake, face, day=day),
        answers=intake.answers,
        hazard=face.is_hazard(intake.answers),
        customer=intake.customer,
        supply_point=point,
        contact_name=intake.contact_name or (intake.customer.name if intake.customer else _nameless(kind, intake)),
        contact_phone=normalise(intake.contact_phone) if intake.contact_phone else "",
        address=intake.address or (point.address if point else ""),
        first_contact=by,
        source=intake.source,
        external_number=intake.external_number,
        source_digest=intake.digest,
        visit=intake.visit,
        held_until=intake.held_until,
        registered_at=at,
        seq=1,
    )
    if ticket.track:
        ticket.status = Status.CHECKING
    _give_to(ticket, by=by)
    return ticket


def _nameless(kind: str, intake: Intake) -> str:
    return _("Anonymous") if may_be_nameless(kind, intake.answers) else ""


def _give_to(ticket: Ticket, *, by: User) -> None:
    desk = None if ticket.track else desk_for(ticket.kind, ticket.org_id)
    takes_it_herself = desk is None and not by.is_service and "reply" in MOVES[ticket.way] and not is_secret(ticket)
    ticket.handler = by if takes_it_herself else None
    ticket.queue = None if takes_it_herself else (desk or ticket.unit)


def _checked(intake: Intake, face: Face, *, kind: str, at: datetime) -> Intake:
    """The request with its answers as they are kept; raises Needed for what is missing, Invalid for what is no answer."""
    lacking = {} if intake.asks_later else missing(face.questions, intake.answers)
    is_known = intake.contact_phone or intake.contact_name or intake.customer
    if not (is_known or may_be_nameless(kind, intake.answers)):
        lacking["contact_phone"] = _("a name or a phone")
    if MOVES[kind] is FIELD and not (intake.address or intake.supply_point):
        lacking["address"] = _("the address")
    if lacking:
        raise Needed(fields=lacking)
    return replace(intake, answers=put_right(face.questions, intake.answers, at=at))


@transaction.atomic
def note(ticket: Ticket, *, text: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Write something for colleagues; the customer never sees it. Notes never conflict with each other.

    Whoever is called by `@name` is told, if they may see the case.
    """
    called = called_in(text, ticket) if "@" in text or "＠" in text else []
    ticket = step(ticket, "note", by=by, at=at, facts={"text": required(text, "text")}, **more)
    if called:
        tell_called(ticket, called, by=by, at=at or database_time())
    return ticket


@transaction.atomic
def call(ticket: Ticket, *, text: str, reached: bool, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Record a telephone call with the customer: whether they were reached, and what was said."""
    facts = {"text": required(text, "text"), "reached": reached}
    return step(ticket, "call", by=by, at=at, facts=facts, **more)


@transaction.atomic
def reply(
    ticket: Ticket,
    *,
    text: str,
    by: User,
    at: datetime | None = None,
    more_facts: dict[str, str] | None = None,
    **more: Any,
) -> Ticket:
    """Answer the customer; this stops the reply clock and opens the callback where one is promised."""
    facts = {"text": required(text, "text")} | (more_facts or {})
    ticket = step(
        ticket,
        "reply",
        by=by,
        at=at,
        facts=facts,
        audience=TicketEvent.Audience.CUSTOMER,
        **more,
    )
    ticket_resolved.send(Ticket, ticket=ticket, at=ticket.timeline.latest("seq").at)
    return ticket


@transaction.atomic
def transfer(
    ticket: Ticket,
    *,
    to: User | Unit,
    reason: str,
    by: User,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Pass the case to a colleague or a desk, with a reason. The first contact stays, and so do the customer's clocks.

    Raises IsAway where the colleague is.
    """
    required(reason, "reason")
    to_person = isinstance(to, User)
    if to.org_id != ticket.org_id or is_barred(ticket, to) or (isinstance(to, User) and not to.is_active):
        raise NotYours
    if is_secret(ticket) and not (isinstance(to, User) and is_named(ticket, to)):
        raise NotYours
    if isinstance(to, User):
        refuse_if_away(to)
    given: dict[str, Any] = {"handler": to, "queue": None} if to_person else {"handler": None, "queue": to}
    facts = {"to": to.name}
    given["hops"] = ticket.hops + 1
    return step(ticket, "transfer", by=by, at=at, reason=reason, facts=facts, **given, **more)


@transaction.atomic
def withdraw(ticket: Ticket, *, reason: str, by: User | None, at: datetime | None = None, **more: Any) -> Ticket:
    """The customer no longer wants it: the case ends without a verdict on its clocks. Raises ChildrenOpen."""
    if parts := open_parts(ticket):
        raise ChildrenOpen(ticket, parts)
    ticket = step(ticket, "withdraw", by=by, at=at, reason=required(reason, "reason"), **more)
    ticket_withdrawn.send(Ticket, ticket=ticket, at=ticket.closed_at)
    return ticket
