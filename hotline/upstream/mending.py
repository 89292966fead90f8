"""A difference is mended with one step: theirs fetched and registered or taken over, ours sent again, or a reason given."""

from datetime import datetime
from time import monotonic

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import audit
from accounts.models import User
from hotline.model_reconcile import Reconciled, Reconciliation
from hotline.refusals import NotReadable
from hotline.upstream import asking
from hotline.upstream.deciding import say_again
from hotline.upstream.down import take_down
from hotline.upstream.shapes import UpstreamIn
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal
from tickets.actions.desk import required

Kind, Mend = Reconciled.Kind, Reconciled.Mend
# What may be done about each kind; the first is the usual one, and safe to do to all of them at once.
WAYS: dict[str, tuple[str, ...]] = {
    Kind.NOT_HERE: (Mend.FETCHED, Mend.EXPLAINED),
    Kind.NOT_THERE: (Mend.SENT, Mend.EXPLAINED),
    Kind.STATUS: (Mend.SENT, Mend.TAKEN, Mend.EXPLAINED),
    Kind.LIMIT: (Mend.TAKEN, Mend.SENT, Mend.EXPLAINED),
}
WORDS: dict[str, object] = {
    Mend.FETCHED: gettext_lazy("Fetch and register"),
    Mend.SENT: gettext_lazy("Send ours again"),
    Mend.TAKEN: gettext_lazy("Take theirs"),
}
SAFE = (Kind.NOT_HERE, Kind.STATUS, Kind.LIMIT)
LONGEST = 8.0  # seconds that somebody waits for all of them


def mend(row: Reconciled, *, way: str, by: User, at: datetime, reason: str = "") -> Reconciled:
    """Do one of the ways about a difference. What is mended stays so. Raises Invalid, NotReadable, and what registering refuses."""
    if way not in WAYS.get(row.kind, ()):
        text = _("This difference cannot be mended so.")
        raise Invalid(text, fields={"way": text})
    if way == Mend.EXPLAINED:
        required(reason, "reason")
    told = _fetched(row) if way in (Mend.FETCHED, Mend.TAKEN) else None
    with transaction.atomic():
        held = (
            Reconciled.objects.select_for_update(of=("self",)).select_related("run__upstream", "order").get(pk=row.pk)
        )
        if held.mended_at is not None:
            return held
        if not by.may_at("reconcile", held.run.upstream.hall_id):
            raise NotAllowed("reconcile")
        if told is not None:
            above = held.run.upstream
            held.order = take_down(above, told.as_told(), by=above.client.user, at=at).order
        elif way == Mend.SENT and held.order:
            say_again(held.order, by=by, at=at)
        held.mend, held.reason, held.mended_at, held.mended_by = way, reason.strip()[:300], at, by
        held.save(update_fields=["order", "mend", "reason", "mended_at", "mended_by"])
        facts = {"upstream": str(held.run.upstream_id), "number": held.number, "kind": held.kind, "way": way}
        audit(what="upstream_mended", by=by, at=at, facts=facts)
        return held


def mend_all(run: Reconciliation, *, by: User, at: datetime) -> tuple[int, int]:
    """Mend what is safe, each in its usual way, for some seconds; how many were mended, how many are still open."""
    until = monotonic() + LONGEST
    rows = Reconciled.objects.open().filter(run=run)
    mended = 0
    for row in rows.filter(kind__in=SAFE).select_related("run__upstream__client__user").order_by("kind", "number"):
        if monotonic() > until:
            break
        try:
            mend(row, way=WAYS[row.kind][0], by=by, at=at)
            mended += 1
        except Refusal:
            continue
    return mended, rows.count()


def _fetched(row: Reconciled) -> UpstreamIn:
    """Their order as it is there now, read as any message of theirs is."""
    told = UpstreamIn(data=asking.order_of(row.run.upstream, row.number))
    if not told.is_valid():
        raise NotReadable("garbage")
    return told
