"""From codes to prose: the only place where a notice or an entry of the audit becomes a sentence."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts.audit_words import AUDIT_WORDS
from accounts.models import AuditEvent, Notice
from accounts.notice_words import ICONS, NOTICES, TONES

CLOCKS: dict[str, Promise] = {
    "dispatch": gettext_lazy("dispatch"),
    "accept": gettext_lazy("accept"),
    "arrive": gettext_lazy("arrive on site"),
    "restore": gettext_lazy("restore supply"),
    "report": gettext_lazy("report back"),
    "callback": gettext_lazy("callback"),
    "contact": gettext_lazy("first contact"),
    "reply": gettext_lazy("answer the customer"),
    "resolve": gettext_lazy("settle"),
    "order": gettext_lazy("answer the order"),
}
CLOCKS |= {
    "papers": gettext_lazy("check the papers"),
    "survey": gettext_lazy("survey the site"),
    "plan": gettext_lazy("answer with a supply plan"),
    "approve": gettext_lazy("approve"),
    "design": gettext_lazy("review the design"),
    "midcheck": gettext_lazy("inspect midway"),
    "inspect": gettext_lazy("final inspection"),
    "contract": gettext_lazy("sign the contract"),
    "fee": gettext_lazy("settle the fees"),
    "works": gettext_lazy("work on site"),
    "install": gettext_lazy("install the meter and connect"),
    "test": gettext_lazy("test the meter"),
    "change": gettext_lazy("change the records"),
}
# The steps of a complaint that have a limit of their own.
CLOCKS |= {
    "tell": gettext_lazy("Tell the customer today"),
    "register": gettext_lazy("Registration sheet"),
    "verify": gettext_lazy("Verification sheet"),
    "transfer": gettext_lazy("Transfer sheet"),
    "handle": gettext_lazy("Handling sheet"),
    "review": gettext_lazy("Review of the reply"),
    "fix": gettext_lazy("Corrective action"),
    "effect": gettext_lazy("Check of the effect"),
    "archive": gettext_lazy("Archive"),
    "outer": gettext_lazy("Outside case"),
    "after_hours": gettext_lazy("Follow-up after hours"),
    "after_days": gettext_lazy("Follow-up after days"),
}
CLOCKS |= {
    f"{name}.floor": format_lazy(gettext_lazy("{step} (legal limit)"), step=word) for name, word in CLOCKS.items()
}

DATES: dict[str, Promise] = {
    "contract": gettext_lazy("contract ends"),
    "anniversary": gettext_lazy("anniversary"),
    "inspection": gettext_lazy("inspection"),
    "own": pgettext_lazy("reminder", "own date"),
}

ALARMS: dict[str, Promise] = {
    "clock_step": gettext_lazy("the clock has jumped and nothing fires"),
    "celery_silent": gettext_lazy("Celery does not sweep"),
    "loop_silent": gettext_lazy("the sweep loop is silent"),
    "ticks_silent": gettext_lazy("work that comes round by itself is not done"),
    "unfired": gettext_lazy("overdue deadlines do not fire"),
    "undelivered": gettext_lazy("news of deadlines does not arrive"),
    "given_up": gettext_lazy("news of deadlines was given up"),
    "set_aside": gettext_lazy("deadlines were set aside"),
    "letters": gettext_lazy("texts to customers do not go out"),
    "dead_letters": gettext_lazy("texts to customers were given up"),
    "proofs": gettext_lazy("a proof has failed"),
    "horizon": gettext_lazy("the calendar ends soon"),
    "files": gettext_lazy("files are missing or changed"),
    "scanner": gettext_lazy("the virus scanner judges no files"),
    "queue": gettext_lazy("background jobs wait too long"),
    "audit": gettext_lazy("the audit is not what was sealed"),
}

FIELDS: dict[str, Promise] = {
    "name": gettext_lazy("name"),
    "phone": gettext_lazy("phone"),
    "address": gettext_lazy("address"),
    "identity": gettext_lazy("ID number"),
    "contact_phone": gettext_lazy("contact number"),
}


def tell_notice(notice: Notice) -> dict[str, str]:
    """Return a notice as the bell shows it: its text, the icon and the tone that go with it."""
    facts: dict[str, Any] = defaultdict(str, notice.facts)
    facts["by"] = facts["by"] or _("the customer")
    facts["clock"] = str(CLOCKS.get(facts["clock"], facts["clock"]))
    facts["alarm"] = str(ALARMS.get(facts["alarm"], facts["alarm"]))
    facts["due"] = _moment(facts["due_at"], notice.at)
    facts["date"] = str(DATES.get(facts["date"], facts["date"]))
    facts["on"] = _day_of(facts["on"])
    sentence = NOTICES.get(notice.what, gettext_lazy("There is news about %(short)s"))
    return {
        "text": str(sentence) % facts,
        "icon": ICONS.get(notice.what, "info"),
        "tone": TONES.get(notice.what, ""),
    }


def _moment(text: str, at: datetime) -> str:
    """The hall's time of day; with the date where it was not the day on which this was said."""
    moment = parse_datetime(text) if text else None
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    is_same_day = local.date() == timezone.localtime(at).date()
    return date_format(local, "H:i" if is_same_day else pgettext("date in this year, with the time", "j M H:i"))


def _day_of(text: str) -> str:
    day = parse_date(text) if text else None
    return date_format(day, pgettext("date with year", "j M Y")) if day else ""


def tell_audit(event: AuditEvent) -> tuple[str, str]:
    """Return what was done and on what: `("saw a field in full", "phone · customer 0198…")`."""
    facts = event.facts
    told = [str(FIELDS.get(facts["field"], facts["field"]))] if facts.get("field") else []
    if facts.get("customer"):
        told.append(_("customer %(id)s") % {"id": _short(str(facts["customer"]))})
    if facts.get("ticket"):
        told.append(_("ticket %(number)s") % {"number": _short(str(facts["ticket"]))})
    if facts.get("prefix"):
        told.append(_("key %(prefix)s…") % {"prefix": facts["prefix"]})
    if facts.get("ip"):
        told.append(str(facts["ip"]))
    return str(AUDIT_WORDS.get(event.what, event.what)), " · ".join(told)


def _short(key: str) -> str:
    """The end of a long key, which is enough to tell two apart; a ticket's number as it is."""
    return key[-8:] if len(key) == 36 else key
