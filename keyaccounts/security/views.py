"""Supply security: the list, one task with its plan, record and report, and the tab of a customer's file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import audit
from accounts.requests import SignedInRequest
from customers.models import Customer, SupplyPoint
from deadlines.reading import company_of
from keyaccounts.file import frame
from keyaccounts.models import SecurityTask
from keyaccounts.security import keeping, planning
from keyaccounts.security.figures import figures_of
from keyaccounts.security.forms import STEPS, WITHOUT_VERSION, PlainForm, TaskForm
from keyaccounts.security.showing import MOST, SHOWS, counts, in_show, offers, parts_of
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first


@require_GET
@may("supply_security")
def tasks(request: SignedInRequest) -> HttpResponse:
    """What is planned, what runs, what waits for its report."""
    show = request.GET.get("show", "open") if request.GET.get("show") in SHOWS else "open"
    counted = counts(request.user)
    facts: dict[str, Any] = {"show": show, "tabs": [(code, word, counted[code]) for code, word in SHOWS.items()]}
    facts["pager"] = newest_first(in_show(request.user, show).for_list(), request.GET, by="from_at")
    facts |= {"may_open": request.user.may("secure"), "at": timezone.now()}
    return render(request, "keyaccounts/security_list.html", facts | {"rail_here": "security"})


@require_http_methods(["GET", "POST"])
@may("secure")
def new(request: SignedInRequest) -> HttpResponse:
    """Open a task; asked from a customer's file it names that customer at once."""
    customers = Customer.objects.visible_to(request.user).listed()
    asked = request.GET.get("customer", "")
    customer = get_object_or_404(customers, pk=UUID(asked)) if len(asked) == 36 else None
    form = TaskForm(request.POST or None)
    if form.is_valid():
        org = customer.org if customer else company_of(request.user, "")
        now = timezone.now()
        with refusals_on(form):
            task = planning.open_task(org, **form.cleaned_data, by=request.user, at=now)
            if customer is not None:
                planning.cover(task, customer=customer, by=request.user, at=now)
            return redirect("keyaccounts:security_task", task.pk)
    facts = {"form": form, "customer": customer, "rail_here": "security"}
    return render(request, "keyaccounts/security_new.html", facts, status=422 if form.errors else 200)


@require_GET
@may("supply_security")
def task(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One task: what can be done now, the plan, the record, the figures."""
    return _task(request, pk)


def _task(request: SignedInRequest, pk: UUID, tried: str = "", form: PlainForm | None = None) -> HttpResponse:
    row = get_object_or_404(SecurityTask.objects.visible_to(request.user).for_list(), pk=pk)
    steps = [
        (verb, word, form if form is not None and verb == tried else own)
        for verb, word, own in offers(row, request.user)
    ]
    facts: dict[str, Any] = {"row": row, "steps": steps, "tried": tried, "form": form, "at": timezone.now()}
    facts |= parts_of(row, request.user) | {"figures": figures_of(row), "rail_here": "security"}
    return render(request, "keyaccounts/security_task.html", facts, status=200 if form is None else 422)


@require_POST
@may("supply_security")
def do(request: SignedInRequest, pk: UUID, verb: str) -> HttpResponse:
    """Take one step; a refusal brings the page back with what was typed."""
    if verb not in STEPS:
        raise Http404
    row = get_object_or_404(SecurityTask.objects.visible_to(request.user), pk=pk)
    shape, act, _word = STEPS[verb]
    form = shape(request.POST, task=row, user=request.user, auto_id=f"{verb}_%s")
    if form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        if verb not in WITHOUT_VERSION:
            told["version"] = form.cleaned_data["version"]
        with refusals_on(form):
            act(row, **told, by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("keyaccounts:security_task", pk)
    return _task(request, pk, verb, form)


@require_POST
@may("supply_security")
def tick_off(request: SignedInRequest, pk: UUID, row: UUID) -> HttpResponse:
    """One line of the checklist is done."""
    task = get_object_or_404(SecurityTask.objects.visible_to(request.user), pk=pk)
    keeping.tick_off(task, row=row, note=request.POST.get("note", ""), by=request.user, at=timezone.now())
    return redirect("keyaccounts:security_task", pk)


@require_POST
@may("secure")
def drop(request: SignedInRequest, pk: UUID, part: str, row: UUID) -> HttpResponse:
    """Take a line out of the plan."""
    task = get_object_or_404(SecurityTask.objects.visible_to(request.user), pk=pk)
    planning.drop(task, part=part, row=row, by=request.user, at=timezone.now())
    return redirect("keyaccounts:security_task", pk)


@require_POST
@may("secure")
def cover(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Name a customer by an account number, or one of a file by its key."""
    task = get_object_or_404(SecurityTask.objects.visible_to(request.user), pk=pk)
    number = request.POST.get("account", "").replace(" ", "")[:40]
    point = SupplyPoint.objects.visible_to(request.user).filter(org=task.org_id, account_number=number).first()
    holder = point.holdings.select_related("customer").order_by("pk").first() if point else None
    known = Customer.objects.visible_to(request.user)
    customer = known.filter(pk=holder.customer_id).first() if holder else None
    if customer is None:
        messages.error(request, _("No account that you may see has this number."))
    else:
        planning.cover(task, customer=customer, point=point, by=request.user, at=timezone.now())
    return redirect("keyaccounts:security_task", pk)


@require_GET
@may("supply_security")
def paper(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Plan, duty list and report on A4; that it was printed is on record."""
    row = get_object_or_404(SecurityTask.objects.visible_to(request.user).for_list(), pk=pk)
    audit(what="export", by=request.user, at=timezone.now(), facts={"page": "supply_security", "task": str(row.pk)})
    facts = {"row": row, "figures": figures_of(row), "page_time": timezone.now()}
    return render(request, "print/supply_security.html", facts | parts_of(row, request.user))


@require_GET
@may("supply_security")
def security_tab(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The tasks in which this customer's supply was or will be secured."""
    at = timezone.now()
    around = frame(request, pk, "security_of", at=at)
    rows = SecurityTask.objects.visible_to(request.user).of(around["customer"]).for_list()
    facts = {"rows": rows.order_by("-from_at")[:MOST], "may_open": request.user.may("secure")}
    return render(request, "keyaccounts/security_tab.html", around | facts)
