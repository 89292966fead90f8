"""A ticket's history as its page shows it: events and messages to the customer in one line of time, newest first."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Message
from tickets.actions.extending import key_of
from tickets.actions.splitting import SPLITTABLE
from tickets.actions.told import SMS_AFTER
from tickets.family import merged_into
from tickets.models import Clock, Ticket, TicketEvent
from tickets.sentences import tell

VIEWS = ("all", "customer", "internal", "flow")
WITH_CUSTOMER = frozenset({"call", "phoned", "contact", "repeat", "reply", "sms", "notify", "decline"})
INTERNAL = frozenset({"note"})
# What is read in the survivor of a case that was merged into it.
READ_HERE = frozenset({"register", "note", "call", "contact", "repeat", "reply", "urge"})
MOST_CHANGES = 8
PLAIN: dict[str, Promise] = {
    "register": gettext_lazy("Taken in"),
    "reply": gettext_lazy("Answered"),
    "sms": gettext_lazy("Text message"),
}
LATE_ENTRY = timedelta(minutes=5)
# The customer's link opens the progress page without sign-in: it is theirs alone.
ICONS = {
    "register": "pen",
    "dispatch": "route",
    "accept": "check",
    "depart": "nav",
    "arrive": "pin",
    **dict.fromkeys(("restore", "supply_back"), "okc"),
    "report": "file",
    "send_back": "back",
    "recall": "back",
    "retract": "back",
    "unclaim": "back",
    "take_over": "user",
    "hand_back": "back",
    "transfer": "fwd",
    "urge": "bell",
    "note": "lock",
    "attach": "file",
    "hide_file": "x",
    "call": "call",
    "phoned": "call",
    "contact": "call",
    "verify": "shield",
    "reply": "chat",
    "sms": "chat",
    "close": "okc",
    "reopen": "swap",
    "withdraw": "x",
    "undo": "back",
    "suspend": "pause",
    "resume": "play",
    "extend": "clock",
    "approve_extension": "clock",
    "withdraw_extension": "x",
    "reclassify": "swap",
    "rearm": "clock",
    "clock_mended": "clock",
    "check": "file",
    "notify": "print",
    "admit": "okc",
    "decline": "x",
    "begin_step": "play",
    "finish_step": "okc",
    "skip_step": "fwd",
    "return_step": "back",
    "approve": "okc",
    "refuse": "x",
    "renew": "swap",
    "revoke": "x",
    "expire": "half",
    "convey": "user",
    "order": "file",
    "acknowledge": "check",
    "answer_order": "chat",
    "accept_answer": "okc",
    "return_answer": "back",
    "withdraw_order": "x",
    "order_over": "x",
    **dict.fromkeys(("link", "linked", "unlink", "unlinked"), "link"),
    **dict.fromkeys(
        ("merge", "absorb", "unmerge", "release", "split", "split_from", "unsplit", "split_undone"), "merge"
    ),
    **dict.fromkeys(("repeat", "repeats", "repeated"), "call"),
    "amend": "pen",
    "deadline_voided": "okc",
    "void_asked": "shield",
    "void_refused": "shield",
    "deadline_warned": "half",
    "target_passed": "half",
    "deadline_missed": "tri",
    "deadline_escalated": "tri",
}
TONES = {
    **dict.fromkeys(("accept", "restore", "supply_back", "report", "close", "admit", "finish_step"), "good"),
    **dict.fromkeys(("depart", "arrive", "dispatch"), "move"),
    **dict.fromkeys(("call", "phoned", "contact", "reply", "sms", "notify", "decline"), "customer"),
    **dict.fromkeys(("send_back", "reopen", "return_step", "deadline_missed", "deadline_escalated"), "bad"),
    "note": "note",
}


@dataclass(frozen=True)
class Item:
    """One line of the history, as parts/_timeline.html draws it."""

    pk: UUID
    at: datetime
    text: str
    what: str
    aside: str = ""
    body: str = ""
    audience: str = "internal"
    elsewhere: bool = False  # it happened in a case that lives on in this one

    @property
    def icon(self) -> str:
        return ICONS.get(self.what.partition(":")[0], "ring")

    @property
    def tone(self) -> str:
        return TONES.get(self.what.partition(":")[0], "")

    @property
    def plain(self) -> str:
        """What a customer may read of it: no name of the staff."""
        return str(PLAIN.get(self.what, ""))

    @property
    def can_split(self) -> bool:
        """Whether a customer's words may stand in it, out of which a ticket of its own could be made."""
        return bool(self.body) and self.what in SPLITTABLE and not self.elsewhere

    @property
    def view(self) -> str:
        return "customer" if self.what in WITH_CUSTOMER else "internal" if self.what in INTERNAL else "flow"


def history_of(ticket: Ticket) -> list[Item]:
    """Everything that happened, newest first."""
    events = ticket.timeline.select_related("by").order_by("-seq")
    items = [_item(event) for event in events] + [_sms(message) for message in messages_of(ticket)]
    there = TicketEvent.objects.filter(ticket__in=merged_into(ticket), what__in=READ_HERE)
    items += [_item(event, elsewhere=event.ticket.short_number) for event in there.select_related("by", "ticket")]
    return sorted(items, key=lambda item: item.at, reverse=True)


def changed_since(ticket: Ticket, posted: QueryDict) -> dict[str, Any]:
    """What others did since the page was opened that sent this, and what it said, to be sent again as it is."""
    seen = posted.get("version", "")
    since = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else ticket.version
    events = ticket.timeline.select_related("by").filter(version__gt=since).order_by("-seq")[:MOST_CHANGES]
    kept = [(name, value) for name, value in posted.items() if name not in ("version", "csrfmiddlewaretoken")]
    return {"changed": [tell(event) for event in events], "again": kept}


def counted(items: list[Item]) -> list[tuple[str, int]]:
    """How many lines each view of the history has."""
    found = Counter(item.view for item in items)
    return [(view, len(items) if view == "all" else found[view]) for view in VIEWS]


def messages_of(ticket: Ticket) -> list[Message]:
    """The texts that the customer was owed about this case, in any round."""
    rounds = range(1, ticket.round + 1)
    keys = [f"{template}:{ticket.pk}:{n}" for template in SMS_AFTER.values() for n in rounds]
    keys += [key_of(clock) for clock in ticket.clocks.filter(cause=Clock.Cause.EXTEND)]
    return list(Message.objects.filter(key__in=keys))


def _item(event: TicketEvent, elsewhere: str = "") -> Item:
    told = event.facts.get("text", "")
    return Item(
        pk=event.pk,
        at=event.at,
        text=tell(event),
        what=event.what,
        aside=" · ".join(filter(None, (elsewhere, _aside(event)))),
        body=told if isinstance(told, str) else "",
        audience=event.audience,
        elsewhere=bool(elsewhere),
    )


def _aside(event: TicketEvent) -> str:
    words = [str(event.facts[name]) for name in ("hall", "materials", "fee") if event.facts.get(name)]
    if event.by and event.recorded_at - event.at > LATE_ENTRY:
        words.append(_("written down later"))
    return " · ".join(words)


def _sms(message: Message) -> Item:
    state = _("sent") if message.sent_at else _("not delivered") if message.dead_at else _("waiting to be sent")
    text = _("Text message to %(phone)s") % {"phone": message.masked_address}
    return Item(
        message.pk,
        message.created_at,
        text,
        "sms",
        aside=state,
        body=message.shown_text,
        audience="customer",
    )
