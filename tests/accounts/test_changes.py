"""J7: whatever changes a setting, it is written down with who, when, before and after; nobody changes what was written."""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.acting import acting_as, begin_task, person
from accounts.actions import grant
from accounts.change_words import tell
from accounts.models import Change, Unit
from accounts.roles import Role
from accounts.settings_pages import NOTED, PAGES, PARTLY
from tests.routes import every_route
from tickets.models import Category


def latest(table: str) -> Change:
    return Change.objects.filter(table=table).latest("at", "pk")


def test_a_page_says_who(client, company, root):
    client.force_login(root)
    before = Change.objects.count()
    client.post(f"/manage/units/{company.hall.pk}/", {"name": "城南大厅", "phone": "1", "calendar": ""})

    change = latest("accounts_unit")
    assert (change.by, change.what, change.org, change.label) == (root, "edit", company.org, "城南大厅")
    assert change.before == {"name": "城南营业厅", "phone": "0532-00000"}
    assert change.after == {"name": "城南大厅", "phone": "1"}
    assert Change.objects.count() == before + 1


def test_without_a_person_it_says_what(company):
    class Task:
        name = "tickets.tasks.tick"

    with acting_as(lambda: "command found"):
        Unit.objects.filter(pk=company.hall.pk).update(name="甲")
        assert latest("accounts_unit").through == "command found"
        begin_task(Task)
        Unit.objects.filter(pk=company.hall.pk).update(name="乙")
        assert latest("accounts_unit").through == "task tickets.tasks.tick"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('desk.by', '', true)")
        cursor.execute("UPDATE /* by hand */ accounts_unit SET name = '丙' WHERE code = 'CN'")
    assert latest("accounts_unit").through.startswith("by hand: ")


def test_the_name_is_told_once_a_transaction_and_again_after_a_step_back(company, root, django_assert_num_queries):
    """Three writes, one name; a savepoint that is rolled back takes the name with it, and it is told anew."""
    rows = Category.objects.filter(pk=company.fault.pk)
    with acting_as(lambda: person(root.pk)), django_assert_num_queries(4):
        for name in ("甲", "乙", "丙"):
            rows.update(name=name)
    with acting_as(lambda: "command x"):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            rows.update(name="丁")
            raise ZeroDivisionError
        rows.update(name="戊")
        assert latest("tickets_category").through == "command x"
    assert latest("tickets_category").before == {"name": "丙"}


def test_a_read_and_a_case_pay_nothing(company, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(Unit.objects.all())


def test_a_secret_is_never_written_down(company, min):
    min.set_password("a wholly new one")
    min.save()

    change = latest("accounts_user")
    assert change.before == change.after == {"password": "***"}


@pytest.mark.parametrize("sql", ["UPDATE accounts_change SET label = ''", "DELETE FROM accounts_change"])
def test_what_was_written_stays(company, min, sql):
    with pytest.raises(DatabaseError, match="history"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_what_is_watched_in_code_is_watched_by_the_database(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%\\_is\\_noted'")
        assert {table for (table,) in cursor.fetchall()} == set(NOTED)
    assert set(PARTLY) <= set(NOTED)


def test_every_page_of_settings_stands_on_the_start_page(db):
    """A new page under /manage/ is found from /manage/, or belongs to one that is."""
    plain = {
        f"/{route.pattern}"
        for route in every_route()
        if route.pattern.startswith("manage/") and "<" not in route.pattern
    }
    urls = {page.url for page in PAGES}

    assert {path for path in plain if not any(path.startswith(url) for url in urls)} == {"/manage/"}


def test_the_page_tells_filters_and_hands_out(client, company, root, guo, stranger, min):
    with acting_as(lambda: person(root.pk)):
        Unit.objects.filter(pk=company.hall.pk).update(phone="12345")
        Unit.objects.filter(pk=company.foreign_hall.pk).update(phone="67890")
        grant(min, role=Role.CALLBACK, unit=company.hall)
    client.force_login(guo)

    text = client.get("/manage/changes/?page=/manage/units/&who=root").content.decode()
    assert "12345" in text and "67890" not in text and "<del>0532-00000</del>" in text
    people = client.get("/manage/changes/?page=/manage/people/").content.decode()
    assert "王敏" in people and "城南营业厅" in people
    assert "12345" in client.post("/manage/changes/out/", {"reason": "核对", "format": "csv"}).content.decode()
    assert client.get(f"/manage/changes/?row={company.hall.pk}").context["told"]
    client.force_login(stranger)
    assert client.get("/manage/changes/").status_code == 403


def test_what_stands_inside_a_setting_is_told_in_words(company, root):
    """No bare key, no code with a word, no key of a row: a nested value reads like the page that wrote it."""
    asked = [{"code": "danger", "label": "有无危险", "kind": "choice", "required": True, "only_if": {"is": "yes"}}]
    week = [[["08:30", "12:00"], ["13:30", "17:30"]]] + [[] for _day in range(6)]
    after = {"questions": asked, "weekly": week, "owners": {"supervisor": [str(company.hall.pk)]}, "at_most": None}
    change = Change(table="tickets_category", row=company.fault.pk, what="edit", before={}, after=after, by=root)
    told = {line.word: line.after for line in tell([change], in_full=True)[0].lines}
    text = "\n".join(told.values())
    assert "有无危险" in text and "城南营业厅" in text and "08:30–12:00 13:30–17:30" in text
    assert not {"required", "only_if", "True", str(company.hall.pk), "{", "["} & set(re.split(r"[：；／、\n]", text)), (
        text
    )


def test_the_start_page_offers_what_one_may_open(client, root, guo, shen, min):
    for who, offered, refused in ((root, "/manage/clients/", "…"), (guo, "/manage/crews/", "/manage/clients/")):
        client.force_login(who)
        text = client.get("/manage/").content.decode()
        assert f'href="{offered}"' in text and f'href="{refused}"' not in text
    client.force_login(root)
    assert "/manage/calendars/" in client.get("/manage/?q=calendars").content.decode()
    assert "/manage/clients/" not in client.get("/manage/?q=calendars").content.decode().split("pagelist")[1]
    client.force_login(min)
    assert client.get("/manage/").status_code == 403
