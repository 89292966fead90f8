"""The four forms are filled from the record, the month's figures are the lists behind them, a sealed name is nowhere."""

import pytest

from accounts.models import AuditEvent
from complaints import actions
from complaints.analysis import analyse, month_of, taken_in
from complaints.models import Complaint
from tests.api.caller import signed_in
from tests.complaints.conftest import intake
from tests.people import MONDAY_NINE
from tickets.models import Ticket


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("register", "客户投诉登记表"),
        ("verify", "录像显示解释时语气生硬"),
        ("transfer", "客户投诉转接表"),
        ("handle", "当日班会复盘"),
    ],
)
def test_each_form_is_filled_from_the_record(client, answered, qian, form, words):
    client.force_login(qian)

    text = client.get(f"/complaints/{answered.number}/form/{form}/").content.decode()

    assert words in text and "13800006217" not in text
    assert client.get(f"/complaints/{answered.number}/form/nothing/").status_code == 404


def test_every_figure_of_the_month_is_the_list_behind_it(client, answered, company, min, guo):
    actions.register(intake(company), facts=actions.FileFacts(), unit=company.hall, by=min, at=MONDAY_NINE)
    month = month_of("2026-03", MONDAY_NINE.date())
    rows = taken_in(guo, month)

    blocks = {block.code: block for block in analyse(rows)}
    for code in ("matter", "level", "verdict", "cause", "hall", "unit"):
        assert sum(figure.n for figure in blocks[code].figures) == len(rows) == 2, code
    client.force_login(guo)
    page = client.get("/complaints/analysis/", {"month": "2026-03", "block": "verdict", "of": "upheld"})
    assert [ticket.pk for ticket in page.context["chosen"].rows] == [answered.pk]


def test_a_sealed_name_is_nowhere_and_its_opening_is_written_down(client, company, guifang, min, qian, guo):
    facts = actions.FileFacts(is_secret=True)
    told = intake(company, customer=guifang)
    number = actions.register(told, facts=facts, unit=company.hall, by=min, at=MONDAY_NINE).number

    ticket = Ticket.objects.get(number=number)
    assert (ticket.contact_name, ticket.contact_phone, ticket.customer) == ("", "", None)
    assert "陈桂芳".encode() not in bytes(Complaint.objects.get(ticket=ticket).sealed)
    client.force_login(qian)
    assert client.post(f"/complaints/{number}/unseal/", {"reason": "核实"}).status_code in (302, 403)
    client.force_login(guo)
    assert "13800006217" in client.post(f"/complaints/{number}/unseal/", {"reason": "上级核查"}).content.decode()
    assert AuditEvent.objects.get(what="reveal").reason == "上级核查"


def test_what_is_no_complaint_has_no_seal_to_open(fault, guo):
    answer = signed_in(guo).post(f"tickets/{fault.number}/unseal/", {"reason": "核实"})

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_waits")
