"""What goes up about a case that came down: which order, what happened, where it stands now, and the answer itself."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from hotline.model_hooks import HookMessage
from hotline.model_upstream import UpstreamCode, UpstreamOrder
from hotline.upstream.words import AGAIN, RECEIVED, REMARKS, SAID
from tickets.models import TicketEvent

# Reports wait for their review; until then nobody outside hears of them.
_REVIEWED = frozenset({"report", "approve_return"})
MOST_TEXT = 2000


def bodies_of(messages: list[HookMessage]) -> dict[UUID, str | None]:
    """The body of each message; None for what they know already or what something newer has overtaken."""
    orders = {one.ticket_id: one for one in _orders(messages)}
    codes = _codes(orders.values())
    events: dict[UUID, list[TicketEvent]] = {}
    for row in TicketEvent.objects.filter(ticket__in=orders, what__in=SAID).order_by("seq"):
        events.setdefault(row.ticket_id, []).append(row)
    gone = _newest_settled(messages, orders, events)
    told: dict[UUID, str | None] = {}
    for one in messages:
        order = orders.get(one.case) if one.case else None
        known = events.get(order.ticket_id, []) if order else []
        event = next((row for row in known if row.pk == one.event), None)
        told[one.pk] = None
        if order and event and not _is_known(order, event) and one.seq >= gone.get(order.ticket_id, 0):
            status = status_of(order, [row for row in known if row.seq <= event.seq])
            told[one.pk] = one.body or _written(one, order, event, codes.get((order.upstream_id, status), status))
    return told


def status_of(order: UpstreamOrder, events: Iterable[TicketEvent]) -> str:
    """Where a case stands in the words that go up, after these events."""
    if order.state == UpstreamOrder.State.WITHDRAWN:
        return "withdrawn"
    words = [SAID[event.what] for event in events if counts(event) and not _is_known(order, event)]
    return next((word for word in reversed(words) if word not in REMARKS), RECEIVED)


def counts(event: TicketEvent) -> bool:
    """Whether this is news; a report that waits for its review is none."""
    return event.what not in _REVIEWED or event.to_status == "resolved"


def _is_known(order: UpstreamOrder, event: TicketEvent) -> bool:
    """What they withdrew, they know; what went back has been told as such."""
    if order.state == UpstreamOrder.State.WITHDRAWN:
        return event.what != AGAIN
    return order.state == UpstreamOrder.State.RETURNED and SAID[event.what] == "withdrawn"


def _orders(messages: list[HookMessage]) -> list[UpstreamOrder]:
    rows = UpstreamOrder.objects.filter(ticket__in={one.case for one in messages})
    return list(rows.select_related("upstream", "ticket"))


def _codes(orders: Iterable[UpstreamOrder]) -> dict[tuple[UUID, str], str]:
    """Their word for each of ours, where they have one of their own."""
    above = {one.upstream_id for one in orders}
    rows = UpstreamCode.objects.filter(upstream__in=above, kind=UpstreamCode.Kind.STATUS).exclude(ours="")
    return {(row.upstream_id, row.ours): row.theirs for row in rows}


def _newest_settled(
    messages: list[HookMessage], orders: dict[UUID, UpstreamOrder], events: dict[UUID, list[TicketEvent]]
) -> dict[UUID, int]:
    """The newest news of each case that they have: nothing older is ever sent after it (I31).

    What was taken long ago has been forgotten, so it is told by what does not wait and was not given up.
    """
    left = HookMessage.objects.filter(hook__in={one.hook_id for one in messages}, case__in=orders)
    held = set(left.filter(state__in=("waiting", "dead")).values_list("event", flat=True))
    return {
        case: max(
            (row.seq for row in rows if row.pk not in held and counts(row) and not _is_known(orders[case], row)),
            default=0,
        )
        for case, rows in events.items()
    }


def _written(message: HookMessage, order: UpstreamOrder, event: TicketEvent, status: str) -> str:
    facts: dict[str, Any] = {
        "id": str(message.pk),
        "number": order.number,
        "seq": event.seq,
        "what": SAID[event.what],
        "status": status,
        "at": event.at.isoformat(),
        "our_number": order.ticket.number,
        "version": order.version,
    }
    facts |= _more(order, event)
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def _more(order: UpstreamOrder, event: TicketEvent) -> dict[str, Any]:
    """What only some of them say: the answer, why it goes back, by when supply is expected."""
    said = {"text": str(event.facts.get("text") or event.facts.get("cause") or "")[:MOST_TEXT]}
    if event.what == "upstream_returned":
        said = {"text": event.reason, "reason": order.reason, "basis": order.basis}
    if event.what in ("upstream_more_time", "reopen"):
        said["text"] = event.reason
    for name in ("expected_at", "until"):
        if name in event.facts:
            said[name] = str(event.facts[name])
    return {name: text for name, text in said.items() if text}
