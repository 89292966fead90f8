"""Files of a case: added on its page or on the phone, opened one at a time, taken out of sight with a reason."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import audit
from accounts.requests import SignedInRequest
from servicedesk.lib.files.limits import MOST_AT_ONCE
from servicedesk.lib.files.reading import Ready, made_ready
from servicedesk.lib.gate import may, open_to_all
from servicedesk.lib.refusals import NotAllowed, Refusal
from tickets import filing, progress
from tickets.actions.attaching import attach, hide_file
from tickets.actions.spine import has_right, require
from tickets.models import Attachment, CustomerLink, Ticket
from tickets.views.serving import is_files_host, served, streamed


def read_uploads(request: HttpRequest) -> tuple[list[Ready], list[str]]:
    """What was sent, made ready; and why some of it was not taken: the good ones come in, the others are named."""
    ready, why_not = [], []
    for upload in request.FILES.getlist("files")[: MOST_AT_ONCE + 1]:
        try:
            ready.append(made_ready(upload))
        except Refusal as refusal:
            why_not.append(refusal.sentence())
    return ready, why_not


@require_http_methods(["GET", "HEAD", "POST"])
@may("read")
def files(request: SignedInRequest, number: str) -> HttpResponse:
    """The panel of a case's files; a POST adds to them."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    if request.method == "POST":
        return _added(request, ticket)
    return render(request, "tickets/_files.html", panel(ticket, request))


def panel(ticket: Ticket, request: SignedInRequest) -> dict[str, Any]:
    """What the panel shows to this reader."""
    return {
        "ticket": ticket,
        "files": filing.files_of(ticket),
        "may_attach": has_right(ticket, "attach", by=request.user),
    }


def _added(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    require(ticket, "attach", by=request.user)
    ready, why_not = read_uploads(request)
    audience, kind = request.POST.get("audience", ""), request.POST.get("kind", "")
    audience = audience if audience in Attachment.Audience else Attachment.Audience.INTERNAL
    kind = kind if kind in Attachment.Kind else ""
    try:
        added = attach(ticket, ready, by=request.user, audience=audience, kind=kind) if ready else []
    except NotAllowed:
        raise
    except Refusal as refusal:
        added, why_not = [], [*why_not, refusal.sentence()]
    if request.headers.get("HX-Request"):
        return render(request, "tickets/_files.html", panel(ticket, request) | {"why_not": why_not})
    if added:
        text = ngettext("%(count)d file was added.", "%(count)d files were added.", len(added))
        messages.success(request, text % {"count": len(added)})
    for sentence in why_not:
        messages.error(request, sentence)
    return redirect(_back_to(request, ticket))


def _back_to(request: SignedInRequest, ticket: Ticket) -> str:
    """The page that the form stood on; nowhere outside this house."""
    to = request.POST.get("next", "")
    is_ours = to.startswith("/") and url_has_allowed_host_and_scheme(to, {request.get_host()})
    return to if is_ours else f"/t/{ticket.number}/#files"


def _file(request: SignedInRequest, key: UUID) -> Attachment:
    """The one door from an address to a file: through what this person may see of the cases. I32, security line 17."""
    return get_object_or_404(Attachment.objects.visible_to(request.user).select_related("ticket", "by"), pk=key)


@require_GET
@may("read")
def download(request: SignedInRequest, key: UUID) -> HttpResponseBase:
    """The file, if it is judged clean, whole and hidden by nobody; that it was opened is on record."""
    attachment = _file(request, key)
    if not attachment.is_servable:
        raise Http404
    facts = {"file": str(attachment.pk), "ticket": attachment.ticket.number if attachment.ticket else ""}
    audit(what="file", by=request.user, at=timezone.now(), facts=facts)
    return served(attachment)


@require_GET
@may("read")
def small(request: SignedInRequest, key: UUID) -> HttpResponseBase:
    """The small picture of a photo."""
    attachment = _file(request, key)
    if not attachment.is_servable:
        raise Http404
    return served(attachment, small=True)


@require_GET
@may("read")
def look(request: SignedInRequest, key: UUID) -> HttpResponse:
    """One file by itself: the picture, what is known of it, and how to take it out of sight."""
    attachment = _file(request, key)
    if attachment.ticket is None:
        raise Http404
    return render(request, "tickets/file.html", _about(attachment, request))


def _about(attachment: Attachment, request: SignedInRequest) -> dict[str, Any]:
    return {
        "file": attachment,
        "ticket": attachment.ticket,
        "may_hide": filing.may_hide(attachment, request.user),
    }


@require_POST
@may("hide_file")
def hide(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Take a file out of sight; a refusal keeps the reason that was typed."""
    attachment = _file(request, key)
    if attachment.ticket is None:
        raise Http404
    try:
        hide_file(attachment, reason=request.POST.get("reason", "")[:500], by=request.user)
    except NotAllowed:
        raise
    except Refusal as refusal:
        told = {"refusal": refusal.sentence()}
        return render(request, "tickets/file.html", _about(attachment, request) | told, status=refusal.status)
    return redirect(f"/t/{attachment.ticket.number}/#files")


@require_GET
@open_to_all
def signed(request: HttpRequest, token: str) -> HttpResponseBase:
    """On the other host name: whoever has an address that still holds was let in a moment ago."""
    attachment, is_small = filing.behind(token)
    if attachment is None or not is_files_host(request):
        raise Http404
    return streamed(attachment, small=is_small)


@require_GET
@open_to_all
def of_customer(request: HttpRequest, token: str, key: UUID, size: str = "") -> HttpResponseBase:
    """What the holder of a slip may open: only what was added for the customer too."""
    link = progress.ticket_behind(token, CustomerLink.Purpose.PROGRESS, at=timezone.now())
    if link is None:
        raise Http404
    attachment = get_object_or_404(Attachment.objects.for_customer(), ticket=link.ticket, pk=key)
    return served(attachment, small=size == "small")
