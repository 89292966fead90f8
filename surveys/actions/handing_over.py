"""An absent agent's callbacks go to somebody else, row by row."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actions import audit, tell
from accounts.models import User
from servicedesk.lib.refusals import NotAllowed
from surveys.actions.opening import callers
from surveys.models import Callback

Row = tuple[Callback, bool, str]


@transaction.atomic
def hand_over(keys: Iterable[UUID], *, to: User | None, by: User, at: datetime) -> list[Row]:
    """Give these callbacks to `to`, or back to the queue; returns each with whether it went, and why not.

    One's own anybody may give on who makes such calls; others' takes the right.

    Appointments keep their time: a reminder that has not fired goes to the new agent, one that has fires anew.
    """
    if not by.may("hand_over_calls") and not by.may("callback"):
        raise NotAllowed("hand_over_calls")
    theirs = Q(agent=by) | Q(ticket__unit__in=by.units("hand_over_calls"))
    found = Callback.objects.visible_to(by).filter(theirs, pk__in=list(keys))
    rows: list[Row] = []
    for callback in found.select_for_update(of=("self",)).select_related("ticket__unit", "agent").order_by("pk"):
        why = _why_not(callback, to)
        if not why:
            callback.agent = to
            if callback.reminded_at and callback.remind_at > callback.opened_at:
                callback.reminded_at, callback.reminder = None, callback.reminder + 1
                callback.remind_at = max(callback.remind_at, at)
            callback.save(update_fields=["agent", "reminded_at", "reminder", "remind_at"])
        rows.append((callback, not why, why))
    given = [str(callback.pk) for callback, went, _why in rows if went]
    if given:
        audit(what="callbacks_given", by=by, at=at, facts={"count": len(given), "to": str(to.pk) if to else "queue"})
        facts = {"by": by.name, "count": len(given)}
        people = [to] if to and to.pk != by.pk else []
        tell(
            people,
            key=f"given:{given[0]}:{at.timestamp()}",
            what="callbacks_given",
            at=at,
            path="/callback/",
            facts=facts,
        )
    return rows


def _why_not(callback: Callback, to: User | None) -> str:
    if callback.done_at:
        return _("has been made meanwhile")
    if to is not None and to not in callers(callback.ticket):
        return _("may not be made by them: it is their own work, about them, or of another place")
    if to is not None and callback.agent_id == to.pk:
        return _("is theirs already")
    return ""
