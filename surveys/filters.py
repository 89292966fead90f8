"""What the address of the satisfaction pages asks for: a period, a hall, a person, a kind, a channel."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode

from surveys.models import Channel
from tickets.lifecycle import Kind

USUAL_DAYS = 30
VISIT = "visit"


@dataclass(frozen=True)
class Wanted:
    """The filters of a page; empty means all."""

    first: date
    last: date
    hall: str = ""
    person: str = ""
    kind: str = ""
    channel: str = ""
    low: bool = False

    @property
    def begin(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time()))

    @property
    def end(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time()))

    @property
    def query(self) -> str:
        """As it stands in the address, so that it can be passed on."""
        told: dict[str, str] = {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "hall": self.hall,
            "person": self.person,
        }
        told |= {"kind": self.kind, "channel": self.channel, "low": "1" if self.low else ""}
        return urlencode({name: value for name, value in told.items() if value})

    def narrowed(self, name: str, value: str) -> str:
        """The address of one group."""
        return replace(self, **{name: value}).query  # type: ignore[arg-type]


def wanted(query: QueryDict, *, today: date) -> Wanted:
    """Read an address; what makes no sense is left out."""
    last = _day(query.get("last")) or today
    first = _day(query.get("first")) or last - timedelta(days=USUAL_DAYS - 1)
    kind, channel = query.get("kind", ""), query.get("channel", "")
    return Wanted(
        first=min(first, last),
        last=last,
        hall=_key(query.get("hall")),
        person=_key(query.get("person")),
        kind=kind if kind in [*Kind.values, VISIT] else "",
        channel=channel if channel in Channel.values else "",
        low=bool(query.get("low")),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _key(text: str | None) -> str:
    try:
        return str(UUID(text or ""))
    except ValueError:
        return ""
