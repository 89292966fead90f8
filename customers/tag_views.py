"""The vocabulary of tags: the words, what they mean, and the special care that they ask for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from customers import tagging
from customers.forms import TagForm
from customers.models import Customer, CustomerTag
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal

MOST_COUNTED = 1000


def _org(request: SignedInRequest) -> Unit:
    """The company whose words these are: the one that is named, else the reader's own."""
    rows = Unit.objects.filter(pk__in=request.user.orgs()).order_by("path")
    named = rows.filter(code=request.GET.get("org", "")[:12]).first()
    return named or request.user.org or get_object_or_404(rows[:1])


@require_GET
@may("tags")
def tags(request: SignedInRequest) -> HttpResponse:
    """Every word with its meaning and how many customers carry it."""
    return render(request, "customers/tags.html", _facts(request))


def _facts(request: SignedInRequest, *, tried: UUID | None = None, form: TagForm | None = None) -> dict[str, Any]:
    org = _org(request)
    rows = CustomerTag.objects.filter(org=org).select_related("approver").order_by("retired_at", "name")
    entries = []
    for tag in rows:
        own = form if tried == tag.pk and form else TagForm(org=org, tag=tag, auto_id=f"{tag.pk}_%s")
        carried = Customer.objects.filter(org=org, tags__contains=[tag.name])[:MOST_COUNTED].count()
        entries.append((tag, own, carried, tried == tag.pk))
    new = form if form and tried is None else TagForm(org=org, auto_id="new_%s")
    return {"org": org, "entries": entries, "new": new, "is_new_open": bool(form and tried is None)}


@require_POST
@may("tags")
def keep(request: SignedInRequest, pk: UUID | None = None) -> HttpResponse:
    """Add a word, or change what one means; a refusal keeps what was typed."""
    org = _org(request)
    tag = get_object_or_404(CustomerTag, pk=pk, org__in=request.user.orgs()) if pk else None
    form = TagForm(request.POST, org=tag.org if tag else org, tag=tag, auto_id=f"{pk or 'new'}_%s")
    try:
        if not form.is_valid():
            raise Invalid(_("Something is missing or cannot be read: see the marked fields."))
        tagging.keep_tag(org=tag.org if tag else org, tag=tag, by=request.user, **{"name": "", **form.cleaned_data})
    except NotAllowed:
        raise
    except Refusal as refusal:
        context = _facts(request, tried=pk, form=form) | {"refusal": refusal.sentence()}
        return render(request, "customers/tags.html", context, status=refusal.status)
    messages.success(request, _("Saved."))
    return redirect("customers:tags")


@require_POST
@may("tags")
def retire(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a word out of use, or into use again."""
    tag = get_object_or_404(CustomerTag, pk=pk, org__in=request.user.orgs())
    tagging.retire_tag(tag, by=request.user, at=timezone.now(), back="back" in request.POST)
    return redirect("customers:tags")


@require_POST
@may("tags")
def usual(request: SignedInRequest) -> HttpResponse:
    """Begin with the usual words."""
    tagging.take_usual_tags(_org(request), by=request.user)
    return redirect("customers:tags")
