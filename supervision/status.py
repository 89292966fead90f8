"""The state of the clockwork in words: for each thing that is watched what was read, whether it is well, and what to do."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AuditBreak, AuditMark, User
from accounts.sentences import ALARMS
from servicedesk.clockwork import TICKS
from supervision.stuck import KINDS, Row
from tickets import broker
from tickets.models import Alarm
from tickets.proofs import PROOFS
from tickets.watch import HORIZON, SILENT, UNDELIVERED, Readings, Rows

MOST = 20
ADVICE = {
    "clock_step": gettext_lazy(
        "Compare the database's clock with a true one and put it right. Then an operator runs “manage.py resume_sweep”."
    ),
    "files": gettext_lazy("Bring them back from the backup of the files; every file is read through once a week."),
    "scanner": gettext_lazy("Files wait and nobody sees them. See that the scanner of SCANNER_URL runs."),
    "celery_silent": gettext_lazy("The loop goes on alone. See the line “Celery” below."),
    "loop_silent": gettext_lazy("Celery goes on alone. Start “manage.py sweep_loop” again."),
    "ticks_silent": gettext_lazy(
        "Their names stand in the line “Other ticks” below; the logs of the worker and of the loop say why."
    ),
    "unfired": gettext_lazy("Neither trigger keeps up. Look at the load of the database and at its log."),
    "undelivered": gettext_lazy("Look into the worker's log for the reason; nothing is lost meanwhile."),
    "given_up": gettext_lazy(
        "Each was tried eight times and stands with its error on the page of what is stuck: tell it again, or drop it."
    ),
    "set_aside": gettext_lazy(
        "Each is listed with its error on the page of what is stuck: put the cause right, try again."
    ),
    "letters": gettext_lazy("Look at the text gateway and at the worker's log; nothing is lost meanwhile."),
    "dead_letters": gettext_lazy("Each stands with its error on the page of what is stuck: send it again, or drop it."),
    "proofs": gettext_lazy("Run “manage.py prove”: it names the rows. Do not change them by hand."),
    "audit": gettext_lazy(
        "Open the audit page: it names the block. Compare with a backup, and look into who had the database."
    ),
    "horizon": gettext_lazy("Import the official notice of the next year's holidays and make-up days."),
    "queue": gettext_lazy("The workers do not keep up with background jobs: start another one."),
}
WHY_SILENT = {
    "away": gettext_lazy("the broker does not answer"),
    "dead": gettext_lazy("no worker answers: start the worker again"),
    "busy": gettext_lazy("the workers live and are busy with other jobs"),
    "unasked": gettext_lazy("the workers live and have nothing to do: start beat again"),
}


@dataclass(frozen=True)
class Line:
    """One thing that is watched; `tone` is `ok`, `soon` or `over`."""

    name: str
    value: str
    tone: str = "ok"
    note: str = ""


def lines(seen: Readings) -> list[Line]:
    """Everything that is watched, in the order in which a deadline passes through it."""
    return [
        _trigger(seen, "celery", _("Celery")),
        _trigger(seen, "loop", _("Sweep loop")),
        _others(seen),
        _rows(seen, seen.overdue, SILENT, _("Due and not fired")),
        _rows(seen, seen.owed, UNDELIVERED, _("Fired and not yet told")),
        _count(seen.given_up, _("Given up after eight attempts")),
        _count(seen.set_aside, _("Set aside because of an error")),
        _rows(seen, seen.letters, UNDELIVERED, _("Texts to customers not yet sent")),
        _count(seen.dead_letters, _("Texts that could not be sent")),
        *_queues(seen),
        _proofs(seen),
        _calendar(seen),
        _seal(seen),
    ]


def _trigger(seen: Readings, name: str, word: str) -> Line:
    tick = seen.ticks.get(name)
    if tick is None:
        return Line(word, _("has never swept"), "over")
    value = _("swept %(ago)s ago") % {"ago": lasted(seen.at - tick.at)}
    if seen.is_silent(name):
        why = str(WHY_SILENT[broker.why_silent()]) if name == "celery" else ""
        return Line(word, value, "over", why)
    facts = {"fired": tick.fired, "late": f"{tick.lateness_ms / 1000:.1f}"}
    return Line(word, value, "ok", _("%(fired)d fired in all; latest of the last round %(late)s s late") % facts)


def _others(seen: Readings) -> Line:
    """Reminders, letters, files, nightly work: all that comes round beside the sweep."""
    word, all_of_them = _("Other ticks"), sum(not tick.signs_itself for tick in TICKS)
    if seen.idle_ticks:
        return Line(word, ", ".join(seen.idle_ticks), "over", _("not done for three times their period"))
    return Line(word, _("all %(count)d in time") % {"count": all_of_them})


def _rows(seen: Readings, rows: Rows, most: timedelta, word: str) -> Line:
    if not rows.count:
        return Line(word, "0")
    age = rows.age(seen.at)
    tone = "over" if age > most else "ok"
    return Line(word, str(rows.count), tone, _("the oldest since %(ago)s") % {"ago": lasted(age)})


def _count(count: int, word: str) -> Line:
    return Line(word, str(count), "over" if count else "ok")


def _queues(seen: Readings) -> list[Line]:
    """A line for each queue of background jobs."""
    word = _("Background jobs waiting")
    if not seen.queues:
        return [Line(word, "—", "soon", str(WHY_SILENT["away"]))]
    return [_queue(one, word if len(seen.queues) == 1 else f"{word}: {one.name}") for one in seen.queues]


def _queue(queue: broker.Queue, word: str) -> Line:
    age = timedelta(seconds=queue.oldest_seconds)
    note = _("%(taken)d at work, the oldest waits for %(age)s") % {"taken": queue.taken, "age": lasted(age)}
    return Line(word, str(queue.depth), "over" if age > SILENT else "ok", note)


def _proofs(seen: Readings) -> Line:
    word = _("Proofs P1 to P14")
    if seen.proving is None:
        return Line(word, _("not run yet"), "soon")
    note = _("%(ago)s ago") % {"ago": lasted(seen.at - seen.proving.at)}
    failed = sorted(seen.proving.found)
    clean = _("%(count)d of %(count)d clean") % {"count": len(PROOFS)}
    return Line(word, ", ".join(failed), "over", note) if failed else Line(word, clean, "ok", note)


def _calendar(seen: Readings) -> Line:
    word = _("Working days are official until")
    if seen.horizon is None or seen.days_known is None:
        return Line(word, "—", "soon")
    code, until = seen.horizon
    note = _("%(days)d days, calendar %(code)s") % {"days": seen.days_known, "code": code}
    return Line(word, until.isoformat(), "soon" if seen.days_known < HORIZON.days else "ok", note)


def _seal(seen: Readings) -> Line:
    """Whether the histories are what was sealed."""
    word, marks = _("Audit sealed and proved"), list(AuditMark.objects.all())
    if broken := AuditBreak.objects.order_by("found_at").first():
        return Line(word, _("block %(n)d of %(table)s") % {"n": broken.number, "table": broken.name}, "over")
    proved = [mark.proved_at for mark in marks if mark.proved_at]
    if not marks or len(proved) < len(marks):
        return Line(word, _("not run yet"), "soon")
    note = _("%(ago)s ago") % {"ago": lasted(seen.at - min(proved))}
    return Line(word, _("all %(n)d histories") % {"n": len(marks)}, "ok", note)


def lasted(time: timedelta) -> str:
    """A span as people say it: 7 s, 12 min, 3 h, 5 days."""
    seconds = max(0, int(time.total_seconds()))
    if seconds < 120:
        return _("%(n)d s") % {"n": seconds}
    if seconds < 7200:
        return _("%(n)d min") % {"n": seconds // 60}
    if seconds < 172_800:
        return _("%(n)d h") % {"n": seconds // 3600}
    return _("%(n)d days") % {"n": seconds // 86_400}


def told(alarms: list[Alarm]) -> list[tuple[Alarm, str, str]]:
    """Each alarm with its words and with what to do."""
    return [(alarm, str(ALARMS.get(alarm.code, alarm.code)), str(ADVICE.get(alarm.code, ""))) for alarm in alarms]


def set_aside(user: User) -> list[Row]:
    """The deadlines that were set aside and that this person may see."""
    return [KINDS["deadlines"].shown(row) for row in KINDS["deadlines"].of(user)[:MOST]]
