"""What the conditions of a rule and the figures of an entry are called."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from keyaccounts.models import WatchEvent, WatchRule

HAPPENED: dict[str, Promise] = {
    "appeared": pgettext_lazy("watch-list", "appeared"),
    "ended": pgettext_lazy("watch-list", "ended by itself"),
    "visit": pgettext_lazy("watch-list", "visit planned"),
    "explained": pgettext_lazy("watch-list", "explained"),
    "snoozed": pgettext_lazy("watch-list", "put off"),
}


def conditions(rule: WatchRule) -> list[str]:
    """What a rule asks for, each condition in a few words."""
    found: list[str] = []
    if rule.fall_percent is not None:
        text = _("use at least %(percent)s %% below the year before, over %(months)s months")
        found.append(text % {"percent": rule.fall_percent, "months": rule.fall_months})
    if rule.complaints is not None:
        text = _("at least %(count)s complaints in %(months)s months")
        found.append(text % {"count": rule.complaints, "months": rule.complaint_months})
    if rule.unvisited_days is not None:
        found.append(_("no visit paid for %(days)s days") % {"days": rule.unvisited_days})
    if rule.owed is not None:
        found.append(_("owes at least %(sum)s yuan") % {"sum": _plain(rule.owed)})
    if rule.contract_days is not None:
        found.append(_("a contract ends within %(days)s days") % {"days": rule.contract_days})
    return found


def told(facts: Mapping[str, Any]) -> list[str]:
    """The figures by which a rule holds, each in a few words."""
    found: list[str] = []
    if "fall" in facts:
        text = _("use %(percent)s %% below the year before")
        found.append(text % {"percent": facts["fall"]})
    if "complaints" in facts:
        found.append(ngettext("%(n)d complaint", "%(n)d complaints", facts["complaints"]) % {"n": facts["complaints"]})
    if "unvisited" in facts:
        days = {"days": facts["unvisited"]}
        found.append((_("last visit %(days)s days ago") if facts.get("visited") else _("never visited")) % days)
    if "owed" in facts:
        found.append(_("owes %(sum)s yuan") % {"sum": _plain(Decimal(facts["owed"]))})
    if "contract_ends" in facts:
        day = date.fromisoformat(facts["contract_ends"])
        found.append(_("contract until %(day)s") % {"day": date_format(day, pgettext("date with year", "j M Y"))})
    return found


def _plain(value: Decimal) -> str:
    return f"{value:,.2f}".removesuffix(".00")


def happened(event: WatchEvent) -> str:
    """One line of an entry's history."""
    return str(HAPPENED.get(event.what, event.what))
