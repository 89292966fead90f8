"""Every answer has its number; what a client asked stands in its log, without bodies and without anybody's data."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import InterfaceError
from django.utils import timezone

from hotline.actions import forget
from hotline.changes import CHANGES, GOING, Going
from hotline.models import ApiRequest
from hotline.rest.journal import JOURNAL
from tests.api.caller import Caller
from tests.api.conftest import no_power


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("0198-abcd-caller-77", True),
        ("a" * 64, True),
        ("", False),
        ("short", False),
        ("a" * 65, False),
        ("13800006217", False),
        ("37020319900101123X", False),
        ("two words here", False),
    ],
)
def test_a_well_formed_number_of_the_callers_own_comes_back(hotline, told, kept):
    answer = hotline.get("me/", headers={"X-Request-Id": told})

    assert (answer["X-Request-Id"] == told) is kept
    assert len(answer["X-Request-Id"]) >= 8


def test_every_answer_has_a_number(db, hotline):
    for answer in (
        hotline.get("me/"),
        Caller().get("me/"),
        Caller().get("nothing/"),
        hotline.get("tickets/", wrong="x"),
    ):
        assert len(answer["X-Request-Id"]) == 36


def test_the_log_tells_what_was_asked_and_nothing_about_anybody(hotline, issued, fault, guifang, caplog):
    number = {"X-Request-Id": "lookup-2026-0001"}
    hotline.post("customers/lookup/", {"q": "13800006217"}, headers=number)
    hotline.get("tickets/13800006217/")
    hotline.get(f"customers/{guifang.pk}/")
    hotline.get("tickets/", external_number="13800006217")
    hotline.get(f"tickets/{fault.number}/")
    hotline.get("nobody/13800006217/")
    hotline.post("tickets/", no_power(), headers={"Idempotency-Key": "k-1"})
    hotline.post("tickets/", no_power(), headers={"Idempotency-Key": "k-1"})
    written = JOURNAL.write()
    lines = list(ApiRequest.objects.order_by("at", "pk"))

    assert written == len(lines) == 7
    assert not [line for line in lines if "6217" in str(vars(line))]
    assert "6217" not in caplog.text
    assert (lines[0].path, lines[0].status, lines[0].request_id) == (
        "/api/v1/customers/lookup/",
        200,
        "lookup-2026-0001",
    )
    assert [line.path for line in lines[1:5]] == [
        "/api/v1/tickets/…/",
        f"/api/v1/customers/{guifang.pk}/",
        "/api/v1/tickets/",
        f"/api/v1/tickets/{fault.number}/",
    ]
    assert [line.is_repeat for line in lines[5:]] == [False, True]
    assert {(line.client_id, line.prefix) for line in lines} == {(issued.client.pk, issued.key.split("_")[1])}


def test_the_administrator_finds_a_request_by_its_number(client, root, hotline, issued):
    hotline.get("me/", headers={"X-Request-Id": "which-one-was-it"})
    hotline.post("tickets/", {})
    JOURNAL.write()
    client.force_login(root)
    base = f"/manage/clients/{issued.client.pk}/requests/"
    one, refused = client.get(base, {"id": "which-one-was-it"}), client.get(base, {"outcome": "refused"})

    assert "which-one-was-it" in one.content.decode()
    assert "/api/v1/tickets/" not in one.content.decode()
    assert "which-one-was-it" not in refused.content.decode()
    assert "invalid" in refused.content.decode()


def test_the_log_waits_for_a_database_that_is_away(hotline, monkeypatch):
    def away(*args: object, **told: object) -> None:
        raise InterfaceError("gone")

    hotline.get("me/")
    with monkeypatch.context() as patched:
        patched.setattr("hotline.rest.journal.ApiRequest.objects.bulk_create", away)
        assert JOURNAL.write() == 0

    assert JOURNAL.write() == 1


def test_after_seven_days_nothing_of_it_is_left(hotline):
    hotline.post("tickets/", no_power(), headers={"Idempotency-Key": "k-1"})
    JOURNAL.write()
    at = timezone.now()

    assert forget(at=at + timedelta(days=6, hours=23)) == 0
    assert forget(at=at + timedelta(days=7, minutes=1)) == 2
    assert not ApiRequest.objects.exists()


def test_an_address_that_will_go_says_so_for_a_year(hotline, monkeypatch):
    day = timezone.now().date()
    leaving = Going("hotline:me-list", day, day + timedelta(days=365), "you/")
    monkeypatch.setattr("hotline.changes._GOING", {leaving.route: leaving})
    answer = hotline.get("me/")

    assert answer["Deprecation"].startswith("@")
    assert answer["Sunset"].endswith("GMT")
    assert 'rel="deprecation"' in answer["Link"]
    assert "Sunset" not in hotline.get("halls/")
    with pytest.raises(ValueError, match="a year"):
        Going("hotline:me-list", day, day + timedelta(days=364), "you/")


def test_the_list_of_changes_is_the_page_of_changes(db):
    page = (Path(__file__).resolve().parents[2] / "docs" / "api" / "CHANGELOG.md").read_text()
    told = Caller().see("changes/")

    assert [one["what"] for one in told["changes"]] == [change.what for change in CHANGES]
    assert [change.on for change in CHANGES] == sorted((change.on for change in CHANGES), reverse=True)
    for change in CHANGES:
        assert f"| {change.on} | {change.what}" in page
    for one in GOING:
        assert one.route in page
