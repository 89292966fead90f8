"""A key of the caller's own: what is kept, what is not, for how long. Invariant I6, security line 43."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hotline.models import IdempotencyKey
from tests.api.caller import Caller
from tests.api.conftest import no_power
from tests.files.samples import picture, upload
from tickets.models import Ticket

SAID = "我家在文昌路 86 号，电话 13800006217"


def test_a_kept_answer_can_be_read_in_no_dump(hotline):
    """Neither the answer nor the caller's key stands in the table; both go after seven days."""
    key = "陈桂芳".encode().hex() + "-13800006217"
    hotline.do("tickets/", no_power(description=SAID), headers={"Idempotency-Key": key})
    kept = IdempotencyKey.objects.values().get()
    raw = bytes(kept.pop("sealed"))

    assert SAID.encode() not in raw
    assert b"number" not in raw
    assert key not in str(kept)
    assert "6217" not in str(kept)


@pytest.mark.parametrize("path", ["tickets/{number}/note/", "tickets/{number}/urge/", "previews/", "customers/lookup/"])
def test_every_post_takes_a_key(hotline, fault, path):
    told = {"note": {"text": "x"}, "urge": {}, "previews": {"category": "no-power"}, "lookup": {"q": "6217"}}
    body = next(told[word] for word in told if word in path)
    head, here = {"Idempotency-Key": "k-1"}, path.format(number=fault.number)
    first, second = (hotline.post(here, body, headers=head) for _try in range(2))
    other = hotline.post(here, body | {"wrong": 1}, headers=head)

    assert first.status_code == second.status_code == 200, first.content
    assert first.content == second.content
    assert ("Idempotent-Replay" in first, second["Idempotent-Replay"]) == (False, "true")
    assert (other.status_code, other.json()["code"]) == (409, "same_key_other_content")


def test_what_stands_in_the_headers_comes_back_too(hotline):
    first, second = (hotline.post("tickets/", no_power(), headers={"Idempotency-Key": "k-1"}) for _try in range(2))

    assert first.status_code == 201
    for name in ("ETag", "Location"):
        assert first.get(name) == second.get(name)


def test_a_number_in_full_is_kept_nowhere(hotline, guo, fault, guifang):
    """Security line 24: an answer that tells a number in full is given once for each asking."""
    hotline.post(f"customers/{guifang.pk}/reveal/", {"field": "phone", "reason": "x"}, headers={"Idempotency-Key": "k"})

    assert not IdempotencyKey.objects.exists()


def test_files_of_one_name_and_different_bytes_are_different_requests(hotline, fault):
    def send(colour: str):
        files = {"files": upload("meter.jpg", picture(colour=colour))}
        path = f"/api/v1/tickets/{fault.number}/files/"
        return hotline.client.post(path, files, headers=hotline.headers | {"Idempotency-Key": "f-1"})

    first, again, other = send("red"), send("red"), send("blue")

    assert first.status_code == again.status_code == 201
    assert again["Idempotent-Replay"] == "true"
    assert other.status_code == 409


def test_after_seven_days_a_key_is_free_again(hotline):
    hotline.do("tickets/", no_power(), headers={"Idempotency-Key": "k-1"})
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(days=7, seconds=1))
    again = hotline.post("tickets/", no_power(description="x"), headers={"Idempotency-Key": "k-1"})

    assert (again.status_code, "Idempotent-Replay" in again) == (201, False)
    assert Ticket.objects.count() == 2
    assert IdempotencyKey.objects.count() == 1


def test_a_refused_request_leaves_its_key_free(hotline):
    head = {"Idempotency-Key": "k-1"}

    assert hotline.post("tickets/", no_power(hall="XX"), headers=head).status_code == 400
    assert hotline.post("tickets/", no_power(), headers=head).status_code == 201


@pytest.mark.parametrize("key", ["x" * 101, "é", "a\tb"])
def test_a_key_that_cannot_be_is_refused(hotline, key):
    answer = hotline.post("tickets/", no_power(), headers={"Idempotency-Key": key})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["Idempotency-Key"])


def test_a_key_is_the_callers_own(hotline, foreign, company):
    head = {"Idempotency-Key": "k-1"}
    hotline.do("tickets/", no_power(), headers=head)
    theirs = Caller.post(foreign, "tickets/", no_power(hall="LX"), headers=head)

    assert theirs.get("Idempotent-Replay") is None
