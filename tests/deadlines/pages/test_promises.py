"""The company's promises: listed with their sources, read with their history, changed for the future."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from deadlines.actions import promises_for, revise
from deadlines.models import PolicyRule, Promise
from deadlines.publishing import BadPromise, check_order, clashes

CODE = "power-fault-arrive-sgcc-2011-urban"
HERE = f"/manage/promises/{CODE}/"


@pytest.fixture
def admin(client, root):
    client.force_login(root)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def arrival(company) -> Promise:
    return Promise.objects.get(code=CODE)


def page(client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


TOLD = {
    "version": "1",
    "limit": "60m",
    "statistic": "each",
    "calendar": "cn-24x7",
    "source": "公司通知 12 号",
    "note": "",
    "start": "2026-03-16T09:00",
}


def test_the_list_names_limit_source_and_what_is_not_verified(admin, arrival):
    told = page(admin, "/manage/promises/")

    assert "within 45 minutes" in told
    assert arrival.source in told
    assert "not verified" in told
    assert "Fault repair" in told
    assert f'href="{HERE}"' in told


def test_another_companys_lines_are_not_in_the_list(admin, company, arrival):
    revise(arrival, by=None, at=timezone.now(), org=company.foreign_org, limit="77m")

    assert "77 minutes" not in page(admin, "/manage/promises/")
    assert "77 minutes" not in page(admin, HERE)


def test_a_promise_tells_its_history(admin, root, company, arrival):
    revise(arrival, by=root, at=timezone.now(), org=company.org, limit="60m")
    told = page(admin, HERE)

    assert "within 60 minutes" in told
    assert "within 45 minutes" in told
    assert root.name in told
    assert f"promise={CODE}@1" in told, "the two versions can be compared"


def test_an_unknown_code_is_not_there(admin):
    assert admin.get("/manage/promises/no-such-promise/").status_code == 404
    assert admin.get("/manage/promises/no-such-promise/revise/").status_code == 404


def test_a_preview_changes_nothing_and_shows_both(admin, arrival):
    answer = admin.post(f"{HERE}revise/", TOLD | {"do": "preview"})
    told = " ".join(answer.content.decode().split())

    assert answer.status_code == 200
    assert "16 Mar 2026 09:45" in told
    assert "16 Mar 2026 10:00" in told
    assert "The second is due 15 min later." in told
    assert Promise.objects.filter(code=CODE).count() == 1


def test_a_published_version_binds_the_company_from_its_day_on(admin, company, arrival, root):
    begins = (timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)
    said = TOLD | {"do": "publish", "effective_from": begins.isoformat()}

    assert admin.post(f"{HERE}revise/", said)["Location"] == HERE

    fresh = Promise.objects.get(code=CODE, version=2)
    assert (fresh.org, fresh.limit, fresh.effective_from, fresh.published_by) == (company.org, "60m", begins, root)
    facts = {"org": company.org, "kind": "fault", "category": "", "area": "urban", "level": ""}
    assert promises_for(**facts, at=timezone.now())["arrive"].limit == "45m"
    assert promises_for(**facts, at=begins)["arrive"].limit == "60m"
    foreign = facts | {"org": company.foreign_org}
    assert promises_for(**foreign, at=begins)["arrive"].limit == "45m"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"limit": "soon"}, "“soon” is not a limit."),
        ({"calendar": "no-such"}, "no-such"),
        ({"effective_from": "2020-01-01T00:00"}, "cannot take effect in the past"),
        ({"source": ""}, "Source"),
    ],
)
@pytest.mark.parametrize("do", ["preview", "publish"])
def test_what_cannot_be_published_is_refused_with_a_sentence_and_kept(admin, arrival, said, sentence, do):
    answer = admin.post(f"{HERE}revise/", TOLD | said | {"do": do})
    told = answer.content.decode()

    assert answer.status_code == 422
    assert sentence in told
    assert "公司通知 12 号" in told or said.get("source") == ""
    assert Promise.objects.filter(code=CODE).count() == 1


def test_whoever_changed_an_older_version_is_told(admin, company, arrival, root):
    revise(arrival, by=root, at=timezone.now() - timedelta(minutes=1), org=company.org, limit="50m")

    answer = admin.post(f"{HERE}revise/", TOLD | {"do": "publish"})

    assert answer.status_code == 409
    assert "has a newer version" in answer.content.decode()
    assert not Promise.objects.filter(code=CODE, version=3).exists()


def test_only_an_administrator_publishes(client, guo, arrival):
    client.force_login(guo)

    assert client.post(f"{HERE}revise/", TOLD | {"do": "publish"}).status_code == 403


def line(company, **more) -> PolicyRule:
    facts = {"kind": "fault", "area": "urban", "order": 30, "milestone": "arrive", "profile": "power"}
    facts |= {"line": "again", "active_from": timezone.now(), "promise": Promise.objects.get(code=CODE)}
    return PolicyRule(org=company.org, **(facts | more))


@pytest.mark.parametrize(
    ("more", "clash"),
    [
        ({}, True),
        ({"area": ""}, True),
        ({"category": "*meter*"}, True),
        ({"order": 31}, False),
        ({"area": "rural"}, False),
        ({"kind": "service"}, False),
        ({"milestone": "restore"}, False),
        ({"level": "important"}, True),
    ],
)
def test_two_lines_that_fit_one_case_need_an_order(company, more, clash):
    first, second = line(company), line(company, line="other", **more)

    assert bool(clashes([first, second])) is clash


def test_a_line_that_has_ended_clashes_with_nothing(company):
    now = timezone.now()
    first = line(company, active_from=now - timedelta(days=9), active_until=now)

    assert not clashes([line(company, line="other", active_from=now), first])


def test_lines_without_an_order_are_refused_and_shown(admin, company, arrival, root):
    known = PolicyRule.objects.get(org=company.org, line="fault/urban/arrive")
    line(company, order=known.order, line="fault/again", promise=arrival).save()

    with pytest.raises(BadPromise, match="fault/again"):
        check_order(PolicyRule.objects.filter(org=company.org))
    with pytest.raises(BadPromise):
        revise(arrival, by=root, at=timezone.now(), org=company.org, limit="60m")
    assert "fault/again" in page(admin, "/manage/promises/")
    assert Promise.objects.filter(code=CODE).count() == 1
