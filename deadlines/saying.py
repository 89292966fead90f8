"""A limit in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deadlines.limits import NEXT_DAY, NEXT_OPEN, Limit, clock_text


def describe(limit: Limit) -> str:
    """Say a limit in the reader's language: `45m` → “within 45 minutes”, 45 分钟内."""
    if limit.early is not None and limit.late is not None:
        return _("before %(clock)s: %(early)s; later: %(late)s") % {
            "clock": clock_text(limit.clock_time),
            "early": describe(limit.early),
            "late": describe(limit.late),
        }
    if limit.window:
        return _describe_window(limit)
    text = _describe_span(limit)
    if limit.begins == NEXT_DAY:
        text = _("%(limit)s, counted from 00:00 of the next day") % {"limit": text}
    if limit.begins == NEXT_OPEN:
        text = _("%(limit)s, counted from the opening of the next working day") % {"limit": text}
    if limit.forbidden:
        begins, ends = map(clock_text, limit.forbidden)
        text = _("%(limit)s, never between %(begins)s and %(ends)s") % {"limit": text, "begins": begins, "ends": ends}
    return text


def _describe_window(limit: Limit) -> str:
    texts = {
        "m": ngettext("%(amount)d minute either side", "%(amount)d minutes either side", limit.amount),
        "h": ngettext("%(amount)d hour either side", "%(amount)d hours either side", limit.amount),
    }
    width = texts[limit.unit] % {"amount": limit.amount}
    if limit.agreed is None:
        return _("at the agreed time, %(width)s") % {"width": width}
    return _("at %(time)s as agreed, %(width)s") % {"time": f"{limit.agreed:%Y-%m-%d %H:%M}", "width": width}


def _describe_span(limit: Limit) -> str:
    if limit.clock_time is not None:
        return _describe_moment(limit.amount, clock_text(limit.clock_time))
    return _describe_length(limit) % {"amount": limit.amount} if limit.amount else _("at once")


def _describe_moment(days: int, clock: str) -> str:
    if days == 0:
        return _("the same day by %(clock)s") % {"clock": clock}
    if days == 1:
        return _("the next day by %(clock)s") % {"clock": clock}
    return _("on day %(days)d after that by %(clock)s") % {"days": days, "clock": clock}


def _describe_length(limit: Limit) -> str:
    if limit.same_time:
        return ngettext(
            "within %(amount)d working day, at the same time of day",
            "within %(amount)d working days, at the same time of day",
            limit.amount,
        )
    texts = {
        "m": ngettext("within %(amount)d minute", "within %(amount)d minutes", limit.amount),
        "h": ngettext("within %(amount)d hour", "within %(amount)d hours", limit.amount),
        "d": ngettext("within %(amount)d day", "within %(amount)d days", limit.amount),
        "wh": ngettext("within %(amount)d opening hour", "within %(amount)d opening hours", limit.amount),
        "wd": ngettext("within %(amount)d working day", "within %(amount)d working days", limit.amount),
    }
    return texts[limit.unit]
