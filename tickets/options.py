"""What somebody may do to a ticket now; what they may not is shown as well, with the reason."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Unit, User
from accounts.roles import Role, roles_for
from deadlines.actions import AGREED_SUFFIX
from deadlines.models.pauses import KINDS_NEVER_PAUSED
from tickets.actions.appointing import ARRIVE
from tickets.actions.spine import has_right
from tickets.lifecycle import MOVES, Kind, Status, legal, status_word
from tickets.models import Ticket

# verb, word on the button, icon, key, what has to be filled in
BUTTONS: tuple[tuple[str, Promise, str, str, str], ...] = (
    ("urge", gettext_lazy("Urge"), "bell", "u", ""),
    ("accept", gettext_lazy("Take it on"), "check", "a", ""),
    ("dispatch", gettext_lazy("Send a crew"), "route", "s", "page"),
    ("depart", gettext_lazy("Set off"), "nav", "", ""),
    ("appoint", gettext_lazy("Agree on a visit"), "clock", "", "appoint"),
    ("arrive", gettext_lazy("Arrived on site"), "pin", "", ""),
    ("restore", gettext_lazy("Supply restored"), "okc", "", ""),
    ("report", gettext_lazy("Report back"), "file", "", "report"),
    ("suspend", gettext_lazy("Suspend the clocks"), "pause", "", "suspend"),
    ("resume", gettext_lazy("Resume the clocks"), "play", "", ""),
    ("extend", gettext_lazy("Ask for more time"), "clock", "y", "plan"),
    ("reclassify", gettext_lazy("Change what it is"), "pen", "i", "plan"),
    ("transfer", gettext_lazy("Pass on"), "fwd", "r", "transfer"),
    ("merge", gettext_lazy("Merge"), "merge", "g", "merge"),
    ("link", gettext_lazy("Link"), "link", "l", "link"),
    ("send_back", gettext_lazy("Send back"), "back", "b", "send_back"),
    ("withdraw", gettext_lazy("Withdraw"), "x", "w", "reason"),
    ("reopen", gettext_lazy("Open again"), "swap", "o", "reason"),
    ("close", pgettext_lazy("verb", "Close"), "check", "d", "close"),
)
ALWAYS_SHOWN = frozenset({"urge", "transfer", "send_back", "withdraw", "close"})
# What belongs to a complaint's file is done on the file's own page.
ON_FILE = frozenset({"accept", "contact", "verify", "reply"})
MOST_TARGETS = 300


@dataclass(frozen=True)
class Option:
    """One button. `why` says what stands against it; without a reason it works."""

    verb: str
    word: Promise
    icon: str
    key: str
    needs: str
    why: str = ""


def options_for(ticket: Ticket, user: User) -> list[Option]:
    """The buttons of the panel in their order: those of the user's roles, and a few that everybody should know of."""
    shown = []
    for verb, word, icon, key, needs in BUTTONS:
        if verb not in MOVES[ticket.way] or (ticket.kind == Kind.COMPLAINT and verb in ON_FILE):
            continue
        if not _fits_the_clocks(ticket, verb):
            continue
        why = why_not(ticket, verb, user)
        if not why or verb in ALWAYS_SHOWN or (user.may(verb) and verb != "reopen"):
            shown.append(Option(verb, word, icon, key, needs, why))
    return shown


def _fits_the_clocks(ticket: Ticket, verb: str) -> bool:
    """Only what runs is suspended, and only where clocks may stand still; only what stands still is resumed."""
    if verb == "suspend":
        return ticket.suspended_at is None and ticket.kind not in KINDS_NEVER_PAUSED
    if verb == "appoint":
        return ARRIVE + AGREED_SUFFIX in ticket.pledges
    return verb != "resume" or ticket.suspended_at is not None


def why_not(ticket: Ticket, verb: str, user: User) -> str:
    """What stands against `verb` now, as a sentence; empty if nothing does."""
    if not has_right(ticket, verb, by=user):
        return _("needs the role: %(roles)s") % {"roles": roles_words(verb)}
    if verb not in MOVES[ticket.way]:
        return _("this kind of ticket has no such step")
    if not legal(ticket.way, ticket.status, verb):
        return _wrong_moment(ticket, verb)
    if verb == "close" and is_called_back(ticket) and not user.may_at("board", ticket.unit_id):
        return _("the callback closes it, or a supervisor with a reason")
    return ""


def is_called_back(ticket: Ticket) -> bool:
    """Whether the customer was promised a call before it is closed."""
    return "callback" in ticket.pledges or ticket.kind == Kind.COMPLAINT


def roles_words(verb: str) -> str:
    """Who may do it, in the words for the roles."""
    return "、".join(str(Role(role).label) for role in Role if role in roles_for(verb) and role != Role.HOTLINE)


def _wrong_moment(ticket: Ticket, verb: str) -> str:
    start = MOVES[ticket.way][verb].start
    words = "、".join(status_word(ticket.way, status) for status in Status if status in start)
    now = ticket.get_status_display()
    if len(start) > 3:
        return _("not while it stands at “%(now)s”") % {"now": now}
    return _("only at “%(words)s”; now it stands at “%(now)s”") % {"words": words, "now": now}


def targets(ticket: Ticket) -> list[tuple[object, list[tuple[str, str]]]]:
    """To whom a case may be passed: the company's desks and halls, then its people, found by their initials."""
    places = Unit.objects.filter(org_id=ticket.org_id, kind__in=("desk", "hall"), is_active=True).order_by("name")
    people = User.objects.filter(org_id=ticket.org_id, is_active=True, is_service=False).select_related("home")
    return [
        (_("Desks and halls"), [(f"unit:{one.pk}", one.name) for one in places[:MOST_TARGETS]]),
        (_("People"), [(f"user:{one.pk}", _person(one)) for one in people.order_by("initials")[:MOST_TARGETS]]),
    ]


def named(ticket: Ticket, key: str) -> User | Unit | None:
    """The person or unit of the case's company that a form named by one of these keys; None for what names nobody."""
    sort, _colon, pk = key.partition(":")
    try:
        rows: Any = {"user": User.objects, "unit": Unit.objects}[sort]
        found: User | Unit | None = rows.filter(org_id=ticket.org_id, pk=UUID(pk)).first()
    except (KeyError, ValueError):
        return None
    return found


def _person(user: User) -> str:
    return " · ".join(filter(None, (user.initials, user.name, user.home.name if user.home else "")))
