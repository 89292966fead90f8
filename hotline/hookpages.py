"""What the pages about webhooks show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from hotline.hooks.topics import BY_NAME, topic_of
from hotline.hookwords import STATES, WHY_NO_ANSWER
from hotline.model_hooks import HookMessage, newest_try
from hotline.upstream.words import REMARK_WORDS, SAID, STATUS_WORDS
from outages.models import Outage
from tickets.models import Ticket

ABOVE = {**STATUS_WORDS, **REMARK_WORDS}
HERE = {"rail_here": "clients"}


@dataclass(frozen=True)
class MessageRow:
    """One message as the page shows it: what it is about, how it stands, how the last try went."""

    message: HookMessage
    word: object
    state: object
    number: str
    status: int
    why: object
    answer: str

    @property
    def may_go_again(self) -> bool:
        """Whether sending it again is offered."""
        return self.message.state in (HookMessage.State.TAKEN, HookMessage.State.DEAD)


def message_rows(messages: Sequence[HookMessage]) -> list[MessageRow]:
    """These messages with their last tries and the numbers of their cases; three statements, however many there are."""
    prefetch_related_objects(list(messages), newest_try())
    numbers = _numbers(messages)
    return [_row(one, numbers.get(one.case, "")) for one in messages]


def _row(message: HookMessage, number: str) -> MessageRow:
    topic = BY_NAME.get(topic_of(message.about, message.what)) if message.about != "test" else None
    word = ABOVE.get(SAID.get(message.what, "")) if message.about == "order" else topic.word if topic else ""
    last = next(iter(message.log.all()), None)
    return MessageRow(
        message=message,
        word=word or "webhook.test",
        state=STATES["known" if message.about == "order" and message.state == "withheld" else message.state],
        number=number,
        status=last.status if last else 0,
        why=WHY_NO_ANSWER.get(last.code, last.code) if last and last.code else "",
        answer=last.answer if last else "",
    )


def _numbers(messages: Sequence[HookMessage]) -> dict[Any, str]:
    """A number tells nothing of a case; whoever looks it up needs the right to."""
    cases = {one.case for one in messages if one.case}
    found = dict(Ticket.objects.filter(pk__in=cases).values_list("pk", "number"))
    return found | dict(Outage.objects.filter(pk__in=cases).values_list("pk", "number"))
