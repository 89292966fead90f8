"""Months of figures side by side with the year before, and the bars that show them: plain arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT, FOOT = 720, 200, 24


@dataclass(frozen=True)
class Month:
    """One month: its figure and that of the same month a year before, None where nothing is known."""

    month: date
    quantity: Decimal | None
    before: Decimal | None
    amount: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """In percent of the year before; None where it cannot be said."""
        if self.quantity is None or not self.before:
            return None
        return ((self.quantity - self.before) * 100 / self.before).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class Bar:
    """A bar of the drawing, in its own units from the upper left."""

    x: float
    y: float
    width: float
    height: float
    is_before: bool = False


@dataclass(frozen=True)
class Label:
    x: float
    text: str


@dataclass(frozen=True)
class Line:
    """A line across the drawing, with what it stands for."""

    y: float
    text: str


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    labels: list[Label]
    lines: list[Line]
    width: int = WIDTH
    height: int = HEIGHT + FOOT
    foot: int = HEIGHT


def months_back(last: date, count: int) -> list[date]:
    """The first days of `count` months up to and with that of `last`, oldest first."""
    index = last.year * 12 + last.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(index - count + 1, index + 1)]


def year_before(month: date) -> date:
    return month.replace(year=month.year - 1)


def side_by_side(figures: dict[date, tuple[Decimal, Decimal | None]], *, last: date, count: int) -> list[Month]:
    """The months up to `last`, each beside the same month a year before."""
    nothing = (None, None)
    found = []
    for month in months_back(last, count):
        quantity, amount = figures.get(month, nothing)
        found.append(Month(month, quantity, figures.get(year_before(month), nothing)[0], amount))
    return found


def draw(months: list[Month]) -> Chart:
    """Two bars a month, the year before behind; the scale ends at a round figure."""
    top = round_up(
        max((value for month in months for value in (month.quantity, month.before) if value), default=Decimal(0))
    )
    slot = WIDTH / max(len(months), 1)
    bars: list[Bar] = []
    for place, month in enumerate(months):
        for value, offset, is_before in ((month.before, 0.12, True), (month.quantity, 0.46, False)):
            if value:
                height = round(float(value / top) * (HEIGHT - 10), 1)
                bars.append(
                    Bar(
                        round((place + offset) * slot, 1),
                        round(HEIGHT - height, 1),
                        round(slot * 0.4, 1),
                        height,
                        is_before,
                    )
                )
    every = 1 if len(months) <= 12 else 2
    labels = [
        Label(
            round((place + 0.5) * slot, 1),
            f"{month.month:%y-%m}" if place == 0 or month.month.month == 1 else f"{month.month.month}",
        )
        for place, month in enumerate(months)
        if place % every == 0 or month.month.month == 1
    ]
    lines = (
        [Line(round(HEIGHT - share * (HEIGHT - 10), 1), _short(top * Decimal(str(share)))) for share in (0.5, 1.0)]
        if top
        else []
    )
    return Chart(bars, labels, lines)


def round_up(value: Decimal) -> Decimal:
    """The next of 1, 2, 5 times a power of ten: `round_up(3400)` → 5000."""
    if value <= 0:
        return Decimal(0)
    power = Decimal(10) ** value.adjusted()
    return next(power * step for step in (1, 2, 5, 10) if power * step >= value)


def _short(value: Decimal) -> str:
    whole = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return f"{whole:,}"


def totals(months: Iterable[Month]) -> tuple[Decimal, Decimal | None]:
    """The sum of the months that are known, and by how much percent it differs from the same months a year before."""
    known = [month for month in months if month.quantity is not None]
    both = [month for month in known if month.before is not None]
    total = sum((month.quantity or Decimal(0) for month in known), Decimal(0))
    before = sum((month.before or Decimal(0) for month in both), Decimal(0))
    if not before:
        return total, None
    now = sum((month.quantity or Decimal(0) for month in both), Decimal(0))
    return total, ((now - before) * 100 / before).quantize(Decimal("0.1"))
