"""What another system may hear of us: each topic, what people call it, and which entries of the histories it stands for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TEST = "webhook.test"


@dataclass(frozen=True)
class Topic:
    """One topic: `of` is whose history it is read from, `verbs` are the entries there."""

    name: str
    word: str | Promise
    verbs: tuple[str, ...]

    @property
    def of(self) -> str:
        return "outage" if self.name.startswith("outage.") else "ticket"


TOPICS = (
    Topic("ticket.registered", pgettext_lazy("webhook", "registered"), ("register",)),
    Topic("ticket.dispatched", pgettext_lazy("webhook", "dispatched"), ("dispatch",)),
    Topic("ticket.accepted", pgettext_lazy("webhook", "accepted"), ("accept",)),
    Topic("ticket.arrived", pgettext_lazy("webhook", "arrived"), ("arrive",)),
    Topic("ticket.restored", pgettext_lazy("webhook", "supply restored"), ("restore", "supply_back")),
    Topic("ticket.replied", pgettext_lazy("webhook", "replied"), ("reply",)),
    Topic("ticket.resolved", pgettext_lazy("webhook", "done and reported"), ("report", "approve_return", "decline")),
    Topic("ticket.closed", pgettext_lazy("webhook", "closed"), ("close", "convey", "refuse", "revoke", "expire")),
    Topic("ticket.reopened", pgettext_lazy("webhook", "reopened"), ("reopen",)),
    Topic("ticket.withdrawn", pgettext_lazy("webhook", "withdrawn"), ("withdraw", "undo", "unsplit")),
    Topic("ticket.urged", pgettext_lazy("webhook", "urged"), ("urge",)),
    Topic("deadline.missed", _("a limit missed"), ("deadline_missed",)),
    Topic("outage.announced", _("an outage announced"), ("announce", "accept")),
    Topic("outage.changed", _("an outage changed"), ("amend", "expect")),
    Topic("outage.restored", _("supply back after an outage"), ("end",)),
    Topic("outage.withdrawn", _("an outage withdrawn"), ("withdraw", "absorbed")),
)
BY_NAME = {topic.name: topic for topic in TOPICS}
_BY_VERB = {(topic.of, verb): topic.name for topic in TOPICS for verb in topic.verbs}


def verbs_of(names: Iterable[str], of: str) -> list[str]:
    """The entries of the tickets' or outages' histories that these topics stand for."""
    return [verb for name in names for verb in BY_NAME[name].verbs if BY_NAME[name].of == of]


def topic_of(about: str, what: str) -> str:
    """The topic of one entry of a history."""
    return _BY_VERB.get((about, what), TEST)
