"""The tabs of a customer's file. Whoever adds a page to the file adds one line here."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Tab:
    """One page of the file: its route in this app (`keyaccounts:<name>`, with the customer's `pk`), word and verb."""

    name: str
    word: Promise
    verb: str


TABS: tuple[Tab, ...] = (
    Tab("file", pgettext_lazy("customer's file", "Overview"), "customers"),
    Tab("services", pgettext_lazy("customer's file", "Services"), "customers"),
    Tab("contracts", pgettext_lazy("customer's file", "Contracts"), "customers"),
    Tab("visits", pgettext_lazy("customer's file", "Visits"), "customers"),
    Tab("dates", pgettext_lazy("customer's file", "Dates"), "customers"),
    Tab("figures", pgettext_lazy("records", "Consumption"), "customers"),
    Tab("hazards_of", pgettext_lazy("rail", "Hazards"), "hazards"),
    Tab("security_of", pgettext_lazy("rail", "Supply security"), "supply_security"),
    Tab("changes", pgettext_lazy("customer's file", "Changes"), "customers"),
)
