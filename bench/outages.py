"""An outage of 20,000 supply points with 500 open tickets: put on record, joined, restored; and a storm of calls."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from accounts.models import Unit, User
from bench.making import first_case
from bench.sweeping import Row
from customers.models import Customer, Holding, Phone, SupplyPoint
from outages.actions import Told, announce
from outages.models import Kind, Outage, OutageArea
from restoration.actions import joining, restoring, storms
from restoration.cases import joined_to
from servicedesk.lib.ids import uuid7
from tickets.actions import desk
from tickets.models import Category, Ticket
from tickets.moment import database_time

POINTS, CALLS = 20_000, 500
PER_MINUTE, MINUTES, FEEDERS, TRANSFORMERS = 36, 10, 4, 24
FEEDER = "bench line"
PER_TRANSFORMER = 200
By = OutageArea.By


def measure() -> list[Row]:
    """Seconds and statements of each step, and how many outages the storm became."""
    case = first_case()
    org, clerk = case.org, User.objects.get(login="clerk")
    boss = _boss(org)
    points = _settle(org, FEEDER, POINTS)
    at = database_time()
    for point in points[:: POINTS // CALLS][:CALLS]:
        _call(case.category, point, clerk, case.unit, at=at)
    return [*_outage(org, boss), *_storm(org, case, clerk)]


def _boss(org: Unit) -> User:
    return next(iter(User.objects.holding("supply_back", [org])))


def _settle(org: Unit, feeder: str, count: int) -> list[SupplyPoint]:
    """So many households on a feeder, each with a holder and a number."""
    now = database_time()
    people = [Customer(id=uuid7(), org=org, name=f"Bench {n}", created_at=now) for n in range(count)]
    points = [
        SupplyPoint(
            id=uuid7(),
            org=org,
            account_number=f"B{abs(hash(feeder)) % 1000:03d}{n:08d}",
            account_reversed=f"{n:08d}"[::-1],
            address=f"{feeder} {n}",
            feeder=feeder,
            transformer=f"{feeder} T{n // PER_TRANSFORMER}",
        )
        for n in range(count)
    ]
    with transaction.atomic():
        Customer.objects.bulk_create(people, batch_size=5000)
        SupplyPoint.objects.bulk_create(points, batch_size=5000)
        Holding.objects.bulk_create(
            [Holding(org=org, customer=who, supply_point=at) for who, at in zip(people, points, strict=True)],
            batch_size=5000,
        )
        numbers = [f"1{abs(hash(feeder)) % 90 + 10}{n:08d}" for n in range(count)]
        Phone.objects.bulk_create(
            [
                Phone(org=org, customer=who, number=number, reversed=number[::-1])
                for who, number in zip(people, numbers, strict=True)
            ],
            batch_size=5000,
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_supplypoint, customers_holding, customers_phone, customers_customer")
    return points


def _call(kind: Category, point: SupplyPoint, clerk: User, hall: Unit, *, at: datetime) -> Ticket:
    intake = desk.Intake(category=kind, supply_point=point, contact_name="Bench", contact_phone="13800000000")
    return desk.register(intake, unit=hall, by=clerk, at=at)


def _timed(act: Callable[[], Any]) -> tuple[Any, float, int]:
    """What it returned, how long it took, and how many statements it asked; counting them costs nothing."""
    asked = []

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(1)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        began = time.perf_counter()
        made = act()
        took = time.perf_counter() - began
    return made, took, len(asked)


def _outage(org: Unit, boss: User) -> list[Row]:
    at = database_time()
    told = Told(
        kind=Kind.FAULT,
        title=FEEDER,
        starts_at=at - timedelta(minutes=5),
        areas=[OutageArea(by=By.FEEDER, value=FEEDER)],
        cause_code="line",
        expected_end_at=at + timedelta(hours=2),
    )
    made, announced, first = _timed(lambda: announce(told, org=org, by=boss, at=at, confirmed=True))
    joined, linked, second = _timed(lambda: joining.join(made, by=boss, at=database_time()))
    moment = database_time()
    done, restored, third = _timed(lambda: restoring.restored(made, ended_at=moment, by=boss, at=moment))
    return [
        (f"outage of {made.households} points, {len(joined)} tickets joined: s", announced + linked, "under 3"),
        ("  statements to announce, to join", f"{first}, {second}", ""),
        (f"restored, {done.moved} tickets, {done.called} called: s", restored, "under 5"),
        ("  statements", third, ""),
        ("  without an event of their own", done.moved - _events(made), "0"),
    ]


def _events(outage: Outage) -> int:
    return joined_to(outage).filter(timeline__what="supply_back").distinct().count()


def _storm(org: Unit, case: Ticket, clerk: User) -> list[Row]:
    """Calls of one city for ten minutes; the clockwork looks every ten seconds, a dispatcher accepts nothing meanwhile."""
    begun = database_time() - timedelta(minutes=MINUTES)
    streets = [_settle(org, f"storm line {n}", PER_TRANSFORMER * TRANSFORMERS // FEEDERS) for n in range(FEEDERS)]
    before, looks = set(Outage.objects.filter(org=org).values_list("pk", flat=True)), []
    for n in range(PER_MINUTE * MINUTES):
        at = begun + timedelta(minutes=n / PER_MINUTE)
        points = streets[n % FEEDERS]
        _call(case.category, points[n * 37 % len(points)], clerk, case.unit, at=at)
        if n % (PER_MINUTE // 6) == 0:
            looks.append(_timed(lambda at=at: storms.look(org, at=at))[1] * 1000)
    made = Outage.objects.filter(org=org).exclude(pk__in=before)
    standing = list(made.suggested().prefetch_related("areas"))
    named = [(area.by, area.value) for one in standing for area in one.areas.all()]
    return [
        (f"storm of {PER_MINUTE} a minute for {MINUTES} min: outages suggested", len(standing), "a few"),
        ("  doubled", len(named) - len(set(named)), "0"),
        ("  slowest look at it: ms", max(looks), ""),
    ]
