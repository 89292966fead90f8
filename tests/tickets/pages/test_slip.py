"""The paper that the customer takes home."""

import re

import pytest
from django.conf import settings

from accounts.models import AuditEvent
from customers.models import Message
from deadlines.actions import revise
from deadlines.models import Promise
from tests.people import MONDAY_NINE, minutes, no_power
from tests.tickets.pages.conftest import shown
from tests.tickets.pages.payloads import XSS, harmless
from tickets.actions import desk
from tickets.actions.telling import progress_url
from tickets.models import Ticket
from tickets.slip import QUIET, code_of


def drawn(path: str, side: int) -> set[tuple[int, int]]:
    """The dark squares of a drawn code."""
    squares = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        squares |= {(int(x) + n, int(y)) for n in range(int(length))}
    assert all(0 <= x < side and 0 <= y < side for x, y in squares)
    return squares


def test_the_slip_says_what_was_promised_and_who_answers_for_it(client, min, fault):
    client.force_login(min)

    page = shown(client, f"/t/{fault.number}/slip/")

    for word in ("城南营业厅", fault.short_number, "09:45", "王敏", "3017", "陈*芳", "0532-00000"):
        assert word in page
    for secret in ("13800006217", "陈桂芳", "单元"):
        assert secret not in page


@pytest.mark.parametrize(("query", "kind"), [("", "slip"), ("?size=a4", "a4"), ("?size=x", "slip"), ("?now=1", "slip")])
def test_the_paper_has_two_sizes(client, min, fault, query, kind):
    client.force_login(min)

    page = shown(client, f"/t/{fault.number}/slip/{query}")

    assert f'<body class="{kind}">' in page
    assert ("data-print-now" in page) == ("now" in query)


def test_every_print_is_on_record(client, min, fault):
    client.force_login(min)
    for _again in range(2):
        client.get(f"/t/{fault.number}/slip/")

    events = AuditEvent.objects.filter(what="slip", by=min)
    assert [event.facts for event in events.order_by("pk")] == [
        {"ticket": fault.number, "n": n, "size": "slip"} for n in (1, 2)
    ]
    assert fault.timeline.count() == 1


def test_a_reprint_carries_the_same_code(client, min, fault):
    client.force_login(min)
    first, second = (shown(client, f"/t/{fault.number}/slip/") for _again in range(2))

    paths = [re.search(r'<path d="([^"]+)"', page) for page in (first, second)]
    assert paths[0] and paths[1]
    assert paths[0].group(1) == paths[1].group(1)
    assert paths[0].group(1) == code_of(progress_url(fault, at=MONDAY_NINE)).path


def test_the_code_is_drawn_with_its_finders_and_a_quiet_zone():
    code = code_of(f"{settings.PUBLIC_URL}/s/AAAAAAAAAAAAAAAAAAAAAA/")
    squares = drawn(code.path, code.side)

    inner = range(QUIET, code.side - QUIET)
    assert all(x in inner and y in inner for x, y in squares)
    for left, top in ((QUIET, QUIET), (code.side - QUIET - 7, QUIET), (QUIET, code.side - QUIET - 7)):
        assert all((left + n, top) in squares for n in range(7))
        assert (left + 1, top + 1) not in squares


@pytest.mark.parametrize(
    ("who", "answer"), [("guo", 200), ("lin", 200), ("shen", 403), ("jing", 403), ("stranger", 404)]
)
def test_who_may_print(client, request, fault, who, answer):
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/t/{fault.number}/slip/").status_code == answer


@pytest.mark.parametrize("payload", XSS)
def test_what_was_typed_stays_text_on_paper(client, min, fault, payload):
    Ticket.objects.filter(pk=fault.pk).update(title=payload, contact_name=payload[:60])
    client.force_login(min)

    assert harmless(shown(client, f"/t/{fault.number}/slip/"), payload)


def test_an_average_is_said_as_usual_and_never_as_a_limit(client, company, min, guifang, flat):
    shipped = Promise.objects.get(code="power-fault-arrive-sgcc-2011-urban", version=1)
    stages = [{"stage": "breach", "rungs": ["handler"]}]
    revise(shipped, by=None, at=MONDAY_NINE - minutes(1), org=company.org, statistic="average", stages=stages)
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)
    client.force_login(min)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    told = Message.objects.get(template="registered").text

    assert "usually by" in client.get(f"/t/{ticket.number}/slip/").content.decode()
    assert "usually by" in client.get(f"/t/{ticket.number}/slip/?size=a4").content.decode()
    assert "我们一般在" in told
