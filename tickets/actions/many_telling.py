"""Who is told of a step that many cases took at once: the same people and the same letters as for one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from accounts.actions import deliver
from accounts.models import Notice, User
from customers.models import Message
from customers.writing import Writer
from servicedesk.lib.sealing import link_token, token_hash
from tickets.actions.telling import path_of, people_of, tell_about
from tickets.actions.told import SAID_TO_CUSTOMERS, SMS_AFTER, TOLD_TO_FIRST_CONTACT, TOLD_TO_HOLDER
from tickets.models import Barred, Clock, CustomerLink, Ticket
from tickets.secrecy import is_secret
from tickets.standing_in import stand_ins


def tell_about_many(tickets: Sequence[Ticket], verb: str, *, by: User | None, at: datetime) -> None:
    """Tell each case's first contact and whoever has it now what was just done, and its customer where that is usual."""
    usual = [ticket for ticket in tickets if not is_secret(ticket)]
    people = _people(usual, verb, by=by)
    hidden = _hidden(usual)
    deliver(
        _notice(ticket, user, verb, by=by, at=at)
        for ticket in usual
        for user in people[ticket.pk].values()
        if user.is_active and not user.is_service and not {user.pk, user.home_id} & hidden[ticket.pk]
    )
    if verb in SMS_AFTER and verb != "arrive":
        write_to_customers(usual, SMS_AFTER[verb], at=at)
    for ticket in tickets:
        if is_secret(ticket):
            tell_about(ticket, verb, by=by, at=at)


def _people(tickets: Sequence[Ticket], verb: str, *, by: User | None) -> dict[UUID, dict[object, User]]:
    told: dict[UUID, dict[object, User]] = defaultdict(dict)
    if verb in TOLD_TO_FIRST_CONTACT:
        followed = Ticket.watchers.through.objects.filter(ticket__in=[one.pk for one in tickets])
        for row in followed.select_related("user"):
            told[row.ticket_id][row.user_id] = row.user
        for ticket in tickets:
            told[ticket.pk][ticket.first_contact_id] = ticket.first_contact
    if verb in TOLD_TO_HOLDER:
        known: dict[UUID, list[User]] = {}
        for ticket in tickets:
            told[ticket.pk] |= {user.pk: user for user in _holders(ticket, known)}
    away = stand_ins({pk for one in tickets for pk in (one.handler_id, one.first_contact_id) if pk})
    for ticket in tickets if away else ():
        owners = told[ticket.pk].keys() & away.keys() & {ticket.handler_id, ticket.first_contact_id}
        told[ticket.pk] |= {away[pk].pk: away[pk] for pk in owners if isinstance(pk, UUID)}
    for people in told.values():
        people.pop(by.pk if by else None, None)
    return told


def _holders(ticket: Ticket, known: dict[UUID, list[User]]) -> list[User]:
    if ticket.handler is not None:
        return [ticket.handler]
    if ticket.queue is None:
        return []
    if ticket.queue.pk not in known:
        known[ticket.queue.pk] = people_of(ticket.queue)
    return known[ticket.queue.pk]


def _hidden(tickets: Sequence[Ticket]) -> dict[UUID, set[UUID | None]]:
    """From which people and units each case is hidden."""
    found: dict[UUID, set[UUID | None]] = defaultdict(set)
    rows = Barred.objects.filter(ticket__in=[one.pk for one in tickets])
    for ticket, user, unit in rows.values_list("ticket_id", "user_id", "unit_id"):
        found[ticket] |= {pk for pk in (user, unit) if pk}
    return found


def _notice(ticket: Ticket, user: User, verb: str, *, by: User | None, at: datetime) -> Notice:
    facts = {"number": ticket.number, "short": ticket.short_number, "verb": verb, "by": by.name if by else ""}
    key = f"ticket:{ticket.pk}:{ticket.seq}"
    return Notice(user=user, org_id=user.org_id, key=key, what=verb, facts=facts, path=path_of(ticket), at=at)


def write_to_customers(tickets: Iterable[Ticket], template: str, *, at: datetime) -> None:
    """Owe each case's customer one text; the same template in the same round is one message."""
    reached = [ticket for ticket in tickets if ticket.contact_phone and not ticket.imported_at]
    if not reached:
        return
    links, tokens = [], {}
    for ticket in reached:
        purpose = CustomerLink.Purpose.PROGRESS
        tokens[ticket.pk] = link_token(str(ticket.pk), purpose, "1")
        link = CustomerLink(ticket=ticket, org_id=ticket.org_id, purpose=purpose, n=1, created_at=at)
        link.token_hash = token_hash(tokens[ticket.pk])
        links.append(link)
    CustomerLink.objects.bulk_create(links, ignore_conflicts=True)
    promised = _promised(reached)
    writer = Writer()
    letters = [
        _letter(ticket, template, tokens[ticket.pk], promised.get(ticket.pk), writer=writer, at=at)
        for ticket in reached
    ]
    Message.objects.bulk_create(letters, ignore_conflicts=True)


def _promised(tickets: Sequence[Ticket]) -> dict[UUID, Clock]:
    """What each customer has been promised next."""
    said = Clock.objects.running().filter(ticket__in=[one.pk for one in tickets], name__in=SAID_TO_CUSTOMERS)
    found: dict[UUID, Clock] = {}
    for clock in said.select_related("promise").order_by("due_at"):
        found.setdefault(clock.ticket_id, clock)
    return found


def _letter(
    ticket: Ticket, template: str, token: str, promised: Clock | None, *, writer: Writer, at: datetime
) -> Message:
    link = f"{settings.PUBLIC_URL}/s/{token}/"
    facts = {"at": at, "ticket": ticket, "promised": promised, "link": link}
    letter = Message(org=ticket.org, customer=ticket.customer, address=ticket.contact_phone, template=template)
    letter.key = f"{template}:{ticket.pk}:{ticket.round}"
    letter.text = writer.text(template, facts, unit=ticket.unit)
    letter.created_at, letter.available_at = at, max(at, ticket.held_until or at)
    return letter
