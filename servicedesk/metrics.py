"""The watch's figures in the text format of Prometheus. No name, number or text of a case is among them."""

from collections.abc import Iterable, Iterator

from tickets.models import Proving
from tickets.proofs import PROOFS
from tickets.watch import TRIGGERS, WATCHED, Readings

Sample = tuple[str, float | int | None]


def exposition(seen: Readings) -> str:
    """All figures, each family with its help and its type."""
    lines: list[str] = []
    for name, kind, words, samples in _families(seen):
        lines += [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]
        lines += [f"{name}{labels} {value:g}" for labels, value in samples if value is not None]
    return "\n".join(lines) + "\n"


def _families(seen: Readings) -> Iterator[tuple[str, str, str, Iterable[Sample]]]:
    yield from _of_triggers(seen)
    yield _one("desk_overdue_rows", "Deadlines due and not fired, counted up to 10000.", seen.overdue.count)
    overdue, owed = (rows.age(seen.at).total_seconds() for rows in (seen.overdue, seen.owed))
    yield _one("desk_overdue_seconds", "For how long the oldest of them has been due.", overdue)
    yield _one("desk_outbox_rows", "Fired and not yet told, counted up to 10000.", seen.owed.count)
    yield _one("desk_outbox_seconds", "For how long the oldest of them has waited.", owed)
    yield _one("desk_outbox_given_up_rows", "Given up after eight attempts.", seen.given_up)
    yield _one("desk_set_aside_rows", "Deadlines set aside because of an error.", seen.set_aside)
    yield _one("desk_letters_rows", "Texts to customers that wait to be sent, counted up to 10000.", seen.letters.count)
    yield _one(
        "desk_letters_seconds", "For how long the oldest of them waits.", seen.letters.age(seen.at).total_seconds()
    )
    yield _one("desk_letters_given_up_rows", "Texts to customers that could not be sent.", seen.dead_letters)
    yield from _of_queues(seen)
    yield _one("desk_broker_up", "Whether the broker answers.", int(bool(seen.queues)))
    yield _one("desk_calendar_days", "For how many days the nearest calendar is official.", seen.days_known)
    yield from _of_proofs(seen)
    sounding = {alarm.code for alarm in seen.alarms}
    alarms = [(f'{{code="{code}"}}', int(code in sounding)) for code in ("clock_step", *WATCHED)]
    yield "desk_alarm", "gauge", "Alarms that are open.", alarms


def _one(name: str, words: str, value: float | int | None) -> tuple[str, str, str, list[Sample]]:
    return name, "gauge", words, [("", value)]


def _of_triggers(seen: Readings) -> Iterator[tuple[str, str, str, list[Sample]]]:
    ticks = [(f'{{trigger="{name}"}}', seen.ticks[name]) for name in TRIGGERS if name in seen.ticks]
    quiet: list[Sample] = [(labels, (seen.at - tick.at).total_seconds()) for labels, tick in ticks]
    yield "desk_tick_seconds", "gauge", "Seconds since this trigger last swept.", quiet
    fired: list[Sample] = [(labels, tick.fired) for labels, tick in ticks]
    yield "desk_fired_total", "counter", "Deadlines fired by this trigger.", fired
    late: list[Sample] = [(labels, tick.lateness_ms / 1000) for labels, tick in ticks]
    yield "desk_lateness_seconds", "gauge", "The greatest lateness in this trigger's last round.", late


def _of_queues(seen: Readings) -> Iterator[tuple[str, str, str, list[Sample]]]:
    named = [(f'{{queue="{one.name}"}}', one) for one in seen.queues]
    depth: list[Sample] = [(labels, one.depth) for labels, one in named]
    yield "desk_queue_messages", "gauge", "Background jobs waiting in this queue.", depth
    taken: list[Sample] = [(labels, one.taken) for labels, one in named]
    yield "desk_queue_taken_messages", "gauge", "Background jobs of this queue that a worker has taken.", taken
    age: list[Sample] = [(labels, one.oldest_seconds) for labels, one in named]
    yield "desk_queue_seconds", "gauge", "The age of the oldest job waiting in this queue.", age


def _of_proofs(seen: Readings) -> Iterator[tuple[str, str, str, list[Sample]]]:
    last: Proving | None = seen.proving
    if last is None:
        return
    yield _one("desk_proof_seconds", "Seconds since the proofs were last run.", (seen.at - last.at).total_seconds())
    rows: list[Sample] = [
        (f'{{proof="{proof.number}"}}', last.found.get(proof.number, {}).get("count", 0)) for proof in PROOFS
    ]
    yield "desk_proof_rows", "gauge", "Rows that break each proof.", rows
