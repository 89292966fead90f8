"""Who has lost the database notices, lets go of what it held, and goes on."""

from collections.abc import Iterator
from threading import Event, Thread

import psycopg2
import pytest
from django.db import Error, OperationalError, connection, connections, transaction

from bench.proxy import Proxy
from servicedesk.lib.patience import answering
from tests.faults.clockwork import wait_for
from tests.people import minutes, no_power
from tickets import sweep
from tickets.actions import desk
from tickets.actions.spine import database_time
from tickets.management.commands.sweep_loop import attempt
from tickets.management.commands.sweep_loop import sweep as round_of_the_loop
from tickets.models import Deadline, Ticket, TicketEvent

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def missed(company, guifang, flat, min) -> Ticket:
    """A fault whose crew should have been there just now."""
    at = database_time() - minutes(45.01)
    return desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=at)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    made = Proxy(int(connection.settings_dict["PORT"]))
    yield made
    made.close()


def told(ticket: Ticket) -> int:
    return TicketEvent.objects.filter(ticket=ticket, what="deadline_missed", facts__clock="arrive").count()


def test_what_a_frozen_worker_holds_is_free_again_and_it_can_no_longer_write(missed):
    """R6, with a shorter patience of the server than the product's six seconds."""
    is_frozen, may_thaw, refused = Event(), Event(), []

    def worker() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '200ms'")
                assert sweep.fire(at=None).fired
                is_frozen.set()
                may_thaw.wait(10)
        except Error as why:
            refused.append(why)
        connections.close_all()

    zombie = Thread(target=worker)
    zombie.start()
    is_frozen.wait(10)
    assert sweep.sweep_all().fired == 0
    wait_for(lambda: sweep.sweep_all().fired > 0)
    may_thaw.set()
    zombie.join()

    assert refused
    assert told(missed) == 1


@pytest.mark.parametrize("lost", ["by the server", "by ourselves"])
def test_the_loop_outlives_its_connection(missed, lost):
    connection.ensure_connection()
    if lost == "by the server":
        end_backend(connection.connection.info.backend_pid)
    else:
        connection.connection.close()

    assert not attempt(round_of_the_loop)
    assert Deadline.objects.filter(ticket=missed, state="armed", name="arrive").exists()
    assert attempt(round_of_the_loop)

    assert told(missed) == 1


def test_a_fault_of_the_program_ends_no_thread_of_the_loop(caplog):
    def stumble() -> None:
        raise ValueError

    assert attempt(stumble)
    assert "stumble failed" in caplog.text


def end_backend(pid: int) -> None:
    parts = connection.settings_dict
    other = psycopg2.connect(
        host=parts["HOST"], port=parts["PORT"], user=parts["USER"], password=parts["PASSWORD"], dbname=parts["NAME"]
    )
    with other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 2000)", [pid])
    other.close()


def test_a_wire_that_has_fallen_silent_is_noticed_and_left(proxy):
    """Half-open: the server still lives and the wire still stands, but no answer will ever come."""
    connection.close()
    ours = connection.settings_dict
    connection.settings_dict = {**ours, "PORT": proxy.port}
    try:
        with answering(within=0.2):
            assert database_time()
            proxy.stall()
            with pytest.raises(OperationalError):
                database_time()
            connection.close()
            assert database_time()
    finally:
        connection.close()
        connection.settings_dict = ours
