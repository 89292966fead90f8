"""What a message says: which case, what happened to it, and its version; the reader asks for the rest with its own key.

No name, no phone, no address, no text that anybody typed ever stands in it.
"""

import json
from typing import Any
from uuid import UUID

from hotline.hooks.topics import TEST, topic_of
from hotline.model_clients import ApiClient
from hotline.model_hooks import HookMessage
from hotline.upstream.up import bodies_of
from outages.models import Outage, OutageEvent
from tickets.models import Ticket, TicketEvent

API = "/api/v1/"


def bodies(messages: list[HookMessage], *, to: ApiClient) -> dict[UUID, str | None]:
    """The body of each message, as it is sent; None where this reader may not see what it is about."""
    told: dict[UUID, str | None] = {}
    tickets = _tickets([one for one in messages if one.about == "ticket"], to)
    outages = _outages([one for one in messages if one.about == "outage"], to)
    orders = [one for one in messages if one.about == "order"]
    if orders:
        told |= bodies_of(orders)
    for one in messages:
        known = tickets if one.about == "ticket" else outages
        if one.about == "order":
            continue
        if one.about == "test":
            told[one.pk] = one.body or _written(one, {"note": "A test. Nothing has happened."})
        else:
            facts = known.get(one.pk)
            told[one.pk] = None if facts is None else one.body or _written(one, facts)
    return told


def _written(message: HookMessage, facts: dict[str, Any]) -> str:
    topic = TEST if message.about == "test" else topic_of(message.about, message.what)
    told = {"type": topic, "timestamp": message.at.isoformat(), "data": facts}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _tickets(messages: list[HookMessage], to: ApiClient) -> dict[UUID, dict[str, Any]]:
    if not messages:
        return {}
    events = {row.pk: row for row in TicketEvent.objects.filter(pk__in=[one.event for one in messages])}
    rows = Ticket.objects.visible_to(to.user).filter(pk__in={one.case for one in messages})
    cases = {row.pk: row for row in rows.select_related("unit", "category")}
    return {
        one.pk: _of_ticket(cases[one.case], events[one.event], to)
        for one in messages
        if one.case in cases and one.event in events
    }


def _of_ticket(ticket: Ticket, event: TicketEvent, to: ApiClient) -> dict[str, Any]:
    facts = {
        "number": ticket.number,
        # Another system's own number is nobody else's affair.
        "external_number": ticket.external_number if ticket.source == to.source else "",
        "kind": ticket.kind,
        "category": ticket.category.code,
        "hall": ticket.unit.code,
        "what": event.what,
        "from_status": event.from_status,
        "status": event.to_status or event.from_status,
        "seq": event.seq,
        "version": event.version,
        "url": f"{API}tickets/{ticket.number}/",
    }
    return facts | {name: event.facts[name] for name in ("clock", "stage") if event.what == "deadline_missed"}


def _outages(messages: list[HookMessage], to: ApiClient) -> dict[UUID, dict[str, Any]]:
    if not messages:
        return {}
    events = {row.pk: row for row in OutageEvent.objects.filter(pk__in=[one.event for one in messages])}
    rows = Outage.objects.visible_to(to.user).filter(pk__in={one.case for one in messages})
    cases = {row.pk: row for row in rows}
    return {
        one.pk: _of_outage(cases[one.case], events[one.event], one.seq)
        for one in messages
        if one.case in cases and one.event in events
    }


def _of_outage(outage: Outage, event: OutageEvent, seq: int) -> dict[str, Any]:
    return {
        "id": str(outage.pk),
        "number": outage.number,
        "kind": outage.kind,
        "what": event.what,
        "starts_at": outage.starts_at.isoformat(),
        "expected_end_at": outage.expected_end_at and outage.expected_end_at.isoformat(),
        "ended_at": outage.ended_at and outage.ended_at.isoformat(),
        "households": outage.households,
        "seq": seq,
        "version": outage.version,
        "url": f"{API}outages/{outage.pk}/",
    }
