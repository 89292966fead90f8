"""The share kept of the last days beside today's: out of the reports' own tallies, so that both say the same."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.reading import standing_days
from reporting.rules import rules_of
from reporting.tables import behind_url
from reporting.wanted import Wanted
from servicedesk.templatetags.hall import hall_date
from supervision.board.asked import Asked
from supervision.board.figures import Figure
from supervision.sight import Sight

BACK = timedelta(days=13)
WIDTH, HEIGHT, EDGE = 84, 30, 3
ENDED, KEPT, LATE = "promises.ended_all", "promises.kept_all", "promises.late_all"


@dataclass(frozen=True)
class Spark:
    """A line of shares, each of a day, with the share that is aimed at."""

    days: list[tuple[date, float]]
    target: float

    @property
    def _lowest(self) -> float:
        return min([share for _day, share in self.days] + [self.target]) - 1

    def _y(self, share: float) -> float:
        return round(EDGE + (HEIGHT - 2 * EDGE) * (100 - share) / max(100 - self._lowest, 1), 1)

    def _x(self, day: date) -> float:
        first, last = self.days[0][0], self.days[-1][0]
        return round(EDGE + (WIDTH - 2 * EDGE) * ((day - first).days / max((last - first).days, 1)), 1)

    @property
    def points(self) -> str:
        return " ".join(f"{self._x(day)},{self._y(share)}" for day, share in self.days)

    @property
    def target_y(self) -> float:
        return self._y(self.target)

    @property
    def end(self) -> tuple[float, float]:
        day, share = self.days[-1]
        return self._x(day), self._y(share)

    @property
    def words(self) -> str:
        """The same for whoever reads instead of looking."""
        told = ", ".join(f"{hall_date(day)} {share:.1f} %" for day, share in self.days)
        return _("Kept by day, %(target)s %% aimed at: %(days)s") % {"target": _plain(self.target), "days": told}


def with_days(figure: Figure, asked: Asked, sight: Sight, counts: dict[str, int], *, at: datetime) -> Figure:
    """The tile of today's share with what is aimed at, the days before, and the list of what was late today."""
    today = timezone.localdate(at)
    want = Wanted(sight.user, today, today, hall=asked.hall, by="hall")
    target = target_of(sight)
    notes = [_("target %(target)s %%") % {"target": _plain(target)}, *figure.notes]
    spark = _spark(want.but(first=today - BACK), counts, target) if not (asked.who or asked.kind) else None
    return replace(figure, notes=notes, spark=spark, url=behind_url(want, LATE))


def target_of(sight: Sight) -> float:
    """The share that the company aims at, by the rules of its reports."""
    org = next(iter(sorted(sight.orgs)), None)
    return rules_of(org).kept_target if org else 100.0


def _spark(want: Wanted, counts: dict[str, int], target: float) -> Spark | None:
    """The days that are counted, and today as the tile has it; a line takes two."""
    found = standing_days(want.but(last=want.last - timedelta(days=1)), (ENDED, KEPT))
    days = [(day, 100 * n.get(KEPT, 0) / n[ENDED]) for day, n in sorted(found.items()) if n.get(ENDED)]
    ended, kept = (sum(n for key, n in counts.items() if key.startswith(name)) for name in ("ended ", "kept "))
    if ended:
        days.append((want.last, 100 * kept / ended))
    return Spark(days, target) if len(days) > 1 else None


def _plain(share: float) -> str:
    return f"{share:g}"
