"""What a phone may keep, and what it lets go of."""

import re

import pytest


def test_the_worker_comes_from_the_root_and_names_the_files_of_this_version(client, db):
    answer = client.get("/sw.js")
    text = answer.content.decode()

    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert re.search(r'"version": "[0-9a-f]{12}"', text)
    assert "bundles/phone" in text


def test_the_card_for_the_home_screen(client, db):
    card = client.get("/m/manifest.webmanifest").json()

    assert (card["start_url"], card["scope"], card["display"]) == ("/m/", "/m/", "standalone")
    assert {icon["sizes"] for icon in card["icons"]} == {"any", "192x192", "512x512"}


@pytest.mark.parametrize(("unsent", "cleared"), [("", '"cache", "storage"'), ("1", '"cache"')])
def test_signing_out_spares_the_storage_of_a_phone_with_steps_unsent(client, qiang, unsent, cleared):
    client.force_login(qiang)
    client.cookies["desk_unsent"] = unsent

    assert client.post("/sign-out/")["Clear-Site-Data"] == cleared


def test_a_page_says_whose_it_is_and_holds_the_key_of_its_person_alone(client, qiang, wei, dispatched):
    pages = {}
    for person in (qiang, wei):
        client.force_login(person)
        page = client.get("/m/")
        pages[person] = (page["X-Person"], re.search(r'data-seal="([^"]{44})"', page.content.decode())[1])

    assert len({word for pair in pages.values() for word in pair}) == 4
    assert all(str(person.pk) not in "".join(pair) for person, pair in pages.items())


def test_the_way_there_tells_figures_and_nobodys_address(client, qiang, dispatched):
    point = dispatched.supply_point
    type(point).objects.filter(pk=point.pk).update(latitude=30.25, longitude=120.165)
    client.force_login(qiang)

    link = re.search(r'href="(geo:[^"]*)"', client.get(f"/m/t/{dispatched.number}/").content.decode())

    assert link[1] == "geo:30.25000,120.16500?q=30.25000,120.16500"
