"""How long the counter waits for a customer: the whole answer of the server to a search, card and checks included."""

import time
from collections.abc import Callable
from random import Random
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import Q
from django.test import Client

from accounts.actions import LOOKUPS_AN_HOUR, grant, hire
from accounts.models import User
from accounts.roles import Role
from bench import card
from bench.crowd import settle
from bench.making import first_case
from bench.sweeping import Row
from customers.models import IDENTITY, Customer
from servicedesk.lib.sealing import blind_index

LIMIT = 150.0
SEED = 20260318
Ask = Callable[[Customer], str]


def measure(*, people: int, rounds: int, tickets: int) -> list[Row]:
    """Search for `rounds` customers drawn by lot, by each of the things that people say, among `people`; then the card."""
    org = first_case().org
    call_command("collectstatic", interactive=False, verbosity=0)  # the pages name their files by what is in them
    began = time.monotonic()
    settle(org, people)
    rows: list[Row] = [(f"lookup: {people} customers made, s", round(time.monotonic() - began, 1), "")]
    dice, desk = Random(SEED), _Desk()
    drawn = _draw(dice, people, rounds)
    every: list[float] = []
    for name, ask in ASKED.items():
        desk.search(ask(drawn[0]))  # the first of its kind reads its pages from the disk
        desk.forget()
        took = [desk.search(ask(one)) for one in drawn]
        every += took
        rows.append(
            (f"lookup by {name}", f"{_figures(took)} ({desk.asked_each():.0f}, {desk.database_each():.1f} ms)", "")
        )
    rows.append(("lookup, all", _figures(every), f"p95 under {LIMIT:.0f} ms"))
    rows.append(("  p50 / p95 / p99 / max in ms (statements, of it in the database)", "", ""))
    return rows + card.measure(tickets=tickets)


class _Desk:
    """Clerks who take turns, for nobody may search more often in an hour than people can serve."""

    def __init__(self) -> None:
        self.clerks: list[Client] = []
        self.left = 0
        self.forget()

    def forget(self) -> None:
        """Begin to count anew."""
        self.searches, self.statements, self.waited = 0, 0, 0.0

    def asked_each(self) -> float:
        return self.statements / self.searches

    def database_each(self) -> float:
        return self.waited / self.searches

    def _watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.statements += 1
            self.waited += (time.perf_counter() - began) * 1000

    def search(self, words: str) -> float:
        """The time of one whole answer, in milliseconds."""
        if not self.left:
            self._next_clerk()
        self.left -= 1
        client = self.clerks[-1]
        began = time.perf_counter()
        with connection.execute_wrapper(self._watch):
            answer = client.post("/intake/lookup/", {"q": words}, HTTP_HX_REQUEST="true", SERVER_NAME="localhost")
        self.searches += 1
        took = (time.perf_counter() - began) * 1000
        assert answer.status_code == 200, (answer.status_code, words)
        return took

    def _next_clerk(self) -> None:
        hall = first_case().unit
        login = f"lookup{len(self.clerks)}"
        clerk = User.objects.filter(login=login).first() or hire(login=login, name="柜员", home=hall)
        grant(clerk, role=Role.CLERK, unit=hall)
        client = Client()
        client.force_login(clerk)
        self.clerks.append(client)
        self.left = LOOKUPS_AN_HOUR - 1


def _draw(dice: Random, people: int, rounds: int) -> list[Customer]:
    """Customers drawn by lot, with an ID number that can be looked for."""
    numbers = [f"154{dice.randint(1, people) * 48271 % 100_000_000:08d}" for _each in range(rounds)]
    found = Customer.objects.filter(Q(phones__reversed__in=[number[::-1] for number in numbers]))
    drawn = list(found.prefetch_related("phones", "supply_points"))
    for place, one in enumerate(drawn):
        one.identity_index = blind_index(_identity(place), column=IDENTITY)
        one.level = str(place)  # kept in memory alone: which of them this is
    Customer.objects.bulk_update(drawn, ["identity_index"])
    dice.shuffle(drawn)
    return drawn


def _identity(place: int) -> str:
    return f"3702031990{place:07d}X"


def _phone(one: Customer) -> str:
    return str(one.phones.all()[0].number)


def _account(one: Customer) -> str:
    return str(one.supply_points.all()[0].account_number)


ASKED: dict[str, Ask] = {
    "whole phone": _phone,
    "phone tail": lambda one: _phone(one)[-4:],
    "account": _account,
    "account tail": lambda one: _account(one)[-6:],
    "tail and initials": lambda one: f"{_phone(one)[-4:]} {one.initials}",
    "tail and surname": lambda one: f"{_phone(one)[-4:]} {one.name[0]}",
    "initials": lambda one: one.initials,
    "two letters": lambda one: one.initials[:2],
    "full pinyin": lambda one: one.name_keys.get().key,
    "name": lambda one: one.name,
    "surname": lambda one: one.name[0],
    "meter": lambda one: str(one.supply_points.all()[0].meter_number),
    "ID number": lambda one: _identity(int(one.level)),
    "street": lambda one: str(one.supply_points.all()[0].address).partition("幢")[0],
    "nobody's phone": lambda one: f"159{_phone(one)[3:]}",
}


def _figures(took: list[float]) -> str:
    ranked = sorted(took)

    def at(share: float) -> float:
        return ranked[min(len(ranked) - 1, int(len(ranked) * share))]

    return " / ".join(f"{value:.1f}" for value in (at(0.5), at(0.95), at(0.99), ranked[-1]))
