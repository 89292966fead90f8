"""Applications, filed matters, articles and what customers answered: each over REST from its beginning to its end."""

from datetime import timedelta

from django.utils import timezone

from surveys.actions.answering import Given, record_answer
from tests.api.caller import signed_in
from tests.people import category
from tests.surveys.test_answer import SOON
from tickets.lifecycle import Kind


def moment(**ahead: float) -> str:
    return (timezone.now() + timedelta(**ahead)).isoformat()


def day(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def test_an_application_from_its_papers_to_its_end(transfer, min):
    clerk, path = signed_in(min), f"applications/{transfer.number}/"
    papers = [paper["code"] for paper in clerk.see(path)["papers"]]
    some = [{"code": code, "state": "given"} for code in papers[:-1]] + [{"code": papers[-1], "state": "missing"}]
    clerk.do(path + "check/", {"papers": some})
    early = clerk.post(path + "admit/")
    clerk.do(path + "notify/")
    clerk.do(path + "check/", {"papers": [{"code": papers[-1], "state": "given"}]})
    clerk.do(path + "admit/", headers={"If-Match": clerk.get(path)["ETag"]})
    while running := [step["code"] for step in clerk.see(path)["steps"] if step["state"] == "running"]:
        clerk.do(path + "finish_step/", {"code": running[0]})
    told = clerk.do(path + "settle/", {"text": "过户已办结"})

    assert (early.status_code, told["status"]) == (422, "resolved")
    assert {step["state"] for step in clerk.see(path)["steps"]} <= {"done", "skipped"}
    assert [row["ticket"] for row in clerk.see("applications/", type="power-transfer", open="true")["results"]] == [
        transfer.number
    ]


def test_a_matter_is_filed_by_one_and_approved_by_another(company, flat, min, guo):
    category(company.org, "filed-matter", "报备", Kind.FILING)
    clerk, lead = signed_in(min), signed_in(guo)
    told = {
        "hall": "CN",
        "category": "filed-matter",
        "title": "高考保供电",
        "to_say": "考点周边不安排停电",
        "kind": "event",
    }
    told |= {"supply_point": "053211876204", "valid_from": moment(hours=-1), "valid_until": moment(days=7)}
    filed = clerk.do("filings/", told)
    path = f"filings/{filed['ticket']}/"
    own = clerk.post(path + "approve/")
    lead.do(path + "approve/", {"version": filed["version"]})
    holds = clerk.see("filings/", show="force")["results"]
    lead.do(path + "renew/", {"until": moment(days=9)})
    lead.do(path + "revoke/", {"reason": "考试推迟"})

    assert (own.status_code, [row["ticket"] for row in holds]) == (403, [filed["ticket"]])
    assert (clerk.see("filings/", show="force")["results"], clerk.see(path)["renewals"]) == ([], 1)


def test_an_article_is_written_found_judged_and_taken_away(hotline, min, guo):
    lead = signed_in(guo)
    told = {
        "title": "跳闸自查",
        "body": "先看漏电开关。",
        "owner": guo.staff_number,
        "review_by": day(30),
        "topics": ["no-power"],
    }
    made = lead.do("knowledge/", told)
    path = f"knowledge/{made['id']}/"
    (found,) = hotline.see("knowledge/", q="跳闸", topic="no-power")["results"]
    signed_in(min).do(path + "vote/", {"helped": False, "remark": "缺图"})
    changed = lead.do(
        path + "change/", told | {"body": "先看漏电开关，再看邻居。"}, headers={"If-Match": f'"{made["version"]}"'}
    )
    stale = lead.post(path + "retire/", headers={"If-Match": f'"{made["version"]}"'})
    assert (stale.status_code, stale.json()["fields"]) == (412, {"2": "change"})
    lead.do(path + "retire/", {"version": changed["version"]})

    assert (found["id"], hotline.see("knowledge/", q="跳闸")["results"]) == (made["id"], [])
    assert (hotline.get(path).status_code, hotline.post("knowledge/", told).status_code) == (404, 403)


def test_what_a_customer_answered_and_what_was_done_about_it(owed, token, guo, jing, stranger):
    """Asked when the work is done; a bad answer is somebody's to see to."""
    lead = signed_in(guo)
    (asked,) = lead.see("surveys/", ticket=owed.ticket.number, answered="false")["results"]
    record_answer(token, given=Given(1, "还没修好"), at=SOON)
    (given,) = lead.see("surveys/", ticket=owed.ticket.number, score="1")["results"]
    (bad,) = lead.see("low-ratings/", ticket=owed.ticket.number, open="true")["results"]
    settled = lead.do(f"low-ratings/{bad['id']}/settle/", {"way": "spoken", "words": "已当面致歉"})

    assert (given["id"], settled["way"], settled["done_by"]["name"]) == (asked["id"], "spoken", guo.name)
    assert lead.see("low-ratings/", open="true")["results"] == []
    assert signed_in(jing).get("surveys/").status_code == 403
    assert signed_in(stranger).get(f"surveys/{asked['id']}/").status_code in (403, 404)
