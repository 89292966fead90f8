"""Letters over a real connection: each arrives once, and the row says what happened when one does not."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from customers import letterbox
from customers.actions import owe
from customers.models import Message
from servicedesk.lib import mail
from tests.customers.postbox import Postbox, certificate
from tests.people import MONDAY_NINE, Company

LATER = MONDAY_NINE + timedelta(hours=1)


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("mail"))


@pytest.fixture
def letter(company: Company) -> Message:
    facts = {"address": "boss@example.org", "key": "report:1", "template": "t", "text": "三月通报\n按时率 98 %"}
    owe(org=company.org, customer=None, **facts, at=MONDAY_NINE)
    Message.objects.update(channel="mail")
    return Message.objects.get()


def emptied(letter: Message, settings: Settings, url: str, *, times: int = 1) -> Message:
    settings.GATEWAYS = settings.GATEWAYS | {"mail": {"url": url, "token": "desk@example.org", "batch": 1}}
    for turn in range(times):
        letterbox.deliver("mail", at=LATER + timedelta(hours=2 * turn))
    letter.refresh_from_db()
    return letter


def test_a_letter_goes_once_on_an_encrypted_line(
    letter: Message, settings: Settings, pem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with Postbox(pem=pem, word="s3cret@", how="rude") as box:
        held = emptied(letter, settings, f"smtp://desk:s3cret%40@127.0.0.1:{box.port}", times=2)
    assert (held.sent_at, held.attempts, held.last_error) == (LATER, 1, "")
    assert box.logins == [("s3cret@", True)], "what is said after the mail was taken sends nothing twice"
    (mail_,) = box.mails
    assert (mail_["To"], mail_["From"]) == ("boss@example.org", "desk@example.org")
    assert "98" in mail_.get_payload(decode=True).decode()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("how", "word", "told"),
    [
        ("good", "another", "SMTPAuthenticationError 535"),
        ("refuses", "right", "SMTPRecipientsRefused"),
        ("closed", "right", "SMTPServerDisconnected"),
        ("mute", "right", "SMTPServerDisconnected"),
        ("strange", "right", "SSLCertVerificationError"),
    ],
)
def test_what_went_wrong_stands_in_the_letter_and_it_is_tried_again(
    letter: Message, settings: Settings, pem: Path, monkeypatch: pytest.MonkeyPatch, how, word, told
) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 0.3)
    if how != "strange":
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with Postbox(pem=pem, word=word, how="good" if how == "strange" else how) as box:
        held = emptied(letter, settings, f"smtp://desk:right@127.0.0.1:{box.port}")
        assert (held.sent_at, held.last_error, held.attempts, held.dead_at) == (None, told, 1, None)
        assert held.available_at > LATER and not box.mails
        box.how, box.word = "good", "right"
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        monkeypatch.setattr(mail, "TIMEOUT", 5)
        later = LATER + timedelta(hours=2)
        letterbox.deliver("mail", at=later)
        letter.refresh_from_db()
    assert (letter.sent_at, letter.attempts, len(box.mails)) == (later, 2, 1)


def test_a_mail_of_which_nobody_knows_whether_it_was_taken_is_the_same_mail_again(
    letter: Message, settings: Settings
) -> None:
    with Postbox(how="drops") as box:
        assert emptied(letter, settings, f"smtp://127.0.0.1:{box.port}").last_error == "SMTPServerDisconnected"
        box.how = "good"
        letterbox.deliver("mail", at=LATER + timedelta(hours=2))
    assert len(box.mails) == 2 and len({one["Message-ID"] for one in box.mails}) == 1, "a mailbox drops the repeat"


def test_no_server_no_mail_and_no_password_in_the_open(
    letter: Message, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Postbox(word="right") as box:
        monkeypatch.setattr(mail, "HERE", set())
        assert emptied(letter, settings, f"smtp://desk:right@127.0.0.1:{box.port}").last_error == "NoEncryption"
    assert box.logins == []
    held = emptied(letter, settings, f"smtp://127.0.0.1:{box.port}", times=2)
    assert (held.last_error, held.sent_at) == ("ConnectionRefusedError", None)
