"""What a unit takes from above, and from where: one query for the whole branch, however many units it has."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import Brand, Unit, ancestors

# What a unit may say for itself; the nearest one that says it holds for everything below.
OF_UNIT = ("phone", "calendar")
OF_BRAND = ("title", "hotline", "colour", "language")
WORDS: dict[str, Promise] = {
    "phone": gettext_lazy("Phone"),
    "calendar": gettext_lazy("Hours in which its people are told"),
    "title": gettext_lazy("Name on papers and public pages"),
    "hotline": gettext_lazy("Hotline number"),
    "colour": gettext_lazy("Colour"),
    "language": gettext_lazy("Language"),
}


@dataclass(frozen=True)
class Value:
    """One value as it holds for a unit. `source` is the unit that says it; None: nobody does, and the product's own holds."""

    field: str
    value: str
    source: Unit | None

    @property
    def word(self) -> Promise:
        return WORDS[self.field]


def with_brands(units: Iterable[Unit]) -> dict[str, tuple[Unit, Brand | None]]:
    """The units that stand above these and they themselves, by path, each with its brand. Two queries."""
    paths = {path for unit in units for path in ancestors(unit.path)}
    rows = list(Unit.objects.filter(path__in=paths))
    # The picture itself is not read: only what is said in words.
    brands = {one.unit_id: one for one in Brand.objects.filter(unit__in=rows).defer("logo")}
    return {row.path: (row, brands.get(row.pk)) for row in rows}


def values_of(unit: Unit, known: dict[str, tuple[Unit, Brand | None]] | None = None) -> list[Value]:
    """Every value that holds for a unit, nearest first."""
    chain = known if known is not None else with_brands([unit])
    above = [chain[path] for path in reversed(ancestors(unit.path)) if path in chain]
    own = [(row, {field: getattr(row, field) for field in OF_UNIT} | _said(brand)) for row, brand in above]
    return [_nearest(field, own) for field in (*OF_UNIT, *OF_BRAND)]


def _said(brand: Brand | None) -> dict[str, str]:
    return {field: getattr(brand, field) for field in OF_BRAND} if brand else {}


def _nearest(field: str, above: Sequence[tuple[Unit, dict[str, str]]]) -> Value:
    for row, said in above:
        if value := said.get(field):
            return Value(field, value, row)
    return Value(field, "", None)


# The app that keeps calendars says which ones a unit may name: their codes and what they are called.
CALENDARS: list[Callable[[Unit], dict[str, str]]] = []


def calendars_of(unit: Unit | None) -> dict[str, str]:
    """The calendars that a unit, or somebody of it, may be told by."""
    return {code: name for ask in CALENDARS for code, name in ask(unit).items()} if unit else {}
