"""The words and shapes that every page shares: hall time, countdowns, icons, fields, masks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, ModelChoiceField, RadioSelect, Select, Textarea
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from servicedesk import clockface
from servicedesk.lib import masks

register = template.Library()
for _mask in (masks.mask_phone, masks.mask_name, masks.mask_address, masks.mask_identity, masks.mask_account):
    register.filter(_mask.__name__, _mask)


def _local(moment: date) -> date:
    """The moment by the hall's clock; a mere day is the same everywhere."""
    return timezone.localtime(moment) if isinstance(moment, datetime) else moment


def _day(moment: date, at: datetime | None) -> str:
    """The day in the fewest words that are still clear when read at `at`: nothing, tomorrow, 3 月 18 日, 2014 年…"""
    local = _local(moment)
    if at is None:
        return date_format(local, pgettext("date with year", "j M Y"))
    day = local.date() if isinstance(local, datetime) else local
    apart = (day - timezone.localtime(at).date()) // timedelta(days=1)
    if apart in (-1, 0, 1):
        return {-1: _("yesterday"), 0: "", 1: _("tomorrow")}[apart]
    if local.year == timezone.localtime(at).year:
        return date_format(local, pgettext("date in this year", "j M"))
    return date_format(local, pgettext("date with year", "j M Y"))


@register.filter
def hall_clock(moment: datetime | None) -> str:
    """`14:23`, the wall clock of the hall."""
    return "" if moment is None else date_format(timezone.localtime(moment), "H:i")


@register.filter
def hall_date(moment: date | None, at: datetime | None = None) -> str:
    """`3 月 18 日`; with the year when `at` is not given or lies in another year."""
    if moment is None:
        return ""
    return _day(moment, at) or date_format(_local(moment), pgettext("date in this year", "j M"))


@register.filter
def hall_month(month: date | None) -> str:
    """`2026 年 10 月`."""
    return "" if month is None else date_format(month, pgettext("month with year", "M Y"))


@register.simple_tag
def hall_span(first: date, last: date) -> str:
    """`{% hall_span first last %}` → `2026 年 10 月 25 日 – 11 月 23 日`: the year stands once where it is the same."""
    year, short = pgettext("date with year", "j M Y"), pgettext("date in this year", "j M")
    if first == last:
        return date_format(first, year)
    one, other = (short, short) if first.year == last.year else (year, year)
    if first.year == last.year and year.startswith("Y"):
        one = year
    elif first.year == last.year:
        other = year
    return f"{date_format(first, one)} – {date_format(last, other)}"


@register.filter
def hall_day(moment: datetime | None, at: datetime | None = None) -> str:
    """The day as `hall_time` says it, without the hour: nothing for today."""
    return "" if moment is None else _day(moment, at)


@register.filter
def hall_time(moment: datetime | None, at: datetime | None = None) -> str:
    """`{{ due_at|hall_time:page_time }}` → `14:23`, `明日 18:08`, `3 月 18 日 14:23`; never shorter than is clear."""
    return "" if moment is None else f"{_day(moment, at)} {hall_clock(moment)}".strip()


@register.filter
def iso(moment: datetime | None) -> str:
    """For `datetime=` and data attributes: UTC, to the millisecond, which every browser can read."""
    return "" if moment is None else moment.astimezone(UTC).isoformat(timespec="milliseconds")


@register.filter
def due_text(due_at: datetime, at: datetime) -> str:
    """`{{ due_at|due_text:page_time }}` → `剩 19 分`, `超 1 时 06 分`."""
    return clockface.time_left(due_at, at)


@register.simple_tag(takes_context=True)
def clock_face(context: Context, due_at: datetime, **told: Any) -> clockface.ClockFace:
    """`{% clock_face due_at done_at=… missed=… paused=… since=… soon_at=… kind=… as face %}`; `at` is page_time."""
    at = told.pop("at", None) or context["page_time"]
    known = {name: value for name, value in told.items() if value not in (None, "")}
    return clockface.face(due_at, at, **known)


@register.simple_tag(takes_context=True)
def share_used(context: Context, since: datetime, due_at: datetime, at: datetime | None = None) -> int:
    """`{% share_used since due_at as used %}` → 0 to 100."""
    return clockface.share_used(since, due_at, at or context["page_time"])


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """`{% icon "bolt" %}`, `{% icon "eye" "s" %}`, `{% icon "tri" label=words %}` when no word stands beside it."""
    kind = f"i i-{size}" if size else "i"
    where = f"{static('img/sprite.svg')}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', kind, label, where)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', kind, where)


@register.simple_tag
def html_lang() -> str:
    """The page's language as browsers and screen readers know it."""
    return "zh-CN" if (get_language() or "").startswith("zh") else "en"


@register.simple_tag
def clock_words() -> SafeString:
    """The countdown's sentences as data attributes, for static/js/clock.js."""
    return format_html_join(
        "", ' data-{}="{}"', ((name.replace("_", "-"), words) for name, words in clockface.WORDS.items())
    )


@register.simple_tag(takes_context=True)
def current(context: Context, url: str, name: str = "") -> SafeString | str:
    """` aria-current="page"` when this link leads to the page shown, or to the part of the house it belongs to."""
    request = context.get("request")
    here = request.path if request else ""
    chosen = context.get("rail_here")
    is_here = chosen == name if chosen and name else here == url or (url != "/" and here.startswith(url))
    return SafeString(' aria-current="page"') if is_here else ""


@register.simple_tag
def widget(field: BoundField, **attrs: Any) -> SafeString:
    """A form's control with the house's class and with its hint and error tied to it."""
    control = field.field.widget
    if isinstance(field.field, ModelChoiceField) and field.field.empty_label in ("---------", "—"):
        field.field.empty_label = pgettext("in a list", "Choose") if field.field.required else "—"
    if isinstance(control, Select | Textarea) or not isinstance(control, CheckboxInput | RadioSelect):
        attrs.setdefault("class", "in")
    ids = [f"{field.auto_id}_hint"] if field.help_text else []
    if field.errors:
        ids.insert(0, f"{field.auto_id}_error")
        attrs["aria-invalid"] = "true"
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    shown = {name.replace("_", "-"): value for name, value in attrs.items()}
    return field.as_widget(attrs=shown)


@register.filter
def initial(name: str) -> str:
    """The one character that stands in a person's round badge: the last of a Chinese name, else the first."""
    name = (name or "").strip()
    if not name:
        return "·"
    return name[-1] if "\u3400" <= name[-1] <= "\u9fff" else name[0].upper()


STATUS_TONES = {
    "registered": "soon",
    "checking": "soon",
    "restored": "ok",
    "to_review": "soon",
    "resolved": "ok",
    "closed": "ok",
    "withdrawn": "hold",
    "merged": "hold",
}
TONE_ICONS = {"run": "play", "soon": "half", "over": "tri", "ok": "okc", "hold": "pause"}


@register.filter
def status_tone(status: str) -> str:
    """The colour family of a state; a state not named here is under way."""
    return STATUS_TONES.get(str(status), "run")


@register.filter
def tone_icon(tone: str) -> str:
    """The shape that goes with a colour, so that colour never speaks alone."""
    return TONE_ICONS.get(str(tone), "play")


@register.filter
def wrong_fields(form: BaseForm) -> list[BoundField]:
    """The fields of a form that have errors, in the order of the page."""
    return [field for field in form if field.errors]
