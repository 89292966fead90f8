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

AUDIT_WORDS: dict[str, Promise] = {
    "sign_in": gettext_lazy("signed in"),
    "sign_in_failed": gettext_lazy("was turned away at sign-in"),
    "sign_out": gettext_lazy("signed out"),
    "door_shut": gettext_lazy("went wrong too often at sign-in and has to wait"),
    "password_changed": gettext_lazy("changed a password"),
    "first_password": gettext_lazy("gave somebody a first password"),
    "reset_asked": gettext_lazy("asked for a code for a new password"),
    "sessions_ended": gettext_lazy("ended sessions"),
    "factor_on": gettext_lazy("set up an authenticator"),
    "factor_off": gettext_lazy("took an authenticator off"),
    "recovery_codes": gettext_lazy("made recovery codes"),
    "door_policy": gettext_lazy("changed the rules of sign-in"),
    "sso_set": gettext_lazy("changed the single sign-on"),
    "sso_linked": gettext_lazy("linked somebody to an identity elsewhere"),
    "sso_unlinked": gettext_lazy("took a link to an identity elsewhere away"),
    "retention_asked": gettext_lazy("asked for a rule of retention"),
    "retention_on": gettext_lazy("switched a rule of retention on"),
    "retention_off": gettext_lazy("switched a rule of retention off"),
    "retention_run": gettext_lazy("cleared what a rule of retention says"),
    "person_copy_asked": gettext_lazy("took down that a customer asks for a copy of their data"),
    "person_copy_decided": gettext_lazy("decided on a copy of a customer's data"),
    "person_copy": gettext_lazy("took the copy of a customer's data"),
    "person_erase_asked": gettext_lazy("took down that a customer asks for deletion"),
    "person_erase_decided": gettext_lazy("decided on the deletion of a customer's data"),
    "restored": gettext_lazy("restored the product from a backup"),
    "audit_broken": gettext_lazy("found a block of the audit that is not what was sealed"),
    "audit_looked": gettext_lazy("looked into a break of the audit"),
    "audit_export": gettext_lazy("took entries of the audit out"),
    "audit_read": gettext_lazy("read the audit"),
    "audit_checked": gettext_lazy("had the audit proved"),
    "denied": gettext_lazy("was refused"),
    "key_used": gettext_lazy("used an API key for the first time that day"),
    "lookup": gettext_lazy("searched for a customer"),
    "twins": gettext_lazy("saw which character tells two customers' names apart"),
    "secret_seen": gettext_lazy("opened the file of a secret customer"),
    "customer_printed": gettext_lazy("printed a customer's file"),
    "reveal": gettext_lazy("saw a field in full"),
    "recording_opened": gettext_lazy("opened the recording of a call"),
    "caller_named": gettext_lazy("said who called"),
    "seat_cleared": gettext_lazy("freed a seat"),
    "call_rule_changed": gettext_lazy("changed the rules about calls"),
    "slip": gettext_lazy("printed a slip"),
    "ticket_printed": gettext_lazy("printed a ticket"),
    "file": gettext_lazy("opened a file"),
    "export": gettext_lazy("exported"),
    "import": gettext_lazy("imported"),
    "import_handed_in": gettext_lazy("handed in a file of rows"),
    "import_started": gettext_lazy("had a file of rows brought in"),
    "import_stopped": gettext_lazy("stopped an import"),
    "import_resumed": gettext_lazy("resumed an import"),
    "export_agreed": gettext_lazy("agreed to an export"),
    "export_refused": gettext_lazy("refused an export"),
    "export_taken_back": gettext_lazy("took a wish for an export back"),
    "wall_key_made": gettext_lazy("made the key of a wall screen"),
    "wall_key_renewed": gettext_lazy("renewed the key of a wall screen"),
    "wall_key_ended": gettext_lazy("ended the key of a wall screen"),
    "export_taken": gettext_lazy("took an exported file"),
    "hire": gettext_lazy("took somebody on"),
    "person_changed": gettext_lazy("changed what is known of somebody"),
    "give_role": gettext_lazy("gave a role"),
    "end_role": gettext_lazy("took a role away"),
    "switch_off": gettext_lazy("switched somebody off"),
    "switch_on": gettext_lazy("took somebody back"),
    "close_unit": gettext_lazy("closed a unit"),
    "open_unit": gettext_lazy("opened a unit again"),
    "unit_added": gettext_lazy("added a unit"),
    "unit_changed": gettext_lazy("changed a unit"),
    "unit_moved": gettext_lazy("moved a unit"),
    "staff_import": gettext_lazy("imported staff from a table"),
    "changes_export": gettext_lazy("took the history of the settings"),
    "merge": gettext_lazy("merged two customers"),
    "unmerge": gettext_lazy("took a merge back"),
    "rest": gettext_lazy("put a customer to rest"),
    "wake": gettext_lazy("took a customer back from rest"),
    "stuck_again": gettext_lazy("tried again what was stuck"),
    "report_seen": gettext_lazy("opened a report of misconduct"),
    "report_handler_named": gettext_lazy("named a handler of reports"),
    "report_handler_ended": gettext_lazy("ended the naming of a handler of reports"),
    "missing_notice": gettext_lazy("printed a notice of missing papers"),
    "work_sheet": gettext_lazy("printed a work sheet"),
    "stock_import": gettext_lazy("imported items of stock"),
    "stock_export": gettext_lazy("exported the stock"),
    "declined_notice": gettext_lazy("printed a notice of refusal"),
    "application_type": gettext_lazy("changed a type of application"),
    "stuck_dropped": gettext_lazy("dropped what was stuck"),
    "clock_resumed": gettext_lazy("let deadlines fire again after a jump of the clock"),
    "complaint_rule": gettext_lazy("changed a rule of complaints"),
    "urge_rule": gettext_lazy("changed how often may be urged"),
    "channel_set": gettext_lazy("changed a way in"),
    "counter_rule_set": gettext_lazy("changed the figures of the counter"),
    "window_opened": gettext_lazy("opened a window"),
    "window_closed": gettext_lazy("closed a window"),
    "pad_renewed": gettext_lazy("made a new link for a pad"),
    "api_key_made": gettext_lazy("made an API key"),
    "api_key_revoked": gettext_lazy("revoked an API key"),
    "api_client_made": gettext_lazy("let another system in"),
    "api_client_changed": gettext_lazy("changed what another system may do"),
    "api_client_shut": gettext_lazy("shut another system out"),
    "api_client_opened": gettext_lazy("let another system in again"),
    "hook_made": gettext_lazy("made a webhook"),
    "hook_changed": gettext_lazy("changed a webhook"),
    "hook_secret": gettext_lazy("changed the secret of a webhook"),
    "hook_ended": gettext_lazy("ended a webhook"),
    "upstream_made": gettext_lazy("set up a hotline above"),
    "upstream_changed": gettext_lazy("changed a hotline above"),
    "upstream_code": gettext_lazy("mapped a code of a hotline above"),
    "upstream_mended": gettext_lazy("mended a difference to a hotline above"),
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
