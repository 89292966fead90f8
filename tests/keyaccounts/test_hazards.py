"""The hazard ledger: one table of moves, papers, clocks that sound once, inspections by cycle and the five rates."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Notice
from customers.models import Customer
from keyaccounts.hazard_lifecycle import MOVES, OPEN, State, target
from keyaccounts.hazards import actions, inspecting, terms
from keyaccounts.hazards.rates import five_rates
from keyaccounts.hazards.reminding import remind
from keyaccounts.hazards.spine import Stale, WrongState
from keyaccounts.models import AuthorityReport, Contract, Hazard, HazardEvent, HazardTerms, Inspection, SafetyFile
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.founding import MONDAY_NINE

TODAY = date(2026, 3, 16)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["desk_language"] = "en"
    with override("en"):
        yield


@pytest.fixture
def key(guifang, flat, mei):
    Customer.objects.filter(pk=guifang.pk).update(level="first", caretaker=mei)
    guifang.refresh_from_db()
    return guifang


def found(customer, by, grade="ordinary", **more) -> Hazard:
    return actions.find(customer, text="配电室漏水", grade=grade, by=by, at=MONDAY_NINE, **more)


@pytest.fixture
def hazard(key, flat, mei):
    return found(key, mei, point=flat, basis="电力法第 32 条", photos=["A-17", " "])


@pytest.fixture
def notified(hazard, mei):
    actions.notify(hazard, demand="三日内堵漏", until_on=TODAY + 5 * DAY, by=mei, at=MONDAY_NINE)
    return actions.serve(hazard, how="handed", receiver="电工班长", by=mei, at=MONDAY_NINE)


@pytest.fixture
def major(key, mei):
    return found(key, mei, "major")


def test_its_life_from_found_to_removed(notified, mei):
    assert (notified.state, notified.remedy_on) == ("notified", TODAY + 5 * DAY)
    begun = actions.begin(notified, reason="", by=mei, at=MONDAY_NINE)
    again = actions.failed(begun, reason="仍漏", until_on=TODAY + 9 * DAY, by=mei, at=MONDAY_NINE)
    checked = actions.passed(again, reason="已堵", by=mei, at=MONDAY_NINE)
    gone = actions.remove(checked, reason="复查合格", by=mei, at=MONDAY_NINE)

    told = [event.what for event in HazardEvent.objects.filter(hazard=gone).order_by("recorded_at", "id")]
    assert told == ["find", "notify", "serve", "begin", "fail", "pass", "remove"]
    assert (gone.state, gone.removed_at, gone.version) == ("removed", MONDAY_NINE, 7)


def test_the_table_of_moves_is_whole():
    assert {verb for verb, move in MOVES.items() if State.REMOVED in move.start} == set(), "removed is the end"
    assert target("remove", "found") is None
    assert target("report", "found") == "found", "reported at once, it is still to be notified"
    assert target("report", "in_remedy") == "reported"
    assert all(any(target(verb, state) for verb in MOVES) for state in OPEN)


def test_what_is_refused(hazard, notified, mei, min, shen):
    with pytest.raises(WrongState):
        actions.remove(notified, reason="…", by=mei, at=MONDAY_NINE)
    with pytest.raises(NotAllowed):
        actions.begin(notified, reason="", by=shen, at=MONDAY_NINE)
    with pytest.raises(NotAllowed):
        actions.report(notified, number="1", authority="…", by=mei, at=MONDAY_NINE)
    with pytest.raises(Stale):
        actions.begin(notified, reason="", version=1, by=mei, at=MONDAY_NINE)
    with pytest.raises(actions.NothingToServe):
        actions.serve(notified, how="post", receiver="…", by=mei, at=MONDAY_NINE)
    with pytest.raises(Invalid):
        actions.notify(notified, demand="…", until_on=TODAY - DAY, by=mei, at=MONDAY_NINE)


def test_numbers_are_counted_by_company_and_year(key, mei):
    assert [found(key, mei).number for _again in range(2)] == ["YH26-0001", "YH26-0002"]


def test_history_is_never_changed(hazard):
    with pytest.raises(IntegrityError), transaction.atomic():
        HazardEvent.objects.update(what="x")


def test_a_major_one_is_alarmed_once_when_it_is_not_reported_in_time(guo, major):
    assert major.report_due_at == MONDAY_NINE + 3 * DAY
    remind(at=MONDAY_NINE + 2 * DAY)
    for _again in range(2):
        remind(at=MONDAY_NINE + 4 * DAY)

    told = sorted(Notice.objects.filter(user=guo).values_list("what", flat=True))
    assert told == ["hazard_report_due", "hazard_report_late"]


def test_a_report_stops_its_clock(major, guo):
    done = actions.report(major, number="安〔2026〕7 号", authority="区应急局", by=guo, at=MONDAY_NINE + DAY)

    assert remind(at=MONDAY_NINE + 9 * DAY) == 0
    assert (done.state, done.reported_at) == ("found", MONDAY_NINE + DAY)
    with pytest.raises(Invalid):
        actions.report(major, number="安〔2026〕7 号", authority="…", by=guo, at=MONDAY_NINE + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorityReport.objects.update(number="x")


def test_what_becomes_major_gets_a_clock_by_the_companys_terms(company, hazard, guo, mei):
    HazardTerms.objects.create(org=company.org, report_days=1)

    graded = actions.regrade(hazard, grade="major", reason="水位上升", by=mei, at=MONDAY_NINE)

    assert graded.report_due_at == MONDAY_NINE + DAY
    assert Notice.objects.filter(user=guo, what="hazard_report_due").count() == 1


def test_a_follow_up_and_a_remedy_are_reminded_of_once(notified, mei):
    actions.follow_up(notified, what="看抽水泵", due_on=TODAY + 2 * DAY, by=mei, at=MONDAY_NINE)
    assert remind(at=MONDAY_NINE + DAY) == 0
    for _again in range(2):
        remind(at=MONDAY_NINE + 7 * DAY)
    told = sorted(Notice.objects.filter(user=mei, what__startswith="hazard").values_list("what", flat=True))
    assert told == ["hazard_follow_up", "hazard_remedy"]

    one = notified.follow_ups.get()
    actions.settle_follow_up(notified, one.pk, result="泵正常", by=mei, at=MONDAY_NINE + 7 * DAY)
    with pytest.raises(WrongState):
        actions.settle_follow_up(notified, one.pk, result="又", by=mei, at=MONDAY_NINE + 7 * DAY)


@pytest.mark.parametrize(
    ("voltage", "months", "due"),
    [("kv35", 3, date(2026, 6, 16)), ("kv10_hv", 6, date(2026, 9, 16)), ("other", 12, date(2027, 3, 16))],
)
def test_the_cycle_goes_by_the_supply(key, flat, mei, voltage, months, due):
    file = inspecting.keep_file(key, flat, voltage=voltage, by=mei, at=MONDAY_NINE)
    assert file.next_on == due

    inspecting.inspect(file, on=TODAY + 4 * DAY, note="", by=mei, at=MONDAY_NINE + 5 * DAY)

    file.refresh_from_db()
    assert file.next_on == terms.months_on(TODAY + 4 * DAY, months)
    assert Inspection.objects.get().due_on == due


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 9, 30), 3, date(2026, 12, 30)),
    ],
)
def test_months_on(day, months, due):
    assert terms.months_on(day, months) == due


def test_cycles_are_data_and_a_level_may_have_its_own(client, key, flat, guo):
    file = inspecting.keep_file(key, flat, voltage="other", by=guo, at=MONDAY_NINE)
    client.force_login(guo)
    told = {"kv35": 3, "kv10_hv": 6, "other": 12, "other-first": 1, "remedy_days": 10, "report_days": 2, "warn_days": 5}

    client.post("/manage/inspection-cycles/", told)

    file.refresh_from_db()
    assert file.next_on == date(2026, 4, 16)
    assert terms.terms_of(key.org).report_days == 2
    assert client.post("/manage/inspection-cycles/", told | {"kv35": 0}).status_code == 422


def test_inspections_that_fall_due_are_told_of_once(company, key, flat, mei):
    inspecting.keep_file(key, flat, voltage="kv35", by=mei, at=MONDAY_NINE)
    soon = MONDAY_NINE + 86 * DAY

    assert inspecting.say_due(company.org, at=MONDAY_NINE) == 0
    assert inspecting.say_due(company.org, at=soon) == 1
    assert inspecting.say_due(company.org, at=soon + DAY) == 0
    assert Notice.objects.filter(user=mei, what="inspection_due").count() == 1


def test_an_inspection_lies_neither_ahead_nor_is_it_rewritten(key, flat, mei):
    file = inspecting.keep_file(key, flat, voltage="kv35", by=mei, at=MONDAY_NINE)
    with pytest.raises(Invalid):
        inspecting.inspect(file, on=TODAY + DAY, note="", by=mei, at=MONDAY_NINE)
    inspecting.inspect(file, on=TODAY, note="", by=mei, at=MONDAY_NINE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.update(note="x")


def test_the_five_rates(company, key, flat, notified, major, mei, guo):
    def shares() -> list[tuple[int, int]]:
        return [(rate.part, rate.whole) for rate in five_rates(guo, at=MONDAY_NINE)]

    assert shares() == [(0, 0), (1, 2), (0, 1), (0, 0), (0, 1)]
    inspecting.keep_file(key, flat, voltage="kv35", by=mei, at=MONDAY_NINE)
    told = {"org": company.org, "customer": key, "by": guo, "at": MONDAY_NINE}
    Contract.objects.create(**told, kind="safety", number="AQ-1", signed_on=date(2026, 1, 1))
    actions.report(major, number="7", authority="应急局", by=guo, at=MONDAY_NINE)

    assert shares() == [(1, 1), (1, 2), (1, 1), (1, 1), (1, 1)]
    SafetyFile.objects.update(next_on=TODAY - DAY)
    assert shares()[0] == (0, 1)
    assert [rate.share for rate in five_rates(guo, at=MONDAY_NINE)][1] == 50


def test_the_pages_from_finding_to_the_signed_paper(client, key, flat, mei):
    client.force_login(mei)
    new = f"/customers/{key.pk}/hazards/new/"
    assert client.post(new, {"grade": "major", "text": ""}).status_code == 422
    there = client.post(new, {"grade": "major", "text": "漏水", "point": flat.pk, "photos": "A-1\nA-2"})["Location"]
    hazard = Hazard.objects.get()
    assert (hazard.photos, hazard.supply_point) == (["A-1", "A-2"], flat)

    wrong = client.post(f"{there}do/notify/", {"demand": "", "until_on": "2099-01-01"})
    late = client.post(f"{there}do/remove/", {"reason": "…"})
    stale = client.post(f"{there}do/begin/", {"version": "99"})
    client.post(f"{there}do/follow_up/", {"what": "看", "due_on": f"{timezone.localdate() + DAY}"})
    client.post(f"{there}do/notify/", {"demand": "堵漏", "until_on": f"{timezone.localdate() + 3 * DAY}"})

    assert (wrong.status_code, late.status_code, stale.status_code) == (422, 409, 409)
    paper = client.get(f"{there}notice/1/").content.decode()
    assert "陈桂芳" in paper and "堵漏" in paper and "YH" in paper
    client.post(f"{there}do/serve/", {"how": "handed", "receiver": "班长"})
    one = hazard.follow_ups.get()
    client.post(f"{there}looked/{one.pk}/", {"result": "好"})
    page = client.get(there).content.decode()
    assert "handed over, signed for" in page and "好" in page
    assert client.get(f"{there}do/notify/").status_code == 405


def test_the_lists_and_what_leaves_the_house(client, company, key, flat, hazard, major, guo):
    hazard.text = "=cmd()"
    hazard.save()
    inspecting.keep_file(key, flat, voltage="kv35", by=guo, at=MONDAY_NINE)
    SafetyFile.objects.update(next_on=TODAY)
    client.force_login(guo)

    for show in ("open", "due", "inspections", "removed"):
        assert client.get(f"/hazards/?show={show}").status_code == 200
    assert "YH26-0002" in client.get("/hazards/?show=due").content.decode()
    assert "YH26-0001" not in client.get("/hazards/?grade=major").content.decode()
    text = client.post("/hazards/out/", {"reason": "上报", "format": "csv"}).content.decode()
    assert "'=cmd()" in text and "陈*芳" in text and "陈桂芳" not in text
    assert client.post("/hazards/out/", {"reason": "上报"}).content.startswith(b"PK")
    assert "陈*芳" in client.get("/hazards/?as=print").content.decode()


def test_the_tab_opens_a_safety_file_and_writes_an_inspection(client, key, flat, hazard, mei):
    client.force_login(mei)
    client.post(f"/customers/{key.pk}/hazards/files/{flat.pk}/", {"voltage": "kv10_hv"})
    file = SafetyFile.objects.get()

    client.post(f"/hazards/files/{file.pk}/inspect/", {"on": f"{timezone.localdate()}"})
    client.post(f"/hazards/files/{file.pk}/inspect/", {"on": "…"})

    page = client.get(f"/customers/{key.pk}/hazards/").content.decode()
    assert Inspection.objects.count() == 1
    assert "YH26-0001" in page and "next inspection" in page


def test_another_companys_hazard_does_not_exist(client, hazard, stranger):
    client.force_login(stranger)

    assert client.get(f"/hazards/{hazard.pk}/").status_code == 404
    assert client.post(f"/hazards/{hazard.pk}/do/begin/").status_code == 404
