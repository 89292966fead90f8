"""The supervisor's pages."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from supervision import board as figures
from supervision import status as clockwork
from supervision import stuck as stuck_things
from tickets import watch
from tickets.actions import urging
from tickets.actions.spine import database_time
from tickets.models import Ticket
from tickets.sentences import tell
from tickets.views.live import live

TABS = {
    "due": gettext_lazy("Overdue and soon due"),
    "undispatched": gettext_lazy("Not dispatched"),
    "returned": gettext_lazy("Sent back"),
    "complaints": gettext_lazy("Complaints"),
    "callback": gettext_lazy("Awaiting callback"),
    "paused": gettext_lazy("Paused"),
    "open": gettext_lazy("All open"),
    "imported": gettext_lazy("Imported, overdue"),
}


@require_GET
@may("board")
@live
def board(request: SignedInRequest) -> HttpResponse:
    """Open on what is overdue and about to be; every figure is a filter in the address."""
    at = timezone.now()
    view = request.GET.get("view", "due") if request.GET.get("view") in figures.VIEWS else "due"
    halls = Unit.objects.filter(pk__in=request.user.units("board"), kind=Unit.Kind.HALL).order_by("code")
    hall = halls.filter(code=request.GET.get("hall", "")[:12]).first()
    rows = figures.chosen(request.user, view, hall=hall, at=at)
    context: dict[str, Any] = {
        "view": view,
        "hall": hall,
        "halls": halls,
        "rows": _with_last_words(rows),
        "figures": figures.figures(request.user, hall=hall, at=at),
        "tabs": TABS.items(),
        "late": sum(1 for row in rows if row.clock and row.clock.due_at <= at),
        "bars": figures.next_two_hours(request.user, hall=hall, at=at),
        "loads": figures.by_hall(request.user, at=at),
        "people": figures.by_person(request.user, at=at),
        "may_urge": request.user.may("urge"),
    }
    return render(request, "supervision/board.html", context)


def _with_last_words(rows: Sequence[figures.Row]) -> list[tuple[figures.Row, str, object]]:
    last = figures.latest_events(rows)
    told = [(row, last.get(row.ticket.pk)) for row in rows]
    return [(row, tell(event) if event else "", event.at if event else None) for row, event in told]


@require_POST
@may("board")
def urge(request: SignedInRequest) -> HttpResponse:
    """Urge every selected case; the good ones are done, each that could not be is named with its reason."""
    chosen = request.POST.getlist("number")[: figures.MOST]
    visible = Ticket.objects.visible_to(request.user).filter(number__in=chosen)
    done = 0
    for ticket in visible:
        try:
            urging.urge(ticket, by=request.user)
            done += 1
        except Refusal as refusal:
            messages.warning(request, f"{ticket.short_number}：{refusal.sentence()}")
    if done:
        messages.success(request, ngettext("%(n)d ticket urged.", "%(n)d tickets urged.", done) % {"n": done})
    elif not chosen:
        messages.warning(request, _("Choose at least one ticket first."))
    return redirect(f"/board/?{request.GET.urlencode()}")


@require_GET
@may("status")
def status(request: SignedInRequest) -> HttpResponse:
    """Whether the machine that keeps the promises is well, and what to do where it is not."""
    seen = watch.read(at=database_time())
    context: dict[str, Any] = {
        "alarms": clockwork.told(seen.alarms),
        "lines": clockwork.lines(seen),
        "set_aside": clockwork.set_aside(request.user) if seen.set_aside else [],
        "stuck": seen.given_up + seen.set_aside + seen.dead_letters,
        "may_settle": request.user.may("stuck"),
    }
    return render(request, "supervision/status.html", context)


@require_GET
@may("stuck")
def stuck(request: SignedInRequest) -> HttpResponse:
    """What could not be settled or told, with its error; one kind at a time, the first that has any."""
    kinds = stuck_things.KINDS
    counts = {code: kind.of(request.user)[: stuck_things.MOST].count() for code, kind in kinds.items()}
    first = next((code for code, count in counts.items() if count), "deadlines")
    chosen = request.GET.get("what", "") if request.GET.get("what") in kinds else first
    kind = kinds[chosen]
    context = {
        "tabs": [(code, one.word, counts[code]) for code, one in kinds.items()],
        "chosen": chosen,
        "kind": kind,
        "rows": [kind.shown(row) for row in kind.of(request.user)[: stuck_things.MOST]],
        "most": stuck_things.MOST,
    }
    return render(request, "supervision/stuck.html", context)


@require_POST
@may("stuck")
def settle(request: SignedInRequest, kind: str, verb: str) -> HttpResponse:
    """Try the chosen ones again, or drop them with a reason."""
    if kind not in stuck_things.KINDS or verb not in ("again", "drop"):
        raise Http404
    keys, reason = request.POST.getlist("key")[: stuck_things.MOST], request.POST.get("reason", "")[:500]
    done, refused = stuck_things.settle(request.user, kind, verb, keys, reason=reason, at=database_time())
    for sentence in refused:
        messages.warning(request, sentence)
    if done:
        word = ngettext("%(n)d dealt with.", "%(n)d dealt with.", done)
        messages.success(request, word % {"n": done})
    elif not refused:
        messages.warning(request, _("Choose at least one first."))
    return redirect(f"/manage/stuck/?what={kind}")
