"""I27: the link is answered once, before it expires, for its own ticket."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from customers.models import Message
from servicedesk.lib.refusals import Invalid
from surveys import actions
from surveys.lifecycle import SURVEY_LASTS
from surveys.models import Questionnaire, Survey
from surveys.refusals import AnsweredAlready, Expired, NoSuchLink
from tests.people import minutes
from tests.surveys.conftest import LATER, all_at_once
from tickets.actions import closing
from tickets.actions.telling import link_for
from tickets.models import CustomerLink, Ticket

SOON = LATER + minutes(5)


def test_closing_sends_the_link_once(survey, token):
    message = Message.objects.get(template="survey")

    assert f"/s/{token}/rate/" in message.text
    assert message.address == "13800006217"
    assert survey.expires_at - survey.sent_at == SURVEY_LASTS == timedelta(days=14)
    assert actions.ask_the_customer(survey.ticket, at=SOON) == survey
    assert Message.objects.filter(template="survey").count() == 1


def test_the_question_is_data_in_a_version(survey):
    asked = survey.questionnaire

    assert (asked.code, asked.version) == ("five-levels", 1)
    assert [choice["score"] for choice in asked.questions[0]["choices"]] == [5, 4, 3, 2, 1]
    assert Questionnaire.objects.count() == 1


def test_the_token_is_stored_as_a_hash_only(survey, token):
    assert len(token) >= 22
    assert token not in str(CustomerLink.objects.values().get(pk=survey.link_id))


def test_an_answer_is_kept(survey, token):
    actions.record_answer(token, score=4, comment=" 师傅很好 ", at=SOON)

    survey.refresh_from_db()
    assert (survey.score, survey.comment, survey.answered_at) == (4, "师傅很好", SOON)


def test_a_second_answer_is_refused_and_changes_nothing(survey, token):
    actions.record_answer(token, score=5, at=SOON)

    with pytest.raises(AnsweredAlready):
        actions.record_answer(token, score=1, comment="改主意了", at=SOON + minutes(1))
    survey.refresh_from_db()
    assert (survey.score, survey.comment) == (5, "")


@pytest.mark.django_db(transaction=True)
def test_of_answers_that_come_together_one_counts(survey, token):
    came = all_at_once(*[lambda n=n: actions.record_answer(token, score=n, at=SOON) for n in range(1, 6)])

    counted = [one for one in came if isinstance(one, Survey)]
    assert len(counted) == 1
    assert sum(isinstance(one, AnsweredAlready) for one in came) == 4
    survey.refresh_from_db()
    assert survey.score == counted[0].score


def test_after_fourteen_days_it_is_too_late(survey, token):
    with pytest.raises(Expired):
        actions.record_answer(token, score=5, at=survey.expires_at)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_the_scale_has_five_levels(survey, token, score):
    with pytest.raises(Invalid):
        actions.record_answer(token, score=score, at=SOON)


def test_another_tokens_purpose_opens_nothing(survey, closed):
    for wrong in (link_for(closed, "progress", at=SOON), link_for(closed, "survey", at=SOON, n=7), "", "x" * 22):
        with pytest.raises(NoSuchLink):
            actions.record_answer(wrong, score=5, at=SOON)


def test_a_revoked_link_opens_nothing(survey, token):
    CustomerLink.objects.filter(pk=survey.link_id).update(revoked_at=SOON)

    with pytest.raises(NoSuchLink):
        actions.record_answer(token, score=5, at=SOON)


def test_words_can_be_added_once(survey, token):
    with pytest.raises(Expired):
        actions.add_comment(token, comment="先写", at=SOON)
    actions.record_answer(token, score=2, at=SOON)
    actions.add_comment(token, comment="等了太久", at=SOON + minutes(1))

    with pytest.raises(AnsweredAlready):
        actions.add_comment(token, comment="还有", at=SOON + minutes(2))
    survey.refresh_from_db()
    assert (survey.score, survey.comment) == (2, "等了太久")


def test_opening_the_case_again_shuts_the_question(survey, token, closed, guo):
    closing.reopen(closed, reason="又停电了", by=guo, at=SOON)

    with pytest.raises(Expired):
        actions.record_answer(token, score=5, at=SOON + minutes(1))


def test_history_that_was_imported_is_not_asked_about(closed):
    Survey.objects.all().delete()
    Ticket.objects.filter(pk=closed.pk).update(imported_at=LATER)
    closed.refresh_from_db()

    assert actions.ask_the_customer(closed, at=SOON) is None


@pytest.mark.parametrize("wrong", [{"score": 6}, {"score": None}, {"answered_at": None}])
def test_the_database_keeps_an_answer_whole(survey, token, wrong):
    actions.record_answer(token, score=5, at=SOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(**wrong)
