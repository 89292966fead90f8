"""Consumption in a customer's file: months beside the year before, as bars and as a table, saved as CSV or XLSX."""

from datetime import date
from decimal import Decimal

import pytest

from keyaccounts.figures.chart import draw, round_up, side_by_side, totals
from keyaccounts.models import Consumption


@pytest.fixture
def months(company, flat):
    for number in range(24):
        month = date(2024 + number // 12, number % 12 + 1, 1)
        told = {"quantity": 100 + number, "amount": Decimal("50.50")}
        Consumption.objects.create(org=company.org, supply_point=flat, month=month, **told)


def test_months_stand_beside_the_year_before():
    figures = {date(2025, 1, 1): (Decimal(100), None), date(2026, 1, 1): (Decimal(80), Decimal(9))}

    december, january = side_by_side(figures, last=date(2026, 1, 1), count=2)

    assert (december.quantity, december.before, december.change) == (None, None, None)
    assert (january.quantity, january.before, january.change, january.amount) == (80, 100, Decimal("-20.0"), 9)
    assert totals([december, january]) == (80, Decimal("-20.0"))


@pytest.mark.parametrize(
    ("value", "top"), [("3400", "5000"), ("1", "1"), ("0", "0"), ("0.3", "0.5"), ("9999", "10000")]
)
def test_the_scale_ends_at_a_round_figure(value, top):
    assert round_up(Decimal(value)) == Decimal(top)


def test_a_bar_is_as_high_as_its_share_of_the_scale():
    figures = {date(2026, 1, 1): (Decimal(50), None), date(2026, 2, 1): (Decimal(100), None)}

    bars = draw(side_by_side(figures, last=date(2026, 2, 1), count=2)).bars

    assert [bar.height for bar in bars] == [95.0, 190.0]


def test_nothing_known_draws_nothing():
    assert draw(side_by_side({}, last=date(2026, 2, 1), count=12)).bars == []


def test_the_page_has_bars_and_their_table(client, guifang, months, min):
    client.force_login(min)

    page = client.get(f"/customers/{guifang.pk}/figures/?months=24").content.decode()

    assert page.count('height="') >= 24 and 'class="bars"' in page
    assert page.count(">2025-") == page.count(">2024-") == 12
    assert "+10.8 %" in page


def test_no_figure_is_said_in_a_sentence(client, guifang, flat, min):
    client.force_login(min)

    assert 'class="bars"' not in client.get(f"/customers/{guifang.pk}/figures/").content.decode()


def test_it_is_saved_as_a_table(client, guifang, months, min):
    client.force_login(min)

    text = client.get(f"/customers/{guifang.pk}/figures/?as=csv").content.decode()
    book = client.get(f"/customers/{guifang.pk}/figures/?as=xlsx")

    assert text.splitlines()[1] == "2025-12,2024-12,123.000,111.000,10.8,50.50"
    assert book.content.startswith(b"PK")


def test_a_contacts_accounts_are_not_theirs(client, company, guifang, flat, months, min):
    guifang.holdings.update(part="contact")
    client.force_login(min)

    assert "<td>2025-" not in client.get(f"/customers/{guifang.pk}/figures/").content.decode()


def test_another_companys_customer_does_not_exist(client, guifang, stranger):
    client.force_login(stranger)

    assert client.get(f"/customers/{guifang.pk}/figures/").status_code == 404
