"""Who looked at what: shown to those who check, for their own company."""

import pytest
from django.test import Client

from accounts.actions import audit, count_reveal
from accounts.models import AuditEvent, User
from tests.people import MONDAY_NINE


@pytest.fixture
def entries(min: User, lin: User, stranger: User) -> None:
    count_reveal(min, at=MONDAY_NINE, facts={"customer": "0198f000-0000-7000-8000-00000000abcd", "field": "phone"})
    audit(what="sign_in", by=lin, at=MONDAY_NINE, facts={"ip": "10.0.0.1"})
    audit(what="sign_in_failed", by=None, at=MONDAY_NINE, facts={"ip": "10.0.0.2", "name": "ff"})
    audit(what="export", by=stranger, at=MONDAY_NINE, facts={})


@pytest.mark.parametrize(
    ("who", "answer"), [("shen", 200), ("root", 200), ("min", 403), ("guo", 403), ("qiang", 403), ("stranger", 403)]
)
def test_who_may_read_it(client: Client, request: pytest.FixtureRequest, entries: None, who: str, answer: int) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get("/audit/").status_code == answer


def test_it_names_person_deed_and_field_of_the_own_company_only(client: Client, entries: None, shen: User) -> None:
    client.force_login(shen)
    page = client.get("/audit/").content.decode()
    told = client.get("/audit/").context["told"]
    assert {event.what for event, _word, _detail in told} == {"reveal", "sign_in", "sign_in_failed", "audit_read"}
    assert "王敏" in page
    assert "0000abcd" in page
    assert "10.0.0.2" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ip=10.0.0.1", {"sign_in"}),
        ("since=2026-03-17", set()),
        ("until=2026-03-16&ip=10.0.0.2", {"sign_in_failed"}),
        ("ticket=CN2603160001", set()),
        ("who=min", {"reveal"}),
        ("who=4001", {"sign_in"}),
        ("what=reveal", {"reveal"}),
        ("who=min&what=sign_in", set()),
    ],
)
def test_filters_by_person_and_deed(client: Client, entries: None, shen: User, query: str, found: set[str]) -> None:
    client.force_login(shen)
    told = client.get(f"/audit/?{query}").context["told"]
    assert {event.what for event, _word, _detail in told} == found


def test_a_thousand_entries_cost_no_more_queries(
    client: Client, entries: None, shen: User, lin: User, django_assert_max_num_queries: object
) -> None:
    for number in range(150):
        audit(what="lookup", by=lin, at=MONDAY_NINE, facts={"length": number})
    client.force_login(shen)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        page = client.get("/audit/")
    assert page.context["pager"].shown == 100
    assert page.context["pager"].next_url


def test_what_is_taken_out_has_a_reason_and_is_an_entry_itself(client: Client, entries: None, shen: User) -> None:
    client.force_login(shen)
    assert client.post("/audit/out/", {"query": "who=min"}).status_code == 422
    audit(what="note", by=shen, at=MONDAY_NINE, facts={"ip": "1.1.1.1"}, reason="=cmd()")
    table = client.post("/audit/out/", {"reason": "季度检查", "format": "csv"}).content.decode()
    assert "王敏" in table
    assert "'=cmd()" in table
    entry = AuditEvent.objects.get(what="audit_export")
    assert (entry.by, entry.reason, entry.facts["count"]) == (shen, "季度检查", 4)
    AuditEvent.objects.bulk_create(
        AuditEvent(what="lookup", by=shen, at=MONDAY_NINE, org=shen.org) for _each in range(500)
    )
    assert client.post("/audit/out/", {"reason": "季度检查"}).headers["Location"] == "/manage/exports/"
    assert AuditEvent.objects.filter(what="audit_export", facts__count__gt=500).exists()
