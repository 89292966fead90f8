"""The demo company watches over its key customers: two years of consumption, rules, a re-check, hazards, doubles."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from accounts.models import Unit, User
from customers.actions import register_customer
from customers.finding_doubles import find_doubles
from customers.models import Customer, Holding
from keyaccounts.figures.chart import months_back
from keyaccounts.hazards import actions as hazards
from keyaccounts.hazards import inspecting
from keyaccounts.models import Consumption, SafetyFile
from keyaccounts.recheck.actions import answer, keep_round
from keyaccounts.watch.actions import adopt_usual, look_through
from servicedesk.demo.people import SERIES

# How much of a usual month is used from January to December: cold winters, hot summers.
SEASON = (118, 110, 96, 84, 82, 96, 124, 130, 104, 86, 92, 112)
HAZARDS = (
    ("配电室门口堆放杂物，消防通道不畅", "ordinary", "供电营业规则"),
    ("10 kV 进线电缆终端发热，红外测温 78 ℃", "grave", "GB 26860"),
    ("应急发电机无闭锁装置，可能反送电", "major", "供电营业规则"),
)


def begin(org: Unit, people: dict[str, User], *, at: datetime) -> None:
    """Fill the pages of the watch-list and of clean records; a company that has any consumption is left alone."""
    if Consumption.objects.filter(org=org).exists():
        return
    key = list(Customer.objects.filter(org=org, secrecy="public").key().order_by("pk"))
    _figures(org, key, at=at)
    _two_of_one(org, at=at)
    boss = people["supervisor"]
    adopt_usual(org, by=boss, at=at - timedelta(days=40))
    _hazards(key, people, at=at)
    look_through(org, at=at - timedelta(days=2))
    keep_round(org, at=at)
    first = key[0].recheck_sheets.first() if key else None
    if first:
        said = dict.fromkeys(("phones", "people", "contract", "hazards", "level"), ("confirmed", ""))
        answer(first, said, by=boss, at=at)
    find_doubles(org, at=at)


def _figures(org: Unit, key: list[Customer], *, at: datetime) -> None:
    """26 months of each key customer's accounts; every fourth has used less since half a year."""
    dice, rows = Random(20260318), []
    months = months_back(months_back(timezone.localdate(at), 2)[0], 26)
    for place, customer in enumerate(key):
        usual = dice.randint(3, 90) * 1000
        for held in Holding.objects.filter(customer=customer, part=Holding.Part.OWNER):
            for month in months:
                falls = place % 4 == 1 and month in months[-6:]
                used = Decimal(
                    usual * SEASON[month.month - 1] // (160 if falls else 100) * dice.randint(94, 106) // 100
                )
                rows.append(_figure(org, held, month, used))
    Consumption.objects.bulk_create(rows, batch_size=1000)


def _figure(org: Unit, held: Holding, month: date, used: Decimal) -> Consumption:
    paid = (used * Decimal("0.68")).quantize(Decimal("0.01"))
    return Consumption(org=org, supply_point_id=held.supply_point_id, month=month, quantity=used, amount=paid)


def _two_of_one(org: Unit, *, at: datetime) -> None:
    """Two clerks wrote one name in two ways; somebody else has not been heard of for years."""
    for place, name in enumerate(("邵雨桐", "邵雨彤")):
        register_customer(org=org, name=name, phone=f"{SERIES}80010001", at=at - timedelta(days=9 + 200 * place))
    for place, name in enumerate(("郑远航", "骆晓珺")):
        register_customer(org=org, name=name, phone=f"{SERIES}7000{place:04d}", at=at - timedelta(days=365 * 7))


def _hazards(key: list[Customer], people: dict[str, User], *, at: datetime) -> None:
    """Safety files with a due inspection among them, and three hazards, each further on than the one before."""
    by, today = people["manager"], timezone.localdate(at)
    for place, customer in enumerate(key):
        point = customer.supply_points.first()
        if point is not None and place % 5 != 4:
            voltage = ("kv35", "kv10_hv", "other")[place % 3]
            inspecting.keep_file(customer, point, voltage=voltage, by=by, at=at - timedelta(days=100 + 20 * place))
            file = SafetyFile.objects.get(supply_point=point)
            if place % 3:
                inspecting.inspect(file, on=today - timedelta(days=20 * place), note="", by=by, at=at)
    for place, (customer, (text, grade, basis)) in enumerate(zip(key, HAZARDS, strict=False)):
        found = at - timedelta(days=2 + place)
        hazard = hazards.find(
            customer, text=text, grade=grade, basis=basis, point=customer.supply_points.first(), by=by, at=found
        )
        if place:
            hazards.notify(
                hazard,
                demand="按规程整改，完成后告知复查。",
                until_on=today + timedelta(days=3 * place),
                by=by,
                at=found,
            )
            hazards.serve(hazard, how="handed", receiver="电气负责人", by=by, at=at - timedelta(days=1))
            hazards.follow_up(hazard, what="看整改进度", due_on=today, by=by, at=at - timedelta(days=1))
