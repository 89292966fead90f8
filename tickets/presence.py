"""Who else is at a case: written by the page of the case, read by that page and by the lists."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from tickets.actions.telling import not_barred
from tickets.model_presence import GONE_AFTER, Presence
from tickets.models import Ticket

MOST_SHOWN = 5


def stay(ticket: Ticket, user: User, *, writing: str, at: datetime) -> None:
    """Say that somebody has this case before them; what they looked at before is forgotten."""
    writing = writing if writing in Presence.Writing.values else ""
    told = {"org_id": ticket.org_id, "writing": writing, "at": at}
    Presence.objects.update_or_create(ticket=ticket, user=user, defaults=told)
    Presence.objects.filter(user=user, at__lt=at - GONE_AFTER).delete()


def others_at(ticket: Ticket, user: User, *, at: datetime) -> list[Presence]:
    """Who else is there; those from whom the case is hidden are not named, for they cannot be there."""
    rows = Presence.objects.live(at).filter(ticket=ticket).exclude(user=user).select_related("user__home")
    seen = {person.pk for person in not_barred(ticket, [row.user for row in rows])}
    return [row for row in rows.order_by("at") if row.user_id in seen][:MOST_SHOWN]


def present_in(user: User, *, at: datetime) -> dict[UUID, list[str]]:
    """The names of the others at each case of the reader's companies; a list draws only the cases that it shows."""
    rows = Presence.objects.live(at).filter(org__in=user.orgs()).exclude(Q(user=user) | Q(user__is_service=True))
    found: dict[UUID, list[str]] = {}
    for key, name in rows.order_by("at").values_list("ticket_id", "user__name"):
        found.setdefault(key, []).append(name)
    return found
