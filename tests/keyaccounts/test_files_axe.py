"""The pages of the customers' files, full, empty, refused and restricted, free of what axe finds against WCAG 2.2 AA."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers import checking, editing, secrecy, tagging
from customers.models import Customer
from keyaccounts.actions import contracts, dates, levels, visits
from keyaccounts.models import SecurityTask
from keyaccounts.security import planning
from tests.test_axe import enter, faults_of, todays, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABS = ("edit/", "contracts/", "visits/", "changes/", "supply-security/")


@pytest.fixture
def full(kept, mei, guo, min) -> Customer:
    """A file with something on every page."""
    at, today = timezone.now(), timezone.localdate()
    tagging.take_usual_tags(kept.org, by=None)
    editing.edit(kept, tags=["生命支持设备"], by=min, at=at)
    editing.give_phone(kept, "13900001111", label="电工", by=min, at=at)
    point = kept.supply_points.get()
    checking.ask_correction(kept, point, address="解放路 3 号", reason="门牌已换", by=min, at=at)
    checking.check_identity(kept, paper="licence", number="913702031990010112", by=min, at=at)
    levels.set_level(kept, "first", reason="手术室", by=guo, at=at)
    signed = {"signed_on": today - timedelta(days=9), "valid_until": today + timedelta(days=99)}
    contracts.enter_contract(kept, kind="safety", number="AQ-1", by=mei, at=at, **signed)
    visits.plan_visit(kept, purpose="季度走访", on=today, by=mei, at=at)
    paid = visits.pay_visit(kept, purpose="走访", said="一切正常", on=today, by=mei, at=at)
    visits.promise_follow_up(kept, text="送操作卡", due_on=today - timedelta(days=1), visit=paid, by=mei, at=at)
    dates.keep_date(kept, kind="own", text="院庆", first_on=today + timedelta(days=9), every_months=12, by=mei, at=at)
    told = {
        "event": "高考保电",
        "level": "first",
        "from_at": at,
        "until_at": at + timedelta(hours=9),
        "measures": "双电源",
    }
    task = planning.cover(planning.open_task(kept.org, **told, by=mei, at=at), customer=kept, by=mei, at=at)
    planning.ask_duty(task, person=mei, part="值守", from_at=at, until_at=at + timedelta(hours=9), by=mei, at=at)
    planning.set_check(task, lines="发电车试机", by=mei, at=at)
    editing.edit(kept, kind="business", by=guo, at=timezone.now())
    return kept


def test_the_files(page, phone, live_server, full, guo, other):
    asked = secrecy.ask_to_see(full, reason="核对", hours=4, by=other, at=timezone.now())
    pages = [f"/customers/{full.pk}/{tab}" for tab in TABS]
    pages += [f"/supply-security/{SecurityTask.objects.get().pk}/"]
    pages += ["/customers/", "/customers/viewings/", "/manage/tags/"]

    faults = walk(page, live_server, {"guo": todays(pages)}, "")
    page.goto(f"{live_server.url}/customers/{full.pk}/")
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    faults += faults_of(page)
    faults += walk(phone, live_server, {"guo": [f"/customers/{full.pk}/", "/customers/"]}, "")

    assert faults == []
    assert asked.decided_at is None


def test_a_restricted_customer_and_a_refused_form(page, live_server, full, guo, min):
    enter(page, live_server, "min")
    page.goto(f"{live_server.url}/customers/{full.pk}/edit/")
    page.evaluate("document.querySelector('input[name=version]').value = '1'")
    page.click("form.card button.pri")
    assert "409" not in page.title()
    faults = faults_of(page)
    secrecy.classify(full, "secret", reason="涉密", by=guo, at=timezone.now())
    page.goto(f"{live_server.url}/customers/{full.pk}/")

    assert faults + faults_of(page) == []
