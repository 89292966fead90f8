"""Who may knock: keys, their scopes, their end. Security line 42."""

from base64 import b64encode
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, User
from hotline.actions import add_key, make_client, revoke, revoke_key
from hotline.models import ApiClient, ApiKey
from hotline.refusals import SourceTaken
from servicedesk.lib.refusals import Invalid
from tests.api.caller import Caller, signed_in
from tests.api.conftest import no_power


def test_a_key_says_who_is_asking(hotline, issued, company):
    me = hotline.see("me/")

    assert me["client"]["source"] == "95598"
    assert me["client"]["key"] == f"hl_{issued.key.split('_')[1]}_…"
    assert me["roles"] == ["hotline"]
    assert me["company"]["code"] == "C1"
    assert "register" in me["verbs"]
    assert "dispatch" not in me["verbs"]


def test_a_person_says_who_they_are_too(min):
    me = signed_in(min).see("me/")

    assert (me["name"], me["client"], me["is_service"]) == ("王敏", None, False)


def test_only_the_hash_of_a_secret_is_kept(issued):
    key = issued.client.keys.get()
    secret = issued.key.split("_", 2)[2]

    assert len(secret) >= 43
    assert secret not in str(ApiKey.objects.values().get(pk=key.pk))
    assert key.secret_hash != secret


def wrong(key: str) -> list[str]:
    head, prefix, secret = key.split("_", 2)
    return [
        f"{head}_{prefix}_{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}",
        f"{head}_{'0' * 12}_{secret}",
        f"{head}_{prefix}_",
        secret,
        "",
        "hl_é_é",
        "x" * 5000,
    ]


def test_a_wrong_key_opens_nothing(issued):
    for text in wrong(issued.key):
        answer = Caller().get("me/", headers={"Authorization": f"Bearer {text}"})

        assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed"), text
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_device_that_knows_a_name_and_a_password_alone_shows_the_key_as_its_password(issued):
    def told(text: str) -> int:
        headers = {"Authorization": f"Basic {b64encode(text.encode()).decode()}"}
        return Caller().get("me/", headers=headers).status_code

    assert told(f"pbx:{issued.key}") == 200
    assert [told(text) for text in (issued.key, f"pbx:{issued.key}x", "pbx:", "中:文")] == [401] * 4


def test_another_scheme_opens_nothing(issued):
    for scheme in (f"Basic {issued.key}", f"Digest {issued.key}", "Basic", "Basic ===="):
        assert Caller().get("me/", headers={"Authorization": scheme}).status_code == 401, scheme


def test_without_a_key_one_is_asked_for(db):
    answer = Caller().get("me/")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_key_is_dead_at_the_next_request(hotline, issued, root):
    assert hotline.get("me/").status_code == 200
    revoke_key(issued.client.keys.get(), by=root)

    assert hotline.get("me/").status_code == 401
    assert AuditEvent.objects.get(what="api_key_revoked").by == root


def test_a_client_that_is_shut_out_loses_all_its_keys(hotline, issued):
    second = Caller(add_key(issued.client))
    revoke(issued.client)

    assert [caller.get("me/").status_code for caller in (hotline, second)] == [401, 401]


def test_two_keys_live_side_by_side_for_a_change_over(hotline, issued):
    second = Caller(add_key(issued.client))

    assert [caller.get("me/").status_code for caller in (hotline, second)] == [200, 200]


def test_an_expired_key_is_dead(company):
    at = timezone.now() - timedelta(seconds=1)
    issued = make_client(org=company.org, name="旧接口", source="old", expires_at=at)

    assert Caller(issued.key).get("me/").status_code == 401


@pytest.mark.parametrize("change", ["client", "user"])
def test_a_client_that_is_put_to_rest_is_dead(hotline, issued, change):
    if change == "client":
        ApiClient.objects.update(is_active=False)
    else:
        User.objects.filter(pk=issued.client.user_id).update(is_active=False)

    assert hotline.get("me/").status_code == 401


def test_scopes_narrow_what_the_role_allows(company):
    issued = make_client(org=company.org, name="查询接口", source="reader", scopes=("read",))
    reader = Caller(issued.key)

    answer = reader.post("tickets/", no_power())
    assert reader.get("tickets/").status_code == 200
    assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")


def test_a_scope_that_is_no_verb_is_refused(company):
    with pytest.raises(Invalid):
        make_client(org=company.org, name="接口", source="x", scopes=("everything",))


def test_the_last_use_is_noted_once_in_five_minutes(hotline, issued, django_assert_num_queries):
    hotline.get("me/")
    used = issued.client.keys.get().last_used_at
    hotline.get("me/")

    assert used is not None
    assert issued.client.keys.get().last_used_at == used


def test_a_kept_secret_makes_the_same_client_and_key_again(company):
    first = make_client(org=company.org, name="95598 接口", source="95598")
    again = make_client(org=company.org, name="95598 接口", source="95598", secret=first.key)

    assert again == first
    assert ApiKey.objects.count() == 1


def test_a_secret_that_could_be_guessed_is_refused(company):
    with pytest.raises(Invalid):
        make_client(org=company.org, name="接口", source="x", secret="geheim")


@pytest.mark.parametrize("where", ["org", "foreign_org"])
def test_the_name_of_a_source_belongs_to_one_client_for_ever(company, issued, where):
    revoke(issued.client)

    with pytest.raises(SourceTaken):
        make_client(org=getattr(company, where), name="另一个", source="95598")


def test_a_machine_cannot_sign_in_as_a_person(client, issued):
    user = issued.client.user

    assert not user.has_usable_password()
    assert client.post("/sign-in/", {"login": user.login, "password": ""}).status_code != 302
