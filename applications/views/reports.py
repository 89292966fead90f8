"""Reports of misconduct: the list of those who are named, what a clerk keeps of a report taken in, and who has read what."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import AuditEvent, User
from accounts.requests import SignedInRequest
from applications.actions import handlers
from applications.forms import WhomForm
from applications.views.acting import attempt
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.lifecycle import Kind
from tickets.models import Barred, NamedHandler, Ticket
from tickets.refusals import Needed
from tickets.secrecy import SEEN, log_reading
from tickets.standing import by_time_left

MOST = 200


@require_GET
@may("read")
def index(request: SignedInRequest) -> HttpResponse:
    """The reports that wait, for those named; for everybody else the page does not exist."""
    _only_named(request.user)
    reports = Ticket.objects.visible_to(request.user).filter(kind=Kind.REPORT)
    facts = {
        "rows": by_time_left(reports.open().order_by("registered_at"), most=MOST),
        "ended": reports.exclude(pk__in=reports.open()).for_list().order_by("-closed_at")[:20],
    }
    return render(request, "applications/reports.html", facts)


def _only_named(user: User) -> None:
    if not NamedHandler.objects.live().filter(person=user).exists():
        raise Http404


@require_GET
@may("register")
def taken_in(request: SignedInRequest) -> HttpResponse:
    """The reports that I took in: number and status, and nothing of what they say."""
    mine = Ticket.objects.handed_over_by(request.user).order_by("-registered_at")[:50]
    return render(request, "applications/reports_taken.html", {"tickets": mine})


@require_GET
@may("read")
def detail(request: SignedInRequest, number: str) -> HttpResponse:
    """Who is kept away from one report, and the way to its ticket."""
    return _page(request, number)


@require_POST
@may("read")
def keep_away(request: SignedInRequest, number: str) -> HttpResponse:
    """Name the person or unit that the report is about."""
    ticket = _visible(request, number)
    form = WhomForm(request.POST, org=ticket.org_id)
    return attempt(
        request,
        lambda: _keep_away(ticket, form, request.user),
        to=lambda _made: f"/misconduct/{number}/",
        again=lambda refusal: _page(request, number, refusal),
        done=_("They are kept away from this case."),
    )


def _keep_away(ticket: Ticket, form: WhomForm, by: User) -> Ticket:
    whom = form.is_valid() and (form.cleaned_data["person"] or form.cleaned_data["unit"])
    if not whom:
        raise Needed(fields={"person": str(_("one person or one unit"))})
    return handlers.keep_away(ticket, whom=whom, by=by)


def _visible(request: SignedInRequest, number: str) -> Ticket:
    rows = Ticket.objects.visible_to(request.user).filter(kind=Kind.REPORT).for_list()
    return get_object_or_404(rows, number=number)


def _page(request: SignedInRequest, number: str, refusal: Refusal | None = None) -> HttpResponse:
    ticket = _visible(request, number)
    log_reading(ticket, by=request.user, at=timezone.now())
    facts = {
        "ticket": ticket,
        "barred": Barred.objects.filter(ticket=ticket).select_related("user", "unit"),
        "form": WhomForm(org=ticket.org_id),
        "refusal": refusal.sentence() if refusal else "",
        "rail_here": "reports",
    }
    return render(request, "applications/report.html", facts, status=refusal.status if refusal else 200)


@require_GET
@may("audit")
def readings(request: SignedInRequest) -> HttpResponse:
    """For the auditor: who opened which report when; never what it says."""
    events = AuditEvent.objects.filter(what=SEEN, org__in=request.user.orgs()).select_related("by")
    return render(request, "applications/readings.html", {"events": events.order_by("-at")[:MOST]})
