"""The queue on the page, the pad on the desk, the hall's day, and what an administrator sets."""

import logging

import pytest
from django.utils import timezone

from servicedesk import logs
from tests.people import MONDAY_NINE, on_duty
from tests.tickets.pages.conftest import shown
from tickets.actions import numbers, windows
from tickets.actions.drafting import drafts_of, words_of
from tickets.actions.visiting import call_next, end, visit_for
from tickets.hallday import usual_hall
from tickets.models import Channel, CounterRule, Matter, Ticket, Visit, Window

HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def queue(company, line):
    """Three numbers of today."""
    return [numbers.take_number(company.hall, number=f"A{n:03d}", by=line) for n in (37, 38, 39)]


@pytest.fixture
def counter(client, min):
    client.force_login(min)
    return client


@pytest.fixture
def served(company, queue, min, at_first):
    """王敏 has just served A037 at window 1."""
    return end(call_next(company.hall, by=min), by=min)


def test_the_bar_says_whom_i_serve_and_who_waits(counter, company, queue, at_first):
    assert "A037" not in shown(counter, "/intake/")
    part = counter.post("/visits/next/", {"hall": str(company.hall.pk)}, **HX).content.decode()

    assert 'hx-swap-oob="true"' in part
    assert "<b>A037</b>" in part
    assert "Alt+R" in part
    assert "<b>2</b>" in shown(counter, "/visits/bar/")


def test_f8_puts_the_unfinished_sheet_aside_for_the_visit_it_belongs_to(counter, queue, walk_in, min):
    counter.post("/visits/next/", {})
    first = Visit.objects.get(clerk=min)
    counter.post(f"/visits/{first.pk}/begin/")
    page = counter.post("/visits/next/", walk_in(), **HX).content.decode()

    (draft,) = drafts_of(min)
    assert draft.visit == first
    assert words_of(draft)["contact_name"] == "孙晓梅"
    assert 'value="孙晓梅"' not in page
    assert Visit.objects.get(state="called").number == "A038"


def test_a_refused_call_leaves_the_sheet_as_it_is(counter, queue, walk_in):
    counter.post("/visits/next/", {})
    answer = counter.post("/visits/next/", walk_in(), **HX)

    assert answer.status_code == 409
    assert 'value="孙晓梅"' in answer.content.decode()
    assert Visit.objects.filter(state="called").count() == 1


@pytest.mark.parametrize(("verb", "state"), [("begin", "serving"), ("recall", "called"), ("abandon", "abandoned")])
@pytest.mark.parametrize("way", [HX, {}], ids=["part", "page"])
def test_the_verbs_of_a_called_visit(counter, queue, min, way, verb, state):
    counter.post("/visits/next/", {})
    visit = Visit.objects.get(clerk=min)

    assert counter.post(f"/visits/{visit.pk}/{verb}/", **way).status_code == (200 if way else 302)
    visit.refresh_from_db()
    assert visit.state == state


def test_at_the_end_the_clerk_may_hand_the_question_over(counter, served):
    Visit.objects.filter(pk=served.pk).update(state="serving", ended_at=None)
    page = counter.post(f"/visits/{served.pk}/end/", {}, **HX).content.decode()
    assert f"/visits/{served.pk}/rate/" in page
    assert "checked" not in page.split('id="ended"')[1].split("</form>")[0]

    assert counter.post(f"/visits/{served.pk}/rate/", {"score": "4"}, **HX).status_code == 200
    served.refresh_from_db()
    assert (served.score, served.rated_on_pad) == (4, False)
    assert counter.post(f"/visits/{served.pk}/rate/", {"score": "1"}).status_code == 409


def test_advice_without_a_ticket_frees_the_desk(counter, walk_in, min):
    page = counter.post("/intake/settle/", walk_in(top="bill"), **HX).content.decode()

    assert Matter.objects.get().category.code == "bill"
    assert 'value="孙晓梅"' not in page
    assert not Ticket.objects.exists()
    assert counter.post("/intake/settle/", walk_in(top="", description=""), **HX).status_code == 422


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_a_visit_of_another_hall_does_not_exist(client, request, served, who):
    client.force_login(request.getfixturevalue(who))

    assert client.post(f"/visits/{served.pk}/rate/", {"score": "5"}).status_code == 404
    assert client.post(f"/visits/{served.pk}/end/").status_code == 404


def pad_of(window: Window) -> str:
    return f"/s/{windows.pad_token(window)}/pad/"


def test_the_pad_rests_asks_and_thanks(client, first, company, queue, min):
    windows.sit(first, by=min)
    assert 'data-pad-state="idle"' in shown(client, pad_of(first))
    visit = end(call_next(company.hall, by=min), by=min)
    asking = shown(client, pad_of(first))
    assert f'data-pad-state="ask {visit.pk}"' in asking
    assert asking.count('name="score"') == 5
    assert "checked" not in asking

    client.post(pad_of(first), {"visit": str(visit.pk), "score": "5"})
    client.post(pad_of(first), {"visit": str(visit.pk), "score": "1"})

    visit.refresh_from_db()
    assert (visit.score, visit.rated_on_pad) == (5, True)
    assert 'data-pad-state="thanks"' in shown(client, pad_of(first))


@pytest.mark.parametrize("told", [{"score": "9"}, {"score": "x"}, {"score": "5", "visit": "another"}, {}])
def test_the_pad_takes_nothing_else(client, served, at_first, told):
    client.post(pad_of(at_first), {"visit": str(served.pk)} | told)

    served.refresh_from_db()
    assert served.score is None


def test_the_pad_shows_nobodys_data_and_needs_no_sign_in(client, served, at_first, guifang, company, min):
    Visit.objects.filter(pk=served.pk).update(customer=guifang)
    answer = client.get(pad_of(at_first))

    assert not [word for word in ("陈桂芳", "陈*芳", "6217", "王敏", "A037") if word in answer.content.decode()]
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in answer["Cache-Control"]


def test_a_new_link_makes_the_old_one_worthless_and_only_its_hash_is_kept(client, at_first, root, caplog):
    old = pad_of(at_first)
    renewed = windows.renew_pad(at_first, by=root, at=MONDAY_NINE)

    with caplog.at_level(logging.DEBUG):
        assert client.get(old).status_code == 404
        assert client.get(pad_of(renewed)).status_code == 200
    lines = [logs.JsonLines().format(record) for record in caplog.records]
    assert not any(windows.pad_token(one) in line for line in lines for one in (at_first, renewed))
    assert windows.pad_token(renewed) not in str(Window.objects.values().get())


def test_a_window_is_taken_only_from_somebody_who_serves_nobody_there(company, at_first, dong, min, counter):
    windows.sit(at_first, by=dong)
    visit_for(company.hall, customer=None, by=dong, at=timezone.now())

    assert counter.post("/visits/sit/", {"window": str(at_first.pk)}).status_code == 409
    assert counter.post("/visits/sit/", {"window": ""}).status_code == 302


def test_the_halls_day_for_whoever_leads_it(client, guo, company, served):
    client.force_login(guo)
    empty = shown(client, "/visits/?hall=CB")
    page = shown(client, "/visits/?hall=CN")

    assert "A038" in page
    assert "王敏" in page
    assert "<table" not in empty


def test_nobody_sees_the_day_of_another_company(client, guo, company, line):
    client.force_login(guo)
    assert company.foreign_hall.name not in shown(client, "/visits/?hall=LX")
    assert client.post("/visits/take/", {"hall": str(company.foreign_hall.pk)}).status_code == 404


@pytest.fixture
def admin(client, root):
    client.force_login(root)
    return client


def test_a_case_says_by_which_way_it_came_in_the_companys_word(client, fault, company, min):
    Channel.objects.create(org=company.org, code="wechat", name="微信")
    Ticket.objects.filter(pk=fault.pk).update(channel="wechat")
    client.force_login(min)

    assert "微信" in shown(client, f"/t/{fault.number}/")


def test_an_administrator_adds_a_way_in_and_the_counter_offers_it(admin, min, company):
    told = {"code": "wechat", "name": "微信", "name_en": "WeChat", "is_active": "on"}
    assert admin.post("/manage/channels/", told).status_code == 302
    admin.force_login(min)
    assert '<option value="wechat" selected>微信</option>' in shown(admin, "/intake/?ch=wechat")

    Channel.objects.update(is_active=False)

    assert 'value="wechat"' not in shown(admin, "/intake/?ch=wechat")


@pytest.mark.parametrize("told", [{"code": "We Chat", "name": "微信"}, {"code": "wechat"}, {"rule": "1"}])
def test_what_cannot_be_set_is_refused(admin, told):
    assert admin.post("/manage/channels/", told).status_code == 422
    assert not Channel.objects.exists()


def test_the_window_itself_cannot_be_taken_out_of_use(admin, company):
    admin.post("/manage/channels/", {"code": "counter", "name": "柜台"})

    assert Channel.objects.get(code="counter").is_active


def test_the_figures_of_the_counter_are_the_companys(admin, company):
    told = {
        "undo_seconds": 20,
        "grace_seconds": 3,
        "draft_days": 5,
        "wait_minutes": 10,
        "idle_minutes": 30,
        "rule": "1",
    }
    assert admin.post("/manage/channels/", told).status_code == 302
    assert CounterRule.of(company.org.pk).undo_within.total_seconds() == 23
    assert admin.post("/manage/channels/", told | {"undo_seconds": 600}).status_code == 422


def test_windows_are_opened_closed_and_given_new_pads(admin, company):
    admin.post("/manage/windows/", {"hall": str(company.hall.pk), "name": "3"})
    window = Window.objects.get()
    assert windows.pad_token(window) in shown(admin, "/manage/windows/")

    for verb, answer in (("renew", 302), ("close", 302), ("burn", 404)):
        assert admin.post(f"/manage/windows/{window.pk}/{verb}/").status_code == answer

    window.refresh_from_db()
    assert (window.pad_n, window.is_active) == (2, False)
    assert admin.post("/manage/windows/", {"hall": str(company.foreign_hall.pk), "name": "1"}).status_code == 404
    assert admin.post("/manage/windows/", {"hall": str(company.hall.pk), "name": " "}).status_code == 422


def test_the_day_begins_with_the_hall_where_one_has_a_grant(company, guo):
    halls = [company.north, company.hall]
    assert usual_hall(halls, guo) == company.north, "the whole company's: the first"
    on_duty("guo", "supervisor", company.hall)
    assert usual_hall(halls, guo) == company.hall
