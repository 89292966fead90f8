"""The texts to customers: worded by the company, in its language, each version kept; nothing unsendable is saved."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Brand, Change
from customers.letters import HOLES, LETTERS, holes_for, holes_in, needed, sampled, shipped
from customers.models import Message, Wording
from customers.rewording import WordedMeanwhile, reword
from onboarding.trades import word_letters
from servicedesk.lib.refusals import Invalid, NotAllowed
from servicedesk.lib.sms import parts_of
from tests.people import MONDAY_NINE
from tickets.actions.telling import write_to_customer

AT = MONDAY_NINE


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_shipped_text_can_be_filled(language):
    for code in LETTERS:
        body = shipped(code, language)
        assert set(needed(code)) <= set(holes_in(body)) <= set(holes_for(code)) <= set(HOLES), code
        assert not set("{}〔〕｜") & set(sampled(body, language)), code


def test_a_text_is_worded_looked_at_and_taken_back(client, company, root, fault):
    client.force_login(root)
    assert client.get("/manage/texts/").status_code == 200
    body = "【{营业厅}】{单号} 已受理〔，{到场时间} 前到〕〔，{联系时间} 前联系｜，请放心〕。致电 {电话}"
    seen = client.post("/manage/texts/registered/look/", {"body": body}).context["preview"]
    assert "1123-0042 已受理，15:08 前到，请放心" in seen["text"] and seen["parts"] == 1
    assert client.post("/manage/texts/registered/", {"body": body, "version": 0}).status_code == 302
    Message.objects.all().delete()
    told = write_to_customer(fault, "registered", at=AT)
    assert told.text.startswith(f"【城南营业厅】{fault.short_number} 已受理，") and "致电 0532-00000" in told.text
    assert "{" not in told.text and "〔" not in told.text

    change = Change.objects.filter(table="customers_wording").latest("at", "pk")
    assert change.by == root and change.after["body"] == body
    assert client.post("/manage/texts/registered/", {"body": body, "version": 0}).status_code == 422
    assert client.post("/manage/texts/registered/", {"body": body, "version": 1, "usual": 1}).status_code == 302
    assert list(Wording.objects.order_by("version").values_list("version", "body")) == [(1, body), (2, "")]
    assert "v2" in client.get("/manage/texts/registered/").content.decode()
    with pytest.raises(DatabaseError, match="history"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE customers_wording SET body = 'x'")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{单号} {停电}", "停电"),
        ("已受理", "单号"),
        ("{单号} 〔x", "bracket"),
        ("{单号} {", "bracket"),
        ("{单号}" + "长" * 500, "500"),
    ],
)
def test_what_cannot_be_sent_is_not_saved(company, root, body, said):
    with pytest.raises(Invalid) as refused:
        reword(company.org, "registered", body, version=0, by=root, at=AT)
    assert said in refused.value.fields["body"] or "括号" in refused.value.fields["body"]


def test_who_may_and_who_was_first(company, root, guo):
    reword(company.org, "replied", "{单号}：{进度}", version=0, by=root, at=AT)
    with pytest.raises(WordedMeanwhile):
        reword(company.org, "replied", "{单号} {进度}", version=0, by=root, at=AT)
    with pytest.raises(NotAllowed):
        reword(company.foreign_org, "replied", "{单号} {进度}", version=0, by=root, at=AT)
    with pytest.raises(NotAllowed):
        reword(company.org, "replied", "{单号} {进度}", version=1, by=guo, at=AT)


def test_the_company_s_language_decides_and_the_phone_comes_from_above(company, fault):
    Brand.objects.create(unit=company.org, org=company.org, language="en", hotline="96777")
    company.hall.phone = ""
    company.hall.save()
    type(company.org).objects.filter(pk=company.org.pk).update(phone="")
    assert "please call 96777" in write_to_customer(fault, "restored", at=AT).text
    Brand.objects.update(language="")
    assert "请回电 96777。" in write_to_customer(fault, "restored", at=AT, key="again:").text


def test_another_trade_speaks_of_its_own_supply(company, root):
    reword(company.org, "outage_back", "【{营业厅}】{停电}好了", version=0, by=root, at=AT)
    assert word_letters(company.org, "water", by=root, at=AT) == 4
    told = {one.letter: one.body for one in Wording.objects.all()}
    assert (
        "起停水" in told["outage_news"] and "{停电起}" in told["outage_news"] and told["outage_back"].endswith("好了")
    )
    assert (
        word_letters(company.org, "power", by=root, at=AT) == 4
        and word_letters(company.org, "power", by=root, at=AT) == 0
    )


@pytest.mark.parametrize(
    ("text", "parts"), [("中" * 70, 1), ("中" * 71, 2), ("中" * 135, 3), ("a" * 160, 1), ("a" * 161, 2)]
)
def test_a_text_is_counted_as_the_network_counts_it(text, parts):
    assert parts_of(text) == parts
