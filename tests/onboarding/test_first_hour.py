"""The first hour: a company that has nothing opens a hall; each step resumable, undoable where that makes sense."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Change, Grant, Unit, User
from accounts.roles import Role
from customers.models import Message
from deadlines.loading import profiles
from deadlines.models import PolicyRule
from onboarding import actions
from onboarding.models import Start
from onboarding.steps import STEPS
from onboarding.trades import TRADES, plant_categories, shipped
from tests.people import MONDAY_NINE
from tickets.category_checks import check_settings
from tickets.models import Category, Ticket, Window

AT = MONDAY_NINE
UNITS = (
    "名称,编码,类型,职责\n新区营业厅,XQ,营业厅,\n抢修一班,XB,班组,\n派单台,XP,台席,dispatch\n回访台,XH,台席,callback\n"
)
PEOPLE = (
    "姓名,工号,单位,角色\n钱多多,3099,XQ,clerk\n何派,4099,XP,dispatcher\n李修,5099,XB,crew\n"
    "周诉,6099,XT,complaints\n陈访,7099,XH,callback\n刘班,2099,XQ,supervisor\n"
)
CUSTOMERS = "客户号,姓名,电话\nK1,陈先生,13800000001\nK2,林女士,13800000002\n"


@pytest.fixture
def boss(db) -> User:
    """The first administrator of a company that was founded a moment ago."""
    out = io.StringIO()
    call_command("found", company="滨海燃气", code="BH", admin="郑开", login="zheng", stdout=out)
    person = User.objects.get(login="zheng")
    assert person.check_password(out.getvalue().split("password")[1].split()[0])
    return person


def table(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("table.csv", text.encode())


def bring(client, step: str, what: str, text: str) -> None:
    tried = client.post(f"/manage/start/{step}/", {"table": what, "file": table(text)})
    assert tried.context["counts"]["refused"] == 0, [one.text for one in tried.context["outcomes"]]
    done = client.post(f"/manage/start/{step}/", {"table": what, "rows": tried.context["rows"]})
    assert done.context["counts"]["made"] == text.count("\n") - 1


def test_a_new_company_opens_a_hall(client, boss):
    """Every step in its order, left and found again; the test case is shown with its clocks and counted nowhere."""
    client.force_login(boss)
    assert client.get("/")["Location"] == "/manage/start/"
    assert client.get("/manage/start/")["Location"] == "/manage/start/trade/"
    named = {"company": "1", "name": "滨海新区燃气", "hotline": "96777"}
    assert client.post("/manage/start/trade/", named | {"name": ""}).status_code == 422
    assert client.post("/manage/start/trade/", named).status_code == 302
    assert Unit.objects.get(code="BH").name == "滨海新区燃气"
    assert client.post("/manage/start/trade/", {"trade": "gas"}).status_code == 302
    assert any(one.flagged for one in client.get("/manage/start/trade/").context["loaded"])
    assert client.get("/manage/start/")["Location"] == "/manage/start/units/"

    bring(client, "units", "units", UNITS)
    typed = {"add-kind": "desk", "add-code": "XT", "add-name": "投诉台", "add-duty": "complaints"}
    assert client.post("/manage/start/units/add/", typed).status_code == 302
    bring(client, "people", "people", PEOPLE)
    assert client.post("/manage/start/customers/", {"go": "1"})["Location"] == "/manage/start/windows/"
    assert client.post("/manage/start/windows/", {"hall-XQ": "2"}).status_code == 302
    sheet = client.post("/manage/start/passwords/")
    clerk = User.objects.get(login="3099")
    plain = {one.login: word for one, word in sheet.context["rows"]}["3099"]
    assert clerk.check_password(plain) and sheet.context["rows"][0][1] != sheet.context["rows"][1][1]

    assert client.post("/manage/start/test/").status_code == 302
    ended = client.get("/manage/start/test/")
    assert ended.context["clocks"] and ended.context["lacking"] == []
    assert ended.context["told"]["seen"] == ["何派"]
    assert User.objects.get(login="4099").may_at("dispatch", Unit.objects.get(code="XB").pk)
    assert client.get("/")["Location"] == "/manage/"
    ticket = Ticket.objects.get()
    assert ticket.undone_at is not None and ticket.number in ended.content.decode()
    assert not Message.objects.exists()
    assert not Grant.objects.live().filter(person__is_service=True, role=Role.CLERK, org=ticket.org).exists()
    assert Start.objects.get().ended_at is not None and Window.objects.count() == 2
    assert Change.objects.filter(table="accounts_unit", by=boss).exists()


def test_another_trade_can_be_chosen_until_there_are_cases(boss):
    start = actions.begin(Unit.objects.get(code="BH"), by=boss, at=AT)
    actions.load_trade(start, "gas", by=boss, at=AT)
    start = actions.load_trade(start, "water", by=boss, at=AT)
    used = dict(Category.objects.filter(org=start.org, is_active=True).values_list("code", "name"))

    assert start.trade == "water" and "fault-burst" in used and "fault-leak" not in used
    assert used["fault"] == "供水报修" and Category.objects.get(code="fault-burst").parent.code == "fault"
    assert set(PolicyRule.objects.filter(org=start.org, active_until=None).values_list("profile", flat=True)) == {
        "water"
    }
    start = actions.undo_trade(start, by=boss, at=AT)
    assert start.trade == "" and not start.is_done("trade")


def test_a_company_with_cases_keeps_its_trade(company, root, fault):
    start = actions.begin(company.org, by=root, at=AT)
    actions.load_trade(start, "power", by=root, at=AT)

    with pytest.raises(actions.TradeInUse):
        actions.load_trade(Start.objects.get(), "gas", by=root, at=AT)


def test_what_a_hall_cannot_open_without_is_named(client, boss):
    """Each unit that nobody reaches, and each desk that nobody minds; a desk's people work for what it stands below."""
    client.force_login(boss)
    client.post("/manage/start/trade/", {"trade": "gas"})
    assert len(client.get("/manage/start/people/").context["lacking"]) == 6
    bring(client, "units", "units", UNITS)
    told = " ".join(client.get("/manage/start/people/").context["lacking"])
    assert "新区营业厅" in told and told.count("抢修一班") == 2
    bring(client, "people", "people", "\n".join(PEOPLE.split("\n")[:4]) + "\n")
    assert len(client.get("/manage/start/people/").context["lacking"]) == 3
    assert (
        "1/7" in client.get("/manage/people/").content.decode()
        or "3/7" in client.get("/manage/people/").content.decode()
    )


def test_a_pattern_may_be_handed_in_as_it_is(client, boss):
    client.force_login(boss)
    for sort in ("units", "people"):
        text = client.get(f"/manage/tables/{sort}/pattern/?as=csv").content.decode("utf-8-sig").replace("\r\n", "\n")
        bring(client, sort, sort, text.replace("CN", "CX"))
    assert client.get("/manage/start/people/").context["lacking"] == []


def test_nothing_is_tested_before_there_is_a_hall(client, boss):
    client.force_login(boss)

    assert client.post("/manage/start/test/").status_code == 422
    assert client.get("/manage/start/nowhere/").status_code == 404
    assert {client.get(f"/manage/start/{step.code}/").status_code for step in STEPS} == {200}


def test_a_company_is_founded_once(boss):
    for wrong in ({"code": "BH", "login": "other"}, {"code": "B2", "login": "ZHENG"}, {"code": "有字", "login": "x"}):
        with pytest.raises(CommandError):
            call_command("found", company="滨海燃气", admin="郑开", **wrong)


def test_an_administrator_is_let_in_again_from_the_server_alone(boss):
    """The printed password ran out, and nobody else administers: the command prints another, for administrators only."""
    out = io.StringIO()
    call_command("readmit", "Zheng", stdout=out)
    word = out.getvalue().split("password")[1].split()[0]
    assert User.objects.get(pk=boss.pk).check_password(word) and not boss.check_password(word)
    boss.grants.create(role=Role.CLERK, unit=boss.org, org=boss.org)
    for nobody in ("nobody", "founder"):
        with pytest.raises(CommandError):
            call_command("readmit", nobody)


@pytest.mark.parametrize("trade", TRADES)
def test_every_trade_is_whole(company, trade):
    """Promises, topics that pass their own checks, articles that name topics which are there."""
    assert trade in profiles()
    Category.objects.filter(org=company.foreign_org).delete()
    assert plant_categories(company.foreign_org, trade) > 20
    assert plant_categories(company.foreign_org, trade) == 0
    rows = {row.code: row for row in Category.objects.filter(org=company.foreign_org)}
    for row in rows.values():
        check_settings({"name": row.name, "kind": row.kind, "questions": row.questions, "to_close": row.to_close})
    assert {topic for one in shipped(trade)["articles"] for topic in one["topics"]} <= set(rows)
