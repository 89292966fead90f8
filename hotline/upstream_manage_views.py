"""The administrator's pages about hotlines above us: set up, tried, paused; what their codes mean; what went up."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from hotline.actions import hooking
from hotline.hookpages import message_rows
from hotline.model_hooks import HookMessage
from hotline.model_upstream import Upstream, UpstreamCode
from hotline.upstream import codes as mapping
from hotline.upstream import setting
from hotline.upstream_forms import SETTINGS, CodeForm, UpstreamForm
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import Refusal

HERE = {"rail_here": "clients"}
MOST = 300


def _known(request: SignedInRequest, pk: UUID) -> Upstream:
    rows = Upstream.objects.visible_to(request.user).select_related("hook", "client__user", "org", "hall", "category")
    return get_object_or_404(rows, pk=pk)


@require_GET
@may("clients")
def upstreams(request: SignedInRequest) -> HttpResponse:
    """Every hotline above us: how it stands, how many of its codes nobody has mapped."""
    unmapped = Count("codes", filter=Q(codes__ours="") & ~Q(codes__kind="status"), distinct=True)
    waiting = Count("orders", filter=Q(orders__state="waiting"), distinct=True)
    rows = Upstream.objects.visible_to(request.user).select_related("hook", "client")
    rows = rows.annotate(unmapped=unmapped, waits=waiting).order_by("name")
    return render(request, "upstream/upstreams.html", {"rows": rows, **HERE})


@require_http_methods(["GET", "POST"])
@may("clients")
def new(request: SignedInRequest) -> HttpResponse:
    """Set one up."""
    form = UpstreamForm(request.POST or None, orgs=list(request.user.orgs()), is_new=True)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            client = form.cleaned_data["client"]
            made = setting.set_up(client, by=request.user, at=timezone.now(), **form.told())
            messages.success(request, _("Set up. Try the connection, then map its codes."))
            return redirect("clients:upstream", made.pk)
    return render(request, "upstream/new.html", {"form": form, **HERE}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("clients")
def upstream(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One hotline above us: its settings, and what went up to it."""
    held = _known(request, pk)
    known = {name: getattr(held, name) for name in (*SETTINGS, "category", "version") if name != "secret"}
    known["is_active"] = held.hook.is_active
    form = UpstreamForm(request.POST or None, initial=known, orgs=[held.org], is_new=False)
    if request.method == "POST" and form.is_valid() and _changed(request, held, form):
        return redirect("clients:upstream", pk)
    state = request.GET.get("state", "")
    rows = HookMessage.objects.filter(hook=held.hook_id)
    rows = rows.filter(state=state) if state in HookMessage.State.values else rows
    page = newest_first(rows, request.GET, by="created_at", size=20)
    facts: dict[str, Any] = {"held": held, "form": form, "pager": page, "rows": message_rows(page.rows), "state": state}
    return render(request, "upstream/upstream.html", facts | HERE, status=422 if form.errors else 200)


def _changed(request: SignedInRequest, held: Upstream, form: UpstreamForm) -> bool:
    told = form.told() | {name: form.cleaned_data[name] for name in ("is_active", "version")}
    try:
        setting.change(held, by=request.user, at=timezone.now(), **told)
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("Saved."))
    return True


@require_POST
@may("clients")
def test(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask it for its list, and say what came of that."""
    try:
        count = setting.test_connection(_known(request, pk))
        messages.success(request, _("It answers: %(n)d orders on the first page of its list.") % {"n": count})
    except Refusal as refusal:
        messages.warning(request, refusal.sentence())
    return redirect("clients:upstream", pk)


@require_POST
@may("clients")
def resend(request: SignedInRequest, pk: UUID, message: UUID) -> HttpResponse:
    """Send one letter again, under the same id."""
    found = get_object_or_404(HookMessage, pk=message, hook=_known(request, pk).hook_id)
    try:
        hooking.send_again(found, at=timezone.now())
        messages.success(request, _("It is sent again, under the same id."))
    except Refusal as refusal:
        messages.warning(request, refusal.sentence())
    return redirect("clients:upstream", pk)


@require_http_methods(["GET", "POST"])
@may("clients")
def codes(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What their codes mean here; those that nobody has mapped first."""
    held = _known(request, pk)
    if request.method == "POST":
        _map(request, held)
        return redirect("clients:upstream_codes", pk)
    choices = {kind: mapping.choices(held, kind) for kind in UpstreamCode.Kind.values}
    found = UpstreamCode.objects.filter(upstream=held).order_by("-seen", "kind", "theirs")[:MOST]
    rows = sorted(found, key=lambda row: (bool(row.ours), -row.seen, row.kind, row.theirs))
    lines = [(row, choices[row.kind]) for row in rows]
    facts = {"held": held, "lines": lines, "form": CodeForm(), "unmapped": sum(not row.ours for row in rows)}
    return render(request, "upstream/codes.html", facts | HERE)


def _map(request: SignedInRequest, held: Upstream) -> None:
    told, at = request.POST, timezone.now()
    try:
        if told.get("code"):
            row = get_object_or_404(UpstreamCode, pk=told["code"], upstream=held)
            done, left = mapping.map_code(row, ours=told.get("ours", ""), by=request.user, at=at)
            words = _("Mapped. %(done)d cases put right, %(left)d left as they are.") % {"done": done, "left": left}
            messages.success(request, words)
        else:
            kind, theirs = told.get("kind", ""), told.get("theirs", "")
            mapping.add_code(held, kind=kind, theirs=theirs, ours="", by=request.user, at=at)
            messages.success(request, _("Added. Say what it means here."))
    except Refusal as refusal:
        messages.warning(request, refusal.sentence())
