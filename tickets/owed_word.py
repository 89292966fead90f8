"""Which customers wait for a word from their first contact: something changed, and nobody has told them since."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, Max, Q

from tickets.models import Ticket, TicketEvent

# What a customer would want to hear of, by the event; a promise broken counts only where it was made to them.
CHANGES = ("approve_extension", "suspend", "send_back", "reclassify", "merge", "split")
PROMISED = ("arrive", "contact", "reply", "restore", "resolve")


def changed() -> Q:
    """The events after which a customer is owed a word; what the first contact did herself, she has said herself."""
    by_others = Q(by=None) | ~Q(by=F("ticket__first_contact"))
    return by_others & Q(what__in=CHANGES) | Q(what="deadline_missed", facts__clock__in=PROMISED)


def told() -> Q:
    """The events in which they got one."""
    return Q(what="reply") | Q(what="contact") | Q(what="call", facts__reached=True)


def to_tell(tickets: Iterable[Ticket]) -> dict[UUID, TicketEvent]:
    """For each of these cases whose customer is owed a word: the latest change that they do not know of. Two questions."""
    rows = TicketEvent.objects.filter(changed() | told(), ticket__in=[ticket.pk for ticket in tickets])
    latest = (
        rows.order_by().values("ticket").annotate(change=Max("seq", filter=changed()), word=Max("seq", filter=told()))
    )
    owed = latest.filter(Q(word=None) | Q(word__lt=F("change")), change__isnull=False)
    wanted = Q(pk__in=[])
    for ticket, seq in owed.values_list("ticket", "change"):
        wanted |= Q(ticket=ticket, seq=seq)
    return {event.ticket_id: event for event in TicketEvent.objects.filter(wanted).select_related("by")}
