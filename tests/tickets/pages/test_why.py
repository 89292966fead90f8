"""The page that tells why a ticket is due when it is due."""

import pytest


def test_it_names_the_promise_its_source_and_what_began_the_clock(client, min, accepted):
    client.force_login(min)

    page = client.get(f"/t/{accepted.number}/why/").content.decode()

    clock = accepted.clocks.select_related("promise").get(name="arrive")
    assert clock.promise.name in page
    assert clock.promise.source in page
    assert "cn-24x7" in page
    assert "王敏" in page


def test_the_ticket_page_leads_to_it(client, min, fault):
    client.force_login(min)

    assert f'href="/t/{fault.number}/why/"' in client.get(f"/t/{fault.number}/").content.decode()


def test_a_ticket_without_clocks_says_so(client, min, fault):
    fault.deadlines.all().delete()
    fault.clocks.all().delete()
    client.force_login(min)

    assert client.get(f"/t/{fault.number}/why/").status_code == 200


@pytest.mark.parametrize(("who", "answer"), [("lin", 200), ("shen", 200), ("qiang", 404), ("stranger", 404)])
def test_who_may_read_it(client, request, fault, who, answer):
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/t/{fault.number}/why/").status_code == answer
