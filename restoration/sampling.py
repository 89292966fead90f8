"""Whom we call when the supply of many is back: important customers always, of the others a share by rule."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from customers.model_file import RANKS
from customers.models import CustomerTag
from restoration.models import OutageCase, SampleRule
from tickets.models import Ticket

# What holds where the company has no row of its own: one in five is called, the others have four hours to object.
USUAL = SampleRule(kind="", level="", percent=20, hours=4)


def rule_for(rules: Iterable[SampleRule], kind: str, level: str) -> SampleRule:
    """The row that fits most closely: kind and level, then kind, then level, then everybody's."""
    known = {(rule.kind, rule.level): rule for rule in rules}
    ways = ((kind, level), (kind, ""), ("", level), ("", ""))
    return next((known[way] for way in ways if way in known), USUAL)


def to_call(tickets: Sequence[Ticket], *, at: datetime) -> list[Ticket]:
    """Of these cases, whose work has just ended, those whose customers are called; what is no part of an outage always is.

    Asked again, the answer is the same: it is written down with the case.
    """
    rows = OutageCase.objects.joined().filter(ticket__in=[one.pk for one in tickets]).select_related("outage")
    part_of = {row.ticket_id: row for row in rows}
    undecided = [one for one in tickets if one.pk in part_of and part_of[one.pk].is_called is None]
    if undecided:
        _decide(undecided, part_of, at=at)
    return [one for one in tickets if one.pk not in part_of or part_of[one.pk].is_called]


def _decide(tickets: Sequence[Ticket], part_of: dict[UUID, OutageCase], *, at: datetime) -> None:
    levels = levels_of(tickets)
    rules = list(SampleRule.objects.filter(org__in={one.org_id for one in tickets}))
    groups: dict[tuple[UUID, str, str], list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        outage = part_of[ticket.pk].outage
        groups[ticket.org_id, outage.kind, levels[ticket.pk]].append(ticket)
    changed = []
    for (org, kind, level), members in groups.items():
        rule = rule_for([one for one in rules if one.org_id == org], kind, level)
        chosen = {one.pk for one in members} if level else drawn(members, rule.percent)
        for ticket in members:
            row = part_of[ticket.pk]
            row.is_called = ticket.pk in chosen
            row.settle_at = None if row.is_called else at + timedelta(hours=rule.hours)
            changed.append(row)
    OutageCase.objects.bulk_update(changed, ["is_called", "settle_at"], batch_size=500)


def drawn(tickets: Sequence[Ticket], percent: int) -> set[UUID]:
    """The share of these cases that is called, rounded up: the same for the same cases whoever draws."""
    count = -(-len(tickets) * percent // 100)
    order = sorted(tickets, key=lambda one: sha256(one.pk.bytes).digest())
    return {one.pk for one in order[:count]}


def levels_of(tickets: Sequence[Ticket]) -> dict[UUID, str]:
    """How important the customer of each case is, by level and by tags of special care."""
    words: dict[UUID, dict[str, str]] = defaultdict(dict)
    marked = CustomerTag.objects.filter(org__in={one.org_id for one in tickets}).exclude(counts_as="")
    for org, name, counts_as in marked.values_list("org_id", "name", "counts_as"):
        words[org][name] = counts_as
    found = {}
    for ticket in tickets:
        who = ticket.customer
        mine = [words[ticket.org_id][tag] for tag in who.tags if tag in words[ticket.org_id]] if who else []
        grades = {who.level, *mine} if who else {""}
        found[ticket.pk] = str(next((rank for rank in RANKS if rank in grades), ""))
    return found
