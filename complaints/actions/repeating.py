"""重复投诉: the same customer about the same; counted, and from the third on it goes to the head of the company."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from complaints.actions.grading import grade
from complaints.actions.writing import above, inform, say
from complaints.heads import head_rule, heads_of
from complaints.models import Complaint
from tickets.lifecycle import Kind
from tickets.models import Ticket

WITHIN = timedelta(days=365)


def count_repeats(ticket: Ticket) -> int:
    """How many complaints and opinions about the same the same customer brought before."""
    who = Q(pk__in=[])
    if ticket.customer_id:
        who |= Q(customer=ticket.customer_id)
    if ticket.contact_phone:
        who |= Q(contact_phone=ticket.contact_phone)
    earlier = Ticket.objects.counted().filter(who, org=ticket.org_id, kind__in=(Kind.COMPLAINT, Kind.OPINION))
    lately = earlier.filter(registered_at__gte=ticket.registered_at - WITHIN, registered_at__lte=ticket.registered_at)
    return lately.filter(category=ticket.category_id).exclude(pk=ticket.pk).count()


@transaction.atomic
def raise_to_head(ticket: Ticket, *, at: datetime) -> bool:
    """So often the same, three times as shipped: the head is told once and answers for it; its level rises by rule."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    file = Complaint.objects.select_for_update().get(ticket=ticket)
    times = max(file.repeats, ticket.contacts)
    rule = head_rule(ticket.org)
    if rule is None or times < rule.times or file.raised_at is not None or ticket.imported_at:
        return False
    people = heads_of(ticket, rule) or above(ticket)
    file.raised_at, file.raised_to = at, people[0] if people else None
    file.save(update_fields=["raised_at", "raised_to"])
    ticket = grade(ticket, file, at=at)
    say(ticket, "raised_to_head", at=at, facts={"count": times, "to": people[0].name if people else ""})
    inform(ticket, people, "complaint_thrice", key=f"thrice:{ticket.pk}", at=at, count=times)
    return True
