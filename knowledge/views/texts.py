"""Quick texts: a list with one form."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest, seen_version
from deadlines.reading import company_of
from knowledge.actions.texts import drop_text, keep_text
from knowledge.filling import HOLES
from knowledge.forms import QuickTextForm, scope_of
from knowledge.models import QuickText
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@may("knowledge")
def texts(request: SignedInRequest) -> HttpResponse:
    """My quick texts and the shared ones; below them the form for a new one."""
    return _desk(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@may("knowledge")
def text(request: SignedInRequest, pk: str) -> HttpResponse:
    """One quick text in the form."""
    return _desk(request, get_object_or_404(QuickText.objects.visible_to(request.user), pk=pk))


@require_POST
@may("knowledge")
def drop(request: SignedInRequest, pk: str) -> HttpResponse:
    """Throw one away."""
    found = get_object_or_404(QuickText.objects.visible_to(request.user), pk=pk)
    drop_text(found, by=request.user, version=seen_version(request))
    messages.success(request, _("Thrown away: %(title)s") % {"title": found.title})
    return redirect("knowledge:texts")


def _desk(request: SignedInRequest, known: QuickText | None) -> HttpResponse:
    org = company_of(request.user)
    form = QuickTextForm(request.POST or None, org=org, user=request.user, initial=_said_by(known))
    told: dict[str, Any] = {"form": form, "known": known, "version": known.version if known else 0}
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        done: dict[str, Any] = {
            "by": request.user,
            "at": timezone.now(),
            "known": known,
            "version": seen_version(request),
        }
        try:
            keep_text(form.wording(), org=org, **done)
        except Refusal as refusal:
            for name, why in refusal.fields.items():
                form.add_error(name if name in form.fields else None, why)
            told, status = told | {"refusal": refusal.sentence()}, refusal.status
        else:
            messages.success(request, _("Saved."))
            return redirect("knowledge:texts")
    return render(request, "knowledge/texts.html", told | _around(request.user), status=status)


def _around(user: User) -> dict[str, Any]:
    rows = list(QuickText.objects.visible_to(user).select_related("unit"))
    mine = [row for row in rows if row.owner_id]
    shared = [row for row in rows if not row.owner_id]
    groups = [(_("My texts"), mine, True), (_("Shared texts"), shared, user.may("knowledge_edit"))]
    return {"groups": groups, "holes": HOLES.items(), "today": timezone.localdate()}


def _said_by(text: QuickText | None) -> dict[str, Any]:
    if text is None:
        return {"use": "note", "scope": "mine"}
    names = ("title", "body", "use", "expires_on")
    return {name: getattr(text, name) for name in names} | {"scope": scope_of(text)}
