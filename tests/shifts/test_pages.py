"""The pages of the end of a shift: filled, signed, taken over, printed; duty, swaps, rules; without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fieldwork.models import Shift
from shifts.actions.spine import current
from shifts.models import Handover, HandoverRule, ShiftSwap
from tickets.actions import desk

YES = dict.fromkeys(("records", "tidy", "things", "repairs"), "yes")


@pytest.fixture
def page(rule, company):
    return current(company.dispatch, at=timezone.now())


def test_a_shift_is_handed_over_by_two_plain_forms(client, page, fault, lin, wei, guo):
    held = desk.transfer(fault, to=lin, reason="跟进", by=lin)
    client.force_login(lin)
    at = f"/handover/{page.pk}/"
    refused = client.post(f"{at}write/", {"do": "sign", "there-keys": "3"})
    assert refused.status_code == 422
    assert "0316-0001" in refused.content.decode()
    told = {
        "do": "sign",
        f"word-{fault.pk}": "等客户回家",
        "there-keys": "2",
        "remark-keys": "一把在所长处",
        "there-phone": "1",
    }
    assert client.post(f"{at}write/", told).status_code == 302
    assert "等客户回家" in client.get(at).content.decode()
    assert client.post(f"{at}take/", YES).status_code == 409

    client.force_login(wei)
    assert client.post(f"{at}take/", YES | {"things": "no", "why-things": "少一把钥匙"}).status_code == 409
    client.force_login(guo)
    assert client.post(f"{at}overrule/", {"reason": "在所长处"}).status_code == 302
    client.force_login(wei)
    assert client.post(f"{at}take/", YES).status_code == 302
    assert client.post(f"{at}take/", YES).status_code == 302
    held.refresh_from_db()
    assert held.handler == wei
    for path in (at, f"{at}print/", "/handover/past/"):
        assert "何琳" in client.get(path).content.decode(), path
    assert client.get("/handover/").status_code == 200


def test_a_signature_is_taken_back_and_the_log_is_kept(client, page, lin, company):
    client.force_login(lin)
    at = f"/handover/{page.pk}/"
    client.post(f"{at}write/", {"do": "sign", "there-keys": "3", "there-phone": "1"})
    client.post(f"{at}unsign/")
    client.post(f"/handover/log/{company.dispatch.pk}/", {"text": "3 号变巡视完", "sort": "event"})

    assert Handover.objects.get(pk=page.pk).state == "open"
    assert "3 号变巡视完" in client.get("/handover/").content.decode()


def test_the_third_swap_of_a_month_is_refused(client, company, rule, lin, wei, guo):
    begin = timezone.localtime().replace(day=1, hour=8, minute=0) + timedelta(days=40)
    facts = {"org": company.org, "by": guo, "made_at": begin, "person": lin}
    days = [begin.replace(day=1) + timedelta(days=n) for n in range(3)]
    shifts = [Shift.objects.create(from_at=day, until_at=day + timedelta(hours=8), **facts) for day in days]
    client.force_login(guo)
    answers = []
    for shift in shifts:
        near = Shift.objects.filter(pk=shift.pk)
        near.update(from_at=shift.from_at, until_at=shift.until_at)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("shifts.views.duty.AHEAD", timedelta(days=90))
            told = {"shift": shift.pk, "other": wei.pk, "reason": "孩子生病"}
            answers.append(client.post("/handover/duty/", told).status_code)

    assert answers == [302, 302, 422]
    assert ShiftSwap.objects.count() == 2
    assert Shift.objects.standing().filter(person=wei).count() == 2
    assert client.get("/handover/duty/").content.decode().count("孩子生病") in (0, 2)


def test_the_rules_of_a_place_are_versions(client, company, rule, guo):
    client.force_login(guo)
    at = f"/manage/handover/{company.hall.pk}/"
    told = {"is_on": "on", "turns": "全天 08:30 17:30", "items": "钥匙 ×3\n公章", "tidy_before": 15, "come_before": 5}
    told |= {"late_after": 15, "soon_within": 60, "swaps_a_month": 2}

    assert client.post(at, told | {"turns": "全天 8点 17点"}).status_code == 422
    assert client.post(at, told).status_code == 302
    made = HandoverRule.of(company.hall.pk)
    assert (made.version, [one["count"] for one in made.items]) == (1, [3, 1])
    assert "08:30–17:30" in client.get("/manage/handover/").content.decode()


def test_machines_read_handovers_and_who_is_on_duty(client, page, lin, wei, rota, company):
    client.force_login(lin)
    ours = client.get("/api/v1/handovers/?place=PD&total=true").json()
    assert [(one["turn"], one["state"]) for one in ours["results"]] == [(page.turn, "open")]
    assert client.get(f"/api/v1/handovers/{page.pk}/").json()["place"]["code"] == "PD"
    assert "PD" in [one["place"]["code"] for one in client.get("/api/v1/duty/").json()["results"]]
