"""Which rule holds for a case, and whether its report is reviewed before it counts."""

import hashlib
from decimal import Decimal

from django.db.models import Q

from tickets.models import Ticket
from worksheets.models import ReportRule, ReturnSheet

Asked = ReturnSheet.Asked


def rule_for(ticket: Ticket) -> ReportRule | None:
    """The narrowest rule of the company that fits: of the category, else of the kind, else of every case."""
    fits = Q(category=ticket.category_id) | Q(category__isnull=True, kind__in=["", ticket.kind])
    rules = ReportRule.objects.filter(fits, org=ticket.org_id)
    return min(rules, key=lambda rule: (rule.category_id is None, not rule.kind), default=None)


def asked_by(rule: ReportRule | None, ticket: Ticket, fee: Decimal | None) -> str:
    """Which condition asks that the report be reviewed; empty where none does."""
    if rule is None:
        return Asked.NONE
    if rule.review_all:
        return Asked.ALWAYS
    if rule.review_fee_over is not None and (fee or Decimal(0)) > rule.review_fee_over:
        return Asked.FEE
    return Asked.SHARE if rule.review_share and drawn(ticket, rule.review_share) else Asked.NONE


def drawn(ticket: Ticket, share: int) -> bool:
    """Whether a case belongs to the sample of `share` in a hundred: by its own number, so nobody chooses."""
    digest = hashlib.sha256(f"{ticket.number}/{ticket.round}".encode()).digest()
    return int.from_bytes(digest[:4]) % 100 < share
