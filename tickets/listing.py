"""The list of everything one may see: narrowed by what stands in the address, by time left or by when it came."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils.timezone import make_aware

from accounts.models import Unit, User
from accounts.standing import kept
from servicedesk.lib.paging import Page, newest_first
from servicedesk.lib.tables.leaving import in_batches
from tickets.lifecycle import ENDED, Kind, Status
from tickets.models import Category, Clock, SearchTerm, Ticket, TicketQuerySet
from tickets.searching import narrowed
from tickets.standing import Standing, standing_of, with_clocks

SIZE, MOST_COUNTED, MOST_VALUES = 50, 1000, 30
SOON = timedelta(minutes=30)
MANY = ("status", "kind", "category", "hall", "crew", "who", "level", "channel", "tag")
ONE = ("state", "due", "since", "until", "sort")
_JOINS = [f"ticket__{name}" for name in ("unit", "crew", "handler", "first_contact", "category", "queue", "customer")]
STATES, DUES, SORTS = ("open", "ended", "all"), ("over", "soon"), ("left", "new")


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; whatever is not in the lists of what may be asked for is left out."""

    many: dict[str, list[str]] = field(default_factory=dict)
    state: str = "open"
    due: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "left"
    term: SearchTerm | None = None

    @property
    def by_time_left(self) -> bool:
        """Only what is open has time left."""
        return self.sort == "left" and self.state == "open"

    @property
    def is_narrowed(self) -> bool:
        return bool(self.many or self.due or self.since or self.until or self.term or self.state != "open")


def wanted(query: QueryDict, *, by: User, at: datetime) -> Wanted:
    """Read the address; a term of somebody else, or one that is over, is none."""
    many = {name: values for name in MANY if (values := _values(query, name))}
    return Wanted(
        many=many,
        state=_one_of(query.get("state", ""), STATES, "open"),
        due=_one_of(query.get("due", ""), DUES, ""),
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        sort=_one_of(query.get("sort", ""), SORTS, "left"),
        term=_term(query.get("term", ""), by=by, at=at),
    )


def _values(query: QueryDict, name: str) -> list[str]:
    told = [value[:60] for value in query.getlist(name)[:MOST_VALUES] if value]
    allowed: dict[str, Iterable[str]] = {"status": Status.values, "kind": Kind.values}
    return [value for value in told if value in allowed.get(name, told) and "\0" not in value]


def _one_of(told: str, allowed: tuple[str, ...], otherwise: str) -> str:
    return told if told in allowed else otherwise


def _day(told: str) -> date | None:
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def key_of(told: str) -> UUID | None:
    """A key out of the address; anything else is none."""
    try:
        return UUID(told)
    except ValueError:
        return None


def _term(told: str, *, by: User, at: datetime) -> SearchTerm | None:
    key = key_of(told)
    return SearchTerm.objects.filter(pk=key, by=by, expires_at__gt=at).first() if key else None


def cases(want: Wanted, *, by: User, at: datetime) -> TicketQuerySet:
    """The cases that are wanted, as far as `by` may see them, in no order yet."""
    rows = Ticket.objects.visible_to(by)
    if want.state != "all":
        rows = rows.open() if want.state == "open" else rows.filter(status__in=ENDED)
    for name, values in want.many.items():
        rows = rows.filter(_condition(name, values, by))
    if want.due:
        rows = rows.filter(Exists(_late(want.due, at).filter(ticket=OuterRef("pk"))))
    if want.since:
        rows = rows.filter(registered_at__gte=make_aware(datetime.combine(want.since, time())))
    if want.until:
        rows = rows.filter(registered_at__lt=make_aware(datetime.combine(want.until, time())) + timedelta(days=1))
    return narrowed(rows, want.term.words, by=by, at=at) if want.term else rows


def _condition(name: str, values: list[str], by: User) -> Q:
    if name == "category":
        return Q(category__in=with_those_below(values, by))
    if name == "hall":
        # By its key: of a place that is known the planner knows how much is open there.
        return Q(unit__in=kept(("units of codes", *values), lambda: _units(values)))
    if name == "who":
        keys = [key for value in values if (key := key_of(value))]
        return Q(handler__in=keys)
    if name == "tag":
        tags = Q()
        for value in values:
            tags |= Q(customer__tags__contains=[value])
        return tags
    columns = {"status": "status", "kind": "kind", "crew": "crew__code", "level": "level"}
    return Q(**{f"{columns.get(name, name)}__in": values})


def _units(codes: list[str]) -> list[UUID]:
    return list(Unit.objects.filter(code__in=codes).values_list("pk", flat=True))


def with_those_below(codes: list[str], by: User) -> list[UUID]:
    """The categories of these codes and everything under them."""
    rows = Category.objects.filter(org__in=by.orgs()).values_list("pk", "parent_id", "code")
    below: dict[UUID | None, list[UUID]] = {}
    for pk, parent, _code in rows:
        below.setdefault(parent, []).append(pk)
    found = [pk for pk, _parent, code in rows if code in codes]
    for pk in found:
        found += below.get(pk, [])
    return found


def _late(due: str, at: datetime) -> "QuerySet[Clock]":
    running = Clock.objects.running().promised()
    if due == "over":
        return running.filter(due_at__lte=at)
    return running.filter(due_at__gt=at, due_at__lte=at + SOON)


@dataclass(frozen=True)
class Listed:
    """One page of the list. `count` is at most a thousand; then it is only known that there are more."""

    rows: list[Standing]
    pager: Page
    count: int

    @property
    def is_many(self) -> bool:
        return self.count > MOST_COUNTED


def page_of(want: Wanted, query: QueryDict, *, by: User, at: datetime) -> Listed:
    """The page that the address asks for."""
    rows = cases(want, by=by, at=at)
    count = rows[: MOST_COUNTED + 1].count()
    if want.by_time_left:
        found, pager = _by_time_left(rows, query, by)
    else:
        pager = newest_first(with_clocks(_joined(rows)), query, by="registered_at", size=SIZE)
        found = [standing_of(ticket) for ticket in pager.rows]
    return Listed(found, pager, count)


def first_of(want: Wanted, *, by: User, at: datetime, most: int) -> list[Standing]:
    """At most so many, in the order of the list."""
    rows = cases(want, by=by, at=at)
    if want.by_time_left:
        found = [Standing(clock.ticket, clock) for clock in _with_cases(_clocks(rows, by)[:most])]
        # What no promise binds comes last: it is not looked for while there is enough before it.
        return found + (_without_clock(rows, most=most - len(found)) if len(found) < most else [])
    return [standing_of(one) for one in with_clocks(_joined(rows)).order_by("-registered_at", "-pk")[:most]]


def every_one(want: Wanted, *, by: User, at: datetime) -> Iterator[Standing]:
    """All of them in the order of the list, some hundred in memory: what an export takes."""
    rows = cases(want, by=by, at=at)
    if not want.by_time_left:
        keys = list(rows.order_by("-registered_at", "-pk").values_list("pk", flat=True))
        yield from in_batches(keys, _standings)
        return
    running = list(_clocks(rows, by).values_list("pk", "ticket"))
    yield from in_batches([pk for pk, _ticket in running], _running)
    # What no promise binds comes last.
    has_clock = {ticket for _pk, ticket in running}
    keys = list(rows.order_by("-registered_at", "-pk").values_list("pk", flat=True))
    yield from in_batches([key for key in keys if key not in has_clock], _without)


def _standings(keys: Sequence[UUID]) -> dict[UUID, Standing]:
    rows = with_clocks(_joined(Ticket.objects.filter(pk__in=keys)).select_related("category_version"))
    return {one.pk: standing_of(one) for one in rows}


def _running(keys: Sequence[UUID]) -> dict[UUID, Standing]:
    rows = Clock.objects.filter(pk__in=keys).select_related(*_JOINS, "ticket__category_version")
    return {one.pk: Standing(one.ticket, one) for one in rows}


def _without(keys: Sequence[UUID]) -> dict[UUID, Standing]:
    rows = _joined(Ticket.objects.filter(pk__in=keys)).select_related("category_version")
    return {one.pk: Standing(one, None) for one in rows}


def _joined(rows: TicketQuerySet) -> TicketQuerySet:
    return rows.for_list().select_related("customer")


def _clocks(rows: TicketQuerySet, by: User) -> "QuerySet[Clock]":
    """The first clock of each case, soonest first: a walk along the index of running clocks, as far as one page needs."""
    running = Clock.objects.running().promised()
    sooner = running.filter(ticket=OuterRef("ticket")).filter(
        Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk"))
    )
    return running.filter(~Exists(sooner), org__in=by.orgs(), ticket__in=rows).order_by("due_at", "pk")


def _with_cases(clocks: "QuerySet[Clock]") -> "QuerySet[Clock]":
    """With what a row shows: read for the few that are found, not joined to all among which they are sought."""
    return clocks.prefetch_related(Prefetch("ticket", Ticket.objects.for_list()))


def _without_clock(rows: TicketQuerySet, *, most: int) -> list[Standing]:
    """What no promise binds comes last."""
    running = Clock.objects.running().promised().filter(ticket=OuterRef("pk"))
    left = _joined(rows).filter(~Exists(running)).order_by("-registered_at", "-pk")
    return [Standing(ticket, None) for ticket in left[:most]]


def _by_time_left(rows: TicketQuerySet, query: QueryDict, by: User) -> tuple[list[Standing], Page]:
    clocks, mark = _clocks(rows, by), key_of(query.get("from", ""))
    last = Clock.objects.filter(pk=mark).first() if mark else None
    if last is not None:
        clocks = clocks.filter(Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, pk__gt=last.pk))
    found = list(_with_cases(clocks[: SIZE + 1]))
    standings = [Standing(clock.ticket, clock) for clock in found[:SIZE]]
    if len(found) <= SIZE:
        standings += _without_clock(rows, most=SIZE)
        return standings, Page(standings, previous_url=_address(query, None) if last else "")
    further = _address(query, found[SIZE - 1].pk)
    return standings, Page(standings, next_url=further, previous_url=_address(query, None) if last else "")


def _address(query: QueryDict, mark: UUID | None) -> str:
    kept = query.copy()
    kept.pop("from", None)
    if mark:
        kept["from"] = str(mark)
    return f"?{kept.urlencode()}"
