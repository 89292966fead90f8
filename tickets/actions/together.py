"""One word for many cases: the same step for a case and its parts, or for every row that somebody has picked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from servicedesk.lib.refusals import Refusal
from tickets.actions import closing, merging
from tickets.family import open_parts, parts_of
from tickets.models import Ticket


@dataclass(frozen=True)
class Result:
    """What became of one case; without a refusal it was done."""

    ticket: Ticket
    refusal: Refusal | None = None

    @property
    def is_done(self) -> bool:
        return self.refusal is None


def each(tickets: Iterable[Ticket], act: Callable[[Ticket], Ticket]) -> list[Result]:
    """Do the same to each case in a transaction of its own: one that refuses stops no other."""
    results = []
    for ticket in tickets:
        try:
            with transaction.atomic():
                results.append(Result(act(ticket)))
        except Refusal as refusal:
            results.append(Result(ticket, refusal))
    return results


def visible_parts(ticket: Ticket, *, by: User) -> list[Ticket]:
    """The open parts of a case that this person may see."""
    keys = [part.pk for part in parts_of(ticket) if part.is_open]
    return list(Ticket.objects.visible_to(by).for_list().filter(pk__in=keys).order_by("registered_at", "pk"))


def close_all(ticket: Ticket, *, outcome: str, by: User, reason: str = "", at: datetime | None = None) -> list[Result]:
    """Close a case together with its parts: the parts first, and the case itself only if nothing of it is left open."""
    told: dict[str, Any] = {"outcome": outcome, "by": by, "reason": reason, "at": at}
    results = each(visible_parts(ticket, by=by), lambda part: closing.close(part, **told))
    if open_parts(ticket):
        return results
    return [*results, *each([ticket], lambda one: closing.close(one, **told))]


def merge_all(
    tickets: Iterable[Ticket], *, into: Ticket, by: User, reason: str = "", at: datetime | None = None
) -> list[Result]:
    """Merge each of these cases into one."""
    return each(tickets, lambda one: merging.merge(one, into=into, by=by, reason=reason, at=at))
