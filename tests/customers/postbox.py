"""A mail server on this machine that behaves as it is told: real sockets, real encryption, and every way of failing."""

import socket
import ssl
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message as Mail
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1 with its key in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    path = folder / "mail.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


class Postbox:
    """`how`: good, mute (says nothing), closed (hangs up), refuses (every address), drops (hangs up before saying that it has
    the mail), rude (an error after QUIT)."""

    def __init__(self, *, pem: Path | None = None, word: str = "", how: str = "good") -> None:
        self.pem, self.word, self.how = pem, word, how
        self.mails, self.logins, self.over = list[Mail](), list[tuple[str, bool]](), Event()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]

    def __enter__(self) -> Self:
        Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_words: object) -> None:
        self.over.set()
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()

    def _serve(self) -> None:
        while not self.over.is_set():
            try:
                line = self.door.accept()[0]
            except OSError:
                return
            Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        try:
            if self.how == "mute":
                self.over.wait(5)
            elif self.how != "closed":
                self._converse(line)
        except (OSError, ValueError):
            pass
        finally:
            line.close()

    def _converse(self, line: socket.socket) -> None:
        is_sealed, file = False, line.makefile("rwb")

        def say(words: str) -> None:
            file.write(f"{words}\r\n".encode())
            file.flush()

        say("220 here")
        while told := file.readline().decode().strip():
            verb = told.upper().split(" ")[0]
            if verb == "EHLO":
                offers = (["STARTTLS"] if self.pem and not is_sealed else []) + (["AUTH PLAIN"] if self.word else [])
                for one in ["here", *offers][:-1]:
                    say(f"250-{one}")
                say(f"250 {['here', *offers][-1]}")
            elif verb == "STARTTLS" and self.pem:
                say("220 go on")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self.pem)
                line = context.wrap_socket(line, server_side=True)
                is_sealed, file = True, line.makefile("rwb")
            elif verb == "AUTH":
                given = b64decode(told.split(" ")[2]).decode().split("\0")[2]
                self.logins.append((given, is_sealed))
                say("235 come in" if given == self.word else "535 not you")
            elif verb == "RCPT":
                say("550 nobody of that name" if self.how == "refuses" else "250 fine")
            elif verb == "DATA":
                say("354 go on")
                lines = []
                while (part := file.readline()) != b".\r\n":
                    lines.append(part)
                self.mails.append(message_from_bytes(b"".join(lines)))
                if self.how == "drops":
                    return
                say("250 taken")
            elif verb == "QUIT":
                say("421 go away" if self.how == "rude" else "221 bye")
                return
            else:
                say("250 fine")
