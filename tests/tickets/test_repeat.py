"""重复诉求: counted, tied to the first time, told, lifted by rule. Rows A8 and N8, pitfall 12."""

import pytest

from accounts.models import Notice
from tests.people import MONDAY_NINE, minutes, no_power
from tests.tickets.plans import latest
from tickets.actions import desk, repeating
from tickets.actions.mending import wrong_clocks
from tickets.duplicates import Asked, hints_for
from tickets.models import TicketLink

DAY = minutes(24 * 60)
AT = MONDAY_NINE + minutes(20)


def again(company, guifang, flat, by, at, **more):
    return desk.register(no_power(company, guifang, flat, **more), unit=company.hall, by=by, at=at)


def test_the_customer_comes_again_and_the_case_is_urged_instead_of_a_new_one(fault, guifang, min, lin):
    fault = repeating.repeat(fault, text="还没人来", by=lin, at=AT)

    assert (fault.contacts, fault.urges) == (1, 1)
    event = fault.timeline.get(what="repeat")
    assert event.facts == {"text": "还没人来", "count": 1}
    assert Notice.objects.filter(user=min, what="repeat").exists()


def test_a_contact_counts_even_where_urging_is_too_soon(fault, lin):
    for n in (0, 1):
        fault = repeating.repeat(fault, by=lin, at=AT + minutes(n))

    assert (fault.contacts, fault.urges) == (2, 1)


def test_from_the_third_contact_on_the_case_is_lifted_by_the_rule(fault, lin):
    for n in range(3):
        fault = repeating.repeat(fault, by=lin, at=AT + minutes(n))

    fault.refresh_from_db()
    assert (fault.contacts, fault.level) == (3, "major")
    lifted = fault.timeline.filter(what="reclassify").order_by("seq")
    assert [event.seq for event in lifted] == [lifted[0].seq], "once"
    assert lifted[0].reason
    assert wrong_clocks(fault) == []


def test_a_new_case_about_the_same_is_tied_to_the_first_and_both_say_so(fault, company, guifang, flat, min, lin):
    desk.withdraw(fault, reason="来电了", by=min, at=AT)
    first = again(company, guifang, flat, min, AT)
    second = again(company, guifang, flat, lin, AT + DAY)

    first.refresh_from_db()
    assert (second.repeats, second.contacts) == (first, 1), "a withdrawn one was no matter"
    assert TicketLink.objects.get(source=second).kind == "repeat"
    assert first.timeline.filter(what="repeated", facts__other=second.number).exists()
    assert Notice.objects.filter(user=min, what="repeated").exists()


def test_the_count_goes_on_from_case_to_case(company, guifang, flat, min):
    cases = [again(company, guifang, flat, min, MONDAY_NINE + n * DAY) for n in range(4)]
    for case in cases:
        case.refresh_from_db()

    assert [case.contacts for case in cases] == [0, 1, 2, 3]
    assert [case.level for case in cases] == ["", "", "major", "major"]
    assert latest(cases[2], "arrive").due_at == MONDAY_NINE + 2 * DAY + minutes(45)


@pytest.mark.parametrize(
    ("what", "count"),
    [("same phone", 1), ("same address", 1), ("another matter", 0), ("too long ago", 0), ("nothing known", 0)],
)
def test_what_counts_as_the_same_again(company, guifang, flat, min, what, count):
    old = {"contact_name": "路人", "address": "人民路 1 号"}
    new = {"contact_name": "另一人", "address": "和平路 2 号"}
    at = AT + DAY
    if what == "same phone":
        old["contact_phone"] = new["contact_phone"] = "13700001111"
    elif what == "same address":
        new["address"] = old["address"]
    elif what == "too long ago":
        old["contact_phone"] = new["contact_phone"] = "13700001111"
        at = AT + 31 * DAY
    kind = company.enquiry if what == "another matter" else company.fault
    answers = {"neighbours": "on", "danger": "none"}
    if what == "another matter":
        old["contact_phone"] = new["contact_phone"] = "13700001111"
    first = desk.Intake(category=company.fault, answers=answers, **old)
    desk.register(first, unit=company.hall, by=min, at=AT)
    second = desk.Intake(category=kind, answers=answers if kind == company.fault else {}, **new)

    ticket = desk.register(second, unit=company.hall, by=min, at=at)
    ticket.refresh_from_db()
    assert ticket.contacts == count


def test_a_rule_that_is_switched_off_counts_nothing(company, guifang, flat, min):
    company.fault.duplicates = {"account": "off", "transformer": {"count": 0}, "repeat": {"days": 0}}
    company.fault.save()
    again(company, guifang, flat, min, AT)
    asked = Asked(company.org.pk, company.fault, guifang, flat, "13800006217")

    assert again(company, guifang, flat, min, AT + DAY).contacts == 0
    assert hints_for(asked, user=min, at=AT + DAY) == []


# what the counter is told before it registers


def test_the_same_account_is_offered_to_be_urged(fault, company, guifang, flat, min, other):
    asked = Asked(company.org.pk, company.fault, guifang, flat)

    (hint,) = hints_for(asked, user=min, at=AT)
    assert (hint.sort, hint.offer, hint.first.ticket) == ("account", "urge", fault)
    (hint,) = hints_for(asked, user=other, at=AT)
    assert (hint.rows, hint.hidden) == ([], 1), "another hall's case is counted and not shown"


def test_the_second_fault_of_a_transformer_is_offered_to_be_linked(fault, company, yufen, upstairs, min):
    asked = Asked(company.org.pk, company.fault, yufen, upstairs)

    (hint,) = hints_for(asked, user=min, at=AT)
    assert (hint.sort, hint.offer, hint.minutes) == ("transformer", "link", 30)
    assert hint.first.ticket == fault
    assert hints_for(asked, user=min, at=MONDAY_NINE + minutes(31)) == []


def test_whoever_says_nothing_of_themselves_is_nobodys_double(fault, company, min):
    """Pitfall 12: an empty criterion matches nothing."""
    assert hints_for(Asked(company.org.pk, company.fault), user=min, at=AT) == []


def test_registered_with_the_master_no_second_crew_is_sent(fault, company, yufen, upstairs, min):
    part = again(company, yufen, upstairs, min, AT, contact_phone="13900001122", parent=fault)

    assert latest(part, "arrive").due_at == MONDAY_NINE + minutes(45)
    assert TicketLink.objects.get(source=part).follows
