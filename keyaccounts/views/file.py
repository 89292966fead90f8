"""One customer's file: its tabs, the doing of what stands on them, its paper, and the door to a secret one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.actions import audit
from accounts.requests import SignedInRequest
from customers.models import Customer, Viewing
from keyaccounts import pages
from keyaccounts.deeds import DEEDS
from keyaccounts.file import frame, key_of, offers, the_customer
from keyaccounts.model_dealings import CareVisit
from servicedesk.lib.gate import View, may
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal


def _facts(request: SignedInRequest, pk: UUID, name: str, **typed: Any) -> dict[str, Any]:
    at = timezone.now()
    around = frame(request, pk, name, at=at)
    customer: Customer = around["customer"]
    shown = pages.PAGES[name](customer, request.user, request.GET, at=at) if name in pages.PAGES else {}
    return around | shown | {"deeds": offers(customer, request.user, name, **typed)}


@require_GET
@may("customers")
def overview(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The first page of the file; of a secret customer without a viewing, the page that asks for one."""
    known = get_object_or_404(Customer.objects.known_to(request.user), pk=pk)
    if not Customer.objects.visible_to(request.user).filter(pk=pk).exists():
        return render(request, "keyaccounts/restricted.html", _asked(request, known))
    return render(request, "keyaccounts/file.html", _facts(request, pk, "file"))


def _asked(request: SignedInRequest, customer: Customer, **typed: Any) -> dict[str, Any]:
    mine = Viewing.objects.filter(customer=customer, by=request.user).order_by("-asked_at").first()
    deeds = offers(customer, request.user, "restricted", **typed)
    return {"customer": customer, "asked": mine, "deeds": deeds, "rail_here": "customers"}


def _tab(name: str) -> View:
    @require_GET
    @may("customers")
    def shown(request: SignedInRequest, pk: UUID) -> HttpResponse:
        return render(request, f"keyaccounts/{name}.html", _facts(request, pk, name))

    shown.__doc__ = pages.PAGES[name].__doc__
    return shown


services, contracts, dates, changes = map(_tab, ("services", "contracts", "dates", "changes"))


@require_GET
@may("customers")
def visits(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Visits planned and paid; `visit` names a planned one that is to be written down now."""
    key = key_of(request.GET.get("visit"))
    planned = CareVisit.objects.filter(customer=pk, pk=key).first() if key else None
    begun = {"tried": "visit", "begun": {"row": planned.pk, "purpose": planned.purpose}} if planned else {}
    return render(request, "keyaccounts/visits.html", _facts(request, pk, "visits", **begun))


@require_GET
@may("customer_edit")
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The form in which name, kind and tags are changed."""
    return render(request, "keyaccounts/edit.html", _facts(request, pk, "edit"))


@require_POST
@may("customers")
def do(request: SignedInRequest, pk: UUID, name: str) -> HttpResponse:
    """Do one deed; a refusal brings its page back with what was typed and says why."""
    if name not in DEEDS:
        raise Http404
    deed, user = DEEDS[name], request.user
    customer = _whose(request, pk, name)
    if not user.may(deed.verb):
        raise NotAllowed(deed.verb)
    form = deed.form(request.POST, customer=customer, user=user)
    try:
        if not form.is_valid():
            raise Invalid(_("Something is missing or cannot be read: see the marked fields."))
        deed.run(customer, form.cleaned_data, by=user, at=timezone.now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _refused(request, customer, name, refusal)
    messages.success(request, _("Done: %(what)s") % {"what": deed.word})
    return redirect(f"keyaccounts:{'file' if deed.tab in ('edit', 'restricted') else deed.tab}", pk)


def _whose(request: SignedInRequest, pk: UUID, name: str) -> Customer:
    """Whoever asks to see a secret customer knows that there is one, and nothing else."""
    if name == "ask":
        return get_object_or_404(Customer.objects.known_to(request.user).select_related("org"), pk=pk)
    return the_customer(request, pk)


def _refused(request: SignedInRequest, customer: Customer, name: str, refusal: Refusal) -> HttpResponse:
    """The page as it is by now, with what was not saved still in its place."""
    tab = DEEDS[name].tab
    typed = {"tried": name, "typed": request.POST}
    told = _asked(request, customer, **typed) if tab == "restricted" else _facts(request, customer.pk, tab, **typed)
    if name in told["deeds"]:
        form = told["deeds"][name].form
        form.is_valid()
        for field, sentence in refusal.fields.items():
            if field in form.fields and field not in form.errors:
                form.add_error(field, sentence)
    told |= {"refusal": refusal.sentence(), "tried": name}
    return render(request, f"keyaccounts/{tab}.html", told, status=refusal.status)


@require_POST
@may("customers")
def paper(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The file on paper, masked as on the screen; who printed whose, and why, is recorded."""
    reason = request.POST.get("reason", "").strip()[:200]
    if not reason:
        raise Invalid(_("Write for what the file is printed."), fields={"reason": _("missing")})
    customer, at = the_customer(request, pk), timezone.now()
    audit(what="customer_printed", by=request.user, at=at, facts={"customer": str(pk)}, reason=reason)
    told: dict[str, Any] = {"customer": customer, "reason": reason, "at": at, "by": request.user}
    for name in ("file", "services", "contracts", "visits", "dates"):
        told |= pages.PAGES[name](customer, request.user, request.GET, at=at)
    return render(request, "print/customer.html", told)
