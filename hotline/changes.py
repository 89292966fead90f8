"""What changes in the API, as data: the answers of an address that will go say so for a year before it does."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime

NOTICE = timedelta(days=365)
PAGE = "/api/v1/changes/"


@dataclass(frozen=True)
class Going:
    """An address that will go: its route's name, since when that is told, when it goes, what to use instead."""

    route: str
    since: date
    until: date
    instead: str

    def __post_init__(self) -> None:
        if self.until - self.since < NOTICE:
            raise ValueError(f"{self.route}: a year's notice is promised")

    def headers(self) -> dict[str, str]:
        """Return what each answer of this address tells (RFC 9745, RFC 8594)."""
        return {
            "Deprecation": f"@{int(_midnight(self.since).timestamp())}",
            "Sunset": format_datetime(_midnight(self.until), usegmt=True),
            "Link": f'<{PAGE}>; rel="deprecation"; type="application/json"',
        }


@dataclass(frozen=True)
class Change:
    """One entry of the list of changes; `breaks` where a client that worked before may have to be changed."""

    on: date
    what: str
    breaks: bool = False


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


# Nothing goes at present.
GOING: tuple[Going, ...] = ()

CHANGES: tuple[Change, ...] = (
    Change(
        date(2026, 11, 23),
        "`handovers/` and `duty/`: shifts handed over, and who is on duty where; `inspections/` and `qa-plans/`: scores, and plans.",
    ),
    Change(
        date(2026, 11, 23),
        "`measures/`, `figures/` and `bulletins/`: every figure of the reports with its definition, and each month as it was told.",
    ),
    Change(
        date(2026, 11, 23),
        "A telephone system that knows no JSON may send its events to `calls/` as a form; a device that knows only a name and "
        "a password shows the key as its password (HTTP Basic).",
    ),
    Change(
        date(2026, 11, 22),
        "Many rows at once: `imports/` takes files of tickets, customers, supply points, outages and surveys, `exports/` makes "
        "them (docs/api/bulk.md); clients of Open311 GeoReport v2 work at `/open311/v2/` (docs/api/open311.md).",
    ),
    Change(
        date(2026, 11, 22),
        "Orders from above: a provincial 95598, 12345 or 12398 sends its orders to `upstream-orders/`, whole in each version, "
        "and hears what becomes of them (docs/api/upstream.md).",
    ),
    Change(
        date(2026, 11, 22),
        "Calls: a telephone system posts what happens to its calls to `calls/`, in any order, and reads how they stand.",
    ),
    Change(
        date(2026, 11, 22),
        "`categories/`, `halls/` and `crews/` come in pages by cursor, as all lists of rows do: follow `next`.",
        breaks=True,
    ),
    Change(
        date(2026, 11, 22),
        "New: customers' files, contracts, visits and dates, clean records, supply security, re-check and watch-list, safety "
        "files, work sheets, visits agreed, the rota, stock, making good, outside cases, bad answers, articles written.",
    ),
    Change(
        date(2026, 11, 22),
        "Webhooks: `webhooks/` tells a client of what happens to the cases it may see, signed after Standard Webhooks.",
    ),
    Change(
        date(2026, 11, 22),
        "Clients and keys are made on pages: networks, limits, languages, two live keys. Requests may be signed "
        "(HMAC-SHA256) or come with a short-lived token (OAuth2 client credentials). Every answer carries X-Request-Id "
        "and the RateLimit headers; `GET me/` tells the limit; `POST echo/` shows the string to sign.",
    ),
    Change(
        date(2026, 11, 22),
        "Kinds of JSON are strict: a number is no text, “true” is no boolean. An ETag names the version and what was "
        "shown; a stale `If-Match` gets 412 with what came since. `?fields=` and `?total=true` on every list.",
        breaks=True,
    ),
    Change(date(2026, 11, 20), "API v1."),
)

_GOING = {going.route: going for going in GOING}


def going(route: str) -> Going | None:
    """Return what is told of a route that will go."""
    return _GOING.get(route)
