"""A day with a bit of everything, for every test of figures."""

import pytest

from surveys import actions as asking
from surveys.models import Callback
from tests.memory import remembered
from tests.people import MONDAY_NINE, minutes, no_power
from tickets.actions import desk, field, merging


@pytest.fixture
@remembered
def busy(reported, company, guifang, flat, min, other, lin, qiang, jing, qian):
    """A day with a bit of everything: settled and satisfied, late, sent back, urged, merged, again, complained of."""
    callback = Callback.objects.get(ticket=reported)
    asking.confirm(callback, score=5, by=jing, at=MONDAY_NINE + minutes(200))
    late = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE + minutes(300))
    field.dispatch(late, crew=company.second_crew, by=lin, at=MONDAY_NINE + minutes(301))
    field.dispatch(late, crew=company.crew, by=lin, at=MONDAY_NINE + minutes(302))
    field.accept(late, by=qiang, at=MONDAY_NINE + minutes(303))
    field.arrive(late, by=qiang, at=MONDAY_NINE + minutes(390))
    bill = desk.Intake(category=company.enquiry, contact_name="陈桂芳", contact_phone="13800006217", title="电费")
    north = desk.register(bill, unit=company.north, by=other, at=MONDAY_NINE + minutes(400))
    twin = desk.register(bill, unit=company.north, by=other, at=MONDAY_NINE + minutes(401))
    merging.merge(twin, into=north, by=other, at=MONDAY_NINE + minutes(402))
    desk.reply(north, text="已答复", by=other, at=MONDAY_NINE + minutes(420))
    return late
