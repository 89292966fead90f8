"""What starts a clock, stops it, begins it anew and ends it without a verdict, where a promise names its own verbs."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.verbs import WORDS
from servicedesk.lib.refusals import Refusal

# What a case goes through. Of these a promise names its own where the usual ones of its step do not fit.
VERBS: tuple[str, ...] = (
    *(
        "register",
        "dispatch",
        "accept",
        "depart",
        "arrive",
        "restore",
        "report",
        "return_report",
        "approve_return",
        "contact",
        "verify",
        "reply",
    ),
    *("transfer", "send_back", "unclaim", "supply_back", "reclassify", "reopen", "close", "withdraw"),
)
TURNS: dict[str, Any] = {
    "starts": gettext_lazy("Starts on"),
    "stops": gettext_lazy("Stops on"),
    "resets": gettext_lazy("Begins anew on"),
    "cancels": gettext_lazy("Is cancelled by"),
}


class BadConditions(Refusal):
    """Conditions that no clock could follow."""

    code = "bad_conditions"


def choices() -> list[tuple[str, object]]:
    """The verbs with their words, for a form."""
    return [(verb, WORDS[verb]) for verb in VERBS]


def words_of(verbs: Iterable[str]) -> str:
    """Verbs as a list in the reader's language."""
    return ", ".join(str(WORDS.get(verb, verb)) for verb in verbs)


def check_conditions(starts_on: str, turns: Mapping[str, Sequence[str]]) -> None:
    """Refuse a verb that no case knows, and one that would both end a run and begin it."""
    unknown = [verb for verb in chain([starts_on], *turns.values()) if verb and verb not in VERBS]
    if unknown or not turns.keys() <= TURNS.keys() - {"starts"}:
        told = {"verb": unknown[0] if unknown else next(iter(turns.keys() - TURNS.keys())), "known": words_of(VERBS)}
        raise BadConditions(_("Nothing that happens to a case is called “%(verb)s”. Known: %(known)s.") % told)
    begins = {starts_on, *turns.get("resets", ())} - {""}
    both = begins & {*turns.get("stops", ()), *turns.get("cancels", ())}
    if both:
        text = _("“%(verb)s” cannot begin the clock and end it. Leave it in one of the two places.")
        raise BadConditions(text % {"verb": words_of(both)})
