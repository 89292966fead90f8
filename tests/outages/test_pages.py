"""The outages on the screen: what is off, the script to read, and the sheet by which dispatchers change it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from outages.actions import announce
from outages.models import Outage
from tests.outages.conftest import told

SHEET = {
    "kind": "fault",
    "title": "文昌路",
    "cause": "变压器故障",
    "streets": "文昌路 80-90\n梅园三村",
    "transformers": "",
    "feeders": "10kV 南桥线",
    "accounts": "0532 1187 6204",
    "script": "",
}


def hall(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def now():
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def off(company, lin, flat, now) -> Outage:
    facts = told(starts_at=now - timedelta(hours=1), expected_end_at=now + timedelta(hours=2))
    return announce(facts, org=company.org, by=lin, at=now)


def test_nothing_off_is_said_in_words(client, min, company):
    client.force_login(min)

    assert 'class="empty"' in client.get("/outages/").content.decode()


@pytest.mark.parametrize("asked", ["", "?q=文昌", "?kind=fault", "?show=now&q=文昌路"])
def test_a_clerk_reads_the_script_and_changes_nothing(client, min, off, asked):
    client.force_login(min)
    page = client.get(f"/outages/{asked}").content.decode()

    assert off.script in page
    assert f'href="/outages/{off.pk}/"' in page
    assert "/outages/new/" not in page
    one = client.get(f"/outages/{off.pk}/").content.decode()
    assert off.script in one
    assert "<form" not in one.partition("<main")[2]


@pytest.mark.parametrize("asked", ["?q=梅园", "?kind=planned", "?show=ahead", "?show=over"])
def test_what_does_not_fit_is_not_listed(client, min, off, asked):
    client.force_login(min)

    assert off.script not in client.get(f"/outages/{asked}").content.decode()


def test_a_dispatcher_puts_one_on_record(client, lin, flat, now):
    client.force_login(lin)
    times = {"starts_at": hall(now - timedelta(hours=1)), "expected_end_at": hall(now + timedelta(hours=3))}
    asked = client.post("/outages/new/", SHEET | times)
    assert "梅园三村" in asked.content.decode()
    answer = client.post("/outages/new/", SHEET | times | {"confirmed": "1"})

    made = Outage.objects.get()
    assert answer["Location"] == f"/outages/{made.pk}/tell/news/"
    assert sorted((area.by, str(area)) for area in made.areas.all()) == [
        ("feeder", "10kV 南桥线"), ("point", "053211876204"), ("street", "文昌路 80–90"), ("street", "梅园三村"),
    ]  # fmt: skip
    page = client.get(f"/outages/{made.pk}/").content.decode()
    assert "053211876204" not in page
    assert "0532****6204" in page


def test_saving_what_is_masked_keeps_the_account(client, lin, flat, now):
    client.force_login(lin)
    times = {"starts_at": hall(now - timedelta(hours=1)), "expected_end_at": ""}
    client.post("/outages/new/", SHEET | times | {"confirmed": "1"})
    made = Outage.objects.get()
    sheet = SHEET | times | {"accounts": "0532****6204", "version": "1", "cause": "电缆故障", "confirmed": "1"}

    assert client.post(f"/outages/{made.pk}/", sheet).status_code == 302
    assert made.areas.get(by="point").supply_point == flat


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"expected_end_at": "2020-01-01T00:00"}, 422, "id_expected_end_at_error"),
        ({"starts_at": "yesterday"}, 422, "id_starts_at_error"),
        ({"streets": "", "feeders": "", "accounts": ""}, 422, "id_streets_error"),
        ({"accounts": "053299999999"}, 422, "053299999999"),
        ({"kind": "meteor"}, 422, "id_kind_error"),
    ],
)
def test_what_is_wrong_comes_back_with_everything_typed(client, lin, flat, now, change, status, said):
    client.force_login(lin)
    times = {"starts_at": hall(now), "expected_end_at": hall(now + timedelta(hours=3))}
    answer = client.post("/outages/new/", SHEET | times | change)

    assert answer.status_code == status
    assert said in answer.content.decode()
    assert "变压器故障" in answer.content.decode()
    assert not Outage.objects.exists()


def test_short_notice_is_read_before_it_is_saved(client, lin, flat, now):
    client.force_login(lin)
    times = {
        "kind": "planned",
        "starts_at": hall(now + timedelta(days=2)),
        "expected_end_at": hall(now + timedelta(days=3)),
    }
    asked = client.post("/outages/new/", SHEET | times)
    assert 'name="confirmed"' in asked.content.decode()

    assert client.post("/outages/new/", SHEET | times | {"confirmed": "1"}).status_code == 302


def test_expected_ended_and_told(client, lin, off, now):
    client.force_login(lin)
    path = f"/outages/{off.pk}/"
    later = {"expected_end_at": hall(now + timedelta(hours=6)), "reason": "电缆待换", "version": "1"}
    assert client.post(f"{path}expect/", later).status_code == 302
    assert client.post(f"{path}end/", {"ended_at": hall(now), "version": "1"}).status_code == 409
    assert client.post(f"{path}end/", {"ended_at": "", "version": "2"}).status_code == 422
    assert client.post(f"{path}end/", {"ended_at": hall(now), "version": "2"}).status_code == 302

    off.refresh_from_db()
    assert off.ended_at == now
    assert "电缆待换" in client.get(path).content.decode()


@pytest.mark.parametrize(("who", "status"), [("min", 403), ("stranger", 403), ("lin", 302)])
def test_who_may_end_it(client, request, off, now, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.post(f"/outages/{off.pk}/end/", {"ended_at": hall(now), "version": "1"}).status_code == status


def test_another_companys_outage_is_not_there(client, stranger, off):
    client.force_login(stranger)

    assert client.get(f"/outages/{off.pk}/").status_code == 404
    assert off.script not in client.get("/outages/").content.decode()


def test_the_list_costs_few_statements(client, min, off, django_assert_max_num_queries):
    client.force_login(min)
    client.get("/outages/")
    with django_assert_max_num_queries(16):
        client.get("/outages/")
