"""Orders on their pages: beside the case, on the list, on paper, and on the list of whoever has to answer."""

import pytest
from django.utils import timezone

from tests.people import minutes
from tickets.actions import ordering
from tickets.models import Order, Ticket, UrgeRule

WHAT = "两小时内派第二班支援"


@pytest.fixture
def ordered(accepted, guo, qiang) -> Ticket:
    return ordering.order(accepted, text=WHAT, to=qiang, limit="4h", by=guo, at=timezone.now())


def post(client, ticket, verb, **told):
    ticket.refresh_from_db()
    return client.post(f"/t/{ticket.number}/{verb}/", {"version": ticket.version} | told)


def test_an_order_goes_its_whole_way_over_the_pages(client, accepted, guo, qiang, wei):
    client.force_login(guo)
    assert post(client, accepted, "order", to=f"user:{qiang.pk}", text=WHAT, limit="2wh").status_code == 302
    client.force_login(qiang)
    assert WHAT in client.get("/my/").content.decode()
    assert "acknowledge/" in client.get(f"/t/{accepted.number}/").content.decode()
    assert post(client, accepted, "acknowledge").status_code == 302
    assert post(client, accepted, "answer_order", text="第二班已出发").status_code == 302
    client.force_login(guo)
    assert "第二班已出发" in client.get(f"/t/{accepted.number}/").content.decode()
    assert post(client, accepted, "return_answer", reason="何时到场？").status_code == 302
    client.force_login(qiang)
    assert "何时到场？" in client.get(f"/t/{accepted.number}/").content.decode()
    assert post(client, accepted, "answer_order", text="十点到").status_code == 302
    client.force_login(guo)
    assert post(client, accepted, "accept_answer").status_code == 302
    assert Order.objects.get().state == "accepted"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({"text": "", "limit": "4h"}, "4h"),
        ({"limit": "soon"}, "soon"),
        ({"limit": "2020-01-01T08:00"}, WHAT),
        ({"to": "user:nobody"}, WHAT),
        ({"to": ""}, WHAT),
        ({"version": "1"}, WHAT),
    ],
)
def test_a_refused_order_keeps_what_was_typed_and_says_why(client, accepted, guo, qiang, told, kept):
    client.force_login(guo)

    page = post(client, accepted, "order", **{"to": f"user:{qiang.pk}", "text": WHAT} | told)

    assert page.status_code in (409, 422)
    assert kept in page.content.decode()
    assert 'role="alert"' in page.content.decode()
    assert not Order.objects.exists()


def test_who_is_not_ordered_reads_and_answers_not(client, ordered, lin, min):
    client.force_login(lin)
    page = client.get(f"/t/{ordered.number}/").content.decode()

    assert WHAT in page
    assert "answer_order/" not in page
    assert post(client, ordered, "answer_order", text="已办").status_code == 403
    assert post(client, ordered, "order", text="已办").status_code == 403
    assert Order.objects.get().state == "sent"


@pytest.mark.parametrize("view", ["open", "overdue", "answered", "ended", "x"])
def test_the_list_opens_on_every_tab(client, ordered, guo, view):
    client.force_login(guo)

    page = client.get("/board/orders/", {"view": view, "hall": "CN"})

    assert page.status_code == 200
    assert (WHAT in page.content.decode()) == (view in ("open", "x"))


def test_what_is_late_stands_on_top_and_is_counted(client, company, accepted, application, guo, qiang):
    now = timezone.now()
    ordering.order(application, text="今日答复", to=qiang, limit="1d@23:59", by=guo, at=now)
    ordering.order(accepted, text=WHAT, to=qiang, limit="1h", by=guo, at=now - minutes(90))
    client.force_login(guo)

    text = client.get("/board/orders/").content.decode()
    assert text.index(WHAT) < text.index("今日答复")
    late = client.get("/board/orders/", {"view": "overdue"}).content.decode()
    assert WHAT in late
    assert "今日答复" not in late


def test_the_list_asks_a_bounded_number_of_questions(client, ordered, guo, django_assert_max_num_queries):
    client.force_login(guo)
    with django_assert_max_num_queries(20):
        client.get("/board/orders/")


def test_another_company_finds_no_order(client, ordered, stranger):
    client.force_login(stranger)

    assert client.get(f"/t/{ordered.number}/orders/{Order.objects.get().number}/").status_code == 404
    assert not Order.objects.visible_to(stranger).exists()


def test_the_sheet_bears_number_text_deadline_and_answer(client, ordered, guo, qiang):
    ordering.answer_order(ordered, text="第二班已到场", by=qiang)
    client.force_login(guo)

    text = client.get(f"/t/{ordered.number}/orders/{Order.objects.get().number}/").content.decode()

    for words in (Order.objects.get().number, WHAT, "第二班已到场", "刘建国", "李强", ordered.number):
        assert words in text


def test_a_crew_finds_its_order_on_the_phone(client, ordered, qiang, wei):
    client.force_login(qiang)
    assert WHAT in client.get("/m/").content.decode()
    client.force_login(wei)
    assert WHAT not in client.get("/m/").content.decode()


def test_the_rule_on_urging_is_read_by_many_and_changed_by_few(client, company, guo, root):
    figures = {"customer_minutes": 15, "customer_daily": 0, "staff_minutes": 5, "raise_every": 3, "raise_most": 2}
    client.force_login(guo)
    assert client.get("/manage/urging/").status_code == 200
    assert client.post("/manage/urging/", figures).status_code == 403
    client.force_login(root)
    assert client.post("/manage/urging/", figures | {"raise_most": 9}).status_code == 422
    assert client.post("/manage/urging/", figures).status_code == 302
    assert client.post("/manage/urging/", figures | {"raise_every": 4}).status_code == 302
    rule = UrgeRule.objects.get(org=company.org)
    assert (rule.customer_minutes, rule.raise_every) == (15, 4)


def test_a_refused_urging_on_a_list_says_so_in_its_place(client, fault, min):
    client.force_login(min)
    client.post(f"/t/{fault.number}/urge/", headers={"HX-Request": "true"})

    part = client.post(f"/t/{fault.number}/urge/", headers={"HX-Request": "true"})

    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    fault.refresh_from_db()
    assert fault.urges == 1
