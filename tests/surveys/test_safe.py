"""Links and answers against people who mean no good, and people who came too late: each has its stated answer."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from surveys import actions
from surveys.actions import Given
from surveys.actions.measuring import screen_of
from surveys.models import Callback, FollowUp, HallScreen, Survey, SurveyChange
from tests.people import MONDAY_NINE
from tests.routes import every_route
from tests.surveys.conftest import LATER
from tests.test_gates import OPEN_TO_ALL
from tickets.actions.telling import link_for
from tickets.actions.windows import open_window, pad_token
from tickets.models import Barred, Window


@pytest.fixture
def path(token):
    Survey.objects.update(expires_at=timezone.now() + timedelta(days=1))
    return f"/s/{token}/rate/"


def test_whom_a_case_is_about_sees_nothing_of_what_was_asked_and_said(client, token, owed, guo, jing, company):
    """Security line 26, I25: no callback, no rating, no follow-up, not even in a sum; nobody tells them."""
    for person in (guo, jing):
        Barred.objects.create(org=owed.org, ticket=owed.ticket, user=person)
    actions.record_answer(token, given=Given(1, "态度差"), at=LATER)
    when = {"first": "2026-03-01", "last": "2026-03-31"}

    client.force_login(guo)
    assert client.get("/satisfaction/", when).context["found"].total.asked == 0
    assert client.get("/satisfaction/answers/", when).context["count"] == 0
    assert not client.get("/satisfaction/follow-ups/").context["rows"]
    assert not client.get("/callback/handover/").context["rows"]
    assert (
        "态度差"
        not in client.post(
            "/satisfaction/answers/out/", {"query": urlencode(when), "reason": "分析", "format": "csv"}
        ).content.decode()
    )
    assert FollowUp.objects.get().owner is None
    client.force_login(jing)
    assert client.get(f"/callback/{owed.pk}/").status_code == 404
    assert actions.next_for(jing, at=LATER) is None


def test_each_kind_of_link_opens_its_own_page_alone(client, path, token, reported, company, root):
    """Security line 45: 128 bits, only their hash in the rows, one purpose each; nobody is told which was nearly right."""
    window = open_window(company.hall, name="1", by=root, at=MONDAY_NINE)
    tokens = {
        f"/s/{token}/rate/": token,
        f"/s/{(screen := screen_of(company.hall))}/hall/": screen,
        f"/s/{(pad := pad_token(window))}/pad/": pad,
        f"/s/{(progress := link_for(reported, 'progress', at=LATER))}/": progress,
    }
    assert all(len(each) == 22 for each in tokens.values())
    kept = f"{HallScreen.objects.values().get()}{Window.objects.values().get()}"
    assert not [each for each in tokens.values() if each in kept]

    for page, own in tokens.items():
        assert client.get(page).status_code == 200
        foreign = [client.get(page.replace(own, other)) for other in tokens.values() if other != own]
        assert {answer.status_code for answer in foreign} <= {404, 429}


@pytest.mark.parametrize("page", ["rate/", "hall/", "pad/", "pad/more/"])
def test_wrong_links_of_every_kind_are_counted_by_address_and_right_ones_never(client, path, page):
    """Security line 45: after ten in a quarter of an hour not even a page; a hall's Wi-Fi is one address."""
    wrong = [client.get(f"/s/{'x' * 21}{n % 10}/{page}", REMOTE_ADDR="10.0.0.7").status_code for n in range(11)]
    assert wrong == [404] * 10 + [429]
    assert client.get(f"/s/wrong/{page}", REMOTE_ADDR="10.0.0.8").status_code == 404

    assert {client.get(path, REMOTE_ADDR="10.0.0.7").status_code for _n in range(20)} == {200}
    assert client.post(path, {"score": "5"}, REMOTE_ADDR="10.0.0.7").status_code == 302


def test_nobody_follows_a_case_by_its_number():
    """Security line 46: no open page takes the number of a case, so that there is nothing to count through."""
    open_pages = [route.pattern for route in every_route() if route.name in OPEN_TO_ALL]

    assert open_pages
    assert not [pattern for pattern in open_pages if "number" in pattern or "phone" in pattern]


def test_looking_at_a_link_answers_nothing(client, path, survey):
    """A messenger opens every link that passes through it; only a tap counts."""
    for look in (client.get, client.head):
        look(path, {"score": "5"})

    survey.refresh_from_db()
    assert survey.answered_at is None


def test_a_script_with_a_right_link_counts_once_and_wears_out(client, path, survey):
    answers = [client.post(path, {"score": str(3 + n % 3)}).status_code for n in range(23)]

    assert (answers[:21], set(answers[21:])) == ([302] * 21, {429})
    assert SurveyChange.objects.count() == 20
    assert Survey.objects.filter(answered_at__isnull=False).count() == 1


def test_a_closed_round_is_neither_answered_nor_changed(client, path, survey, guo, owed):
    """The stated answer: 410 and a sentence, whether anything had been said or not."""
    actions.record_answer(path.split("/")[2], given=Given(1, "又停了"), at=LATER)
    actions.settle(FollowUp.objects.get(), way="spoken", words="已致电", by=guo, at=LATER)
    survey.refresh_from_db()
    ticket = survey.ticket
    from_now_on = timezone.now()
    Callback.objects.update(done_at=LATER, outcome="dropped")
    type(ticket).objects.filter(pk=ticket.pk).update(round=2)
    ticket.refresh_from_db()
    actions.shut(ticket, at=from_now_on)

    for sent in ({"score": "5"}, {"score": "2", "reasons": ["slow"]}):
        assert client.post(path, sent).status_code == 410
    survey.refresh_from_db()
    assert (survey.score, survey.changes.count()) == (1, 0)


def test_what_is_typed_on_the_telephone_and_by_link_is_text_wherever_it_shows(client, path, owed, jing, guo):
    said = "=HYPERLINK(1)<img src=x onerror=alert(1)>"
    callback = Callback.objects.get()
    actions.confirm(callback, score=4, note=said, by=jing, at=LATER)
    client.force_login(guo)
    when = {"first": "2026-03-01", "last": "2026-03-31"}

    for page in ("/satisfaction/", "/satisfaction/answers/"):
        for more in ({}, {"print": "1"}):
            shown = client.get(page, when | more).content.decode()
            assert ("<img src=x" in shown, "&lt;img src=x" in shown) == (False, True)
    assert (
        f"'{said[:10]}"
        in client.post(
            "/satisfaction/answers/out/", {"query": urlencode(when), "reason": "分析", "format": "csv"}
        ).content.decode()
    )
