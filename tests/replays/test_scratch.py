"""A replay makes a database of its own and leaves none behind."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from tests.imports.test_real_files import FULL, needs
from tests.replays.conftest import ITALIAN, MAPPING, SHIPPED
from tickets.models import Ticket


def databases() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_it_happens_in_a_database_of_its_own_which_is_gone_afterwards(tmp_path, capsys):
    (tmp_path / "log.toml").write_text(MAPPING)
    (tmp_path / "log.csv").write_text(
        "单号,活动,时间,人员\nA,接手,2010-03-01 09:00:00,甲\nA,答复,2010-03-01 10:00:00,甲\n"
    )
    before, real = databases(), connection.settings_dict["NAME"]

    call_command("replay_log", tmp_path / "log.csv", mapping=tmp_path / "log.toml", report=Path("-"))

    assert '"legal": 2' in capsys.readouterr().out
    assert databases() == before
    assert connection.settings_dict["NAME"] == real
    assert not Ticket.objects.exists()


@pytest.mark.skipif(not FULL, reason="takes minutes: FULL=1")
@pytest.mark.django_db(transaction=True)
def test_all_cases_of_a_real_help_desk(tmp_path):
    report = tmp_path / "report.json"

    call_command("replay_log", needs(ITALIAN), mapping=SHIPPED, report=report)

    told = json.loads(report.read_text())
    print(report.read_text())
    assert (told["cases"], told["events"], told["unreadable"]) == (4580, 21348, [])
    assert told["legal"] + told["refused"] == 21348
    assert all(one["sentence"] and one["code"] in ("wrong_moment", "cannot_pause") for one in told["refusals"])
    assert (told["proofs_broken"], told["wrong_clocks"]) == ([], 0)
