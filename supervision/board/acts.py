"""What is done to many cases at once: the good ones are done, each that could not be is named with its reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit, User
from fieldwork.actions.assigning import assign
from servicedesk.lib.ids import uuid7
from servicedesk.lib.refusals import Invalid, Refusal
from supervision.board.undoing import hold, hold_assignment
from tickets.actions import desk, ordering, urging
from tickets.actions.extending import approve_extension
from tickets.actions.mentioning import tell_called
from tickets.actions.recalling import standing
from tickets.actions.spine import database_time
from tickets.actions.telling import holders_of, not_barred
from tickets.models import Extension, Ticket
from tickets.options import MOST_TARGETS, named
from tickets.refusals import NothingAsked


@dataclass(frozen=True)
class Wish:
    """What is asked for of the chosen cases."""

    verb: str
    numbers: list[str]
    text: str = ""
    to: str = ""
    limit: str = ""
    batch: UUID = field(default_factory=uuid7)


@dataclass
class Outcome:
    """What became of it: who was done, and against each of the others what stands against it."""

    done: list[str] = field(default_factory=list)
    against: dict[str, str] = field(default_factory=dict)
    gone: int = 0


@transaction.atomic
def _urge(ticket: Ticket, wish: Wish, by: User) -> None:
    """Urge, and tell nobody for the seconds in which it can be taken back."""
    at = database_time()
    urged = urging.urge(ticket, by=by, at=at, text=wish.text, quiet=True)
    hold(urged, what="urge", before={}, batch=wish.batch, by=by, at=at)


@transaction.atomic
def _pass_on(ticket: Ticket, wish: Wish, by: User) -> None:
    """Send a crew, or give the case to a person or a desk; nobody is told for the same seconds."""
    to = named(ticket, wish.to)
    if to is None:
        raise Invalid(_("Say to whom."), fields={"to": _("missing")})
    if isinstance(to, Unit) and to.kind == Unit.Kind.CREW:
        hold_assignment(assign(ticket, crew=to, by=by, anew=True), batch=wish.batch, by=by)
        return
    at, stood = database_time(), Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    passed = desk.transfer(stood, to=to, reason=wish.text, by=by, at=at, quiet=True)
    hold(passed, what="transfer", before=standing(stood), batch=wish.batch, by=by, at=at)


def _order(ticket: Ticket, wish: Wish, by: User) -> None:
    to = ticket.handler or ticket.crew or ticket.queue or ticket.unit
    ordering.order(ticket, text=wish.text, to=to, limit=wish.limit, by=by)


@transaction.atomic
def _message(ticket: Ticket, wish: Wish, by: User) -> None:
    """A note on the case, and a notice to whoever has it."""
    ticket = desk.note(ticket, text=wish.text, by=by)
    tell_called(ticket, not_barred(ticket, holders_of(ticket)), by=by, at=database_time())


@transaction.atomic
def _grant(ticket: Ticket, wish: Wish, by: User) -> None:
    """Grant every request for more time that waits on the case. Raises NothingAsked."""
    names = list(Extension.objects.waiting().filter(ticket=ticket).order_by("name").values_list("name", flat=True))
    if not names:
        raise NothingAsked(ticket)
    for name in names:
        approve_extension(ticket, name=name, by=by)


# verb of the form -> the right it needs, what is done, what it says of how many
ACTS: dict[str, tuple[str, Callable[[Ticket, Wish, User], None], Promise]] = {
    "urge": ("urge", _urge, gettext_lazy("Urged: %(n)d.")),
    "transfer": ("transfer", _pass_on, gettext_lazy("Passed on: %(n)d.")),
    "order": ("order", _order, gettext_lazy("Orders issued: %(n)d.")),
    "message": ("note", _message, gettext_lazy("Messages sent: %(n)d.")),
    "grant": ("approve_extension", _grant, gettext_lazy("More time granted: %(n)d.")),
}


UNDOABLE = frozenset({"urge", "transfer"})


def act(wish: Wish, *, by: User) -> Outcome:
    """Do it to each of the chosen, in one order whoever asks; what has left this person's sight meanwhile is counted."""
    rows = Ticket.objects.visible_to(by).filter(number__in=wish.numbers)
    tickets = list(rows.select_related("handler", "crew", "queue", "unit").order_by("pk"))
    outcome = Outcome(gone=len(set(wish.numbers)) - len(tickets))
    for ticket in tickets:
        try:
            ACTS[wish.verb][1](ticket, wish, by)
        except Refusal as refusal:
            outcome.against[ticket.number] = refusal.sentence()
        else:
            outcome.done.append(ticket.number)
    return outcome


def targets(by: User) -> list[tuple[object, list[tuple[str, str]]]]:
    """To whom many cases may be passed: crews, desks and halls, people."""
    units = Unit.objects.filter(org__in=by.orgs(), is_active=True).order_by("name")
    people = User.objects.filter(org__in=by.orgs(), is_active=True, is_service=False).order_by("initials")
    return [
        (_("Crews"), _keys(units.filter(kind=Unit.Kind.CREW))),
        (_("Desks and halls"), _keys(units.filter(kind__in=(Unit.Kind.DESK, Unit.Kind.HALL)))),
        (_("People"), [(f"user:{one.pk}", f"{one.initials} · {one.name}") for one in people[:MOST_TARGETS]]),
    ]


def _keys(units: Iterable[Any]) -> list[tuple[str, str]]:
    return [(f"unit:{one.pk}", one.name) for one in list(units)[:MOST_TARGETS]]
