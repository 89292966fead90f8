"""What waits is said, each time once: a callback to its agent, an appointment to the head as well."""

from datetime import datetime

from django.db import transaction

from accounts.actions import tell
from accounts.roles import Role
from surveys.actions.opening import callers
from surveys.models import Callback
from tickets.actions.telling import not_barred, with_role


@transaction.atomic
def remind(callback: Callback, *, at: datetime) -> bool:
    """Remind the agent of a callback that waits, once for each appointed time; True if this call did it.

    Whoever changes the row owns the work, so that of two workers one reminds. If the agent has left, the callback goes
    to the queue and everybody at the desk is reminded. Of an appointment, which is a promise to a customer, the
    supervisors hear at the same moment who is to call.
    """
    if not Callback.objects.to_remind(at).filter(pk=callback.pk).update(reminded_at=at):
        return False
    callback = Callback.objects.select_related("ticket__unit", "agent").get(pk=callback.pk)
    people = callers(callback.ticket)
    if callback.agent in people:
        people = [callback.agent]
    elif callback.agent_id:
        Callback.objects.filter(pk=callback.pk).update(agent=None)
        callback.agent = None
    facts = {"number": callback.ticket.number, "short": callback.ticket.short_number, "round": callback.round}
    path = f"/callback/{callback.pk}/"
    tell(people, key=callback.reminder_key, what="callback_due", at=at, path=path, facts=facts)
    if callback.appointment_at:
        heads = not_barred(callback.ticket, with_role(Role.SUPERVISOR, callback.ticket.unit))
        told = facts | {"who": callback.agent.name if callback.agent else "", "at": callback.appointment_at.isoformat()}
        others = [one for one in heads if one not in people]
        tell(
            others,
            key=callback.reminder_key,
            what="callback_appointment",
            at=at,
            path="/callback/calendar/",
            facts=told,
        )
    return True
