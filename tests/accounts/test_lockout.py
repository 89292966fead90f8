"""Security line 4: guessing is slowed down and stopped, by name and by address, and nobody is shut out of their own hall."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts import locks
from accounts.models import AuditEvent, DoorTry, User
from tests.people import PASSWORD

HALL, ELSEWHERE = "10.1.0.7", "203.0.113.9"
NOW = datetime.now(UTC)


def at_the_door(client: Client, login: str, password: str, address: str = HALL) -> int:
    return client.post("/sign-in/", {"login": login, "password": password}, REMOTE_ADDR=address).status_code


def rest() -> None:
    """The seconds of the growing delay go by; what is shut for a quarter of an hour stays shut."""
    soon = datetime.now(UTC) + timedelta(seconds=100)
    DoorTry.objects.filter(shut_until__lt=soon).update(shut_until=None)


def guess(login: str, address: str, times: int = 5) -> list[int]:
    answers = []
    for _try in range(times):
        rest()
        answers.append(at_the_door(Client(), login, "wrong", address))
    return answers


def test_each_wrong_try_makes_the_next_wait_longer(client: Client, min: User) -> None:
    assert [at_the_door(client, "min", "wrong") for _try in range(4)] == [422, 422, 422, 429]
    page = client.post("/sign-in/", {"login": "min", "password": PASSWORD}, REMOTE_ADDR=HALL)
    assert page.status_code == 429
    assert "秒" in page.content.decode() or "second" in page.content.decode()


@pytest.mark.parametrize("login", ["min", "nobody"])
def test_at_the_limit_name_and_address_are_shut_and_an_unknown_name_answers_alike(
    client: Client, min: User, login: str
) -> None:
    assert guess(login, ELSEWHERE) == [422] * 5
    rest()
    assert at_the_door(client, login, PASSWORD, ELSEWHERE) == 429
    assert at_the_door(client, login, PASSWORD, "198.51.100.4") == 429, "a stranger elsewhere is stopped by the name"
    assert AuditEvent.objects.filter(what="door_shut").count() == 1


def test_a_known_browser_and_a_known_address_go_on_while_others_guess(client: Client, min: User, lin: User) -> None:
    """The lock cannot be used to shut out a hall: not from outside, and not from the hall's own address."""
    assert at_the_door(client, "min", PASSWORD) == 302
    client.post("/sign-out/")
    guess("min", ELSEWHERE)
    assert at_the_door(Client(), "min", PASSWORD) == 302, "from the hall's address, in a new browser"
    guess("min", HALL)
    assert at_the_door(Client(), "min", PASSWORD) == 429, "a stranger in the hall is stopped"
    assert at_the_door(client, "min", PASSWORD) == 302, "the browser in which they work is not"
    assert at_the_door(Client(), "lin", PASSWORD) == 302, "nor is anybody else in the hall"


def test_an_address_that_guesses_at_everybody_is_shut_for_strangers_alone(client: Client, min: User, lin: User) -> None:
    at_the_door(client, "min", PASSWORD)
    client.post("/sign-out/")
    for number in range(50):
        at_the_door(Client(), f"somebody{number}", "wrong")
    assert at_the_door(Client(), "lin", PASSWORD) == 429
    assert at_the_door(client, "min", PASSWORD) == 302


def test_the_delay_doubles_and_a_window_later_everything_is_forgotten(min: User) -> None:
    who = locks.caller(name="min", address=ELSEWHERE, meant=min, token="", at=NOW)
    stays = [locks._stay(n, limit=10, is_hall=False) for n in range(1, 11)]
    assert [stay and stay.total_seconds() for stay in stays] == [None, None, 2, 4, 8, 16, 32, 60, 60, 900]
    for step in range(4):
        locks.went_wrong(who, most=5, at=NOW + step * timedelta(minutes=20))
    assert set(DoorTry.objects.values_list("failures", flat=True)) == {1}


def test_no_key_of_a_try_can_be_read(min: User) -> None:
    at_the_door(Client(), "min", "wrong")
    kept = " ".join(DoorTry.objects.values_list("key", flat=True))
    assert "min" not in kept
    assert HALL not in kept
