"""What people ask about their own data: at the counter, and on the list of whoever decides."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from customers.models import Customer
from safekeeping.actions import persons
from safekeeping.forms import WishForm
from safekeeping.models import PersonRequest
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may


@require_http_methods(["GET", "POST"])
@may("person_data")
def wish(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A customer asks for a copy of their data, or for their deletion."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    form = WishForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            persons.ask(customer, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Written down. Somebody else decides within fifteen days."))
            return redirect("safekeeping:person_wish", customer.pk)
    wishes = PersonRequest.objects.filter(customer=customer).select_related("asked_by", "decided_by")
    facts = {"held": persons.held_of(customer), "may_decide": request.user.may("decide_person_data")}
    facts |= {"customer": customer, "form": form, "wishes": wishes.order_by("-asked_at")}
    return render(request, "safekeeping/person.html", facts, status=422 if form.errors else 200)


@require_GET
@may("decide_person_data")
def wishes(request: SignedInRequest) -> HttpResponse:
    """What waits for a decision, the most pressing first."""
    rows = PersonRequest.objects.visible_to(request.user).select_related("customer", "asked_by", "decided_by")
    past = rows.exclude(state__in=["asked", "agreed"]).order_by("-decided_at")
    return render(
        request, "safekeeping/persons.html", {"rows": rows.open().order_by("due_at")[:100], "past": past[:30]}
    )


@require_POST
@may("decide_person_data")
def decide(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Yes or no; a deletion is done at once."""
    held = get_object_or_404(PersonRequest.objects.visible_to(request.user), pk=pk)
    agrees = request.POST.get("agree") == "1"
    persons.decide(held, agree=agrees, answer=request.POST.get("answer", ""), by=request.user, at=timezone.now())
    return redirect("safekeeping:persons")


@require_POST
@may("decide_person_data")
def copy(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The copy itself, to be handed to the person."""
    held = get_object_or_404(PersonRequest.objects.visible_to(request.user), pk=pk)
    told = persons.copy_of(held, by=request.user, at=timezone.now())
    if request.POST.get("as") == "print":
        return render(request, "print/person.html", {"told": told, "held": held})
    answer = HttpResponse(
        json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    return answer
