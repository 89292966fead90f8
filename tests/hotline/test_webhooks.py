"""Webhooks: written with their cause, delivered at least once, signed, ordered, and only what the client may see."""

import base64
import hashlib
import hmac
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from hotline.actions import hooking, make_client
from hotline.actions.forgetting import forget
from hotline.hooks import delivering, recording, signing
from hotline.hooks.topics import TOPICS
from hotline.model_hooks import HookMessage, HookTry, secret_of
from outages.actions import announce, expect
from outages.checking import Told
from outages.models import OutageArea
from servicedesk.lib.refusals import Refusal
from tests.people import MONDAY_NINE
from tickets.actions import field, urging
from tickets.lifecycle import MOVES

State = HookMessage.State


def later(**more: float):
    return timezone.now() + timedelta(**more)


def told(partner) -> list[dict]:
    return [json.loads(heard.body) for heard in partner.heard]


def test_what_happens_is_told_once_in_order_without_anybody_s_name(partner, hooked, fault, lin, company):
    field.dispatch(fault, crew=company.crew, by=lin)
    delivering.deliver(at=timezone.now())
    delivering.deliver(at=timezone.now())

    assert [one["type"] for one in told(partner)] == ["ticket.registered", "ticket.dispatched"]
    assert [one["data"]["version"] for one in told(partner)] == [1, 2]
    assert [one["data"]["status"] for one in told(partner)] == ["registered", "dispatched"]
    assert told(partner)[0]["data"]["number"] == fault.number
    everything = b"".join(heard.body for heard in partner.heard).decode()
    for personal in (fault.contact_name, fault.contact_phone, fault.address, fault.title):
        assert not personal or personal not in everything
    assert set(HookMessage.objects.values_list("state", flat=True)) == {State.TAKEN}


def test_it_is_signed_as_standard_webhooks_say(partner, hooked, fault):
    """Security line 41, on the way out."""
    delivering.deliver(at=timezone.now())
    heard = partner.heard[0]
    signed = f"{heard.headers['webhook-id']}.{heard.headers['webhook-timestamp']}.".encode() + heard.body
    key = base64.b64decode(hooked.secret.removeprefix("whsec_"))
    fits = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()

    assert heard.headers["webhook-signature"] == fits
    assert heard.path == "/hook?line=1"
    assert heard.headers["webhook-id"] == str(HookMessage.objects.get().pk)


def test_the_receiver_of_the_guide_knows_its_vector():
    """The vector is the standard's own; the receiver is what docs/api/webhooks.md shows."""
    guide = Path("docs/api/webhooks.md").read_text()
    shown: dict = {"__name__": "guide"}
    exec(guide.partition("```python\n")[2].partition("```")[0], shown)
    fits = re.search(r"`(v1,[^`…]+)`", guide)[1]
    secret, name, stamp, body = shown["SECRET"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}'
    headers = {"webhook-id": name, "webhook-timestamp": str(stamp), "webhook-signature": f"v1,AAAA {fits}"}

    assert signing.signature(secret, message=name, stamp=stamp, body=body) == fits
    assert shown["verified"](secret, headers, body.encode(), now=stamp + 299)
    assert not shown["verified"](secret, headers, body.encode(), now=stamp + 301)
    assert not shown["verified"](secret, headers, body.encode() + b" ", now=stamp)


def test_for_a_day_both_secrets_sign(partner, hooked, lin):
    """Security line 41: two secrets during rotation."""
    changed = hooking.new_secret(hooked.hook, by=lin, at=timezone.now())
    hooking.send_test(hooked.hook, at=timezone.now())
    delivering.deliver(at=timezone.now())

    assert len(partner.heard[0].headers["webhook-signature"].split()) == 2
    assert changed.hook.secrets(at=later(hours=25)) == [changed.secret] != [hooked.secret]


def test_nobody_is_told_what_it_did_not_ask_for_and_no_row_is_written(partner, hooked, fault, other):
    hooking.change_hook(
        hooked.hook, address=partner.address, topics=["ticket.closed"], is_active=True, by=other, at=later()
    )
    before = HookMessage.objects.count()
    urging.urge(fault, by=None)
    hooking.end_hook(hooked.hook, by=other, at=timezone.now())

    assert HookMessage.objects.count() == before
    assert not HookMessage.objects.filter(state=State.WAITING).exists()


def test_what_is_taken_back_with_its_cause_was_never_written(hooked, fault):
    """I30: the row stands in the transaction of its cause."""
    before = HookMessage.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        urging.urge(fault, by=None)
        raise RuntimeError

    assert HookMessage.objects.count() == before


def test_a_client_hears_only_of_what_it_may_see(partner, company, fault, root):
    north = make_client(org=company.org, name="城北", source="north", unit=company.north).client
    foreign = make_client(org=company.foreign_org, name="邻县", source="neighbour").client
    for client in (north, foreign):
        hooking.hook_up(client, address=partner.address, topics=["ticket.urged"], by=root, at=timezone.now())
    urging.urge(fault, by=None)
    delivering.deliver(at=timezone.now())

    assert partner.heard == []
    assert [(one.hook.client, one.state, one.body) for one in HookMessage.objects.all()] == [
        (north, State.WITHHELD, "")
    ]


def test_an_outage_is_told_with_its_versions(partner, let_in, company, guo):
    topics = [topic.name for topic in TOPICS]
    hooking.hook_up(let_in.client, address=partner.address, topics=topics, by=guo, at=timezone.now())
    what = Told(kind="fault", title="文昌路", starts_at=MONDAY_NINE, areas=[OutageArea(by="street", value="文昌路")])
    off = announce(what, org=company.org, by=guo, at=MONDAY_NINE, confirmed=True)
    expect(off, end_at=MONDAY_NINE + timedelta(hours=2), reason="", by=guo, at=MONDAY_NINE)
    delivering.deliver(at=timezone.now())

    assert [one["type"] for one in told(partner)] == ["outage.announced", "outage.changed"]
    assert [one["data"]["seq"] for one in told(partner)] == [1, 2]
    assert told(partner)[1]["data"]["number"] == off.number


@pytest.mark.parametrize(
    ("mood", "taken", "status", "code"),
    [
        (200, True, 200, ""),
        ("garbage", True, 200, ""),
        ("redirect", False, 307, ""),
        (500, False, 500, ""),
        ("silent", False, 0, "timeout"),
        ("drip", False, 0, "timeout"),
        ("nonsense", False, 0, "broken"),
    ],
)
def test_however_the_partner_answers(partner, hooked, monkeypatch, mood, taken, status, code):
    monkeypatch.setattr(delivering, "WITHIN", 0.2 if code == "timeout" else 5.0)
    partner.mood = mood
    message = hooking.send_test(hooked.hook, at=timezone.now())
    delivering.deliver(at=timezone.now())
    message.refresh_from_db()
    row = HookTry.objects.get(message=message)

    assert [heard.path for heard in partner.heard] == ["/hook?line=1"]
    assert (message.state == State.TAKEN, row.status, row.code) == (taken, status, code)
    assert len(row.answer) <= delivering.MOST_READ
    assert row.answer.isprintable()


def test_what_failed_is_tried_again_later_and_later_until_it_is_given_up(partner, hooked, monkeypatch, lin):
    """I30: at least once, under one id and with one body; what is given up stays to be seen and sent again."""
    monkeypatch.setattr(recording, "IN_A_ROW", 1000)
    partner.mood = 500
    message, at = hooking.send_test(hooked.hook, at=timezone.now()), timezone.now()
    waits = []
    for _try in recording.STEPS:
        delivering.deliver(at=at)
        message.refresh_from_db()
        waits.append(message.due_at - at)
        at = message.due_at
    delivering.deliver(at=at)
    message.refresh_from_db()

    assert all(step * 0.79 < wait < step * 1.21 for step, wait in zip(recording.STEPS, waits, strict=True))
    assert message.state == State.DEAD
    assert len({heard.headers["webhook-id"] for heard in partner.heard}) == 1
    assert len({heard.body for heard in partner.heard}) == 1

    partner.mood = 200
    hooking.send_again(message, at=at)
    delivering.deliver(at=at)
    message.refresh_from_db()
    assert message.state == State.TAKEN


def test_after_five_failures_in_a_row_the_address_rests(partner, hooked):
    partner.mood = 503
    for _message in range(7):
        hooking.send_test(hooked.hook, at=timezone.now())
    for _round in range(7):
        delivering.deliver(at=timezone.now())
    hooked.hook.refresh_from_db()

    assert (len(partner.heard), hooked.hook.failures) == (5, 5)
    assert hooked.hook.rests_until > later(seconds=20)
    assert HookMessage.objects.filter(tries=1).earliest("due_at").due_at > later(minutes=14)  # Retry-After

    partner.mood = 200
    delivering.deliver(at=hooked.hook.rests_until)
    hooked.hook.refresh_from_db()
    assert (hooked.hook.failures, hooked.hook.rests_until) == (0, None)


def test_a_receiver_that_is_gone_is_left_alone(partner, hooked):
    partner.mood = 410
    hooking.send_test(hooked.hook, at=timezone.now())
    delivering.deliver(at=timezone.now())
    hooked.hook.refresh_from_db()

    assert (hooked.hook.is_active, hooked.hook.is_gone) == (False, True)


def test_a_killed_worker_is_followed_by_another_with_the_same_id(partner, hooked):
    """I30: delivered again rather than not at all."""
    message = hooking.send_test(hooked.hook, at=timezone.now())
    at = timezone.now()
    for load in delivering.claim(at=at).values():  # sent, and killed before it could be written down
        assert delivering.send(load[0]).is_taken
    delivering.deliver(at=at + delivering.LEASE / 2)
    assert len(partner.heard) == 1

    delivering.deliver(at=at + delivering.LEASE)
    assert [heard.headers["webhook-id"] for heard in partner.heard] == [str(message.pk)] * 2
    assert partner.heard[0].body == partner.heard[1].body


def test_news_of_a_case_never_overtakes_older_news_of_it(partner, hooked, fault):
    """I31: a partner never ends with an older version than ours."""
    partner.mood = 500
    delivering.deliver(at=timezone.now())
    partner.mood = 200
    urging.urge(fault, by=None)
    delivering.deliver(at=timezone.now())
    assert len(partner.heard) == 1

    delivering.deliver(at=later(minutes=1))
    assert [one["type"] for one in told(partner)][1:] == ["ticket.registered", "ticket.urged"]


def test_what_is_old_is_forgotten(partner, hooked, fault):
    delivering.deliver(at=timezone.now())
    forget(at=later(days=6))
    assert HookTry.objects.exists()

    forget(at=later(days=8))
    assert not HookMessage.objects.exists()


def test_every_verb_that_is_heard_is_one_that_happens():
    moves = {verb for table in MOVES.values() for verb in table} | {"register", "deadline_missed"}

    assert {verb for topic in TOPICS if topic.of == "ticket" for verb in topic.verbs} <= moves


def test_ten_webhooks_are_enough_and_secrets_differ(partner, hooked, let_in, lin):
    assert secret_of(hooked.hook.pk, 1) == hooked.secret != secret_of(hooked.hook.pk, 2)
    with pytest.raises(Refusal, match="10"):
        for _more in range(10):
            told = {"address": partner.address, "topics": ["ticket.closed"]}
            hooking.hook_up(let_in.client, by=lin, at=timezone.now(), **told)


def test_the_administrator_makes_tries_changes_and_ends_one(client, root, let_in, partner, stranger):
    client.force_login(root)
    at = f"/manage/clients/{let_in.client.pk}/webhooks/"
    refused = client.post(at, {"address": "https://10.0.0.1/", "topics": ["ticket.closed"]})
    shown = client.post(at, {"address": partner.address, "topics": ["ticket.closed"]}).content.decode()
    hook = let_in.client.hooks.get()
    one = f"{at}{hook.pk}/"
    assert refused.status_code == 422
    assert hook.secrets(at=timezone.now())[0] in shown
    assert "whsec_" not in client.get(one).content.decode() + client.get(at).content.decode()

    client.post(f"{one}test/")
    partner.mood = 410
    delivering.deliver(at=timezone.now())
    assert "410" in client.get(one).content.decode()
    assert partner.address in client.get("/manage/webhooks/").content.decode()
    told = {"address": partner.address, "topics": ["ticket.urged"], "is_active": "on", "version": hook.version}
    assert client.post(one, told).status_code == 302
    assert "whsec_" in client.post(f"{one}secret/").content.decode()
    HookMessage.objects.update(state=State.DEAD, settled_at=timezone.now())
    message = HookMessage.objects.get()
    assert str(message.pk) in client.get("/manage/webhooks/").content.decode()
    client.post(f"{one}messages/{message.pk}/resend/")
    message.refresh_from_db()
    assert message.state == State.WAITING

    client.post(f"{one}end/")
    assert client.get(one).status_code == 404
    client.force_login(stranger)
    assert client.get(at).status_code in (403, 404)
