"""The sample of a period is drawn once, from a stored seed, and can be drawn again to prove it."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from accounts.models import Grant
from quality.lifecycle import WEEKLY, Rule, Work
from quality.models import Draw, Inspection, InspectionEvent, Plan, Sheet
from quality.pools import Piece, pool_of

WEEK = timedelta(days=7)
BACK = 14


def plans_in_force() -> list[Plan]:
    """The newest version of every plan that is switched on."""
    newest = Plan.objects.order_by("org", "code", "-version").distinct("org", "code")
    return [one for one in newest.select_related("org", "unit") if one.is_on]


def periods_due(plan: Plan, *, at: datetime) -> list[tuple[date, date]]:
    """The complete periods, oldest first, that a plan has not drawn from: the last week, or the days of the last two."""
    today = timezone.localdate(at)
    if plan.rule in WEEKLY:
        monday = today - timedelta(days=today.weekday())
        spans = [(monday - WEEK, monday)]
    else:
        first = max(today - timedelta(days=BACK), timezone.localdate(plan.at) - timedelta(days=1))
        days = (today - first).days
        spans = [(first + timedelta(days=n), first + timedelta(days=n + 1)) for n in range(days)]
    done = set(Draw.objects.filter(org=plan.org_id, code=plan.code).values_list("from_on", flat=True))
    return [span for span in spans if span[0] not in done]


@transaction.atomic
def draw(plan: Plan, *, from_on: date, until_on: date, at: datetime) -> Draw | None:
    """Draw for one period and open what was drawn; None if it was drawn already. Two ticks at once draw once."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    if Draw.objects.filter(org=plan.org_id, code=plan.code, from_on=from_on).exists():
        return None
    pool = pool_of(plan, from_on=from_on, until_on=until_on)
    made = Draw(org_id=plan.org_id, plan=plan, code=plan.code, from_on=from_on, until_on=until_on, at=at)
    made.seed = secrets.token_hex(16)
    made.pool, made.owners = [one.row for one in pool], [one.person for one in pool]
    made.newcomers = sorted(_newcomers(plan, set(made.owners), until_on))
    made.picked = picks(made)
    made.save(force_insert=True)
    chosen = set(made.picked)
    _open(made, [one for one in pool if one.row in chosen], at=at)
    return made


def picks(draw: Draw) -> list[UUID]:
    """What a draw picks, by its seed and its pool alone: whoever works it out again gets the same."""
    plan = draw.plan
    pairs = list(zip(draw.pool, draw.owners, strict=True))
    ranked = sorted(pairs, key=lambda pair: sha256(f"{draw.seed}:{pair[0]}".encode()).digest())
    if plan.rule == Rule.RANDOM:
        return [row for row, _owner in ranked[: plan.share]]
    if plan.rule != Rule.PERSON:
        return [row for row, _owner in ranked]
    room = {who: plan.share_new if who in draw.newcomers else plan.share for who in draw.owners}
    chosen = []
    for row, owner in ranked:
        if room[owner] > 0:
            room[owner] -= 1
            chosen.append(row)
    return chosen


def is_proven(draw: Draw) -> bool:
    """Whether the stored seed and pool give what was picked, and every inspection of it was picked."""
    opened = set(draw.inspections.values_list("row", flat=True))
    return picks(draw) == draw.picked and opened <= set(draw.picked)


def _newcomers(plan: Plan, people: set[UUID], until_on: date) -> set[UUID]:
    """Those whose first grant is younger than the plan's days."""
    since = until_on - timedelta(days=plan.new_days)
    firsts = Grant.objects.filter(person__in=people).values_list("person").annotate(first=Min("from_at")).order_by()
    return {person for person, first in firsts if timezone.localdate(first) > since}


def _open(made: Draw, pieces: Iterable[Piece], *, at: datetime) -> None:
    plan = made.plan
    sheet = Sheet.of(plan.org_id, plan.work, at=at)
    field = "call_id" if plan.work == Work.CALL else "ticket_id"
    rows = [
        Inspection(
            org_id=plan.org_id,
            unit_id=one.unit,
            person_id=one.person,
            work=plan.work,
            plan=plan,
            draw=made,
            sheet=sheet,
            row=one.row,
            hides_names=plan.hides_names,
            opened_at=at,
            done_at=one.done_at,
            due_at=at + timedelta(days=plan.score_days),
            **{field: one.row},
        )
        for one in pieces
    ]
    # What another plan has drawn already is inspected once.
    Inspection.objects.bulk_create(rows, ignore_conflicts=True)
    there = Inspection.objects.filter(pk__in=[one.pk for one in rows])
    InspectionEvent.objects.bulk_create(
        InspectionEvent(org_id=plan.org_id, inspection=one, what="open", at=at, facts={"plan": plan.code})
        for one in there
    )
