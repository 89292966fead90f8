"""Figures: every number is the length of its list, stored tallies equal a recount, places add up to the company."""

import csv
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.http import QueryDict

from hotline.bulk import sending_out
from keyaccounts.actions import caretakers, levels, visits
from reporting import blocks, proofs, reading, rollup
from reporting.averages import averages
from reporting.behind import number_of
from reporting.care import care_of
from reporting.counting import count
from reporting.measures import MEASURES
from reporting.models import CountedDay, StaleDay, Tally
from reporting.reading import totals
from reporting.refusals import StillCounting
from reporting.rules import rules_of
from reporting.wanted import wanted
from tests.people import MONDAY_NINE, minutes
from tickets.actions import field, retracting, urging
from tickets.lifecycle import Kind
from tickets.models import Barred, Ticket

DAY = date(2026, 3, 16)
LATER = MONDAY_NINE + timedelta(days=9)
HERE = "from=2026-03-10&to=2026-03-31"


def asked(user, query=HERE):
    return wanted(QueryDict(query), user=user, today=date(2026, 4, 20))


def counted(user, *codes, query=HERE):
    found = totals(asked(user, query), codes, today=date(2026, 4, 20)).get(None, {})
    return [found[code].n if code in found else 0 for code in codes]


def test_every_number_is_the_length_of_its_list(busy, guo):
    """Pitfall 22 and S14: all measures, by hall, category, crew and day, and every distribution."""
    today, seen = date(2026, 4, 20), set()
    for by in ("hall", "crew", "day"):
        want = asked(guo, f"{HERE}&by={by}")
        tables = [
            *blocks.promise_tables(want, today=today), *blocks.desk_tables(want, today=today),
            *blocks.customer_tables(want, today=today), *blocks.people_tables(want, today=today),
            blocks.overview(want, today=today), *blocks.key_tables(want, today=today),
        ]  # fmt: skip
        for cell in [cell for table in tables for line in (*table.lines, table.total) for cell in line.cells]:
            for code, told in ((cell.measure.part, cell.part), (cell.measure.whole, cell.whole)):
                here = asked(guo, cell.part_url.partition("&")[2]) if code else None
                if here is not None and (code, here.query) not in seen and (told.n or by == "hall"):
                    seen.add((code, here.query))
                    assert number_of(here, code) == told.n, (code, here.query)
    assert len(seen) > 100


def test_key_customers_have_figures_of_their_own_and_lists(client, busy, guifang, guo, mei):
    """Trade rules 1.1 and 4: their cases, promises, visits, follow-ups and hazards, by place and by caretaker, never stored."""
    levels.set_level(guifang, "first", reason="停电可能危及生命", until_at=None, by=guo, at=MONDAY_NINE)
    caretakers.assign(guifang, mei, by=guo, at=MONDAY_NINE, reason="分片")
    told = {"purpose": "季度走访", "met": "本人", "by": mei, "at": MONDAY_NINE + minutes(600)}
    visit = visits.pay_visit(guifang, on=DAY, said="正常", **told)
    visits.promise_follow_up(guifang, text="送操作卡", due_on=DAY, visit=visit, by=mei, at=MONDAY_NINE)
    rollup.settle(at=LATER)
    assert not Tally.objects.filter(code__startswith="key").exists()

    by_person, by_place = blocks.key_tables(asked(guo), today=date(2026, 4, 20))
    assert [line.name for line in by_person.lines] == [mei.name]
    for found in (by_person, by_place):
        assert [(cell.part.n, cell.whole.n) for cell in found.total.cells][4:] == [(1, 0), (0, 1), (0, 0)]
        assert found.total.cells[0].part.n == number_of(asked(guo), "keycases.own") > 0
    client.force_login(guo)
    page = client.get(f"/reports/?tab=keys&{HERE}").content.decode()
    assert "/customers/?show=key&amp;level=first&amp;visited=2026-03-10_2026-03-31" in page
    assert guifang.name in client.get(f"/reports/behind/?what=keyvisits.paid&{HERE}").content.decode()
    rows = {one.code: [(row.n, row.visited) for row in one.rows] for one in care_of(asked(guo))}
    assert rows == {"levels": [(1, 1)], "caretakers": [(1, 1)]}
    shelf = [
        client.get(f"/customers/?show=key&visited={span}").content.decode()
        for span in ("2026-03-10_2026-03-31", "2026-04-01_2026-04-02")
    ]
    assert [f"/customers/{guifang.pk}/" in one for one in shelf] == [True, False]


def test_the_figures_of_the_day(busy, guo):
    assert counted(guo, "cases.all", "cases.own", "cases.merged", "events.dispatch") == [4, 4, 1, 3]
    assert counted(guo, "promises.ended_arrive", "promises.kept_arrive", "promises.late_arrive") == [2, 1, 1]
    assert counted(guo, "links.avoided", "callbacks.satisfied", "outer.said") == [1, 1, 0]
    (restore,) = averages(asked(guo), today=date(2026, 4, 20))
    assert (str(restore.word), restore.n, restore.spent, restore.target) == ("恢复供应", 1, 1.0, 3.0)
    assert number_of(asked(guo, restore.url.partition("&")[2]), "promises.averaged_restore") == restore.n
    # guifang's fault was followed by another of hers on the same day.
    assert counted(guo, "first.all", "first.once")[0] >= 1


def test_places_add_up_to_the_company(busy, guo):
    """I36: and the total is counted by itself."""
    today = date(2026, 4, 20)
    for table in (*blocks.desk_tables(asked(guo), today=today), *blocks.promise_tables(asked(guo), today=today)):
        for column, cell in enumerate(table.total.cells):
            parts = [line.cells[column] for line in table.lines]
            assert sum(one.part.n for one in parts) == cell.part.n, cell.measure.code
            assert sum(one.whole.n for one in parts) == cell.whole.n, cell.measure.code
    assert counted(guo, "cases.own") == [Ticket.objects.counted().exclude(kind=Kind.REPORT).count()]


def test_stored_tallies_are_a_recount_and_what_changes_is_counted_anew(busy, company, guo, lin, qiang):
    """I36: a day is counted once, proved, marked by any later change of it, and mended."""
    org = company.org.pk
    rollup.settle(at=LATER, longest=60)
    live = count(org, rules_of(org), DAY, DAY)
    before = counted(guo, *sorted({code for one in MEASURES.values() for code in one.counters}))

    assert rollup.stored(org, DAY) == live
    assert (proofs.differences(org, DAY), StaleDay.objects.filter(org=org).count()) == ([], 0)
    assert CountedDay.objects.filter(org=org).count() == 9
    Tally.objects.filter(day=DAY, code="cases.own").update(n=77)
    assert {one.key.code for one in proofs.differences(org, DAY)} == {"cases.own"}
    assert proofs.prove_some(at=LATER) == 1
    assert counted(guo, *sorted({code for one in MEASURES.values() for code in one.counters})) == before
    rollup.settle(at=LATER, longest=60)
    assert proofs.differences(org, DAY) == []

    field.restore(busy, by=qiang, at=MONDAY_NINE + minutes(450))
    assert StaleDay.objects.filter(org=org, day=DAY).exists()
    assert counted(guo, "promises.ended_restore") == [2]
    rollup.settle(at=LATER, longest=60)
    assert (proofs.differences(org, DAY), counted(guo, "promises.ended_restore")) == ([], [2])
    Ticket.objects.filter(pk=busy.pk).update(unit=company.north)
    rollup.settle(at=LATER, longest=60)
    assert proofs.differences(org, DAY) == []
    assert counted(guo, "cases.own", query=f"{HERE}&hall=CB") == [3]


def test_imported_undone_and_misconduct_count_as_stated(busy, company, guo):
    """I39: a history counts as taken in and nowhere else; what was undone, and reports of misconduct, nowhere."""
    Ticket.objects.filter(pk=busy.pk).update(imported_at=MONDAY_NINE)
    assert counted(guo, "cases.all", "cases.own", "promises.ended_arrive", "cases.imported") == [4, 3, 1, 1]
    Ticket.objects.filter(pk=busy.pk).update(imported_at=None, kind=Kind.REPORT)
    assert counted(guo, "cases.all", "cases.own", "promises.ended_arrive") == [3, 3, 1]


def test_an_urging_that_was_taken_back_is_none(busy, guo):
    """Nobody was told of it within its seconds; one that was not taken back counts."""
    before = counted(guo, "events.urge", "first.once")
    at = MONDAY_NINE + minutes(430)
    case = urging.urge(Ticket.objects.get(pk=busy.pk), by=guo, at=at, quiet=True)
    assert counted(guo, "events.urge") == [before[0] + 1]
    retracting.retract(case, seq=case.seq, before={}, by=guo, at=at + timedelta(seconds=3))

    assert counted(guo, "events.urge", "first.once") == before


def test_a_long_period_is_read_from_tallies_or_said_to_be_counted(
    busy, guo, monkeypatch, django_assert_max_num_queries
):
    with pytest.raises(StillCounting), monkeypatch.context() as patch:
        patch.setattr(reading, "MOST_LIVE", 10)
        counted(guo, "cases.own", query="from=2026-01-01&to=2026-12-31")
    rollup.settle(at=MONDAY_NINE + timedelta(days=35), longest=60)
    guo.units("reports"), guo.orgs()

    with django_assert_max_num_queries(8):
        assert counted(guo, "cases.own", query="from=2026-01-01&to=2026-04-19") == [4]


@pytest.mark.parametrize("tab", blocks.TABS)
def test_each_part_as_page_paper_and_file(client, busy, guifang, guo, tab):
    levels.set_level(guifang, "first", reason="停电可能危及生命", until_at=None, by=guo, at=MONDAY_NINE)
    client.force_login(guo)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(f"/reports/?{HERE}&tab={tab}").content.decode()
    files = re.findall(r"table=([\w-]+)&amp;as=csv", page)
    paper = client.get(f"/reports/?{HERE}&tab={tab}&print=1")

    assert files and paper.status_code == 200
    for code in files:
        answer = client.get(f"/reports/?{HERE}&tab={tab}&table={code}&as=csv")
        rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
        assert len({len(row) for row in rows}) == 1, code
    assert client.get(f"/reports/?{HERE}&tab={tab}&table={files[0]}&as=xlsx").content[:2] == b"PK"
    assert client.get(f"/reports/?{HERE}&tab={tab}&table=nothing&as=csv").status_code == 404


def test_an_empty_period_says_so_in_a_sentence(client, company, guo):
    client.force_login(guo)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    for tab in blocks.TABS:
        page = client.get(f"/reports/?from=2026-01-01&to=2026-01-02&tab={tab}").content.decode()
        assert "Nothing was counted in this period." in page, tab
    assert client.get("/reports/?from=x&hall=%00&category=%00&crew=1&by=no&weekday=9").status_code == 200


def test_the_list_names_no_case_that_may_not_be_opened_on_the_page_and_in_its_file(client, busy, guo, min, monkeypatch):
    client.force_login(guo)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(f"/reports/behind/?what=cases.own&{HERE}").content.decode()
    Barred.objects.create(org=busy.org, ticket=busy, user=guo)
    barred = client.get(f"/reports/behind/?what=cases.own&{HERE}").content.decode()

    assert (page.count('href="/t/'), barred.count('href="/t/'), barred.count("not open to you")) == (4, 3, 1)
    told = {"address": f"what=cases.own&{HERE}", "reason": "核对通报", "format": "csv"}
    assert "/manage/exports/figure/" in barred
    body = client.post("/manage/exports/figure/", told, follow=True).getvalue().decode("utf-8-sig")
    head, *rows = csv.reader(StringIO(body))
    assert len(rows) == 4 and head[0] == "计入时间" and "13800006217" not in body and "陈桂芳" not in body
    assert sorted(bool(row[head.index("本系统编号")]) for row in rows) == [False, True, True, True]
    assert client.post("/manage/exports/figure/", told | {"reason": ""}).headers["Location"].startswith("/reports/")
    assert client.post("/manage/exports/figure/", told | {"address": "what=x"}).headers["Location"].startswith("/rep")
    for what in ("visits.served", "links.merged", "promises.even_all", "callbacks.reached", "first.all"):
        assert client.post("/manage/exports/figure/", told | {"address": f"what={what}&{HERE}"}).status_code == 302
    monkeypatch.setattr(sending_out, "ALONE", 3)
    assert client.post("/manage/exports/figure/", told).headers["Location"] == "/manage/exports/"
    assert "what=cases.own" in client.get("/manage/exports/").content.decode()
    client.force_login(min)
    assert client.post("/manage/exports/figure/", told).status_code == 403
    client.force_login(guo)
    assert client.get("/reports/behind/?what=cases.nothing").status_code == 404
    assert client.get("/reports/behind/?what=x").status_code == 404


def test_nobody_reads_the_figures_of_another_company(busy, stranger, min, client):
    assert counted(stranger, "cases.own") == [0]
    client.force_login(min)
    assert client.get("/reports/").status_code == 403
