"""The work beside the five sections, in the browser: every act, part and deed by its form, bad input, stale pages."""

import pytest

from accounts.models import AuditEvent
from complaints import actions
from complaints.actions import coordinating, lessening, outside, recoveries
from complaints.models import Complaint, Coordination, Corrective, Downgrade, OuterCase, Recovery
from tests.people import MONDAY_NINE, minutes
from tickets.models import Ticket

LATER = MONDAY_NINE + minutes(300)
SOON = "2031-03-20T10:00"


def now(ticket: Ticket, **told: object) -> dict[str, object]:
    return {"version": Ticket.objects.get(pk=ticket.pk).version, **told}


def test_every_act_is_done_by_its_form_and_refused_from_a_stale_page(client, verified, company, other, qian, guo):
    client.force_login(qian)
    base = f"/complaints/{verified.number}/do/"
    acts = (
        ("fix", {"measure": "重做公示牌", "owner": other.pk, "due_at": SOON}),
        ("help", {"unit": company.north.pk, "person": other.pk, "question": "请核对叫号"}),
        ("less", {"to": "opinion", "reason": "实为意见"}),
        ("outer", {"source": "12345", "number": "S-9", "due_at": ""}),
        ("extend", {"until": SOON, "reason": "热线同意"}),
    )
    for act, told in acts:
        assert client.post(f"{base}{act}/", {**told, "version": 1}).status_code == 409, act
        answer = client.post(f"{base}{act}/", now(verified, **told))
        assert answer.status_code == 302, (act, answer.context and answer.context["wrong"].errors)
        assert client.get(f"/complaints/{verified.number}/").status_code == 200

    case = OuterCase.objects.get(ticket=verified)
    assert (case.source, case.extensions) == ("12345", 1)
    assert Corrective.objects.filter(ticket=verified, owner=other).exists()
    assert Coordination.objects.get(ticket=verified).person == other
    client.force_login(guo)
    assert client.post(f"{base}decide/", now(verified, granted="yes")).status_code == 302
    assert Complaint.objects.get(ticket=verified).handled_as == "opinion"


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("fix", {"measure": ""}),
        ("fix", {"measure": "改", "owner": "nobody"}),
        ("help", {"question": "?"}),
        ("less", {"to": "special", "reason": "更重"}),
        ("outer", {"source": "110", "number": "1"}),
        ("outer", {"source": "12345", "number": "1", "due_at": "2020-01-01T10:00"}),
        ("extend", {"until": "soon", "reason": "x"}),
        ("told", {"text": "x" * 4001}),
    ],
)
def test_bad_input_comes_back_with_the_page_and_changes_nothing(client, verified, qian, act, told):
    before = Ticket.objects.get(pk=verified.pk).version
    client.force_login(qian)

    answer = client.post(f"/complaints/{verified.number}/do/{act}/", now(verified, **told))

    assert answer.status_code in (409, 422)
    assert answer.context["wrong"].errors
    assert Ticket.objects.get(pk=verified.pk).version == before
    assert not Downgrade.objects.exists() and not OuterCase.objects.exists()


def test_what_no_act_is_called_does_not_exist_and_what_is_not_ones_own_is_refused(client, verified, qian, min, jing):
    client.force_login(qian)
    assert client.post(f"/complaints/{verified.number}/do/forget/", now(verified)).status_code == 404
    assert client.get(f"/complaints/{verified.number}/do/fix/").status_code == 405
    assert client.post(f"/complaints/{verified.number}/do/decide/", now(verified, granted="yes")).status_code == 409
    for who in (min, jing):
        client.force_login(who)
        assert client.post(f"/complaints/{verified.number}/do/fix/", {}).status_code == 403


def test_whoever_was_given_a_part_does_it_on_the_page_of_the_ticket_and_nobody_else(
    client, verified, company, other, qian, wei
):
    ticket = actions.plan_fix(verified, measure="重做公示牌", owner=other, by=qian, at=LATER)
    ticket = coordinating.ask_help(ticket, unit=company.north, person=other, question="请核对", by=qian, at=LATER)
    fix, help_ = Corrective.objects.get(owner=other), Coordination.objects.get()
    base = f"/complaints/{ticket.number}/part/"
    client.force_login(wei)
    assert client.post(f"{base}{fix.pk}/done/", {"text": "照片"}).status_code == 404, "of another crew"

    client.force_login(other)
    assert "重做公示牌" in client.get(f"/t/{ticket.number}/").content.decode()
    client.post(f"{base}{fix.pk}/done/", {"text": " ", "number": ticket.number})
    assert Corrective.objects.get(pk=fix.pk).done_at is None
    assert client.post(f"{base}{fix.pk}/done/", {"text": "照片 P-1", "number": ticket.number}).status_code == 302
    assert client.post(f"{base}{help_.pk}/help/", {"text": "无异常", "number": ticket.number}).status_code == 302
    assert client.post(f"{base}{fix.pk}/works/", {"text": "我看行", "number": ticket.number}).status_code == 302
    assert Corrective.objects.get(pk=fix.pk).effect == "", "not by whoever did it"
    assert client.post(f"{base}{fix.pk}/burn/", {}).status_code == 404

    client.force_login(qian)
    client.post(f"{base}{fix.pk}/fails/", {"text": "仍有反映", "number": ticket.number, "back": "file"})
    assert Corrective.objects.get(follows=fix).owner == other
    assert Coordination.objects.get().answer == "无异常"


def test_making_good_goes_its_whole_way_by_forms(client, fault, complaint, min, guo, qian):
    client.force_login(min)
    client.post(f"/complaints/{fault.number}/recover/", {"text": "", "number": fault.number})
    assert not Recovery.objects.exists(), "not without a word"
    client.post(f"/complaints/{fault.number}/recover/", {"text": "误停电", "number": fault.number})
    row = Recovery.objects.get()
    deeds = (
        (min, "apologise", {"text": "对不起", "sms": "1"}),
        (min, "correct", {"text": "nothing"}),
        (min, "ask", {"kind": "gift", "value": "1e9", "text": "过多"}),
        (min, "ask", {"kind": "gift", "value": "80", "text": "食物变质"}),
        (min, "grant", {}),
        (guo, "grant", {}),
        (min, "give", {"text": "当面交付"}),
        (min, "after_hours", {"text": "满意"}),
        (min, "after_days", {"text": "满意"}),
    )
    for who, deed, told in deeds:
        client.force_login(who)
        assert client.post(f"/recoveries/{row.pk}/{deed}/", {"number": fault.number, **told}).status_code == 302, deed
        assert client.get("/recoveries/").status_code == 200

    done = list(row.steps.values_list("what", flat=True))
    steps = ["proposed", "taken", "apology", "asked", "granted", "given", "after_hours", "after_days", "ended"]
    assert done == steps, "what was refused left no trace"
    assert client.post(f"/recoveries/{row.pk}/steal/", {}).status_code == 404
    assert client.get(f"/recoveries/{row.pk}/end/").status_code == 405
    client.force_login(qian)
    assert "误停电" in client.get("/recoveries/", {"show": "over"}).content.decode()


def test_a_recovery_of_elsewhere_does_not_exist(client, fault, min, stranger):
    row = recoveries.propose_by_hand(fault, reason="误停电", by=min, at=LATER)
    client.force_login(stranger)

    assert client.post(f"/recoveries/{row.pk}/end/", {"text": "x"}).status_code == 404
    assert client.post(f"/complaints/{fault.number}/recover/", {"text": "x"}).status_code == 404


def test_a_returned_case_says_on_which_basis(client, complaint, qian, guo):
    outside.name_outer(complaint, source="12345", number="S-9", by=qian, at=LATER)
    base = f"/complaints/{complaint.number}/do/return/"
    client.force_login(guo)
    assert client.post(base, now(complaint, basis="court", text="")).status_code == 422

    assert client.post(base, now(complaint, basis="court", text="(2026)鲁02民初1号")).status_code == 302

    assert OuterCase.objects.get().basis == "court"
    assert lessening.waiting_less(complaint) is None
    assert not AuditEvent.objects.filter(what="reveal").exists()
