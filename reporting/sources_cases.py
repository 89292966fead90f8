"""Sources of the desk: cases taken in, what became of them, their steps, their links, their time."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import DurationField, Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, ExtractHour, Greatest
from django.utils import timezone

from reporting.rules import Rules
from reporting.sources import ZERO, Counter, Source
from tickets.lifecycle import ENDED, MOVES, Kind, Status
from tickets.models import Ticket, TicketEvent, TicketLink

VERBS = sorted({verb for moves in MOVES.values() for verb in moves} | {"register", "repeated"})
ON_THE_SPOT = timedelta(minutes=1)
AGAIN = ("repeat", "repeated", "reopen")


def cases(org: UUID, _rules: Rules) -> "QuerySet[Any]":
    """Every request taken in: undone ones never were one, and reports of misconduct are counted nowhere here."""
    return Ticket.objects.filter(org=org).counted().exclude(kind=Kind.REPORT)


def own(path: str = "") -> Q:
    """Only cases that began here under our clocks: no history that was brought in, none undone, none of misconduct."""
    return Q(**{f"{path}imported_at__isnull": True, f"{path}undone_at__isnull": True}) & ~Q(
        **{f"{path}kind": Kind.REPORT}
    )


def _cases_by_hour(org: UUID, rules: Rules) -> "QuerySet[Any]":
    """Cases with the hour of the hall at which they came, and whether the answer was given on the spot."""
    said = TicketEvent.objects.filter(
        ticket=OuterRef("pk"), what="reply", at__lte=OuterRef("registered_at") + ON_THE_SPOT
    )
    return cases(org, rules).annotate(
        hour=ExtractHour("registered_at", tzinfo=timezone.get_default_timezone()), is_said=Exists(said)
    )


def _first_contacts(org: UUID, rules: Rules) -> "QuerySet[Any]":
    """Cases of known customers, once so many days are over, each with whether the customer came again about the same."""
    within = {
        "registered_at__gt": OuterRef("registered_at"),
        "registered_at__lte": OuterRef("registered_at") + _days(rules),
    }
    matter = "category" if rules.fcr_same == "category" else "category__parent"
    later = Ticket.objects.counted().filter(customer=OuterRef("customer"), imported_at__isnull=True, **within)
    same = Q(category=OuterRef("category"))
    if matter != "category":
        same |= Q(category__parent=OuterRef("category__parent"), category__parent__isnull=False)
    verbs = [*AGAIN, "urge"] if rules.fcr_urge else AGAIN
    said = TicketEvent.objects.filter(
        ~_urging_taken_back(), ticket=OuterRef("pk"), what__in=verbs, at__lte=OuterRef("registered_at") + _days(rules)
    )
    rows = cases(org, rules).filter(own(), kind__in=rules.fcr_kinds, customer__isnull=False, repeats__isnull=True)
    return rows.annotate(came_again=Exists(later.filter(same).exclude(pk=OuterRef("pk"))), said_again=Exists(said))


def _days(rules: Rules) -> timedelta:
    return timedelta(days=rules.fcr_days)


def _events(org: UUID, rules: Rules) -> "QuerySet[Any]":
    rows = TicketEvent.objects.filter(own("ticket__"), ~_urging_taken_back(), org=org, what__in=VERBS)
    return rows.annotate(is_often=Q(what__in=("repeat", "repeated"), facts__count=rules.quality_repeats))


def _urging_taken_back() -> Q:
    """What was urged and taken back within its seconds reached nobody: it counts nowhere."""
    undone = TicketEvent.objects.filter(ticket=OuterRef("ticket"), what="retract").annotate(
        of=Cast(KeyTextTransform("seq", "facts"), IntegerField())
    )
    return Q(what="urge") & Q(Exists(undone.filter(of=OuterRef("seq"))))


def _moves(org: UUID, rules: Rules) -> "QuerySet[Any]":
    """Steps by which a case left a state, with how long it had been in it."""
    before = TicketEvent.objects.filter(ticket=OuterRef("ticket"), seq__lt=OuterRef("seq")).exclude(
        from_status=F("to_status")
    )
    since = Subquery(before.order_by("-seq").values("at")[:1])
    spent = Greatest(ExpressionWrapper(F("at") - since, DurationField()), ZERO, output_field=DurationField())
    return _events(org, rules).exclude(from_status="").exclude(from_status=F("to_status")).annotate(spent=spent)


def _holdings(org: UUID, rules: Rules) -> "QuerySet[Any]":
    """Steps with who had the case until then, and for how long."""
    known = Q(held_by__isnull=False) | Q(held_in__isnull=False)
    before = TicketEvent.objects.filter(known, ticket=OuterRef("ticket"), seq__lt=OuterRef("seq")).order_by("-seq")
    spent = ExpressionWrapper(F("at") - Subquery(before.values("at")[:1]), DurationField())
    return (
        _events(org, rules)
        .filter(known)
        .annotate(
            holder=Subquery(before.values("held_by")[:1]), spent=Greatest(spent, ZERO, output_field=DurationField())
        )
        .filter(holder__isnull=False)
    )


def _links(org: UUID, _rules: Rules) -> "QuerySet[Any]":
    return TicketLink.objects.standing().filter(own("source__"), org=org)


_CASE = {"at": "registered_at", "ticket": "", "unit": "unit", "category": "category", "crew": "crew"}
_STEPPED = Q(to_status=Status.RESOLVED) & ~Q(from_status=Status.RESOLVED)
CASES = Source(
    "cases",
    _cases_by_hour,
    {
        "all": Counter(),
        "own": Counter(own()),
        **{f"kind_{kind}": Counter(own() & Q(kind=kind)) for kind in Kind.values if kind != Kind.REPORT},
        "repeat": Counter(own() & Q(repeats__isnull=False)),
        "merged": Counter(own() & Q(status=Status.MERGED)),
        "on_the_spot": Counter(own() & Q(kind=Kind.ENQUIRY, is_said=True)),
        "imported": Counter(Q(imported_at__isnull=False)),
        **{f"hour_{hour:02d}": Counter(Q(hour=hour)) for hour in range(24)},
    },
    **_CASE,  # type: ignore[arg-type]
)
FIRST = Source(
    "first",
    _first_contacts,
    {"all": Counter(), "once": Counter(Q(came_again=False, said_again=False))},
    lag=_days,
    **_CASE,  # type: ignore[arg-type]
)
EVENTS = Source(
    "events",
    _events,
    {
        **{
            verb: Counter(Q(what=verb))
            for verb in (
                "dispatch",
                "send_back",
                "reopen",
                "extend",
                "urge",
                "transfer",
                "return_report",
                "suspend",
                "repeat",
            )
        },
        "granted": Counter(Q(what="approve_extension", facts__granted=True)),
        "order": Counter(Q(what="order")),
        "often": Counter(Q(is_often=True)),
        "resolved": Counter(_STEPPED),
        "ended": Counter(Q(to_status__in=sorted(ENDED)) & ~Q(from_status__in=sorted(ENDED))),
    },
)
STATES = Source(
    "states",
    _moves,
    {status: Counter(Q(from_status=status), "spent") for status in Status.values if status not in ENDED},
)
LINKS = Source(
    "links",
    _links,
    {kind: Counter(Q(kind=kind)) for kind in ("duplicate", "merged", "child", "repeat")}
    | {"avoided": Counter(Q(kind__in=("duplicate", "merged")))}
    | {"follows": Counter(Q(follows=True, kind__in=("related", "child", "duplicate")))},
    at="made_at",
    ticket="source__",
    unit="source__unit",
    category="source__category",
    crew="source__crew",
)
TAKEN = Source(
    "taken",
    cases,
    {"cases": Counter(own())},
    at="registered_at",
    ticket="",
    unit="unit",
    category="",
    crew="",
    person="first_contact",
)
STEPS = Source(
    "steps",
    lambda org, rules: _events(org, rules).filter(by__isnull=False),
    {"all": Counter(), "resolved": Counter(_STEPPED)},
    category="",
    crew="",
    person="by",
)
HELD = Source("held", _holdings, {"time": Counter(Q(), "spent")}, category="", crew="", person="holder")
