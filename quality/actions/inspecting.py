"""An inspection is opened by hand, scored, appealed once, and decided by a second reviewer."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import tell
from accounts.models import Unit, User
from quality.lifecycle import MOVES, State, Work
from quality.models import Inspection, InspectionEvent, Sheet
from quality.refusals import CannotNow, OwnWork, SheetStale, TooLateToAppeal
from quality.scoring import Said, faults_of, points_of
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions.desk import required
from tickets.models import Ticket, TicketEvent

APPEAL = timedelta(days=5)
SCORE = timedelta(days=7)
DECIDE = timedelta(days=3)
WHY = {
    "missing": gettext_lazy("Not scored yet."),
    "score": gettext_lazy("0 to 5."),
    "fatal": gettext_lazy("Either 5 or 0: it alone decides."),
    "proof": gettext_lazy("Say what was wrong, or quote the history."),
}
Answers = Mapping[str, Said]


@transaction.atomic
def open_one(
    *,
    work: str,
    unit: Unit,
    person: User,
    by: User,
    at: datetime,
    done_at: datetime,
    ticket: Ticket | None = None,
) -> Inspection:
    """Open an inspection by hand: a test call that was made, or a case that somebody wants looked at.

    The same case of the same person is inspected once. Raises OwnWork, NotAllowed, Invalid.
    """
    if not by.may_at("qa", unit.pk):
        raise NotAllowed("qa")
    if person.pk == by.pk:
        raise OwnWork
    if (ticket is None) != (work == Work.TEST_CALL) or done_at > at or person.org_id != unit.org_id:
        raise Invalid(_("Say what is inspected, whose work it was, and when it was done."))
    assert unit.org is not None  # a place belongs to a company
    facts = {"unit": unit, "opened_at": at, "done_at": done_at, "due_at": at + SCORE, "ticket": ticket}
    facts["sheet"] = Sheet.of(unit.org.pk, work, at=at)
    named = {"org": unit.org, "work": work, "person": person}
    if ticket is None:
        made = Inspection.objects.create(**named, **facts)
        is_new = True
    else:
        made, is_new = Inspection.objects.get_or_create(**named, row=ticket.pk, defaults=facts)
    if is_new:
        _record(made, "open", by=by, at=at)
    return made


def _step(inspection: Inspection, verb: str, *, version: int | None, **changes: Any) -> Inspection:
    held = _held(inspection)
    if version is not None and version != held.version:
        raise SheetStale
    if held.state not in MOVES[verb].start:
        raise CannotNow(held.get_state_display())
    for name, value in changes.items():
        setattr(held, name, value)
    held.state, held.version = MOVES[verb].to, held.version + 1
    held.save(update_fields=["state", "version", *changes])
    return held


def _held(inspection: Inspection) -> Inspection:
    rows = Inspection.objects.select_related("person", "scored_by", "sheet", "unit", "plan")
    return rows.select_for_update(of=("self",)).get(pk=inspection.pk)


def _record(one: Inspection, what: str, *, by: User | None, at: datetime, **more: Any) -> None:
    InspectionEvent.objects.create(org_id=one.org_id, inspection=one, what=what, by=by, at=at, **more)


def _judged(inspection: Inspection, answers: Answers) -> tuple[dict[str, Any], Any, bool]:
    """The answers as they are kept, with what they come to. Raises Invalid by item."""
    items = inspection.sheet.items
    known = {str(item["code"]) for item in items}
    said = {code: one for code, one in answers.items() if code in known}
    faults = faults_of(items, said)
    quoted = {pk for one in said.values() for pk in one.evidence}
    if quoted:
        real = TicketEvent.objects.filter(ticket=inspection.ticket_id, pk__in=quoted).count()
        if real != len(quoted):
            raise Invalid(_("Quote from the history of this case alone."))
    if faults:
        raise Invalid(_("Some items need another look."), fields={code: str(WHY[why]) for code, why in faults.items()})
    points, is_failed = points_of(items, said)
    return {code: one.kept() for code, one in said.items()}, points, is_failed


@transaction.atomic
def score(
    inspection: Inspection, *, answers: Answers, words: str, by: User, at: datetime, version: int | None = None
) -> Inspection:
    """Score one piece of somebody's work; they are told, and may appeal once. Raises OwnWork, Invalid, CannotNow."""
    if not by.may_at("qa", inspection.unit_id):
        raise NotAllowed("qa")
    if inspection.person_id == by.pk:
        raise OwnWork
    kept, points, is_failed = _judged(inspection, answers)
    days = timedelta(days=inspection.plan.appeal_days) if inspection.plan else APPEAL
    told: dict[str, Any] = {"answers": kept, "points": points, "is_failed": is_failed, "words": words.strip()[:1000]}
    told |= {"scored_by": by, "scored_at": at, "appeal_until": at + days}
    held = _step(inspection, "score", version=version, **told)
    _record(held, "score", by=by, at=at, facts={"points": str(points)})
    _tell(held, "qa_scored", [held.person], at=at)
    return held


@transaction.atomic
def drop(inspection: Inspection, *, reason: str, by: User, at: datetime) -> Inspection:
    """Leave one out that cannot be judged, with the reason; it counts nowhere."""
    if not by.may_at("qa", inspection.unit_id):
        raise NotAllowed("qa")
    if inspection.person_id == by.pk:
        raise OwnWork
    why = required(reason, "reason")
    held = _step(inspection, "drop", version=None)
    _record(held, "drop", by=by, at=at, reason=why[:500])
    return held


@transaction.atomic
def appeal(inspection: Inspection, *, text: str, by: User, at: datetime) -> Inspection:
    """The person inspected disagrees, once and in time; a second reviewer decides by a date.

    Raises NotAllowed, TooLateToAppeal.
    """
    held = _held(inspection)
    if held.person_id != by.pk:
        raise NotAllowed("qa_mine")
    if held.appealed_at or held.appeal_until is None or at > held.appeal_until:
        raise TooLateToAppeal
    told = {"appeal": required(text, "text")[:1000], "appealed_at": at, "decide_by": at + DECIDE}
    held = _step(held, "appeal", version=None, **told)
    _record(held, "appeal", by=by, at=at)
    others = [one for one in User.objects.holding("qa", [held.unit]) if one.pk not in (by.pk, held.scored_by_id)]
    _tell(held, "qa_appealed", others, at=at)
    return held


@transaction.atomic
def decide(
    inspection: Inspection, *, answers: Answers, words: str, by: User, at: datetime, version: int | None = None
) -> Inspection:
    """The second reviewer scores anew; both scores are kept, the second counts. Raises OwnWork, Invalid, CannotNow."""
    if not by.may_at("qa", inspection.unit_id):
        raise NotAllowed("qa")
    if by.pk in (inspection.person_id, inspection.scored_by_id):
        raise OwnWork
    kept, points, _is_failed = _judged(inspection, answers)
    told: dict[str, Any] = {"second_answers": kept, "second_points": points, "second_by": by, "second_at": at}
    told["second_words"] = required(words, "words")[:1000]
    held = _step(inspection, "decide", version=version, **told)
    _record(held, "decide", by=by, at=at, facts={"points": str(points), "was": str(held.points)})
    people = [held.person, *([held.scored_by] if held.scored_by else [])]
    _tell(held, "qa_decided", people, at=at)
    return held


@transaction.atomic
def tell_late(inspection: Inspection, *, at: datetime) -> bool:
    """Tell those who inspect, once, that an appeal was not decided in time; whether this call did it."""
    if not Inspection.objects.to_tell_late(at).filter(pk=inspection.pk).update(late_told_at=at):
        return False
    held = Inspection.objects.select_related("unit").get(pk=inspection.pk)
    others = [one for one in User.objects.holding("qa", [held.unit]) if one.pk != held.person_id]
    _tell(held, "qa_late", others, at=at)
    return True


def _tell(held: Inspection, what: str, people: list[User], *, at: datetime) -> None:
    is_theirs = what in ("qa_scored", "qa_decided")
    facts = {"points": str(held.final or ""), "work": held.work} if is_theirs else {"work": held.work}
    tell(people, key=f"qa:{held.pk}:{what}", what=what, at=at, path=f"/qa/{held.pk}/", facts=facts)


__all__ = ["State", "appeal", "decide", "drop", "open_one", "score", "tell_late"]
