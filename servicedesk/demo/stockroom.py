"""The demo company's depots and sheets: what lies where, what is low, a visit, reports to be reviewed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import Unit, User
from servicedesk.demo.company import Units
from servicedesk.lib.refusals import Refusal
from tickets.lifecycle import Status
from tickets.models import Ticket
from worksheets.actions import sheets, stock, usual, visits
from worksheets.actions.materials import Used
from worksheets.actions.reporting import report
from worksheets.actions.returning import codes_of, send_back
from worksheets.models import Depot, Item, ReportRule, SheetKind, Supplier
from worksheets.windows import offers

# number, name, measure, with serial numbers, how many came, what one cost, below what to warn
ITEMS = (
    ("DX-BV6", "铜芯线 BV-6", "米", False, 300, "4.50", 50),
    ("DX-BV16", "铜芯线 BV-16", "米", False, 120, "11.80", 150),
    ("KG-C32", "断路器 DZ47-C32", "只", False, 40, "18.00", 10),
    ("RD-100", "熔断器 RT16-100A", "只", False, 24, "26.50", 6),
    ("XJ-4", "并沟线夹 JBB-4", "副", False, 6, "9.20", 10),
    ("BX-1", "单相表箱", "只", False, 15, "86.00", 4),
    ("DB-D1", "单相智能电能表", "只", True, 6, "152.00", 2),
)
DEPOTS = (("Q1", "抢修一班工具间"), ("Q2", "抢修二班工具间"))


def furnish(units: Units, people: dict[str, User], *, at: datetime) -> int:
    """Depots, items, two deliveries and the usual rules of the county company; what is there is left alone."""
    org, boss, keeper = units["C1"], people["supervisor"], people["dispatcher"]
    if Depot.objects.filter(org=org).exists():
        return 0
    since = at - timedelta(days=9)
    sheets.adopt_usual(org, by=boss, at=since)
    usual.adopt_reasons(org, by=boss, at=since)
    usual.adopt_windows(org)
    ReportRule.objects.create(org=org, kind="fault", review_fee_over=Decimal(50), review_share=10, by=boss, at=since)
    supplier = Supplier.objects.create(org=org, name="鼎安电气物资商行", contact="业务部")
    for place, (code, name) in enumerate(DEPOTS):
        depot = Depot.objects.create(org=org, unit=units[code], name=name, keeper=keeper)
        _stock(org, depot, supplier, place, by=keeper, at=since + timedelta(hours=place))
    return len(ITEMS)


def _stock(org: Unit, depot: Depot, supplier: Supplier, place: int, *, by: User, at: datetime) -> None:
    pieces = []
    for code, name, measure, has_serials, came, price, least in ITEMS:
        known = {"name": name, "measure": measure, "has_serials": has_serials}
        item, _is_new = Item.objects.get_or_create(org=org, code=code, defaults=known)
        stock.set_minimum(depot, item, minimum=Decimal(least), at=at)
        each = [(f"3701{place}{n:06d}", 1) for n in range(came)] if has_serials else [("", came)]
        pieces += [stock.Piece(item, Decimal(count), serial, Decimal(price)) for serial, count in each]
    stock.receive(depot, supplier=supplier, note_number=f"DA-2603{place + 1:02d}", pieces=pieces, by=by, at=at)


def set_to_work(units: Units, people: dict[str, User], *, at: datetime) -> int:
    """A report to be reviewed, a sheet given out, a visit agreed, a job sent back: one of each, where a case allows it."""
    org, done = units["C1"], 0
    cases = Ticket.objects.filter(org=org, kind="fault", links_out__isnull=True, suspended_at__isnull=True)
    depot, crew = Depot.objects.filter(org=org).order_by("name").first(), people["crew"]
    # One of each state stays as it is.
    held = cases.filter(status=Status.RESTORED, crew__isnull=False, handler__isnull=False)
    restored = list(held.order_by("pk")[1:3])
    breaker = Item.objects.filter(org=org, code="KG-C32").first()
    for ticket in restored:
        if depot and breaker and ticket.handler:
            line = Used(breaker, Decimal(1), depot)
            told: dict[str, Any] = {
                "text": "更换断路器，恢复供电",
                "fee": "68.00",
                "receipt": "SJ-2603018",
                "lines": [line],
            }
            done += _try(partial(report, ticket, cause="表前开关烧坏", by=ticket.handler, **told))
    waiting = cases.filter(status=Status.REGISTERED).order_by("-pk").first()
    if waiting:
        free = [one for one in offers(waiting, at=at) if one.left]
        clerk = people["clerk"]
        done += _try(partial(visits.book, waiting, starts_at=free[0].starts_at, by=clerk)) if free else 0
    sent = cases.filter(status__in=(Status.ACCEPTED, Status.ON_SITE), crew=units["Q1"]).order_by("-pk").first()
    kind = SheetKind.objects.filter(org=org, code="repair").first()
    if sent and kind:
        done += _try(partial(_sheet, sent, kind, people, at))
    back = next(iter(cases.filter(status=Status.DISPATCHED, crew=units["Q1"]).order_by("pk")[1:2]), None)
    area = next((one for one in codes_of(org.pk) if one.is_area), None)
    return done + (_try(partial(send_back, back, code=area, by=crew)) if back and area else 0)


def _sheet(ticket: Ticket, kind: SheetKind, people: dict[str, User], at: datetime) -> None:
    said = {"model": "JLK-2", "warranty": "保外", "fault": "漏电保护器反复跳闸"}
    sheet = sheets.begin(ticket, kind=kind, said=said, by=people["dispatcher"], at=at)
    sheets.issue(sheet, seen=sheet.seen, by=people["dispatcher"], at=at)


def _try(act: Callable[[], object]) -> int:
    """Do it if the story so far allows it: cases of a refreshed demo stand elsewhere."""
    try:
        with transaction.atomic():
            act()
    except Refusal:
        return 0
    return 1
