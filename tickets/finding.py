"""One box for a ticket and for a customer: a number opens its ticket, anything else finds whom it fits."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from accounts.models import Unit, User
from customers.lookup import Found, look_up
from customers.models import Customer
from servicedesk.lib.hanzi import bare
from servicedesk.lib.sealing import token_hash
from tickets.models import CustomerLink, Ticket

WHOLE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,11}\d{10}")
SHORT = re.compile(r"(\d{2})(\d{2})\s*[-–—]\s*(\d{4})")
TODAYS = re.compile(r"\d{4}")
LABEL = re.compile(r"^\s*[Tt]\s*:\s*")
SLIP = re.compile(r"/s/([\w-]{20,24})/?$")


@dataclass(frozen=True)
class Finding:
    """What one search brought: tickets by their number, customers by anything else, or why nothing was looked for."""

    tickets: list[Ticket] = field(default_factory=list)
    found: Found | None = None
    is_number: bool = False

    @property
    def customers(self) -> list[Customer]:
        """At most nine, and none when there are more: nobody chooses well among the first of many."""
        return [] if self.found is None or self.found.is_many else self.found.customers

    @property
    def only(self) -> str:
        """The key of the one customer who is meant, if there is one."""
        if len(self.customers) == 1 and not (self.tickets and self.is_number):
            return str(self.customers[0].pk)
        holder = self.tickets[0].customer_id if self.is_number and len(self.tickets) == 1 else None
        return str(holder) if holder else ""

    @property
    def has_no_customers(self) -> bool:
        return self.found is None or not self.found.count

    @property
    def is_nothing(self) -> bool:
        return not self.tickets and self.has_no_customers


def find(typed: str, *, by: User, at: datetime) -> Finding:
    """Look for tickets and, unless the words can only be a ticket's number, for customers. Raises what `look_up` raises."""
    words = bare(typed).strip()
    tickets = numbered(words, user=by, at=at)
    is_number = is_ticket_number(words)
    found = None if is_number else look_up(words, by=by, at=at)
    return Finding(tickets, found, is_number=is_number)


def is_ticket_number(words: str) -> bool:
    """Whether words can be nothing but a ticket's: its number, month-day and sequence, its label, the code on its slip."""
    return bool(LABEL.match(words) or SLIP.search(words) or SHORT.fullmatch(words) or WHOLE.fullmatch(words))


def numbered(words: str, *, user: User, at: datetime) -> list[Ticket]:
    """Return the tickets visible to `user` that `words` can mean as a number, newest first."""
    slip = SLIP.search(words)
    if slip:
        return _named(
            user, Q(links__token_hash=token_hash(slip.group(1)), links__purpose=CustomerLink.Purpose.PROGRESS)
        )
    plain = LABEL.sub("", bare(words)).strip()
    candidates = _candidates(plain, user=user, today=timezone.localtime(at).date())
    return _named(user, Q(number__in=candidates)) if candidates else []


def _named(user: User, condition: Q) -> list[Ticket]:
    found = Ticket.objects.visible_to(user).filter(condition)
    return list(found.for_list().order_by("-registered_at")[:9])


def _candidates(words: str, *, user: User, today: date) -> list[str]:
    if WHOLE.fullmatch(words):
        return [words.upper()]
    short = SHORT.fullmatch(words)
    if short:
        month, day, sequence = short.groups()
        years = (today.year % 100, (today.year - 1) % 100)
        return [f"{code}{year:02d}{month}{day}{sequence}" for code in _halls(user) for year in years]
    if TODAYS.fullmatch(words):
        hall = home_hall(user)
        return [f"{hall.code}{today:%y%m%d}{words}"] if hall else []
    return []


def _halls(user: User) -> list[str]:
    halls = Unit.objects.filter(kind=Unit.Kind.HALL, org__in=user.orgs())
    return list(halls.values_list("code", flat=True))


def home_hall(user: User) -> Unit | None:
    """The hall in which somebody works; a counter is a desk inside one."""
    home = user.home
    if home is not None and home.kind == Unit.Kind.DESK and home.parent_id:
        home = home.parent
    return home if home is not None and home.kind == Unit.Kind.HALL else None


def halls_to_register_at(user: User) -> list[Unit]:
    """The halls at whose counter `user` may register, their own first."""
    halls = Unit.objects.filter(pk__in=user.units("register"), kind=Unit.Kind.HALL, is_active=True)
    home = home_hall(user)
    own = home.pk if home else None
    return sorted(halls.select_related("org").order_by("name"), key=lambda hall: hall.pk != own)
