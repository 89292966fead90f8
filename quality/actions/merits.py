"""Praise and penalties: a penalty takes two people and may be appealed once, which a third decides."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.actions import tell
from accounts.models import User
from quality.lifecycle import Merit as Sort
from quality.lifecycle import MeritState
from quality.models import Inspection, Merit
from quality.refusals import CannotNow, OwnWork, TooLateToAppeal
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions.desk import required
from tickets.models import Ticket

APPEAL = timedelta(days=5)


@transaction.atomic
def propose(
    person: User,
    *,
    sort: str,
    reason: str,
    points: int,
    by: User,
    at: datetime,
    inspection: Inspection | None = None,
    ticket: Ticket | None = None,
) -> Merit:
    """Write praise down, or propose a penalty. Raises OwnWork, NotAllowed, Needed."""
    if not by.may_at("qa", person.home_id):
        raise NotAllowed("qa")
    if person.pk == by.pk:
        raise OwnWork
    if sort not in Sort.values or person.home is None or person.org_id is None:
        raise Invalid(fields={"sort": sort})
    is_praise = sort == Sort.PRAISE
    facts: dict[str, Any] = {"points": points, "reason": required(reason, "reason")[:1000], "by": by, "at": at}
    facts |= {"inspection": inspection, "ticket": ticket, "unit": person.home, "org_id": person.org_id}
    facts["state"] = MeritState.STANDS if is_praise else MeritState.PROPOSED
    made = Merit.objects.create(person=person, sort=sort, **facts)
    others = [one for one in User.objects.holding("qa", [person.home]) if one.pk not in (by.pk, person.pk)]
    _tell(made, "merit_praise" if is_praise else "merit_proposed", [person] if is_praise else others, by=by, at=at)
    return made


@transaction.atomic
def confirm(merit: Merit, *, agrees: bool, by: User, at: datetime) -> Merit:
    """A second person confirms a penalty, or does not. Raises OwnWork, CannotNow."""
    held = _held(merit, by, MeritState.PROPOSED)
    if by.pk in (held.by_id, held.person_id):
        raise OwnWork
    held.second_by, held.second_at = by, at
    held.state = MeritState.STANDS if agrees else MeritState.REFUSED
    held.appeal_until = at + APPEAL if agrees else None
    held.save()
    if agrees:
        _tell(held, "merit_penalty", [held.person], by=by, at=at)
    return held


@transaction.atomic
def appeal(merit: Merit, *, text: str, by: User, at: datetime) -> Merit:
    """The person disagrees with a penalty, once and in time. Raises TooLateToAppeal."""
    held = Merit.objects.select_for_update(of=("self",)).select_related("unit", "person").get(pk=merit.pk)
    if held.person_id != by.pk:
        raise NotAllowed("qa_mine")
    if held.state != MeritState.STANDS or held.appealed_at or not held.appeal_until or at > held.appeal_until:
        raise TooLateToAppeal
    held.appeal, held.appealed_at, held.state = required(text, "text")[:1000], at, MeritState.APPEALED
    held.save()
    barred = (by.pk, held.by_id, held.second_by_id)
    _tell(
        held,
        "merit_appealed",
        [one for one in User.objects.holding("qa", [held.unit]) if one.pk not in barred],
        by=by,
        at=at,
    )
    return held


@transaction.atomic
def decide(merit: Merit, *, lifts: bool, words: str, by: User, at: datetime) -> Merit:
    """A third person decides on the appeal. Raises OwnWork, CannotNow."""
    held = _held(merit, by, MeritState.APPEALED)
    if by.pk in (held.by_id, held.person_id, held.second_by_id):
        raise OwnWork
    held.decided_by, held.decided_at, held.decision = by, at, required(words, "words")[:500]
    held.state = MeritState.LIFTED if lifts else MeritState.STANDS
    held.save()
    _tell(held, "merit_decided", [held.person], by=by, at=at)
    return held


def _held(merit: Merit, by: User, state: str) -> Merit:
    held = Merit.objects.select_for_update(of=("self",)).select_related("unit", "person").get(pk=merit.pk)
    if not by.may_at("qa", held.unit_id):
        raise NotAllowed("qa")
    if held.state != state or held.decided_at:
        raise CannotNow(held.get_state_display())
    return held


def _tell(merit: Merit, what: str, people: list[User], *, by: User, at: datetime) -> None:
    is_own = what in ("merit_praise", "merit_penalty", "merit_decided")
    facts = {"by": by.name, "who": merit.person.name}
    tell(
        people,
        key=f"merit:{merit.pk}:{what}",
        what=what,
        at=at,
        path="/qa/mine/" if is_own else "/qa/merits/",
        facts=facts,
    )
