"""How the states of an outage look and what they are called."""

from django.utils.translation import pgettext


def states() -> dict[str, tuple[str, str, str]]:
    """Tone, icon and word of each state."""
    return {
        "on": ("soon", "bolt", pgettext("outage", "without power")),
        "late": ("over", "tri", pgettext("outage", "longer than expected")),
        "suggested": ("hold", "half", pgettext("outage", "suggested")),
        "ahead": ("run", "clock", pgettext("outage", "to come")),
        "ended": ("ok", "okc", pgettext("outage", "back")),
        "unknown": ("hold", "info", pgettext("outage", "end not known")),
        "withdrawn": ("hold", "x", pgettext("outage", "withdrawn")),
    }
