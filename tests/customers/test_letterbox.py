"""The letterbox emptied: each message reaches its gateway once by its key, whatever fails on the way."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from accounts.actions import summarise, tell
from accounts.models import Notice, User
from bench.partner import Partner
from customers import letterbox
from customers.actions import owe
from customers.models import Message
from servicedesk import env
from servicedesk.lib import sms
from tests.people import MONDAY_NINE, Company

LATER = MONDAY_NINE + timedelta(hours=1)


@pytest.fixture
def partner() -> Iterator[Partner]:
    with Partner(failing=0) as here:
        yield here


@pytest.fixture(params=[1, 20])
def gateway(request: pytest.FixtureRequest, partner: Partner, settings: Settings) -> Partner:
    """The gateway for customers, asked for one message at a time or for many."""
    settings.GATEWAYS = settings.GATEWAYS | {"sms": {"url": partner.url, "token": "t", "batch": request.param}}
    return partner


def owed(company: Company, count: int) -> list[str]:
    """The keys of that many messages, owed since nine."""
    keys = [f"k{n}" for n in range(count)]
    for key in keys:
        owe(org=company.org, customer=None, address="13800006217", key=key, template="t", text=key, at=MONDAY_NINE)
    return keys


def empty(channel: str = "sms", *, at: datetime = LATER) -> None:
    while letterbox.deliver(channel, at=at) is not None:
        pass


def test_each_goes_once_and_no_more(company: Company, gateway: Partner) -> None:
    keys = owed(company, 12)
    empty()
    empty()

    assert gateway.wrong(keys) == []
    assert gateway.figures()["arrivals"] == 12
    assert Message.objects.filter(sent_at=LATER, lease=None, attempts=1).count() == 12


def test_those_that_fail_are_tried_again_alone_and_ever_later(company: Company, gateway: Partner) -> None:
    keys, gateway.failing = owed(company, 12), 0.4
    empty()
    refused = set(Message.objects.filter(sent_at=None).values_list("key", flat=True))
    assert 0 < len(refused) < 12
    assert all(LATER < row.available_at < LATER + timedelta(seconds=3) for row in Message.objects.filter(sent_at=None))
    assert not Message.objects.filter(sent_at=None, last_error="").exists()

    for minute in range(1, 12):
        empty(at=LATER + timedelta(hours=minute))
    assert gateway.wrong(keys) == []
    assert all(gateway.arrivals[key] == 1 for key in set(keys) - refused)


def test_in_vain_for_hours_it_is_set_aside(company: Company, gateway: Partner) -> None:
    owed(company, 1)
    gateway.failing = 1.0
    for hour in range(letterbox.MOST_ATTEMPTS + 3):
        empty(at=LATER + timedelta(hours=2 * hour))

    row = Message.objects.dead_letters().get()
    assert row.attempts == letterbox.MOST_ATTEMPTS
    assert row.last_error in {"HTTP 503", "not taken"}


def test_what_somebody_holds_is_left_to_them_until_the_lease_is_over(company: Company, gateway: Partner) -> None:
    owed(company, 1)
    letterbox._take("sms", Message.objects.get().pk, 5, at=LATER)

    assert letterbox.deliver("sms", at=LATER + timedelta(seconds=59)) is None
    assert letterbox.deliver("sms", at=LATER + timedelta(seconds=61)) == 1


def test_whoever_comes_back_after_the_lease_writes_nothing_down(
    company: Company, gateway: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frozen sender wakes up: another has the message now, and says what became of it."""
    owed(company, 1)

    def frozen(texts: list[sms.Text], to: sms.Gateway) -> dict[str, str]:
        Message.objects.update(lease="0198f4c0-0000-7000-8000-000000000000")
        return {}

    monkeypatch.setattr(sms, "hand_over", frozen)
    letterbox.deliver("sms", at=LATER)

    assert Message.objects.get().sent_at is None


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"results": [{"no": 1}]}', b"<html>"])
def test_an_answer_that_is_no_answer_takes_nothing(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "_post", lambda *words: answer)
    with pytest.raises(sms.NotDelivered):
        sms.hand_over([sms.Text("k", "1", "t")], sms.Gateway("http://127.0.0.1", batch=2))


def test_without_a_gateway_messages_lie_where_they_are_read(company: Company) -> None:
    owed(company, 2)
    empty()

    assert Message.objects.filter(sent_at=LATER).count() == 2


@pytest.fixture
def messenger(partner: Partner, settings: Settings) -> Partner:
    settings.GATEWAYS = settings.GATEWAYS | {"staff": {"url": partner.url, "token": "", "batch": 50}}
    return partner


def test_staff_are_told_by_the_messenger_too_without_anything_of_the_customer(
    company: Company, min: User, guo: User, messenger: Partner
) -> None:
    Notice.objects.all().delete()
    facts = {"number": "CN20260309-0001", "short": "0309-0001", "clock": "arrive"}
    tell([min, guo], key="k", what="deadline_missed", at=MONDAY_NINE, path="/t/CN20260309-0001/", facts=facts)
    Notice.objects.filter(user=guo).update(read_at=MONDAY_NINE)
    assert [letterbox.pass_on(at=LATER) for _again in "12"] == [2, 0]
    empty("staff")

    letter = Message.objects.get(channel="staff")
    assert letter.address in {min.login, min.staff_number}
    assert letter.text.endswith("/t/CN20260309-0001/")
    assert messenger.wrong([letter.key]) == []
    assert not Message.objects.to_customers().exists()


def test_a_summary_waits_until_it_grows_no_more(company: Company, min: User, messenger: Partner) -> None:
    Notice.objects.all().delete()
    summarise({min.pk: 3}, orgs={min.pk: min.org_id}, key="d", at=MONDAY_NINE)

    assert letterbox.pass_on(at=MONDAY_NINE + timedelta(seconds=90)) == 0
    assert letterbox.pass_on(at=MONDAY_NINE + timedelta(seconds=130)) == 1


def test_the_night_is_quiet_and_in_the_morning_all_of_it_is_one_message(
    company: Company, min: User, guo: User, messenger: Partner
) -> None:
    """K6: nothing at midnight for whoever sleeps; what is urgent comes; whoever has no night is told at once."""
    Notice.objects.all().delete()
    User.objects.filter(pk=guo.pk).update(quiet_from=time(0), quiet_until=time(0))
    midnight, morning = MONDAY_NINE - timedelta(hours=9), MONDAY_NINE - timedelta(hours=2)
    facts = {"short": "0309-0001", "by": "何琳"}
    for n in range(3):
        tell([min, guo], key=f"k{n}", what="transfer", at=midnight, path="/my/", facts=facts)
    tell([min], key="job", what="dispatch", at=midnight, path="/my/", facts=facts)

    def told(person: User) -> list[str]:
        address = person.staff_number or person.login
        return list(Message.objects.filter(address=address).order_by("pk").values_list("text", flat=True))

    letterbox.pass_on(at=midnight)
    assert (len(told(min)), len(told(guo))) == (1, 3)
    letterbox.pass_on(at=morning - timedelta(minutes=1))
    assert len(told(min)) == 1
    letterbox.pass_on(at=morning)
    assert len(told(min)) == 2
    assert "3" in told(min)[1] and told(min)[1].endswith("/notices/")


def test_who_is_urged_reads_it_under_the_bell_first(company: Company, min: User, messenger: Partner) -> None:
    Notice.objects.all().delete()
    tell([min], key="u", what="urge", at=MONDAY_NINE, path="/my/", facts={"short": "0309-0001", "by": "何琳"})

    assert [letterbox.pass_on(at=MONDAY_NINE + timedelta(minutes=n)) for n in (4, 5)] == [0, 1]


def test_without_a_messenger_nothing_is_passed_on(company: Company, min: User) -> None:
    tell([min], key="k", what="deadline_missed", at=MONDAY_NINE, path="/my/", facts={})

    assert letterbox.pass_on(at=LATER) == 0


@pytest.mark.parametrize(("name", "value"), [("URL", "gateway.example.org"), ("BATCH", "0"), ("BATCH", "1001")])
def test_a_gateway_that_cannot_be_meant_stops_the_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"SMS_GATEWAY_{name}", value)
    with pytest.raises(ImproperlyConfigured, match=f"SMS_GATEWAY_{name}"):
        env.gateway("SMS_GATEWAY_URL", "SMS_GATEWAY_TOKEN", "SMS_GATEWAY_BATCH")
