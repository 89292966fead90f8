"""I27: the link is answered once, before it expires, for its own ticket."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import Notice
from customers.models import Message
from servicedesk.lib.refusals import Invalid
from surveys import actions
from surveys.actions import Given
from surveys.models import FollowUp, Questionnaire, Survey
from surveys.refusals import AnsweredAlready, Expired, FollowedUp, NoSuchLink, SaidByTelephone, WordsNeeded
from tests.people import minutes
from tests.surveys.conftest import LATER, all_at_once
from tickets.actions import closing
from tickets.actions.telling import link_for
from tickets.models import CustomerLink, Ticket

SOON = LATER + minutes(5)


def test_closing_sends_the_link_once_where_no_call_brought_an_answer(owed, jing, always):
    for hour in (0, 3, 6):
        actions.record_try(owed, result="no_answer", by=jing, at=LATER + minutes(60 * hour))

    survey, message = Survey.objects.get(), Message.objects.get(template="unreachable")
    assert f"/s/{link_for(owed.ticket, 'survey', at=LATER)}/rate/" in message.text
    assert message.address == "13800006217"
    assert survey.expires_at - survey.sent_at == timedelta(days=14)
    assert actions.ask_the_customer(owed.ticket, at=SOON) == survey
    assert Message.objects.filter(template="survey").count() == 0
    assert [actions.ask_again(survey, at=survey.remind_at) for _time in range(2)] == [True, False]
    assert Message.objects.filter(template="survey_again").count() == 1


def test_what_was_said_on_the_telephone_is_the_rounds_answer(survey, owed, jing, token):
    actions.confirm(owed, score=5, by=jing, at=LATER)

    survey.refresh_from_db()
    assert (survey.score, survey.channel, survey.sent_at) == (5, "callback", None)
    with pytest.raises(SaidByTelephone):
        actions.record_answer(token, given=Given(1, "改主意了"), at=SOON)


def test_a_good_answer_by_link_spares_the_call_and_closes(survey, token, owed):
    actions.record_answer(token, given=Given(3), at=SOON)

    owed.refresh_from_db()
    assert (owed.outcome, owed.done_by, owed.ticket.status) == ("answered", None, "closed")


def test_a_bad_answer_opens_one_follow_up_and_the_call_stays(survey, token, owed, guo):
    """I27: the low score opens it once, however often the giver changes it."""
    for score in (1, 2, 1):
        actions.record_answer(token, given=Given(score, "等了太久"), at=SOON)

    follow_up = FollowUp.objects.get()
    owed.refresh_from_db()
    assert (follow_up.owner, follow_up.due_at, owed.done_at) == (guo, SOON + timedelta(hours=24), None)
    assert Notice.objects.filter(what="low_score", user=guo).count() == 1
    assert [actions.escalate(follow_up, at=follow_up.due_at) for _time in range(2)] == [True, False]
    actions.settle(follow_up, way="spoken", words="已致电致歉", by=guo, at=SOON)
    with pytest.raises(FollowedUp):
        actions.settle(follow_up, way="spoken", words="再来", by=guo, at=SOON)


def test_a_bad_answer_needs_a_reason(survey, token):
    with pytest.raises(WordsNeeded):
        actions.record_answer(token, given=Given(2), at=SOON)


def test_whoever_wants_quiet_is_not_written_to(survey, token, owed, jing, always):
    actions.opt_out(token, at=SOON)
    for hour in (0, 3, 6):
        actions.record_try(owed, result="no_answer", by=jing, at=LATER + minutes(60 * hour))

    assert not Message.objects.filter(template__in=("survey", "unreachable")).exists()


def test_the_question_is_data_in_a_version(survey):
    asked = survey.questionnaire

    assert (asked.code, asked.version) == ("five-levels", 1)
    assert [choice["score"] for choice in asked.questions[0]["choices"]] == [5, 4, 3, 2, 1]
    assert Questionnaire.objects.count() == 1


def test_the_token_is_stored_as_a_hash_only(survey, token):
    assert len(token) >= 22
    assert token not in str(CustomerLink.objects.values().get(pk=survey.link_id))


def test_an_answer_is_kept(survey, token):
    actions.record_answer(token, given=Given(4, " 师傅很好 "), at=SOON)

    survey.refresh_from_db()
    assert (survey.score, survey.comment, survey.answered_at) == (4, "师傅很好", SOON)


def test_its_giver_may_change_it_for_a_day_and_what_it_was_is_kept(survey, token):
    actions.record_answer(token, given=Given(5), at=SOON)
    actions.record_answer(token, given=Given(4, "晚了点"), at=SOON + timedelta(hours=23))
    with pytest.raises(AnsweredAlready):
        actions.record_answer(token, given=Given(3), at=SOON + timedelta(hours=24))

    survey.refresh_from_db()
    assert (survey.score, survey.answered_at, survey.changes.get().score) == (4, SOON, 5)
    with pytest.raises(DatabaseError), transaction.atomic():
        survey.changes.all().delete()


@pytest.mark.django_db(transaction=True)
def test_answers_that_come_together_count_once(survey, token):
    came = all_at_once(*[lambda: actions.record_answer(token, given=Given(4), at=SOON) for _n in range(4)])

    survey.refresh_from_db()
    assert all(isinstance(one, Survey) for one in came)
    assert (survey.score, survey.changes.count(), survey.ticket.timeline.filter(what="close").count()) == (4, 0, 1)


def test_after_fourteen_days_it_is_too_late(survey, token):
    with pytest.raises(Expired):
        actions.record_answer(token, given=Given(5), at=survey.expires_at)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_the_scale_has_five_levels(survey, token, score):
    with pytest.raises(Invalid):
        actions.record_answer(token, given=Given(score), at=SOON)


def test_another_tokens_purpose_opens_nothing(reported):
    for wrong in (link_for(reported, "progress", at=SOON), link_for(reported, "survey", at=SOON, n=7), "", "x" * 22):
        with pytest.raises(NoSuchLink):
            actions.record_answer(wrong, given=Given(5), at=SOON)


def test_a_revoked_link_opens_nothing(survey, token):
    CustomerLink.objects.filter(pk=survey.link_id).update(revoked_at=SOON)

    with pytest.raises(NoSuchLink):
        actions.record_answer(token, given=Given(5), at=SOON)


def test_words_can_be_added_once(survey, token):
    with pytest.raises(Expired):
        actions.add_comment(token, comment="先写", at=SOON)
    actions.record_answer(token, given=Given(3), at=SOON)
    actions.add_comment(token, comment="等了太久", at=SOON + minutes(1))

    with pytest.raises(AnsweredAlready):
        actions.add_comment(token, comment="还有", at=SOON + minutes(2))
    survey.refresh_from_db()
    assert (survey.score, survey.comment) == (3, "等了太久")


def test_opening_the_case_again_shuts_the_question(survey, token, guo):
    closing.reopen(survey.ticket, reason="又停电了", by=guo, at=SOON)

    with pytest.raises(Expired):
        actions.record_answer(token, given=Given(5), at=SOON + minutes(1))


def test_history_that_was_imported_is_not_asked_about(closed):
    Survey.objects.all().delete()
    Ticket.objects.filter(pk=closed.pk).update(imported_at=LATER)
    closed.refresh_from_db()

    assert actions.ask_the_customer(closed, at=SOON) is None


@pytest.mark.parametrize("wrong", [{"score": 6}, {"score": None}, {"answered_at": None}])
def test_the_database_keeps_an_answer_whole(survey, token, wrong):
    actions.record_answer(token, given=Given(5), at=SOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(**wrong)
