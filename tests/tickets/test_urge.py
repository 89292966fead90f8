"""催办: who asks by which channel, how often, and how high it is heard."""

from datetime import timedelta

import pytest

from accounts.actions import grant, hire
from accounts.models import Notice, User
from servicedesk.lib.refusals import NotAllowed
from tests.people import MONDAY_NINE, minutes
from tickets.actions import closing, desk, urging
from tickets.models import Ticket, UrgeRule
from tickets.refusals import UrgedAlready, WrongMoment
from tickets.sentences import tell

TEN = MONDAY_NINE + minutes(60)


@pytest.fixture
def director(company) -> User:
    """钱勇 directs the company's halls."""
    person = hire(login="yong", name="钱勇", home=company.org, staff_number="2002")
    grant(person, role="director", unit=company.org)
    return User.objects.get(pk=person.pk)


@pytest.fixture
def hourly(company) -> UrgeRule:
    """Staff may urge as often as they like, and the second urging is heard one rung higher."""
    return UrgeRule.objects.create(org=company.org, staff_minutes=0, customer_minutes=60, customer_daily=2)


@pytest.mark.parametrize(
    ("who", "via"), [("min", "first_contact"), ("line", "hotline"), ("guo", "supervisor"), ("lin", "staff")]
)
def test_who_urged_by_which_channel_is_a_fact(request, fault, who, via):
    ticket = urging.urge(fault, by=request.getfixturevalue(who), text=" 家中有老人 ", at=TEN)

    event = ticket.timeline.latest("seq")
    assert (event.facts["via"], event.facts["text"], ticket.urges) == (via, "家中有老人", 1)


def test_the_customer_urges_without_a_name(fault):
    event = urging.urge(fault, by=None, at=TEN).timeline.latest("seq")

    assert (event.by, event.facts["via"]) == (None, "customer")


def test_whoever_has_it_and_the_first_contact_are_told(dispatched, qiang, lin, min):
    urging.urge(dispatched, by=lin, at=TEN)

    told = set(Notice.objects.filter(what="urge").values_list("user__name", flat=True))
    assert {"李强", "王敏"} <= told
    assert "何琳" not in told


def test_a_second_urging_too_soon_says_when_who_and_by_when(accepted, qiang):
    urging.urge(accepted, by=None, at=TEN)

    with pytest.raises(UrgedAlready) as refused:
        urging.urge(accepted, by=None, at=TEN + minutes(29))

    assert refused.value.fields == {"next_at": (TEN + minutes(30)).isoformat()}
    assert "10:30" in refused.value.sentence()
    assert "5120" in refused.value.sentence()
    assert "李强" not in refused.value.sentence()
    assert Ticket.objects.get(pk=accepted.pk).urges == 1
    assert urging.urge(accepted, by=None, at=TEN + minutes(30)).urges == 2


def test_a_colleague_is_bound_alone(accepted, min, guo):
    urging.urge(accepted, by=min, at=TEN)
    urging.urge(accepted, by=guo, at=TEN)

    with pytest.raises(UrgedAlready) as refused:
        urging.urge(accepted, by=min, at=TEN + minutes(9))
    assert "李强" in refused.value.sentence()


def test_the_customer_has_so_many_a_day(fault, hourly):
    urging.urge(fault, by=None, at=TEN)
    urging.urge(fault, by=None, at=TEN + minutes(60))

    with pytest.raises(UrgedAlready) as refused:
        urging.urge(fault, by=None, at=TEN + minutes(200))
    assert refused.value.next_at == MONDAY_NINE + timedelta(hours=15)  # midnight in the hall
    assert urging.urge(fault, by=None, at=MONDAY_NINE + timedelta(hours=15)).urges == 3


def test_every_second_urging_reaches_one_rung_higher_and_each_rung_is_told_once(fault, hourly, min, guo, director):
    for n in range(1, 7):
        ticket = urging.urge(fault, by=min, at=TEN + minutes(n))

    assert (ticket.urges, ticket.raised) == (6, 3)
    told = Notice.objects.filter(what="raised").order_by("at", "user__name").values_list("user__name", flat=True)
    assert list(told) == ["刘建国", "钱勇"]  # nobody is the executive in charge here
    raising = [event.facts["raised"] for event in ticket.timeline.filter(what="urge") if "raised" in event.facts]
    assert raising == [1, 2, 3]
    assert "2" not in tell(ticket.timeline.filter(facts__raised=2).get())


def test_a_rung_that_nobody_holds_is_passed_over(fault, hourly, min, director):
    urging.urge(fault, by=min, at=TEN)
    urging.urge(fault, by=min, at=TEN)

    assert Notice.objects.get(what="raised").user == director


def test_a_company_may_leave_the_ladder_alone(fault, company, min):
    UrgeRule.objects.create(org=company.org, staff_minutes=0, raise_every=0)
    for n in range(4):
        ticket = urging.urge(fault, by=min, at=TEN + minutes(n))

    assert ticket.raised == 0


def test_a_new_round_begins_at_the_foot_and_keeps_the_count(company, min, hourly):
    enquiry = desk.Intake(category=company.enquiry, contact_name="孙先生", contact_phone="13900001111")
    ticket = desk.register(enquiry, unit=company.hall, by=min, at=MONDAY_NINE)
    for n in range(3):
        urging.urge(ticket, by=min, at=TEN + minutes(n))
    desk.reply(ticket, text="已核对", by=min, at=TEN + minutes(5))
    ticket = closing.reopen(ticket, reason="客户不认可", by=min, at=TEN + minutes(9))

    assert (ticket.urges, ticket.raised) == (3, 0)
    assert urging.urge(ticket, by=min, at=TEN + minutes(10)).raised == 0
    assert urging.urge(ticket, by=min, at=TEN + minutes(11)).raised == 1


def test_what_has_ended_cannot_be_urged(fault, min):
    desk.withdraw(fault, reason="客户自行修复", by=min, at=TEN)

    with pytest.raises(WrongMoment):
        urging.urge(fault, by=None, at=TEN + minutes(1))


@pytest.mark.parametrize("who", ["shen", "stranger", "other"])
def test_who_may_not_urge(request, fault, who):
    with pytest.raises(NotAllowed):
        urging.urge(fault, by=request.getfixturevalue(who), at=TEN)


def test_a_barred_colleague_learns_nothing_of_a_rung(fault, hourly, min, guo):
    fault.barred.create(org_id=fault.org_id, user=guo)
    for n in range(2):
        urging.urge(fault, by=min, at=TEN + minutes(n))

    assert not Notice.objects.filter(what="raised").exists()
