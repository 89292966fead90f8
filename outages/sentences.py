"""The history of an outage in words: the only place where its events become prose."""

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from outages.models import OutageEvent
from servicedesk.templatetags.hall import hall_time

SAID: dict[str, Promise] = {
    "announce": gettext_lazy("put on record, %(households)s households"),
    "amend": gettext_lazy("changed, %(households)s households"),
    "expect": gettext_lazy("expected back %(after)s"),
    "end": gettext_lazy("supply was back at %(ended_at)s"),
    "withdraw": pgettext_lazy("outage", "withdrawn"),
}
MOMENTS = frozenset({"before", "after", "ended_at"})
ICONS = {"announce": "bolt", "amend": "pen", "expect": "clock", "end": "okc", "withdraw": "x"}


def tell(event: OutageEvent) -> str:
    """One fact as a sentence."""
    facts = {name: _moment(value) if name in MOMENTS else value for name, value in event.facts.items()}
    return str(SAID[event.what]) % facts


def _moment(text: str) -> str:
    moment = parse_datetime(text) if text else None
    return hall_time(moment) if moment else ""
