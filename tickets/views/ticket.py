"""One ticket: where it stands, what happened, what may be done, and the doing of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from deadlines.models import PauseReason
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal
from tickets.actions import appointing, closing, desk, field, pausing, together, urging
from tickets.actions.spine import require
from tickets.actions.viewing import opened
from tickets.closing_panel import closing_of, rules_of
from tickets.faces import answers_of
from tickets.fieldwords import CAUSES, REASONS
from tickets.forms import Appoint, Suspend, Transfer
from tickets.history import VIEWS, changed_since, counted, history_of
from tickets.lifecycle import Kind
from tickets.milestones import clocks_of_ticket, first_due, milestones_of
from tickets.models import Ticket, TicketQuerySet
from tickets.options import ON_FILE, is_called_back, named, options_for, targets, why_not
from tickets.orderbook import panel_of
from tickets.questionfields import filled_in
from tickets.refusals import Stale
from tickets.secrecy import log_reading
from tickets.sentences import tell
from tickets.standing import Standing
from tickets.views import order, pairs
from tickets.views.files import panel

WRITINGS = ("note", "reply", "call")
MOST_NEAR = 5


@dataclass(frozen=True)
class Told:
    """What a form of the page said."""

    posted: QueryDict
    by: User

    def text(self, name: str, most: int = 500) -> str:
        return self.posted.get(name, "")[:most]

    @property
    def version(self) -> int | None:
        """The state of the case that this person saw."""
        seen = self.posted.get("version", "")
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None

    @property
    def step(self) -> dict[str, Any]:
        return {"by": self.by, "version": self.version}

    def filled(self, ticket: Ticket) -> dict[str, Any]:
        """What closing asks for, as far as this form names it."""
        return filled_in(rules_of(ticket), self.posted)


def _write(action: Callable[..., Ticket]) -> Callable[[Ticket, Told], Ticket]:
    return lambda ticket, told: pairs.with_parts(
        ticket, told, lambda one: action(one, text=told.text("text", 5000), by=told.by)
    )


def _with_reason(action: Callable[..., Ticket]) -> Callable[[Ticket, Told], Ticket]:
    return lambda ticket, told: action(ticket, reason=told.text("reason"), **told.step)


def _plain(action: Callable[..., Ticket]) -> Callable[[Ticket, Told], Ticket]:
    return lambda ticket, told: action(ticket, **told.step)


def _call(ticket: Ticket, told: Told) -> Ticket:
    return desk.call(ticket, text=told.text("text", 5000), reached=told.text("reached") != "no", by=told.by)


def _reply(ticket: Ticket, told: Told) -> Ticket:
    return desk.reply(ticket, text=told.text("text", 5000), filled=told.filled(ticket), **told.step)


def _report(ticket: Ticket, told: Told) -> Ticket:
    words = {"text": told.text("text"), "materials": told.text("materials"), "fee": told.text("fee")}
    return field.report(ticket, cause=told.text("cause", 200), filled=told.filled(ticket), **{**words, **told.step})


def _said(form: Form) -> dict[str, Any]:
    """What a form says, or the refusal that names its fields."""
    if not form.is_valid():
        fields = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
        raise Invalid(" ".join(fields.values()), fields=fields)
    return form.cleaned_data


def _transfer(ticket: Ticket, told: Told) -> Ticket:
    to = named(ticket, _said(Transfer(told.posted, choices=targets(ticket)))["to"])
    if to is None:
        raise Http404
    return desk.transfer(ticket, to=to, reason=told.text("reason"), **told.step)


def _suspend(ticket: Ticket, told: Told) -> Ticket:
    return pausing.suspend(ticket, **_said(Suspend(told.posted)), **told.step)


def _appoint(ticket: Ticket, told: Told) -> Ticket:
    return appointing.appoint(ticket, **_said(Appoint(told.posted)), **told.step)


def _close(ticket: Ticket, told: Told) -> Ticket:
    outcome = "exempt" if is_called_back(ticket) else "no_callback"
    if told.text("parts", 4):
        results = together.close_all(ticket, outcome=outcome, by=told.by, reason=told.text("reason"))
        return pairs.told_of(ticket, results)
    return closing.close(ticket, outcome=outcome, reason=told.text("reason"), **told.step)


ACTS: dict[str, Callable[[Ticket, Told], Ticket]] = {
    "note": _write(desk.note),
    "call": _call,
    "reply": _reply,
    "urge": lambda ticket, told: urging.urge(ticket, by=told.by, text=told.text("text")),
    "accept": _plain(field.accept),
    "depart": _plain(field.depart),
    "appoint": _appoint,
    "arrive": _plain(field.arrive),
    "restore": _plain(field.restore),
    "report": _report,
    "suspend": _suspend,
    "resume": _plain(pausing.resume),
    "transfer": _transfer,
    "send_back": _with_reason(field.send_back),
    "withdraw": _with_reason(desk.withdraw),
    "reopen": _with_reason(closing.reopen),
    "close": _close,
    "fill": lambda ticket, told: closing.fill(ticket, filled=told.filled(ticket), **told.step),
    **order.ACTS,
    **pairs.ACTS,
}


@require_GET
@may("read")
def detail(request: SignedInRequest, number: str) -> HttpResponse:
    """The page of one ticket; outside one's scope it does not exist."""
    ticket = _visible(request, number)
    opened(ticket, by=request.user, at=timezone.now())
    return render(request, "tickets/ticket.html", _facts(request, ticket))


@require_POST
@may("read")
def act(request: SignedInRequest, number: str, verb: str) -> HttpResponse:
    """Take one step; a refusal brings the page back with what was typed and says why."""
    ticket = _visible(request, number)
    if verb not in ACTS or (ticket.kind == Kind.COMPLAINT and verb in ON_FILE):
        raise Http404
    require(ticket, verb, by=request.user)
    try:
        ticket = ACTS[verb](ticket, Told(request.POST, request.user))
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _refused(request, number, verb, refusal)
    if verb == "urge" and request.headers.get("HX-Request"):
        return render(request, "tickets/_urge.html", {"ticket": ticket, "urged": True})
    messages.success(request, tell(ticket.timeline.select_related("by").latest("seq")))
    return redirect("tickets:detail", ticket.number)


def _refused(request: SignedInRequest, number: str, verb: str, refusal: Refusal) -> HttpResponse:
    """The page as it is by now, with the text that was not saved still in its place."""
    ticket = _visible(request, number)
    if verb == "urge" and request.headers.get("HX-Request"):
        return render(request, "tickets/_urge.html", {"ticket": ticket, "refusal": refusal.sentence()})
    told = {"refusal": refusal.sentence(), "tried": verb, "typed": request.POST}
    if isinstance(refusal, Stale):
        told |= changed_since(ticket, request.POST)
    return render(request, "tickets/ticket.html", _facts(request, ticket) | told, status=refusal.status)


def _rows(request: SignedInRequest) -> TicketQuerySet:
    joins = ("customer", "supply_point", "handler__home", "first_contact__home", "org")
    return Ticket.objects.visible_to(request.user).for_list().select_related(*joins)


def _visible(request: SignedInRequest, number: str) -> Ticket:
    return get_object_or_404(_rows(request), number=number)


def _facts(request: SignedInRequest, ticket: Ticket) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    log_reading(ticket, by=user, at=now)
    clocks, items = clocks_of_ticket(ticket), history_of(ticket)
    options = options_for(ticket, user)
    view = request.GET.get("show", "all")
    view = view if view in VIEWS else "all"
    return {
        "ticket": ticket,
        "row": Standing(ticket, first_due(clocks)),
        "clocks": clocks,
        "milestones": milestones_of(ticket, clocks, at=now),
        "options": options,
        "targets": targets(ticket) if any(one.verb == "transfer" and not one.why for one in options) else [],
        "pauses": PauseReason.choices,
        "causes": CAUSES,
        "closing": closing_of(ticket, request.POST if request.method == "POST" else None),
        "reasons": REASONS,
        "items": [item for item in items if view in ("all", item.view)],
        "views": counted(items),
        "view": view,
        "answers": _answers(ticket),
        "near": _near(request, ticket),
        "orders": panel_of(ticket, user),
        "writing": request.GET.get("write") if request.GET.get("write") in WRITINGS else "note",
        "why_no": {verb: why_not(ticket, verb, user) for verb in WRITINGS},
        **panel(ticket, request),
        **pairs.family_panel(ticket, user),
        "split_off": next((one for one in items if one.can_split and str(one.pk) == request.GET.get("split")), None),
        "may_reveal": user.may("reveal"),
        "may_follow": user.may("follow"),
        "follows": ticket.watchers.filter(pk=user.pk).exists(),
        "may_slip": user.may("register"),
        "may_customers": user.may("customers"),
        "may_file": ticket.kind == Kind.COMPLAINT and user.may("complaints"),
    }


def _answers(ticket: Ticket) -> list[str]:
    """The answers, unless the description says just the same."""
    spoken = [f"{label}：{word}" for label, word in answers_of(ticket)]
    return [] if "；".join(spoken) == ticket.description else spoken


def _near(request: SignedInRequest, ticket: Ticket) -> list[Ticket]:
    """Open tickets of the same transformer that this person may see."""
    point = ticket.supply_point
    if point is None or not point.transformer:
        return []
    same = Ticket.objects.visible_to(request.user).open().filter(org_id=ticket.org_id)
    same = same.filter(supply_point__transformer=point.transformer).exclude(pk=ticket.pk)
    return list(same.order_by("-registered_at")[:MOST_NEAR])
