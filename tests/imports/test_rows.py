"""Which rows become tickets, what they become, and which are refused with what reason."""

import pytest

from customers.models import Customer
from tests.imports.tables import HEAD, MAPPING, Desk, as_csv, reasons, row
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("company")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"编号": ""}, "the external number is missing"),
        ({"编号": "17"}, "“17” is no external number as the mapping describes them"),
        ({"编号": f"W{'1' * 80}"}, "the external number has more than 80 characters"),
        ({"状态": "不明"}, "the mapping does not say what “不明” in “状态” means"),
        ({"类型": ""}, "the type is missing"),
        ({"受理时间": ""}, "the time of registration is missing"),
        ({"受理时间": "昨天"}, "受理时间: “昨天” is no date as the mapping writes them"),
        ({"受理时间": "2025-13-03"}, "受理时间: “2025-13-03” is no date as the mapping writes them"),
        ({"受理时间": "1969-12-31 23:59:59"}, "受理时间: the year 1969 is not within 1970 to 2069"),
        ({"到期时间": "2070-01-01"}, "到期时间: the year 2070 is not within 1970 to 2069"),
        ({"受理时间": "2069-01-01", "办结时间": "", "状态": ""}, "it was registered or closed in the future"),
        ({"办结时间": "2069-01-01"}, "it was registered or closed in the future"),
        ({"办结时间": ""}, "it is closed, but the file does not say when"),
        ({"办结时间": "2025-03-03 08:59:59"}, "it was closed before it was registered"),
        ({"到期时间": "2025-03-03 08:59:59"}, "it was due before it was registered"),
    ],
)
def test_a_bad_row_is_refused_and_the_rest_goes_on(desk: Desk, cells, reason):
    report = desk.bring([row("W1"), row("W2") | cells, row("W3")])

    assert reasons(report) == [(2, reason)]
    assert (report["read"], report["imported"], report["refused"], report["duplicate"]) == (3, 2, 1, 0)
    assert f"row 2 (line 3): {reason}" in desk.said


def test_what_the_columns_say_is_on_the_ticket(desk: Desk, company):
    desk.bring([row("W1", 姓名="王 敏", 电话="138 0000 6217", 内容="多收了")], f'keep = ["电话"]\n{MAPPING}')

    ticket = Ticket.objects.get()
    assert (ticket.title, ticket.description, ticket.category.name) == ("电费", "多收了", "电费")
    assert (ticket.contact_name, ticket.contact_phone) == ("王 敏", "13800006217")
    assert (ticket.org, ticket.unit, ticket.queue, ticket.handler) == (company.org, company.hall, company.hall, None)
    assert (ticket.kind, ticket.status, ticket.channel) == ("enquiry", "closed", "import")
    assert ticket.timeline.first().facts["kept"] == {"电话": "138 0000 6217"}
    assert ticket.category.parent.name == "导入"
    assert ticket.category.code.startswith("import:old-desk:")
    assert not ticket.category.is_active


def test_too_long_a_title_is_cut_and_kept_whole_in_the_description(desk: Desk):
    report = desk.bring([row("W1", 类型="很" * 300, 内容="其余", 姓名="名" * 61, 电话="未知")])

    ticket = Ticket.objects.get()
    assert ticket.title == f"{'很' * 199}…"
    assert ticket.description == f"{'很' * 300}\n\n{'名' * 61}\n\n其余"
    assert ticket.category.name == f"{'很' * 59}…"
    assert ticket.contact_phone == "未知"
    assert report["notes"] == {"name_cut": 1, "phone_unusable": 1, "title_cut": 1}


def test_customers_are_made_once_for_a_name_and_a_phone(desk: Desk, guifang: Customer):
    people = [("陈桂芳", "13800006217"), ("李四", "13900001111"), ("李四", "+86 139 0000 1111"), ("李四", ""), ("", "")]
    desk.bring([row(f"W{n}", 姓名=name, 电话=phone) for n, (name, phone) in enumerate(people)])

    found = {ticket.external_number: ticket.customer for ticket in Ticket.objects.select_related("customer")}
    assert found["W0"] == guifang
    assert found["W1"] == found["W2"] != guifang
    assert (found["W3"], found["W4"]) == (None, None)
    assert Customer.objects.count() == 2
    assert found["W1"].initials == "ls"


def test_a_code_for_a_name_is_one_customer_if_the_mapping_says_so(desk: Desk):
    mapping = MAPPING.replace("[contact]\n", '[contact]\ncustomers = "name"\n')
    desk.bring([row("W1", 姓名="A0017"), row("W2", 姓名="A0018"), row("W3", 姓名="A0017")], mapping)
    desk.bring([row("W4", 姓名="A0017")], mapping)

    customers = list(Ticket.objects.order_by("external_number").values_list("customer", flat=True))
    assert customers[0] == customers[2] == customers[3] != customers[1]


def test_no_customers_if_the_mapping_says_none(desk: Desk):
    desk.bring([row("W1", 电话="13900001111")], MAPPING.replace("[contact]\n", '[contact]\ncustomers = "none"\n'))

    assert not Customer.objects.exists()


def test_a_phone_without_a_name_is_a_customer_all_the_same(desk: Desk):
    desk.bring([row("W1", 电话="13900001111"), row("W2", 电话="13900001111")])
    desk.bring([row("W3", 电话="13900001111")])

    assert Customer.objects.get().name == "（未留姓名）"


def test_without_a_word_the_closing_time_tells_the_status(desk: Desk):
    desk.bring([row("W1", 状态=""), row("W2", 状态="", 办结时间="")])

    assert dict(Ticket.objects.values_list("external_number", "status")) == {"W1": "closed", "W2": "registered"}


def test_an_open_row_with_a_closing_time_stays_open_and_is_noted(desk: Desk):
    report = desk.bring([row("W1", 状态="处理中")])

    assert report["notes"] == {"open_with_closing_time": 1}
    assert Ticket.objects.get().closed_at is None


def test_other_words_mean_what_the_mapping_says(desk: Desk):
    mapping = MAPPING.replace('column = "状态"\n', 'column = "状态"\nother = "registered"\n')

    report = desk.bring([row("W1", 状态="转办", 办结时间="")], mapping)

    assert report["imported"] == 1
    assert Ticket.objects.get().status == "registered"


def test_zeros_that_a_spreadsheet_took_are_put_back(desk: Desk):
    mapping = f'{MAPPING}\n[pad]\n"电话" = 6\n'.replace('phone = "电话"', "")

    report = desk.bring([row("W1", 电话="1700"), row("W2", 电话="123456")], f'keep = ["电话"]\n{mapping}')

    kept = {
        event.ticket.external_number: event.facts["kept"]
        for ticket in Ticket.objects.all()
        for event in ticket.timeline.filter(what="register")
    }
    assert kept == {"W1": {"电话": "001700"}, "W2": {"电话": "123456"}}
    assert report["notes"] == {"padded": 1}


def test_a_date_and_a_time_may_stand_in_two_columns(desk: Desk):
    head = [*HEAD, "时刻"]
    mapping = MAPPING.replace(
        'registered_at = "受理时间"',
        'registered_at = ["受理时间", "时刻"]\nformats = ["%d-%m-%y %I:%M:%S %p", "%Y-%m-%d %H:%M:%S"]',
    )
    table = as_csv([row("W1", 受理时间="04-08-15") | {"时刻": "3:53:50 PM"}], head)

    report = desk.bring(table, mapping)

    assert report["ranges"]["受理时间 + 时刻"]["min"] == "2015-08-04T15:53:50+08:00"


@pytest.mark.parametrize("kind", ["fault", "service", "complaint", "praise"])
def test_every_kind_can_be_brought_in(desk: Desk, kind):
    rows = [row("W1"), row("W2", 状态="处理中", 办结时间=""), row("W3", 状态="已撤回")]

    report = desk.bring(rows, MAPPING.replace('"enquiry"', f'"{kind}"'))

    assert report["imported"] == 3
    assert set(Ticket.objects.values_list("kind", "status")) == {
        (kind, "closed"),
        (kind, "registered"),
        (kind, "withdrawn"),
    }
    files = [ticket.complaint.is_anonymous for ticket in Ticket.objects.filter(complaint__isnull=False)]
    assert files == ([True] * 3 if kind == "complaint" else [])


def test_a_case_that_is_being_worked_on_has_its_step_in_the_history(desk: Desk):
    mapping = MAPPING.replace('"处理中" = "registered"', '"处理中" = "accepted"')

    desk.bring([row("W1", 状态="处理中", 办结时间="")], mapping)

    ticket = Ticket.objects.get()
    assert [(event.what, event.to_status) for event in ticket.timeline.all()] == [
        ("register", "registered"),
        ("accept", "accepted"),
    ]
    assert (ticket.status, ticket.version, ticket.seq) == ("accepted", 2, 2)
