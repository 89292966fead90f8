"""The customer's rating: one tap, once, and nothing else to see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from surveys.models import OptOut, Survey
from tickets.actions import closing
from tickets.actions.telling import link_for
from tickets.models import CustomerLink


@pytest.fixture
def path(token):
    # The people of the tests report in March; the link is to be alive today.
    Survey.objects.update(expires_at=timezone.now() + timedelta(days=1))
    return f"/s/{token}/rate/"


def test_five_faces_and_none_is_chosen(client, path):
    page = client.get(path).content.decode()

    assert page.count('name="score"') == 5
    assert [word in page for word in ("非常满意", "满意", "基本满意", "不满意", "非常不满意")] == [True] * 5
    assert "checked" not in page
    assert "autofocus" not in page


def test_it_shows_no_personal_data_but_a_masked_name(client, path):
    page = client.get(path).content.decode()

    assert "陈*芳" in page
    for secret in ("陈桂芳", "6217", "文昌路", "501", "053211876204"):
        assert secret not in page


def test_one_tap_is_saved(client, path, survey):
    answer = client.post(path, {"score": "4"})

    survey.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    assert survey.score == 4
    assert 'name="comment"' in client.get(path).content.decode()


def test_words_may_come_along(client, path, survey):
    client.post(path, {"score": "5", "comment": "来得很快"})

    survey.refresh_from_db()
    assert survey.comment == "来得很快"
    assert 'name="comment"' not in client.get(path).content.decode()


def test_words_may_come_afterwards_once(client, path, survey):
    client.post(path, {"score": "3"})

    assert client.post(f"{path}words/", {"comment": "等了太久"}).status_code == 302
    assert client.post(f"{path}words/", {"comment": "再说一句"}).status_code == 409

    survey.refresh_from_db()
    assert (survey.score, survey.comment) == (3, "等了太久")


def test_the_second_tap_changes_the_first_for_a_day_and_counts_nothing(client, path, survey):
    client.post(path, {"score": "5"})
    assert client.post(path, {"score": "3"}).status_code == 302
    Survey.objects.update(answered_at=timezone.now() - timedelta(hours=24), changed_at=None)

    answer = client.post(path, {"score": "4"})

    survey.refresh_from_db()
    assert (answer.status_code, survey.score, survey.changes.get().score) == (409, 3, 5)


def test_a_bad_level_asks_why_before_it_counts(client, path, survey):
    asked = client.post(path, {"score": "1"})

    survey.refresh_from_db()
    assert (asked.status_code, survey.answered_at) == (422, None)
    assert 'name="score" value="1"' in asked.content.decode()
    client.post(path, {"score": "1", "reasons": ["slow"], "wants_call": "on"})
    survey.refresh_from_db()
    assert (survey.score, survey.answers) == (1, {"reasons": ["slow"], "wants_call": True})


def test_do_not_ask_me_again(client, path, survey):
    for _time in range(2):
        assert client.post(f"{path}no-more/").status_code == 200

    assert OptOut.objects.get().customer == survey.ticket.customer


@pytest.mark.parametrize("wrong", [{}, {"score": "0"}, {"score": "6"}, {"score": "很好"}, {"comment": "没有分"}])
def test_a_tap_on_nothing_asks_again(client, path, survey, wrong):
    answer = client.post(path, wrong)

    survey.refresh_from_db()
    assert answer.status_code == 422
    assert answer.content.decode().count('name="score"') == 5
    assert survey.answered_at is None


def test_after_its_time_it_is_closed(client, path, survey):
    Survey.objects.update(expires_at=timezone.now())

    for answer in (
        client.get(path),
        client.post(path, {"score": "5"}),
        client.post(f"{path}words/", {"comment": "好"}),
    ):
        assert answer.status_code == 410
        assert survey.ticket.short_number not in answer.content.decode()


def test_wrong_links_are_all_alike(client, path, survey, token):
    revoked = CustomerLink.objects.get(pk=survey.link_id)
    others = ["x" * 22, token[:-1], token + "A", "%00", link_for(survey.ticket, "progress", at=timezone.now())]

    answers = [client.get(f"/s/{other}/rate/") for other in others[:4]]
    answers += [client.post(f"/s/{other}/rate/", {"score": "5"}) for other in others]
    CustomerLink.objects.filter(pk=revoked.pk).update(revoked_at=timezone.now())
    answers.append(client.get(path))

    assert {answer.status_code for answer in answers} == {404}
    assert len({strip_clock(answer.content.decode()) for answer in answers}) == 1


def test_an_address_that_guesses_is_told_nothing_and_the_right_link_opens(client, path):
    """Security line 45: a hall's Wi-Fi is one address."""
    wrong = [client.get("/s/nowhere/rate/" if n % 2 else "/s/nowhere/").status_code for n in range(12)]

    assert wrong == [404] * 10 + [429] * 2
    assert client.get("/s/nowhere/rate/").content == b""
    assert client.get(path).status_code == 200
    assert client.post(path, {"score": "5"}).status_code == 302


def strip_clock(page: str) -> str:
    return page[page.index("<body") :]


def test_it_is_neither_kept_nor_found_nor_passed_on(client, path):
    for answer in (client.get(path), client.get("/s/wrong/rate/")):
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert 'content="noindex' in answer.content.decode()


def test_no_sign_in_and_no_session_are_needed(client, path):
    client.post(path, {"score": "5"})

    assert "sessionid" not in "".join(client.cookies)
    assert not [name for name in client.cookies if "session" in name]


def test_a_forged_form_from_another_site_is_refused(path, survey, client):
    strict = type(client)(enforce_csrf_checks=True)

    assert strict.post(path, {"score": "1"}).status_code == 403
    survey.refresh_from_db()
    assert survey.answered_at is None


def test_what_customers_write_is_text(client, path):
    client.post(path, {"score": "1", "comment": "<script>alert(1)</script>=1+1"})

    page = client.get(path).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_reopened_case_is_not_rated_any_more(client, path, survey, guo):
    closing.reopen(survey.ticket, reason="又停电了", by=guo)

    assert client.get(path).status_code == 410
