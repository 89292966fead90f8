"""The customer's page: opened from the slip's QR code, without sign-in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.speaking import as_company
from accounts.views import counts_wrong_links
from servicedesk.lib.gate import open_to_all
from servicedesk.lib.refusals import Refusal
from tickets import progress
from tickets.actions import urging
from tickets.family import survivor_of
from tickets.models import Attachment, CustomerLink

MOST_FILES = 20


def _link(token: str) -> CustomerLink:
    link = progress.ticket_behind(token, CustomerLink.Purpose.PROGRESS, at=timezone.now())
    if link is None:
        raise Http404
    return link


@require_GET
@open_to_all
@counts_wrong_links
def track(request: HttpRequest, token: str) -> HttpResponse:
    """Where the request stands, in one sentence, with the next promise and masked data."""
    own = _link(token).ticket
    ticket = survivor_of(own)
    as_company(request, ticket.unit)
    context = {
        "ticket": ticket,
        "own": own,
        "said": progress.said(ticket),
        "steps": progress.steps_of(ticket),
        "promised": progress.promised(ticket),
        "expected_at": progress.expected(ticket),
        "token": token,
        "files": Attachment.objects.for_customer().filter(ticket=own).order_by("at")[:MOST_FILES],
        "rating_path": progress.rating_path(ticket, at=timezone.now()),
        "may_urge": ticket.is_open and ticket.status != "resolved",
        "page_time": timezone.now(),
    }
    return _private(render(request, "progress/track.html", context))


@require_POST
@open_to_all
@counts_wrong_links
def urge(request: HttpRequest, token: str) -> HttpResponse:
    """催一下: as often as the company's rule allows; a refused one says from when on, and what happens meanwhile."""
    ticket = survivor_of(_link(token).ticket)
    try:
        urging.urge(ticket, by=None)
        messages.success(request, _("We have told the people who are working on it."))
    except Refusal as refusal:
        messages.info(request, refusal.sentence())
    return _private(redirect("tickets:track", token))


def _private(response: HttpResponse) -> HttpResponse:
    # Not "no-referrer": with it a browser sends `Origin: null` with the form, which is refused as forged.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
