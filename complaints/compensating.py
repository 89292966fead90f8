"""Up to which value somebody may agree to a compensation: the company's lines, else the shipped ones."""

from decimal import Decimal

from accounts.models import User
from complaints.model_rules import SHIPPED_MOST
from complaints.models import CompensationRule
from tickets.models import Ticket

NOTHING = Decimal(0)


def most_for(person: User, kind: str, ticket: Ticket) -> Decimal:
    """The highest value of this kind to which this person may agree at the case's place."""
    roles = person.reach.get(ticket.unit_id, frozenset()) | person.reach.get(ticket.org_id, frozenset())
    lines = CompensationRule.objects.filter(org=ticket.org_id, kind=kind)
    most: dict[str, Decimal] = {str(role): value for role, value in SHIPPED_MOST.items()}
    most |= {rule.role: rule.most if rule.is_active else NOTHING for rule in lines}
    return max((most.get(role, NOTHING) for role in roles), default=NOTHING)
