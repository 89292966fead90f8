"""Rows that belong together are one statement, and all of them or none."""

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models.sql import InsertQuery
from django.test.utils import CaptureQueriesContext

from customers.models import Customer, Phone
from servicedesk.lib.inserting import insertion
from servicedesk.lib.together import put, put_sql, together
from tests.people import MONDAY_NINE


def family(company) -> tuple[Customer, Phone]:
    mother = Customer(org=company.org, name="陈桂芳", created_at=MONDAY_NINE)
    return mother, Phone(org=company.org, customer=mother, number="13800006217", reversed="71260000831", is_main=True)


def test_rows_of_two_tables_are_one_statement(company):
    mother, phone = family(company)
    with CaptureQueriesContext(connection) as asked, together():
        put(phone)  # the order does not matter
        put(mother)

    assert len(asked) == 1
    assert mother.phones.get() == phone
    mother.name = "陈桂芬"
    mother.save()
    assert Customer.objects.get(pk=mother.pk).name == "陈桂芬"


def test_alone_they_are_written_at_once(company):
    mother, phone = family(company)
    put(mother)
    put(phone)
    put()

    assert mother.phones.get() == phone


def test_of_what_cannot_be_nothing_is_written(company):
    mother, _phone = family(company)
    put(mother)
    aunt = Customer(org=company.org, name="陈桂英", created_at=MONDAY_NINE)
    with pytest.raises(IntegrityError), transaction.atomic(), together():
        put(aunt)
        put(Customer(pk=mother.pk, org=company.org, name="陈桂芳", created_at=MONDAY_NINE))

    assert not Customer.objects.filter(pk=aunt.pk).exists()


def test_a_refusal_inside_writes_nothing(company):
    mother, _phone = family(company)
    with pytest.raises(RuntimeError), together():
        put(mother)
        raise RuntimeError

    assert not Customer.objects.filter(pk=mother.pk).exists()


def test_what_is_there_already_may_stay(company):
    mother, _phone = family(company)
    put(mother)
    again = Customer(pk=mother.pk, org=company.org, name="别人", created_at=MONDAY_NINE)
    with together():
        put(again, once=True)
        put_sql("UPDATE customers_customer SET kind = %s WHERE id = %s", ["business", mother.pk])

    assert Customer.objects.get(pk=mother.pk).name == "陈桂芳"


def test_every_column_is_written_as_django_would(company, fault):
    """A case, its event (with facts in JSON) and a clock (with its limit)."""
    wire = connections["default"]
    for row in (fault, fault.timeline.get(what="register"), fault.clocks.earliest("due_at")):
        query = InsertQuery(type(row))
        query.insert_values(row._meta.concrete_fields, [row])
        ((theirs, values),) = query.get_compiler(connection=wire).as_sql()
        ours, given = insertion([row], once=False, wire=wire)
        assert ours == theirs
        assert [str(one) for one in given] == [str(one) for one in values]
