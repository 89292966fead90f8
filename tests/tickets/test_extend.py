"""延期: asked for before the limit, given by somebody else, told to the customer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Notice
from customers.models import Message
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE
from tests.tickets.plans import latest
from tickets import sweep
from tickets.actions import desk, extending, pausing
from tickets.models import Deadline, Extension
from tickets.refusals import Needed, NoMoreTime, NothingAsked, SecondPerson

HOUR = timedelta(hours=1)
SOON = MONDAY_NINE + HOUR


def ask(ticket, by, *, at=SOON, name="reply", limit="7wd", why="material", reason="电能表缺货"):
    return extending.extend(ticket, name=name, limit=limit, why=why, reason=reason, by=by, at=at)


def grant(ticket, by, *, at=SOON + HOUR, name="reply", **more):
    return extending.approve_extension(ticket, name=name, by=by, at=at, **more)


def test_asking_alone_changes_nothing(application, qiang):
    """I21"""
    before = latest(application, "reply")

    ask(application, qiang)

    assert latest(application, "reply") == before
    assert application.timeline.get(what="extend").reason == "电能表缺货"


def test_a_second_person_gives_more_time_and_the_first_due_time_is_kept(application, qiang, guo):
    """I21"""
    first = latest(application, "reply")
    ask(application, qiang)
    grant(application, guo)

    second = latest(application, "reply")
    first.refresh_from_db()
    assert (second.cause, second.limit, second.generation, second.origin) == ("extend", "7wd", 2, first.origin)
    assert second.due_at == first.due_at + timedelta(days=5)
    assert first.dropped_at == SOON + HOUR
    assert application.timeline.get(what="approve_extension").facts["due_before"] == first.due_at.isoformat()
    sweep.sweep_all(at=first.due_at + HOUR)
    assert not Deadline.objects.filter(ticket=application, name="reply", stage="breach", state="fired").exists()


def test_the_customer_is_told_the_new_time_once(application, qiang, guo):
    ask(application, qiang)
    grant(application, guo)

    message = Message.objects.get(template="extended")
    assert message.address == "13800006217"
    assert application.short_number in message.text
    assert "17:30" in message.text


def test_nobody_decides_on_a_request_of_their_own(application, guo):
    """I21"""
    ask(application, guo)

    with pytest.raises(SecondPerson):
        grant(application, guo)


def test_the_database_asks_for_a_second_person_too(application, qiang):
    """I21"""
    ask(application, qiang)

    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.update(decided_by=qiang, decided_at=SOON, granted=True)


def test_a_refusal_needs_a_reason_and_changes_no_clock(application, qiang, guo):
    before = latest(application, "reply")
    ask(application, qiang)
    with pytest.raises(Needed):
        grant(application, guo, granted=False)

    grant(application, guo, granted=False, reason="可先装旧表")

    assert latest(application, "reply") == before
    assert Extension.objects.get().granted is False


def test_after_the_limit_it_is_too_late_to_ask_and_to_give(application, qiang, guo):
    due = latest(application, "reply").due_at
    ask(application, qiang)

    with pytest.raises(NoMoreTime):
        grant(application, guo, at=due)
    with pytest.raises(NoMoreTime):
        ask(application, qiang, at=due + HOUR)


def test_a_legal_limit_gets_no_more_time(departed, qiang):
    """I21"""
    with pytest.raises(NoMoreTime):
        ask(departed, qiang, name="arrive.floor", limit="300m", at=MONDAY_NINE + timedelta(minutes=6))


@pytest.mark.parametrize("limit", ["4wd", "2wd", "9d", "50h"])
def test_more_time_is_more_and_on_the_same_clock(application, qiang, limit):
    with pytest.raises(Invalid):
        ask(application, qiang, limit=limit)


def test_asking_twice_before_the_answer_is_refused(application, qiang):
    ask(application, qiang)

    with pytest.raises(Invalid):
        ask(application, qiang, limit="8wd")


def test_a_reason_that_is_not_on_the_list_is_refused(application, qiang):
    with pytest.raises(Invalid):
        ask(application, qiang, why="tired")


def test_whoever_asked_may_take_it_back_and_ask_again(application, qiang, guo, lin):
    ask(application, qiang)
    with pytest.raises(NothingAsked):
        extending.withdraw_extension(application, name="reply", by=lin, at=SOON)

    extending.withdraw_extension(application, name="reply", by=qiang, at=SOON + HOUR / 2)

    with pytest.raises(NothingAsked):
        grant(application, guo)
    ask(application, qiang, at=SOON + HOUR, limit="8wd")
    grant(application, guo, at=SOON + 2 * HOUR)
    assert latest(application, "reply").limit == "8wd"


def test_supervisors_are_told_of_the_request_and_whoever_asked_of_the_answer(application, qiang, guo):
    ask(application, qiang)
    grant(application, guo)

    assert Notice.objects.get(user=guo, what="extend").path == "/board/extensions/"
    assert Notice.objects.get(user=qiang, what="approve_extension").facts["by"] == guo.name


@pytest.mark.parametrize("who", ["min", "lin", "qiang", "jing", "stranger", "shen"])
def test_only_a_supervisor_decides(request, application, guo, who):
    ask(application, guo)

    with pytest.raises(NotAllowed):
        grant(application, request.getfixturevalue(who))


def test_more_time_and_a_pause_add_up(application, qiang, guo):
    """I13"""
    first = latest(application, "reply")
    ask(application, qiang)
    grant(application, guo)
    tuesday = MONDAY_NINE + timedelta(days=1)
    pausing.suspend(
        application, why="third_party", proof="等待规划批复", review_at=tuesday + 20 * HOUR, by=qiang, at=tuesday
    )
    desk.note(application, text="已批复", by=qiang, at=tuesday + timedelta(days=1))

    # 4 + 3 working days and one for the pause (Tuesday 09:00 to Wednesday 05:00: the rest of Tuesday).
    after = latest(application, "reply")
    assert (after.limit, after.generation) == ("7wd", 3)
    assert first.due_at + timedelta(days=5) < after.due_at <= first.due_at + timedelta(days=6)
