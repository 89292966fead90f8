"""What is known already when a request comes in: the same account, the same transformer, the same matter again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import User
from customers.models import Customer, SupplyPoint
from tickets.duplicate_rule import LINK, OFF, DuplicateRule, rule_for
from tickets.lifecycle import ENDED, OPEN, Kind, Status
from tickets.models import Category, Ticket, TicketLink
from tickets.standing import Standing, standing_of, with_clocks

MOST = 5
TRACES = ("supply_point_id", "customer_id", "contact_phone", "address")
ENDED_ONES = tuple(sorted(status.value for status in ENDED))
NOT_A_MATTER = (Status.WITHDRAWN.value, Status.MERGED.value)
# The latest by one thing that is known of them; each has its own index. The people come before the place.
_LATEST = """(SELECT {rank} AS rank, registered_at, id FROM tickets_ticket
               WHERE org_id = %(org)s AND {column} = %({column})s AND category_id = %(category)s
                 AND registered_at BETWEEN %(since)s AND %(at)s
                 AND status NOT IN %(no_matter)s AND id IS DISTINCT FROM %(left_out)s
               ORDER BY registered_at DESC, id DESC LIMIT 1)"""
_OPEN = """SELECT id FROM tickets_ticket
            WHERE org_id = %s AND {column} = %s AND kind = %s AND status NOT IN %s AND id IS DISTINCT FROM %s LIMIT %s"""
_NEAREST = "SELECT id FROM ({latest}) AS found ORDER BY rank, registered_at DESC, id DESC LIMIT 1"


@dataclass(frozen=True)
class Asked:
    """Who asks and for what, as far as it is known; what is empty matches nothing."""

    org: UUID
    category: Category
    customer: Customer | None = None
    point: SupplyPoint | None = None
    phone: str = ""
    address: str = ""

    @classmethod
    def of(cls, ticket: Ticket) -> "Asked":
        """The same of a case that was registered."""
        who = (ticket.customer, ticket.supply_point, ticket.contact_phone, ticket.address)
        return cls(ticket.org_id, ticket.category, *who)

    @property
    def traces(self) -> dict[str, UUID | str]:
        """Whatever is known of them by which they would be found again, by its column; the most telling first."""
        point, customer = (row.pk if row else None for row in (self.point, self.customer))
        known = dict(zip(TRACES, (point, customer, self.phone, self.address), strict=True))
        return {column: value for column, value in known.items() if value}


@dataclass(frozen=True)
class Hint:
    """One line of the band: what was found, what is offered. `hidden` counts what the reader may not see."""

    sort: str  # account, transformer, repeat
    offer: str  # urge, link, or nothing
    rows: list[Standing] = field(default_factory=list)
    hidden: int = 0
    minutes: int = 0
    days: int = 0

    @property
    def first(self) -> Standing | None:
        return self.rows[0] if self.rows else None

    @property
    def count(self) -> int:
        return len(self.rows) + self.hidden


def hints_about(ticket: Ticket, *, user: User) -> list[Hint]:
    """The same for a case that has just been registered, and so tied to the earlier one of its matter."""
    return hints_for(Asked.of(ticket), user=user, at=ticket.registered_at, but=ticket)


def hints_for(asked: Asked, *, user: User, at: datetime, but: Ticket | None = None) -> list[Hint]:
    """What the category's rule finds, the most telling first. Nothing is refused for it: people decide.

    Whoever has reported already is not asked to link what they reported. `but`: the case that is about this itself.
    """
    leave_out = but.pk if but else None
    if asked.category.kind == Kind.REPORT:  # that somebody has reported before is nobody's business at the counter
        return []
    rule = rule_for(asked.category)
    own = _account(asked, rule, user, leave_out)
    if own is not None:
        return [own]
    earlier = but.repeats if but else find_earlier(asked, rule, at=at)
    found = [_transformer(asked, rule, user, at, leave_out), _again(earlier, rule, user)]
    return [hint for hint in found if hint is not None]


def _shown(cases: Iterable[UUID], user: User) -> tuple[list[Standing], int]:
    """Those of these cases that the reader may see, with their clocks, and how many more there are."""
    all_of_them = set(cases)
    if not all_of_them:  # as a rule: no question is put together for nothing
        return [], 0
    visible = Ticket.objects.visible_to(user).filter(pk__in=all_of_them)
    rows = [standing_of(one) for one in with_clocks(visible.for_list()).order_by("registered_at", "pk")]
    return rows, len(all_of_them) - len(rows)


def _account(asked: Asked, rule: DuplicateRule, user: User, leave_out: UUID | None) -> Hint | None:
    """By the account if it is known, else by the customer, else by the phone."""
    column, value = next(iter(asked.traces.items()), ("address", None))
    if column == "address" or rule.account == OFF:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN.format(column=column), [asked.org, value, asked.category.kind, ENDED_ONES, leave_out, MOST]
        )
        rows, hidden = _shown((pk for (pk,) in cursor.fetchall()), user)
    return Hint("account", rule.account, rows, hidden) if rows or hidden else None


def _transformer(asked: Asked, rule: DuplicateRule, user: User, at: datetime, leave_out: UUID | None) -> Hint | None:
    if not rule.looks_at_transformer or asked.category.kind != Kind.FAULT:
        return None
    if asked.point is None or not asked.point.transformer:
        return None
    since = at - timedelta(minutes=rule.transformer_minutes)
    near = Ticket.objects.filter(
        org_id=asked.org,
        kind=Kind.FAULT,
        status__in=OPEN - {Status.RESOLVED},
        registered_at__gte=since,
        supply_point__transformer=asked.point.transformer,
    ).exclude(supply_point=asked.point)
    others = near.exclude(pk=leave_out) if leave_out else near
    rows, hidden = _shown(others.values_list("pk", flat=True)[:MOST], user)
    if len(rows) + hidden + 1 < rule.transformer_count:
        return None
    return Hint("transformer", LINK, _leader_first(rows), hidden, minutes=rule.transformer_minutes)


def _leader_first(rows: list[Standing]) -> list[Standing]:
    """What goes along already leads nobody: the case it goes along with does."""
    links = TicketLink.objects.standing().filter(source__in=[row.ticket.pk for row in rows], follows=True)
    along = set(links.values_list("source_id", flat=True))
    return sorted(rows, key=lambda row: (row.ticket.pk in along, row.ticket.registered_at))


def _again(earlier: Ticket | None, rule: DuplicateRule, user: User) -> Hint | None:
    if earlier is None:
        return None
    rows, hidden = _shown([earlier.pk], user)
    return Hint("repeat", "", rows, hidden, days=rule.repeat_days)


def earlier_of(ticket: Ticket, rule: DuplicateRule, *, at: datetime) -> Ticket | None:
    """The latest case before this one about the same matter of the same people; None if the rule looks for none."""
    return find_earlier(Asked.of(ticket), rule, at=at, leave_out=ticket.pk)


def not_the_first(tickets: Sequence[Ticket], *, at: datetime) -> list[Ticket]:
    """Which of many cases, just registered, have anything in common with an earlier one; a statement for each category."""
    found = []
    for key in {ticket.category_id for ticket in tickets}:
        mine = [ticket for ticket in tickets if ticket.category_id == key]
        rule = rule_for(mine[0].category)
        if rule.looks_at_repeats and mine[0].category.kind != Kind.REPORT:
            there = _traces_there(mine, since=at - timedelta(days=rule.repeat_days), at=at)
            found += [ticket for ticket in mine if there & set(_traces_of(ticket))]
    return found


def _traces_of(ticket: Ticket) -> list[tuple[str, str]]:
    told = {name: getattr(ticket, name) for name in TRACES}
    return [(name, str(value)) for name, value in told.items() if value]


def _traces_there(tickets: Sequence[Ticket], *, since: datetime, at: datetime) -> set[tuple[str, str]]:
    """Their traces that lead to an earlier case. Each has its own index, so each is asked by itself."""
    rows = Ticket.objects.filter(org_id=tickets[0].org_id, category=tickets[0].category_id)
    rows = rows.filter(registered_at__range=(since, at)).exclude(status__in=NOT_A_MATTER).order_by()
    rows = rows.exclude(pk__in=[ticket.pk for ticket in tickets])
    there = set()
    for name in TRACES:
        wanted = {getattr(ticket, name) for ticket in tickets} - {None, ""}
        if wanted:
            found = rows.filter(**{f"{name}__in": wanted}).values_list(name, flat=True).distinct()
            there |= {(name, str(value)) for value in found}
    return there


def find_earlier(asked: Asked, rule: DuplicateRule, *, at: datetime, leave_out: UUID | None = None) -> Ticket | None:
    """By account, customer or phone; by the address only if none of those is known to us from before. One query.

    Each of them has its own index and gives its latest; all at once would be a walk through the whole category.
    """
    if not rule.looks_at_repeats or asked.category.kind == Kind.REPORT:
        return None
    known = asked.traces
    if not known:
        return None
    since = at - timedelta(days=rule.repeat_days)
    facts: dict[str, Any] = {"org": asked.org, "category": asked.category.pk, "since": since, "at": at, **known}
    latest = " UNION ALL ".join(_LATEST.format(column=column, rank=int(column == "address")) for column in known)
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST.format(latest=latest), facts | {"left_out": leave_out, "no_matter": NOT_A_MATTER})
        found = cursor.fetchone()
    return Ticket.objects.get(pk=found[0]) if found else None
