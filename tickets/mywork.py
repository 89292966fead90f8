"""What one person owes today: to do, to fetch, to answer for, and done."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Notice, Unit, User
from tickets.lifecycle import Kind, legal
from tickets.models import Ticket, TicketEvent, TicketQuerySet
from tickets.owed_word import to_tell
from tickets.standing import Standing, by_time_left
from tickets.standing_in import away_for

MOST = 40
MOST_NOTICES = 200
ENDING = ("reply", "report", "close", "withdraw")


@dataclass(frozen=True)
class Row:
    """One case on the list: its clock, what happened last, and how much of it is news to me."""

    standing: Standing
    last: TicketEvent | None
    news: int
    to_tell: TicketEvent | None = None

    @property
    def ticket(self) -> Ticket:
        return self.standing.ticket

    @property
    def can_be_taken(self) -> bool:
        kind = self.ticket.kind
        return (
            kind != Kind.COMPLAINT
            and self.ticket.crew_id is None
            and legal(self.ticket.way, self.ticket.status, "accept")
        )

    @property
    def can_be_put_back(self) -> bool:
        return self.ticket.handler_id is not None and legal(self.ticket.way, self.ticket.status, "unclaim")


@dataclass(frozen=True)
class Group:
    """One heading of the list."""

    code: str
    name: Promise
    icon: str
    hint: Promise
    rows: list[Row]


def groups_of(user: User, *, at: datetime, viewer: User | None = None) -> list[Group]:
    """The groups in the order of duty; a case stands in the first that fits. A `viewer` sees of it what they may see."""
    visible = Ticket.objects.visible_to(user)
    if viewer is not None and viewer != user:
        visible = visible.filter(pk__in=Ticket.objects.visible_to(viewer).values("pk"))
    mine = by_time_left(visible.open().filter(Q(handler=user) | Q(handler__in=away_for(user))), most=MOST)
    waiting = by_time_left(visible.open().filter(queue__in=_queues(user)).exclude(handler=user), most=MOST)
    taken = {row.ticket.pk for row in [*mine, *waiting]}
    answered_for = by_time_left(visible.open().first_contact_of(user).exclude(pk__in=taken), most=MOST)
    done = by_time_left(_done_today(visible, user, at=at).order_by("-registered_at"), most=MOST)
    last = _last_events([*mine, *waiting, *answered_for, *done])
    news = _news(user)
    untold = to_tell(row.ticket for row in [*mine, *answered_for] if row.ticket.first_contact_id == user.pk)

    def rows(standings: list[Standing]) -> list[Row]:
        return [
            Row(one, last.get(one.ticket.pk), news[f"/t/{one.ticket.number}/"], untold.get(one.ticket.pk))
            for one in standings
        ]

    waiting_for_word = [row for row in answered_for if row.ticket.pk in untold]
    quiet = [row for row in answered_for if row.ticket.pk not in untold]
    return [
        Group("todo", _("For me to do"), "pen", _("you have it"), rows(mine)),
        Group("queue", _("Waiting at my desk"), "inbox", _("whoever takes it has it"), rows(waiting)),
        Group(
            "tell",
            _("Customers to tell"),
            "chat",
            _("something changed and they do not know yet"),
            rows(waiting_for_word),
        ),
        Group("duty", _("I am first contact"), "user", _("others work on it, you answer for it"), rows(quiet)),
        Group("done", _("Done today"), "okc", _("answered, reported or closed"), rows(done)),
    ]


def followed_by(user: User, *, viewer: User) -> list[Group]:
    """What a person has chosen to hear of, by time left, and below it what of that has ended."""
    visible = Ticket.objects.visible_to(user).filter(watchers=user)
    if viewer != user:
        visible = visible.filter(pk__in=Ticket.objects.visible_to(viewer).values("pk"))
    running = by_time_left(visible.open(), most=MOST)
    ended = by_time_left(visible.exclude(pk__in=visible.open().values("pk")).order_by("-registered_at"), most=MOST)
    last, news = _last_events([*running, *ended]), _news(user)

    def rows(standings: list[Standing]) -> list[Row]:
        return [Row(one, last.get(one.ticket.pk), news[f"/t/{one.ticket.number}/"]) for one in standings]

    return [
        Group("followed", _("What I follow"), "eye", _("you are told of each step"), rows(running)),
        Group("ended", _("Followed and ended"), "okc", _("nothing more will happen to them"), rows(ended)),
    ]


def _queues(user: User) -> list[UUID]:
    """The desks at whose queue I work: my own, and the hall around my counter. Crews and dispatchers have pages of their own."""
    places = [user.home, user.home.parent if user.home else None]
    return [one.pk for one in places if one and one.kind in (Unit.Kind.DESK, Unit.Kind.HALL) and one.duty != "dispatch"]


def _done_today(visible: TicketQuerySet, user: User, *, at: datetime) -> TicketQuerySet:
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    by_me = TicketEvent.objects.filter(by=user, at__gte=midnight, what__in=ENDING).values("ticket")
    return visible.counted().filter(Q(pk__in=by_me) | Q(first_contact=user, closed_at__gte=midnight))


def _last_events(rows: Iterable[Standing]) -> dict[UUID, TicketEvent]:
    keys = [row.ticket.pk for row in rows]
    events = TicketEvent.objects.filter(ticket__in=keys).order_by("ticket", "-seq").distinct("ticket")
    return {event.ticket_id: event for event in events.select_related("by")}


def _news(user: User) -> Counter[str]:
    """How many unread notices each case has for me, by its address."""
    paths = Notice.objects.visible_to(user).unread().order_by("-at").values_list("path", flat=True)
    return Counter(paths[:MOST_NOTICES])
