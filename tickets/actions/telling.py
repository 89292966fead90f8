"""Who is told of what: colleagues by notices, customers by messages. Everything is a row in the same transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.actions import tell
from accounts.models import Grant, Unit, User, ancestors
from accounts.roles import Role
from accounts.standing import GRANTS_LAST, kept
from customers.actions import owe, take_back
from customers.models import Message
from customers.writing import letter_text
from servicedesk.lib.sealing import link_token, token_hash
from servicedesk.lib.together import put
from tickets.actions.told import (
    ABOUT_NOBODY,
    NEWS_FOR,
    SAID_TO_CUSTOMERS,
    SETTLES_IN,
    SMS_AFTER,
    TOLD_TO_FIRST_CONTACT,
    TOLD_TO_HOLDER,
)
from tickets.family import merged_into
from tickets.models import Barred, Clock, CustomerLink, Ticket
from tickets.moment import database_time
from tickets.secrecy import is_secret, named_people
from tickets.standing_in import stand_ins

_ROLE_OF_DUTY = {
    "dispatch": Role.DISPATCHER,
    "complaints": Role.COMPLAINTS,
    "callback": Role.CALLBACK,
}


def people_of(unit: Unit) -> list[User]:
    """The people who pick up work from a unit's queue: its crew, its desk's role, else its counter clerks."""
    return with_role(role_at(unit), unit)


def role_at(unit: Unit) -> str:
    """Which role picks up the work of a unit's queue."""
    return Role.CREW if unit.kind == Unit.Kind.CREW else _ROLE_OF_DUTY.get(unit.duty, Role.CLERK)


def with_role(role: str, unit: Unit) -> list[User]:
    """Active people who hold `role` at a place that covers `unit`."""

    def found() -> list[User]:
        holders = Grant.objects.live().filter(role=role, unit__path__in=ancestors(unit.path)).values("person_id")
        return list(User.objects.filter(pk__in=holders, is_active=True, is_service=False))

    return list(kept(("with_role", role, unit.pk), found, seconds=GRANTS_LAST))


def holders_of(ticket: Ticket) -> list[User]:
    """Whoever has the case now: its handler, or the people of its queue."""
    if is_secret(ticket) and not ticket.handler_id:
        return named_people(ticket)
    if ticket.to_arbiter:
        return with_role(Role.SUPERVISOR, ticket.unit)
    if ticket.handler_id:
        return [ticket.handler]  # type: ignore[list-item]
    return people_of(ticket.queue) if ticket.queue else []


def not_barred(ticket: Ticket, people: Iterable[User]) -> list[User]:
    """Leave out those from whom the case is hidden: they are told nothing of it."""
    rows = Barred.objects.filter(ticket=ticket).values_list("user_id", "unit_id")
    hidden = {pk for row in rows for pk in row if pk}
    if is_secret(ticket):
        named = {one.pk for one in named_people(ticket)}
        people = [user for user in people if user.pk in named]
    return [user for user in people if user.pk not in hidden and user.home_id not in hidden]


def told_of(ticket: Ticket, people: Iterable[User], *, but: User | None = None) -> list[User]:
    """Who hears of it: these, and whoever stands in now for its handler or first contact if they are among them.

    Never those from whom the case is hidden, nor whoever did it (`but`).
    """
    meant = {user.pk: user for user in people}
    owners = meant.keys() & {ticket.handler_id, ticket.first_contact_id}
    meant |= {user.pk: user for user in (stand_ins(owners).values() if owners else ())}
    if but is not None:
        meant.pop(but.pk, None)
    return not_barred(ticket, meant.values())


def path_of(ticket: Ticket) -> str:
    return f"/t/{ticket.number}/"


def tell_about(ticket: Ticket, verb: str, *, by: User | None, at: datetime) -> None:
    """Tell the first contact and whoever has the case now what was just done; never the person who did it."""
    people: dict[object, User] = {}
    if verb in TOLD_TO_FIRST_CONTACT:
        people |= {user.pk: user for user in ticket.watchers.all()}
        people[ticket.first_contact_id] = ticket.first_contact
    if verb in TOLD_TO_HOLDER:
        people |= {user.pk: user for user in holders_of(ticket)}
    _notify(ticket, verb, told_of(ticket, people.values(), but=by), by=by, at=at)
    if verb == "arrive":
        _tell_of_arrival(ticket, by=by, at=at)
    elif verb in SMS_AFTER:
        if verb == "restore":
            _forget_arrival(ticket, at=at)
        _write_to_all(ticket, SMS_AFTER[verb], at=at, with_merged=verb != "register")


def tell_of_birth(ticket: Ticket, *, begun: Sequence[Clock], by: User, at: datetime) -> None:
    """The same of a case that has just come in and nothing has happened to since; `begun` are its clocks."""
    people = holders_of(ticket)
    meant = [user for user in people if user != by] if ticket.kind in ABOUT_NOBODY else told_of(ticket, people, but=by)
    _notify(ticket, "register", meant, by=by, at=at)
    write_to_customer(ticket, SMS_AFTER["register"], at=at, is_first=True, promised=_first_said(begun))


def _notify(ticket: Ticket, verb: str, people: Iterable[User], *, by: User | None, at: datetime) -> None:
    facts = {"number": ticket.number, "short": ticket.short_number, "verb": verb, "by": by.name if by else ""}
    tell(people, key=f"ticket:{ticket.pk}:{ticket.seq}", what=verb, at=at, path=path_of(ticket), facts=facts)


def _write_to_all(ticket: Ticket, template: str, *, at: datetime, with_merged: bool = True, **more: Any) -> None:
    write_to_customer(ticket, template, at=at, **more)
    for one in merged_into(ticket) if with_merged else ():
        _write_to_merged(one, ticket, template, at=at)


def _tell_of_arrival(ticket: Ticket, *, by: User | None, at: datetime) -> None:
    """Say that the crew is there, to whom it came and once a round; followers are told when supply is back.

    Not when the house hears of it too late to be news, nor when the customer knows already that supply is back.
    """
    now = database_time()
    told = Message.objects.filter(key=f"restored:{ticket.pk}:{ticket.round}")
    if by is None or now - at > NEWS_FOR or told.exists():
        return
    later = now + SETTLES_IN if now - at > SETTLES_IN else None
    _write_to_all(ticket, "arrived", at=at, not_before=later, promised=None)


def _forget_arrival(ticket: Ticket, *, at: datetime) -> None:
    """Supply is back before the text about the arrival has left: one text is enough."""
    take_back([f"arrived:{ticket.pk}:{ticket.round}"], at=at)


def _write_to_merged(merged: Ticket, survivor: Ticket, template: str, *, at: datetime) -> None:
    """Whoever reported the same hears of it too, under the number that they were given."""
    if merged.contact_phone != survivor.contact_phone:
        merged.crew, merged.round = survivor.crew, survivor.round
        write_to_customer(merged, template, at=at, promised=_promised_to(survivor), key=f"of:{survivor.pk}:")


def _promised_to(ticket: Ticket) -> Clock | None:
    """The next that a customer was told to expect."""
    return Clock.objects.running().filter(ticket=ticket, name__in=SAID_TO_CUSTOMERS).order_by("due_at").first()


def _first_said(clocks: Sequence[Clock]) -> Clock | None:
    """The same among these."""
    return min((one for one in clocks if one.name in SAID_TO_CUSTOMERS), key=lambda one: one.due_at, default=None)


def write_to_customer(
    ticket: Ticket,
    template: str,
    *,
    at: datetime,
    key: str = "",
    not_before: datetime | None = None,
    is_first: bool = False,
    **facts: object,
) -> Message | None:
    """Owe the customer one text about this case; the same template in the same round is one message.

    `is_first`: the caller knows that nothing was ever written about it.
    """
    if not ticket.contact_phone or ticket.imported_at:
        return None
    if "promised" not in facts:
        facts["promised"] = _promised_to(ticket)
    facts |= {"at": at, "ticket": ticket, "link": progress_url(ticket, at=at)}
    text = letter_text(template, facts, unit=ticket.unit)
    key = f"{template}:{key}{ticket.pk}:{ticket.round}"
    return owe(
        org=ticket.org,
        customer=ticket.customer,
        address=ticket.contact_phone,
        key=key,
        template=template,
        text=text,
        at=at,
        not_before=not_before or ticket.held_until,
        is_first=is_first,
    )


def link_for(ticket: Ticket, purpose: str, *, at: datetime, n: int = 1) -> str:
    """Return the token of a customer's link, the same for every reprint; the first call stores its hash."""
    token = link_token(str(ticket.pk), purpose, str(n))
    link = CustomerLink(ticket=ticket, org_id=ticket.org_id, purpose=purpose, n=n, created_at=at)
    link.token_hash = token_hash(token)
    put(link, once=True)
    return token


def links_for(tickets: Sequence[Ticket], purpose: str, *, at: datetime) -> dict[UUID, UUID]:
    """Store the links of many cases at once, each of its own round; returns the key of each link by case."""
    hashes = {token_hash(link_token(str(one.pk), purpose, str(one.round))): one for one in tickets}
    rows = [
        CustomerLink(ticket=one, org_id=one.org_id, purpose=purpose, n=one.round, created_at=at, token_hash=hashed)
        for hashed, one in hashes.items()
    ]
    CustomerLink.objects.bulk_create(rows, ignore_conflicts=True)
    kept = CustomerLink.objects.filter(token_hash__in=list(hashes))
    return dict(kept.values_list("ticket_id", "pk"))


def progress_url(ticket: Ticket, *, at: datetime) -> str:
    """Return the address of the customer's progress page."""
    return f"{settings.PUBLIC_URL}/s/{link_for(ticket, CustomerLink.Purpose.PROGRESS, at=at)}/"
