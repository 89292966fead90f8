"""Texts that leave the building by e-mail: one SMTP conversation each; the first line is the subject."""

import hashlib
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

TIMEOUT = 5


def send(*, key: str, to: str, text: str, server: str, sender: str) -> None:
    """Hand one text to the mail server: `smtp://user:word@host:587` (encrypted where it is offered), or `smtps://…`.

    The same key is the same Message-ID, by which a mailbox drops a repeat. Raises OSError or smtplib.SMTPException.
    """
    where = urlsplit(server)
    host, trusted = where.hostname or "", ssl.create_default_context()
    if where.scheme == "smtps":
        door: smtplib.SMTP = smtplib.SMTP_SSL(host, where.port or 465, timeout=TIMEOUT, context=trusted)
    else:
        door = smtplib.SMTP(host, where.port or 25, timeout=TIMEOUT)
    with door:
        if where.scheme == "smtp" and _offers_encryption(door):
            door.starttls(context=trusted)
        if where.username:
            door.login(unquote(where.username), unquote(where.password or ""))
        door.send_message(letter(key=key, to=to, text=text, sender=sender))


def _offers_encryption(door: smtplib.SMTP) -> bool:
    door.ehlo()
    return door.has_extn("starttls")


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
