"""The complaint desk in the browser: lanes, one complaint, and its forms."""

import pytest

from complaints import actions
from complaints.actions import FileFacts
from complaints.models import Complaint
from tests.complaints.conftest import intake
from tests.people import MONDAY_NINE
from tickets.lifecycle import Status
from tickets.models import Ticket

FOUND = {"verdict": "unfounded", "finding": "录像显示无不当言行", "numbers": "R-0031"}


def sent(ticket: Ticket, **told: object) -> dict[str, object]:
    return {"version": Ticket.objects.get(pk=ticket.pk).version, **told}


@pytest.mark.parametrize(
    ("who", "answer"), [("qian", 200), ("guo", 200), ("min", 403), ("jing", 403), ("lin", 403), ("stranger", 403)]
)
def test_who_may_open_the_desk(client, request, complaint, who, answer):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/complaints/").status_code == answer
    assert client.get(f"/complaints/{complaint.number}/").status_code == answer


def test_without_signing_in_there_is_the_door(client, complaint):
    assert client.get("/complaints/").headers["Location"].startswith("/sign-in/")


def test_a_complaint_of_another_company_does_not_exist(client, company, qian, stranger):
    foreign = actions.register(
        intake(company, category=company.complaint), facts=FileFacts(), unit=company.foreign_hall, by=stranger
    )
    client.force_login(qian)

    assert client.get(f"/complaints/{foreign.number}/").status_code == 404
    assert client.post(f"/complaints/{foreign.number}/accept/").status_code == 404


def test_a_fault_is_no_complaint(client, fault, qian):
    client.force_login(qian)

    assert client.get(f"/complaints/{fault.number}/").status_code == 404


def test_the_lanes_show_both_clocks_and_no_whole_number(client, answered, taken, qian):
    client.force_login(qian)

    page = client.get("/complaints/").content.decode()

    assert "陈*芳" in page
    assert "13800006217" not in page
    assert page.count("<article") == Ticket.objects.filter(kind="complaint").count()


def test_a_tab_shows_one_lane_by_time_left(client, company, min, qian, django_assert_max_num_queries):
    for day in range(3):
        actions.register(
            intake(company), facts=FileFacts(), unit=company.hall, by=min, at=MONDAY_NINE.replace(hour=3 - day)
        )
    client.force_login(qian)

    with django_assert_max_num_queries(22):
        page = client.get("/complaints/", {"lane": "contact"})

    shown = page.context["shown"][0]
    assert [row.ticket.registered_at.hour for row in shown.rows] == [1, 2, 3]
    assert (shown.count, len(client.get("/complaints/", {"lane": "reply"}).context["shown"][0].rows)) == (3, 0)


def test_the_list_costs_the_same_however_long_it_is(client, company, min, qian, django_assert_max_num_queries):
    for _complaint in range(12):
        actions.register(intake(company), facts=FileFacts(), unit=company.hall, by=min, at=MONDAY_NINE)
    client.force_login(qian)

    with django_assert_max_num_queries(22):
        client.get("/complaints/")


def test_a_complaint_goes_its_whole_way_by_forms(client, complaint, company, qian, guo):
    client.force_login(qian)
    base = f"/complaints/{complaint.number}/"

    steps = (
        ("accept", {}),
        ("contact", {"text": "", "reached": "no"}),
        ("contact", {"text": "已致歉", "reached": "yes"}),
        (
            "verify",
            {"verdict": "upheld", "finding": "语气生硬", "responsible_unit": company.hall.pk, "cause": "attitude"}
            | {"numbers": "R-0031 R-0032", "corrective": "当日班会复盘", "owner": qian.pk},
        ),
        ("draft", {"text": "经核实属实，向您致歉。"}),
        ("review", {"approved": "yes"}),
        ("reply", {}),
    )
    for verb, told in steps:
        client.force_login(guo if verb == "review" else qian)
        assert client.post(f"{base}{verb}/", sent(complaint, **told)).status_code == 302, verb
        assert client.get(base).status_code == 200

    complaint.refresh_from_db()
    assert complaint.status == Status.RESOLVED
    assert complaint.timeline.get(what="call").facts["reached"] is False
    assert "经核实属实" in client.get(base).content.decode()


def test_a_missing_answer_keeps_what_was_typed(client, contacted, qian):
    client.force_login(qian)

    answer = client.post(
        f"/complaints/{contacted.number}/verify/", sent(contacted, verdict="upheld", finding="语气生硬", numbers="R-1")
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "语气生硬" in page
    assert 'id="id_verify_responsible_unit_error"' in page
    assert Complaint.objects.get(ticket=contacted).verdict == ""


def test_a_stale_page_is_409_and_keeps_what_was_typed(client, contacted, qian, guo):
    seen = contacted.version
    actions.keep_away(contacted, whom=guo, by=qian)
    client.force_login(qian)

    answer = client.post(f"/complaints/{contacted.number}/verify/", {**FOUND, "version": seen})

    assert answer.status_code == 409
    assert FOUND["finding"] in answer.content.decode()


def test_a_step_out_of_turn_is_409(client, complaint, qian):
    client.force_login(qian)

    assert client.post(f"/complaints/{complaint.number}/draft/", sent(complaint, text="答复")).status_code == 409


@pytest.mark.parametrize(("who", "answer"), [("min", 403), ("jing", 403), ("qian", 302), ("guo", 302)])
def test_who_may_take_it_on(client, request, complaint, who, answer):
    client.force_login(request.getfixturevalue(who))

    assert client.post(f"/complaints/{complaint.number}/accept/").status_code == answer


@pytest.mark.parametrize("verb", ["accept", "contact", "verify", "draft", "review", "reply", "keep-away", "exempt"])
def test_nothing_changes_by_a_link(client, complaint, guo, verb):
    client.force_login(guo)

    assert client.get(f"/complaints/{complaint.number}/{verb}/").status_code == 405


def test_the_person_complained_of_finds_nothing(client, complaint, qian, guo):
    client.force_login(guo)
    assert client.post(f"/complaints/{complaint.number}/keep-away/", sent(complaint, person=qian.pk)).status_code == 302
    client.force_login(qian)

    assert client.get(f"/complaints/{complaint.number}/").status_code == 404
    assert complaint.short_number not in client.get("/complaints/").content.decode()


def test_one_names_either_a_person_or_a_unit(client, complaint, company, min, qian):
    client.force_login(qian)

    for told in ({}, {"person": min.pk, "unit": company.hall.pk}):
        assert client.post(f"/complaints/{complaint.number}/keep-away/", sent(complaint, **told)).status_code == 422


def test_a_supervisor_exempts_with_a_reason(client, answered, guo, qian):
    url = f"/complaints/{answered.number}/exempt/"
    client.force_login(qian)
    assert client.post(url, sent(answered, reason="客户书面放弃")).status_code == 403
    client.force_login(guo)
    assert client.post(url, sent(answered, reason="")).status_code == 422

    assert client.post(url, sent(answered, reason="客户书面放弃")).status_code == 302

    answered.refresh_from_db()
    assert answered.status == Status.CLOSED


def test_a_secret_complainant_is_not_shown(client, company, min, qian):
    secret = actions.register(intake(company), facts=FileFacts(is_secret=True), unit=company.hall, by=min)
    client.force_login(qian)

    for page in ("/complaints/", "/complaints/?lane=contact", f"/complaints/{secret.number}/"):
        text = client.get(page).content.decode()
        assert "陈" not in text.replace("陈静", "")
        assert "6217" not in text


def test_text_is_text(client, taken, qian):
    client.force_login(qian)
    client.post(f"/complaints/{taken.number}/contact/", sent(taken, text="<script>alert(1)</script>", reached="yes"))

    page = client.get(f"/complaints/{taken.number}/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
