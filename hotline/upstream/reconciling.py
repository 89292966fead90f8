"""Once a day: their list of the day, page by page, beside ours. A run goes on where it was left, whoever was killed."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions import tell
from accounts.models import User
from accounts.roles import Role
from hotline.hooks.recording import spread
from hotline.model_hooks import HookMessage
from hotline.model_reconcile import Reconciled, Reconciliation
from hotline.model_upstream import Upstream, UpstreamCode, UpstreamOrder
from hotline.refusals import NotReadable
from hotline.upstream import asking
from hotline.upstream.up import status_of
from hotline.upstream.words import SAID
from servicedesk.lib.ids import uuid7
from tickets.actions.telling import with_role
from tickets.models import TicketEvent

State, Kind = Reconciliation.State, Reconciled.Kind
MOST_TRIES = 8  # of one page, in a row
STEP = timedelta(seconds=20)
LONGEST_STEP = timedelta(minutes=30)
MOST_PAGES = 5000
LIST = "/upstream/reconcile/"


def begin_due(*, at: datetime) -> int:
    """Begin yesterday's comparison with each hotline whose hour has come; once a day, whoever asks. Returns how many."""
    local = timezone.localtime(at)
    rows = Upstream.objects.filter(hook__is_active=True, hook__ended_at=None, reconcile_hour__lte=local.hour)
    day = local.date() - timedelta(days=1)
    done = Reconciliation.objects.filter(day=day).values("upstream")
    return sum(begin(one, day=day, at=at) is not None for one in rows.exclude(pk__in=done))


@transaction.atomic
def begin(upstream: Upstream, *, day: date, at: datetime, by: User | None = None) -> Reconciliation | None:
    """Compare a day: once by the tick, as often as somebody asks. While one is under way it is that one."""
    held = Upstream.objects.select_for_update().get(pk=upstream.pk)
    earlier = Reconciliation.objects.filter(upstream=held, day=day).order_by("-round")
    last = earlier.first()
    if last is not None and (by is None or last.state == State.RUNNING):
        return None if by is None else last
    run = Reconciliation(id=uuid7(), org_id=held.org_id, upstream=held, day=day, round=last.round + 1 if last else 1)
    run.due_at, run.began_at, run.began_by = at, at, by
    run.save(force_insert=True)
    return run


def go_on(run: Reconciliation, *, at: datetime, most: int = MOST_PAGES) -> Reconciliation:
    """Read page after page; each is written down with where the next one begins, in one transaction."""
    for _page in range(most):
        run = Reconciliation.objects.select_related("upstream").get(pk=run.pk)
        if run.state != State.RUNNING or run.due_at > at:
            break
        try:
            page = asking.page_of(run.upstream, day=run.day, number=run.page)
        except NotReadable as why:
            return _later(run, why.why, at=at)
        if not _write_page(run, page, at=at):
            break
    return run


@transaction.atomic
def _later(run: Reconciliation, why: str, *, at: datetime) -> Reconciliation:
    held = Reconciliation.objects.select_for_update().get(pk=run.pk)
    if (held.state, held.page) != (State.RUNNING, run.page):
        return held
    held.tries, held.trouble = held.tries + 1, why[:12]
    held.due_at = at + spread(min(STEP * 2 ** (held.tries - 1), LONGEST_STEP))
    if held.tries >= MOST_TRIES:
        held.state, held.ended_at = State.FAILED, at
        _tell(held, "upstream_unread", at=at)
    held.save()
    return held


@transaction.atomic
def _write_page(run: Reconciliation, page: asking.Page, *, at: datetime) -> bool:
    """Whoever holds the row writes the page; False where somebody else has written it already, or it was the last."""
    held = Reconciliation.objects.select_for_update(of=("self",)).select_related("upstream").get(pk=run.pk)
    if (held.state, held.page) != (State.RUNNING, run.page):
        return held.state == State.RUNNING
    listed = {row.number: row for row in page.rows}
    ours = {one.number: one for one in _orders(held.upstream).filter(number__in=listed)}
    standing = standings(held.upstream, list(ours.values()))
    rows = [_compared(held, row, ours.get(number), standing) for number, row in listed.items()]
    Reconciled.objects.bulk_create(rows, ignore_conflicts=True)
    held.page, held.tries, held.trouble = held.page + 1, 0, ""
    if not page.has_next:
        _finish(held, at=at)
    held.save()
    return page.has_next


def _orders(upstream: Upstream) -> Any:
    return UpstreamOrder.objects.filter(upstream=upstream).select_related("ticket")


def standings(upstream: Upstream, orders: list[UpstreamOrder]) -> dict[UUID, dict[str, Any]]:
    """Where each order stands here in their words: status, newest event told, version, limit, letters still on the way."""
    events: dict[UUID, list[TicketEvent]] = {one.ticket_id: [] for one in orders}
    for event in TicketEvent.objects.filter(ticket__in=events, what__in=SAID).order_by("seq"):
        events[event.ticket_id].append(event)
    rows = UpstreamCode.objects.filter(upstream=upstream, kind=UpstreamCode.Kind.STATUS).exclude(ours="")
    codes = {row.ours: row.theirs for row in rows}
    letters = HookMessage.objects.filter(hook=upstream.hook_id, case__in=events, state="waiting")
    waiting = set(letters.values_list("case", flat=True))
    told = {}
    for one in orders:
        word = status_of(one, events[one.ticket_id])
        told[one.pk] = {
            "ticket": one.ticket.number,
            "version": one.version,
            "status": codes.get(word, word),
            "answer_by": one.answer_by.isoformat() if one.answer_by else "",
            "on_the_way": one.ticket_id in waiting,
        }
    return told


def _compared(
    run: Reconciliation, row: asking.Listed, order: UpstreamOrder | None, standing: dict[UUID, dict[str, Any]]
) -> Reconciled:
    theirs: dict[str, object] = {"version": row.version, "status": row.status, "seq": row.seq}
    theirs["answer_by"] = row.answer_by.isoformat() if row.answer_by else ""
    made = Reconciled(id=uuid7(), org_id=run.org_id, run=run, number=row.number, theirs=theirs)
    if order is None:
        made.kind = Kind.NOT_HERE
        return made
    made.order, made.ours = order, standing[order.pk]
    is_same_limit = row.answer_by == order.answer_by
    if row.status != made.ours["status"]:
        made.kind = Kind.STATUS
    else:
        made.kind = Kind.AGREED if is_same_limit and row.version <= order.version else Kind.LIMIT
    return made


def _finish(run: Reconciliation, *, at: datetime) -> None:
    """What we have of that day and they did not name; the counts; one notice, if anything is open."""
    begins = timezone.make_aware(datetime.combine(run.day, time()))
    named = Reconciled.objects.filter(run=run).values("number")
    sent = Q(sent_at__gte=begins, sent_at__lt=begins + timedelta(days=1))
    ours = _orders(run.upstream).filter(sent)
    missing = list(ours.exclude(number__in=named))
    standing = standings(run.upstream, missing)
    rows = [
        Reconciled(id=uuid7(), org_id=run.org_id, run=run, number=one.number, order=one, kind=Kind.NOT_THERE)
        for one in missing
    ]
    for row in rows:
        row.ours = standing[row.order_id]  # type: ignore[index]
    Reconciled.objects.bulk_create(rows, ignore_conflicts=True)
    found = Reconciled.objects.filter(run=run)
    run.theirs = found.exclude(kind=Kind.NOT_THERE).count()
    run.ours = found.exclude(kind=Kind.NOT_HERE).count()
    run.agreed = found.filter(kind=Kind.AGREED).count()
    run.state, run.ended_at = State.DONE, at
    if count := found.open().count():
        _tell(run, "upstream_open", at=at, count=count)


def _tell(run: Reconciliation, what: str, *, at: datetime, **facts: object) -> None:
    """The supervisors, once a run."""
    told = {"source": run.upstream.name, "day": run.day.isoformat(), **facts}
    people = with_role(Role.SUPERVISOR, run.upstream.org)
    tell(people, key=f"{what}:{run.pk}", what=what, at=at, path=f"{LIST}{run.pk}/", facts=told)
