"""An order comes down, or a newer version of it: once for each number, never an older one after a newer."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.actions import FileFacts
from customers.models import SupplyPoint
from deadlines.calendar import due
from deadlines.limits import parse_limit
from deadlines.models.calendars import calendar_for
from hotline.model_hooks import Hook
from hotline.model_upstream import Upstream, UpstreamOrder, UpstreamTold
from hotline.refusals import SameVersionOtherContent
from hotline.upstream import codes
from hotline.upstream.deciding import accept
from hotline.upstream.limits import set_limit
from hotline.upstream.told import Told
from servicedesk.lib.ids import uuid7
from servicedesk.lib.refusals import Refusal
from tickets.actions import desk, urging
from tickets.actions.plans import write_down
from tickets.actions.spine import database_time
from tickets.lifecycle import Kind
from tickets.models import Ticket

State = UpstreamOrder.State
_WAIT = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
LONGEST_TITLE = 60
WAKES = timedelta(seconds=10)


class Taken(NamedTuple):
    """The order, whether this message changed anything here, and whether the order is a new one."""

    order: UpstreamOrder
    is_applied: bool
    is_new: bool = False


@transaction.atomic
def take_down(upstream: Upstream, told: Told, *, by: User, at: datetime | None = None) -> Taken:
    """Take one message of a hotline above us. The same again gets the same answer, an older one changes nothing.

    Raises SameVersionOtherContent, and whatever registering a case refuses.
    """
    with connection.cursor() as cursor:
        # Two deliveries of one order wait for each other here; the unique row is the last guard.
        cursor.execute(_WAIT, [f"upstream/{upstream.pk}/{told.number}"])
    at = at or database_time()
    _wake(upstream, at=at)
    order = _known(upstream, told.number)
    if order is not None:
        before = UpstreamTold.objects.filter(order=order, version=told.version).first()
        if before is not None and before.digest != told.digest:
            raise SameVersionOtherContent
        if before is not None:
            return Taken(order, before.is_applied)
    is_new = order is None
    applies = order is None or told.version > order.version
    if order is None:
        order = _registered(upstream, told, by=by, at=at)
    if applies:
        _bring_up_to(order, told, by=by, at=at)
    _keep(order, told, applies, at=at)
    if applies and told.version > order.version:
        order.version = told.version
        order.save(update_fields=["version"])
    return Taken(order, applies, is_new)


def _wake(upstream: Upstream, *, at: datetime) -> None:
    """Whoever speaks to us is there again: what waits for it rests at most ten seconds more, however long it was away."""
    Hook.objects.filter(pk=upstream.hook_id, rests_until__gt=at + WAKES).update(rests_until=at + WAKES)


def _known(upstream: Upstream, number: str) -> UpstreamOrder | None:
    rows = UpstreamOrder.objects.select_for_update(of=("self",)).select_related("ticket", "upstream")
    return rows.filter(upstream=upstream, number=number).first()


def _keep(order: UpstreamOrder, told: Told, applies: bool, *, at: datetime) -> None:
    row = UpstreamTold(id=uuid7(), org_id=order.org_id, order=order, version=told.version, message=told.message_id)
    row.digest, row.is_applied, row.at = told.digest, applies, at
    row.save(force_insert=True)


def _registered(upstream: Upstream, told: Told, *, by: User, at: datetime) -> UpstreamOrder:
    """The order as a case of ours: category and hall as mapped, else the defaults, by the intake of every case."""
    category = codes.category_of(upstream, told.category, told.category_name)
    hall = codes.hall_of(upstream, told.area, told.area_name)
    is_mapped = category is not None and (hall is not None or not told.area)
    level = codes.meaning(upstream, codes.Kind.LEVEL, told.urgency, told.urgency_name)
    chosen = category or upstream.category
    facts = FileFacts(is_secret=told.is_secret, outer_due_at=told.answer_by if _lies_ahead(told, at) else None)
    intake = desk.Intake(
        category=chosen,
        contact_name=told.contact_name,
        contact_phone=told.contact_phone,
        address=told.address,
        supply_point=_point(upstream, told),
        description=told.description,
        title=told.title or f"{chosen.name}：{told.description.strip()[:LONGEST_TITLE]}",
        level=level,
        channel=upstream.channel,
        source=upstream.client.source,
        external_number=told.number,
        asks_later=True,
        more=facts if chosen.kind == Kind.COMPLAINT else None,
    )
    ticket = desk.register(intake, unit=hall or upstream.hall, by=by, at=at)
    order = _written(upstream, told, ticket, at=at)
    if upstream.accepts_by_rule and is_mapped and not told.withdrawn:
        accept(order, by=None, at=at)
    return order


def _lies_ahead(told: Told, at: datetime) -> bool:
    return told.answer_by is not None and told.answer_by > at


def _point(upstream: Upstream, told: Told) -> SupplyPoint | None:
    """The supply point of the account that they name, where we know it; a number that we do not know is no obstacle."""
    if not told.account_number:
        return None
    return SupplyPoint.objects.filter(org=upstream.org_id, account_number=told.account_number).first()


def _written(upstream: Upstream, told: Told, ticket: Ticket, *, at: datetime) -> UpstreamOrder:
    accept_by = told.accept_by or _accept_by(upstream, at)
    order = UpstreamOrder(
        id=uuid7(),
        org_id=upstream.org_id,
        upstream=upstream,
        ticket=ticket,
        number=told.number,
        version=told.version,
        sent_at=told.sent_at,
        received_at=at,
        category_code=told.category,
        area_code=told.area,
        level_code=told.urgency,
        accept_by=accept_by,
        remind_at=at + max(accept_by - at, timedelta()) / 2,
    )
    order.save(force_insert=True)
    return order


def _accept_by(upstream: Upstream, at: datetime) -> datetime:
    return due(at, parse_limit(upstream.accept_limit), calendar_for(upstream.calendar, org=upstream.org_id))


def _bring_up_to(order: UpstreamOrder, told: Told, *, by: User, at: datetime) -> None:
    """What this version has more than the ones before: additions, urgings, another limit, that it is withdrawn."""
    ticket, source = Ticket.objects.select_for_update().get(pk=order.ticket_id), order.upstream.name
    if told.version > order.version and told.accept_by and order.state == State.WAITING:
        order.accept_by = told.accept_by
    for text in told.additions[order.additions :]:
        write_down(ticket, "upstream_added", by=by, at=at, facts={"source": source, "text": text})
    order.additions = max(order.additions, len(told.additions))
    if told.urges > order.urges:
        _urge(ticket, source, told, by=by, at=at)
        order.urges = told.urges
    if told.answer_by and told.answer_by != order.answer_by:
        set_limit(order, told.answer_by, at=at)
    order.save(update_fields=["accept_by", "additions", "urges"])
    if told.withdrawn and order.state != State.WITHDRAWN:
        _withdraw(order, ticket, told, by=by, at=at)


def _urge(ticket: Ticket, source: str, told: Told, *, by: User, at: datetime) -> None:
    """Their urging is one of ours; where our own rule allows none now it stands in the history all the same."""
    try:
        with transaction.atomic():
            urging.urge(ticket, by=by, at=at, text=told.urge_text)
        ticket.refresh_from_db()
    except Refusal:
        write_down(ticket, "upstream_urged", by=by, at=at, facts={"source": source, "text": told.urge_text})


def _withdraw(order: UpstreamOrder, ticket: Ticket, told: Told, *, by: User, at: datetime) -> None:
    """They want it no longer, and theirs is the last word, over our return too: else both sides would differ for ever.

    What is being worked on on site goes on; whoever has it reads so in the history.
    """
    order.state, order.decided_at, order.decided_by = State.WITHDRAWN, order.decided_at or at, by
    order.save(update_fields=["state", "decided_at", "decided_by"])
    reason = _("%(source)s: %(reason)s") % {"source": order.upstream.name, "reason": told.withdrawn}
    try:
        with transaction.atomic():
            desk.withdraw(ticket, reason=reason[:500], by=None, at=at)
    except Refusal:
        ticket.refresh_from_db()
        write_down(ticket, "upstream_withdrawn", by=by, at=at, reason=reason[:500], facts={"outer": order.number})
