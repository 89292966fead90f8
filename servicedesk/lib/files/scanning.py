"""The virus scanner: clamd over TCP or a socket of this machine, asked by its INSTREAM command."""

import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

PATIENCE = 30.0
LONGEST_ANSWER = 4096


class NoScanner(Exception):
    """The scanner gave no verdict: it is away, busy or did not understand. The file waits."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner says of one file: clean, infected by what is named, or not to be read."""

    state: str
    named: str = ""


def is_set_up() -> bool:
    """Whether this house has a scanner at all."""
    return bool(settings.SCANNER_URL)


def judge(pieces: Iterable[bytes]) -> Verdict:
    """Hand the bytes of one file to the scanner and return its verdict. Raises NoScanner."""
    try:
        with _connected() as line:
            # A scanner that has heard enough answers and hangs up: what it said counts.
            with suppress(BrokenPipeError, ConnectionResetError):
                line.sendall(b"zINSTREAM\0")
                for piece in pieces:
                    line.sendall(struct.pack("!L", len(piece)) + piece)
                line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except OSError as error:
        raise NoScanner(type(error).__name__) from error
    if answer.endswith("FOUND"):
        return Verdict("infected", answer.removeprefix("stream:").removesuffix("FOUND").strip()[:100])
    if answer.endswith("OK"):
        return Verdict("clean")
    if "size limit" in answer:
        return Verdict("refused", answer[:100])
    raise NoScanner(answer[:100] or "no answer")


def _connected() -> socket.socket:
    told = urlsplit(settings.SCANNER_URL)
    if told.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE)
        line.connect(told.path)
        return line
    return socket.create_connection((told.hostname or "", told.port or 3310), timeout=PATIENCE)


def _answer(line: socket.socket) -> str:
    heard = b""
    while not heard.endswith(b"\0") and len(heard) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        heard += piece
    return heard.rstrip(b"\0\n").decode(errors="replace").strip()
