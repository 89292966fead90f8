"""What the demo's company is told regularly: the days counted, numbers by hand, last month's bulletin, a report each Monday."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Unit, User
from reporting import rollup
from reporting.actions import freezing, ordering, ruling
from reporting.models import HandFigure

NUMBERS = {
    HandFigure.What.CUSTOMERS: (186_000, "营销系统在册户数"),
    HandFigure.What.CALLS: (5_240, "95598 话务月报"),
    HandFigure.What.UNTRUE: (1, "质检月报"),
}
LONGEST = 10.0


def load(org: Unit, people: dict[str, User], *, at: datetime) -> int:
    """Count the past days, write down the numbers of this month and the last, ask for a weekly report. How many days."""
    lead = people["supervisor"]
    this = timezone.localdate(at).replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    for what, (n, note) in NUMBERS.items():
        for month in (last, this):
            ruling.tell_number(org, month=month, what=what, n=n, note=note, by=lead, at=at)
    readers = [(lead, ""), (people["auditor"], "")]
    asked = {"title": "每周服务指标", "every": "week", "day": 1, "hour": 8, "query": "by=hall"}
    ordering.ask_for(org, readers=readers, by=lead, at=at, **asked)  # type: ignore[arg-type]
    days = rollup.settle(at=at, longest=LONGEST)
    freezing.freeze(org, last, at=at)
    return days
