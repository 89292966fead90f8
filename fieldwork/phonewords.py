"""What a crew is told about its phone's clock and place, and what it may choose from."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fieldwork.phonetime import AHEAD, CORRECTED, HELD, OLD, WRONG, Moment
from fieldwork.places import ABSURD, FAR, JUMPED, NONE, POOR, Finding

FAR_REASONS: tuple[Promise, ...] = (
    gettext_lazy("The fault lies elsewhere"),
    gettext_lazy("The phone's place is wrong"),
    gettext_lazy("The map has the address wrong"),
    gettext_lazy("No closer by car"),
)
LATE_MINUTES = (15, 30, 60, 120)
BACK_MINUTES = (30, 60, 120, 240)
DOOR = "door"
DOOR_WORD = gettext_lazy("Street number")

_CLOCK: dict[str, Promise] = {
    CORRECTED: gettext_lazy("The phone's clock is wrong by %(off)s; the time was put right."),
    WRONG: gettext_lazy("The phone's clock is wrong by %(off)s: set it right. For this step the server's time counts."),
    AHEAD: gettext_lazy("By the phone's clock this lies in the future; the server's time counts."),
    HELD: gettext_lazy("By the phone's clock this was before the step that came first; it counts from that one on."),
    OLD: gettext_lazy("This waited on the phone for too long; the server's time counts."),
}
_PLACE: dict[str, Promise] = {
    NONE: gettext_lazy("The phone gave no place. Take a photo with the street number."),
    ABSURD: gettext_lazy("The place that the phone gave cannot be. Take a photo with the street number."),
    JUMPED: gettext_lazy(
        "The place that the phone gave is too far from the last one. Take a photo with the street number."
    ),
    POOR: gettext_lazy("The place is known to %(metres)s only. Take a photo with the street number."),
    FAR: gettext_lazy("%(metres)s from the address."),
}


def clock_words(moment: Moment) -> str:
    """What there is to say about the phone's clock; empty where it goes right."""
    word = _CLOCK.get(moment.found)
    return str(word) % {"off": span_words(abs(moment.off.total_seconds()))} if word else ""


def place_words(finding: Finding) -> str:
    """What there is to say about the place; empty where it is as it should be."""
    word = _PLACE.get(finding.word)
    if word is None:
        return ""
    told = finding.fix.accuracy if finding.word == POOR and finding.fix else finding.distance
    return str(word) % {"metres": metre_words(told or 0)}


def metre_words(metres: float) -> str:
    """A distance as people say it."""
    if metres < 1000:
        return _("%(n)d m") % {"n": round(metres)}
    return _("%(n)s km") % {"n": f"{metres / 1000:.1f}"}


def span_words(seconds: float) -> str:
    """How long, in the largest unit that fits."""
    minutes = round(seconds / 60)
    if minutes < 90:
        return _("%(n)d min") % {"n": max(minutes, 1)}
    return _("%(n)d h") % {"n": round(minutes / 60)}
