"""An order comes down: once for each number, never an older version after a newer, garbage refused by the field's name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.models import Due, OuterCase
from hotline.actions import make_client
from hotline.model_hooks import Hook
from hotline.model_upstream import Upstream, UpstreamCode, UpstreamOrder, UpstreamTold
from hotline.tasks import upstreams_due
from hotline.upstream import codes, deciding
from hotline.upstream.down import take_down
from hotline.upstream.setting import set_up
from hotline.upstream.told import Told
from hotline.upstream.up import status_of
from tests.api.caller import Caller
from tests.people import MONDAY_NINE
from tickets.models import Ticket, TicketEvent

DOWN = "upstream-orders/"


def in_hours(count: float) -> str:
    return (timezone.now() + timedelta(hours=count)).isoformat()


def test_it_becomes_a_case_by_the_ordinary_intake_and_the_same_twice_is_one(line, above, message, company):
    first = line.post(DOWN, message())
    again = line.post(DOWN, message(message_id="another:1"))
    other = line.post(DOWN, message(description="别的内容"))

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json()
    assert other.json()["code"] == "same_version_other_content"
    ticket = Ticket.objects.get(source="95598")
    assert (ticket.number, ticket.unit, ticket.category) == (first.json()["ticket"], company.hall, company.enquiry)
    assert (ticket.external_number, ticket.channel) == (first.json()["number"], "hotline")
    assert UpstreamTold.objects.count() == 1


def test_a_newer_version_adds_urges_and_moves_the_limit_and_an_older_one_changes_nothing(line, above, message):
    line.do(DOWN, message(answer_by=in_hours(5)))
    newer = message(5, answer_by=in_hours(8), additions=["门口有狗。"], urges=1, urge_text="又来电")
    assert line.do(DOWN, newer)["is_applied"] is True
    assert line.do(DOWN, message(3, additions=["旧的。"], urges=4))["is_applied"] is False

    order = UpstreamOrder.objects.get()
    told = [event.what for event in TicketEvent.objects.filter(ticket=order.ticket).order_by("seq")]
    assert (order.version, order.urges, order.additions, order.limits) == (5, 1, 1, 2)
    assert [what for what in told if what != "reclassify"] == ["register", "upstream_added", "urge", "upstream_limit"]
    assert order.answer_by > order.first_answer_by
    assert list(Due.objects.open().filter(ticket=order.ticket).values_list("due_at", flat=True)) == [order.answer_by]


def test_whoever_speaks_to_us_is_there_again_and_what_waits_for_it_rests_no_longer(line, above, message):
    now = timezone.now()
    rests = [now + timedelta(minutes=20), now + timedelta(seconds=3), None]
    left = []
    for place, until in enumerate(rests):
        Hook.objects.filter(pk=above.hook_id).update(rests_until=until)
        line.do(DOWN, message(number=f"w{place}"))
        left.append(Hook.objects.get(pk=above.hook_id).rests_until)

    assert left[0] < now + timedelta(seconds=60) and left[1:] == rests[1:]


def test_whatever_version_comes_first_is_the_order(line, above, message):
    line.do(DOWN, message(7, additions=["一", "二"], urges=2))
    order = UpstreamOrder.objects.get()

    assert (order.version, order.additions, order.urges, order.ticket.urges) == (7, 2, 2, 1)
    assert line.do(DOWN, message())["is_applied"] is False


def test_withdrawn_above_ends_the_case(line, above, message):
    line.do(DOWN, message())
    line.do(DOWN, message(2, withdrawn="客户已来电说恢复"))
    order = UpstreamOrder.objects.get()

    assert (order.state, order.ticket.status) == ("withdrawn", "withdrawn")
    assert not Due.objects.open().filter(ticket=order.ticket).exists()


def test_withdrawn_above_while_we_returned_it_is_withdrawn_on_both_sides(line, above, message, lin):
    """The two letters cross: theirs is the last word, so that the comparison finds nothing that nobody can mend."""
    line.do(DOWN, message())
    deciding.send_back(UpstreamOrder.objects.get(), reason="area", text="地址属邻县。", by=lin)
    line.do(DOWN, message(2, withdrawn="重复派单"))
    order = UpstreamOrder.objects.get()

    assert (order.state, order.ticket.status) == ("withdrawn", "withdrawn")
    assert status_of(order, order.ticket.timeline.order_by("seq")) == "withdrawn"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "a b"}, "number"),
        ({"number": "x" * 61}, "number"),
        ({"number": 17}, "number"),
        ({"version": 0}, "version"),
        ({"version": "2"}, "version"),
        ({"version": 10**9}, "version"),
        ({"message_id": "空 格"}, "message_id"),
        ({"sent_at": "yesterday"}, "sent_at"),
        ({"sent_at": "0001-01-01T00:00:00+08:00"}, "sent_at"),
        ({"answer_by": "9999-12-31T23:59:59-08:00"}, "answer_by"),
        ({"category": ""}, "category"),
        ({"description": "x" * 5001}, "description"),
        ({"additions": "one"}, "additions"),
        ({"additions": ["x"] * 51}, "additions"),
        ({"urges": -1}, "urges"),
        ({"answer_by": "2020-01-01T00:00:00+08:00"}, "answer_by"),
        ({"colour": "red"}, "colour"),
        ({"contact_phone": ""}, "contact_phone"),
    ],
)
def test_garbage_is_refused_with_the_field_named(line, above, message, wrong, field):
    answer = line.post(DOWN, message(**wrong))

    assert answer.status_code in (400, 422)
    assert field in answer.json()["fields"], answer.json()
    assert not Ticket.objects.filter(source="95598").exists()


def test_who_is_no_hotline_above_sends_nothing_down(company, above, message):
    answer = Caller(make_client(org=company.org, name="别的", source="elsewhere").key).post(DOWN, message())

    assert (answer.status_code, answer.json()["code"]) == (422, "no_upstream")


def test_a_code_that_nobody_has_mapped_is_listed_and_mapping_it_puts_right_what_came(
    line, above, message, root, guo, company
):
    above.category = company.fault
    above.save()
    line.do(DOWN, message(area="370203", area_name="城北", urgency="1"))
    rows = {row.kind: row for row in UpstreamCode.objects.all()}
    assert {kind: (row.theirs, row.ours, row.seen) for kind, row in rows.items()} == {
        "category": ("0301", "", 1),
        "area": ("370203", "", 1),
        "level": ("1", "", 1),
    }
    assert codes.map_code(rows["area"], ours="CB", by=guo, at=timezone.now()) == (1, 0)
    ticket = UpstreamOrder.objects.get().ticket
    assert ticket.queue == company.north

    codes.map_code(rows["category"], ours=company.enquiry.code, by=root, at=timezone.now())
    line.do(DOWN, message(number="next", area="370203"))
    second = UpstreamOrder.objects.get(number="next").ticket
    assert (second.unit, second.category) == (company.north, company.enquiry)


def test_a_complaint_of_the_city_is_an_outside_case_with_its_own_limit(company, root, province, message):
    city = make_client(org=company.org, name="12345", source="12345")
    told = {"kind": "12345", "name": "市 12345", "address": province.address, "accept_limit": "2h"}
    set_up(city.client, by=root, at=MONDAY_NINE, hall=company.hall, category=company.complaint, **told)
    Caller(city.key).do(DOWN, message(answer_by=in_hours(48)))
    case = OuterCase.objects.get()
    order = UpstreamOrder.objects.get()

    assert (case.source, case.number, case.due_at) == ("12345", order.number, order.answer_by)
    assert Due.objects.open().filter(ticket=order.ticket, step="outer").count() == 1
    assert order.accept_by - order.received_at == timedelta(hours=2)


def test_what_waits_too_long_is_reminded_of_once_and_told_up_once(line, above, message, lin, guo):
    line.do(DOWN, message())
    past = timezone.now() - timedelta(minutes=1)
    UpstreamOrder.objects.update(remind_at=past, accept_by=past)
    upstreams_due()
    upstreams_due()

    assert [one.what for one in lin.notices.filter(what__startswith="upstream")] == ["upstream_waits"]
    assert [one.what for one in guo.notices.filter(what__startswith="upstream")] == ["upstream_late"]
    assert TicketEvent.objects.filter(what="upstream_late").count() == 1


def test_what_is_mapped_whole_is_accepted_by_rule(line, above, message, company, root):
    codes.add_code(above, kind="category", theirs="0301", ours=company.enquiry.code, by=root, at=timezone.now())
    Upstream.objects.update(accepts_by_rule=True)

    assert line.do(DOWN, message())["state"] == "accepted"
    assert line.do(DOWN, message(number="b", category="0999"))["state"] == "waiting"


def test_two_told_at_once_agree(above, message, issued, company):
    told = Told(**{name: value for name, value in message().items() if name != "sent_at"}, sent_at=MONDAY_NINE)
    one = take_down(above, told, by=issued.client.user)
    two = take_down(above, told, by=issued.client.user)

    assert (one.is_new, two.is_new, one.order) == (True, False, two.order)
