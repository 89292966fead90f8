"""What the incoming person does: the four questions, the second signature; and the supervisor who overrules a “no”."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from servicedesk.lib.refusals import Invalid
from shifts.actions.moving import plan_moves
from shifts.actions.spine import held_of, step
from shifts.lifecycle import Question
from shifts.models import Handover
from shifts.refusals import NotTakenOver, SamePerson
from tickets.actions.desk import required

Answers = Mapping[str, tuple[bool, str]]


@transaction.atomic
def take(
    handover: Handover, *, answers: Answers, by: User, at: datetime, version: int | None = None
) -> tuple[Handover, NotTakenOver | None]:
    """Sign for taking over. All four are so: it is done, and what moves is written down. One is not, and nobody has
    overruled it: it is blocked with the reasons, which is returned beside it, because the “no” itself is kept.

    By the same person again it changes nothing. Raises SamePerson, Invalid, CannotNow.
    """
    held = held_of(handover)
    if held.is_done and held.in_by_id == by.pk:
        return held, None
    if held.out_by_id == by.pk:
        raise SamePerson
    said = _read(answers)
    wrong = [code for code in Question.values if said[code] is not True]
    if wrong and not held.overruled_at:
        held = step(held, "decline", by=by, at=at, version=version, facts={"answers": said}, answers=said)
        _tell_blocked(held, wrong, by=by, at=at)
        return held, NotTakenOver(wrong)
    held = step(held, "take", by=by, at=at, version=version, facts={"answers": said}, answers=said, in_by=by, in_at=at)
    plan_moves(held, at=at)
    return held, None


def _read(answers: Answers) -> dict[str, bool | str]:
    """True, or why not; every question is answered, and a “no” says why. Raises Invalid."""
    said: dict[str, bool | str] = {}
    wrong: dict[str, str] = {}
    for question in Question:
        is_so, why = answers.get(question, (None, ""))
        if is_so is None:
            wrong[question] = _("Answer yes or no.")
        elif not is_so and not why.strip():
            wrong[question] = _("Say what is not so.")
        said[str(question)] = True if is_so else why.strip()[:300]
    if wrong:
        raise Invalid(_("Answer the four questions; a “no” says why."), fields=wrong)
    return said


def _tell_blocked(held: Handover, wrong: list[str], *, by: User, at: datetime) -> None:
    heads = User.objects.holding("overrule_shift", [held.unit])
    people = {one.pk: one for one in [*heads, *([held.out_by] if held.out_by else [])] if one.pk != by.pk}
    facts = {"by": by.name, "unit": held.unit.name, "count": len(wrong)}
    key = f"handover:{held.pk}:no:{held.version}"
    tell(people.values(), key=key, what="shift_refused", at=at, path=f"/handover/{held.pk}/", facts=facts)


@transaction.atomic
def overrule(handover: Handover, *, reason: str, by: User, at: datetime, version: int | None = None) -> Handover:
    """Let a shift be taken over although one of the four is not so: with a reason, by a supervisor who signs neither side.

    Raises SamePerson, Needed.
    """
    why = required(reason, "reason")[:500]
    if handover.out_by_id == by.pk:
        raise SamePerson
    told: dict[str, Any] = {"overruled_by": by, "overruled_at": at, "overrule_reason": why}
    return step(handover, "overrule", by=by, at=at, version=version, reason=why, **told)
