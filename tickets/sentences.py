"""The only place where a ticket's history becomes prose."""

import re
from datetime import datetime

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.verbs import WORDS
from deadlines.conditions import LEVELS
from deadlines.models import PauseReason
from deadlines.stages import word_of
from tickets.lifecycle import MILESTONES, Kind
from tickets.model_plans import MoreTime
from tickets.models import Ticket, TicketEvent, TicketLink, Via
from tickets.phone_remarks import phone_remarks

SENTENCES: dict[str, Promise] = {
    "register": _("%(by)s took the request in"),
    "dispatch": _("%(by)s sent %(crew)s"),
    "dispatch:rule": _("Sent to %(crew)s by rule"),
    "recall": _("%(by)s took the dispatch to %(crew)s back"),
    "take_over": _("%(by)s took it over, standing in for %(for)s"),
    "hand_back": _("%(to)s is back and has it again; it had not been begun"),
    "unclaim": _("%(by)s put it back into the queue: %(reason)s"),
    "unclaim:plain": _("%(by)s put it back into the queue"),
    "gone": _("%(gone)s is no longer there: back to %(to)s"),
    "accept": _("%(by)s accepted"),
    "depart": _("%(by)s set off"),
    "appoint": _("%(by)s agreed with the customer on a visit at %(visit_at)s"),
    "arrive": _("%(by)s arrived on site"),
    "arrive:early": _("%(by)s arrived on site too early: the agreed time begins at %(too_early_for)s"),
    "arrive:far": _("%(by)s arrived on site, by the phone %(distance)s m from the address: %(far_why)s"),
    "be_late": _("%(by)s will be late, on site at about %(expected_at)s"),
    "ask_support": _("%(by)s asked for help on site"),
    "restore": _("%(by)s restored supply"),
    "report": _("%(by)s reported back: %(cause)s"),
    "supply_back": _("%(by)s recorded that the outage is over: supply is back (%(outage)s)"),
    "estimate": _("%(by)s expects supply back by %(expected_at)s"),
    "approve_return": _("%(by)s reviewed the report and approved it"),
    "return_report": _("%(by)s reviewed the report and sent it back: %(reason)s"),
    "ask_send_back": _("%(by)s asked the dispatcher to take it back: %(reason)s"),
    "refuse_send_back": _("%(by)s did not take it back: %(reason)s"),
    "arbitrate": _("%(by)s decided that %(unit)s keeps it: %(reason)s"),
    "sheet": _("%(by)s: work sheet %(sheet)s, %(state)s"),
    "send_back": _("%(by)s sent it back: %(reason)s"),
    "send_back:joins": _("%(by)s let it go along with outage %(joins)s; %(crew)s is told"),
    "transfer": _("%(by)s passed it to %(to)s: %(reason)s"),
    "urge": _("%(by)s urged (%(via)s)"),
    "urge:raised": _("%(by)s urged (%(via)s); it now goes up to: %(rung)s"),
    "retract": _("%(by)s took the urging back within seconds"),
    "retract:transfer": _("%(by)s took it back within seconds; it is whose it was"),
    "note": _("%(by)s wrote a note"),
    "attach": _("%(by)s added files: %(count)s"),
    "hide_file": _("%(by)s took a file away: %(reason)s"),
    "call": _("%(by)s spoke with the customer by phone"),
    "phoned": _("%(by)s had the customer on the phone about this"),
    "call_missed": _("%(by)s called the customer and did not reach them"),
    "call:vain": _("%(by)s called the customer and did not reach them"),
    "contact": _("%(by)s spoke with the complainant for the first time"),
    "contact:exempt": _("%(by)s noted that the complainant is not to be contacted"),
    "verify": _("%(by)s recorded the finding"),
    "reply": _("%(by)s answered the customer"),
    "draft_reply": _("%(by)s drafted the answer"),
    "approve_reply": _("%(by)s approved the draft of the answer"),
    "return_reply": _("%(by)s sent the draft of the answer back: %(reason)s"),
    "told_today": _("%(by)s told the customer who is on it and by when"),
    "plan_fix": _("%(by)s planned a corrective action for %(owner)s"),
    "finish_fix": _("%(by)s showed that the corrective action is done"),
    "check_fix": _("%(by)s checked whether the corrective action works"),
    "ask_unit": _("%(by)s asked %(unit)s to help"),
    "unit_answers": _("%(by)s answered for %(unit)s and signed"),
    "ask_less": _("%(by)s asked to treat it as less grave (%(less)s): %(reason)s"),
    "agree_less": _("%(by)s agreed that it is less grave: %(less)s"),
    "refuse_less": _("%(by)s did not agree that it is less grave: %(reason)s"),
    "raised_to_head": _("Complained of %(count)s times already: it goes to %(to)s"),
    "outer": _("%(by)s wrote down where it comes from: %(source)s %(outer)s"),
    "outer_extended": _("%(by)s agreed on more time with the outside source: %(reason)s"),
    "outer_late": _("The limit of the outside source was missed"),
    "outer_reported": _("%(by)s reported to the outside source, %(outer)s"),
    "outer_heard": _("%(by)s wrote down what the outside source heard at its callback"),
    "upstream_accepted": _("%(by)s accepted order %(outer)s of %(source)s"),
    "upstream_returned": _("%(by)s returned order %(outer)s to %(source)s: %(reason)s"),
    "upstream_asked": _("%(by)s urged %(source)s: %(text)s"),
    "upstream_more_time": _("%(by)s asked %(source)s for time until %(until)s: %(reason)s"),
    "upstream_again": _("%(by)s sent %(source)s again where it stands"),
    "upstream_added": _("%(source)s adds: %(text)s"),
    "upstream_urged": _("%(source)s urges again: %(text)s"),
    "upstream_limit": _("%(source)s wants the answer by %(due_at)s"),
    "upstream_withdrawn": _("Withdrawn above while it was being worked on: %(reason)s"),
    "upstream_late": _("Order %(outer)s of %(source)s was not accepted or returned in time"),
    "recovery": _("%(by)s did something to make the failure good"),
    "sealed": _("%(by)s sealed the complainant's name"),
    "archive": _("%(by)s archived it, to be kept until %(keep)s"),
    "fill": _("%(by)s wrote down what closing asks for"),
    "close": _("%(by)s closed it"),
    "reopen": _("%(by)s opened it again: %(reason)s"),
    "withdraw": _("%(by)s withdrew it: %(reason)s"),
    "undo": _("%(by)s undid the registration: it was a mistake"),
    "suspend": _("%(by)s suspended the clocks: %(why)s"),
    "resume": _("%(by)s resumed the clocks"),
    "extend": _("%(by)s asked for more time for “%(clock)s”: %(reason)s"),
    "extend:why": _("%(by)s asked for more time for “%(clock)s” (%(why)s): %(reason)s"),
    "withdraw_extension": _("%(by)s took the request for more time for “%(clock)s” back"),
    "approve_extension": _("%(by)s granted more time for “%(clock)s”"),
    "approve_extension:no": _("%(by)s granted no more time for “%(clock)s”: %(reason)s"),
    "reclassify": _("%(by)s changed what the case is: %(reason)s"),
    "rearm": _("%(by)s counted the open clocks by the new calendar: %(reason)s"),
    "deadline_warned": _("The promise “%(clock)s” will soon be due"),
    "target_passed": _("The target “%(clock)s” has passed"),
    "deadline_missed": _("The promise “%(clock)s” was missed"),
    "deadline_escalated": _("The missed promise “%(clock)s” was told further up: %(stage)s"),
    "deadline_voided": _("%(by)s voided the breach of “%(clock)s”: %(reason)s"),
    "deadline_voided:warning": _("%(by)s voided a warning of “%(clock)s”: %(reason)s"),
    "deadline_voided:kept": _(
        "The promise “%(clock)s” was kept after all: the step was recorded later than it was done"
    ),
    "deadline_released": _("%(by)s let the clock “%(clock)s” try again after an error"),
    "deadline_dropped": _("%(by)s called off a stage of “%(clock)s” that could not be settled: %(reason)s"),
    "void_asked": _("%(by)s asked that the breach of “%(clock)s” be voided: %(reason)s"),
    "void_refused": _("%(by)s let the breach of “%(clock)s” stand: %(reason)s"),
    "check": _("%(by)s checked the papers"),
    "notify": _("%(by)s gave notice of everything that is missing"),
    "notify:again": _("%(by)s gave notice of missing papers once more"),
    "admit": _("%(by)s admitted the application"),
    "decline": _("%(by)s declined the application: %(reason)s"),
    "begin_step": _("Step “%(step)s” began"),
    "finish_step": _("%(by)s finished the step “%(step)s”"),
    "skip_step": _("%(by)s skipped the step “%(step)s”: %(reason)s"),
    "return_step": _("%(by)s sent it back from “%(step)s” to “%(to)s”: %(reason)s"),
    "approve": _("%(by)s approved it: in force %(from)s to %(until)s"),
    "refuse": _("%(by)s refused it: %(reason)s"),
    "renew": _("%(by)s renewed it until %(until)s"),
    "revoke": _("%(by)s revoked it: %(reason)s"),
    "expire": _("Its time is over"),
    "convey": _("%(by)s passed the praise on to %(to)s"),
    "order": _("%(by)s issued order %(order)s to %(to)s"),
    "acknowledge": _("%(by)s signed for order %(order)s"),
    "answer_order": _("%(by)s answered order %(order)s"),
    "accept_answer": _("%(by)s accepted the answer to order %(order)s"),
    "return_answer": _("%(by)s returned the answer to order %(order)s: %(reason)s"),
    "withdraw_order": _("%(by)s withdrew order %(order)s: %(reason)s"),
    "order_over": _("Order %(order)s ended with the case"),
    "repeat": _("The customer has come again, told to %(by)s: contact number %(times)s about it"),
    "repeats": _("The customer has come again about %(other)s: contact number %(times)s about it"),
    "repeated": _("The customer has come again about it: %(other)s, contact number %(times)s"),
    "link": _("%(by)s linked it: %(kind)s %(other)s"),
    "linked": _("%(by)s linked %(other)s with it: that is %(kind)s this one"),
    "linked:many": _("%(by)s linked %(count)s tickets with it: they go along"),
    "unlink": _("%(by)s undid the link to %(other)s"),
    "unlinked": _("%(by)s undid the link from %(other)s"),
    "merge": _("%(by)s merged it into %(other)s"),
    "absorb": _("%(by)s merged %(other)s into it"),
    "unmerge": _("%(by)s undid the merge into %(other)s"),
    "release": _("%(by)s undid the merge of %(other)s into it"),
    "split": _("%(by)s split %(other)s off"),
    "split_from": _("%(by)s split it off %(other)s"),
    "unsplit": _("%(by)s took the split off %(other)s back"),
    "split_undone": _("%(by)s took the split of %(other)s back"),
    "amend": _("%(by)s corrected: %(what)s"),
    "with": _("Together with %(with)s: %(step)s"),
    "without": _("No longer together with %(without)s: waits for a crew of its own"),
    "clock_mended": _("The clock “%(clock)s” was wrong and was worked out again from the history"),
}

MOMENTS = frozenset({"visit_at", "too_early_for", "from", "until", "expected_at", "due_at"})
# Facts that name another case by its number.
NUMBERS = ("other", "with", "without")
NUMBER = re.compile(r"[A-Z][A-Z0-9]{0,11}\d{10}")
AMENDED: dict[str, Promise] = {
    "contact_name": _("Name"),
    "contact_phone": _("Phone"),
    "address": _("Address"),
    "description": _("Description"),
}
SHEET_STATES = {
    "draft": pgettext_lazy("work sheet", "draft"),
    "issued": pgettext_lazy("work sheet", "issued"),
    "done": pgettext_lazy("work sheet", "done"),
    "approved": pgettext_lazy("work sheet", "approved"),
    "void": pgettext_lazy("work sheet", "void"),
    "returned": pgettext_lazy("work sheet", "sent back"),
}
RUNG_WORDS = (_("shift leader"), _("director"), _("executive in charge"))


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"


def _which(event: TicketEvent) -> str:
    for joined in ("with", "without"):
        if event.facts.get(joined):
            return joined
    if event.what == "linked" and event.facts.get("count"):
        return "linked:many"
    if event.facts.get("gone"):
        return "gone"
    if event.what == "send_back" and event.facts.get("joins"):
        return "send_back:joins"
    if event.what == "unclaim" and not event.reason:
        return "unclaim:plain"
    if event.what == "dispatch" and event.facts.get("by_rule"):
        return "dispatch:rule"
    if event.what == "urge" and event.facts.get("raised"):
        return "urge:raised"
    if event.what == "retract" and event.facts.get("of") == "transfer":
        return "retract:transfer"
    if event.what == "call" and event.facts.get("reached") is False:
        return "call:vain"
    if event.what == "notify" and event.facts.get("again"):
        return "notify:again"
    if event.what == "arrive" and event.facts.get("too_early_for"):
        return "arrive:early"
    if event.what == "arrive" and _place(event).get("found") == "far":
        return "arrive:far"
    if event.what == "extend" and event.facts.get("why"):
        return "extend:why"
    if event.what == "approve_extension" and event.facts.get("granted") is False:
        return "approve_extension:no"
    if event.what == "deadline_voided" and event.by_id is None:
        return "deadline_voided:kept"
    if event.what == "deadline_voided" and event.facts.get("stage") not in ("breach", "target"):
        return "deadline_voided:warning"
    return "contact:exempt" if event.what == "contact" and event.facts.get("exempt") else event.what


def _of_pairs(event: TicketEvent) -> dict[str, str | int | float]:
    """What is said of cases that belong together: numbers as people say them, the link and the step in words."""
    told = event.facts
    said: dict[str, str | int | float] = {
        name: _short(told[name]) for name in NUMBERS if isinstance(told.get(name), str)
    }
    if event.what in ("link", "linked"):
        said["kind"] = str(dict(TicketLink.Kind.choices).get(told.get("kind", ""), ""))
    if "count" in told:
        said["times"] = int(told["count"]) + 1
    if event.what == "amend":
        said["what"] = "、".join(str(AMENDED[name]) for name in told.get("fields", []) if name in AMENDED)
    if "with" in told:
        said["step"] = str(WORDS.get(event.what, event.what))
    return said


def _short(number: object) -> str:
    return Ticket(number=str(number)).short_number if NUMBER.fullmatch(str(number)) else str(number)


def _place(event: TicketEvent) -> dict[str, str | int | float]:
    """What an arrival keeps of its place."""
    place = event.facts.get("place")
    return place if isinstance(place, dict) else {}


def tell(event: TicketEvent) -> str:
    """Return what happened as a sentence in the reader's language."""
    # What belongs to a step stands behind the colon (`finish_step:plan`); the step's own name is in the facts.
    sentence = SENTENCES.get(_which(event)) or SENTENCES.get(event.what.partition(":")[0])
    if sentence is None:
        return event.what
    facts = {name: value for name, value in event.facts.items() if isinstance(value, str | int | float)}
    if "why" in facts:
        whys = MoreTime if event.what == "extend" else PauseReason
        facts["why"] = str(dict(whys.choices).get(str(facts["why"]), facts["why"]))
    if "less" in facts:
        facts["less"] = str({**LEVELS, **dict(Kind.choices)}.get(str(facts["less"]), facts["less"]))
    if "via" in facts:
        facts["via"] = str(dict(Via.choices).get(str(facts["via"]), facts["via"]))
    if "raised" in facts:
        facts["rung"] = str(RUNG_WORDS[int(facts["raised"]) - 1])
    facts |= _of_pairs(event)
    if place := _place(event):
        facts |= {"distance": place.get("distance", "—"), "far_why": place.get("why") or "—"}
    for moment in MOMENTS & facts.keys():
        facts[moment] = f"{localtime(datetime.fromisoformat(str(facts[moment]))):%Y-%m-%d %H:%M}"
    if "stage" in facts:
        facts["stage"] = word_of(str(facts["stage"]))
    if event.what == "sheet":
        facts["state"] = str(SHEET_STATES.get(str(facts.get("state")), ""))
    if "clock" in facts:
        facts["clock"] = str(MILESTONES.get(str(facts["clock"]), facts["clock"]))
    who = (
        event.by.name
        if event.by
        else gettext("The customer")
        if event.facts.get("via") == "customer"
        else gettext("The clock")
    )
    return str(sentence) % _Blank(facts | {"by": who, "reason": event.reason}) + phone_remarks(event.facts)
