"""What the clockwork does for files: has them judged, reads them through in turn, clears away what belongs to nothing."""

import logging
from datetime import datetime, timedelta

from django.db.models import F

from accounts.actions import tell
from servicedesk.lib.files import scanning, store
from servicedesk.lib.files.scanning import NoScanner, Verdict
from tickets.model_files import CLEARED, UNCLAIMED
from tickets.models import Attachment

log = logging.getLogger(__name__)
AT_A_TIME = 20
MOST_FAILURES = 3  # one bad file holds up nobody, a scanner that is away is not asked again and again
CHECKED_AT_A_TIME = 500
# Whatever lies here for longer than a day without a row belongs to nothing: no request lasts that long.
ORPHAN_AFTER, ORPHAN_UNTIL = timedelta(days=1), timedelta(days=4)
CHECKED_EVERY = timedelta(days=7)


def judge_waiting(*, at: datetime) -> int:
    """Have the oldest waiting files judged; returns how many were. Without a verdict they wait on."""
    if not scanning.is_set_up():
        return 0
    judged = failures = 0
    waiting = Attachment.objects.waiting().filter(broken_at__isnull=True).select_related("ticket", "by")
    for row in waiting.order_by("at")[:AT_A_TIME]:
        if check(row, at=at):
            continue
        try:
            verdict = _judged(row)
        except NoScanner as error:
            log.warning("no verdict on a file: %s", error)
            failures += 1
            if failures == MOST_FAILURES:
                break
            continue
        judged += _write_down(row, verdict, at=at)
    return judged


def _judged(row: Attachment) -> Verdict:
    """All bytes that are kept of a file; the first that is not clean decides."""
    for name in {row.stored, row.original} - {""}:
        verdict = scanning.judge(store.pieces(name))
        if verdict.state != Attachment.State.CLEAN:
            return verdict
    return Verdict(Attachment.State.CLEAN)


def _write_down(row: Attachment, verdict: Verdict, *, at: datetime) -> int:
    """Whoever changes the row has judged it; a second judge changes nothing."""
    waiting = Attachment.objects.waiting().filter(pk=row.pk)
    changed = waiting.update(state=verdict.state, finding=verdict.named, judged_at=at)
    if changed and verdict.state == Attachment.State.INFECTED:
        log.error("attachment %s is infected: %s", row.pk, verdict.named)
        facts = {"short": row.ticket.short_number if row.ticket else ""}
        path = f"/t/{row.ticket.number}/" if row.ticket else ""
        tell([row.by], key=f"infected:{row.pk}", what="file_infected", at=at, path=path, facts=facts)
    return changed


def read_through(*, at: datetime, most: int = CHECKED_AT_A_TIME) -> int:
    """Read the files that were not looked at for longest, and mark those that are missing or have changed; returns how many."""
    due = Attachment.objects.filter(broken_at__isnull=True, checked_at__lt=at - CHECKED_EVERY)
    due = due.exclude(hidden_why=CLEARED)
    found = 0
    for row in due.order_by(F("checked_at").asc(nulls_first=True))[:most]:
        found += check(row, at=at)
    return found


def check(row: Attachment, *, at: datetime) -> bool:
    """Whether this file is missing or changed; either way it is written down. I38."""
    is_broken = store.hash_of(row.stored) != row.sha256 or any(
        not store.path_of(name).is_file() for name in row.stored_names
    )
    if is_broken:
        log.error("attachment %s is missing or changed", row.pk)
    Attachment.objects.filter(pk=row.pk).update(checked_at=at, broken_at=at if is_broken else None)
    return is_broken


def clear_away(*, at: datetime) -> int:
    """Take away what no sheet has claimed within a week, and what a crash has left without a row; returns how many files."""
    unclaimed = Attachment.objects.filter(ticket__isnull=True, held_by__isnull=True)
    stale = list(unclaimed.filter(at__lt=at - UNCLAIMED)[:CHECKED_AT_A_TIME])
    unclaimed.filter(pk__in=[row.pk for row in stale]).delete()
    names = {name for row in stale for name in row.stored_names}
    names.update(_orphans(list(store.lying_between(at - ORPHAN_UNTIL, at - ORPHAN_AFTER))))
    store.remove(names)
    return len(names)


def _orphans(names: list[str]) -> list[str]:
    orphans = []
    for begin in range(0, len(names), CHECKED_AT_A_TIME):
        some = names[begin : begin + CHECKED_AT_A_TIME]
        whose = {name: name.split("-", 1)[0] for name in some}
        rows = Attachment.objects.filter(stored__in=set(whose.values()))
        known = {name for row in rows for name in row.stored_names}
        orphans += [name for name in some if name not in known]
    return orphans
