"""A wall screen: by its key alone, with nothing personal in it, and nothing once the key has ended."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent
from servicedesk.logs import without_secrets
from supervision import walls
from supervision.models import WallKey
from tests.people import minutes, no_power
from tickets.actions import desk
from tickets.models import Clock


@pytest.fixture
def wall(company, guo) -> tuple[WallKey, str]:
    return walls.make_wall_key(name="大厅东墙", unit=company.org, by=guo, at=timezone.now())


def test_the_screen_shows_figures_and_no_customer(client, django_assert_max_num_queries, fault, wall):
    key, secret = wall
    with django_assert_max_num_queries(15):
        page = client.get(f"/wall/{secret}/")
    text = page.content.decode()

    key.refresh_from_db()
    assert page.status_code == 200 and key.last_used_at
    assert fault.category.name in text
    assert (page.context["day"].free, page.context["day"].crews, page.context["day"].satisfied) == (2, 2, None)
    assert "98" in text  # what the company aims at
    for personal in (fault.contact_name, fault.contact_phone, fault.masked_phone, fault.masked_name, fault.address):
        assert personal not in text
    assert page.headers["Cache-Control"] == "no-store"
    assert len(page.content) < 12_000


def test_a_wrong_an_ended_and_an_old_key_open_nothing_and_guessing_is_stopped(client, guo, wall):
    key, secret = wall
    assert client.get("/wall/nothing/").status_code == 404

    fresh = walls.renew_wall_key(key, by=guo, at=timezone.now())
    assert [client.get(f"/wall/{one}/").status_code for one in (secret, fresh)] == [404, 200]
    WallKey.objects.update(expires_at=timezone.now(), made_at=timezone.now() - timedelta(days=1))
    assert client.get(f"/wall/{fresh}/").status_code == 404
    walls.end_wall_key(key, by=guo, at=timezone.now())
    with pytest.raises(walls.KeyEnded):
        walls.renew_wall_key(key, by=guo, at=timezone.now())
    answers = [client.get(f"/wall/guess{n}/").status_code for n in range(10)]
    assert answers[-1] == 429


def test_a_key_is_made_and_shown_once_and_no_log_holds_it(company, guo, other):
    client = Client()
    client.force_login(guo)
    page = client.post("/manage/walls/", {"name": "值班室", "unit": company.hall.pk}).content.decode()
    secret = re.search(r"/wall/([^/]+)/", page).group(1)

    assert client.get(f"/wall/{secret}/").status_code == 200
    assert secret not in client.get("/manage/walls/").content.decode()
    assert secret not in without_secrets(f"GET /wall/{secret}/")
    assert secret not in str(list(AuditEvent.objects.filter(what="wall_key_made").values("facts")))
    key = WallKey.objects.get(name="值班室")
    assert client.post(f"/manage/walls/{key.pk}/end/", follow=True).status_code == 200
    assert client.get(f"/wall/{secret}/").status_code == 404


def test_nobody_else_reaches_the_keys_of_a_place(client, request, wall, company):
    for who, answer in (("min", 403), ("stranger", 403)):
        client.force_login(request.getfixturevalue(who))
        assert client.post(f"/manage/walls/{wall[0].pk}/end/").status_code == answer


def test_a_screen_of_one_hall_shows_no_other(client, company, guo, fault):
    _key, secret = walls.make_wall_key(name="北厅", unit=company.north, by=guo, at=timezone.now())

    page = client.get(f"/wall/{secret}/")

    assert fault.category.name not in page.content.decode()
    assert [load.name for load in page.context["halls"]] == [company.north.name]


def test_more_than_fits_is_turned_page_by_page_only_while_nothing_is_late(client, company, min, guifang, flat, wall):
    at = timezone.now()
    made = [desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=at) for _n in range(9)]
    Clock.objects.update(started_at=at, due_at=at + minutes(20))

    calm = client.get(f"/wall/{wall[1]}/").context
    Clock.objects.filter(ticket=made[0]).update(started_at=at - minutes(60), due_at=at - minutes(1))
    late = client.get(f"/wall/{wall[1]}/").context

    assert ([len(page) for page in calm["pages"]], calm["late"]) == ([8, 1], 0)
    assert ([len(page) for page in late["pages"]], late["late"], late["many"]) == ([8], 1, "9")
