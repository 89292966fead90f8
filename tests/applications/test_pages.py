"""The pages of applications: the counter's checklist, the steps, the papers that are printed, the types."""

import pytest

from accounts.models import AuditEvent
from applications.models import ApplicationType
from applications.types import check, papers_of, shipped, steps_of
from tests.applications.conftest import with_all_papers
from tests.people import MONDAY_NINE, category
from tickets.lifecycle import Kind, Status
from tickets.models import Category, Ticket


def post(client, ticket, act, **told):
    return client.post(f"/applications/{ticket.number}/{act}/", told)


def test_one_click_checks_and_prints_what_is_missing(client, transfer, min):
    client.force_login(min)
    told = {"p_identity": "refused", "r_identity": "复印件看不清", "p_old-identity": "given", "then": "notify"}
    answer = post(client, transfer, "check", **told)
    paper = client.get(answer["Location"]).content.decode()
    a4 = client.get(f"/applications/{transfer.number}/notice/1/?size=a4").content.decode()

    assert answer["Location"].startswith(f"/applications/{transfer.number}/notice/1/")
    for text in (paper, a4):
        assert "新用电人有效身份证明" in text and "复印件看不清" in text and "王敏" in text and "供电营业规则" in text
        assert "原用电人身份证明" not in text
    assert AuditEvent.objects.filter(what="missing_notice", by=min).count() == 2


def test_one_click_checks_and_admits(client, transfer, min):
    client.force_login(min)
    told = {f"p_{code}": "given" for code in ("identity", "old-identity", "ownership")}
    answer = post(client, transfer, "check", **told, then="admit")

    assert answer["Location"] == f"/applications/{transfer.number}/"
    assert Ticket.objects.get(pk=transfer.pk).status == Status.PROCESSING


def test_a_refused_admission_keeps_what_was_ticked_and_saves_nothing(client, transfer, min):
    client.force_login(min)
    answer = post(client, transfer, "check", p_identity="given", then="admit")
    text = answer.content.decode()

    assert answer.status_code == 422
    assert 'name="p_identity" value="given" checked' in text
    assert transfer.application.papers.get(code="identity").state == "missing"


def test_the_steps_are_walked_on_the_page(client, admitted, min):
    client.force_login(min)
    assert post(client, admitted, "finish", code="fee", text="已结清").status_code == 302
    assert post(client, admitted, "skip", code="contract", reason="").status_code == 422
    assert post(client, admitted, "skip", code="contract", reason="合同不变").status_code == 302
    assert post(client, admitted, "finish", code="fee").status_code == 409
    assert post(client, admitted, "finish", code="change").status_code == 302
    assert post(client, admitted, "settle", text="已过户").status_code == 302
    assert Ticket.objects.get(pk=admitted.pk).status == Status.RESOLVED
    assert client.get(f"/applications/{admitted.number}/").status_code == 200


def test_declined_with_a_printed_notice_that_says_where_to_appeal(client, transfer, min):
    client.force_login(min)
    assert client.get(f"/applications/{transfer.number}/declined/").status_code == 404
    post(client, transfer, "decline", grounds="产权已被查封")
    text = client.get(f"/applications/{transfer.number}/declined/").content.decode()

    assert "产权已被查封" in text and "12398" in text
    assert AuditEvent.objects.filter(what="declined_notice").count() == 1


def test_a_stale_page_is_told_so(client, transfer, min):
    client.force_login(min)
    with_all_papers(transfer, by=min)

    assert post(client, transfer, "check", version="1", p_identity="missing").status_code == 409


def test_the_list_shows_each_application_at_its_step(client, transfer, new_supply, min, django_assert_max_num_queries):
    client.force_login(min)
    client.get("/applications/")
    with django_assert_max_num_queries(20):
        text = client.get("/applications/?step=papers").content.decode()

    assert transfer.short_number in text and new_supply.short_number in text
    assert client.get("/applications/?step=install").content.decode().count("data-open") == 0


@pytest.mark.parametrize("who", ["other", "stranger", "qiang"])
def test_outside_ones_scope_it_does_not_exist(client, request, transfer, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/applications/{transfer.number}/").status_code == 404
    assert post(client, transfer, "decline", grounds="…").status_code == 404


def test_who_may_only_read_changes_nothing(client, transfer, shen):
    client.force_login(shen)

    assert client.get(f"/applications/{transfer.number}/").status_code == 200
    assert post(client, transfer, "check", then="admit").status_code == 403
    assert post(client, transfer, "decline", grounds="…").status_code == 403


def test_the_ticket_page_and_why_know_the_steps(client, admitted, min):
    client.force_login(min)
    page, why = (client.get(f"/t/{admitted.number}/{part}").content.decode() for part in ("", "why/"))

    assert f"/applications/{admitted.number}/" in page and "供用电合同签订" in page
    assert "服务申请资料审核" in why


def test_the_intake_says_what_to_bring(client, types, min):
    Category.objects.filter(org=types.org, code="transfer").update(position=1)
    client.force_login(min)
    text = client.get("/intake/category/?top=transfer").content.decode()

    assert "新用电人有效身份证明" in text


def test_every_shipped_type_can_be_followed(types, company):
    for row in shipped():
        kind = ApplicationType(org=company.org, **row)
        check(steps_of(kind), papers_of(kind), org=company.org, at=MONDAY_NINE)
    assert {row["trade"] for row in shipped()} == {"power", "gas", "water", "telecom"}


@pytest.mark.parametrize(
    "steps",
    [
        "plan | 方案 | hall\ninstall | 装表 | field",
        "papers | 审核",
        "papers | 审核\nplan | 甲\nplan | 乙",
        "papers | 审核\ndance | 跳舞",
        "papers | 审核\nworks | 施工 | customer | general-apply-works-default",
        "papers | 审核\nplan | 方案 | hall | no-such-promise",
    ],
)
def test_a_type_that_nothing_could_follow_is_refused(client, types, root, steps):
    client.force_login(root)
    page = "/manage/applications/power-rename/"
    form = client.get(page).context["form"]
    told = {"name": "更名", "steps": steps, "papers": form["papers"].value(), "version": "1", "is_active": "on"}

    assert client.post(page, told).status_code == 422
    assert ApplicationType.objects.get(code="power-rename").version == 1


def test_a_changed_type_changes_nothing_that_is_under_way(client, types, transfer, root):
    other = category(types.org, "move", "移表", Kind.SERVICE)
    client.force_login(root)
    page = "/manage/applications/power-transfer/"
    told = {"name": "过户", "steps": "papers | 审核\nchange | 变更", "papers": "-note | 说明 | | 5 | 手写即可"}
    answer = client.post(page, told | {"categories": [str(other.pk)], "version": "1", "is_active": "on"})
    again = client.post(page, told | {"version": "1"})

    kind = ApplicationType.objects.get(code="power-transfer")
    assert (answer.status_code, again.status_code, kind.version) == (302, 422, 2)
    assert [plan.required for plan in papers_of(kind)] == [False]
    assert Category.objects.get(pk=other.pk).application == "power-transfer"
    assert transfer.application.steps.count() == 4
    assert client.get("/manage/applications/").status_code == 200
    assert client.post("/manage/applications/load/", {"trade": "gas"}).status_code == 302
