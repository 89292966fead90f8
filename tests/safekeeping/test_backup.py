"""I40: a house brought back to an earlier moment catches up to the same fired set, loses nothing and tells nobody twice."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import psycopg2
import pytest
from django.db import connection

from accounts.models import AuditEvent, Session
from accounts.roles import Role
from customers.actions import add_supply_point, register_customer
from customers.models import Message
from hotline.models import HookMessage
from safekeeping.actions import returning
from servicedesk.house import backup, chores, restore
from tests.founding import found, known_units
from tests.people import ANSWERS, on_duty
from tickets.actions import desk, ticks
from tickets.models import Category, DayNumber, Deadline, Ticket

NOW = datetime.now(UTC)
# `make faults` and FULL=1 walk the whole way: the command itself, from a schema one step older.
WHOLE = bool(os.environ.get("FULL"))
PROJECT = Path(__file__).resolve().parent.parent.parent
# A backup of an older schema: one step back, brought up to date when it is restored.
OLDER = ("safekeeping", "0003_shifts_may_lose_their_words")
KEY = "a passphrase of the operators"


class Elsewhere:
    """Databases of this test's own, on the run's server; Django is led from one to the other."""

    def __init__(self, address: str) -> None:
        self.address, self.made, self.was = address, list[str](), connection.settings_dict["NAME"]

    def make(self, name: str, *, template: str = "template0") -> str:
        name = f"{name}_{os.getpid()}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {template}")
        self.made.append(name)
        return f"{self.address.rpartition('/')[0]}/{name}"

    def stand_in(self, address: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = address.rpartition("/")[2]

    def close(self) -> None:
        connection.close()
        connection.settings_dict["NAME"] = self.was
        for name in self.made:
            self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def _say(self, words: str) -> None:
        line = psycopg2.connect(f"{self.address.rpartition('/')[0]}/postgres")
        line.autocommit = True
        with line.cursor() as cursor:
            cursor.execute(words)
        line.close()


@pytest.fixture
def elsewhere(transactional_db: None) -> Iterator[Elsewhere]:
    if "TEST_TEMPLATE" not in os.environ:
        pytest.skip("needs the run's own server: TEST_DATABASE_URL names another one")
    place = Elsewhere(os.environ["DATABASE_URL"])
    try:
        yield place
    finally:
        place.close()


def a_house_at_work() -> Ticket:
    """Somebody reported two hours ago that the flat has no power, and nobody went."""
    found()
    units, at = known_units(), NOW - timedelta(hours=2)
    clerk = on_duty("min", Role.CLERK, units["CN"])
    on_duty("guo", Role.SUPERVISOR, units["C1"])
    customer = register_customer(org=units["C1"], name="陈桂芳", phone="138 0000 6217", at=at)
    facts = {"account_number": "053211876204", "address": "文昌路 86 号 3 幢 2 单元 501", "area": "urban"}
    point = add_supply_point(org=units["C1"], holder=customer, hall=units["CN"], **facts)
    told = {"answers": ANSWERS, "contact_phone": "13800006217"}
    kind = Category.objects.get(code="no-power", org=units["C1"])
    wish = desk.Intake(category=kind, customer=customer, supply_point=point, **told)
    Session.objects.create(
        user=clerk, key_hash="x", data="", began_at=at, seen_at=at, idle_at=NOW, ends_at=NOW, idle_seconds=60
    )
    return desk.register(wish, unit=units["CN"], by=clerk, at=at)


def steps() -> set[tuple[str, str]]:
    """The steps of the schema that a database has had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def one_step_older() -> None:
    """The schema as it was before its last step of this app."""
    step = import_module(f"{OLDER[0]}.migrations.{OLDER[1]}")
    with connection.cursor() as cursor:
        cursor.execute(step.REFUSE)
        cursor.execute("DELETE FROM django_migrations WHERE (app, name) = (%s, %s)", OLDER)
    assert OLDER not in steps()


def finish(elsewhere: Elsewhere, database: str, where: Path, told: dict[str, str]) -> None:
    """What the command leaves to `manage.py after_restore`, without two starts of Django."""
    elsewhere.stand_in(database)
    returning.come_back(taken_at=datetime.fromisoformat(told["taken_at"]), at=datetime.now(UTC))


class Said(NamedTuple):
    """What a command of the Makefile ended with, and the archives that lie there then."""

    returncode: int
    stdout: str
    stderr: str
    kept: list[Path]


def said(what: str, **told: object) -> Said:
    """The command itself, as `make` runs it: its recipe names this very module."""
    assert f"-m servicedesk.house.{what}\n" in (PROJECT / "Makefile").read_text()
    env = os.environ | {"BACKUP_KEY": KEY} | {name: str(value) for name, value in told.items()}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", f"servicedesk.house.{what}"]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)
    kept = sorted(Path(str(told.get("BACKUP_DIR", "/nowhere"))).glob("servicedesk-*"))
    return Said(done.returncode, done.stdout, done.stderr, kept)


def fired() -> set[tuple[object, ...]]:
    rows = Deadline.objects.filter(state="fired")
    assert rows.count() == rows.values("ticket", "name", "stage", "generation").distinct().count()
    return set(rows.values_list("ticket__number", "name", "stage", "generation"))


def leaving() -> int:
    return Message.objects.due(NOW + timedelta(days=30)).count() + HookMessage.objects.filter(state="waiting").count()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_back_to_an_earlier_moment(elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live = elsewhere.make("live", template=os.environ["TEST_TEMPLATE"])
    elsewhere.stand_in(live)
    monkeypatch.setenv("DATABASE_URL", live)
    ticket = a_house_at_work()
    data = tmp_path / "data"
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / "photo").write_bytes(b"\x89" * 100)
    if WHOLE:
        one_step_older()
    connection.close()

    (archive,) = said("backup", DATA_DIR=data, BACKUP_DIR=tmp_path / "kept").kept
    assert archive.stat().st_mode & 0o777 == 0o600
    assert "陈桂芳".encode() not in archive.read_bytes()

    # What happened after the backup, and is lost: deadlines fired, people were told, and the texts left.
    ticks.tick("loop")
    ticks.announce()
    lost, sent = fired(), set(Message.objects.values_list("key", flat=True))
    Message.objects.update(sent_at=NOW)
    assert lost
    connection.close()

    empty = elsewhere.make("empty")
    monkeypatch.setenv("DATABASE_URL", empty)
    house = tmp_path / "house"
    if WHOLE:
        done = said("restore", DATA_DIR=house, FROM=archive)
        assert done.returncode == 0 and "Restored to" in done.stdout, done.stderr
    else:
        monkeypatch.setattr(restore, "_finish", lambda *told: finish(elsewhere, *told))
        restore.restore(archive, house, key=KEY)
    elsewhere.stand_in(empty)

    assert OLDER in steps(), "brought up to date"
    assert (house / "files" / "ab" / "photo").read_bytes() == b"\x89" * 100
    assert Ticket.objects.get().number == ticket.number
    assert fired() == lost, "the same fired set, each once"
    assert leaving() == 0, "nothing leaves before somebody has said so"
    held = set(Message.objects.dead_letters().values_list("key", flat=True))
    assert held == sent, "what may have left is listed, under the keys by which a gateway knows it again"
    assert not Session.objects.exists()
    assert DayNumber.objects.filter(last__gt=returning.A_GAP).exists(), "no number is given out twice"
    assert AuditEvent.objects.get(what="restored").facts["fired"] == len(lost)
    assert returning.catch_up() == 0
    connection.close()

    with pytest.raises(restore.CannotRestore, match="not empty"):
        restore.restore(archive, house, key=KEY)
    with pytest.raises(restore.CannotRestore, match="BACKUP_KEY"):
        restore.restore(archive, house, key="another passphrase")
    cut = tmp_path / "cut.enc"
    cut.write_bytes(archive.read_bytes()[:-7])
    with pytest.raises(restore.CannotRestore, match="damaged"):
        restore.restore(cut, house, key=KEY)
    monkeypatch.setenv("FIELD_KEY", "z" * 40)
    with pytest.raises(restore.CannotRestore, match="other keys"):
        restore.restore(archive, tmp_path / "third", key=KEY, replace=True)


def test_a_backup_of_a_newer_version_is_refused_and_an_older_one_is_not() -> None:
    known = [f"{file.parent.parent.name}.{file.stem}" for file in chores.migration_files()]
    restore.refuse_if_newer({"migrations": [*known[:-3], "auth.0099_of_a_library"]})
    with pytest.raises(restore.CannotRestore, match="newer version"):
        restore.refuse_if_newer({"migrations": [*known, "accounts.0999_not_thought_of"]})


def test_the_command_refuses_with_one_sentence_and_touches_nothing(tmp_path: Path) -> None:
    """A backup of a newer schema, and none at all: before any database is asked."""
    known = [f"{file.parent.parent.name}.{file.stem}" for file in chores.migration_files()]
    told = {"version": backup.VERSION, "members": {}, "migrations": [*known, "accounts.0999_not_thought_of"]}
    archive, body = tmp_path / "newer.tar", json.dumps(told).encode()
    with tarfile.open(archive, "w") as tar:
        head = tarfile.TarInfo("manifest.json")
        head.size = len(body)
        tar.addfile(head, io.BytesIO(body))
    done = said("restore", DATA_DIR=tmp_path / "house", FROM=archive, DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        "newer version of the product (accounts.0999_not_thought_of)" in done.stderr and "Traceback" not in done.stderr
    )
    assert sorted(path.name for path in (tmp_path / "house").iterdir()) == ["lock"]


def test_what_is_no_backup_or_was_altered_is_refused_before_anything_is_touched(tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(b"nothing")
    for path in (tmp_path / "x.tar", tmp_path / "none.tar"):
        with pytest.raises(restore.CannotRestore):
            restore.unpack(path, tmp_path / "into")


def test_nothing_is_restored_under_a_running_house(tmp_path: Path) -> None:
    with restore.alone(tmp_path), pytest.raises(restore.CannotRestore, match="stop it"), restore.alone(tmp_path):
        pass


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"servicedesk-2026110{day}000000.tar").touch()
    shutil.copy(tmp_path / "servicedesk-20261105000000.tar", tmp_path / "mine.tar")
    assert [path.name[-8:-4] for path in backup.rotate(tmp_path, 2)] == ["0000"] * 3
    assert len(list(tmp_path.iterdir())) == 3
