"""The file of a complaint, and who works on it."""

from accounts.models import User
from complaints.lifecycle import matter_named_in
from complaints.models import Complaint
from servicedesk.lib.refusals import NotAllowed
from tickets.models import Ticket


def file_of(ticket: Ticket) -> Complaint:
    """Return the file of a complaint; one that came in by a back door gets it when it is first worked on."""
    defaults = {"org_id": ticket.org_id, "matter": matter_named_in(ticket.category.code)}
    file, _is_new = Complaint.objects.get_or_create(ticket=ticket, defaults=defaults)
    return file


def require_desk(ticket: Ticket, by: User) -> None:
    """Refuse unless this person works at the desk of the complaint."""
    if not by.may_at("complaints", ticket.unit_id, ticket.queue_id):
        raise NotAllowed("complaints")
