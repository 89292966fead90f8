"""催办: somebody asks where it is. Counted, bounded by the company's rule, and every so often heard one rung higher."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions import audit, tell
from accounts.models import Unit, User
from deadlines.stages import Rung
from tickets.actions.spine import database_time, has_right, require, step
from tickets.actions.telling import path_of, tell_about
from tickets.lifecycle import ORDER, legal
from tickets.model_urging import Bound, UrgeRule, Via
from tickets.models import Clock, Ticket, TicketEvent
from tickets.refusals import UrgedAlready, WrongMoment
from tickets.rungs import Chain

ABOVE = (Rung.TEAM_LEADER, Rung.DIRECTOR, Rung.EXECUTIVE)


@transaction.atomic
def urge(ticket: Ticket, *, by: User | None, at: datetime | None = None, text: str = "", quiet: bool = False) -> Ticket:
    """Ask whoever has the case where it is; `by=None` is the customer. Who asked by which channel stays a fact.

    Every n-th urging of a round, by the company's rule, raises the case one rung, and those reached by that are told
    once. `quiet`: nobody is told yet (`tell_of_urging`). Raises UrgedAlready with the moment from which it is possible again, and WrongMoment on a case that has ended.
    """
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    at = at or database_time()
    if by is not None:
        require(ticket, "urge", by=by)
    if not legal(ticket.way, ticket.status, "urge"):
        raise WrongMoment(ticket, "urge")
    rule, via, earlier = UrgeRule.of(ticket.org_id), channel_of(ticket, by), urgings(ticket)
    next_at = possible_at(earlier, via=via, by=by, bound=rule.bound(via), at=at)
    if next_at > at:
        raise UrgedAlready(ticket, next_at=next_at, clock=first_due(ticket), at=at, to_customer=by is None)
    facts: dict[str, object] = {"text": text.strip(), "via": via}
    rises = rule.raises(len(earlier) + 1) and ticket.raised < rule.raise_most
    if rises:
        facts["raised"] = ticket.raised + 1
    raised = ticket.raised + rises
    urges = ticket.urges + 1
    ticket = step(ticket, "urge", by=by, at=at, facts=facts, quiet=quiet, urges=urges, raised=raised)
    if rises and not quiet:
        _tell_above(ticket, by=by, at=at)
    return ticket


def tell_of_urging(ticket: Ticket, urging: TicketEvent, *, at: datetime) -> None:
    """Tell what was kept quiet: whoever has the case, and those whom it has reached by that."""
    ticket.seq = urging.seq  # what is told is that event, whatever has happened since
    tell_about(ticket, "urge", by=urging.by, at=at)
    if "raised" in urging.facts:
        _tell_above(ticket, by=urging.by, at=at)


def channel_of(ticket: Ticket, by: User | None) -> str:
    """By which channel this person urges this case."""
    if by is None:
        return Via.CUSTOMER
    if by.is_service:
        return Via.HOTLINE
    if by.pk == ticket.first_contact_id:
        return Via.FIRST_CONTACT
    return Via.SUPERVISOR if has_right(ticket, "board", by=by) else Via.STAFF


def urgings(ticket: Ticket) -> list[TicketEvent]:
    """The urgings of this round, oldest first: what was urged before it was opened again has had its answer.

    One that was taken back was none.
    """
    reopened = ticket.timeline.filter(what="reopen").order_by("-seq").values_list("seq", flat=True).first()
    told = list(ticket.timeline.filter(what__in=("urge", "retract"), seq__gt=reopened or 0).order_by("seq"))
    gone = {event.facts.get("seq") for event in told if event.what == "retract"}
    return [event for event in told if event.what == "urge" and event.seq not in gone]


def possible_at(earlier: list[TicketEvent], *, via: str, by: User | None, bound: Bound, at: datetime) -> datetime:
    """From when on this caller may urge again; `at` itself, or earlier, if nothing stands against it.

    The customer is one caller whoever in the house presses the button; of the staff each is bound alone.
    """
    mine = [event.at for event in earlier if event.facts.get("via") == via and event.by_id == (by.pk if by else None)]
    if not mine:
        return at
    today = [moment for moment in mine if _day(moment) == _day(at)]
    if bound.daily and len(today) >= bound.daily:
        midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
        return max(midnight + timedelta(days=1), mine[-1] + bound.apart)
    return mine[-1] + bound.apart


def _day(moment: datetime) -> object:
    return timezone.localtime(moment).date()


def first_due(ticket: Ticket) -> Clock | None:
    """The promise of the case that is due next; an order is an affair of the house."""
    return Clock.objects.running().promised().filter(ticket=ticket).exclude(name=ORDER).order_by("due_at").first()


def reached_by(ticket: Ticket, rung: int) -> list[User]:
    """The people of a rung above the first contact; where nobody stands on it, those of the next one above."""
    chain = Chain([ticket], {})
    for name in ABOVE[rung - 1 :]:
        people = chain.on(name, ticket)
        if people:
            return list(User.objects.filter(pk__in=people))
    return []


def _tell_above(ticket: Ticket, *, by: User | None, at: datetime) -> None:
    """Tell those whom the case has now reached, once a rung and round, and nobody who is told of the urging anyway."""
    facts = {"number": ticket.number, "short": ticket.short_number, "count": ticket.urges, "by": by.name if by else ""}
    reached = [user for user in reached_by(ticket, ticket.raised) if by is None or user.pk != by.pk]
    tell(
        reached,  # the chain has left out those from whom the case is hidden
        key=f"raised:{ticket.pk}:{ticket.round}:{ticket.raised}",
        what="raised",
        at=at,
        path=path_of(ticket),
        facts=facts,
    )


@transaction.atomic
def set_urge_rule(org: Unit, *, by: User, at: datetime, **figures: int) -> UrgeRule:
    """Change a company's rule from now on; who changed it to what is on record."""
    Unit.objects.select_for_update().get(pk=org.pk)
    rule = UrgeRule.of(org.pk)
    for name, figure in figures.items():
        setattr(rule, name, figure)
    rule.full_clean(exclude=["org"])
    rule.save()
    audit(what="urge_rule", by=by, at=at, facts=dict(figures))
    return rule
