"""The crew's phone: what to do next, one big button. Every step is a plain form as well; the queue stands in sync.py."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from fieldwork.actions.doing import DO, WITH_PHOTO, Done, do
from fieldwork.actions.picturing import read_photo
from fieldwork.actions.receiving import SEEN, Sent, receive
from fieldwork.crewpage import LEAVING, job_page, list_page, waiting
from fieldwork.sheetpage import pages_of, returned_to
from fieldwork.views.phone_jobs import for_person, job_of
from fieldwork.views.phone_sheets import new_facts, sheet_facts, visit_facts
from servicedesk.lib.gate import may
from servicedesk.lib.ids import uuid7
from servicedesk.lib.refusals import Refusal
from servicedesk.pages import refuse
from tickets.device import Device
from tickets.models import Ticket
from tickets.moment import database_time
from tickets.orderbook import to_answer
from tickets.standing import by_time_left
from worksheets.models import WorkSheet

MOST = 30


@require_GET
@may("arrive")
def tasks(request: SignedInRequest) -> HttpResponse:
    """My crew's open jobs, soonest due first."""
    rows = by_time_left(waiting(request.user).select_related("supply_point"), most=MOST)
    jobs = [row.ticket for row in rows]
    context = list_page(rows, request.user, pages_of(jobs, request.user)) | {"orders": to_answer(request.user)}
    context["returned"] = returned_to(request.user, jobs)
    return for_person(request, render(request, "fieldwork/tasks.html", context))


@require_GET
@may("arrive")
def task(request: SignedInRequest, number: str) -> HttpResponse:
    """One job: where, what, until when, and the next step."""
    context = job_page(job_of(request, number), request.user)
    return for_person(request, render(request, "fieldwork/task.html", context))


@require_POST
@may("arrive")
def act(request: SignedInRequest, number: str, verb: str) -> HttpResponse:
    """Take the next step of a job; a refusal keeps what was typed and says why."""
    ticket = job_of(request, number)
    if verb not in DO:
        return redirect("fieldwork:task", number)
    try:
        words = do(verb, _done(request, ticket, verb))
    except Refusal as refusal:
        if refusal.status == 403:
            return refuse(request, refusal)
        return _again(request, job_of(request, number), verb, refusal)
    for word in words:
        messages.info(request, word)
    return redirect("fieldwork:tasks") if verb in LEAVING else redirect("fieldwork:task", number)


def _again(request: SignedInRequest, ticket: Ticket, verb: str, refusal: Refusal) -> HttpResponse:
    """The page that the step came from, with what was typed and why it was not taken."""
    posted, name = request.POST, "fieldwork/task.html"
    if verb == "sheet":
        key, code = _uuid(posted.get("sheet")) or uuid7(), posted.get("kind", "")
        is_new = code and not WorkSheet.objects.filter(pk=key).exists()
        facts = new_facts(ticket, request, code, posted) if is_new else sheet_facts(ticket, request, key, posted)
        name = "fieldwork/sheet.html"
    elif verb == "appoint":
        facts, name = visit_facts(ticket, request), "fieldwork/visit.html"
    else:
        facts = job_page(ticket, request.user, posted)
    facts |= {"refusal": refusal.sentence(), "typed": posted}
    return render(request, name, facts, status=refusal.status)


def _done(request: SignedInRequest, ticket: Ticket, verb: str) -> Done:
    """The step as a form sends it: now, by the database's clock."""
    file = request.FILES.get("file")
    photo = read_photo(file) if verb == "photo" or (file and verb in WITH_PHOTO) else None
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
