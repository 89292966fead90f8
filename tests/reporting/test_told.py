"""What is told regularly: the bulletin for ever, the report of the week, by rules that are versions."""

import json
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import override_settings

from accounts.models import AuditEvent, Notice
from customers.models import Message
from reporting import rollup, tasks
from reporting.actions import freezing, ordering, ruling
from reporting.indexes import indexes
from reporting.models import Bulletin, HandFigure, ReportOrder, StaleDay
from reporting.rules import rules_of
from reporting.wanted import Wanted
from servicedesk.lib import mail
from servicedesk.lib.refusals import Refusal
from tests.people import MONDAY_NINE
from tickets.lifecycle import Kind
from tickets.models import Ticket

MARCH, FIRST = date(2026, 3, 1), date(2026, 3, 16)
APRIL = MONDAY_NINE + timedelta(days=19)  # 4 April
MAIL = {**settings.GATEWAYS, "mail": {"url": "smtp://mail.example.org", "token": "desk@example.org", "batch": 1}}


def page(client, user, path, **data):
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client.post(path, data) if data else client.get(path)


def test_a_month_is_frozen_once_and_stays_as_it_was_told(client, busy, company, guo, shen):
    assert list(freezing.to_freeze(at=MONDAY_NINE + timedelta(days=17))) == []  # 2 April
    assert freezing.freeze(company.org, MARCH, at=APRIL) is None  # not counted yet
    rollup.settle(at=APRIL, longest=60)
    assert list(freezing.to_freeze(at=APRIL)) == [(company.org, MARCH)]
    made = freezing.freeze(company.org, MARCH, at=APRIL)

    assert made.figures["all"]["cases.own"] == [4, 0]
    assert made.figures["hall"][str(company.hall.pk)]["n"]["promises.kept_arrive"] == [1, 0]
    assert sum(row["n"].get("cases.own", [0])[0] for row in made.figures["hall"].values()) == 4
    assert (freezing.freeze(company.org, MARCH, at=APRIL), list(freezing.to_freeze(at=APRIL))) == (None, [])
    assert Notice.objects.get(user=guo, what="bulletin").path == "/reports/bulletins/2026-03/"
    for change in (lambda: Bulletin.objects.update(month=FIRST), lambda: Bulletin.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    before = page(client, guo, "/reports/bulletins/2026-03/").content.decode()
    Ticket.objects.filter(pk=busy.pk).update(unit=company.north)
    after = page(client, guo, "/reports/bulletins/2026-03/").content.decode()
    assert ("moved since" in before, "moved since" in after) == (False, True)
    assert Bulletin.objects.get().figures == made.figures
    table = page(client, shen, "/reports/bulletins/2026-03/?as=csv").content.decode("utf-8-sig")
    assert "营业厅" in table and page(client, shen, "/reports/bulletins/2026-03/?as=xlsx").content[:2] == b"PK"
    paper = page(client, guo, "/reports/bulletins/2026-03/?print=1").content.decode()
    assert "2026 年 3 月" in paper and page(client, guo, "/reports/bulletins/2026-13/").status_code == 404
    assert "2026-03" in page(client, guo, "/reports/bulletins/").content.decode()


def test_rules_are_versions_and_a_change_has_the_days_counted_anew(client, busy, company, guo, min):
    rollup.settle(at=APRIL, longest=60)
    told = {
        name: json.dumps(one) if isinstance(one, bool) else one for name, one in rules_of(company.org.pk).told().items()
    }
    told |= {
        "fcr_days": 2,
        "outer_channels": "12345，12398",
        "class_one": "attitude",
        "fcr_urge": "on",
        "fcr_kinds": "",
    }

    assert page(client, min, "/reports/rules/").status_code == 403
    assert page(client, guo, "/reports/rules/", **told | {"fcr_days": 0}).status_code == 422
    assert page(client, guo, "/reports/rules/", **told).status_code == 302
    rules = rules_of(company.org.pk)
    assert (rules.version, rules.fcr_days, rules.class_one, rules.outer_channels) == (
        1,
        2,
        ("attitude",),
        ("12345", "12398"),
    )
    assert StaleDay.objects.filter(org=company.org).count() >= 19
    assert AuditEvent.objects.get(what="report_rules").facts["changed"]["fcr_days"] == [7, 2]
    assert page(client, guo, "/reports/rules/", **told).status_code == 302
    assert rules_of(company.org.pk).version == 1
    number = {"month": "2026-03", "what": "untrue", "n": "3", "note": "质检月报"}
    assert page(client, guo, "/reports/rules/number/", **number | {"month": "x"}).status_code == 422
    assert page(client, guo, "/reports/rules/number/", **number).status_code == 302
    assert "质检月报" in page(client, guo, "/reports/rules/").content.decode()


def test_the_indexes_are_the_formulas_of_the_trade(busy, company, guo):
    """Trade rules, section 9: half of the calls in hundreds, not fifty of them."""
    bill = Ticket.objects.filter(kind=Kind.ENQUIRY).order_by("registered_at").first()
    want = Wanted(guo, MARCH, date(2026, 3, 31))
    told = {one.code: one for one in indexes(want, today=date(2026, 4, 4))}
    assert (told["quality"].value, told["norm"].value, told["connecting"].value) == (100.0, None, None)

    numbers = {"calls": 4000, "customers": 60_000, "untrue": 2, "media": 1}
    for what, n in numbers.items():
        ruling.tell_number(company.org, month=MARCH, what=what, n=n, note="月报", by=guo, at=APRIL)
    Ticket.objects.filter(pk=bill.pk).update(kind=Kind.REPORT)
    told = {one.code: one for one in indexes(want.but(memo={}), today=date(2026, 4, 4))}

    assert told["quality"].value == pytest.approx(100 - 2 * 0.1 - 5)
    base = 4000 / 100 * 0.5 + 60_000 / 1000 * 0.5
    assert (base, told["norm"].value) == (50, pytest.approx((0.7 + 0.2 + 0.1 * (1 - 1 / base)) * 100))
    with pytest.raises(IntegrityError), transaction.atomic():
        HandFigure.objects.update(n=1)


@pytest.mark.parametrize("gateways", [settings.GATEWAYS, MAIL], ids=["no mail server", "a mail server"])
def test_a_report_comes_every_week_once_to_whom_was_chosen(client, busy, company, guo, shen, min, gateways):
    chosen = {"person": [str(guo.pk), str(shen.pk)], f"mail-{guo.pk}": "guo@example.org"}
    asked = {"title": "周报", "every": "week", "day": "1", "hour": "8", "query": "by=hall"}
    with override_settings(GATEWAYS=gateways):
        assert page(client, guo, "/reports/orders/", **asked).status_code == 422  # nobody chosen
        assert page(client, guo, "/reports/orders/", **asked | chosen | {"day": "9"}).status_code == 422
        assert page(client, guo, "/reports/orders/", **asked | chosen).status_code == 302
        order = ReportOrder.objects.get()
        monday = MONDAY_NINE + timedelta(days=7)
        ReportOrder.objects.update(next_at=monday)
        order.refresh_from_db()
        for _twice in range(2):
            ordering.send(order, at=monday)

    notice = Notice.objects.get(user=guo, what="report_due")
    assert Notice.objects.filter(what="report_due").count() == 2
    assert (notice.facts["first"], notice.facts["last"]) == ("2026-03-16", "2026-03-22")
    assert "from=2026-03-16&to=2026-03-22" in notice.path and "4" in notice.facts["figures"]
    letters = list(Message.objects.filter(channel="mail"))
    assert len(letters) == (1 if gateways is MAIL else 0)
    for letter in letters:
        assert letter.address == "guo@example.org" and "/reports/?from=2026-03-16" in letter.text
        assert not any(word in letter.text for word in ("陈桂芳", "13800006217", "文昌路"))
        sent = mail.letter(key=letter.key, to=letter.address, text=letter.text, sender="desk@example.org")
        assert sent["Subject"].startswith("周报 2026-03-16") and "/reports/" in sent.get_content()
    order.refresh_from_db()
    assert order.next_at == MONDAY_NINE + timedelta(days=13, hours=23)
    with pytest.raises(Refusal):
        ordering.end(order, by=min, at=monday)
    assert page(client, guo, f"/reports/orders/{order.pk}/end/", really="1").status_code == 302
    tasks.tell.run()
    assert Notice.objects.filter(what="report_due").count() == 2
