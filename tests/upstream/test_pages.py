"""The pages of orders from above: accepting many at once, returning with a reason, comparing, mapping, setting one up."""

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from hotline.actions import make_client
from hotline.model_reconcile import Reconciliation
from hotline.model_upstream import Upstream, UpstreamCode, UpstreamOrder
from tests.upstream.test_reconcile import DOWN, listed


@pytest.fixture
def three(line, above, message):
    for number in ("n1", "n2", "n3"):
        line.do(DOWN, message(number=number, area="370299", area_name="未划分"))
    return list(UpstreamOrder.objects.order_by("number"))


def test_many_are_accepted_at_once_and_one_goes_back_with_its_reason(client, three, lin):
    client.force_login(lin)
    page = client.get("/upstream/").content.decode()
    assert all(one.number in page for one in three)
    chosen = [str(one.pk) for one in three[:2]]
    client.post("/upstream/decide/", {"order": chosen, "answer": "accept"})
    client.post("/upstream/decide/", {"order": ["nonsense", str(three[2].pk)], "answer": "return"})
    assert UpstreamOrder.objects.get(pk=three[2].pk).state == "waiting"  # without a reason nothing goes back
    told = {"order": str(three[2].pk), "answer": "return", "reason": "area", "text": "属邻县。"}
    client.post("/upstream/decide/", told)

    assert [one.state for one in UpstreamOrder.objects.order_by("number")] == ["accepted", "accepted", "returned"]
    for show in ("accepted", "gone", "all", "nothing"):
        assert client.get(f"/upstream/?show={show}").status_code == 200


def test_one_order_has_its_page_and_its_steps(client, three, lin, other):
    client.force_login(lin)
    at = f"/upstream/orders/{three[0].pk}/"
    assert three[0].number in client.get(at).content.decode()
    assert client.post(f"{at}return/", {"reason": "", "text": ""}).status_code == 422
    assert client.post(f"{at}ask/", {"text": ""}).status_code == 422
    assert client.post(f"{at}ask/", {"text": "请补充"}).status_code == 302
    assert client.post(f"{at}more-time/", {"until": "x", "reason": "y"}).status_code == 422
    assert client.post(f"{at}accept/").status_code == 302
    assert client.post(f"{at}nothing/").status_code == 404
    ticket = client.get(f"/t/{three[0].ticket.number}/").content.decode()
    assert "请补充" in ticket and at in ticket  # the case leads back to its order
    client.force_login(other)
    assert client.get(at).status_code == 403


def test_a_day_is_compared_mended_and_kept_as_a_table(client, three, province, above, message, guo, shen):
    province.list = [listed("n1"), listed("n2"), listed("n4")]
    province.orders = {"n4": message(number="n4")}
    client.force_login(guo)
    day = timezone.localdate().isoformat()
    assert client.post("/upstream/reconcile/", {"upstream": "x", "day": "y"}).status_code == 302
    to = client.post("/upstream/reconcile/", {"upstream": str(above.pk), "day": day})["Location"]
    run = Reconciliation.objects.get()
    page = client.get(to).content.decode()
    assert "n3" in page and "n4" in page
    row = run.rows.get(number="n3")
    client.post(f"{to}{row.pk}/", {"way": "explained", "reason": ""})
    assert run.rows.open().count() == 2
    client.post(f"{to}{row.pk}/", {"way": "explained", "reason": "=省侧作废"})
    client.post(f"{to}all/")
    assert not run.rows.open().exists()
    table = client.get(f"{to}table.csv").content.decode()
    assert "n4" in table and ",'=省侧作废" in table
    assert client.get(f"{to}table.xlsx").content[:2] == b"PK"
    client.force_login(shen)
    assert client.get(to).status_code == 200


def test_it_is_set_up_changed_and_its_secret_is_never_shown(client, company, province, root):
    city = make_client(org=company.org, name="12345 接口", source="12345").client
    client.force_login(root)
    told = {
        "client": str(city.pk),
        "kind": "12345",
        "name": "市 12345",
        "address": province.address,
        "secret": "s3cret",
    }
    told |= {"accept_limit": "2h", "calendar": "cn-office", "reconcile_hour": "2", "hall": str(company.hall.pk)}
    told |= {"category": str(company.complaint.pk), "is_active": "on"}
    for wrong in (
        {"address": "http://169.254.169.254/"},
        {"accept_limit": "soon"},
        {"calendar": "none"},
        {"hall": "x"},
    ):
        assert client.post("/manage/upstreams/new/", told | wrong).status_code == 422, wrong
    to = client.post("/manage/upstreams/new/", told)["Location"]
    held = Upstream.objects.get()
    page = client.get(to).content.decode()
    assert (held.secret, "s3cret" in page) == ("s3cret", False)
    client.post(to, told | {"secret": "", "name": "市热线", "version": "1", "is_active": ""})
    held.refresh_from_db()
    assert (held.name, held.secret, held.hook.__class__.objects.get(pk=held.hook_id).is_active) == (
        "市热线",
        "s3cret",
        False,
    )
    assert client.post(to, told | {"version": "1"}).status_code == 422
    province.list = [listed("a")]
    assert client.post(f"{to}test/").status_code == 302
    audited = AuditEvent.objects.filter(what__startswith="upstream_")
    assert "s3cret" not in str([one.facts for one in audited])


def test_a_code_is_mapped_with_one_click(client, three, above, root, company):
    client.force_login(root)
    to = f"/manage/upstreams/{above.pk}/codes/"
    code = UpstreamCode.objects.get(kind="area")
    assert "370299" in client.get(to).content.decode()
    client.post(to, {"code": str(code.pk), "ours": "nowhere"})
    assert UpstreamCode.objects.get(pk=code.pk).ours == ""
    client.post(to, {"code": str(code.pk), "ours": "CB"})
    client.post(to, {"kind": "status", "theirs": "05"})
    client.post(to, {"kind": "status", "theirs": " "})

    assert UpstreamCode.objects.get(pk=code.pk).ours == "CB"
    assert UpstreamCode.objects.filter(kind="status").count() == 1
    for path in ("/manage/upstreams/", f"/manage/upstreams/{above.pk}/", "/manage/clients/"):
        assert client.get(path).status_code == 200
