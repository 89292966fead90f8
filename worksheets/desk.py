"""The review desk: what waits for somebody's verdict, and what one has to know to give it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from tickets.lifecycle import Status
from tickets.models import Ticket, TicketQuerySet
from tickets.standing import Standing, by_time_left
from worksheets.models import ReturnSheet, SendBack

MOST = 60
MOST_COUNTED = 99
TABS: dict[str, Promise] = {
    "report": pgettext_lazy("review desk", "Reports"),
    "back": pgettext_lazy("review desk", "Sent back too late"),
    "arbiter": pgettext_lazy("review desk", "Whose is it"),
}


def waiting(user: User, show: str) -> TicketQuerySet:
    """The cases of a tab that this person may decide about."""
    units = user.units("arbitrate" if show == "arbiter" else "reviews")
    seen = Ticket.objects.visible_to(user).filter(unit__in=units).on_their_own()
    if show == "back":
        return seen.filter(send_backs__state=SendBack.State.ASKED)
    return seen.filter(to_arbiter=True) if show == "arbiter" else seen.filter(status=Status.TO_REVIEW)


def tabs_of(user: User) -> list[tuple[str, Promise, int]]:
    """The tabs that concern this person, each with how much waits there."""
    shown = [code for code in TABS if code != "arbiter" or user.may("arbitrate")]
    return [(code, TABS[code], waiting(user, code).count()) for code in shown]


def count(user: User) -> int:
    """How much waits for this person: the number behind the stop of the rail, on every page and so in one statement."""
    asked = SendBack.objects.filter(state=SendBack.State.ASKED).values("ticket")
    seen = Ticket.objects.visible_to(user).on_their_own().filter(org__in=user.orgs())
    here = seen.filter(unit__in=user.units("reviews"))
    # Each of them has an index of its own; asked for in one condition they would be looked for among all there are.
    sorts = [here.filter(status=Status.TO_REVIEW), here.filter(pk__in=asked)]
    sorts.append(seen.open().filter(unit__in=user.units("arbitrate"), to_arbiter=True))
    return sorts[0].values("pk").union(*(rows.values("pk") for rows in sorts[1:]))[:MOST_COUNTED].count()


def rows_of(user: User, show: str) -> list[Standing]:
    """What waits, the one with the least time left at the top."""
    return by_time_left(waiting(user, show), most=MOST)


@dataclass(frozen=True)
class Beside:
    """One case beside the list: its reports, the last one first, and how it was sent back."""

    ticket: Ticket
    sheets: list[ReturnSheet]
    backs: list[SendBack]

    @property
    def sheet(self) -> ReturnSheet | None:
        return self.sheets[0] if self.sheets else None

    @property
    def asked(self) -> SendBack | None:
        return next((one for one in self.backs if one.state == SendBack.State.ASKED), None)


def beside(ticket: Ticket) -> Beside:
    """Everything that was reported of a case and sent back."""
    sheets = ReturnSheet.objects.filter(ticket=ticket).select_related("by", "crew", "reviewed_by")
    backs = SendBack.objects.filter(ticket=ticket).select_related("code", "by", "crew", "decided_by", "photo")
    lines = "lines__item", "lines__depot", "lines__shortage"
    return Beside(ticket, list(sheets.prefetch_related(*lines).order_by("-turn")), list(backs.order_by("-at")))


def keepers_of(ticket: Ticket) -> list[tuple[str, str]]:
    """The units that an arbiter may name: crews first, then desks and halls."""
    kinds = (Unit.Kind.CREW, Unit.Kind.DESK, Unit.Kind.HALL)
    units = Unit.objects.filter(org=ticket.org_id, kind__in=kinds, is_active=True)
    return [
        (str(one.pk), one.name) for one in sorted(units, key=lambda one: (kinds.index(Unit.Kind(one.kind)), one.code))
    ]
