"""Texts that leave the building by e-mail: one SMTP conversation each; the first line is the subject."""

import hashlib
import smtplib
import socket
import ssl
from contextlib import suppress
from email.message import EmailMessage
from time import monotonic
from urllib.parse import unquote, urlsplit

TIMEOUT = 5
HERE = {"localhost", "127.0.0.1", "::1"}


class NoEncryption(smtplib.SMTPException):
    """The server offers no encryption, and a password was to be told: it is not."""


class _Bounded:
    """The whole conversation in five seconds, not each sentence: a server that drips would outlast the lease of the letter."""

    sock: socket.socket | None

    def getreply(self) -> tuple[int, bytes]:
        until = self.__dict__.setdefault("until", monotonic() + TIMEOUT)
        if self.sock is not None:
            self.sock.settimeout(max(0.01, until - monotonic()))
        said: tuple[int, bytes] = super().getreply()  # type: ignore[misc]
        return said


class _Plain(_Bounded, smtplib.SMTP):
    pass


class _Sealed(_Bounded, smtplib.SMTP_SSL):
    pass


def send(*, key: str, to: str, text: str, server: str, sender: str) -> None:
    """Hand one text to the mail server: `smtp://user:word@host:587` (encrypted where it is offered), or `smtps://…`.

    A password is told on an encrypted line or to this machine alone. The same key is the same Message-ID, by which a mailbox
    drops a repeat. What the server says after it took the mail changes nothing. Raises OSError or smtplib.SMTPException.
    """
    where = urlsplit(server)
    host, trusted = where.hostname or "", ssl.create_default_context()
    if where.scheme == "smtps":
        door: smtplib.SMTP = _Sealed(host, where.port or 465, timeout=TIMEOUT, context=trusted)
    else:
        door = _Plain(host, where.port or 25, timeout=TIMEOUT)
    try:
        is_sealed = where.scheme == "smtps" or _sealed(door, trusted)
        if where.username:
            if not is_sealed and host not in HERE:
                raise NoEncryption
            door.login(unquote(where.username), unquote(where.password or ""))
        door.send_message(letter(key=key, to=to, text=text, sender=sender))
        with suppress(OSError, smtplib.SMTPException):
            door.quit()
    finally:
        door.close()


def _sealed(door: smtplib.SMTP, trusted: ssl.SSLContext) -> bool:
    """Begin to encrypt where that is offered; says whether it is."""
    door.ehlo()
    if not door.has_extn("starttls"):
        return False
    door.starttls(context=trusted)
    return True


def letter(*, key: str, to: str, text: str, sender: str) -> EmailMessage:
    """The mail as it is sent."""
    subject, _line, body = text.partition("\n")
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = " ".join(subject.split()), sender, to
    name = hashlib.sha256(key.encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<{name}@{sender.rpartition('@')[2].strip('>')}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body or subject)
    return mail
