"""What the forms of a ticket's page say, and which action each verb of the page is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404, QueryDict

from accounts.models import User
from servicedesk.lib.refusals import Invalid
from tickets.actions import appointing, closing, desk, field, pausing, standing_in, together, urging
from tickets.closing_panel import rules_of
from tickets.forms import Appoint, Suspend, Transfer
from tickets.models import Ticket
from tickets.options import is_called_back, named, targets
from tickets.questionfields import filled_in
from tickets.views import order, pairs


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


# What a crew reports and sends back comes from worksheets.receivers.
ACTS: dict[str, Callable[[Ticket, Told], Ticket]] = {
    "note": _write(desk.note),
    "call": _call,
    "reply": _reply,
    "urge": lambda ticket, told: urging.urge(ticket, by=told.by, text=told.text("text")),
    "accept": _plain(field.accept),
    "unclaim": _with_reason(field.unclaim),
    "take_over": _plain(standing_in.take_over),
    "depart": _plain(field.depart),
    "appoint": _appoint,
    "arrive": _plain(field.arrive),
    "restore": _plain(field.restore),
    "suspend": _suspend,
    "resume": _plain(pausing.resume),
    "transfer": _transfer,
    "withdraw": _with_reason(desk.withdraw),
    "reopen": _with_reason(closing.reopen),
    "close": _close,
    "fill": lambda ticket, told: closing.fill(ticket, filled=told.filled(ticket), **told.step),
    **order.ACTS,
    **pairs.ACTS,
}
