"""The lines of a policy in the browser: written with every condition, changed, ended, refused without an order."""

import pytest
from django.conf import settings
from django.utils import timezone

from deadlines.actions import promises_for
from deadlines.models import PolicyRule, Promise

NEW = "/manage/promises/lines/new/"
TOLD = {
    "kind": "fault",
    "milestone": "arrive",
    "binding": "promise",
    "category": "no-*",
    "area": "",
    "level": "",
    "importance": "any",
    "channel": "hotline",
    "promise": "power-important-arrive",
    "order": "1",
    "active_from": "",
}


@pytest.fixture
def admin(client, root):
    client.force_login(root)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def told(company):
    return TOLD | {"hall": str(company.hall.pk)}


def own(company) -> PolicyRule:
    return PolicyRule.objects.get(org=company.org, profile="own", active_until=None)


def arrival(company, **facts):
    case = {"category": "no-power", "importance": "first", "channel": "hotline", "hall": company.hall.pk} | facts
    return promises_for(org=company.org, kind="fault", at=timezone.now(), **case)["arrive"].limit


def test_a_line_with_every_condition_binds_the_cases_that_fit_all(admin, company, told, root):
    answer = admin.post(NEW, told)

    assert (answer.status_code, answer["Location"]) == (302, "/manage/promises/")
    assert own(company).written_by == root
    assert arrival(company) == "30m"
    for other in ({"category": "burst"}, {"importance": ""}, {"channel": "counter"}, {"hall": company.north.pk}):
        assert arrival(company, **other) != "30m", other
    shown = admin.get("/manage/promises/").content.decode()
    assert "any important customer · by the hotline · 城南营业厅" in shown


def test_a_changed_line_takes_the_place_of_the_old_one_which_is_kept(admin, company, told):
    admin.post(NEW, told)
    first = own(company)
    assert 'value="no-*"' in admin.get(f"/manage/promises/lines/{first.pk}/").content.decode()

    admin.post(f"/manage/promises/lines/{first.pk}/", told | {"category": "burst"})

    second, first = own(company), PolicyRule.objects.get(pk=first.pk)
    assert (second.line, second.category) == (first.line, "burst")
    assert first.active_until == second.active_from
    assert arrival(company) != "30m" and arrival(company, category="burst") == "30m"


def test_whoever_changes_a_line_that_has_changed_is_told(admin, company, told):
    admin.post(NEW, told)
    first = own(company)
    admin.post(f"/manage/promises/lines/{first.pk}/", told)

    again = admin.post(f"/manage/promises/lines/{first.pk}/", told)

    assert again.status_code == 409
    assert "has been changed in the meantime" in again.content.decode()


def test_an_ended_line_binds_no_new_case(admin, company, told):
    admin.post(NEW, told)
    admin.post(f"/manage/promises/lines/{own(company).pk}/", {"do": "end"})

    assert arrival(company) != "30m"
    assert PolicyRule.objects.filter(org=company.org, profile="own").count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"promise": "moon"}, "Promise"),
        ({"order": "first"}, "Place in the order"),
        ({"active_from": "2020-01-01T00:00"}, "A line cannot begin in the past"),
        ({"channel": "pigeon"}, "Channel"),
    ],
)
def test_what_is_no_line_is_refused_next_to_its_field(admin, company, told, said, sentence):
    answer = admin.post(NEW, told | said)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not PolicyRule.objects.filter(profile="own").exists()


def test_a_line_in_a_place_that_is_taken_is_refused_with_both_names(admin, company, told):
    admin.post(NEW, told)
    answer = admin.post(
        NEW, told | {"category": "", "importance": "first", "promise": "power-fault-arrive-gd-grid-rural"}
    )

    assert answer.status_code == 422
    assert "fit the same case and have the same order" in answer.content.decode()
    assert admin.post(NEW, told | {"channel": "counter"}).status_code == 302, "these two never meet"


def test_a_hall_of_others_cannot_be_chosen(admin, company, told):
    assert admin.post(NEW, told | {"hall": str(company.foreign_hall.pk)}).status_code == 422


def test_a_line_of_another_company_is_not_there(admin, company):
    foreign = PolicyRule.objects.filter(org=company.foreign_org).first()

    assert admin.get(f"/manage/promises/lines/{foreign.pk}/").status_code == 404


def test_only_an_administrator_writes_lines(client, company, guo, told):
    client.force_login(guo)

    assert client.post(NEW, told).status_code == 403
    assert "/manage/promises/lines/" not in client.get("/manage/promises/").content.decode()


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Fault repair: arrive on site · urban"), ("zh-hans", "故障报修到达现场")]
)
def test_a_shipped_standard_is_named_and_bounded_in_the_readers_language(client, root, language, name):
    client.force_login(root)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    told = client.get("/manage/promises/power-fault-arrive-sgcc-2011-urban/").content.decode()

    assert f"<h1>{name}" in told
    assert ("crew on site" in told, "抢修人员到达现场" in told) == (language == "en", language != "en")
    assert Promise.objects.get(code="power-fault-arrive-sgcc-2011-urban").stop == "crew on site"
