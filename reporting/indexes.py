"""The trade's own indexes, each with its formula, its parameters as data, and every number that goes into it."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.models import Call
from deadlines.words import APPLICATION_STEPS
from reporting.counting import DAY, midnight
from reporting.measures import MEASURES
from reporting.model_rules import HandFigure
from reporting.reading import NOTHING, totals
from reporting.rules import Rules, rules_of
from reporting.tables import behind_url
from reporting.wanted import Wanted
from surveys.margins import share
from tickets.lifecycle import Kind
from tickets.models import Ticket

What = HandFigure.What
CODES = (
    *("cases.own", "cases.kind_fault", "cases.kind_praise", "cases.on_the_spot", "events.often"),
    *("callbacks.satisfied", "callbacks.answered", "complaints.class_one", "complaints.class_two"),
)
SERVICE_CODES = (
    *(f"promises.{verdict}_{step}" for verdict in ("kept", "ended") for step in (*APPLICATION_STEPS, "reply")),
    *("surveys.satisfied", "surveys.answered"),
)


@dataclass(frozen=True)
class Term:
    """One number of a formula. Without a list: told by hand, or not to be opened."""

    word: str
    value: float | int | None
    url: str = ""
    unit: str = ""

    @property
    def shown(self) -> str:
        if self.value is None:
            return "—"
        return f"{self.value:,}" if isinstance(self.value, int) else f"{self.value:.2f}"


@dataclass(frozen=True)
class Index:
    """One index: its value, or which number it lacks, and all that it is made of."""

    code: str
    word: Promise
    means: str
    source: str
    value: float | None
    terms: list[Term] = field(default_factory=list)

    @property
    def shown(self) -> str:
        return "—" if self.value is None else f"{self.value:.2f}"


class Read:
    """The numbers of one company and period, read once."""

    def __init__(self, want: Wanted, *, today: date) -> None:
        self.want = want.but(hall=None, category=None, crew=None, only=False, no_crew=False, kind="")
        self.service = self.want.but(kind=Kind.SERVICE)
        self.org = want.orgs[0]
        self.rules: Rules = rules_of(self.org)
        self.found = totals(self.want, CODES, today=today).get(None, {})
        self.served = totals(self.service, SERVICE_CODES, today=today).get(None, {})

    def n(self, code: str) -> int:
        return self.found.get(code, NOTHING).n

    def of_service(self, *codes: str) -> int:
        return sum(self.served.get(code, NOTHING).n for code in codes)

    def by_hand(self, what: str) -> int | None:
        """What people told of the months of the period, the newest of each; None if of none."""
        rows = HandFigure.objects.filter(
            org=self.org, what=what, month__range=(self.want.first.replace(day=1), self.want.last)
        )
        newest = rows.order_by("month", "-at").distinct("month").values_list("n", flat=True)
        told = list(newest)
        return (max(told) if what == What.CUSTOMERS else sum(told)) if told else None

    def calls(self) -> int | None:
        """Calls answered, as people told them, else as the telephone did."""
        told = self.by_hand(What.CALLS)
        if told is not None:
            return told
        begins, ends = midnight(self.want.first), midnight(self.want.last + DAY)
        calls = Call.objects.filter(org=self.org, direction=Call.Direction.IN, answered_at__isnull=False)
        return calls.filter(began_at__gte=begins, began_at__lt=ends).count() or None

    def term(self, word: str, code: str) -> Term:
        return Term(word, self.n(code), behind_url(self.want, code))


def indexes(want: Wanted, *, today: date) -> list[Index]:
    """All of them, of the whole company of the period."""
    read = Read(want, today=today)
    return [_quality(read), _norm(read), _connecting(read)]


def _quality(read: Read) -> Index:
    """优质服务评价指数"""
    rules = read.rules
    aside = [read.n(code) for code in ("cases.kind_fault", "cases.kind_praise", "cases.on_the_spot")]
    handled = max(0, read.n("cases.own") - sum(aside))
    satisfied = share(read.n("callbacks.satisfied"), read.n("callbacks.answered"))
    below = max(0.0, rules.quality_satisfaction - satisfied) if satisfied is not None else 0.0
    told = {what: read.by_hand(what) or 0 for what in (What.UNTRUE, What.MEDIA, What.FRAUD)}
    weights = {What.UNTRUE: rules.quality_untrue, What.MEDIA: rules.quality_media, What.FRAUD: rules.quality_fraud}
    less = below / 0.1 * rules.quality_step + sum(weights[what] * n for what, n in told.items())
    value = (1 - read.n("events.often") / handled) * 100 - less if handled else None
    terms = [
        Term(_("Business handled"), handled, behind_url(read.want, "cases.own")),
        read.term(_("Cases with so many repeat contacts"), "events.often"),
        Term(_("Satisfied at the callback"), satisfied, behind_url(read.want, "callbacks.answered"), "%"),
        *(Term(str(what.label), n) for what, n in told.items()),
        Term(_("Points taken off"), less),
    ]
    means = _(
        "(1 − cases with at least %(repeats)d repeat contacts ÷ business handled) × 100, less %(step)s points for each 0.1 %% "
        "by which satisfaction at the callback is below %(aim)s %%, %(untrue)s for each untrue order, %(media)s for each negative "
        "report, %(fraud)s for each proven fraud. Business handled leaves out fault repairs, praise, and enquiries answered at once."
    ) % {
        "repeats": rules.quality_repeats, "step": rules.quality_step, "aim": rules.quality_satisfaction,
        "untrue": rules.quality_untrue, "media": rules.quality_media, "fraud": rules.quality_fraud,
    }  # fmt: skip
    return Index(
        "quality",
        gettext_lazy("Index of good service"),
        means,
        _("trade rules, section 9"),
        value,
        terms,
    )


def _norm(read: Read) -> Index:
    """营销服务规范率: half of the calls in hundreds and half of the customers in thousands, not fifty of them."""
    rules, calls, customers = read.rules, read.calls(), read.by_hand(What.CUSTOMERS)
    base = None
    if calls is not None and customers is not None:
        base = calls / rules.norm_calls * rules.norm_share + customers / rules.norm_customers * rules.norm_share
    one, two, reports = read.n("complaints.class_one"), read.n("complaints.class_two"), _misconduct(read)
    parts = ((rules.norm_one, one), (rules.norm_two, two), (rules.norm_reports, reports))
    value = sum(weight * (1 - n / base) for weight, n in parts) * 100 if base else None
    terms = [
        read.term(_("Complaints of the first class"), "complaints.class_one"),
        read.term(_("Complaints of the second class"), "complaints.class_two"),
        Term(_("Reports of misconduct, of the whole company"), reports),
        Term(str(What.CALLS.label), calls),
        Term(str(What.CUSTOMERS.label), customers),
        Term("D", base),
    ]
    means = _(
        "%(one)s × (1 − complaints of the first class ÷ D) + %(two)s × (1 − those of the second ÷ D) + %(reports)s × (1 − reports "
        "of misconduct ÷ D); D = calls ÷ %(calls)d × %(share)d %% + customers ÷ %(customers)d × %(share)d %%."
    ) % {
        "one": rules.norm_one, "two": rules.norm_two, "reports": rules.norm_reports,
        "calls": rules.norm_calls, "customers": rules.norm_customers, "share": rules.norm_share * 100,
    }  # fmt: skip
    return Index(
        "norm",
        gettext_lazy("Rate of proper service"),
        means,
        _("trade rules, section 9"),
        value,
        terms,
    )


def _misconduct(read: Read) -> int:
    """How many; only of the whole company, and no list leads to them."""
    begins, ends = midnight(read.want.first), midnight(read.want.last + DAY)
    rows = Ticket.objects.counted().filter(org=read.org, kind=Kind.REPORT, imported_at__isnull=True)
    return rows.filter(registered_at__gte=begins, registered_at__lt=ends).count()


def _connecting(read: Read) -> Index:
    """业扩服务规范率"""
    rules = read.rules
    steps = {verdict: [f"promises.{verdict}_{step}" for step in APPLICATION_STEPS] for verdict in ("kept", "ended")}
    kept, ended = read.of_service(*steps["kept"]), read.of_service(*steps["ended"])
    rates = [
        (rules.connect_steps, _("Steps in time"), share(kept, ended), ""),
        (
            rules.connect_total,
            _("Applications answered in time"),
            share(read.of_service("promises.kept_reply"), read.of_service("promises.ended_reply")),
            behind_url(read.service, "promises.ended_reply"),
        ),
        (
            rules.connect_satisfaction,
            str(MEASURES["satisfaction"].word),
            share(read.of_service("surveys.satisfied"), read.of_service("surveys.answered")),
            behind_url(read.service, "surveys.answered"),
        ),
    ]
    known = [rate for _weight, _word, rate, _url in rates]
    value = None if None in known else sum(weight * (rate or 0) for weight, _word, rate, _url in rates)
    means = _(
        "%(steps)s × steps of applications in time + %(total)s × applications answered in time + %(satisfied)s × satisfaction with them."
    ) % {"steps": rules.connect_steps, "total": rules.connect_total, "satisfied": rules.connect_satisfaction}
    terms = [Term(word, rate, url, "%") for _weight, word, rate, url in rates]
    return Index(
        "connecting",
        gettext_lazy("Rate of proper connections"),
        means,
        _("trade rules, section 9"),
        value,
        terms,
    )
