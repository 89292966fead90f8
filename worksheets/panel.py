"""What the page of a ticket shows of its work: reports, sending back, sheets, the visit, the expected time."""

from typing import Any

from accounts.models import User
from tickets.actions.spine import has_right
from tickets.lifecycle import MOVES, Status, legal
from tickets.models import Ticket
from tickets.progress import expected
from worksheets.desk import beside
from worksheets.forms import EstimateForm
from worksheets.models import Appointment, SendBack, SheetKind, SheetVersion, VisitWindow, WorkSheet

SEEN = ("by", "version", "owner", "crew")


def panel(ticket: Ticket, user: User) -> dict[str, Any]:
    """Everything for the panel; nothing of it where the case has no work in the field."""
    if "report" not in MOVES[ticket.way]:
        return {}
    told = beside(ticket)
    visit = Appointment.objects.filter(ticket=ticket).exclude(state__in=("moved", "dropped")).select_related("by")
    return {
        "told": told,
        "expected_at": expected(ticket),
        "sheets": list(WorkSheet.objects.filter(ticket=ticket).select_related(*SEEN).order_by("at")),
        "visit": visit.order_by("at").last(),
        **_may(ticket, user, told.asked),
    }


def _may(ticket: Ticket, user: User, asked: SendBack | None) -> dict[str, Any]:
    """What this person may begin here."""
    writes = ticket.is_open and has_right(ticket, "sheet", by=user)
    can_visit = legal(ticket.way, ticket.status, "appoint") and has_right(ticket, "appoint", by=user)
    show = (
        "report" if ticket.status == Status.TO_REVIEW else "back" if asked else "arbiter" if ticket.to_arbiter else ""
    )
    estimates = legal(ticket.way, ticket.status, "estimate") and has_right(ticket, "estimate", by=user)
    return {
        "kinds": kinds_of(ticket) if writes else [],
        "may_visit": can_visit and VisitWindow.objects.filter(org=ticket.org_id, is_active=True).exists(),
        "may_estimate": estimates,
        "estimate_form": EstimateForm() if estimates else None,
        "may_review": user.may("reviews"),
        "review_url": f"/reviews/?show={show}&t={ticket.number}" if show else "",
    }


def kinds_of(ticket: Ticket) -> list[tuple[SheetKind, str]]:
    """The kinds of sheet that the company keeps, with their names as they are now."""
    kinds = {one.pk: one for one in SheetKind.objects.filter(org=ticket.org_id, is_active=True)}
    versions = SheetVersion.objects.filter(kind__in=kinds).values_list("kind", "n", "name")
    names = {(pk, n): name for pk, n, name in versions}
    return [(kind, names.get((kind.pk, kind.latest), kind.code)) for kind in kinds.values()]
