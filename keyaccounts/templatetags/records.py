"""What the pages of clean records and of rules share: their list on the left, and figures as people read them."""

from decimal import Decimal

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()

PAGES: tuple[tuple[str, str, str, Promise, str], ...] = (
    ("doubles", "/manage/doubles/", "merge", pgettext_lazy("records", "Doubles"), "clean"),
    ("rest", "/manage/rest/", "pause", pgettext_lazy("records", "At rest"), "clean"),
    ("figures", "/manage/figures/", "chart", pgettext_lazy("records", "Consumption"), "import"),
    ("imports", "/manage/imports/", "file", pgettext_lazy("records", "Bring rows in"), "bulk"),
    ("exports", "/manage/exports/", "dl", pgettext_lazy("records", "Take rows out"), "export"),
    ("rules", "/manage/watch-rules/", "eye", pgettext_lazy("records", "Watch rules"), "watch_rules"),
    ("cycles", "/manage/inspection-cycles/", "clock", _("Inspection cycles"), "watch_rules"),
)


@register.inclusion_tag("keyaccounts/_records_nav.html", takes_context=True)
def records_nav(context: Context, here: str) -> dict[str, object]:
    """`{% records_nav "doubles" %}`: the pages of records that this person may open."""
    user = context["request"].user
    return {"here": here, "pages": [page for page in PAGES if user.may(page[4])]}


@register.filter
def figure(value: Decimal | None) -> str:
    """`{{ row.quantity|figure }}` → `12,450.5`; a dash where nothing is known."""
    if value is None:
        return "—"
    text = f"{value:,.3f}".rstrip("0").rstrip(".")
    return text or "0"


@register.filter
def percent(value: Decimal | None) -> str:
    """`{{ row.change|percent }}` → `+3.2 %`."""
    return "—" if value is None else f"{value:+.1f} %"
