"""From codes to prose: the only place where a change of a customer's record becomes a sentence."""

from collections import defaultdict
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.model_file import IdentityCheck, Level, Secrecy
from customers.models import Customer, CustomerEvent, Holding

CHANGES: dict[str, Promise] = {
    "name": gettext_lazy("name changed: %(before)s → %(after)s"),
    "kind": gettext_lazy("kind changed: %(before)s → %(after)s"),
    "tags": gettext_lazy("tags changed: %(before)s → %(after)s"),
    "phone_added": gettext_lazy("number added: %(phone)s"),
    "phone_removed": gettext_lazy("number no longer theirs: %(phone)s"),
    "phone_main": gettext_lazy("%(phone)s is called first"),
    "person_linked": gettext_lazy("%(person)s added to account %(account)s as %(part)s"),
    "person_unlinked": gettext_lazy("%(person)s removed from account %(account)s"),
    "undone": gettext_lazy("taken back: %(done)s"),
    "identity_checked": gettext_lazy("paper checked: %(paper)s, %(result)s"),
    "correction_asked": gettext_lazy("address of account %(account)s said to be wrong: %(after)s"),
    "correction_refused": gettext_lazy("address of account %(account)s left as it is"),
    "address": gettext_lazy("address of account %(account)s corrected: %(before)s → %(after)s"),
    "level": gettext_lazy("importance: %(before)s → %(after)s"),
    "caretaker": gettext_lazy("caretaker: %(before)s → %(after)s"),
    "secrecy": gettext_lazy("secrecy: %(before)s → %(after)s"),
    "viewing_asked": gettext_lazy("asks to see this secret customer for %(hours)s hours"),
    "viewing_granted": gettext_lazy("lets %(for)s see this secret customer for %(hours)s hours"),
    "viewing_refused": gettext_lazy("does not let %(for)s see this secret customer"),
    "viewing_ended": gettext_lazy("the viewing of %(for)s has ended"),
    "contract": gettext_lazy("contract %(number)s entered"),
    "contract_scan": gettext_lazy("the scan of contract %(number)s was added"),
    "contract_scan_gone": gettext_lazy("a scan of contract %(number)s was taken away"),
    "contract_ended": gettext_lazy("contract %(number)s ended"),
    "visit_planned": gettext_lazy("visit planned for %(on)s"),
    "visit_paid": gettext_lazy("visited on %(on)s"),
    "visit_dropped": gettext_lazy("visit called off"),
    "follow_up": gettext_lazy("something promised for %(on)s"),
    "follow_up_done": gettext_lazy("something promised is done"),
    "date_kept": gettext_lazy("date kept: %(on)s"),
    "date_ended": gettext_lazy("date no longer kept"),
    "verified": gettext_lazy("held against the files %(account)s"),
}
ICONS = {
    **dict.fromkeys(("phone_added", "phone_removed", "phone_main"), "call"),
    **dict.fromkeys(("person_linked", "person_unlinked", "caretaker"), "user"),
    **dict.fromkeys(("secrecy", "viewing_asked", "viewing_granted", "viewing_refused", "viewing_ended"), "lock"),
    **dict.fromkeys(("contract", "contract_ended", "contract_scan", "contract_scan_gone"), "file"),
    **dict.fromkeys(("visit_planned", "visit_paid", "visit_dropped"), "route"),
    **dict.fromkeys(("follow_up", "follow_up_done", "date_kept", "date_ended"), "clock"),
    **dict.fromkeys(("address", "correction_asked", "correction_refused"), "pin"),
    "identity_checked": "shield",
    "level": "star",
    "undone": "back",
}
NONE = pgettext_lazy("value", "none")
WORDS: dict[str, dict[str, Any]] = {
    "kind": dict(Customer.Kind.choices),
    "level": dict(Level.choices),
    "secrecy": dict(Secrecy.choices),
}


def tell_change(event: CustomerEvent) -> tuple[str, str]:
    """Return one change as a sentence, and the icon that goes with it."""
    return _sentence(event.what, event.facts), ICONS.get(event.what, "pen")


def _sentence(what: str, told: dict[str, Any]) -> str:
    facts: dict[str, Any] = defaultdict(str, told)
    if what == "undone":
        facts["done"] = _sentence(str(told.get("what", "")), told)
    for side in ("before", "after"):
        facts[side] = _value(what, facts[side])
    facts["part"] = dict(Holding.Part.choices).get(facts["part"], facts["part"])
    facts["paper"] = dict(IdentityCheck.Paper.choices).get(facts["paper"], facts["paper"])
    facts["result"] = dict(IdentityCheck.Result.choices).get(facts["result"], facts["result"])
    return str(CHANGES.get(what, gettext_lazy("record changed"))) % facts


def _value(what: str, value: Any) -> str:
    if isinstance(value, list):
        value = _(", ").join(value)
    return str(WORDS.get(what, {}).get(value, value) or NONE)
