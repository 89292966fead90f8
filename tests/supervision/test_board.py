"""The shift board opens on what is overdue and about to be."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.actions import grant, hire
from accounts.models import AuditEvent
from complaints.models import Due
from reporting.models import CountedDay, StaleDay, Tally
from supervision.board.stillness import look_for_stillness
from supervision.models import Quiet
from tests.people import minutes, no_power
from tickets.actions import desk, urging
from tickets.models import Clock

OLD = datetime(2026, 3, 16, 1, tzinfo=UTC)


@pytest.mark.parametrize(("who", "answer"), [("guo", 200), ("shen", 200), ("min", 403), ("lin", 403), ("qiang", 403)])
def test_who_may_open_the_board(client, request, fault, who, answer):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/board/").status_code == answer


def test_the_overdue_stands_on_top_without_a_click(client, guo, fault):
    client.force_login(guo)

    page = client.get("/board/").content.decode()

    assert fault.short_number in page
    assert "13800006217" not in page


@pytest.mark.parametrize(
    "view",
    [
        "due",
        "late",
        "soon",
        "slot",
        "undispatched",
        "quiet",
        "returned",
        "complaints",
        "callback",
        "paused",
        "open",
        "imported",
        "x",
    ],
)
def test_every_tab_opens(client, guo, fault, view):
    client.force_login(guo)

    assert client.get("/board/", {"view": view, "hall": "CN"}).status_code == 200


def act(client, do, *tickets, **told):
    numbers = [getattr(one, "number", one) for one in tickets]
    return client.post("/board/act/", {"do": do, "number": numbers} | told)


def test_the_good_ones_are_done_and_the_bad_one_is_named_and_stays_chosen(
    client, company, min, guifang, flat, guo, fault
):
    bad = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min)
    urging.urge(bad, by=guo)
    client.force_login(guo)

    page = act(client, "urge", fault, bad, "CN9999990001", urge_text="客户在等")

    fault.refresh_from_db()
    assert (page.status_code, fault.urges, fault.timeline.get(what="urge").facts["text"]) == (409, 1, "客户在等")
    assert list(page.context["told"].against) == [bad.number]
    assert page.context["told"].gone == 1
    assert page.content.decode().count(" checked>") == 1


@pytest.mark.parametrize(
    ("do", "told", "what"),
    [
        ("urge", {}, "urge"),
        ("order", {"order_text": "两小时内到场并回告客户进展"}, "order"),
        ("message", {"message_text": "先打电话给客户"}, "note"),
    ],
)
def test_what_may_be_done_to_many(client, guo, fault, do, told, what):
    client.force_login(guo)

    assert act(client, do, fault, **told).status_code == 302
    assert fault.timeline.order_by("-seq").filter(by=guo).first().what == what


def test_reassigning_asks_to_whom_and_sends_a_crew(client, company, guo, fault):
    client.force_login(guo)

    asks = act(client, "transfer", fault)
    done = act(client, "transfer", fault, to=f"unit:{company.crew.pk}", transfer_text="离得近")

    fault.refresh_from_db()
    assert company.crew.name in asks.content.decode()
    assert (asks.status_code, done.status_code, fault.crew) == (200, 302, company.crew)


def test_the_list_leaves_as_it_is_filtered_with_a_reason_on_record(client, guo, fault):
    client.force_login(guo)

    refused = client.post("/board/export/?view=due", {"reason": ""})
    table = client.post("/board/export/?view=due", {"reason": "晨会", "format": "csv"})

    told = AuditEvent.objects.get(what="export")
    assert refused.status_code == 302
    assert fault.number in b"".join(table).decode() and fault.contact_phone not in b"".join(table).decode()
    assert (told.reason, told.facts["list"], told.facts["count"]) == ("晨会", "board", 1)


def test_who_may_not_act_from_the_board(client, request, fault):
    for who in ("shen", "min"):
        client.force_login(request.getfixturevalue(who))
        assert act(client, "urge", fault).status_code == 403


def test_a_board_of_another_company_shows_nothing_of_ours(client, company, fault):
    chief = hire(login="chief", name="外司长", home=company.foreign_org)
    grant(chief, role="supervisor", unit=company.foreign_org)
    client.force_login(chief)

    page = client.get("/board/", {"view": "open"}).content.decode()

    assert fault.short_number not in page


def test_the_board_asks_few_questions_of_the_database(client, guo, fault, django_assert_max_num_queries):
    client.force_login(guo)

    for told in ({}, {"hall": "CN", "who": fault.first_contact_id}):
        for view in ("due", "open", "undispatched", "quiet", "returned", "callback", "paused", "complaints"):
            client.get("/board/")  # the grants are remembered for some seconds
            with django_assert_max_num_queries(15):
                page = client.get("/board/", {"view": view} | told).content.decode()
            assert told or view not in ("open", "undispatched") or fault.short_number in page


def test_every_number_is_the_length_of_its_list_and_halls_add_up(
    client, company, min, other, guifang, flat, guo, reported
):
    """I36: tiles, tabs, bars, halls and people against the rows that they open."""
    fault = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min)
    desk.register(no_power(company, guifang, flat), unit=company.north, by=other)
    Clock.objects.filter(ticket=fault).update(started_at=OLD, due_at=OLD + minutes(60))
    client.force_login(guo)
    look_for_stillness(at=timezone.now())

    page = client.get("/board/").context

    def length(query):
        return str(len(client.get(f"/board/?{query}").context["rows"]))

    assert [(one.view, one.value) for one in page["figures"] if one.view] == [
        (one.view, length(f"view={one.view}")) for one in page["figures"] if one.view
    ]
    assert [(view, many) for view, _word, many in page["tabs"]] == [
        (view, length(f"view={view}")) for view, _word, _many in page["tabs"]
    ]
    assert [bar.count for bar in page["bars"]] == [int(length(bar.query)) for bar in page["bars"]]
    for load in page["loads"] + page["people"]:
        assert str(load.open) == length(load.query.replace("view=due", "view=open"))
        assert str(load.late) == length(load.query.replace("view=due", "view=late"))
    assert sum(load.late for load in page["loads"]) == int(page["figures"][0].value) == 2
    assert sum(load.open for load in page["loads"]) == int(
        next(many for view, _word, many in page["tabs"] if view == "open")
    )


def test_a_case_is_quiet_after_half_of_its_promise_until_somebody_touches_it(client, guo, fault):
    Clock.objects.filter(ticket=fault).update(started_at=OLD, due_at=OLD + minutes(60))
    client.force_login(guo)

    def quiet():
        return [row.ticket.number for row in client.get("/board/", {"view": "quiet"}).context["rows"]]

    look_for_stillness(at=fault.registered_at + minutes(10))
    early = quiet()
    look_for_stillness(at=fault.registered_at + minutes(31))
    late = quiet()
    urging.urge(fault, by=guo)
    assert (early, late, quiet()) == ([], [fault.number], [])
    look_for_stillness(at=fault.registered_at + minutes(32))
    assert not Quiet.objects.exists()


def test_the_limit_of_an_outside_case_is_overdue_work_of_its_hall(client, company, guo, fault):
    late = fault.registered_at
    Due.objects.create(
        org=fault.org, ticket=fault, step="outer", key="outer:1", opened_at=late, remind_at=late, due_at=late
    )
    client.force_login(guo)

    pages = [client.get("/board/", {"hall": hall}) for hall in ("", fault.unit.code, company.north.code)]

    assert ["外部来件" in page.content.decode() for page in pages] == [True, True, False]
    assert [page.context["figures"][0].value for page in pages] == ["1", "1", "0"]


def test_the_days_before_stand_beside_today_as_the_reports_have_them(client, company, guo, dispatched):
    """The tile's line is read from the tallies; a day that is not counted is left out, and so is a line of one day."""
    today = timezone.localdate()
    days = [today - timedelta(days=n) for n in (1, 2, 3)]
    row = {"org": company.org, "unit": company.hall}
    for day, kept in zip(days, (9, 5, 1), strict=True):
        Tally.objects.create(day=day, code="promises.ended_all", n=10, **row)
        Tally.objects.create(day=day, code="promises.kept_all", n=kept, **row)
    for day in days[:2]:
        CountedDay.objects.create(org=company.org, day=day, counted_at=timezone.now())
    client.force_login(guo)

    tile = client.get("/board/").context["figures"][-1]
    by_kind = client.get("/board/", {"kind": "fault"}).context["figures"][-1]
    StaleDay.objects.create(org=company.org, day=days[1])
    stale = client.get("/board/").context["figures"][-1]

    assert [share for _day, share in tile.spark.days][:2] == [50.0, 90.0]
    assert tile.spark.target == 98 and "98" in tile.notes[0] and "90.0" in tile.spark.words
    assert (by_kind.spark, client.get(tile.url).status_code) == (None, 200)
    assert days[1] not in [day for day, _share in (stale.spark.days if stale.spark else [])]
