"""《客户投诉分析表》: the figures of a month, each the length of the list behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.lanes import complaints_of
from complaints.lifecycle import Cause, HandledAs, Level, Matter, Verdict
from complaints.models import Complaint, OuterCase, ReplyDraft
from tickets.models import Clock, Ticket

Source = OuterCase.Source
TIMELY = ("contact", "reply", "callback")


@dataclass(frozen=True)
class Figure:
    """One number of the table and the list that it counts."""

    code: str
    word: str | Promise
    rows: list[Ticket] = field(default_factory=list)

    @property
    def n(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Block:
    """One view of the month: by class, by cause, …"""

    code: str
    word: Promise
    figures: list[Figure]


def month_of(text: str, today: date) -> date:
    """The first day of the month that was asked for, else of this one."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def between(month: date) -> tuple[datetime, datetime]:
    """The month in hall time, from its first moment to that of the next."""
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return tuple(timezone.make_aware(datetime.combine(day, time())) for day in (month, after))  # type: ignore[return-value]


def taken_in(user: User, month: date) -> list[Ticket]:
    """The complaints of the month that this person may see, undone ones left out; what was made less is still one. I26."""
    since, until = between(month)
    clocks = Clock.objects.filter(name__in=TIMELY, dropped_at__isnull=True).order_by("generation")
    rows = complaints_of(user).counted().filter(registered_at__gte=since, registered_at__lt=until)
    return list(
        rows.for_list()
        .select_related("complaint__responsible_unit", "unit")
        .prefetch_related(
            Prefetch("clocks", queryset=clocks, to_attr="kept"),
            Prefetch("outercases", to_attr="from_outside"),
            Prefetch("replydrafts", queryset=ReplyDraft.objects.filter(approved=False), to_attr="sent_back"),
        )
        .order_by("registered_at")
    )


def analyse(rows: list[Ticket]) -> list[Block]:
    """The blocks of the table. A row without a file counts as its kind's default, so that every block adds up."""
    return [
        _by("matter", _("Class"), rows, Matter.choices, lambda t: _file(t).matter),
        _by("level", _("Level at first"), rows, Level.choices, lambda t: _file(t).first_level or Level.GENERAL),
        _by("verdict", _("Verdict"), rows, [*Verdict.choices, ("", _("not verified yet"))], lambda t: _file(t).verdict),
        _by("cause", _("Cause"), rows, [*Cause.choices, ("", _("not known yet"))], lambda t: _file(t).cause),
        _by("hall", _("Hall"), rows, sorted({(t.unit.code, t.unit.name) for t in rows}), lambda t: t.unit.code),
        _by(
            "unit", _("Unit responsible"), rows, _units(rows), lambda t: getattr(_file(t).responsible_unit, "code", "")
        ),
        Block("timely", _("In time"), list(_timely(rows))),
        Block("again", _("Repeated, made less, sent back"), _again(rows)),
        Block("outer", _("From outside"), _outer(rows)),
    ]


def _file(ticket: Ticket) -> Complaint:
    return getattr(ticket, "complaint", None) or Complaint(ticket=ticket)


def _units(rows: Iterable[Ticket]) -> list[tuple[str, str | Promise]]:
    units = {one.responsible_unit for one in map(_file, rows) if one.responsible_unit}
    return [*sorted((unit.code, unit.name) for unit in units), ("", _("nobody, or not known yet"))]


def _by(
    code: str, word: Promise, rows: list[Ticket], choices: Iterable[tuple[str, object]], key: Callable[[Ticket], str]
) -> Block:
    figures = [Figure(value, label, [row for row in rows if key(row) == value]) for value, label in choices]  # type: ignore[arg-type]
    return Block(code, word, figures)


def _timely(rows: list[Ticket]) -> Iterable[Figure]:
    words = {"contact": _("First contact"), "reply": _("Answer"), "callback": _("Callback")}
    in_time, late_word = _("kept in time"), _("late")
    for name in TIMELY:
        last = {row.pk: [clock for clock in row.kept if clock.name == name][-1:] for row in rows}  # type: ignore[attr-defined]
        kept = [row for row in rows if any(clock.was_kept is True for clock in last[row.pk])]
        late = [row for row in rows if any(clock.was_kept is False for clock in last[row.pk])]
        yield Figure(f"{name}-kept", f"{words[name]} · {in_time}", kept)
        yield Figure(f"{name}-late", f"{words[name]} · {late_word}", late)


def _again(rows: list[Ticket]) -> list[Figure]:
    return [
        Figure("repeat", _("Repeated"), [row for row in rows if _file(row).repeats]),
        Figure("head", _("Gone to the head"), [row for row in rows if _file(row).raised_at]),
        *(
            Figure(
                f"as-{value}", f"{_('Treated as')} · {label}", [row for row in rows if _file(row).handled_as == value]
            )
            for value, label in HandledAs.choices
        ),
        Figure("sent-back", _("Answer sent back"), [row for row in rows if row.sent_back]),  # type: ignore[attr-defined]
    ]


def _outer(rows: list[Ticket]) -> list[Figure]:
    cases = {row.pk: row.from_outside[0] for row in rows if row.from_outside}  # type: ignore[attr-defined]
    mine = [row for row in rows if row.pk in cases]
    late_word, in_time = _("late"), _("kept in time")
    return [
        *(Figure(code, word, [row for row in mine if cases[row.pk].source == code]) for code, word in Source.choices),
        Figure("outer-kept", in_time, [row for row in mine if cases[row.pk].was_kept is True]),
        Figure("outer-late", late_word, [row for row in mine if cases[row.pk].was_kept is False]),
        Figure("outer-more", _("given more time"), [row for row in mine if cases[row.pk].extensions]),
        Figure("outer-back", _("returned to the source"), [row for row in mine if cases[row.pk].returned_at]),
    ]


def figure_of(blocks: list[Block], block: str, code: str) -> Figure | None:
    """The figure with its list."""
    return next((one for each in blocks if each.code == block for one in each.figures if one.code == code), None)
