"""The administrator lets systems in, narrows them, gives them keys and shuts them out. Security line 42."""

import re
from datetime import timedelta

import pytest

from accounts.models import AuditEvent, Grant
from hotline.actions import add_key, make_client
from hotline.clientpages import state_of_key
from hotline.models import ApiClient, ApiKey
from servicedesk.demo.systems import let_them_in
from tests.api.caller import Caller
from tests.people import Company

SECRET = re.compile(r"hl_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")


@pytest.fixture
def admin(client, root):
    client.force_login(root)
    return client


@pytest.fixture
def held(admin, company: Company) -> ApiClient:
    told = {"name": "95598 接口", "source": "95598", "role": "hotline", "places": [str(company.hall.pk)]}
    answer = admin.post("/manage/clients/new/", told)

    assert answer.status_code == 302
    return ApiClient.objects.get(source="95598")


def settings_of(client: ApiClient, **more: object) -> dict[str, object]:
    places = [str(pk) for pk in Grant.objects.live().filter(person=client.user).values_list("unit", flat=True)]
    told = {"name": client.name, "role": "hotline", "places": places, "scopes": client.scopes, "addresses": ""}
    return told | {"per_minute": "", "language": "", "version": client.version} | more


def new_key(admin, held: ApiClient, **more: object) -> str:
    page = admin.post(f"/manage/clients/{held.pk}/keys/", {"days": "", **more}).content.decode()
    return SECRET.search(page).group()


def test_a_system_is_let_in_and_opens_nothing_until_it_has_a_key(admin, held, root):
    assert not held.keys.exists()
    assert "95598 接口" in admin.get("/manage/clients/").content.decode()
    assert AuditEvent.objects.get(what="api_client_made").by == root


def test_a_key_is_shown_once_and_kept_as_a_hash(admin, held):
    answer = admin.post(f"/manage/clients/{held.pk}/keys/", {"days": "90"})
    text = SECRET.search(answer.content.decode()).group()
    later = "".join(admin.get(f"/manage/clients/{held.pk}/{part}").content.decode() for part in ("", "requests/"))

    assert "no-store" in answer["Cache-Control"]
    assert SECRET.search(later) is None
    assert held.keys.get().signing_secret not in later
    assert held.keys.get().expires_at is not None
    assert Caller(text).see("me/")["places"][0]["code"] == "CN"


def test_two_keys_live_side_by_side_and_a_third_waits_until_one_is_revoked(admin, held):
    first, second = new_key(admin, held), new_key(admin, held)
    refused = admin.post(f"/manage/clients/{held.pk}/keys/", {"days": ""}, follow=True)
    key = held.keys.get(prefix=first.split("_")[1])
    admin.post(f"/manage/clients/{held.pk}/keys/{key.pk}/revoke/")

    assert SECRET.search(refused.content.decode()) is None
    assert [Caller(text).get("me/").status_code for text in (first, second)] == [401, 200]
    assert Caller(new_key(admin, held)).get("me/").status_code == 200
    assert AuditEvent.objects.filter(what="api_key_revoked", facts__prefix=key.prefix).count() == 1


def test_what_it_may_do_is_narrowed_by_verb_place_and_network(admin, held, company, fault):
    caller = Caller(new_key(admin, held))
    caller.client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    told = {"scopes": ["read", "note"], "addresses": "203.0.113.0/24\n2001:db8::/32", "places": [str(company.north.pk)]}
    assert caller.get(f"tickets/{fault.number}/").status_code == 200
    assert admin.post(f"/manage/clients/{held.pk}/", settings_of(held, **told)).status_code == 302
    held.refresh_from_db()

    assert held.addresses == ["203.0.113.0/24", "2001:db8::/32"]
    assert caller.get(f"tickets/{fault.number}/").status_code == 404
    assert caller.post("customers/lookup/", {"q": "6217"}).json()["code"] == "out_of_scope"
    caller.client.defaults["REMOTE_ADDR"] = "198.51.100.1"
    assert (caller.get("me/").status_code, caller.get("me/").json()["code"]) == (403, "wrong_address")
    changed = AuditEvent.objects.get(what="api_client_changed").facts
    assert (changed["before"]["places"], changed["after"]["places"]) == (["CN"], ["CB"])
    assert (changed["before"]["scopes"], set(changed["after"]["scopes"])) == ([], {"read", "note"})
    assert "203.0.113.0/24" in admin.get(f"/manage/clients/{held.pk}/").content.decode()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"addresses": "a fortress"}, "a fortress"),
        ({"version": "7"}, ""),
        ({"places": []}, ""),
        ({"role": "admin"}, ""),
        ({"per_minute": "0"}, ""),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(admin, held, told, said):
    before = ApiClient.objects.values().get(pk=held.pk)
    answer = admin.post(f"/manage/clients/{held.pk}/", settings_of(held, **told))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert ApiClient.objects.values().get(pk=held.pk) == before


def test_verbs_that_the_new_role_has_not_fall_away(admin, held):
    admin.post(f"/manage/clients/{held.pk}/", settings_of(held, scopes=["read", "lookup"]))
    held.refresh_from_db()
    admin.post(f"/manage/clients/{held.pk}/", settings_of(held, role="auditor", scopes=["read", "lookup"]))
    held.refresh_from_db()

    assert held.scopes == ["read"]
    assert held.user.__class__.objects.get(pk=held.user_id).roles() == {"auditor"}


def test_a_client_is_shut_out_at_its_next_request_and_let_in_again(admin, held):
    caller = Caller(new_key(admin, held))
    seen = [caller.get("me/").status_code]
    for on in ("0", "1"):
        admin.post(f"/manage/clients/{held.pk}/switch/", {"on": on})
        seen.append(caller.get("me/").status_code)

    assert seen == [200, 401, 200]


def test_the_source_of_another_company_is_taken(admin, company):
    make_client(org=company.foreign_org, name="邻县接口", source="12345")
    told = {"name": "x", "source": "12345", "role": "hotline", "places": [str(company.org.pk)]}

    assert admin.post("/manage/clients/new/", told).status_code == 422
    assert ApiClient.objects.count() == 1


@pytest.mark.parametrize("who", ["guo", "shen", "min"])
def test_nobody_else_opens_these_pages(client, request, company, who):
    issued = make_client(org=company.org, name="接口", source="x")
    client.force_login(request.getfixturevalue(who))
    key = issued.client.keys.get()
    paths = ["", "keys/", f"keys/{key.pk}/revoke/", "switch/"]

    assert {client.post(f"/manage/clients/{issued.client.pk}/{path}").status_code for path in paths} == {403}
    assert client.get(f"/manage/clients/{issued.client.pk}/requests/").status_code == 403
    assert ApiKey.objects.get().revoked_at is None


def test_another_companys_clients_do_not_exist(admin, company):
    issued = make_client(org=company.foreign_org, name="邻县接口", source="neighbour")
    add_key(issued.client)
    base = f"/manage/clients/{issued.client.pk}/"
    key = issued.client.keys.first()

    assert "邻县接口" not in admin.get("/manage/clients/").content.decode()
    assert [admin.get(base + path).status_code for path in ("", "requests/")] == [404, 404]
    assert {admin.post(base + path).status_code for path in ("", "keys/", f"keys/{key.pk}/revoke/", "switch/")} == {404}


def test_a_foreign_place_cannot_be_chosen(admin, held, company):
    answer = admin.post(f"/manage/clients/{held.pk}/", settings_of(held, places=[str(company.foreign_hall.pk)]))

    assert answer.status_code == 422


def test_a_key_that_ends_within_two_weeks_says_so(held):
    add_key(held)
    key = held.keys.get()
    spans = {None: "live", -1: "ended", 3: "ends", 300: "live"}
    at = key.created_at
    for days, state in spans.items():
        key.expires_at = None if days is None else at + timedelta(days=days)
        assert state_of_key(key, at=at) == state


def test_the_demo_lets_its_systems_in_once(company, root):
    units = {"C1": company.org, "CN": company.hall}

    assert [let_them_in(units, by=root) for _try in range(2)] == [3, 0]
    assert ApiClient.objects.get(source="12345").must_sign
    assert not ApiKey.objects.exists()
