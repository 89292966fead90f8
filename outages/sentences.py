"""The history of an outage in words: the only place where its events become prose."""

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from outages.models import OutageCallee, OutageEvent, OutageMailing
from servicedesk.templatetags.hall import hall_time

SAID: dict[str, Promise] = {
    "announce": gettext_lazy("put on record, %(households)s households"),
    "amend": gettext_lazy("changed, %(households)s households"),
    "expect": gettext_lazy("expected back %(after)s"),
    "end": gettext_lazy("supply was back at %(ended_at)s"),
    "withdraw": pgettext_lazy("outage", "withdrawn"),
    "propose": gettext_lazy("suggested by %(calls)s calls, %(households)s households"),
    "accept": gettext_lazy("accepted as an outage, %(households)s households"),
    "reject": gettext_lazy("rejected: no outage"),
    "absorbed": gettext_lazy("part of %(into)s"),
    "call": gettext_lazy("an important customer called: %(result)s"),
    "mail": gettext_lazy("texts to %(count)s numbers: %(of)s"),
    "unmail": gettext_lazy("texts to %(count)s numbers taken back: %(of)s"),
    "crew_says": gettext_lazy("the crew says: %(said)s"),
    "join": gettext_lazy("tickets joined: %(count)s"),
    "refuse": gettext_lazy("%(number)s is no part of it"),
    "release": gettext_lazy("%(number)s is a ticket of its own again"),
    "restore": gettext_lazy("%(count)s tickets wait for the callback, %(called)s are called"),
    "import": gettext_lazy("brought in from a history"),
}
MOMENTS = frozenset({"before", "after", "ended_at"})
ICONS = {
    **dict.fromkeys(("announce", "accept", "propose"), "bolt"),
    **dict.fromkeys(("expect", "crew_says"), "clock"),
    **dict.fromkeys(("end", "restore"), "okc"),
    **dict.fromkeys(("withdraw", "reject", "refuse"), "x"),
    **dict.fromkeys(("join", "absorbed"), "merge"),
    **dict.fromkeys(("mail", "unmail"), "chat"),
    "amend": "pen",
    "call": "call",
    "release": "swap",
    "import": "file",
}


def tell(event: OutageEvent) -> str:
    """One fact as a sentence."""
    facts = {name: _moment(value) if name in MOMENTS else value for name, value in event.facts.items()}
    if "result" in facts:
        facts["result"] = str(dict(OutageCallee.Result.choices).get(facts["result"], facts["result"]))
    if "of" in facts:
        facts["of"] = str(dict(OutageMailing.What.choices).get(facts["of"], facts["of"]))
    if event.what == "crew_says":
        facts["said"] = event.reason or str(SAID["expect"]) % {"after": facts.get("after", "—")}
    return str(SAID[event.what]) % facts


def _moment(text: str) -> str:
    moment = parse_datetime(text) if text else None
    return hall_time(moment) if moment else ""
