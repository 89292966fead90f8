"""The parts of the page of reports: which measures stand together, what their chart shows, and the distributions."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.lifecycle import Cause, Verdict
from reporting.measures import KEY, MEASURES, PEOPLE, Measure
from reporting.reading import NOTHING, totals
from reporting.sources_promises import NAMES
from reporting.tables import Table, behind_url, both, table
from reporting.wanted import Wanted
from surveys.lifecycle import Reason
from surveys.margins import share
from tickets.lifecycle import Kind, Status

TABS: dict[str, Promise] = {
    "overview": gettext_lazy("Overview"),
    "promises": gettext_lazy("Promises"),
    "volume": gettext_lazy("Volume"),
    "desk": gettext_lazy("Desk and field"),
    "customer": gettext_lazy("Customers"),
    "people": gettext_lazy("People and time"),
    "keys": gettext_lazy("Key customers"),
    "indexes": gettext_lazy("Indexes"),
}
DESK = ("own", "first_contact", "returned", "repeats", "reopened", "extended", "urged", "avoided")
CUSTOMER = ("reached", "callback_satisfied", "satisfaction", "response", "low_scores", "complaints", "true_complaints")
FEW_DAYS = 62
COUNTER = ("counter_satisfaction", "counter_wait")
OUTER = ("outer_response", "outer_solved", "outer_satisfied")


@dataclass(frozen=True)
class Share:
    """One part of a distribution."""

    word: str
    code: str
    n: int
    seconds: int
    url: str
    of: int

    @property
    def share(self) -> float | None:
        return share(self.n, self.of)

    @property
    def hours(self) -> float | None:
        """How long one of them took on average."""
        return self.seconds / self.n / 3600 if self.n else None


@dataclass(frozen=True)
class Parts:
    """How something is distributed: every part with its list, the greatest first unless they have an order of their own."""

    code: str
    word: str
    means: str
    parts: list[Share]

    @property
    def is_empty(self) -> bool:
        return not any(one.n for one in self.parts)

    @property
    def finding(self) -> str:
        top = max(self.parts, key=lambda one: one.n, default=None)
        if top is None or not top.n:
            return ""
        return _("%(word)s: %(share)s %%") % {"word": top.word, "share": f"{top.share or 0:.0f}"}


def present_steps(want: Wanted, *, today: date) -> list[str]:
    """The steps of which any run ended in the period, in their order."""
    found = totals(want, [f"promises.ended_{name}" for name in NAMES], today=today).get(None, {})
    return [name for name in NAMES if f"promises.ended_{name}" in found]


def promise_tables(want: Wanted, *, today: date) -> list[Table]:
    """On time by place and step, without and with pauses; then every step with its average."""
    steps = present_steps(want, today=today)
    wide = [MEASURES["on_time"], MEASURES["even"], *(MEASURES[f"on_time_{name}"] for name in steps)]
    even = [MEASURES[f"even_{name}"] for name in steps]
    took = [MEASURES[f"took_{name}"] for name in steps]
    told = [("on-time", gettext_lazy("On time"), wide)]
    if steps:
        told += [("pauses-counted", gettext_lazy("On time with pauses counted"), even)]
        told += [("average-time", gettext_lazy("Average time"), took)]
    read = both(want, [*wide, *even, *took], by=want.by, today=today)
    return [table(want, some, by=want.by, today=today, code=code, word=word, read=read) for code, word, some in told]


def desk_tables(want: Wanted, *, today: date) -> list[Table]:
    return [_table(want, DESK, "desk", gettext_lazy("Desk and field"), today)]


def customer_tables(want: Wanted, *, today: date) -> list[Table]:
    found = [_table(want, CUSTOMER, "customers", gettext_lazy("What customers say"), today)]
    by = want.by if want.by in ("hall", "month", "day") else "hall"
    found.append(_table(want.but(by=by), COUNTER, "counter", gettext_lazy("At the counter"), today))
    return [*found, _table(want, OUTER, "outer", gettext_lazy("Cases from above: three rates"), today)]


def volume_tables(want: Wanted, *, today: date) -> list[Table]:
    return [_table(want, ("taken_in", "own", "merged", "repeats"), "volume", gettext_lazy("Taken in"), today)]


def people_tables(want: Wanted, *, today: date) -> list[Table]:
    """Staff load; it is not divided by category or crew."""
    here = want.but(category=None, crew=None, no_crew=False)
    return [table(here, PEOPLE, by="person", today=today, code="people", word=gettext_lazy("Staff load"))]


def key_tables(want: Wanted, *, today: date) -> list[Table]:
    """Key customers by place, and by whoever looks after them."""
    codes = tuple(one.code for one in KEY)
    here = want.but(category=None, crew=None, no_crew=False)
    by_person = table(here, KEY, by="person", today=today, code="keys-people", word=gettext_lazy("By caretaker"))
    places = want.but(by=want.by if want.by in ("hall", "month", "day") else "hall")
    return [by_person, _table(places, codes, "keys", gettext_lazy("Their cases and what was done for them"), today)]


def _table(want: Wanted, codes: tuple[str, ...], code: str, word: Promise, today: date) -> Table:
    return table(want, [MEASURES[one] for one in codes], by=want.by, today=today, code=code, word=word)


def overview(want: Wanted, *, today: date) -> Table:
    """Every measure with its total."""
    steps = present_steps(want, today=today)
    shown = [one for one in MEASURES.values() if one.group not in ("people", "keys") and _is_shown(one, steps)]
    return table(want, shown, by="", today=today, code="overview", word=gettext_lazy("Overview"))


def trend(want: Wanted, *, today: date) -> Table:
    """How the main measures went, day by day or month by month."""
    measures = [MEASURES[code] for code in ("own", "on_time", "first_contact", "satisfaction")]
    by = "day" if want.days <= FEW_DAYS else "month"
    return table(want, measures, by=by, today=today, code="trend", word=gettext_lazy("Over time"))


def _is_shown(measure: Measure, steps: list[str]) -> bool:
    if measure.group != "promises" or measure.code in ("on_time", "even"):
        return True
    return measure.code.startswith("on_time_") and measure.code.removeprefix("on_time_") in steps


def states(want: Wanted, *, today: date) -> Parts:
    """How long cases stay in each state."""
    codes = {f"states.{status}": str(Status(status).label) for status in Status.values}
    return _parts(
        want,
        "states",
        _("Time in each state"),
        _("steps by which a case left a state in the period, and how long it had been in it"),
        codes,
        today,
    )


def verdicts(want: Wanted, *, today: date) -> Parts:
    codes = {f"complaints.verdict_{code}": str(word) for code, word in Verdict.choices}
    codes["complaints.open"] = _("not verified yet")
    return _parts(
        want, "verdicts", _("Verdicts"), _("complaints registered in the period, by what was found"), codes, today
    )


def causes(want: Wanted, *, today: date) -> Parts:
    codes = {f"complaints.cause_{code}": str(word) for code, word in Cause.choices}
    return _parts(
        want,
        "causes",
        _("Causes of complaints"),
        _("complaints registered in the period, by the cause that was found"),
        codes,
        today,
    )


def reasons(want: Wanted, *, today: date) -> Parts:
    codes = {f"surveys.why_{code}": str(word) for code, word in Reason.choices}
    return _parts(
        want,
        "reasons",
        _("Reasons of low scores"),
        _("answers of 1 or 2, by the reasons that customers named; one may name several"),
        codes,
        today,
    )


def kinds(want: Wanted, *, today: date) -> Parts:
    codes = {f"cases.kind_{kind}": str(word) for kind, word in Kind.choices if kind != Kind.REPORT}
    return _parts(want, "kinds", _("By kind"), _("requests of the period taken in here"), codes, today)


def _parts(want: Wanted, code: str, word: str, means: str, codes: dict[str, str], today: date) -> Parts:
    found = totals(want, codes, today=today).get(None, {})
    whole = sum(one.n for one in found.values())
    parts = [
        Share(name, one, (told := found.get(one, NOTHING)).n, told.seconds, behind_url(want, one), whole)
        for one, name in codes.items()
        if one in found
    ]
    if code != "states":
        parts.sort(key=lambda one: -one.n)
    return Parts(code, word, means, parts)


@dataclass(frozen=True)
class Heat:
    """How many were taken in by hour and weekday; `deep` is from 0 to 4, so that colour is never alone: the number is there."""

    rows: list[tuple[str, list[tuple[int, int, str]]]]
    top: str
    most: int


def heat(want: Wanted, *, today: date) -> Heat:
    """The hour and the weekday at which requests come in."""
    codes = [f"cases.hour_{hour:02d}" for hour in range(24)]
    by_day = totals(want, codes, by="day", today=today)
    counts = [[0] * 24 for _day in range(7)]
    for day, told in by_day.items():
        for code, one in told.items():
            counts[day.weekday()][int(code[-2:])] += one.n
    most = max(max(row) for row in counts)
    rows = []
    for weekday, word in enumerate(weekdays()):
        cells = [
            (n, -(-4 * n // most) if most else 0, behind_url(want.but(weekday=weekday + 1), codes[hour]))
            for hour, n in enumerate(counts[weekday])
        ]
        rows.append((word, cells))
    top = max(((n, day, hour) for day, row in enumerate(counts) for hour, n in enumerate(row)), default=(0, 0, 0))
    said = _("Most come on %(day)s at %(hour)02d:00") % {"day": weekdays()[top[1]], "hour": top[2]} if most else ""
    return Heat(rows, said, most)


def weekdays() -> list[str]:
    return [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
