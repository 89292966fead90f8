"""Changes of plan over REST: the same verbs, the same refusals."""

import pytest
from django.utils import timezone

from tests.api.caller import signed_in
from tests.people import category, minutes
from tickets import sweep
from tickets.actions import desk, field
from tickets.lifecycle import Kind
from tickets.models import Clock


@pytest.fixture
def path(company, guifang, flat, min, lin) -> str:
    """An application that was taken in just now."""
    kind = category(company.org, "meter", "换表", Kind.SERVICE)
    category(company.org, "other", "其他业务", Kind.SERVICE)
    intake = desk.Intake(category=kind, customer=guifang, supply_point=flat, contact_phone="13800006217")
    ticket = desk.register(intake, unit=company.hall, by=min)
    field.dispatch(ticket, crew=company.crew, by=lin)
    return f"tickets/{ticket.number}/"


def suspension(**more):
    later = (timezone.now() + minutes(300)).isoformat()
    return {"why": "customer_papers", "proof": "缺产权证明", "review_at": later} | more


def test_the_clocks_stand_still_and_go_on(path, qiang):
    crew = signed_in(qiang)

    crew.do(path + "suspend/", suspension())
    assert crew.post(path + "suspend/", suspension()).json()["code"] == "cannot_pause"
    crew.do(path + "resume/")
    assert crew.post(path + "resume/").json()["code"] == "nothing_paused"
    assert [event["what"] for event in crew.see(path + "events/")["results"]][-2:] == ["suspend", "resume"]


@pytest.mark.parametrize("change", [{"why": "tired"}, {"proof": ""}, {"review_at": "soon"}])
def test_a_pause_says_why_until_when_and_with_what_proof(path, qiang, change):
    assert signed_in(qiang).post(path + "suspend/", suspension(**change)).status_code == 400


def test_more_time_takes_two(path, qiang, guo):
    asked = {"name": "reply", "limit": "9wd", "why": "material", "reason": "缺货"}
    signed_in(qiang).do(path + "extend/", asked)

    assert signed_in(qiang).post(path + "approve_extension/", {"name": "reply"}).status_code == 403
    signed_in(guo).do(path + "approve_extension/", {"name": "reply"})

    lines = signed_in(guo).see(path + "deadlines/")["results"]
    limits = [line["due_at"] for line in lines if (line["name"], line["stage"]) == ("reply", "breach")]
    assert len(set(limits)) == 2


@pytest.mark.parametrize("limit", ["soon", "5h", "1wd"])
def test_a_limit_that_is_none_is_refused_with_a_sentence(path, qiang, limit):
    answer = signed_in(qiang).post(
        path + "extend/", {"name": "reply", "limit": limit, "why": "material", "reason": "缺货"}
    )

    assert 400 <= answer.status_code < 500
    assert answer.json()["sentence"]


def test_another_category_binds_from_the_start(path, guo):
    signed_in(guo).do(path + "reclassify/", {"category": "other", "reason": "核实"})

    assert signed_in(guo).post(path + "reclassify/", {"category": "other", "reason": "核实"}).status_code in (409, 422)


def test_a_false_breach_is_voided_over_rest(fault, guo):
    sweep.sweep_all()
    chief = signed_in(guo)
    lines = chief.see(f"tickets/{fault.number}/deadlines/")["results"]
    line = next(line for line in lines if (line["name"], line["stage"]) == ("dispatch", "breach"))
    told = {"deadline": line["id"], "reason": "时钟跳快"}

    assert chief.post(f"tickets/{fault.number}/void/", told).json()["code"] == "still_late"
    Clock.objects.filter(pk__in=fault.clocks.filter(name="dispatch")).update(stopped_at=timezone.now())
    chief.do(f"tickets/{fault.number}/void/", told)

    lines = chief.see(f"tickets/{fault.number}/deadlines/")["results"]
    line = next(one for one in lines if one["id"] == line["id"])
    assert (line["state"], line["clock"]["was_kept"]) == ("fired", None)
    assert line["clock"]["voided_at"]
    assert chief.post(f"tickets/{fault.number}/uphold/", told).json()["code"] == "nothing_to_void"
