"""The plan that holds for a company, and which of its cases are called."""

from hashlib import sha256
from uuid import UUID

from surveys.models import CallPlan
from tickets.lifecycle import Kind
from tickets.models import Ticket


def plan_of(org_id: UUID) -> CallPlan:
    """The newest version; the usual rules where the company has written none."""
    return CallPlan.objects.filter(org=org_id).order_by("-version").first() or CallPlan(org_id=org_id, version=0)


def is_promised(ticket: Ticket) -> bool:
    """Whether the customer was promised a call; whoever complains always is."""
    return "callback" in ticket.pledges or ticket.kind == Kind.COMPLAINT


def share_of(plan: CallPlan, kind: str, *, promised: bool) -> int:
    """Per cent of the cases of a kind whose customers are called. A complaint is always called."""
    if kind == Kind.COMPLAINT:
        return 100
    return int(plan.shares.get(kind, 100 if promised else 0))


def is_drawn(key: UUID, share: int, *, n: int = 1) -> bool:
    """Whether the sample of `share` per cent holds this row: the same answer whoever asks, however often."""
    digest = sha256(key.bytes + n.to_bytes(2, "big")).digest()
    return int.from_bytes(digest[:4], "big") % 100 < share
