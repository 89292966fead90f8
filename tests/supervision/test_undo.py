"""What was urged or passed on from the board can be taken back for ten seconds, and till then nobody hears of it."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from accounts.models import Notice
from supervision.board import undoing
from supervision.models import Undoable
from tests.people import no_power
from tickets.actions import desk, field, urging
from tickets.actions.mending import wrong_clocks
from tickets.models import Clock, Ticket

SECONDS = timedelta(seconds=13)


@pytest.fixture
def two(company, min, guifang, flat) -> list[Ticket]:
    return [desk.register(no_power(company, guifang, flat), unit=company.hall, by=min) for _n in range(2)]


@pytest.fixture
def act(client, guo):
    """Do something from the board as the supervisor; the key by which it is taken back."""
    client.force_login(guo)

    def press(do, *tickets, **told):
        answer = client.post("/board/act/?view=open", {"do": do, "number": [one.number for one in tickets]} | told)
        return answer.context["batch"] if answer.status_code == 409 else parse_qs(urlsplit(answer.url).query)["done"][0]

    return press


def stands(ticket: Ticket) -> tuple[object, ...]:
    now = Ticket.objects.get(pk=ticket.pk)
    running = frozenset(Clock.objects.running().filter(ticket=ticket).values_list("name", "due_at"))
    return now.status, now.crew_id, now.queue_id, now.handler_id, now.urges, now.raised, now.hops, running


def told_of(what: str) -> int:
    return Notice.objects.filter(what=what).count()


@pytest.mark.parametrize(
    ("do", "to"),
    [("urge", None), ("transfer", "crew"), ("transfer", "north"), ("transfer", "person"), ("anew", "crew")],
)
def test_all_of_it_stands_as_before_and_nobody_was_told(client, company, lin, two, act, do, to):
    if do == "anew":
        two[0] = field.dispatch(two[0], crew=company.crew, by=lin)
    Notice.objects.all().delete()
    was = [stands(one) for one in two]
    key = (
        {"person": f"user:{lin.pk}", None: ""}.get(to) if to in ("person", None) else f"unit:{getattr(company, to).pk}"
    )
    batch = act("urge" if do == "urge" else "transfer", *two, to=key, transfer_text="离得近")
    assert [stands(one) for one in two] != was
    assert "Z</kbd>" in client.get("/board/", {"done": batch}).content.decode()

    client.post(f"/board/undo/{batch}/")

    assert [stands(one) for one in two] == was
    assert [wrong_clocks(Ticket.objects.get(pk=one.pk)) for one in two] == [[], []]
    undoing.tell_due(at=timezone.now() + SECONDS)
    assert (Notice.objects.count(), Undoable.objects.count()) == (0, 0)


def test_when_the_seconds_are_over_they_are_told_once_and_nothing_comes_back(client, company, lin, two, act):
    urging.urge(two[0], by=lin)  # the next urging reaches the rung above
    Notice.objects.all().delete()
    batch = act("urge", *two)
    moved = act("transfer", two[1], to=f"user:{lin.pk}", transfer_text="顺路")
    undoing.tell_due(at=timezone.now())
    assert Notice.objects.count() == 0

    assert undoing.tell_due(at=timezone.now() + SECONDS) == 3
    assert undoing.tell_due(at=timezone.now() + SECONDS) == 0

    assert told_of("urge") >= 2 and told_of("transfer") and told_of("raised") == 0  # whoever urged is the rung
    assert set(Notice.objects.filter(what="transfer").values_list("user", flat=True)) >= {lin.pk}
    for gone in (batch, moved):
        client.post(f"/board/undo/{gone}/")
    assert [Ticket.objects.get(pk=one.pk).urges for one in two] == [2, 1]


def test_what_went_on_meanwhile_stays_and_says_why(client, company, lin, guo, two, act):
    batch = act("transfer", *two, to=f"user:{lin.pk}", transfer_text="顺路")
    desk.transfer(two[0], to=guo, reason="我来", by=lin)

    page = client.post(f"/board/undo/{batch}/", follow=True).content.decode()

    assert two[0].short_number in page
    assert Ticket.objects.get(pk=two[0].pk).handler == guo
    assert Ticket.objects.get(pk=two[1].pk).handler is None


def test_an_urging_that_was_taken_back_was_none(client, two, act):
    client.post(f"/board/undo/{act('urge', two[0])}/")

    assert urging.urgings(two[0]) == []
    act("urge", two[0])  # not too soon after itself
    assert Ticket.objects.get(pk=two[0].pk).urges == 1


def test_nobody_takes_back_what_somebody_else_did(client, request, two, act):
    batch = act("urge", two[0])
    for who, answer in (("shen", 302), ("min", 403)):
        client.force_login(request.getfixturevalue(who))
        assert client.post(f"/board/undo/{batch}/").status_code == answer
    assert Ticket.objects.get(pk=two[0].pk).urges == 1
