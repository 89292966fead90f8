"""The administrator's pages about webhooks: where each client wants to hear of what, and every message that was sent."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from hotline.actions import hooking
from hotline.forms import HookForm
from hotline.hookpages import HERE, message_rows
from hotline.model_hooks import Hook, HookMessage
from hotline.models import ApiClient
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import Refusal

State = HookMessage.State


def _client(request: SignedInRequest, pk: UUID) -> ApiClient:
    return get_object_or_404(ApiClient.objects.visible_to(request.user).select_related("user", "org"), pk=pk)


def _hooks(request: SignedInRequest) -> QuerySet[Hook]:
    return Hook.objects.of_clients(request.user).filter(ended_at__isnull=True).select_related("client")


def _hook(request: SignedInRequest, pk: UUID, hook: UUID) -> Hook:
    return get_object_or_404(_hooks(request), pk=hook, client=_client(request, pk))


@require_GET
@may("clients")
def undelivered(request: SignedInRequest) -> HttpResponse:
    """What was given up, of all clients, and the addresses that are in trouble."""
    rows = HookMessage.objects.filter(state=State.DEAD, hook__in=_hooks(request))
    page = newest_first(rows.select_related("hook__client"), request.GET, by="created_at")
    trouble = _hooks(request).filter(Q(failures__gt=0) | Q(is_gone=True)).order_by("-failures", "pk")[:50]
    facts = {"pager": page, "rows": message_rows(page.rows), "trouble": trouble}
    return render(request, "hotline/undelivered.html", facts | HERE)


@require_http_methods(["GET", "POST"])
@may("clients")
def hooks(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The webhooks of one client; a new one shows its secret, on this one answer and never again."""
    held, form = _client(request, pk), HookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = hooking.hook_up(held, by=request.user, at=timezone.now(), **form.told())
            return _secret(request, made)
    counts = {"waits": Count("messages", filter=Q(messages__state=State.WAITING))}
    counts |= {"dead": Count("messages", filter=Q(messages__state=State.DEAD))}
    rows = _hooks(request).filter(client=held).annotate(**counts).order_by("-created_at", "-pk")
    facts: dict[str, Any] = {"held": held, "rows": rows, "form": form, "now": timezone.now()}
    return render(request, "hotline/hooks.html", facts | HERE, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("clients")
def hook(request: SignedInRequest, pk: UUID, hook: UUID) -> HttpResponse:
    """One webhook: what it wants, how that goes, every message of it."""
    held = _hook(request, pk, hook)
    known = {name: getattr(held, name) for name in ("address", "topics", "is_active", "version")}
    form = HookForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid() and _changed(request, held, form):
        return redirect("clients:hook", pk, hook)
    state = request.GET.get("state", "")
    rows = HookMessage.objects.filter(hook=held, **({"state": state} if state in State.values else {}))
    page = newest_first(rows, request.GET, by="created_at")
    facts: dict[str, Any] = {"held": held, "form": form, "pager": page, "rows": message_rows(page.rows), "state": state}
    return render(request, "hotline/hook.html", facts | HERE, status=422 if form.errors else 200)


def _changed(request: SignedInRequest, held: Hook, form: HookForm) -> bool:
    told = form.told() | {"is_active": form.cleaned_data["is_active"], "version": form.cleaned_data["version"]}
    try:
        hooking.change_hook(held, by=request.user, at=timezone.now(), **told)
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("Saved."))
    return True


def _secret(request: SignedInRequest, made: hooking.Hooked) -> HttpResponse:
    facts = {"held": made.hook, "text": made.secret, "is_second": made.hook.secret_round > 1}
    return render(request, "hotline/hook_secret.html", facts | HERE)


@require_POST
@may("clients")
def secret(request: SignedInRequest, pk: UUID, hook: UUID) -> HttpResponse:
    """Another secret; for a day both sign."""
    held = _hook(request, pk, hook)
    try:
        return _secret(request, hooking.new_secret(held, by=request.user, at=timezone.now()))
    except Refusal as refusal:
        messages.warning(request, refusal.sentence())
        return redirect("clients:hook", pk, hook)


@require_POST
@may("clients")
def end(request: SignedInRequest, pk: UUID, hook: UUID) -> HttpResponse:
    """Nothing more is sent there."""
    hooking.end_hook(_hook(request, pk, hook), by=request.user, at=timezone.now())
    messages.success(request, _("Ended. Nothing more is sent there."))
    return redirect("clients:hooks", pk)


@require_POST
@may("clients")
def test(request: SignedInRequest, pk: UUID, hook: UUID) -> HttpResponse:
    """Send an event that says nothing."""
    held = _hook(request, pk, hook)
    try:
        hooking.send_test(held, at=timezone.now())
        messages.success(request, _("A test is on its way. Look again in a few seconds."))
    except Refusal as refusal:
        messages.warning(request, refusal.sentence())
    return redirect("clients:hook", pk, hook)


@require_POST
@may("clients")
def resend(request: SignedInRequest, pk: UUID, hook: UUID, message: UUID) -> HttpResponse:
    """Send one message again, under the same id."""
    found = get_object_or_404(HookMessage, pk=message, hook=_hook(request, pk, hook))
    try:
        hooking.send_again(found, at=timezone.now())
        messages.success(request, _("It is sent again, under the same id."))
    except Refusal as refusal:
        messages.warning(request, refusal.sentence())
    return redirect("clients:hook", pk, hook)
