"""The shipped mappings on the real files, which are not part of the product: skipped where they are absent.

Every row is read and judged; of the larger files a part is written, and all of them with `FULL=1`.
"""

import csv
import io
import os
from pathlib import Path

import pytest

from accounts.models import Notice
from customers.models import Message
from tests.imports.tables import Desk
from tests.servers import PROJECT
from tickets.actions.announce import fan_out
from tickets.actions.spine import database_time
from tickets.models import Clock, Deadline, Outbox, Ticket, TicketEvent
from tickets.sweep import sweep_all

DATA = PROJECT.parent / "shared" / "data"
BALTIMORE = DATA / "baltimore_311" / "311_dev_2014-2017.csv"
POLICY = DATA / "baltimore_311" / "sla_policy_derived.csv"
MESSAGES = DATA / "tipdm2020_gov_messages" / "附件3.xlsx"
COMPLAINTS = DATA / "comcast_complaints" / "Comcast_telecom_complaints_data.csv"

FULL = bool(os.environ.get("FULL"))

pytestmark = pytest.mark.usefixtures("company")


def needs(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"{path.name} is not here: it belongs to nobody's checkout")
    return path


def part(path: Path, *, each: int) -> Path | str:
    """The header and every eighth row, or whichever `each` says."""
    if FULL:
        return path
    with path.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *rows[::each]])
    return out.getvalue()


def shipped(name: str) -> str:
    return (PROJECT / "docs" / "import" / f"{name}.toml").read_text()


def test_the_engine_agrees_with_every_due_time_of_a_city(desk: Desk):
    figures = {"read": 7545, "refused": 0, "with_due": 7337, "due_equal": 7337, "closed_with_due": 7278, "late": 1199}

    report = desk.bring(needs(BALTIMORE), shipped("baltimore-311"), promises=needs(POLICY), dry_run=True)

    assert {name: report[name] for name in figures} == figures
    assert (report["importable"], report["overdue"]) == (7545, 59)
    assert report["values"]["SRStatus"]["Closed (Duplicate)"] == 159


def test_what_is_written_is_what_was_judged_and_nobody_is_told(desk: Desk, guo):
    table, policy = part(needs(BALTIMORE), each=8), needs(POLICY)

    report = desk.bring(table, shipped("baltimore-311"), promises=policy)

    assert report["imported"] == report["read"] == (7545 if FULL else 944)
    late, overdue = report["late"], report["overdue"]
    assert (late, overdue) == (1199, 59) if FULL else min(late, overdue) > 0
    assert Clock.objects.filter(stopped_at__isnull=False).count() == report["closed_with_due"]
    assert Deadline.objects.filter(state="fired", ticket__status="closed").count() == late
    assert TicketEvent.objects.filter(what="deadline_missed").count() == late + overdue
    assert Ticket.objects.imported_overdue().count() == overdue
    assert sweep_all(at=database_time()).fired == fan_out(at=database_time()) == 0
    assert not any(silent.objects.exists() for silent in (Notice, Message, Outbox))
    again = desk.bring(table, shipped("baltimore-311"), promises=policy)
    assert (again["imported"], again["duplicate"], again["late"]) == (0, report["read"], late)


def test_messages_of_citizens_become_enquiries_and_repeats_are_linked(desk: Desk):
    report = desk.bring(needs(MESSAGES), shipped("tipdm-messages"))

    assert (report["read"], report["imported"], report["refused"], report["repeats"]) == (4326, 4326, 0, 104)
    assert Ticket.objects.filter(kind="enquiry").count() == 4326
    linked = Ticket.objects.filter(repeats__isnull=False).select_related("repeats")
    first = {ticket.repeats_id for ticket in linked}
    assert (len(linked), len(first)) == (104, 96)
    assert all(ticket.description == ticket.repeats.description for ticket in linked)
    assert all(ticket.registered_at >= ticket.repeats.registered_at for ticket in linked)
    assert not Ticket.objects.filter(pk__in=first, repeats__isnull=False).exists()
    writers: dict[object, set[str]] = {}
    for ticket in linked:
        writers.setdefault(ticket.repeats_id, {ticket.repeats.contact_name}).add(ticket.contact_name)
    assert sum(len(names) > 1 for names in writers.values()) == 42
    span = report["ranges"]["留言时间"]
    assert (span["min"][:10], span["max"][:10]) == ("2017-06-08", "2020-01-26")


def test_a_dry_run_shows_the_traps_in_the_complaints(desk: Desk):
    report = desk.bring(needs(COMPLAINTS), shipped("comcast-complaints"), dry_run=True)

    assert (report["read"], report["importable"], report["refused"]) == (2224, 2223, 1)
    assert report["refusals"][0]["row"] == 1035
    assert "“comcas” is no external number" in report["refusals"][0]["reason"]
    assert report["notes"] == {"closed_without_time": 1706, "padded": 170}
    span = report["ranges"]["Date + Time"]
    assert (span["min"][:10], span["max"][:10]) == ("2015-01-04", "2015-12-06")
    assert span["if_swapped"]["rows"] == 572
    assert (span["if_swapped"]["min"][:10], span["if_swapped"]["max"][:10]) == ("2015-04-01", "2015-06-30")
    assert report["values"]["Status"] == {"Solved": 973, "Closed": 733, "Open": 363, "Pending": 154}


def test_the_complaints_come_in_with_their_files(desk: Desk):
    mapping = shipped("comcast-complaints").replace("# swap_day_month = true", "swap_day_month = true")

    foreseen = desk.bring(needs(COMPLAINTS), mapping, dry_run=True)
    report = desk.bring(part(COMPLAINTS, each=8), mapping)

    assert foreseen["importable"] == 2223
    span = foreseen["ranges"]["Date + Time"]
    assert (span["min"][:10], span["max"][:10]) == ("2015-04-01", "2015-06-30")
    assert report["imported"] == Ticket.objects.filter(complaint__is_anonymous=True).count()
    assert report["imported"] == (2223 if FULL else 278)
