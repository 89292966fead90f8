"""What is stuck: deadlines set aside, news and messages given up, each with its error and what may be done about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from customers import returned
from customers.models import Message
from deadlines.stages import word_of
from servicedesk.lib.refusals import Refusal
from tickets.actions import stuck as actions
from tickets.lifecycle import MILESTONES
from tickets.models import Deadline, Outbox, Ticket

MOST = 100
# Whoever stands at the machine itself sees all that is stuck.
EVERYTHING = None


@dataclass(frozen=True)
class Row:
    """One thing that is stuck: since when, whose, what, and the error."""

    key: UUID
    since: datetime | None
    what: str
    error: str
    ticket: Ticket | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of stuck things: its rows for a person, what is shown of one, and the two verbs."""

    word: Promise
    again_word: Promise
    of: Callable[[User | None], QuerySet[Any]]
    shown: Callable[[Any], Row]
    again: Callable[..., None]
    drop: Callable[..., None]


def _deadlines(user: User | None) -> QuerySet[Deadline]:
    rows = Deadline.objects.set_aside().select_related("ticket__unit").order_by("quarantined_at", "pk")
    return rows.filter(ticket__in=Ticket.objects.visible_to(user)) if user else rows


def _news(user: User | None) -> QuerySet[Outbox]:
    rows = Outbox.objects.given_up().select_related("ticket__unit", "deadline").order_by("dead_at", "pk")
    return rows.filter(ticket__in=Ticket.objects.visible_to(user)) if user else rows


def _letters(user: User | None) -> QuerySet[Message]:
    rows = Message.objects.visible_to(user) if user else Message.objects.all()
    return rows.dead_letters().order_by("dead_at", "pk")


def stage_words(row: Deadline) -> str:
    """Which stage of which clock, in the reader's language."""
    return f"{MILESTONES.get(row.name, row.name)} · {word_of(row.stage)}"


def _of_deadline(row: Deadline) -> Row:
    return Row(row.pk, row.quarantined_at, stage_words(row), row.last_error, row.ticket, row.due_at)


def _of_news(row: Outbox) -> Row:
    deadline = row.deadline
    what, due_at = (stage_words(deadline), deadline.due_at) if deadline else (row.topic, None)
    return Row(row.pk, row.dead_at, what, row.last_error, row.ticket, due_at)


def _of_letter(row: Message) -> Row:
    return Row(row.pk, row.dead_at, row.masked_address, row.last_error)


KINDS: dict[str, Kind] = {
    "deadlines": Kind(
        _("Deadlines set aside"), _("Try again"), _deadlines, _of_deadline, actions.release, actions.drop_deadline
    ),
    "news": Kind(_("News given up"), _("Tell again"), _news, _of_news, actions.redeliver, actions.drop_news),
    "letters": Kind(
        _("Texts not delivered"), _("Send again"), _letters, _of_letter, returned.send_again, returned.drop
    ),
}


def settle(
    user: User, kind: str, verb: str, keys: Iterable[str], *, reason: str, at: datetime
) -> tuple[int, list[str]]:
    """Try these again, or drop them; how many it was done to, and what stood against the others. One stops no other."""
    done, refused = 0, []
    for row in KINDS[kind].of(user).filter(pk__in=_ids(keys))[:MOST]:
        try:
            if verb == "drop":
                KINDS[kind].drop(row, reason=reason, by=user, at=at)
            else:
                KINDS[kind].again(row, by=user, at=at)
            done += 1
        except Refusal as refusal:
            refused.append(refusal.sentence())
    return done, sorted(set(refused))


def _ids(keys: Iterable[str]) -> list[UUID]:
    found = []
    for key in keys:
        try:
            found.append(UUID(key))
        except ValueError:
            continue
    return found
