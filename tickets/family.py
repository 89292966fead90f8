"""Which cases belong to a case: what it is part of, its parts, what was merged into it, what else is linked."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils.functional import Promise

from accounts.models import User
from tickets.lifecycle import OPEN, Status
from tickets.model_links import TicketLink
from tickets.models import Ticket

MOST_LINKS = 60
MOST_HOPS = 20
# What still has to be done for a part; one that only waits for its own callback holds nothing up.
AT_WORK = OPEN - {Status.RESOLVED}


@dataclass(frozen=True)
class Relative:
    """One line of the section of linked cases, seen from one end. `ticket` is None for one that the reader may not see."""

    link: TicketLink
    ticket: Ticket | None
    is_source: bool

    @property
    def word(self) -> str | Promise:
        """What the other one is to this one."""
        kind = TicketLink.Kind(self.link.kind)
        return kind.label if self.is_source else TicketLink.BACKWARD[kind]

    @property
    def by_hand(self) -> bool:
        return self.link.kind in TicketLink.BY_HAND

    @property
    def is_part(self) -> bool:
        """Whether the other case is a part of this one."""
        return not self.is_source and self.link.kind == TicketLink.Kind.CHILD


def relatives_of(ticket: Ticket, user: User) -> list[Relative]:
    """Everything that is linked with a case now; what `user` may not see stands there without a name."""
    links = list(TicketLink.objects.standing().about(ticket).order_by("kind", "made_at")[:MOST_LINKS])
    ends = {link.target_id if link.source_id == ticket.pk else link.source_id for link in links}
    seen = Ticket.objects.visible_to(user).for_list().in_bulk(ends)
    found = []
    for link in links:
        is_source = link.source_id == ticket.pk
        found.append(Relative(link, seen.get(link.target_id if is_source else link.source_id), is_source))
    return found


def parts_of(ticket: Ticket) -> list[Ticket]:
    """The cases that are a part of this one."""
    links = TicketLink.objects.standing().filter(target=ticket, kind=TicketLink.Kind.CHILD)
    return list(Ticket.objects.filter(pk__in=links.values("source")).order_by("registered_at", "pk"))


def open_parts(ticket: Ticket) -> list[Ticket]:
    """Those of its parts that are still being worked on."""
    return [part for part in parts_of(ticket) if part.status in AT_WORK]


def survivor_of(ticket: Ticket) -> Ticket:
    """The case in which a merged one lives on; itself if it was not merged."""
    for _hop in range(MOST_HOPS):
        if ticket.merged_into_id is None:
            break
        ticket = Ticket.objects.select_related(
            "org", "unit", "first_contact", "handler", "crew", "queue", "customer"
        ).get(pk=ticket.merged_into_id)
    return ticket


def merged_into(ticket: Ticket) -> list[Ticket]:
    """Every case that lives on in this one, directly or by way of another, oldest first."""
    found: list[Ticket] = []
    wave: Iterable[Ticket] = [ticket]
    for _hop in range(MOST_HOPS):
        rows = Ticket.objects.filter(merged_into__in=[one.pk for one in wave]).exclude(pk=F("merged_into"))
        wave = list(rows.select_related("customer", "supply_point", "first_contact", "category"))
        if not wave:
            break
        found += wave
    return sorted(found, key=lambda one: (one.registered_at, one.pk))


def reached(user: User, number: str) -> Ticket | None:
    """A case that this person may see, or that lives on in one which they may see."""
    visible = Ticket.objects.visible_to(user)
    found = visible.filter(number=number).first()
    if found is None:
        merged = Ticket.objects.filter(number=number, org__in=user.orgs(), merged_into__isnull=False).first()
        found = merged if merged and visible.filter(pk=survivor_of(merged).pk).exists() else None
    return found
