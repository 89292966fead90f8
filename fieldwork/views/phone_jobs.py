"""The way from an address of the phone's pages to a job, and whose page it is."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.requests import SignedInRequest
from fieldwork.phonejobs import theirs
from fieldwork.phonekeys import keys_of
from tickets.models import Ticket
from tickets.standing import with_clocks


def job_of(request: SignedInRequest, number: str) -> Ticket:
    """A job of this person's crews or of whom they stand in for; anything else is not there."""
    jobs = with_clocks(Ticket.objects.visible_to(request.user).for_list().select_related("customer", "supply_point"))
    found: Ticket = get_object_or_404(jobs.filter(theirs(request.user)), number=number)
    return found


def for_person(request: SignedInRequest, page: HttpResponse) -> HttpResponse:
    """Say whose page it is, so that the phone keeps it for nobody else."""
    page["X-Person"] = keys_of(request.user).person
    return page
