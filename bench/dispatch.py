"""The dispatch desk under load: how long the server takes to draw it, what it asks, and forty who send one job at once."""

import threading
import time
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.db import close_old_connections, connection
from django.test import Client

from accounts.actions import grant, hire, plant
from accounts.models import Unit, User
from accounts.roles import Role
from bench.making import first_case
from bench.sweeping import Row
from customers.models import SupplyPoint
from fieldwork.actions import assigning
from fieldwork.models import Coverage, CrewProfile, Shift, Skill, SkillNeed
from fieldwork.refusals import SentAlready
from tickets.actions import desk, field
from tickets.actions.spine import database_time
from tickets.lifecycle import Kind
from tickets.models import Category, Ticket

OPEN, CREWS, AT_WORK, ROUNDS, CLAIMS = 500, 60, 200, 60, 40
SLOWEST, MOST_ASKED = 300.0, 12
TRANSFORMERS = 60


def measure() -> list[Row]:
    """500 open jobs, 200 of them with one of 60 crews."""
    org, hall = first_case().org, first_case().unit
    call_command("collectstatic", interactive=False, verbosity=0)
    people = [_dispatcher(org, n) for n in range(CLAIMS)]
    crews = _crews(org, people[0])
    began = time.monotonic()
    tickets = _jobs(org, hall, people[0])
    for n, ticket in enumerate(tickets[:AT_WORK]):
        field.dispatch(ticket, crew=crews[n % CREWS], by=people[0])
    made = round(time.monotonic() - began, 1)
    rows: list[Row] = [(f"dispatch: {OPEN} open jobs and {CREWS} crews made, s", made, "")]
    rows += _board(people[0])
    return [*rows, *_claims(tickets[-1], crews, people)]


def _dispatcher(org: Unit, n: int) -> User:
    login = f"dispatch{n}"
    person = User.objects.filter(login=login).first() or hire(login=login, name=f"调度{n}", home=org)
    grant(person, role=Role.DISPATCHER, unit=org)
    return person


def _crews(org: Unit, by: User) -> list[Unit]:
    skill, _is_new = Skill.objects.get_or_create(org=org, name="带电作业")
    now, made = database_time(), []
    for n in range(CREWS):
        unit = plant(parent=org, kind="crew", code=f"B{n:02}", name=f"抢修{n:02}班")
        profile, _is_new = CrewProfile.objects.get_or_create(
            org=org,
            unit=unit,
            defaults={"by_rota": True, "job_limit": 8, "latitude": 36.0 + n / 200, "longitude": 120.3},
        )
        if n % 2:
            profile.skills.add(skill)
        Coverage.objects.get_or_create(org=org, crew=unit, by="feeder", value=f"{n % 6} 号线")
        span = {"from_at": now - timedelta(hours=1), "until_at": now + timedelta(hours=8)}
        Shift.objects.create(org=org, crew=unit, by=by, made_at=now, **span)
        made.append(unit)
    return made


def _jobs(org: Unit, hall: Unit, by: User) -> list[Ticket]:
    kind, _is_new = Category.objects.get_or_create(
        org=org, code="bench-fault", defaults={"name": "单户无电", "kind": Kind.FAULT}
    )
    SkillNeed.objects.get_or_create(org=org, category=kind, skill=Skill.objects.get(org=org, name="带电作业"))
    made = []
    for n in range(OPEN):
        account = f"77{n:010}"
        place = {"latitude": 36.0 + n % TRANSFORMERS / 300, "longitude": 120.31, "hall": hall}
        wires = {"transformer": f"{n % TRANSFORMERS} 号公变", "feeder": f"{n % 6} 号线"}
        point = SupplyPoint.objects.create(
            org=org, account_number=account, account_reversed=account[::-1], address=f"建设路 {n} 号", **place, **wires
        )
        intake = desk.Intake(category=kind, supply_point=point, contact_phone="15400000000")
        made.append(desk.register(intake, unit=hall, by=by))
    return made


def _board(user: User) -> list[Row]:
    """The whole answer of the server, page after page."""
    client = Client()
    client.force_login(user)
    client.get("/dispatch/", SERVER_NAME="localhost")
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        page = client.get("/dispatch/", SERVER_NAME="localhost")
    assert page.status_code == 200
    took = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        client.get("/dispatch/", SERVER_NAME="localhost")
        took.append((time.perf_counter() - began) * 1000)
    ranked = sorted(took)
    p50, p95 = ranked[len(ranked) // 2], ranked[int(len(ranked) * 0.95)]
    return [
        ("dispatch board, p50 / p95 / max in ms", f"{p50:.0f} / {p95:.0f} / {ranked[-1]:.0f}", f"p95 {SLOWEST:.0f}"),
        ("dispatch board, statements", len(asked), str(MOST_ASKED)),
        ("dispatch board, KB before compression", round(len(page.content) / 1024), ""),
    ]


def _claims(ticket: Ticket, crews: list[Unit], people: list[User]) -> list[Row]:
    """Forty dispatchers send one job at the same moment, each another crew."""
    start, told = threading.Barrier(CLAIMS), []

    def claim(n: int) -> None:
        try:
            start.wait(30)
            assigning.assign(ticket, crew=crews[n], by=people[n])
            told.append("won")
        except SentAlready as late:
            told.append(late.sentence())
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=claim, args=(n,)) for n in range(CLAIMS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = (time.perf_counter() - began) * 1000
    winner = Ticket.objects.select_related("crew").get(pk=ticket.pk).crew
    named = sum(1 for word in told if winner and winner.name in word)
    return [
        (f"{CLAIMS} send one job at once: won / told who", f"{told.count('won')} / {named}", f"1 / {CLAIMS - 1}"),
        ("  all answered after ms", round(took), ""),
    ]
