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

from accounts.models import AuditEvent, Notice

NOTICES: dict[str, Promise] = {
    "register": gettext_lazy("New: %(short)s, registered by %(by)s"),
    "dispatch": gettext_lazy("%(short)s was dispatched by %(by)s"),
    "accept": gettext_lazy("%(short)s was accepted by %(by)s"),
    "depart": gettext_lazy("%(by)s has set off for %(short)s"),
    "arrive": gettext_lazy("%(by)s has arrived on site, %(short)s"),
    "restore": gettext_lazy("%(by)s has restored supply, %(short)s"),
    "report": gettext_lazy("%(by)s has reported back on %(short)s"),
    "send_back": gettext_lazy("%(by)s sent %(short)s back: it needs another crew"),
    "transfer": gettext_lazy("%(short)s was passed on by %(by)s"),
    "contact": gettext_lazy("%(by)s has contacted the complainant, %(short)s"),
    "verify": gettext_lazy("%(by)s has verified complaint %(short)s"),
    "reply": gettext_lazy("%(by)s has answered the customer, %(short)s"),
    "close": gettext_lazy("%(short)s is closed"),
    "reopen": gettext_lazy("%(short)s was reopened by %(by)s"),
    "withdraw": gettext_lazy("%(short)s was withdrawn by %(by)s"),
    "file_infected": gettext_lazy("A file that you added to %(short)s is infected; nobody gets to see it"),
    "appoint": gettext_lazy("%(by)s has agreed on a visit with the customer, %(short)s"),
    "call": gettext_lazy("%(by)s has called the customer, %(short)s"),
    "suspend": gettext_lazy("%(by)s has suspended the clocks of %(short)s"),
    "resume": gettext_lazy("%(by)s lets the clocks of %(short)s run on"),
    "reclassify": gettext_lazy("%(by)s has changed what %(short)s is"),
    "urge": gettext_lazy("%(short)s is being urged by %(by)s"),
    "repeat": gettext_lazy("%(short)s: the customer has come again, told to %(by)s"),
    "repeated": gettext_lazy("%(short)s: the customer has come again about the same, told to %(by)s"),
    "link": gettext_lazy("%(short)s was linked with another ticket by %(by)s"),
    "unlink": gettext_lazy("%(by)s undid a link of %(short)s"),
    "merge": gettext_lazy("%(by)s merged %(short)s into another ticket"),
    "absorb": gettext_lazy("%(by)s merged another ticket into %(short)s"),
    "unmerge": gettext_lazy("%(by)s undid the merge of %(short)s"),
    "release": gettext_lazy("%(by)s undid a merge into %(short)s"),
    "split": gettext_lazy("%(by)s split a new ticket off %(short)s"),
    "unsplit": gettext_lazy("%(by)s took the split of %(short)s back"),
    "amend": gettext_lazy("%(by)s corrected what stands on %(short)s"),
    "mention": gettext_lazy("%(by)s mentions you on %(short)s"),
    "order": gettext_lazy("Order %(order)s from %(by)s about %(short)s: sign for it and answer in time"),
    "acknowledge": gettext_lazy("%(by)s has signed for order %(order)s, %(short)s"),
    "answer_order": gettext_lazy("%(by)s has answered order %(order)s, %(short)s"),
    "accept_answer": gettext_lazy("%(by)s accepts the answer to order %(order)s, %(short)s"),
    "return_answer": gettext_lazy("%(by)s returned the answer to order %(order)s, %(short)s: answer again"),
    "withdraw_order": gettext_lazy("%(by)s has withdrawn order %(order)s, %(short)s"),
    "order_over": gettext_lazy("Order %(order)s has ended with its case, %(short)s"),
    "raised": gettext_lazy("%(short)s has been urged %(count)s times and comes up to you; last by %(by)s"),
    "deadline_warned": gettext_lazy("%(short)s: “%(clock)s” is due at %(due)s"),
    "deadline_missed": gettext_lazy("%(short)s: “%(clock)s” was missed, due at %(due)s"),
    "deadline_escalated": gettext_lazy("%(short)s: “%(clock)s” was missed and is still not done, due at %(due)s"),
    "target_passed": gettext_lazy("%(short)s has passed the target for “%(clock)s”, %(due)s"),
    "deadline_voided": gettext_lazy("%(short)s: the breach of “%(clock)s” was voided and does not count"),
    "void_asked": gettext_lazy("%(short)s: %(by)s asks to void the breach of “%(clock)s”; a second person decides"),
    "begin_step": gettext_lazy("%(short)s: the next step is yours"),
    "file": gettext_lazy("%(short)s: %(by)s files a matter and asks for approval"),
    "approve": gettext_lazy("%(short)s: %(by)s approved the filed matter"),
    "refuse": gettext_lazy("%(short)s: %(by)s refused the filed matter"),
    "filing_ends": gettext_lazy("%(short)s: the filed matter ends at %(due)s; renew it or let it end"),
    "expire": gettext_lazy("%(short)s: the time of the filed matter is over"),
    "praise": gettext_lazy("You were praised: %(title)s (%(short)s)"),
    "appealed": gettext_lazy("%(short)s: the decision was changed on appeal"),
    "report_handler": gettext_lazy("%(by)s named you to handle reports of misconduct"),
    "digest": gettext_lazy("While the clocks stood still, %(count)s deadlines passed. See the list."),
    "extend": gettext_lazy("%(by)s asks for more time for %(short)s, “%(clock)s”: decide before %(due)s"),
    "approve_extension": gettext_lazy("%(by)s gives more time for %(short)s, “%(clock)s”: due at %(due)s now"),
    "extension_refused": gettext_lazy("%(by)s gives no more time for %(short)s, “%(clock)s”: %(reason)s"),
    "callback_due": gettext_lazy("%(short)s is waiting to be called back"),
    "article_review": gettext_lazy("Article “%(title)s” is to be looked at again by %(day)s"),
    "article_unhelpful": gettext_lazy("Article “%(title)s” did not help a colleague"),
    "viewing_asked": gettext_lazy("%(by)s asks to see a secret customer for %(hours)s hours: decide"),
    "viewing_granted": gettext_lazy("%(by)s lets you see a secret customer"),
    "viewing_refused": gettext_lazy("%(by)s does not let you see a secret customer"),
    "handover": gettext_lazy("%(by)s has given you %(count)s customers to look after"),
    "orphans": gettext_lazy("%(who)s has left: %(count)s customers are without a caretaker"),
    "level_over": gettext_lazy("The importance of a customer of yours is over: its last day has passed"),
    "customer_date": gettext_lazy("A date of a customer is near: %(date)s, %(on)s"),
    "follow_up_due": gettext_lazy("Promised to a customer for %(on)s: not done yet"),
    "watch_entry": gettext_lazy("A customer of yours is on the watch-list: %(rule)s"),
    "recheck_open": gettext_lazy("Files to confirm in %(quarter)s: %(count)s, until %(until)s"),
    "recheck_late": gettext_lazy("Not confirmed in time in %(quarter)s: %(count)s files"),
    "inspection_due": gettext_lazy("Inspections due soon: %(count)s accounts, the first on %(until)s"),
    "hazard_follow_up": gettext_lazy("Hazard %(number)s: look again on %(until)s"),
    "hazard_remedy": gettext_lazy("Hazard %(number)s: its remedy was due on %(until)s"),
    "hazard_report_due": gettext_lazy("Major hazard %(number)s: report it to the authority until %(due)s"),
    "hazard_report_late": gettext_lazy("Alarm: major hazard %(number)s is not reported, due %(due)s"),
    "alarm": gettext_lazy("Alarm: %(alarm)s. What to do stands on the status page."),
    "well": gettext_lazy("Well again: %(alarm)s"),
    "hazard": gettext_lazy("Danger reported at %(hall)s, being taken in by %(by)s: %(category)s, %(danger)s"),
}
ICONS = {
    "deadline_warned": "half",
    "deadline_missed": "tri",
    "deadline_escalated": "tri",
    "target_passed": "half",
    "deadline_voided": "okc",
    "void_asked": "shield",
    "digest": "list",
    **dict.fromkeys(("viewing_asked", "viewing_granted", "viewing_refused"), "lock"),
    **dict.fromkeys(("handover", "orphans", "level_over"), "user"),
    **dict.fromkeys(("customer_date", "follow_up_due"), "clock"),
    "callback_due": "call",
    **dict.fromkeys(("hazard_report_late", "hazard_remedy", "recheck_late"), "tri"),
    **dict.fromkeys(("hazard_report_due", "hazard_follow_up", "inspection_due", "recheck_open"), "half"),
    "watch_entry": "eye",
    "alarm": "tri",
    "well": "okc",
    "hazard": "tri",
    "urge": "bell",
    "raised": "bell",
    "order": "file",
    "answer_order": "chat",
    "accept_answer": "okc",
    "return_answer": "back",
    "send_back": "back",
    "close": "okc",
    "restore": "okc",
    "dispatch": "route",
    "arrive": "pin",
}
TONES = {
    "deadline_warned": "soon",
    "target_passed": "soon",
    "deadline_missed": "over",
    "deadline_escalated": "over",
    "send_back": "soon",
    "urge": "soon",
    "raised": "over",
    "order": "over",
    "return_answer": "over",
    "alarm": "over",
    **dict.fromkeys(("orphans", "follow_up_due"), "soon"),
}

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
}

AUDIT_WORDS: dict[str, Promise] = {
    "sign_in": gettext_lazy("signed in"),
    "sign_in_failed": gettext_lazy("was turned away at sign-in"),
    "sign_out": gettext_lazy("signed out"),
    "lookup": gettext_lazy("searched for a customer"),
    "twins": gettext_lazy("saw which character tells two customers' names apart"),
    "secret_seen": gettext_lazy("opened the file of a secret customer"),
    "customer_printed": gettext_lazy("printed a customer's file"),
    "reveal": gettext_lazy("saw a field in full"),
    "slip": gettext_lazy("printed a slip"),
    "ticket_printed": gettext_lazy("printed a ticket"),
    "file": gettext_lazy("opened a file"),
    "export": gettext_lazy("exported"),
    "import": gettext_lazy("imported"),
    "merge": gettext_lazy("merged two customers"),
    "unmerge": gettext_lazy("took a merge back"),
    "rest": gettext_lazy("put a customer to rest"),
    "wake": gettext_lazy("took a customer back from rest"),
    "stuck_again": gettext_lazy("tried again what was stuck"),
    "report_seen": gettext_lazy("opened a report of misconduct"),
    "report_handler_named": gettext_lazy("named a handler of reports"),
    "report_handler_ended": gettext_lazy("ended the naming of a handler of reports"),
    "missing_notice": gettext_lazy("printed a notice of missing papers"),
    "declined_notice": gettext_lazy("printed a notice of refusal"),
    "application_type": gettext_lazy("changed a type of application"),
    "stuck_dropped": gettext_lazy("dropped what was stuck"),
    "clock_resumed": gettext_lazy("let deadlines fire again after a jump of the clock"),
    "urge_rule": gettext_lazy("changed how often may be urged"),
    "channel_set": gettext_lazy("changed a way in"),
    "counter_rule_set": gettext_lazy("changed the figures of the counter"),
    "window_opened": gettext_lazy("opened a window"),
    "window_closed": gettext_lazy("closed a window"),
    "pad_renewed": gettext_lazy("made a new link for a pad"),
    "api_key_made": gettext_lazy("made an API key"),
    "api_key_revoked": gettext_lazy("revoked an API key"),
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
