"""The pages about the clockwork and what it could not settle."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from supervision import status as clockwork
from supervision import stuck as stuck_things
from tickets import watch
from tickets.actions.spine import database_time


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
