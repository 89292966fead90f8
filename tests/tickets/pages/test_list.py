"""The list of all one may see: filters in the address, views, what leaves as a table. L4-L6, security lines 14, 31, 50."""

import csv
import io
from zipfile import ZipFile

import pytest

from accounts import taking
from accounts.models import AuditEvent
from servicedesk.lib.tables.writing import safe_cell
from tests.people import ANSWERS, MONDAY_NINE, minutes, no_power
from tests.tickets.pages.conftest import shown
from tickets.actions import desk
from tickets.actions.viewing import views_of
from tickets.faces import answers_of
from tickets.models import SavedView, SearchTerm, Ticket, ViewCount


@pytest.fixture
def enquiry(company, min, guifang):
    words = {"category": company.enquiry, "customer": guifang, "contact_phone": "13800006217"}
    guifang.tags = ["独居老人"]
    guifang.save(update_fields=["tags"])
    return desk.register(desk.Intake(**words, level="major"), unit=company.hall, by=min, at=MONDAY_NINE + minutes(3))


def numbers(page: str, *tickets: Ticket) -> list[str]:
    return [one.number for one in tickets if f'id="t-{one.number}"' in page]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=open", "fe"),
        ("kind=fault", "f"),
        ("kind=fault&kind=enquiry", "fe"),
        ("category=bill", "e"),
        ("hall=CB", ""),
        ("hall=CN&hall=CB", "fe"),
        ("due=over", "fe"),
        ("due=soon", ""),
        ("state=ended", ""),
        ("state=all&sort=new", "fe"),
        ("since=2026-03-16&until=2026-03-16", "fe"),
        ("since=2026-03-17", ""),
        ("channel=hotline", ""),
        ("status=registered", "fe"),
        ("tag=x", ""),
        ("tag=独居老人&tag=x", "fe"),
        ("level=major&level=special", "e"),
        ("who=no-key&since=x&due=x&sort=x&state=x&status=x&page=-1", ""),
    ],
)
def test_filters_stand_in_the_address(client, min, fault, enquiry, query, found):
    client.force_login(min)
    page = client.get(f"/tickets/?{query}").content.decode()

    assert numbers(page, fault, enquiry) == [{"f": fault, "e": enquiry}[one].number for one in found]


def test_what_is_due_first_stands_first(client, min, fault, enquiry):
    client.force_login(min)
    page = client.get("/tickets/").content.decode()

    assert page.index(fault.number) < page.index(f"t-{enquiry.number}")


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_nothing_of_others_is_listed_or_counted(client, request, fault, who):
    """I32, security line 21."""
    client.force_login(request.getfixturevalue(who))
    page = client.get("/tickets/?state=all").content.decode()

    assert fault.number not in page
    assert '<span class="tag num">0</span>' in page
    assert client.get(f"/t/{fault.number}/peek/").status_code == 404


def test_what_was_typed_is_a_key_in_the_address(client, min, guo, fault):
    """Security line 14: no name, no number in any address."""
    client.force_login(min)
    answer = client.post("/tickets/find/", {"q": "6217", "query": "kind=fault"})

    term = SearchTerm.objects.get()
    assert answer["Location"] == f"/tickets/?kind=fault&term={term.pk}"
    assert b"6217" not in bytes(term.sealed)
    page = client.get(answer["Location"]).content.decode()
    assert numbers(page, fault) == [fault.number]
    assert 'value="6217"' in page
    client.force_login(guo)
    assert 'value="6217"' not in client.get(answer["Location"]).content.decode(), "another's term is none"


def test_a_search_that_is_refused_keeps_the_list(client, shen, fault):
    client.force_login(shen)
    answer = client.get(client.post("/tickets/find/", {"q": "6217"})["Location"])

    assert answer.status_code == 403
    assert "data-errors" in answer.content.decode()


def test_pages_go_on_where_the_last_one_ended(client, company, min, guifang, flat, monkeypatch):
    monkeypatch.setattr("tickets.listing.SIZE", 2)
    made = [
        desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE + minutes(n))
        for n in range(3)
    ]
    client.force_login(min)

    first = client.get("/tickets/?kind=fault")
    further = first.context["listed"].pager.next_url
    second = client.get(f"/tickets/{further}").content.decode()

    assert numbers(first.content.decode(), *made) == [one.number for one in made[:2]]
    assert numbers(second, *made) == [made[2].number]
    assert "kind=fault" in further


def keep(client, name: str, query: str, audience: str = "private"):
    return client.post("/tickets/views/", {"name": name, "query": query, "audience": audience})


def test_a_view_is_kept_counted_and_begun_with(client, min, fault, enquiry):
    client.force_login(min)
    answer = keep(client, "报修", "kind=fault&term=0198&from=x")
    view = SavedView.objects.get()

    assert view.query == "kind=fault", "neither what was typed nor the page one was on"
    assert answer["Location"] == f"/tickets/?kind=fault&view={view.pk}"
    client.get("/tickets/?state=open")
    assert ViewCount.objects.get().count == 1
    client.post(f"/tickets/views/{view.pk}/", {"do": "first"})
    assert client.get("/tickets/")["Location"] == f"/tickets/?kind=fault&view={view.pk}"
    client.post(f"/tickets/views/{view.pk}/", {"do": "plain"})
    assert client.get("/tickets/").status_code == 200


def test_my_views_stand_in_my_order(client, min, guo):
    client.force_login(min)
    for name in ("一", "二", "三"):
        keep(client, name, "kind=fault")
    third = SavedView.objects.get(name="三")
    for _press in range(4):
        client.post(f"/tickets/views/{third.pk}/", {"do": "up"})
    client.post(f"/tickets/views/{third.pk}/", {"do": "down"})
    assert [view.name for view in views_of(min)] == ["一", "三", "二"]
    for place, order in (("0", "三一二"), ("99", "一二三"), ("x", "一二三"), ("1", "一三二")):
        answer = client.post(f"/tickets/views/{third.pk}/", {"do": "place", "place": place, "query": "state=open"})
        assert answer["Location"] == "/tickets/?state=open", "one stays where one is"
        assert "".join(view.name for view in views_of(min)) == order

    keep(client, "一", "kind=enquiry")
    assert [view.name for view in views_of(min)] == ["一", "三", "二"]
    client.force_login(guo)
    assert client.post(f"/tickets/views/{third.pk}/", {"do": "up"}).status_code == 404


def test_who_sees_which_view(client, min, guo, other, stranger):
    client.force_login(guo)
    for audience in ("private", "team", "public"):
        keep(client, audience, "kind=fault", audience)

    seen = {
        who: set(SavedView.objects.visible_to(who).values_list("name", flat=True)) for who in (min, other, stranger)
    }
    assert seen == {
        min: {"public", "team"} & {"public"} | _team(min, guo),
        other: {"public"} | _team(other, guo),
        stranger: set(),
    }


def _team(who, owner) -> set[str]:
    places = {who.home_id, who.home.parent_id}
    return {"team"} if owner.home_id in places else set()


def test_a_view_for_everybody_is_a_leads_to_make_and_the_owners_to_drop(client, min, guo):
    client.force_login(min)
    assert keep(client, "大家的", "kind=fault", "public").status_code == 403
    assert keep(client, "  ", "kind=fault").status_code == 422
    client.force_login(guo)
    keep(client, "大家的", "kind=fault", "public")
    view = SavedView.objects.get()
    client.force_login(min)

    assert client.post(f"/tickets/views/{view.pk}/", {"do": "drop"}).status_code == 403
    client.force_login(guo)
    client.post(f"/tickets/views/{view.pk}/", {"do": "drop"})
    assert not SavedView.objects.exists()


def test_what_was_opened_last_is_at_hand(client, min, fault, enquiry):
    client.force_login(min)
    for one in (fault, enquiry, fault):
        client.get(f"/t/{one.number}/")

    assert client.get("/tickets/?state=ended").context["recent"] == [fault, enquiry]


def take(client, query: str = "", **more: str):
    return client.post("/tickets/table/", {"query": query, "reason": "月度核对", "format": "csv"} | more)


def test_what_leaves_is_what_stands_on_the_screen_masked_and_on_record(client, min, fault, enquiry):
    """Security lines 31 and 50."""
    Ticket.objects.filter(pk=fault.pk).update(title="＝cmd|calc")
    client.force_login(min)

    rows = list(csv.reader(io.StringIO(take(client, "kind=fault").content.decode("utf-8-sig"))))

    assert len(rows) == 2
    assert rows[1][0] == fault.number
    assert rows[1][1] == "'＝cmd|calc"
    assert "陈*芳" in rows[1]
    assert "13800006217" not in str(rows)
    assert rows[1][-1] == "; ".join(": ".join(one) for one in answers_of(fault)) != ""
    event = AuditEvent.objects.get(what="export")
    assert (event.reason, event.facts["count"], event.facts["in_full"]) == ("月度核对", 1, False)


def test_what_a_category_asks_has_columns_and_free_words_leave_in_full_only(client, company, min, guifang, flat):
    """Nothing that was asked is left out of the table, as other desks leave their own fields out."""
    company.fault.questions = [*company.fault.questions, {"code": "where", "label": "哪一户", "kind": "text"}]
    company.fault.save()
    told = no_power(company, guifang, flat, answers=ANSWERS | {"where": "三楼陈桂芳"})
    case = desk.register(told, unit=company.hall, by=min, at=MONDAY_NINE)
    client.force_login(min)

    asked = f"category={company.fault.code}"
    head, row = csv.reader(io.StringIO(take(client, asked).content.decode("utf-8-sig")))
    full = take(client, asked, in_full="1").content.decode()

    shown_there = dict(zip(head, row, strict=True))
    assert shown_there == shown_there | dict(answers_of(case)) | {"哪一户": ""}
    assert "三楼陈桂芳" in full


def test_in_full_only_for_whoever_may_see_it_and_on_record_as_such(client, min, shen, fault):
    client.force_login(min)
    assert "13800006217" in take(client, in_full="1").content.decode()
    assert AuditEvent.objects.get(what="export").facts["in_full"] is True
    client.force_login(shen)
    assert take(client, in_full="1").status_code == 403


def test_without_a_reason_or_beyond_the_limit_nothing_leaves(client, min, fault, monkeypatch):
    client.force_login(min)
    assert take(client, reason=" ").status_code == 302
    monkeypatch.setattr(taking, "ALONE", 0)
    assert take(client).status_code == 302

    assert not AuditEvent.objects.filter(what="export").exists()


def test_a_workbook_is_one_and_says_who_took_it_when_and_why(client, min, fault):
    client.force_login(min)

    book = ZipFile(io.BytesIO(take(client, format="xlsx").content))
    assert "王敏 · " in book.read("xl/worksheets/sheet1.xml").decode(), "who, when and why head each printed page"
    assert "月度核对" in book.read("docProps/core.xml").decode()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x", "\t=1"])
def test_no_text_is_a_formula(text):
    assert str(safe_cell(text)).startswith("'")


def test_a_look_beside_the_list(client, min, fault):
    client.force_login(min)
    page = shown(client, f"/t/{fault.number}/peek/")

    assert fault.short_number in page
    assert "陈*芳" in page


def test_the_list_asks_few_questions_of_the_database(client, min, fault, enquiry, django_assert_max_num_queries):
    client.force_login(min)
    with django_assert_max_num_queries(18):
        client.get("/tickets/")
