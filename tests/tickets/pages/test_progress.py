"""The customer's page behind the QR code."""

import pytest

from tests.people import MONDAY_NINE
from tickets.actions import desk
from tickets.actions.telling import link_for
from tickets.models import CustomerLink


@pytest.fixture
def token(arrived):
    return link_for(arrived, CustomerLink.Purpose.PROGRESS, at=MONDAY_NINE)


def test_the_holder_of_the_slip_sees_where_it_stands(client, arrived, token):
    page = client.get(f"/s/{token}/")

    text = page.content.decode()
    assert page.status_code == 200
    assert arrived.short_number in text
    assert "138****6217" in text
    assert "陈*芳" in text


@pytest.mark.parametrize("secret", ["13800006217", "陈桂芳", "2 单元 501", "李强"])
def test_the_page_shows_nothing_that_the_slip_may_not_tell(client, token, secret):
    assert secret not in client.get(f"/s/{token}/").content.decode()


@pytest.mark.parametrize("wrong", ["x", "AAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1", "%00"])
def test_a_wrong_token_is_not_found(client, token, wrong):
    assert client.get(f"/s/{wrong}/").status_code == 404


def test_the_token_itself_is_stored_nowhere(arrived, token):
    link = CustomerLink.objects.get(ticket=arrived)

    assert token not in (link.token_hash, str(link.pk))
    assert len(token) >= 22


def test_a_reprint_makes_the_same_link(arrived, token):
    assert link_for(arrived, CustomerLink.Purpose.PROGRESS, at=MONDAY_NINE) == token


def test_a_revoked_link_is_not_found(client, arrived, token):
    CustomerLink.objects.filter(ticket=arrived).update(revoked_at=MONDAY_NINE)

    assert client.get(f"/s/{token}/").status_code == 404


def test_the_customer_may_urge_once_in_half_an_hour(client, arrived, token):
    for _again in range(2):
        client.post(f"/s/{token}/urge/")

    arrived.refresh_from_db()
    assert arrived.urges == 1
    assert arrived.timeline.get(what="urge").by is None


def test_the_page_is_kept_out_of_caches_and_search_engines(client, token):
    page = client.get(f"/s/{token}/")

    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] == "same-origin"


def test_an_answered_enquiry_says_so(client, company, min):
    enquiry = desk.Intake(category=company.enquiry, contact_name="孙先生", contact_phone="13900001111")
    ticket = desk.register(enquiry, unit=company.hall, by=min, at=MONDAY_NINE, answer="按阶梯电价计算")

    token = link_for(ticket, CustomerLink.Purpose.PROGRESS, at=MONDAY_NINE)

    assert client.get(f"/s/{token}/").status_code == 200
