"""What is missing before a case may end, asked for on the spot."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from servicedesk.lib.files.reading import made_ready
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.actions import closing
from tickets.actions.attaching import attach
from tickets.actions.spine import has_right, require
from tickets.closing_panel import closing_of
from tickets.models import Ticket
from tickets.questionfields import filled_in


@require_http_methods(["GET", "HEAD", "POST"])
@may("read")
def missing(request: SignedInRequest, number: str) -> HttpResponse:
    """The fields, the checklist and the photos that this case still needs; saved at once, in part as well."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user).for_list(), number=number)
    if request.method != "POST":
        return _page(request, ticket)
    require(ticket, "fill", by=request.user)
    try:
        _write_down(request, ticket)
    except Refusal as no:
        return _page(request, ticket, refusal=no.sentence(), status=no.status)
    panel = closing_of(ticket)
    if panel and panel.missing:
        messages.info(request, _("Saved. Still missing: %(names)s") % {"names": "、".join(panel.missing.values())})
        return redirect("tickets:closing", number)
    messages.success(request, _("Everything is there; it can be closed now."))
    return redirect("tickets:detail", number)


def _write_down(request: SignedInRequest, ticket: Ticket) -> None:
    panel = closing_of(ticket)
    for code, _label, _is_missing in panel.slots if panel else []:
        if photo := request.FILES.get(f"photo_{code}"):
            attach(ticket, [made_ready(photo)], by=request.user, slot=code)
    filled = filled_in(panel.rules, request.POST) if panel else {}
    if filled:
        closing.fill(ticket, filled=filled, by=request.user)


def _page(request: SignedInRequest, ticket: Ticket, *, refusal: str = "", status: int = 200) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    may_fill = ticket.is_open and has_right(ticket, "fill", by=request.user)
    facts = {"ticket": ticket, "closing": closing_of(ticket, posted), "refusal": refusal, "may_fill": may_fill}
    return render(request, "tickets/closing.html", facts, status=status)
