"""The supervisor's board, and what is done from it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.standing import looked_up
from accounts.taking import Wish
from accounts.taking_views import taken_or_back
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed, Refusal
from supervision.board import acts, figures, undoing
from supervision.board.asked import TABS, Asked, asked
from supervision.board.counting import counted, shown
from supervision.board.dues import MOST_DUE, dues
from supervision.board.loads import bars, loads, places
from supervision.board.rows import MOST, lines
from supervision.board.sparkline import with_days
from supervision.sight import Sight
from tickets.lifecycle import Kind
from tickets.listing import key_of
from tickets.more_time import waiting_at
from tickets.views.live import live

NOT_ALL = 409


@dataclass
class Told:
    """What the page is to say beside the board: what was chosen, what stands against it, which question is open."""

    chosen: list[str] = field(default_factory=list)
    against: dict[str, str] = field(default_factory=dict)
    gone: int = 0
    text: str = ""
    asks: str = ""
    batch: UUID | None = None


@require_GET
@looked_up()
@may("board")
@live
def board(request: SignedInRequest) -> HttpResponse:
    """Open on what is overdue and about to be; every figure is a filter in the address."""
    return _shown(request, Told(batch=key_of(request.GET.get("done", ""))))


@require_POST
@may("board")
def act(request: SignedInRequest) -> HttpResponse:
    """Do something to every chosen case; what could not be done stays chosen and says why."""
    wish = _wish(request)
    if not request.user.may(acts.ACTS[wish.verb][0]):
        raise NotAllowed(acts.ACTS[wish.verb][0])
    if not wish.numbers:
        messages.warning(request, _("Choose at least one ticket first."))
        return redirect(f"/board/?{request.GET.urlencode()}")
    if wish.verb == "transfer" and not wish.to:
        return _shown(request, Told(wish.numbers, asks="transfer", text=wish.text))
    outcome = acts.act(wish, by=request.user)
    if outcome.done and wish.verb not in acts.UNDOABLE:
        messages.success(request, acts.ACTS[wish.verb][2] % {"n": len(outcome.done)})
    if not outcome.against and not outcome.gone:
        return redirect(f"/board/?{_asked_of(request).query(done=wish.batch if wish.verb in acts.UNDOABLE else None)}")
    told = Told(list(outcome.against), outcome.against, outcome.gone, wish.text, batch=wish.batch)
    return _shown(request, told, status=NOT_ALL)


@require_POST
@may("board")
def undo(request: SignedInRequest, batch: UUID) -> HttpResponse:
    """Take back what one press did, within its seconds; what could not be says why."""
    try:
        taken = undoing.undo(batch, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence())
        return redirect(f"/board/?{_asked_of(request).query()}")
    if taken.done:
        text = ngettext("%(n)d ticket is as it was.", "%(n)d tickets are as they were.", taken.done)
        messages.success(request, text % {"n": taken.done})
    for number, why in taken.against.items():
        messages.warning(request, f"{number} · {why}")
    return redirect(f"/board/?{_asked_of(request).query()}")


@require_POST
@may("export")
def export(request: SignedInRequest) -> HttpResponse:
    """The list as it is filtered, as a table, with a reason; beyond 500 rows a second person is asked."""
    address = _asked_of(request).query()
    return taken_or_back(
        request, Wish.of("board", request.POST, query=address), by=request.user, back=f"/board/?{address}"
    )


def _asked_of(request: SignedInRequest) -> Asked:
    return asked(request.GET, halls=Sight(request.user).halls)


def _wish(request: SignedInRequest) -> acts.Wish:
    told = request.POST
    verb = told.get("do", "urge")
    verb = verb if verb in acts.ACTS else "urge"
    text = told.get(f"{verb}_text", "").strip()[:2000]
    numbers = list(dict.fromkeys(told.getlist("number")))[:MOST]
    return acts.Wish(verb, numbers, text, told.get("to", "")[:60], told.get("limit", "")[:60])


def _shown(request: SignedInRequest, told: Told, *, status: int = 200) -> HttpResponse:
    user, at = request.user, timezone.now()
    sight = Sight(user)
    want = asked(request.GET, halls=sight.halls)
    context = _context(user, sight, want, told, at=at)
    return render(request, "supervision/board.html", context, status=status)


def _context(user: User, sight: Sight, want: Asked, told: Told, *, at: datetime) -> dict[str, Any]:
    due = dues(sight, want, at=at, most=MOST)
    here = places(want, due, sight.halls)
    lists, today = figures.views_to_count(sight, want), figures.ended_today(sight, want, at=at)
    counts = counted(lists, whole=today, each=here.to_count(sight, want))
    late, soon = figures.late_and_soon(due)
    by_hall, by_person = loads(want, here, counts)
    rows = lines(user, want, due, at=at, against=told.against)
    tiles = figures.tiles(want, due, counts, at=at)
    numbers = {**{view: shown(n) for view, n in counts.items()}, "due": shown(late + soon, MOST_DUE)}
    return {
        "want": want,
        "chips": want.chips(lambda key: here.people.get(key) or _name(user, key)),
        "halls": sight.halls,
        "kinds": Kind.choices,
        "rows": rows,
        "waiting": waiting_at(user, [row.ticket for row in rows]),
        "many": numbers.get(want.tab, "") if want.view in TABS else "",
        "figures": [*tiles[:-1], with_days(tiles[-1], want, sight, counts, at=at)],
        "tabs": [(view, word, numbers[view]) for view, word in TABS.items() if view != "imported" or counts[view]],
        "late": late,
        "bars": bars(want, due, at=at),
        "loads": by_hall,
        "people": by_person,
        "told": told,
        "targets": acts.targets(user) if told.asks else [],
        "may": {verb: user.may(right) for verb, (right, *_rest) in acts.ACTS.items()},
        "last_late": None if rows or want.tab != "due" else figures.latest_late(user, at=at),
        "gone": _gone(told.gone),
        **_undo_of(told, user, at=at),
        "may_export": user.may("export"),
    }


def _undo_of(told: Told, user: User, *, at: datetime) -> dict[str, Any]:
    rows = undoing.held(told.batch, by=user, at=at)
    return {"held": undoing.words(rows), "held_until": rows[0].held_until, "batch": told.batch} if rows else {}


def _name(user: User, key: UUID) -> str:
    name = User.objects.filter(pk=key, org__in=user.orgs()).values_list("name", flat=True).first()
    return name or _("somebody")


def _gone(gone: int) -> str:
    text = ngettext(
        "%(n)d of the chosen tickets is no longer on your board.",
        "%(n)d of the chosen tickets are no longer on your board.",
        gone,
    )
    return text % {"n": gone} if gone else ""
