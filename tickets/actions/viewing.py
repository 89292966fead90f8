"""What somebody keeps of the list: views under a name, the one they begin with, what they opened last, what they typed."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.listing import MOST_COUNTED, cases, wanted
from tickets.models import RecentTicket, SavedView, SearchTerm, Ticket, ViewCount

MOST_VIEWS, MOST_RECENT, LONGEST, LAST = 30, 20, 1000, 1000
COUNTED_EVERY = timedelta(minutes=1)
Audience = SavedView.Audience


def keep_term(words: str, *, by: User, at: datetime) -> SearchTerm:
    """Keep what was typed for a day, sealed; the address carries its key."""
    SearchTerm.objects.filter(expires_at__lt=at).delete()
    term = SearchTerm.of(words, by=by, at=at)
    term.save()
    return term


@transaction.atomic
def save_view(*, name: str, query: str, audience: str, by: User) -> SavedView:
    """Keep filters and order under a name; the same name again is the same view with what it holds now.

    For a team it is the place where one works; for everybody only by whoever leads. Raises Invalid, NotAllowed.
    """
    name = " ".join(name.split())[:40]
    if not name:
        raise Invalid(_("Give the view a name."), fields={"name": _("Give the view a name.")})
    _check_audience(audience, by)
    kept = QueryDict(query[:LONGEST], mutable=True)
    for passing in ("term", "from", "before", "after", "view", "csrfmiddlewaretoken"):
        kept.pop(passing, None)
    told = {"query": kept.urlencode()[:LONGEST], "audience": audience, "org": by.org}
    told["unit"] = by.home if audience == Audience.TEAM else None
    last = SavedView.objects.filter(owner=by).aggregate(last=Max("position"))["last"] or 0
    made = told | {"position": min(last + 1, LAST)}
    view, is_new = SavedView.objects.update_or_create(owner=by, name=name, defaults=told, create_defaults=made)
    if is_new and SavedView.objects.filter(owner=by).count() > MOST_VIEWS:
        raise Invalid(_("You keep 30 views already. Drop one first."))
    ViewCount.objects.filter(view=view).delete()
    return view


def _check_audience(audience: str, by: User) -> None:
    if audience not in Audience:
        raise Invalid(_("Choose who sees the view."))
    if audience == Audience.TEAM and by.home is None:
        raise Invalid(_("You belong to no team; keep the view for yourself."))
    if audience == Audience.PUBLIC and not by.may("board"):
        raise NotAllowed("board")


@transaction.atomic
def move_view(view: SavedView, *, to: int | None = None, by_places: int = 0, by: User) -> None:
    """Put a view of one's own on the place `to` among one's own, or so many places further. Raises NotAllowed."""
    if view.owner_id != by.pk:
        raise NotAllowed("manage")
    mine = list(SavedView.objects.select_for_update().filter(owner=by).order_by("position", "pk"))
    now = mine.index(view)
    place = min(max(now + by_places if to is None else to, 0), len(mine) - 1)
    mine.insert(place, mine.pop(now))
    for position, one in enumerate(mine, start=1):
        one.position = position
    SavedView.objects.bulk_update(mine, ["position"])


def drop_view(view: SavedView, *, by: User) -> None:
    """Drop a view of one's own. Raises NotAllowed."""
    if view.owner_id != by.pk:
        raise NotAllowed("manage")
    view.delete()


@transaction.atomic
def begin_with(view: SavedView | None, *, by: User) -> None:
    """Open the list on this view from now on; None is the list as it is by itself."""
    by.first_views.clear()
    if view is not None:
        view.firsts.add(by)


def views_of(user: User) -> list[SavedView]:
    """One's own in one's own order, then those that others share."""
    rows = SavedView.objects.visible_to(user).select_related("owner")
    return sorted(rows.order_by("position", "pk")[: 3 * MOST_VIEWS], key=lambda view: view.owner_id != user.pk)[
        :MOST_VIEWS
    ]


def first_view_of(user: User) -> SavedView | None:
    """The view on which the list opens for this person."""
    return SavedView.objects.visible_to(user).filter(firsts=user).first()


def counted(views: list[SavedView], *, by: User, at: datetime) -> dict[object, int]:
    """How many cases each view has for this person, counted at most once a minute and never beyond a thousand."""
    known = {row.view_id: row for row in ViewCount.objects.filter(user=by, view__in=views)}
    for view in views:
        row = known.get(view.pk)
        if row is None or row.at < at - COUNTED_EVERY:
            known[view.pk] = _count(view, by=by, at=at)
    return {pk: row.count for pk, row in known.items()}


def _count(view: SavedView, *, by: User, at: datetime) -> ViewCount:
    found = cases(wanted(QueryDict(view.query), by=by, at=at), by=by, at=at)[: MOST_COUNTED + 1].count()
    try:
        with transaction.atomic():
            row, _is_new = ViewCount.objects.update_or_create(user=by, view=view, defaults={"count": found, "at": at})
    except IntegrityError:
        return ViewCount(user=by, view=view, count=found, at=at)  # another tab counts just now
    return row


def opened(ticket: Ticket, *, by: User, at: datetime) -> None:
    """Remember that somebody opened a case."""
    row = RecentTicket(user=by, ticket=ticket, at=at)
    RecentTicket.objects.bulk_create(
        [row], update_conflicts=True, update_fields=["at"], unique_fields=["user", "ticket"]
    )


def recent(user: User) -> list[Ticket]:
    """What somebody opened last and may still see, the latest first."""
    rows = RecentTicket.objects.filter(user=user, ticket__in=Ticket.objects.visible_to(user))
    return [row.ticket for row in rows.select_related("ticket").order_by("-at")[:MOST_RECENT]]
