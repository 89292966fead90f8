"""Chinese unless chosen otherwise; the choice goes with the browser and with the person."""

from django.test import Client

from accounts.models import User
from tests.people import PASSWORD


def test_the_page_speaks_the_chosen_language(client: Client, db: None) -> None:
    assert client.get("/sign-in/")["Content-Language"] == "zh-hans"
    chosen = client.post("/language/", {"language": "en", "next": "/sign-in/"})
    assert chosen["Location"] == "/sign-in/"
    assert client.get("/sign-in/")["Content-Language"] == "en"


def test_a_language_nobody_speaks_changes_nothing(client: Client, db: None) -> None:
    client.post("/language/", {"language": "xx", "next": "//evil.example/"})
    assert client.get("/sign-in/")["Content-Language"] == "zh-hans"


def test_the_way_back_stays_in_the_house(client: Client, db: None) -> None:
    assert client.post("/language/", {"language": "en", "next": "//evil.example/"})["Location"] == "/"
    assert client.post("/language/", {"language": "en", "next": "https://evil.example/"})["Location"] == "/"
    assert client.get("/language/").status_code == 405


def test_a_person_finds_the_language_again_on_another_machine(client: Client, min: User) -> None:
    client.force_login(min)
    client.post("/language/", {"language": "en", "next": "/notices/"})
    elsewhere = Client()
    elsewhere.post("/sign-in/", {"login": "min", "password": PASSWORD})
    assert elsewhere.get("/notices/")["Content-Language"] == "en"
