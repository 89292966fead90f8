"""What the clockwork does for files: verdicts of the scanner, reading through, clearing away. I38, security line 37."""

import os
import socket
import struct
from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Notice
from servicedesk.lib.files import scanning, store
from tests.files.samples import PDF, ready
from tests.people import MONDAY_NINE
from tickets.actions import ticks
from tickets.actions.attaching import attach, lay_by
from tickets.actions.keeping import clear_away, judge_waiting, read_through
from tickets.models import Alarm, Attachment
from tickets.watch import look

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """A stand-in that speaks clamd's INSTREAM and knows one virus."""

    def __init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.door.getsockname()[1]}"
        self.heard: list[bytes] = []
        self.answer = b""
        Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                line, _address = self.door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as told:
                assert told.read(10) == b"zINSTREAM\0"
                body = b""
                while length := struct.unpack("!L", told.read(4))[0]:
                    body += told.read(length)
                self.heard.append(body)
                found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in body else b"stream: OK\0"
                line.sendall(self.answer or found)


@pytest.fixture
def clamd(settings):
    scanner = Clamd()
    settings.SCANNER_URL = scanner.url
    yield scanner
    scanner.door.close()


def test_with_a_scanner_everything_waits_until_it_is_judged(fault, min, clamd):
    photo, paper = attach(fault, [ready(), ready("a.pdf", PDF)], by=min)
    assert {photo.state, paper.state} == {"waiting"}
    assert not Attachment.objects.servable().exists()

    assert judge_waiting(at=MONDAY_NINE) == 2

    assert Attachment.objects.servable().count() == 2
    assert PDF in clamd.heard


def test_what_is_infected_is_never_served_and_who_added_it_is_told(client, fault, min, clamd):
    """I38."""
    (row,) = attach(fault, [ready("a.txt", EICAR)], by=min)

    judge_waiting(at=MONDAY_NINE)

    row.refresh_from_db()
    assert (row.state, row.finding) == ("infected", "Eicar-Test-Signature")
    assert Notice.objects.get(user=min, what="file_infected").path == f"/t/{fault.number}/"
    client.force_login(min)
    assert client.get(f"/files/{row.pk}/").status_code == 404


def test_without_an_answer_files_wait_and_an_alarm_sounds(fault, min, settings):
    settings.SCANNER_URL = "tcp://127.0.0.1:1"
    attach(fault, [ready()], by=min, at=MONDAY_NINE)

    assert judge_waiting(at=MONDAY_NINE) == 0
    look(at=MONDAY_NINE + timedelta(minutes=16), looks=100)

    assert Attachment.objects.get().state == "waiting"
    assert Alarm.objects.open().filter(code="scanner").exists()


@pytest.mark.parametrize(
    ("answer", "state"),
    [(b"INSTREAM size limit exceeded. ERROR\0", "refused"), (b"busy ERROR\0", "waiting"), (b"\0", "waiting")],
)
def test_an_odd_answer_makes_nothing_clean(fault, min, clamd, answer, state):
    clamd.answer = answer
    attach(fault, [ready()], by=min)

    judge_waiting(at=MONDAY_NINE)

    assert Attachment.objects.get().state == state


def test_the_scanner_may_sit_on_a_socket(tmp_path, settings):
    path = tmp_path / "s"
    settings.SCANNER_URL = f"unix://{path}"
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(path))
        door.listen()

        def serve() -> None:
            line, _address = door.accept()
            with line, line.makefile("rb") as told:
                told.read(len(b"zINSTREAM\0" + b"\0\0\0\1x" + b"\0\0\0\0"))
                line.sendall(b"stream: OK\0")

        Thread(target=serve, daemon=True).start()
        assert scanning.judge([b"x"]).state == "clean"


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_file_that_is_gone_or_changed_is_found_and_sounds_the_alarm(client, fault, min, harm):
    """I38: what leaves is what was handed in."""
    (row,) = attach(fault, [ready()], by=min, at=MONDAY_NINE)
    path = store.path_of(row.stored)
    path.unlink() if harm == "gone" else path.write_bytes(b"something else")
    client.force_login(min)

    assert client.get(f"/files/{row.pk}/").status_code == 410
    look(at=MONDAY_NINE, looks=100)
    assert Alarm.objects.open().filter(code="files").exists()
    assert client.get(f"/files/{row.pk}/").status_code == 404


def test_every_file_is_read_through_in_its_turn(fault, min):
    (row,) = attach(fault, [ready()], by=min, at=MONDAY_NINE)
    store.path_of(row.stored).unlink()

    assert read_through(at=MONDAY_NINE + timedelta(days=6)) == 0
    assert read_through(at=MONDAY_NINE + timedelta(days=8)) == 1
    assert Attachment.objects.broken().get() == row


def test_what_belongs_to_nothing_goes(company, fault, min):
    now = timezone.now()
    attach(fault, [ready()], by=min, at=now)
    lay_by(uuid4(), [ready("alt.txt", b"alt")], hall=company.hall, by=min, at=now - timedelta(days=8))
    orphan, young = store.put(b"crash", at=now), store.put(b"now", at=now)
    day_ago = (now - timedelta(days=1, hours=2)).timestamp()
    for path in store.path_of("").rglob("*"):
        if path.is_file() and young.name not in str(path):
            os.utime(path, (day_ago, day_ago))

    assert clear_away(at=now) == 2

    assert not store.path_of(orphan.name).exists()
    assert store.path_of(young.name).exists()
    assert Attachment.objects.get().ticket == fault


def test_the_clockwork_looks_after_files_once_an_hour(db):
    assert ticks.keep_files()
    assert not ticks.keep_files()
    assert ticks.judge_files() == 0
