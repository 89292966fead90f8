"""Files of many rows become what each row says, by the rules of its kind; what is refused says why and harms nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from customers.models import Customer, SupplyPoint
from hotline.bulk import handing_in, working
from hotline.bulk.kinds import points
from hotline.bulk.working import work
from hotline.models import HookMessage
from outages.models import Outage
from servicedesk.lib.refusals import NotAllowed
from surveys.models import Survey
from tests.bulk.conftest import ndjson, told
from tests.people import ANSWERS
from tickets.models import Clock, Ticket, TicketEvent

FAULT = {
    "category": "no-power",
    "contact_name": "王强",
    "contact_phone": "13900000001",
    "address": "试验路 1 号",
    "answers": ANSWERS,
}
PAST = {
    "kind": "fault",
    "category": "停电",
    "contact_name": "王强",
    "contact_phone": "13900000001",
    "registered_at": "2025-03-16 09:00",
    "closed_at": "2025-03-16T11:20:00+08:00",
}
GOOD = {
    ("tickets", "open"): (FAULT, {"contact_phone": "13900000002", "address": "试验路 2 号"}, {"answers": {}}, "answers"),
    ("tickets", "closed"): (PAST, {"contact_phone": "13900000002"}, {"closed_at": "16/03/2025"}, "closed_at"),
    ("customers", "closed"): ({"name": "陈桂芳", "phone": "139-0000-0001"}, {"name": "李玉芬"}, {"phone": "abc"}, "phone"),
    ("supply_points", "closed"): (
        {"account_number": "000532001", "address": "文昌路 1 号", "area": "农村"},
        {"account_number": "000532002"},
        {"account_number": "5.3e+10"},
        "account_number",
    ),
    ("outages", "closed"): (
        {"kind": "故障", "title": "文昌路", "starts_at": "2025/3/16 9:00", "ended_at": "2025年3月16日 11:00"},
        {"title": "南桥路"},
        {"ended_at": "2025-03-15"},
        "ended_at",
    ),
}  # fmt: skip
TABLES = {"tickets": Ticket, "customers": Customer, "supply_points": SupplyPoint, "outages": Outage}


@pytest.mark.parametrize(("kind", "mode"), GOOD)
def test_each_kind_comes_in_once_and_tells_of_every_row(bring, kind, mode):
    first, other, wrong, field = GOOD[(kind, mode)]
    numbered = [{"external_number": f"X{n}"} if kind in ("tickets", "outages") else {} for n in range(3)]
    rows = ndjson(first | numbered[0], first | other | numbered[1], first | wrong | numbered[2])
    before = TABLES[kind].objects.count()

    looked = bring(kind, rows, mode=mode, keep=False)
    assert (looked.stage, looked.made, looked.refused) == ("looked", 2, 1), told(looked)
    assert TABLES[kind].objects.count() == before

    job = work(handing_in.start(looked, by=looked.by, at=looked.created_at))
    assert (job.stage, job.made, job.known, job.refused, job.rows) == ("loaded", 2, 0, 1, 3), told(job)
    assert TABLES[kind].objects.count() == before + 2
    bad = told(job)[2]
    assert (bad.outcome, bad.row) == ("refused", 3) and bad.sentence and bad.told
    assert field in bad.fields or bad.code == "missing"

    again = bring(kind, rows, mode=mode)
    assert (again.made, again.known, again.refused) == (0, 2, 1), told(again)
    assert TABLES[kind].objects.count() == before + 2


def test_open_tickets_have_clocks_and_closed_ones_are_silent(bring, hooked):
    bring("tickets", ndjson(FAULT | {"external_number": "O1"}), mode="open")
    fresh = Ticket.objects.get(external_number="O1")
    heard = HookMessage.objects.count()
    bring("tickets", ndjson(PAST | {"external_number": "C1"}))
    past = Ticket.objects.get(external_number="C1")

    assert Clock.objects.filter(ticket=fresh).exists() and not Clock.objects.filter(ticket=past).exists()
    assert heard and HookMessage.objects.count() == heard
    assert (past.status, f"{past.closed_at:%H:%M}", past.imported_at is None) == ("closed", "03:20", False)
    assert past.customer and fresh.customer is None


def test_answers_of_the_past_are_counted_once(bring, fault):
    ticket = fault
    row = {
        "ticket": ticket.number,
        "score": 2,
        "answered_at": f"{localtime(ticket.registered_at):%Y-%m-%d %H:%M:%S}",
        "round": 9,
    }
    job = bring("surveys", ndjson(row, row | {"ticket": "nobody"}, row | {"score": 6}))

    assert (job.made, job.refused) == (1, 2), told(job)
    assert Survey.objects.get(ticket=ticket, round=9).score == 2
    assert bring("surveys", ndjson(row)).known == 1
    assert bring("surveys", ndjson(row | {"score": 3})).refused == 1


def test_an_outage_is_announced_under_the_rules_of_the_page(bring, flat):
    row = {"external_number": "T1", "kind": "fault", "title": "文昌路", "transformers": [flat.transformer]}
    at = "2999-01-01 09:00"
    job = bring(
        "outages",
        ndjson(row | {"starts_at": at}, row | {"external_number": "T2", "starts_at": "2026-11-01 09:00"}),
        mode="open",
    )
    assert job.refused + job.made == 2 and told(job)[0].outcome == "refused", told(job)


def test_killed_in_the_middle_nothing_is_lost_and_nothing_comes_twice(bring, monkeypatch, company, guo):
    monkeypatch.setattr(working, "FIRST_BATCH", 3)
    rows = ndjson(*[{"name": f"客户{n}", "phone": f"139{n:08d}"} for n in range(10)])
    before = Customer.objects.count()

    job = bring("customers", rows, turn=-1)
    assert (job.stage, job.done, Customer.objects.count() - before) == ("load", 3, 3)

    real = working.Work._mark

    def dies(self, results, stream):
        raise KeyboardInterrupt

    monkeypatch.setattr(working.Work, "_mark", dies)
    with pytest.raises(KeyboardInterrupt):
        work(job, turn=-1)
    monkeypatch.setattr(working.Work, "_mark", real)
    job.refresh_from_db()
    assert (job.done, Customer.objects.count() - before) == (3, 3)
    assert work(job).done == 3  # its lease is still held
    type(job).objects.filter(pk=job.pk).update(lease_until=None)

    stopped = handing_in.stop(job, by=guo, at=job.created_at)
    assert work(stopped).stage == "stopped"
    done = work(handing_in.resume(stopped, by=guo, at=job.created_at))
    assert (done.stage, done.made, Customer.objects.count() - before) == ("loaded", 10, 10)
    assert [one.row for one in told(done)] == list(range(1, 11))
    assert not handing_in.place(done).exists()


def test_what_the_database_refuses_is_one_row(bring, monkeypatch):
    """The rules let it pass, a CHECK does not: the row at fault is found, the others come in."""
    rows = [
        {"account_number": f"0532000{n}", "address": "文昌路", "latitude": "36", "longitude": "120"} for n in range(6)
    ]
    rows[3]["latitude"] = "89.5"
    real = points._new

    def beyond(job, good, halls):
        point = real(job, good, halls)
        point.latitude = 200.0 if point.latitude == 89.5 else point.latitude
        return point

    monkeypatch.setattr(points, "_new", beyond)
    job = bring("supply_points", ndjson(*rows))

    assert (job.made, job.refused, told(job)[3].code) == (5, 1, "not_taken")


def test_who_may_bring_what_in(bring, min, line, root, other, shen):
    row = ndjson(FAULT | {"external_number": "W1"})
    for who, mode, is_let in (
        (line, "open", True),
        (line, "closed", False),
        (root, "closed", True),
        (root, "open", False),
        (shen, "closed", False),
    ):
        if is_let:
            assert bring("tickets", row, mode=mode, by=who).stage == "loaded"
        else:
            with pytest.raises(NotAllowed):
                bring("tickets", row, mode=mode, by=who)


def test_statements_do_not_grow_with_the_rows(bring):
    def cost(count: int, start: int) -> int:
        rows = [
            FAULT
            | {
                "external_number": f"S{start + n}",
                "contact_phone": f"139{start + n:08d}",
                "address": f"试验路 {start + n} 号",
            }
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as asked:
            assert bring("tickets", ndjson(*rows), mode="open").made == count
        return len(asked)

    few, many = cost(10, 2000), cost(40, 1000)
    assert many - few <= 3, (few, many)
    assert TicketEvent.objects.filter(what="register").count() >= 50
