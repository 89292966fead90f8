"""What the address of the board asks for: a view, and whose work. Everything shown narrows by the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from servicedesk.templatetags.hall import hall_clock
from tickets.lifecycle import Kind
from tickets.listing import Wanted, key_of
from tickets.models import TicketQuerySet

SLOT = timedelta(minutes=15)
AHEAD = timedelta(hours=2)
WRITTEN = "%Y%m%dT%H%M"
TABS: dict[str, Promise] = {
    "due": gettext_lazy("Overdue and soon due"),
    "undispatched": gettext_lazy("Not dispatched"),
    "quiet": gettext_lazy("Quiet too long"),
    "returned": gettext_lazy("Sent back"),
    "complaints": gettext_lazy("Complaints"),
    "callback": gettext_lazy("Awaiting callback"),
    "paused": gettext_lazy("Paused"),
    "open": gettext_lazy("All open"),
    "imported": gettext_lazy("Imported, overdue"),
}
# By what is due first; the other views are about what a case is.
BY_DUE = ("due", "late", "soon", "slot")


@dataclass(frozen=True)
class Asked:
    """The board as its address asks for it; whatever does not exist is left out."""

    view: str = "due"
    hall: Unit | None = None
    who: UUID | None = None
    kind: str = ""
    slot: datetime | None = None

    @property
    def tab(self) -> str:
        """The tab that is open; a tile or a bar narrows the first one."""
        return "due" if self.view in BY_DUE else self.view

    def narrow(self, tickets: TicketQuerySet) -> TicketQuerySet:
        """Only the work that is asked for."""
        told = {"unit": self.hall, "handler": self.who, "kind": self.kind}
        return tickets.filter(**{name: value for name, value in told.items() if value})

    def as_list(self) -> Wanted:
        """The same of everything open, as the list of all tickets asks for it."""
        told = {"hall": self.hall and self.hall.code, "who": self.who and str(self.who), "kind": self.kind}
        return Wanted(many={name: [value] for name, value in told.items() if value})

    def told(self) -> dict[str, object]:
        """What the address says, empty where it says nothing."""
        slot = timezone.localtime(self.slot).strftime(WRITTEN) if self.slot else None
        hall = self.hall.code if self.hall else None
        return {"view": self.view, "hall": hall, "who": self.who, "kind": self.kind or None, "slot": slot}

    def query(self, **other: object) -> str:
        """The address of this board, with something else in place of what it has; None takes it away."""
        told = self.told()
        if "view" in other and other["view"] != "slot":
            told["slot"] = None
        return urlencode({name: value for name, value in (told | other).items() if value})

    def chips(self, name_of: Callable[[UUID], str]) -> list[tuple[str, str]]:
        """What narrows the board, in words, each with the address without it."""
        found = []
        if self.hall:
            found.append((self.hall.name, self.query(hall=None)))
        if self.who:
            found.append((name_of(self.who), self.query(who=None)))
        if self.kind:
            found.append((str(Kind(self.kind).label), self.query(kind=None)))
        if self.slot:
            begins, ends = hall_clock(self.slot), hall_clock(self.slot + SLOT)
            found.append((_("due %(from)s–%(to)s") % {"from": begins, "to": ends}, self.query(view="due")))
        return found


def asked(query: Mapping[str, str], *, halls: list[Unit]) -> Asked:
    """Read the address. A hall that is not mine, a word nobody knows: left out."""
    view = query.get("view", "due")
    slot = _slot(query.get("slot", "")) if view == "slot" else None
    known = view in TABS or view in ("late", "soon") or slot is not None
    kind = query.get("kind", "")
    return Asked(
        view=view if known else "due",
        hall=next((one for one in halls if one.code == query.get("hall")), None),
        who=key_of(query.get("who", "")),
        kind=kind if kind in Kind.values else "",
        slot=slot,
    )


def _slot(told: str) -> datetime | None:
    try:
        moment = timezone.make_aware(datetime.strptime(told, WRITTEN))  # noqa: DTZ007 - the hall's own time
    except ValueError:
        return None
    return moment if 2000 <= moment.year <= 2100 else None


def first_slot(at: datetime) -> datetime:
    """The quarter of an hour that has begun."""
    return at - timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
