"""The administrator's pages about the systems that call our API."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from hotline import clientpages
from hotline.actions import add_key, change_client, revoke_key, switch_client
from hotline.actions.clients import let_in
from hotline.api.door import spoken_verbs
from hotline.forms import ClientForm, KeyForm, NewClientForm
from hotline.models import ApiClient, ApiKey
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import Refusal

HERE = {"rail_here": "clients"}


def _known(request: SignedInRequest, pk: UUID) -> ApiClient:
    return get_object_or_404(ApiClient.objects.visible_to(request.user).select_related("user", "org"), pk=pk)


@require_GET
@may("clients")
def clients(request: SignedInRequest) -> HttpResponse:
    """Every system that may call, with its role, its keys and when it last did."""
    rows = clientpages.client_rows(request.user, at=timezone.now())
    return render(request, "hotline/clients.html", {"rows": rows, **HERE})


@require_http_methods(["GET", "POST"])
@may("clients")
def new(request: SignedInRequest) -> HttpResponse:
    """Let a system in. It holds no key yet."""
    form = NewClientForm(request.POST or None, places=clientpages.places_for(request.user))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with refusals_on(form):
            made = let_in(org=told["places"][0].org, by=request.user, **told)
            messages.success(request, _("Let in. Narrow what it may do, then make its first key."))
            return redirect("clients:client", made.pk)
    return render(request, "hotline/new.html", {"form": form, **HERE}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("clients")
def client(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One client: its walls, its keys, what was changed."""
    held = _known(request, pk)
    role, places = clientpages.role_and_places(held)
    chosen = request.POST.get("role", role)
    verbs = clientpages.words_of(chosen, spoken_verbs())
    known = {"role": role, "places": places, "addresses": "\n".join(held.addresses), "scopes": held.scopes}
    known |= {name: getattr(held, name) for name in ("name", "per_minute", "language", "must_sign", "version")}
    facts: dict[str, Any] = {"places": clientpages.places_for(request.user).filter(org=held.org), "verbs": verbs}
    form = ClientForm(_posted(request, verbs), initial=known, **facts)
    if request.method == "POST" and form.is_valid() and _changed(request, held, form):
        return redirect("clients:client", pk)
    return _drawn(request, held, form)


def _posted(request: SignedInRequest, verbs: list[tuple[str, object]]) -> Any:
    """What was sent; verbs that another role has taken along fall away."""
    if request.method != "POST":
        return None
    told, known = request.POST.copy(), {verb for verb, _word in verbs}
    told.setlist("scopes", [verb for verb in told.getlist("scopes") if verb in known])
    return told


def _changed(request: SignedInRequest, held: ApiClient, form: ClientForm) -> bool:
    told = form.cleaned_data
    where = {"role": told["role"], "places": told["places"], "version": told["version"]}
    try:
        change_client(held, told=form.told(), by=request.user, at=timezone.now(), **where)
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("Saved. It holds from the next request on."))
    return True


def _drawn(request: SignedInRequest, held: ApiClient, form: ClientForm) -> HttpResponse:
    facts: dict[str, Any] = {"held": held, "form": form, "key_form": KeyForm(), "changes": clientpages.changes_of(held)}
    facts["keys"] = clientpages.keys_of(held, at=timezone.now())
    facts["latest"] = clientpages.requests_of(held, request.user).order_by("-at", "-pk")[:5]
    return render(request, "hotline/client.html", facts | HERE, status=422 if form.errors else 200)


@require_POST
@may("clients")
def make_key(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Make a key and show it, on this one answer and never again."""
    held, days = _known(request, pk), request.POST.get("days", "")
    expires = timezone.now() + timedelta(days=int(days)) if days in ("30", "90", "365") else None
    try:
        text = add_key(held, by=request.user, expires_at=expires)
    except Refusal as refusal:
        messages.warning(request, refusal.sentence())
        return redirect("clients:client", pk)
    key = ApiKey.objects.get(client=held, prefix=text.split("_")[1])
    return render(request, "hotline/secret.html", {"held": held, "key": key, "text": text, **HERE})


@require_POST
@may("clients")
def revoke(request: SignedInRequest, pk: UUID, key: UUID) -> HttpResponse:
    """Take a key back; it is dead at its next request."""
    held = get_object_or_404(ApiKey, pk=key, client=_known(request, pk))
    revoke_key(held, by=request.user)
    messages.success(request, _("Revoked. The next request with it is refused."))
    return redirect("clients:client", pk)


@require_POST
@may("clients")
def switch(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Shut a client out, or let it in again."""
    on = request.POST.get("on") == "1"
    switch_client(_known(request, pk), on=on, by=request.user, at=timezone.now())
    messages.success(request, _("It may call again.") if on else _("Shut out. Its next request is refused."))
    return redirect("clients:client", pk)


@require_GET
@may("clients")
def requests(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What it asked in the last seven days, newest first."""
    held, outcome = _known(request, pk), request.GET.get("outcome", "")
    request_id = request.GET.get("id", "").strip()[:64]
    rows = clientpages.requests_of(held, request.user, outcome=outcome, request_id=request_id)
    page = newest_first(rows, request.GET)
    facts = {"held": held, "pager": page, "outcome": outcome, "request_id": request_id}
    return render(request, "hotline/requests.html", facts | HERE)
