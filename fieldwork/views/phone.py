"""The crew's phone: what to do next, one big button. Every step is a plain form as well; the queue stands in sync.py."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from fieldwork.actions.doing import DO, Done, do
from fieldwork.actions.picturing import read_photo
from fieldwork.actions.receiving import SEEN, Sent, receive
from fieldwork.crewpage import LEAVING, job_page, list_page, waiting
from fieldwork.phonekeys import keys_of
from servicedesk.lib.gate import may
from servicedesk.lib.ids import uuid7
from servicedesk.lib.refusals import Refusal
from servicedesk.pages import refuse
from tickets.device import Device
from tickets.models import Ticket
from tickets.moment import database_time
from tickets.orderbook import to_answer
from tickets.standing import by_time_left, with_clocks

MOST = 30


@require_GET
@may("arrive")
def tasks(request: SignedInRequest) -> HttpResponse:
    """My crew's open jobs, soonest due first."""
    rows = by_time_left(waiting(request.user).select_related("supply_point"), most=MOST)
    context = list_page(rows, request.user) | {"orders": to_answer(request.user)}
    return _for(request, render(request, "fieldwork/tasks.html", context))


@require_GET
@may("arrive")
def task(request: SignedInRequest, number: str) -> HttpResponse:
    """One job: where, what, until when, and the next step."""
    context = job_page(_job(request, number), request.user)
    return _for(request, render(request, "fieldwork/task.html", context))


def _for(request: SignedInRequest, page: HttpResponse) -> HttpResponse:
    """Say whose page it is, so that the phone keeps it for nobody else."""
    page["X-Person"] = keys_of(request.user).person
    return page


def _job(request: SignedInRequest, number: str) -> Ticket:
    jobs = with_clocks(Ticket.objects.visible_to(request.user).for_list().select_related("customer", "supply_point"))
    return get_object_or_404(jobs, number=number, crew__in=request.user.units("arrive"))


@require_POST
@may("arrive")
def act(request: SignedInRequest, number: str, verb: str) -> HttpResponse:
    """Take the next step of a job; a refusal keeps what was typed and says why."""
    ticket = _job(request, number)
    if verb not in DO:
        return redirect("fieldwork:task", number)
    try:
        words = do(verb, _done(request, ticket, verb))
    except Refusal as refusal:
        if refusal.status == 403:
            return refuse(request, refusal)
        context = job_page(_job(request, number), request.user, request.POST)
        context |= {"refusal": refusal.sentence(), "typed": request.POST}
        return render(request, "fieldwork/task.html", context, status=refusal.status)
    for word in words:
        messages.info(request, word)
    return redirect("fieldwork:tasks") if verb in LEAVING else redirect("fieldwork:task", number)


def _done(request: SignedInRequest, ticket: Ticket, verb: str) -> Done:
    """The step as a form sends it: now, by the database's clock."""
    photo = read_photo(request.FILES.get("file")) if verb == "photo" else None
    key = _uuid(request.POST.get("client_id"))
    device = Device(key) if key else None
    return Done(ticket, request.POST, request.user, database_time(), device, photo)


@require_POST
@may("arrive")
def seen(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """I have read why an action was refused."""
    told = request.POST.copy()
    told["of"] = str(pk)
    receive(Sent(id=uuid7(), verb=SEEN, number="", told=told), by=request.user)
    messages.info(request, _("Noted."))
    return redirect("fieldwork:tasks")


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
