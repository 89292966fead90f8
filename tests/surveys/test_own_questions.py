"""A company's own questions after a case: by link, on the telephone, at the desk and on the hall's screen; page by page without script."""

from datetime import timedelta

import pytest
from django.utils import timezone

from servicedesk.lib.refusals import Invalid
from surveys import actions
from surveys.actions import Given
from surveys.actions.asking import questionnaire_of
from surveys.actions.measuring import screen_of
from surveys.actions.publishing import keep_draft, publish
from surveys.lifecycle import FIVE_LEVELS, HALL_ITEMS, Reason
from surveys.models import Callback, FollowUp, HallAsked, Survey, VisitSaid
from surveys.refusals import AnsweredAlready
from tests.people import MONDAY_NINE, minutes
from tests.surveys.conftest import LATER
from tickets.actions.telling import link_for
from tickets.actions.windows import open_window, pad_token
from tickets.models import Visit

OWN = [
    {
        "code": "spent",
        "kind": "multi",
        "label": "时间花在哪里？",
        "choices": [
            {"code": "queue", "label": "排队"},
            {"code": "x", "label": "其他", "other": True},
            {"code": "none", "label": "都很快", "exclusive": True},
        ],
    },
    {"code": "where", "kind": "text", "label": "在哪里排队？", "after": "spent", "when": ["queue"], "required": False},
    {"code": "again", "kind": "scale10", "label": "愿意推荐吗？", "required": False, "words_at": 3},
    {"code": "fix", "kind": "text", "label": "先改什么？", "after": "overall", "when": ["1", "2"], "required": False},
]


@pytest.fixture
def asked(company, root):
    """The company asks four things more, of every case that ends from now on."""
    questionnaire_of(company.org, at=MONDAY_NINE)
    questions = [*FIVE_LEVELS, *OWN]
    keep_draft(company.org, "five-levels", name="五级", purpose="case", questions=questions, by=root, at=MONDAY_NINE)
    return publish(company.org, "five-levels", by=root, at=MONDAY_NINE)


@pytest.fixture
def path(asked, jing, repair):
    """The page of somebody whose fault was repaired after that."""
    ticket = repair()
    Survey.objects.update(expires_at=timezone.now() + timedelta(days=1))
    return f"/s/{link_for(ticket, 'survey', at=LATER)}/rate/"


def test_what_an_answer_leads_to_is_asked_on_the_next_page_and_then_all_is_kept(client, path):
    client.post(path, {"score": "5"})
    page = client.get(path).content.decode()
    assert [f'id="q-{one["code"]}"' in page for one in OWN] == [True, False, True, False]
    assert "data-alone" in page and "checked" not in page

    asked_more = client.post(f"{path}more/", {"seen": ["spent", "again"], "spent": ["queue"], "again": "9"})
    assert (asked_more.status_code, Survey.objects.get().answers) == (422, {})
    assert [word in asked_more.content.decode() for word in ('id="q-where"', 'value="queue" checked')] == [True, True]
    sent = {"seen": ["spent", "again", "where"], "spent": ["queue"], "where": "<b>三号窗</b>", "again": "9"}
    assert client.post(f"{path}more/", sent).status_code == 302

    kept = {"spent": {"chosen": ["queue"]}, "where": "<b>三号窗</b>", "again": 9}
    assert (Survey.objects.get().score, Survey.objects.get().answers) == (5, kept)
    assert 'id="q-spent"' not in client.get(path).content.decode()
    page = client.get(f"{path}?more=1").content.decode()
    assert ("&lt;b&gt;三号窗" in page, "<b>三号窗" in page, 'value="9" checked' in page) == (True, False, True)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"spent"}),
        ({"spent": ["queue", "none"]}, {"spent"}),
        ({"spent": ["x"]}, {"spent"}),
        ({"spent": ["dream"]}, {"spent"}),
        ({"spent": ["none"], "again": "3"}, {"again"}),
        ({"spent": ["none"], "again": "11"}, {"again"}),
    ],
)
def test_what_does_not_fit_is_said_beside_its_question_and_nothing_is_kept(client, path, sent, wrong):
    client.post(path, {"score": "4"})

    answer = client.post(f"{path}more/", sent | {"seen": ["spent", "again", "where"]})

    assert (answer.status_code, set(answer.context["sheet"].wrong)) == (422, wrong)
    assert Survey.objects.get().answers == {}


def test_words_of_ones_own_stand_for_their_tick_and_a_low_step_needs_words(client, path):
    client.post(path, {"score": "4"})
    sent = {"seen": ["spent", "again"], "spent-other": "找停车位", "again": "2", "comment": "车位太少"}
    client.post(f"{path}more/", sent)

    survey = Survey.objects.get()
    assert survey.answers == {"spent": {"chosen": ["x"], "other": "找停车位"}, "again": 2}
    assert survey.comment == "车位太少"


def test_a_changed_level_keeps_what_would_still_be_asked(path, asked):
    token = path.split("/")[2]
    actions.record_answer(token, given=Given(1, "太慢"), at=LATER)
    actions.answer_more(token, given={"spent": ["none"], "fix": "少排队"}, at=LATER)
    actions.record_answer(token, given=Given(4), at=LATER + minutes(5))
    with pytest.raises(AnsweredAlready):
        actions.answer_more(token, given={"spent": ["queue"]}, at=LATER + timedelta(hours=24))

    survey = Survey.objects.get()
    assert (survey.score, survey.answers) == (4, {"spent": {"chosen": ["none"]}})
    assert survey.changes.get().answers["fix"] == "少排队"


def test_on_the_telephone_the_agent_asks_as_many_as_the_customer_bears(client, path, jing):
    callback = Callback.objects.get()
    client.force_login(jing)
    page = client.get(f"/callback/{callback.pk}/").content.decode()
    assert 'id="q-spent"' in page and "data-ask" in page
    to = f"/callback/{callback.pk}/result/"

    assert 'id="q-fix"' in client.post(to, {"result": "5", "peek": "1"}).content.decode()
    wrong = client.post(to, {"result": "1", "spent": ["queue", "none"], "live": "1"})
    assert (wrong.status_code, Callback.objects.get().done_at) == (422, None)
    assert client.post(to, {"result": "1", "again": "9", "note": "谢谢", "live": "1"}).status_code == 302

    survey = Survey.objects.get()
    assert (survey.channel, survey.answers, survey.comment) == ("callback", {"again": 9}, "谢谢")


@pytest.fixture
def rated(company, root, min, asked, client):
    """A visit at 王敏's window, rated by a tap on the pad."""

    def tap(score: int) -> tuple[str, Visit]:
        window = open_window(company.hall, name="1", by=root, at=MONDAY_NINE)
        at = timezone.now()
        facts = {"org": company.org, "hall": company.hall, "day": at.date(), "state": "served", "window": window}
        moments = {"taken_at": at, "called_at": at, "began_at": at, "ended_at": at}
        visit = Visit.objects.create(clerk=min, **facts, **moments)
        pad = f"/s/{pad_token(window)}/pad/"
        assert client.post(pad, {"visit": str(visit.pk), "score": str(score)}).headers["Location"] == f"{pad}more/"
        return f"{pad}more/", visit

    return tap


def test_the_pad_asks_on_and_a_bad_tap_is_followed_up(client, rated, guo):
    more, visit = rated(2)
    page = client.get(more).content.decode()
    assert [word in page for word in ('name="reasons"', 'id="q-spent"', 'id="q-fix"')] == [True] * 3
    follow_up = FollowUp.objects.get()
    assert (follow_up.visit, follow_up.owner, follow_up.score) == (visit, guo, 2)

    sent = {"visit": str(visit.pk), "seen": ["spent", "again", "fix"], "spent": ["none"], "reasons": ["slow"]}
    assert client.post(more, sent).headers["Location"] == more.removesuffix("more/")
    assert VisitSaid.objects.get().answers == {"spent": {"chosen": ["none"]}, "reasons": ["slow"]}
    assert client.get(more).status_code == 302  # the pad is the next customer's
    client.force_login(guo)
    assert str(Reason.SLOW.label) in client.get("/satisfaction/follow-ups/").content.decode()


def test_nobody_has_to_answer_at_the_desk_and_five_minutes_later_nobody_can(client, rated):
    more, visit = rated(5)
    assert client.post(more, {"done": "1"}).headers["Location"] == more.removesuffix("more/")
    ago = timezone.now() - timedelta(minutes=6)
    Visit.objects.update(taken_at=ago, called_at=ago, began_at=ago, ended_at=ago, rated_at=ago)

    assert client.post(more, {"visit": str(visit.pk), "seen": ["spent", "again"], "spent": ["none"]}).status_code == 302
    assert not VisitSaid.objects.exists()


def test_the_halls_screen_asks_its_own_with_skip_logic_and_other_words(client, company, root):
    token = screen_of(company.hall)
    told = {"name": "月度", "purpose": "hall", "questions": [*HALL_ITEMS, *OWN[:3]], "by": root, "at": LATER}
    keep_draft(company.org, "hall-month", **told)
    publish(company.org, "hall-month", by=root, at=LATER)
    levels = dict.fromkeys([one["code"] for one in HALL_ITEMS], "5")
    sent = levels | {"spent": ["queue", "x"], "spent-other": "停车"}

    again = client.post(f"/s/{token}/hall/", sent)
    assert (again.status_code, 'id="q-where"' in again.content.decode(), HallAsked.objects.count()) == (422, True, 0)
    assert client.post(f"/s/{token}/hall/", sent | {"seen": ["where", "again"]}).status_code == 200

    assert HallAsked.objects.get().answers["spent"] == {"chosen": ["queue", "x"], "other": "停车"}


def test_a_code_that_means_something_else_is_refused(company, root):
    with pytest.raises(Invalid):
        questions = [*FIVE_LEVELS, OWN[2] | {"code": "reasons"}]
        keep_draft(company.org, "own", name="自编", purpose="case", questions=questions, by=root, at=LATER)
