"""Which repeat goes to the head of the company, and who that is: the company's line, else the shipped one."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Unit, User
from accounts.roles import Role
from complaints.models import Complaint, HeadRule
from tickets.actions.telling import not_barred, with_role
from tickets.models import Ticket

THRICE = 3
LADDER = (Role.SUPERVISOR, Role.DIRECTOR, Role.EXECUTIVE)


def shipped_head(org: Unit) -> HeadRule:
    """The third complaint goes to the director."""
    return HeadRule(org=org, times=THRICE, role=Role.DIRECTOR)


def head_rule(org: Unit) -> HeadRule | None:
    """How this company keeps it; None where it is switched off."""
    rule = HeadRule.objects.filter(org=org).first() or shipped_head(org)
    return rule if rule.is_active else None


def heads_of(ticket: Ticket, rule: HeadRule) -> list[User]:
    """Whoever has that role in the company and whom the case is not about; where nobody has, the next role up."""
    for role in LADDER[LADDER.index(Role(rule.role)) :]:
        if people := not_barred(ticket, with_role(role, ticket.org)):
            return people
    return []


def too_often(files: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Of these, those that came as often as their company says."""
    lines = HeadRule.objects.filter(org=OuterRef("org"))
    found = files.exclude(org__in=HeadRule.objects.filter(is_active=False).values("org"))
    found = found.annotate(after=Coalesce(Subquery(lines.values("times")[:1]), THRICE))
    return found.filter(Q(repeats__gte=F("after")) | Q(ticket__contacts__gte=F("after")))
