"""What is still to be done about an outage by when: rows, begun with it, done by what people do, swept once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from accounts.actions import tell
from accounts.models import User
from outages import mailing
from outages.model_duties import Step
from outages.models import Outage, OutageDuty, OutageMailing
from outages.rules import rules_of

# From when a step counts. The others are measured from the moment when the outage is put on record.
FROM_START = (Step.ENTER, Step.AGAIN)


def begin(outage: Outage, *, at: datetime) -> None:
    """Write down what is due from now on. What was due before anybody could do it is not asked for."""
    rules = rules_of(outage.org_id)
    has_important = outage.callees.exists()
    for step in Step:
        rule = rules.get((outage.kind, step))
        if rule is None or (step in (Step.AGAIN, Step.TELL_FIRST) and not has_important):
            continue
        if step == Step.ESTIMATE and outage.expected_end_at:
            continue
        length = timedelta(minutes=rule.minutes)
        started = outage.starts_at if step in FROM_START else at
        due = started - length if step in (Step.AGAIN, Step.NOTICE) else started + length
        if step == Step.NOTICE:
            started, due = at, outage.starts_at - length
        if step != Step.AGAIN or due > at:
            _write(outage, step, rule.standard, started, due, at=at)


def _write(outage: Outage, step: str, standard: str, started: datetime, due: datetime, *, at: datetime) -> None:
    last = outage.duties.filter(step=step).aggregate(last=Max("turn"))["last"] or 0
    done = at if step in (Step.NOTICE, Step.ENTER) else None
    OutageDuty.objects.create(
        org_id=outage.org_id,
        outage=outage,
        step=step,
        turn=last + 1,
        standard=standard,
        started_at=min(started, due),
        due_at=due,
        done_at=done,
    )


def done(outage: Outage, step: str, *, at: datetime) -> None:
    """Somebody has done it."""
    outage.duties.waiting().filter(step=step).update(done_at=at)


def drop(outage: Outage, *steps: str, at: datetime) -> None:
    """It need not be done any more; without a step nothing of it."""
    waiting = outage.duties.waiting()
    (waiting.filter(step__in=steps) if steps else waiting).update(dropped_at=at)


def begin_again(outage: Outage, *, at: datetime) -> None:
    """It begins at another time, or is of another kind: what is due is counted anew."""
    drop(outage, at=at)
    begin(outage, at=at)


def told_first(outage: Outage, *, at: datetime) -> None:
    """Done as soon as every important customer knows, by telephone or by text."""
    texted = outage.mailings.filter(what=OutageMailing.What.FIRST, undone_at__isnull=True).exists()
    if texted or all(callee.is_told for callee in outage.callees.all()):
        done(outage, Step.TELL_FIRST, at=at)


@transaction.atomic
def settle(duty: OutageDuty, *, at: datetime) -> bool:
    """See to what is due, once: the second word to important customers leaves, of the rest those in charge are told."""
    if not OutageDuty.objects.due(at).filter(pk=duty.pk).update(settled_at=at):
        return False
    outage = Outage.objects.select_for_update(of=("self",)).select_related("org").get(pk=duty.outage_id)
    if not outage.is_open:
        drop(outage, at=at)
    elif duty.step == Step.AGAIN:
        mailing.tell_again(outage, at=at)
        done(outage, Step.AGAIN, at=at)
    else:
        people = User.objects.holding("outage", [outage.org])
        facts = {"number": outage.number, "title": outage.title}
        path = f"/outages/{outage.pk}/"
        tell(people, key=f"outage-duty:{duty.pk}", what=f"outage_{duty.step}", at=at, path=path, facts=facts)
    return True
