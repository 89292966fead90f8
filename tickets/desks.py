"""To which desk of a company a case goes."""

from uuid import UUID

from accounts.models import Unit
from accounts.standing import kept
from tickets.lifecycle import Kind

DESK_OF_KIND = {Kind.FAULT: "dispatch", Kind.SERVICE: "dispatch", Kind.COMPLAINT: "complaints"}


def desk_for(kind: str, org_id: UUID) -> Unit | None:
    """Return the desk of the company to which new cases of a kind go; None where the hall deals with them itself."""
    duty = DESK_OF_KIND.get(Kind(kind), "")
    if not duty:
        return None
    return kept(("desk", org_id, duty), lambda: Unit.objects.filter(org_id=org_id, duty=duty, is_active=True).first())
