"""The page of one ticket, and what is done on it."""

import re

import pytest

from accounts.models import User
from tests.people import MONDAY_NINE, minutes
from tests.tickets.pages.conftest import shown
from tests.tickets.pages.payloads import XSS, harmless
from tickets import sweep
from tickets.actions import desk
from tickets.actions.desk import Intake
from tickets.lifecycle import MOVES
from tickets.models import Ticket, TicketEvent
from tickets.sentences import SENTENCES

HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def enquiry(company, min) -> Ticket:
    asked = Intake(category=company.enquiry, contact_name="孙晓梅", contact_phone="13900001111")
    return desk.register(asked, unit=company.hall, by=min, at=MONDAY_NINE)


def do(client, ticket: Ticket, verb: str, **told: object):
    return client.post(f"/t/{ticket.number}/{verb}/", told)


def test_the_page_begins_with_number_and_what_it_is(client, min, fault):
    client.force_login(min)

    title = re.search(r"<title>(.*?)</title>", shown(client, f"/t/{fault.number}/"))

    assert title and title.group(1).strip().startswith(f"{fault.short_number} {fault.title}")


def test_the_first_contact_is_named_after_a_transfer_too(client, min, lin, fault):
    desk.transfer(fault, to=lin, reason="请调度协调", by=min)
    client.force_login(min)

    page = shown(client, f"/t/{fault.number}/")

    assert "王敏" in page
    assert "何琳" in page


NOTES = [("note", {"text": "表箱在一楼"}), ("call", {"text": "约好三点", "reached": "yes"})]


@pytest.mark.parametrize(("verb", "told"), NOTES)
def test_words_are_added_without_a_version(client, min, fault, verb, told):
    client.force_login(min)

    assert do(client, fault, verb, **told).status_code == 302
    assert fault.timeline.get(what=verb).facts["text"] == told["text"]


def test_a_call_in_vain_is_told_as_one(client, min, fault):
    client.force_login(min)
    do(client, fault, "call", text="响铃无人接", reached="no")

    assert "未接通" in shown(client, f"/t/{fault.number}/") or "没有" in shown(client, f"/t/{fault.number}/")
    assert fault.timeline.get(what="call").facts["reached"] is False


def test_an_answer_settles_an_enquiry_and_goes_to_the_customer(client, min, enquiry):
    client.force_login(min)

    do(client, enquiry, "reply", text="本月 46.20 元", version=enquiry.version)

    enquiry.refresh_from_db()
    assert enquiry.status == "resolved"
    assert enquiry.timeline.get(what="reply").audience == "customer"


def test_the_text_of_a_stale_answer_is_kept_and_may_be_sent_again(client, min, enquiry):
    client.force_login(min)
    desk.note(enquiry, text="先查抄表", by=min)

    stale = do(client, enquiry, "reply", text="本月 46.20 元", version=enquiry.version)

    page = stale.content.decode()
    assert stale.status_code == 409
    assert "本月 46.20 元</textarea>" in page
    assert "王敏" in page
    fresh = re.search(r'write-reply.*?name="version" value="(\d+)"', page, re.DOTALL)
    assert fresh
    assert do(client, enquiry, "reply", text="本月 46.20 元", version=fresh.group(1)).status_code == 302


@pytest.mark.parametrize(
    ("verb", "told", "kept"),
    [
        ("note", {"text": "   "}, ""),
        ("transfer", {"to": "", "reason": "请协调"}, "请协调"),
        ("transfer", {"to": "unit:00000000-0000-7000-8000-000000000000", "reason": "请协调"}, "请协调"),
        ("withdraw", {"reason": " "}, ""),
        ("reply", {"text": "修好了"}, ""),
    ],
)
def test_a_refused_step_comes_back_with_its_words(client, min, fault, verb, told, kept):
    client.force_login(min)

    answer = do(client, fault, verb, version=fault.version, **told)

    assert answer.status_code in (409, 422)
    assert 'role="alert"' in answer.content.decode()
    assert kept in answer.content.decode()
    fault.refresh_from_db()
    assert fault.version == 1


def test_passing_on_to_a_colleague_by_name(client, min, lin, fault):
    client.force_login(min)
    page = shown(client, f"/t/{fault.number}/")

    do(client, fault, "transfer", to=f"user:{lin.pk}", reason="请协调", version=fault.version)

    fault.refresh_from_db()
    assert f'value="user:{lin.pk}"' in page
    assert (fault.handler, fault.queue, fault.first_contact) == (lin, None, min)


def test_nobody_of_another_company_can_be_chosen(client, min, stranger, company, fault):
    client.force_login(min)

    for key in (f"user:{stranger.pk}", f"unit:{company.foreign_hall.pk}", f"user:{company.hall.pk}"):
        assert do(client, fault, "transfer", to=key, reason="请协调", version=1).status_code == 422
    fault.refresh_from_db()
    assert fault.version == 1


def test_the_whole_field_work_can_be_done_from_the_page(client, lin, dispatched):
    client.force_login(lin)

    for verb, told in (
        ("accept", {}),
        ("depart", {}),
        ("arrive", {}),
        ("restore", {}),
        ("report", {"cause": "表后开关烧毁"}),
    ):
        dispatched.refresh_from_db()
        assert do(client, dispatched, verb, version=dispatched.version, **told).status_code == 302, verb

    dispatched.refresh_from_db()
    assert dispatched.status == "resolved"


def test_sending_back_withdrawing_and_opening_again(client, lin, min, guo, dispatched, enquiry):
    client.force_login(lin)
    do(client, dispatched, "send_back", reason="不属于本班辖区", version=dispatched.version)
    client.force_login(min)
    dispatched.refresh_from_db()
    do(client, dispatched, "withdraw", reason="客户自行处理", version=dispatched.version)
    do(client, enquiry, "reply", text="已解释", version=1)
    do(client, enquiry, "reopen", reason="客户又来问", version=2)

    dispatched.refresh_from_db()
    enquiry.refresh_from_db()
    assert (dispatched.status, dispatched.returns) == ("withdrawn", 1)
    assert (enquiry.status, enquiry.round) == ("registered", 2)


def test_only_the_supervisor_closes_without_the_promised_callback(client, min, guo, reported):
    client.force_login(min)
    refused = do(client, reported, "close", reason="客户在场确认", version=reported.version)
    client.force_login(guo)
    done = do(client, reported, "close", reason="客户在场确认", version=reported.version)

    reported.refresh_from_db()
    assert (refused.status_code, done.status_code) == (403, 302)
    assert reported.status == "closed"


def test_what_may_not_be_done_is_shown_with_the_reason(client, min, fault):
    client.force_login(min)

    page = shown(client, f"/t/{fault.number}/")

    assert re.search(r'aria-disabled="true" aria-describedby="why-close"', page)
    assert 'id="why-close"' in page
    assert 'id="why-send_back"' in page


def test_a_complaint_is_worked_on_its_file(client, qian, min, company):
    complaint = desk.register(
        Intake(category=company.complaint, contact_name="陈女士", contact_phone="13900001111"),
        unit=company.hall,
        by=min,
    )
    client.force_login(qian)

    assert f"/complaints/{complaint.number}/" in shown(client, f"/t/{complaint.number}/")
    assert do(client, complaint, "reply", text="抱歉", version=1).status_code == 404


@pytest.mark.parametrize("who", ["other", "stranger", "qiang"])
@pytest.mark.parametrize("verb", ["note", "urge", "transfer", "close"])
def test_a_ticket_outside_ones_scope_cannot_be_touched(client, request, fault, who, verb):
    client.force_login(request.getfixturevalue(who))

    assert do(client, fault, verb, text="x", reason="x").status_code == 404
    fault.refresh_from_db()
    assert fault.version == 1


@pytest.mark.parametrize("verb", ["note", "urge", "dispatchx", "delete", "__class__"])
def test_the_auditor_reads_and_changes_nothing(client, shen, fault, verb):
    client.force_login(shen)

    assert client.get(f"/t/{fault.number}/").status_code == 200
    assert do(client, fault, verb, text="x").status_code in (403, 404)


@pytest.mark.parametrize("view", ["all", "customer", "internal", "flow", "nonsense"])
def test_the_history_can_be_filtered(client, min, fault, view):
    desk.note(fault, text="仅内部的话", by=min)
    client.force_login(min)

    page = shown(client, f"/t/{fault.number}/?show={view}")

    assert ("仅内部的话" in page) == (view in ("all", "internal", "nonsense"))


def test_the_customers_link_is_not_shown_to_staff(client, min, fault):
    client.force_login(min)

    page = shown(client, f"/t/{fault.number}/")

    assert "/s/…" in page
    assert not re.search(r"/s/[\w-]{16}", page)


def test_what_was_missed_stays_on_the_bar(client, min, qiang, accepted):
    sweep.sweep_all(at=MONDAY_NINE + minutes(46))
    client.force_login(min)

    page = shown(client, f"/t/{accepted.number}/")

    assert TicketEvent.objects.filter(ticket=accepted, what="deadline_missed").exists()
    assert '<li class="o over"' in page


@pytest.mark.parametrize("payload", XSS)
def test_what_people_write_stays_text(client, min, fault, payload):
    client.force_login(min)
    desk.note(fault, text=payload, by=min)
    desk.call(fault, text=payload, reached=True, by=min)
    Ticket.objects.filter(pk=fault.pk).update(title=payload, description=payload, address=payload)
    refused = do(client, fault, "transfer", to=payload, reason=payload, version=1).content.decode()

    assert harmless(shown(client, f"/t/{fault.number}/"), payload)
    assert harmless(refused, payload)


def test_every_verb_can_be_told():
    told_by_what_came_of_it = {"void": "deadline_voided", "uphold": "void_refused"}
    verbs = {told_by_what_came_of_it.get(verb, verb) for moves in MOVES.values() for verb in moves}

    assert verbs | {"register", "deadline_missed", "deadline_warned"} <= SENTENCES.keys()


def test_the_page_asks_few_questions_of_the_database(client, min, accepted, django_assert_max_num_queries):
    for n in range(12):
        desk.note(accepted, text=f"备注 {n}", by=min)
    client.force_login(User.objects.get(pk=min.pk))

    with django_assert_max_num_queries(34):
        client.get(f"/t/{accepted.number}/")
