"""The telephone on the desk: who sees what rings, what comes of it, and whose turn it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from calls.actions import noting
from calls.actions.seating import sit_at
from calls.models import Call, CallNote, CallTicket, Recording, Seat, Turn
from customers.actions import register_customer
from tests.calls.conftest import PHONE
from tests.people import ANSWERS, MONDAY_NINE
from tickets.models import Ticket


def now(client, user, since=""):
    client.force_login(user)
    return client.get("/calls/now/", {"since": since})


def test_it_comes_up_on_one_page_alone_open_tickets_first(client, heard, seated, fault, min, other, guo):
    heard("c1", "ringing", extension="801")
    here = now(client, min)
    text = here.content.decode()

    assert text.index(fault.short_number) < text.index("/intake/?ch=hotline")
    assert "陈*芳" in text
    assert "138****6217" in text
    assert PHONE not in text
    assert now(client, min, here["X-Call-Version"]).status_code == 204
    assert [now(client, who).status_code for who in (other, guo)] == [204, 204]


def test_asking_costs_one_statement_of_its_own(client, heard, seated, min, django_assert_max_num_queries):
    heard("c1", "ringing", extension="801")
    version = now(client, min)["X-Call-Version"]

    with django_assert_max_num_queries(5) as asked:  # the session, the person, their rights, the calls at their phone
        client.get("/calls/now/", {"since": version})
    assert sum("calls_turn" in one["sql"] for one in asked.captured_queries) == 1


def test_who_sits_where_is_said_once_and_ends(client, heard, seated, min, other, guo, noon):
    heard("c1", "ringing", extension="805")
    assert now(client, other).status_code == 204
    client.post("/calls/seat/", {"extension": "805"})
    assert now(client, other).status_code == 200, "who sits down while it rings sees it"

    client.force_login(min)
    client.post("/calls/seat/", {"extension": "805"})
    assert list(Seat.objects.live(noon + timedelta(minutes=1)).values_list("extension", "user__login")) == [
        ("805", "min")
    ]
    assert client.post("/calls/seat/", {"extension": "8 0;5"}).status_code == 422
    client.post("/sign-out/")
    client.force_login(guo)
    client.post(f"/calls/all/seats/{sit_at('806', by=other, at=noon).pk}/")
    assert not Seat.objects.filter(until_at__isnull=True).exists()


def test_a_call_passed_on_takes_note_and_sheet_along(client, heard, seated, min, other, guifang):
    call = heard("c1", "ringing", extension="801")
    heard("c1", "answered", 4, extension="801")
    client.force_login(min)
    page = client.get(f"/intake/?ch=hotline&call={call.pk}")
    sheet = {"sheet": str(page.context["sheet"].number), "call": str(call.pk), "channel": "hotline"}
    client.post("/intake/draft/", sheet | {"description": "半层楼没电", "customer": str(guifang.pk)})
    noting.note_call(call, text="着急，家中有老人", disposition="", by=min, at=timezone.now())
    heard("c1", "transferred", 60, extension="801", to="802")

    assert now(client, min).status_code == 204
    assert "家中有老人" in now(client, other).content.decode()
    assert "半层楼没电" in client.get(f"/intake/?ch=hotline&call={call.pk}").content.decode()
    assert Call.objects.get().holder == other


def test_the_intake_is_filled_in_and_the_ticket_belongs_to_the_call(client, heard, seated, min, guifang, flat, company):
    call = heard("c1", "ringing", extension="801")
    heard("c1", "answered", 4, extension="801")
    client.force_login(min)
    page = client.get(f"/intake/?ch=hotline&call={call.pk}")
    sheet = page.context["sheet"]
    told = {
        "sheet": str(sheet.number),
        "call": str(call.pk),
        "channel": sheet["channel"].value(),
        "top": company.fault.code,
    }
    told |= {"category": company.fault.code, "customer": str(guifang.pk), "point": str(flat.pk), "area": "urban"}
    told |= {name: sheet[name].value() for name in ("contact_name", "contact_phone", "address")}
    saved = client.post("/intake/", told | {f"a_{code}": answer for code, answer in ANSWERS.items()})

    assert PHONE not in page.content.decode()
    assert saved.status_code == 302, saved.context and saved.context["sheet"].errors
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.contact_phone, ticket.customer) == ("hotline", PHONE, guifang)
    assert list(CallTicket.objects.values_list("call", "ticket")) == [(call.pk, ticket.pk)]
    again = client.get(f"/intake/?ch=hotline&call={call.pk}").context["sheet"]
    assert again.number != sheet.number, "a second matter in the same call is a second sheet"
    assert "phoned" in ticket.timeline.values_list("what", flat=True)
    assert f"/calls/{call.pk}/" in client.get(f"/t/{ticket.number}/").content.decode()
    assert client.post(f"/intake/undo/{ticket.number}/").status_code < 400, "it can still be undone"


def test_a_number_of_nobody_is_filled_in_masked_and_kept_whole(client, heard, seated, min, company):
    call = heard("c1", "ringing", extension="801", number="13911112222")
    client.force_login(min)
    sheet = client.get(f"/intake/?ch=hotline&call={call.pk}").context["sheet"]
    told = {"sheet": str(sheet.number), "call": str(call.pk), "channel": "hotline", "contact_name": "新客户"}
    told |= {
        "contact_phone": sheet["contact_phone"].value(),
        "top": company.enquiry.code,
        "category": company.enquiry.code,
    }
    saved = client.post("/intake/", told)

    assert sheet["contact_phone"].value() == "139****2222"
    assert saved.status_code == 302, saved.context and saved.context["sheet"].errors
    assert Ticket.objects.get().contact_phone == "13911112222"
    assert Call.objects.get().customer == Ticket.objects.get().customer


def test_of_several_customers_one_is_chosen(client, heard, seated, min, guifang, company):
    second = register_customer(org=company.org, name="陈小芳", phone=PHONE, at=MONDAY_NINE)
    call = heard("c1", "ringing", extension="801")
    text = now(client, min).content.decode()
    client.post(f"/calls/{call.pk}/customer/", {"customer": str(second.pk)})

    assert {"陈*芳"} <= set(text.split(">")) or text.count("陈*芳") == 2
    call.refresh_from_db()
    assert call.customer == second
    assert AuditEvent.objects.filter(what="caller_named").count() == 1


def test_words_about_a_call_are_added_and_never_changed(client, heard, seated, min):
    call = heard("c1", "ringing", extension="801")
    client.force_login(min)
    client.post(f"/calls/{call.pk}/note/", {"text": "问电费", "disposition": "settled"})
    empty = client.post(f"/calls/{call.pk}/note/", {"text": " "})
    unknown = client.post(f"/calls/{call.pk}/ticket/", {"number": "CN2603169999"})

    assert (empty.status_code, unknown.status_code) == (422, 422)
    assert CallNote.objects.get().text == "问电费"
    assert "问电费" in client.get(f"/calls/{call.pk}/").content.decode()


def test_a_recording_is_opened_on_record_by_whoever_may_while_it_is_kept(client, heard, seated, min, guo, noon):
    where = {"address": "https://rec.example.cn/c1.wav", "sha256": "ab" * 32}
    call = heard("c1", "ringing", extension="801")
    heard("c1", "recording", 90, recording=where)
    row = Recording.objects.get()
    path = f"/calls/{call.pk}/recordings/{row.pk}/"
    answers = []
    for who in (min, guo):
        client.force_login(who)
        answers.append(client.post(path))
    row.keep_until = noon - timedelta(seconds=1)
    row.save()

    assert [one.status_code for one in answers] == [403, 200]
    assert where["address"] in answers[1].content.decode()
    assert client.post(path).status_code == 410
    assert AuditEvent.objects.filter(what="recording_opened").count() == 1


@pytest.mark.parametrize(
    ("who", "answer"), [("min", 200), ("guo", 200), ("shen", 200), ("qiang", 404), ("stranger", 404)]
)
def test_who_sees_a_call_of_a_customer(client, request, heard, seated, guifang, who, answer):
    call = heard("c1", "ringing", extension="801")
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/calls/{call.pk}/").status_code == answer


def test_a_call_of_nobody_is_seen_where_it_rang(client, heard, seated, min, other):
    call = heard("c1", "ringing", extension="801", number="13911112222")
    heard("c1", "ended", 30, number="")
    pages = {}
    for who in (min, other):
        client.force_login(who)
        pages[who.login] = (
            client.get(f"/calls/{call.pk}/").status_code,
            client.get("/calls/?show=missed").content.decode(),
        )

    assert (pages["min"][0], pages["other"][0]) == (200, 404)
    assert "139****2222" in pages["min"][1]
    assert "139****2222" not in pages["other"][1]


def test_it_is_put_away_and_it_goes_away(client, heard, seated, min, other):
    call = heard("c1", "ringing", extension="801")
    heard("c1", "ringing", extension="802")
    heard("c1", "answered", 3, extension="801")
    assert now(client, other).status_code == 204, "it rings there no more"
    client.force_login(min)
    assert client.post(f"/calls/{call.pk}/away/", headers={"X-Live": "1"}).status_code == 204

    assert now(client, min).status_code == 204
    assert Turn.objects.get(user=min).put_away_at
