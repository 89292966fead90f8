"""A fault whose cause is known: the counter answers with the outage before a question is asked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from outages.actions import announce
from outages.models import Kind, Outage
from tests.outages.conftest import told
from tickets.models import Matter, Ticket

HX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def off(company, lin, flat) -> Outage:
    now = timezone.now()
    facts = {"starts_at": now - timedelta(minutes=30), "expected_end_at": now + timedelta(hours=2)}
    return announce(told(**facts), org=company.org, by=lin, at=now)


@pytest.fixture
def soon(company, lin, flat) -> Outage:
    now = timezone.now()
    facts = {"kind": Kind.PLANNED, "title": "线路检修", "starts_at": now + timedelta(days=2)}
    facts["expected_end_at"] = now + timedelta(days=2, hours=4)
    return announce(told(**facts), org=company.org, by=lin, at=now, confirmed=True)


def band(client, sheet) -> str:
    return client.post("/intake/duplicates/", sheet, **HX).content.decode()


def test_the_band_reads_the_script_and_offers_to_settle(client, min, off, fill):
    client.force_login(min)
    text = band(client, fill())

    assert off.script in text
    assert 'data-key="Alt+C"' in text
    assert f'name="outage" value="{off.number}"' in text


@pytest.mark.parametrize("more", [{"top": "bill"}, {"customer": "", "point": ""}], ids=["no fault", "nobody"])
def test_where_it_answers_nothing_it_is_not_said(client, min, off, fill, more):
    client.force_login(min)

    assert off.title not in band(client, fill(**more))


def test_on_the_telephone_nothing_is_settled_at_a_window(client, min, off, fill):
    client.force_login(min)
    text = band(client, fill(channel="hotline"))

    assert off.script in text
    assert 'name="outage"' not in text


def test_a_planned_one_is_a_softer_line(client, min, soon, fill):
    client.force_login(min)
    text = band(client, fill())

    assert "soon-off" in text
    assert soon.script not in text


def test_answered_with_it_the_visit_has_its_matter_and_no_ticket(client, min, off, fill):
    client.force_login(min)
    page = client.post("/intake/settle/", fill(outage=off.number, description="别的"), **HX)

    assert page.status_code == 200
    matter = Matter.objects.get()
    assert (matter.words, matter.category.code) == (f"{off.number} {off.title}", "no-power")
    assert not Ticket.objects.exists()
