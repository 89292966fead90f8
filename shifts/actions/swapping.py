"""A colleague works somebody's shift: at most so often a month, and the rota says so."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from fieldwork.actions.rota import add_shift, cancel_shift
from fieldwork.models import Shift
from servicedesk.lib.refusals import Invalid
from shifts.duty import swaps_in
from shifts.models import HandoverRule, ShiftSwap
from shifts.refusals import TooManySwaps
from tickets.actions.desk import required


@transaction.atomic
def swap(shift: Shift, *, other: User, reason: str, by: User, at: datetime) -> ShiftSwap:
    """Give one stretch of a person's duty to a colleague; both are told. Raises TooManySwaps, ShiftsOverlap, Invalid."""
    why = required(reason, "reason")[:200]
    person = User.objects.select_for_update(no_key=True).get(pk=shift.person_id) if shift.person_id else None
    if person is None or shift.from_at <= at or other.pk == person.pk or other.org_id != person.org_id:
        raise Invalid(_("A stretch of a person that has not begun goes to a colleague."))
    month = timezone.localdate(shift.from_at).replace(day=1)
    most = HandoverRule.of(person.home_id).swaps_a_month if person.home_id else 2
    if swaps_in([person.pk], month).get(person.pk, 0) >= most:
        raise TooManySwaps(person.name, most)
    cancel_shift(shift, by=by, at=at)
    now = add_shift(other, sort=shift.sort, from_at=shift.from_at, until_at=shift.until_at, by=by, at=at)
    row = ShiftSwap.objects.create(
        org_id=shift.org_id, person=person, other=other, month=month, was=shift, now=now, reason=why, by=by, at=at
    )
    facts = {"who": person.name, "other": other.name, "due_at": shift.from_at.isoformat()}
    tell([person, other], key=f"swap:{row.pk}", what="shift_swapped", at=at, path="/handover/duty/", facts=facts)
    return row
