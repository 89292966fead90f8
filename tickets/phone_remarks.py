"""What the history says beside a step because of the phone that told it: a clock that was wrong, a place that cannot be."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_CLOCK: dict[str, Promise] = {
    "corrected": _("the phone's clock was wrong by %(minutes)s min, put right"),
    "wrong": _("the phone's clock was wrong by %(minutes)s min, the server's time counts"),
    "ahead": _("by the phone's clock in the future, the server's time counts"),
    "held": _("by the phone's clock before the step ahead of it"),
    "old": _("waited on the phone for too long, the server's time counts"),
}
_PLACE: dict[str, Promise] = {
    "none": _("the phone gave no place"),
    "absurd": _("the phone gave a place that cannot be"),
    "jump": _("the phone gave a place too far from the last one"),
    "poor": _("the place is not known well"),
}


def phone_remarks(facts: dict[str, Any]) -> str:
    """The remarks in brackets behind the sentence; empty for most steps."""
    place = facts.get("place")
    found = (_CLOCK.get(str(facts.get("phone_clock"))), _PLACE.get(_word(place)))
    minutes = {"minutes": round(abs(facts.get("phone_off") or 0) / 60)}
    said = [str(word) % minutes for word in found if word]
    return f" ({'; '.join(said)})" if said else ""


def _word(place: Any) -> str:
    return str(place.get("found", "")) if isinstance(place, dict) else ""
