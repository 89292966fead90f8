"""The customers of the demo companies with their accounts. Whoever is there already stays as they are."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from random import Random

from django.db import transaction

from accounts.models import Unit
from customers.models import Customer, Holding, Phone, SupplyPoint
from customers.naming import call, learn
from servicedesk.demo import people
from servicedesk.demo.company import Units
from servicedesk.demo.whereabouts import place_of
from servicedesk.lib.ids import uuid7

SEED = 20260318
CUSTOMERS = 560
FAR_CUSTOMERS = 40
TAGS = ("独居老人", "生命支持设备", "重要客户")
FIRMS = (
    "海鲜酒楼",
    "五金商行",
    "便民超市",
    "汽车修理厂",
    "印刷厂",
    "冷链仓库",
    "幼儿园",
    "社区卫生站",
    "第二小学",
    "水产加工厂",
)


@transaction.atomic
def settle(units: Units, *, at: datetime, scale: int = 1) -> int:
    """Register the customers of both companies with their accounts; a company that has any is left alone."""
    made = 0
    for org, prefix, streets, wanted in (
        (units["C1"], "0532", people.STREETS, CUSTOMERS * scale),
        (units["C2"], "0535", people.FAR_STREETS, FAR_CUSTOMERS * scale),
    ):
        if not SupplyPoint.objects.filter(org=org).exists():
            town = _Town(org, units, Random(f"{SEED}{prefix}"), prefix, streets, at)
            made += town.fill(wanted, with_brochure=streets is people.STREETS)
    return made


class _Town:
    """The customers of one company, collected first and written in a few statements."""

    def __init__(
        self, org: Unit, units: Units, dice: Random, prefix: str, streets: tuple[people.Street, ...], at: datetime
    ) -> None:
        self.org, self.units, self.dice, self.at = org, units, dice, at
        self.numbers, self.accounts = people.numbers(dice), people.accounts(prefix)
        self.places = people.places(dice, streets)
        self.names = people.names(dice, rare_first=streets is people.STREETS)
        self.persons: list[Customer] = []
        self.phones: list[Phone] = []
        self.points: list[SupplyPoint] = []
        self.holdings: list[Holding] = []

    def fill(self, wanted: int, *, with_brochure: bool) -> int:
        """Write `wanted` accounts and return how many people hold them."""
        if with_brochure:
            self._brochure_household()
        for place in islice(self.places, wanted):
            self._household(place)
        for firm in FIRMS:
            self._firm(firm, next(self.places))
        Customer.objects.bulk_create(self.persons, batch_size=500)
        learn(self.persons)
        Phone.objects.bulk_create(self.phones, batch_size=500)
        SupplyPoint.objects.bulk_create(self.points, batch_size=500)
        Holding.objects.bulk_create(self.holdings, batch_size=500)
        return len(self.persons)

    def _brochure_household(self) -> None:
        """陈桂芳 of the brochure, who lives alone, and her neighbours on the same transformer."""
        chen = self._person("陈桂芳", is_woman=True, number=f"{people.SERIES}00006217", tags=["独居老人"])
        place = people.Place("文昌路 86 号 3 幢 2 单元 501", "urban", "文昌 3 号公变", "10kV 南桥线", "CN")
        self._account(place, chen, account="053211876204", balance=Decimal("46.20"))
        for flat in ("1 单元 402", "3 单元 101", "2 单元 302"):
            name, is_woman = people.person(self.dice)
            neighbour = people.Place(f"文昌路 86 号 3 幢 {flat}", "urban", place.transformer, place.feeder, "CN")
            self._account(neighbour, self._person(name, is_woman=is_woman))

    def _household(self, place: people.Place) -> None:
        name, is_woman = next(self.names)
        tags = [self.dice.choice(TAGS[:2])] if self.dice.random() < 0.06 else []
        owner = self._person(name, is_woman=is_woman, tags=tags)
        point = self._account(place, owner)
        if self.dice.random() < 0.16:
            relative, is_woman = people.person(self.dice)
            other = self._person(relative, is_woman=is_woman, has_identity=False)
            self._hold(other, point, Holding.Part.CONTACT)

    def _firm(self, trade: str, place: people.Place) -> None:
        public = trade in ("幼儿园", "社区卫生站", "第二小学")
        kind = Customer.Kind.PUBLIC if public else Customer.Kind.BUSINESS
        firm = self._person(f"{place.address.split()[0]}{trade}", is_woman=False, has_identity=False, kind=kind)
        firm.tags = [TAGS[2]]
        self._account(place, firm, balance=Decimal(self.dice.randint(2_000, 90_000)) / 10)

    def _person(
        self,
        name: str,
        *,
        is_woman: bool,
        number: str = "",
        tags: list[str] | None = None,
        has_identity: bool = True,
        kind: str = Customer.Kind.RESIDENT,
    ) -> Customer:
        since = self.at - timedelta(days=self.dice.randint(30, 3_000))
        person = call(Customer(org=self.org, kind=kind, tags=tags or [], created_at=since), name)
        if has_identity:
            person.set_identity(people.identity(self.dice, is_woman=is_woman, today=self.at.date()))
        self.persons.append(person)
        self.phones += self._phones(person, number)
        return person

    def _phones(self, person: Customer, number: str) -> Iterator[Phone]:
        told = [number or next(self.numbers)]
        if not number and self.dice.random() < 0.2:
            told.append(next(self.numbers))
        for place, each in enumerate(told):
            facts = {"number": each, "reversed": each[::-1], "is_main": place == 0}
            yield Phone(id=uuid7(), org=self.org, customer=person, **facts)

    def _account(
        self, place: people.Place, owner: Customer, *, account: str = "", balance: Decimal | None = None
    ) -> SupplyPoint:
        number = account or next(self.accounts)
        latitude, longitude = place_of(place.transformer, place.address)
        point = SupplyPoint(
            org=self.org,
            hall=self.units[place.hall],
            account_number=number,
            account_reversed=number[::-1],
            meter_number=f"3730{self.dice.randrange(10**8):08d}",
            address=place.address,
            area=place.area,
            transformer=place.transformer,
            feeder=place.feeder,
            latitude=latitude,
            longitude=longitude,
            balance=balance if balance is not None else Decimal(self.dice.randint(-900, 4_000)) / 10,
        )
        self.points.append(point)
        self._hold(owner, point, Holding.Part.OWNER)
        return point

    def _hold(self, person: Customer, point: SupplyPoint, part: str) -> None:
        self.holdings.append(Holding(org=self.org, customer=person, supply_point=point, part=part))
