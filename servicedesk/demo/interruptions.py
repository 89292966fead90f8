"""What is off in the demo company, and what will be: one fault now, planned work beside the brochure's house, one that is over."""

from datetime import datetime, timedelta

from accounts.models import User
from outages.actions import Told, announce, end
from outages.models import Kind, Outage, OutageArea
from servicedesk.demo.company import Units

By = OutageArea.By
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def load(units: Units, *, by: User, at: datetime) -> int:
    """Put the outages of the first company on record; if it has any, they stay as they are."""
    org = units["C1"]
    if Outage.objects.filter(org=org).exists():
        return 0
    morning = (at + 6 * DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    fault = _told(Kind.FAULT, "西苑路 1 号公变台区", "变压器低压侧故障", at - HOUR, at + 2 * HOUR)
    fault.areas.append(OutageArea(by=By.TRANSFORMER, value="西苑 1 号公变"))
    works = _told(Kind.PLANNED, "文昌路 90–112 号", "配网改造", morning, morning + 8 * HOUR)
    works.areas.append(OutageArea(by=By.STREET, value="文昌路", low=90, high=112))
    past = _told(Kind.TEMPORARY, "盐滩村", "线路消缺", at - DAY, at - DAY + 3 * HOUR)
    past.areas.append(OutageArea(by=By.STREET, value="盐滩村"))
    announce(fault, org=org, by=by, at=at - HOUR, confirmed=True)
    announce(works, org=org, by=by, at=at - 2 * DAY, confirmed=True)
    over = announce(past, org=org, by=by, at=at - 3 * DAY, confirmed=True)
    end(over, ended_at=at - DAY + 2 * HOUR, version=1, by=by, at=at - DAY + 2 * HOUR)
    return 3


def _told(kind: str, title: str, cause: str, starts_at: datetime, ends_at: datetime) -> Told:
    return Told(kind=kind, title=title, cause=cause, starts_at=starts_at, expected_end_at=ends_at, areas=[])
