"""Many tickets join an outage: a job that goes on where it stopped, and says of each what became of it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from outages.actions import hold
from outages.models import Outage
from restoration.actions.joining import join_these
from restoration.cases import candidates_for
from restoration.models import OutageCase, OutageJoining
from servicedesk.lib.refusals import Invalid
from tickets.actions.adopting import adoptable
from tickets.lifecycle import WORKING, Status
from tickets.models import Barred, Ticket

# What is quicker done than explained; anything more is a tick's work, so many in one transaction.
FEW = 60
BATCH = 50
WHY: dict[str, Promise] = {
    "under_way": gettext_lazy("its crew is under way: join it by itself"),
    "elsewhere": gettext_lazy("it belongs to another ticket or outage"),
    "over": gettext_lazy("it is over"),
    "hidden": gettext_lazy("it is hidden from somebody"),
    "ended": gettext_lazy("the outage is over"),
    "not_now": gettext_lazy("it can no longer join"),
}


@transaction.atomic
def order(outage: Outage, tickets: Iterable[UUID] | None = None, *, by: User, at: datetime) -> OutageJoining:
    """Have these candidates go along with the outage, or all that there are; a tick does it. Raises IsOver, NotAllowed."""
    held = hold(outage, by=by)
    if held.is_suggested:
        raise Invalid(_("It is only a suggestion yet. Accept it first."))
    might = candidates_for(held).order_by("registered_at")
    keys = list((might if tickets is None else might.filter(pk__in=list(tickets))).values_list("pk", flat=True))
    told = {"tickets": [str(key) for key in keys], "count": len(keys), "ended_at": None if keys else at}
    return OutageJoining.objects.create(org_id=held.org_id, outage=held, by=by, at=at, **told)


def join_all(outage: Outage, tickets: Iterable[UUID] | None = None, *, by: User, at: datetime) -> OutageJoining:
    """The same, and a few are joined at once."""
    job = order(outage, tickets, by=by, at=at)
    return work(job, at=at) if job.count <= FEW else job


def work(job: OutageJoining, *, at: datetime) -> OutageJoining:
    """Go on with a job to its end. Two workers take turns; killed in the middle nothing is lost and nothing twice."""
    while _one_batch(job, at=at):
        pass
    job.refresh_from_db()
    return job


@transaction.atomic
def _one_batch(job: OutageJoining, *, at: datetime) -> bool:
    """The next few under the job's lock; False when nothing is left to do."""
    rows = OutageJoining.objects.unfinished().select_related("outage", "by").select_for_update(of=("self",))
    held = rows.filter(pk=job.pk).first()
    if held is None:
        return False
    keys = [UUID(key) for key in held.tickets[held.done : held.done + BATCH]]
    joined = {one.pk for one in join_these(held.outage, keys, by=held.by, at=at)}
    held.left_out += [[one.number, _why(one, held.outage)] for one in _rest(keys, joined)]
    held.joined, held.done = held.joined + len(joined), held.done + len(keys)
    held.ended_at = at if held.done >= held.count else None
    held.save(update_fields=["left_out", "joined", "done", "ended_at"])
    return held.ended_at is None


def _rest(keys: list[UUID], joined: set[UUID]) -> list[Ticket]:
    return list(Ticket.objects.filter(pk__in=[key for key in keys if key not in joined]).order_by("registered_at"))


def _why(ticket: Ticket, outage: Outage) -> str:
    """Why a candidate did not join, as a code of `WHY`."""
    if not Outage.objects.get(pk=outage.pk).is_open:
        return "ended"
    if not ticket.is_open or ticket.status in (Status.RESOLVED, Status.TO_REVIEW):
        return "over"
    if OutageCase.objects.joined().filter(ticket=ticket).exists():
        return "elsewhere"
    if ticket.status in WORKING:
        return "under_way"
    if Barred.objects.filter(ticket=ticket).exists():
        return "hidden"
    return "not_now" if adoptable([ticket]) else "elsewhere"


def told(job: OutageJoining) -> list[tuple[str, str, str]]:
    """Those that did not join: number, number as people say it, and why."""
    return [(number, Ticket(number=number).short_number, str(WHY.get(why, why))) for number, why in job.left_out]


def go_on(*, at: datetime) -> OutageJoining | None:
    """Take the job that waits for longest, and do it."""
    job = OutageJoining.objects.unfinished().order_by("at", "pk").first()
    return work(job, at=at) if job else None
