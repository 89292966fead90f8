"""What the forms of a ticket's page and of the review desk do with reports and sending back."""

from collections.abc import Callable
from uuid import UUID

from accounts.models import Unit
from servicedesk.lib.refusals import Invalid
from tickets.actions import field
from tickets.models import Ticket
from tickets.views.ticket_acts import Told
from worksheets.actions import reporting, returning, reviewing
from worksheets.forms import EstimateForm, report_told, send_back_told


def report(ticket: Ticket, told: Told) -> Ticket:
    said = report_told(ticket, told.posted)
    return reporting.report(ticket, cause=told.text("cause", 200), filled=told.filled(ticket), **said, **told.step)


def send_back(ticket: Ticket, told: Told) -> Ticket:
    return returning.send_back(ticket, **send_back_told(ticket, told.posted), **told.step)


def estimate(ticket: Ticket, told: Told) -> Ticket:
    form = EstimateForm(told.posted)
    if not form.is_valid() or not form.cleaned_data["expected_at"]:
        words = str(form.fields["expected_at"].label)
        raise Invalid(words, fields={"expected_at": words})
    return field.estimate(ticket, **form.cleaned_data, **told.step)


def arbitrate(ticket: Ticket, told: Told) -> Ticket:
    try:
        unit = Unit.objects.get(org=ticket.org_id, pk=UUID(told.text("unit")))
    except (ValueError, Unit.DoesNotExist):
        unit = Unit(name="", kind="")
    return returning.arbitrate(ticket, unit=unit, reason=told.text("reason"), **told.step)


ACTS: dict[str, Callable[[Ticket, Told], Ticket]] = {
    "approve_return": lambda ticket, told: reviewing.approve_return(ticket, **told.step),
    "return_report": lambda ticket, told: reviewing.return_report(ticket, reason=told.text("reason"), **told.step),
    "let_go": lambda ticket, told: returning.let_go(ticket, **told.step),
    "refuse_send_back": lambda ticket, told: returning.refuse_send_back(
        ticket, reason=told.text("reason"), **told.step
    ),
    "arbitrate": arbitrate,
}
ON_TICKET = {**ACTS, "report": report, "send_back": send_back, "estimate": estimate}
