"""What stops a clock, begins it anew and cancels it is said by its promise. Features B3."""

import pytest

from deadlines.actions import revise
from deadlines.models import Promise
from deadlines.turns import VERBS, BadConditions
from tests.people import MONDAY_NINE, minutes, no_power
from tests.tickets.plans import latest
from tickets.actions import desk, field
from tickets.actions.mending import wrong_clocks
from tickets.actions.promises import preview
from tickets.lifecycle import CLOCKS, MOVES, STEP_BY_STEP, Kind, clocks_of
from tickets.proofs import prove_all
from tickets.turning import turned

ARRIVE = "power-fault-arrive-sgcc-2011-urban"


@pytest.fixture
def promised(company, guifang, flat, min, lin, qiang):
    """A fault with a crew on its way, whose arrival is promised with these conditions."""

    def register(**turns: list[str]):
        shipped = Promise.objects.get(code=ARRIVE, version=1)
        revise(shipped, by=None, at=MONDAY_NINE - minutes(1), org=company.org, turns=turns)
        ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)
        field.dispatch(ticket, crew=company.crew, by=lin, at=MONDAY_NINE + minutes(1))
        return field.accept(ticket, by=qiang, at=MONDAY_NINE + minutes(2))

    return register


def is_sound(ticket) -> bool:
    """By its own history, and by the proofs that do not ask what time it is now."""
    broken = {found.number for found in prove_all() if found.count}
    return wrong_clocks(ticket) == [] and broken <= {"P6", "P12"}


def test_a_clock_stops_at_the_verb_that_its_promise_names(promised, qiang):
    ticket = promised(stops=["depart"])
    field.depart(ticket, by=qiang, at=MONDAY_NINE + minutes(5))

    assert latest(ticket, "arrive").stopped_at == MONDAY_NINE + minutes(5)
    assert latest(ticket, "arrive.floor").stopped_at is None
    assert is_sound(ticket)


def test_a_running_clock_begins_anew_and_one_that_has_stopped_stays_away(promised, qiang):
    ticket = promised(resets=["depart", "restore"])
    field.depart(ticket, by=qiang, at=MONDAY_NINE + minutes(5))
    again = latest(ticket, "arrive")

    assert (again.generation, again.cause, again.started_at) == (2, "", MONDAY_NINE + minutes(5))
    assert again.due_at == MONDAY_NINE + minutes(50)
    field.arrive(ticket, by=qiang, at=MONDAY_NINE + minutes(48))
    field.restore(ticket, by=qiang, at=MONDAY_NINE + minutes(60))
    assert latest(ticket, "arrive") == again
    assert latest(ticket, "arrive").was_kept
    assert is_sound(ticket)


def test_a_clock_is_cancelled_by_the_verb_that_its_promise_names(promised, qiang):
    ticket = promised(cancels=["send_back"])
    field.send_back(ticket, reason="不在本辖区", by=qiang, at=MONDAY_NINE + minutes(5))

    assert latest(ticket, "arrive").dropped_at == MONDAY_NINE + minutes(5)
    assert latest(ticket, "arrive.floor").dropped_at is None
    assert is_sound(ticket)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"turns": {"stops": ["fly"]}}, "“fly”"),
        ({"turns": {"pauses": ["accept"]}}, "“pauses”"),
        ({"starts_on": "fly"}, "“fly”"),
        ({"turns": {"stops": ["arrive"], "resets": ["arrive"]}}, "“到达”"),
    ],
)
def test_conditions_that_no_clock_could_follow_are_refused(company, change, sentence):
    shipped = Promise.objects.get(code=ARRIVE, version=1)

    with pytest.raises(BadConditions) as refused:
        revise(shipped, by=None, at=MONDAY_NINE, org=company.org, **change)

    assert sentence in refused.value.sentence()


def test_a_verb_of_another_kind_counts_for_nothing_and_withdrawing_cancels_all():
    reply = next(rule for rule in clocks_of(Kind.ENQUIRY) if rule.name == "reply")

    assert turned(reply, {"stops": ["arrive"], "cancels": ["transfer"]}, Kind.ENQUIRY).stops == reply.stops
    assert turned(reply, {"cancels": ["transfer"]}, Kind.ENQUIRY).drop == {"transfer", "withdraw", "undo"}


def test_what_starts_a_clock_neither_ends_it_nor_takes_the_usual_end_away():
    accept = next(rule for rule in clocks_of(Kind.FAULT) if rule.name == "accept")
    mine = turned(accept, {"stops": ["dispatch"], "cancels": ["dispatch"]}, Kind.FAULT)

    assert (mine.starts, mine.stops, mine.drop) == (accept.starts, accept.stops, accept.drop)


def test_the_preview_counts_on_from_the_verb_that_stops_the_step_before(company):
    shipped = Promise.objects.get(code=ARRIVE, version=1)
    revise(shipped, by=None, at=MONDAY_NINE - minutes(1), org=company.org, turns={"stops": ["depart"]})
    lines = preview(org=company.org, kind="fault", category=company.fault, area="urban", level="", at=MONDAY_NINE)

    assert "arrive" in {line.milestone for line in lines}
    assert "restore" not in {line.milestone for line in lines}, "nothing promises the arrival by which it starts"


def test_the_verbs_of_conditions_are_verbs_of_cases():
    assert set(VERBS) <= {"register"}.union(*MOVES.values())
    # The steps of an application have verbs of their own (`admit`, `finish_step:plan`), which no promise names.
    rules = [rule for family, rules in CLOCKS.items() if family != STEP_BY_STEP for rule in rules]
    assert set(VERBS) >= {verb for rule in rules for verb in rule.starts | rule.stops}


def test_they_are_chosen_and_shown_on_the_promises_pages(client, root):
    page = f"/manage/promises/{ARRIVE}/"
    client.force_login(root)
    form = client.get(f"{page}revise/").context["form"]
    told = {name: form[name].value() for name in ("limit", "statistic", "calendar", "source")}
    lines = {"stage-0-sort": "breach", "stage-0-rungs": ["handler"]}
    answer = client.post(
        f"{page}revise/",
        told | lines | {"do": "publish", "version": "1", "stops": ["arrive"], "cancels": ["send_back"]},
    )

    assert answer.status_code == 302, answer.context["form"].errors
    assert Promise.objects.get(code=ARRIVE, version=2).turns == {"stops": ["arrive"], "cancels": ["send_back"]}
    assert "退单" in client.get(page).content.decode()
