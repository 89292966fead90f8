"""Key customers over REST: their file, what is kept in mind about them, supply security from plan to report."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.actions import register_customer
from customers.models import Customer, Double
from keyaccounts.models import WatchRule
from keyaccounts.recheck.actions import keep_round
from keyaccounts.watch.actions import look_through
from tests.api.caller import signed_in


@pytest.fixture
def file(kept) -> str:
    return f"customers/{kept.pk}/"


def ahead(**more: float) -> str:
    return (timezone.now() + timedelta(**more)).isoformat()


def day(ahead: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def test_a_record_is_changed_and_taken_back(file, kept, mei, guo, stranger):
    caller = signed_in(mei)
    changed = caller.do(file + "edit/", {"kind": "business", "version": caller.see(file)["version"]})
    caller.do(file + "give_phone/", {"number": "0532 8000 9999", "label": "值班室", "is_main": True})
    newest = caller.see(file + "changes/")["results"][0]
    back = caller.do(file + "undo/", {"event": newest["id"]})

    assert (changed["kind"], newest["what"], len(back["phones"])) == ("business", "phone_added", 1)
    stale = caller.post(file + "edit/", {"kind": "public"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert signed_in(stranger).post(file + "edit/", {"kind": "public"}).status_code == 404

    asked = caller.do(file + "correct/", {"supply_point": "053200001234", "address": "解放路 2 号", "reason": "证件"})
    own = caller.post(file + "decide_correction/", {"correction": asked["id"], "accept": True})
    done = signed_in(guo).do(file + "decide_correction/", {"correction": asked["id"], "accept": True})
    assert (own.status_code, done["is_accepted"]) == (403, True)
    assert kept.supply_points.get().address == "解放路 2 号"

    told = {"supply_point": "053200001234", "name": "李明", "phone": "13900001111", "part": "contact"}
    caller.do(file + "link_person/", told)
    person = next(one for one in caller.see(file + "people/")["results"] if one["part"] == "contact")
    caller.do(file + "unlink_person/", {"person": person["id"]})
    assert caller.do(file + "check_paper/", {"paper": "licence"})["result"] == "seen"
    assert "李明" not in str(caller.see(file + "changes/"))


def test_what_is_kept_in_mind_about_a_customer(file, mei, guo):
    caller = signed_in(mei)
    paper = {"kind": "supply", "number": "GY-1", "signed_on": day(), "valid_until": day(300)}
    contract = caller.do(file + "contracts/", paper)
    again = caller.post(file + "contracts/", paper)
    planned = caller.do(file + "visits/", {"on": day(), "purpose": "迎峰度夏"})
    caller.do(file + "pay_visit/", {"visit": planned["id"], "on": day(), "said": "一切正常"})
    promised = caller.do(file + "follow_ups/", {"text": "送检修计划", "due_on": day(7)})
    caller.do(file + "settle/", {"follow_up": promised["id"], "outcome": "已送达"})
    caller.do(file + "dates/", {"kind": "own", "first_on": day(30), "text": "院庆"})
    caller.do(file + "end_contract/", {"contract": contract["id"], "on": day()})
    graded = signed_in(guo).do(file + "set_level/", {"level": "first", "reason": "三甲医院"})
    foreign = caller.post(file + "end_contract/", {"contract": promised["id"], "on": day()})

    assert again.json()["fields"].keys() == {"number"}
    assert (graded["level"], foreign.status_code) == ("first", 404)
    assert [row["paid_on"] for row in caller.see(file + "visits/")["results"]] == [day()]
    assert [row["outcome"] for row in caller.see(file + "follow_ups/")["results"]] == ["已送达"]
    assert [row["ended_at"] is None for row in caller.see(file + "dates/")["results"]] == [False, True][::-1]
    assert caller.see("customers/", level="first", caretaker=mei.staff_number)["results"][0]["level"] == "first"
    assert caller.post(file + "set_level/", {"level": "first", "reason": "x"}).status_code == 403


def test_two_files_of_one_customer_become_one_and_two_again(kept, guo, min, company):
    twin = register_customer(org=company.org, name="第一人民医院", phone="0532 8000 4321", at=timezone.now())
    one, other = sorted((kept.pk, twin.pk))
    pair = Double.objects.create(org=company.org, one_id=one, other_id=other, why=["phone"], found_at=timezone.now())
    lead = signed_in(guo)
    done = lead.do("merges/", {"kept": str(kept.pk), "gone": str(twin.pk)})

    assert lead.see("doubles/", open="true")["results"] == []
    assert lead.see(f"doubles/{pair.pk}/")["settled"] == "merged"
    assert [str(kept.pk)] == [row["id"] for row in lead.see("customers/")["results"] if row["kind"] == "public"]
    undone = lead.do(f"merges/{done['id']}/undo/")
    assert (undone["stay"], Customer.objects.get(pk=twin.pk).hidden_at) == (0, None)
    assert signed_in(min).get("doubles/").status_code == 403


def test_a_file_is_re_checked_and_the_watch_list_answered(kept, mei, company):
    caller, now = signed_in(mei), timezone.now()
    keep_round(company.org, at=now)
    WatchRule.objects.create(org=company.org, name="久未走访", unvisited_days=1, at=now)
    look_through(company.org, at=now)
    (sheet,) = caller.see("rechecks/", open="true")["results"]
    changed = {"item": "phones", "verdict": "changed", "note": ""}
    refused = caller.post(f"rechecks/{sheet['id']}/answer/", {"items": [changed]})
    done = caller.do(
        f"rechecks/{sheet['id']}/answer/",
        {
            "items": [
                {"item": item, "verdict": "confirmed"} for item in ("phones", "people", "contract", "hazards", "level")
            ]
        },
    )

    assert (refused.status_code, done["done_by"]["name"], len(done["items"])) == (422, "韩梅", 5)
    for entry in caller.see("watch/", show="to_do")["results"]:
        handled = caller.do(f"watch/{entry['id']}/plan/", {"on": day(3), "reason": "先去看看"})
        assert (handled["handled"], handled["until_on"]) == ("visit", day(3))
    assert caller.see("watch/", show="to_do")["results"] == []


def test_supply_security_from_plan_to_report(kept, mei, guo, qiang):
    caller, lead, crew = signed_in(mei), signed_in(guo), signed_in(qiang)
    when = {"from_at": ahead(hours=-1), "until_at": ahead(hours=8)}
    plan = {"event": "高考保供电", "level": "first", "measures": "双电源", "customer": str(kept.pk), **when}
    task = caller.do("supply-security/", plan)
    path = f"supply-security/{task['id']}/"
    caller.do(path + "ask_duty/", {"person": "5120", "part": "配电室值守", **when})
    caller.do(path + "set_asset/", {"kind": "generator", "name": "发电车 500", "kilowatts": 500})
    caller.do(path + "set_check/", {"lines": "发电车试机"})
    caller.do(path + "submit/")
    assert (caller.post(path + "approve/").status_code, lead.do(path + "approve/")["state"]) == (403, "approved")
    stale = crew.post(path + "start/", headers={"If-Match": '"1"'})
    assert (stale.status_code, "approve" in stale.json()["fields"].values()) == (412, True)
    whole = crew.see(path)
    crew.do(path + "tick_off/", {"row": whole["checks"][0]["id"]})
    crew.do(path + "start/")
    crew.do(path + "patrol/", {"text": "无异常", "place": "1 号配电室"})
    crew.do(path + "finish/")
    caller.do(path + "report/", {"text": "平稳"})

    whole = caller.see(path)
    assert (whole["state"], whole["points"][0]["customer"]) == ("reported", str(kept.pk))
    assert whole["records"][0]["what"] == "report"
    assert [row["number"] for row in caller.see("supply-security/", show="ended")["results"]] == [whole["number"]]
