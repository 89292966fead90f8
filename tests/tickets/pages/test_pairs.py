"""Tickets that belong together, on the pages: the band of the counter, the ticket's page, the customer's page."""

import pytest
from django.utils import timezone

from tests.people import minutes
from tickets.actions import desk, field, linking, merging
from tickets.actions.telling import progress_url
from tickets.models import Ticket, TicketLink


@pytest.fixture(autouse=True)
def today(fault, second):
    """The two reports came a moment ago, by the pages' clock."""
    now = timezone.now()
    Ticket.objects.filter(pk=fault.pk).update(registered_at=now - minutes(12))
    Ticket.objects.filter(pk=second.pk).update(registered_at=now - minutes(2))


def sheet(company, customer, point, **more):
    return {
        "hall": company.hall.pk, "top": "no-power", "customer": customer.pk, "point": point.pk, "channel": "counter",
        "a_neighbours": "on", "a_danger": "none", "address": point.masked_address, "contact_phone": "139****1122",
    } | more  # fmt: skip


def band(client, **told):
    return client.post("/intake/duplicates/", told, headers={"HX-Request": "true"}).content.decode()


def test_the_band_offers_to_urge_what_the_account_has_open(client, company, fault, guifang, flat, min):
    client.force_login(min)
    text = band(client, **sheet(company, guifang, flat))

    assert f"/intake/again/{fault.number}/" in text
    assert 'data-key="u"' in text


def test_one_key_counts_the_contact_and_registers_nothing(client, fault, second, min):
    client.force_login(min)
    answer = client.post(f"/intake/again/{fault.number}/", {"description": "还没人来"}, headers={"HX-Request": "true"})

    fault.refresh_from_db()
    assert (answer.status_code, fault.contacts, fault.urges) == (200, 1, 1)
    assert Ticket.objects.count() == 2


def test_linked_at_the_counter_the_new_one_goes_along(client, company, fault, second, yufen, upstairs, min):
    desk.withdraw(second, reason="重复", by=min)
    client.force_login(min)
    told = sheet(company, yufen, upstairs)
    text = band(client, **told)
    assert f'name="parent" value="{fault.number}"' in text

    client.post("/intake/", told | {"parent": fault.number})
    assert TicketLink.objects.get(kind="child").target == fault


def test_without_a_category_or_a_customer_the_band_is_empty(client, company, min):
    client.force_login(min)

    assert band(client, hall=company.hall.pk).strip() == ""
    assert band(client, hall=company.hall.pk, top="no-power").strip() == ""


def post(client, ticket, verb, **told):
    return client.post(f"/t/{ticket.number}/{verb}/", told)


def test_merged_by_its_short_number_and_back_again(client, fault, second, lin):
    client.force_login(lin)
    answer = post(client, fault, "merge", other=second.number, version="1")
    assert answer.status_code == 302

    page = client.get(f"/t/{fault.number}/").content.decode()
    assert f"/t/{second.number}/" in page
    assert "unmerge" in page
    desk_page = client.get(f"/t/{second.number}/").content.decode()
    assert "陈*芳" in desk_page and "138****6217" in desk_page
    post(client, fault, "unmerge")
    fault.refresh_from_db()
    assert fault.status == "registered"


def test_what_was_said_of_the_merged_one_is_read_in_the_survivor(client, fault, second, min, lin):
    desk.note(fault, text="家里有老人", by=min)
    merging.merge(fault, into=second, by=lin)
    client.force_login(lin)

    assert "家里有老人" in client.get(f"/t/{second.number}/").content.decode()


def test_the_customers_link_leads_to_the_survivor_and_shows_nobody_else(client, fault, second, company, lin):
    url = progress_url(fault, at=timezone.now())
    merging.merge(fault, into=second, by=lin)
    field.dispatch(second, crew=company.crew, by=lin)

    page = client.get(url[url.index("/s/") :]).content.decode()
    assert "陈*芳" in page and "李*芬" not in page
    assert fault.short_number in page
    client.post(url[url.index("/s/") :] + "urge/")
    second.refresh_from_db()
    assert second.urges == 1


def test_a_number_that_names_nothing_is_refused_and_what_was_typed_stays(client, fault, lin):
    client.force_login(lin)
    answer = post(client, fault, "merge", other="0316-9999", version="1")

    assert answer.status_code == 422
    assert "0316-9999" in answer.content.decode()


def test_several_are_merged_and_each_says_why_not(client, fault, second, company, lin, min):
    other = desk.register(
        desk.Intake(category=company.enquiry, contact_name="张先生"), unit=company.hall, by=min, at=timezone.now()
    )
    client.force_login(lin)
    answer = post(client, fault, "absorb", pick=[second.number, other.number])

    second.refresh_from_db()
    assert (answer.status_code, second.merged_into_id) == (409, fault.pk)
    assert other.short_number in answer.content.decode()


def test_linked_and_unlinked_on_the_page(client, fault, second, lin):
    client.force_login(lin)
    post(client, second, "link", other=fault.number, kind="along", version="1")
    link = TicketLink.objects.get()
    assert link.follows

    post(client, fault, "unlink", link=link.pk)
    link.refresh_from_db()
    assert link.ended_by == lin


def test_split_off_from_an_entry(client, fault, company, min):
    said = desk.note(fault, text="电费也不对", by=min).timeline.get(what="note")
    client.force_login(min)
    assert "电费也不对" in client.get(f"/t/{fault.number}/?split={said.pk}").content.decode()
    told = {"entry": said.pk, "category": "bill", "who": "same", "description": "电费也不对"}
    answer = post(client, fault, "split", **told)

    fresh = TicketLink.objects.get(kind="split").source
    assert answer["Location"] == f"/t/{fresh.number}/"
    assert (fresh.customer, fresh.contact_phone) == (fault.customer, fault.contact_phone)


def test_put_right_with_both_kept_masked(client, fault, min):
    client.force_login(min)
    post(client, fault, "amend", contact_name="陈*芳", contact_phone="139 1111 2222", version="1")

    fault.refresh_from_db()
    event = fault.timeline.get(what="amend")
    assert (fault.contact_phone, fault.contact_name) == ("13911112222", "陈桂芳")
    assert event.facts["fields"] == ["contact_phone"]
    assert event.facts["before"] == {"contact_phone": "138****6217"}
    assert "13911112222" not in str(event.facts)


def test_a_note_reaches_the_parts_as_well(client, fault, second, lin):
    linking.link(second, to=fault, kind="child", follows=True, by=lin)
    client.force_login(lin)
    post(client, fault, "note", text="公变停电检修", parts="yes")

    assert second.timeline.filter(what="note", facts__text="公变停电检修").exists()


def test_a_stale_save_says_who_did_what_and_offers_to_do_it_again(client, fault, company, min, lin):
    desk.transfer(fault, to=company.north, reason="归北厅", by=lin)
    client.force_login(min)
    answer = post(client, fault, "withdraw", reason="客户来电说好了", version="1")
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "何琳" in page and "归北厅" in page
    assert 'name="reason" value="客户来电说好了"' in page
    fault.refresh_from_db()
    assert f'name="version" value="{fault.version}"' in page


@pytest.mark.parametrize(
    "verb", ["merge", "link", "unlink", "unmerge", "split", "unsplit", "absorb", "amend", "repeat"]
)
def test_who_may_only_read_joins_nothing(client, fault, second, shen, verb):
    """Security line 20."""
    client.force_login(shen)

    assert post(client, fault, verb, other=second.number, version="1").status_code == 403
