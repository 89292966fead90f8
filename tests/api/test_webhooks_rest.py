"""The integrator's week-end with webhooks: subscribe, try, look, send again, change over, stop."""

from ipaddress import ip_network

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import Role
from hotline.hooks.delivering import deliver
from tests.api.caller import Caller, signed_in
from tests.api.conftest import machine
from tests.hotline.receiver import receiving

TOPICS = ["ticket.registered", "ticket.closed"]


@pytest.fixture
def partner(settings):
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with receiving() as receiver:
        yield receiver


def test_the_whole_way(hotline: Caller, partner, company, fault):
    assert "ticket.registered" in [one["name"] for one in hotline.see("webhooks/topics/")["results"]]
    made = hotline.do("webhooks/", {"address": partner.address, "topics": TOPICS})
    at = f"webhooks/{made['id']}/"
    assert made["secret"].startswith("whsec_")
    assert "secret" not in hotline.see(at)

    sent = hotline.do(f"{at}test/")
    assert deliver(at=timezone.now()) == 1
    (row,) = hotline.see(f"{at}messages/", state="taken")["results"]
    assert (row["id"], row["topic"], row["log"][0]["status"]) == (sent["id"], "webhook.test", 204)
    assert hotline.do(f"{at}messages/{row['id']}/resend/")["state"] == "waiting"
    assert hotline.post(f"{at}messages/{row['id']}/resend/").json()["code"] == "still_waiting"
    deliver(at=timezone.now())
    assert [heard.headers["webhook-id"] for heard in partner.heard] == [row["id"]] * 2

    assert hotline.do(f"{at}secret/")["secret"] != made["secret"]
    changed = hotline.do(f"{at}change/", {"address": partner.address, "topics": TOPICS[:1], "is_active": False})
    assert (changed["is_active"], changed["topics"]) == (False, TOPICS[:1])
    stale = {"address": partner.address, "topics": TOPICS, "version": 1}
    assert hotline.post(f"{at}change/", stale).status_code == 409
    hotline.do(f"{at}end/")
    assert hotline.get(at).status_code == 404
    told = AuditEvent.objects.filter(what__startswith="hook_").values_list("what", flat=True)
    assert sorted(told) == ["hook_changed", "hook_ended", "hook_made", "hook_secret"]


@pytest.mark.parametrize(
    ("address", "topics", "field"),
    [
        ("https://127.0.0.1:8443/", TOPICS, "address"),
        ("http://169.254.169.254/latest/", TOPICS, "address"),
        ("https://[::ffff:10.0.0.1]/", TOPICS, "address"),
        ("no address", TOPICS, "address"),
        ("https://127.0.0.1:8443/", ["ticket.nothing"], "topics"),
        ("https://127.0.0.1:8443/", [], "topics"),
    ],
)
def test_what_is_not_taken(hotline: Caller, address, topics, field):
    refused = hotline.post("webhooks/", {"address": address, "topics": topics})

    assert refused.status_code in (400, 422)
    assert [name.partition(".")[0] for name in refused.json()["fields"]] == [field]


def test_nobody_else_s_webhook_is_there(hotline: Caller, foreign: Caller, partner, company, min):
    made = hotline.do("webhooks/", {"address": partner.address, "topics": TOPICS})
    sent = hotline.do(f"webhooks/{made['id']}/test/")

    for caller in (foreign, machine(company, Role.CLERK), signed_in(min)):
        assert caller.see("webhooks/")["results"] == []
        for path in ("test/", "end/", "secret/", f"messages/{sent['id']}/resend/"):
            assert caller.post(f"webhooks/{made['id']}/{path}").status_code == 404
    refused = caller.post("webhooks/", {"address": partner.address, "topics": TOPICS})
    assert (refused.status_code, refused.json()["code"]) in ((422, "no_client"), (403, "csrf"))
