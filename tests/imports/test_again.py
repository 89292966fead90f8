"""A row is imported once for ever: in a second run, after a kill, with two runs at once, beside a live request."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils.translation import override

from accounts.actions import plant
from hotline.imports import loading
from hotline.imports.building import Built
from tests.imports.tables import MAPPING, Desk, as_csv, reasons, row
from tests.servers import PROJECT
from tickets.models import Category, DayNumber, Ticket, TicketEvent

ROWS = [row(f"W{n}") for n in range(1, 8)]


def counts(report) -> tuple[int, int, int, int]:
    return report["read"], report["imported"], report["refused"], report["duplicate"]


def test_a_second_run_changes_nothing(desk: Desk, company):
    assert counts(desk.bring(ROWS)) == (7, 7, 0, 0)
    before = list(Ticket.objects.order_by("pk").values())

    assert counts(desk.bring([*ROWS, row("W8")])) == (8, 1, 0, 7)
    assert list(Ticket.objects.filter(external_number__lt="W8").order_by("pk").values()) == before
    assert Category.objects.filter(code__startswith="import:").count() == 1


def test_the_same_number_twice_in_a_file_is_a_duplicate(desk: Desk, company):
    report = desk.bring([row("W1"), row("W2"), row("W1", 内容="别的")])

    assert counts(report) == (3, 2, 0, 1)
    assert report["values"]["状态"] == {"已办结": 3}
    assert Ticket.objects.get(external_number="W1").description == "内容 W1"


def test_the_same_number_from_another_source_is_another_row(desk: Desk, company):
    desk.bring([row("W1")])

    assert counts(desk.bring([row("W1")], source="other-desk")) == (1, 1, 0, 0)
    assert counts(desk.bring([row("W1")], source="other-desk")) == (1, 0, 0, 1)


def test_a_dry_run_counts_and_writes_nothing(desk: Desk, company):
    desk.bring(ROWS[:2])
    before = (Ticket.objects.count(), TicketEvent.objects.count(), Category.objects.count())

    report = desk.bring([*ROWS, row("X")], dry_run=True)

    assert counts(report) == (8, 0, 1, 2)
    assert (report["importable"], report["dry_run"], report["hall"]) == (5, True, "CN")
    assert (Ticket.objects.count(), TicketEvent.objects.count(), Category.objects.count()) == before
    assert "nothing was written" in desk.said


def test_one_row_that_the_database_refuses_does_not_take_its_batch_with_it(desk: Desk, company, monkeypatch):
    insert = loading.insert

    def break_at_the_fifth(built: Built) -> None:
        for ticket in built.tickets:
            if ticket.external_number == "W5":
                ticket.kind = "far too long a word for its column"
        insert(built)

    monkeypatch.setattr(loading, "insert", break_at_the_fifth)
    report = desk.bring(ROWS)

    assert counts(report) == (7, 6, 1, 0)
    assert reasons(report)[0][0] == 5
    assert "the database refuses it: value too long" in reasons(report)[0][1]
    assert sorted(Ticket.objects.values_list("number", flat=True)) == [f"CN250303{n:04d}" for n in range(1, 7)]


def test_a_run_that_breaks_in_a_batch_is_simply_started_again(desk: Desk, company, monkeypatch):
    monkeypatch.setattr("hotline.imports.running.BATCH", 2)
    insert, done = loading.insert, []

    def break_in_the_third(built: Built) -> None:
        insert(built)
        done.append(built)
        if len(done) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(loading, "insert", break_in_the_third)
        desk.bring(ROWS)
    assert Ticket.objects.count() == 4

    assert counts(desk.bring(ROWS)) == (7, 3, 0, 4)
    assert sorted(Ticket.objects.values_list("external_number", flat=True)) == [f"W{n}" for n in range(1, 8)]


@pytest.fixture
def bare_hall(transactional_db: None, bare: None) -> None:
    plant(
        parent=plant(parent=None, kind="company", code="C1", name="城区供电公司"),
        kind="hall",
        code="CN",
        name="城南营业厅",
    )


def start(desk: Desk, rows: list[dict[str, str]]) -> "subprocess.Popen[bytes]":
    table, mapping = desk.file("big.csv", as_csv(rows)), desk.file("big.toml", MAPPING)
    parts = connection.settings_dict
    where = f"{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"
    env = os.environ | {
        "DATABASE_URL": f"postgres://{parts['USER']}:{parts['PASSWORD']}@{where}",
        "DATA_DIR": str(settings.DATA_DIR),
    }
    command = [sys.executable, "manage.py", "import_tickets", str(table), "--mapping", str(mapping), "--hall", "CN"]
    with Path(desk.folder / "run.log").open("ab") as log:
        return subprocess.Popen(command, cwd=PROJECT, env=env, stdout=log, stderr=log, start_new_session=True)


def test_killed_in_the_middle_and_run_again_there_are_no_doubles(desk: Desk, bare_hall):
    rows = [row(f"W{n}", 受理时间=f"2025-03-03 09:{n % 60:02d}:00") for n in range(3000)]
    running = start(desk, rows)
    until = time.monotonic() + 60
    while not Ticket.objects.exists() and running.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    assert running.poll() is None, (desk.folder / "run.log").read_text()
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    there = Ticket.objects.count()

    report = desk.bring(rows)

    assert 0 < there < len(rows)
    assert there % 500 == 0
    assert counts(report) == (3000, 3000 - there, 0, there)
    assert Ticket.objects.count() == len(set(Ticket.objects.values_list("number", flat=True))) == 3000
    assert DayNumber.objects.get().last == 3000


def test_two_runs_at_once_import_each_row_once(desk: Desk, bare_hall):
    rows = [row(f"W{n}") for n in range(1200)]
    desks = [Desk(desk.folder / str(n)) for n in range(2)]
    for one in desks:
        one.folder.mkdir()

    def work(one: Desk) -> tuple[int, int, int, int]:
        try:
            with override("en"):
                return counts(one.bring(rows))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(work, desks))

    assert [each[2] for each in told] == [0, 0]
    assert sum(each[1] for each in told) == sum(each[3] for each in told) == 1200 == Ticket.objects.count()
