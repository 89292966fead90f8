"""A file encrypted by a passphrase, frame by frame (AES-256-GCM): cut short, moved about or altered, it does not open."""

import os
import struct
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"servicedesk-backup-1\n"
FRAME = 1024 * 1024
LAST, MORE = b"last", b"more"


class WrongKey(Exception):
    """The passphrase is another one, or the file is damaged."""


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode()))


def encrypt(plain: Path, sealed: Path, passphrase: str) -> None:
    """Write `plain` to `sealed`, readable by its owner alone."""
    salt = os.urandom(16)
    cipher = _cipher(passphrase, salt)
    with plain.open("rb") as source, private(sealed) as out:
        out.write(MAGIC + salt)
        number, frame = 0, source.read(FRAME)
        while True:
            after = source.read(FRAME)
            body = cipher.encrypt(struct.pack(">IQ", 0, number), frame, MORE if after else LAST)
            out.write(struct.pack(">I", len(body)) + body)
            if not after:
                return
            number, frame = number + 1, after


def decrypt(sealed: Path, plain: Path, passphrase: str) -> None:
    """Write what `sealed` holds to `plain`. Raises WrongKey."""
    with sealed.open("rb") as source, private(plain) as out:
        if source.read(len(MAGIC)) != MAGIC:
            raise WrongKey
        cipher = _cipher(passphrase, source.read(16))
        number, is_last = 0, False
        while head := source.read(4):
            if is_last or len(head) < 4:
                raise WrongKey
            frame, is_last = _open(cipher, number, source.read(struct.unpack(">I", head)[0]))
            out.write(frame)
            number += 1
        if not is_last:
            raise WrongKey


def _open(cipher: AESGCM, number: int, body: bytes) -> tuple[bytes, bool]:
    for kind in (MORE, LAST):
        try:
            return cipher.decrypt(struct.pack(">IQ", 0, number), body, kind), kind == LAST
        except InvalidTag:
            continue
    raise WrongKey


def is_sealed(path: Path) -> bool:
    """Whether a file was written by `encrypt`."""
    with path.open("rb") as source:
        return source.read(len(MAGIC)) == MAGIC


def private(path: Path) -> BinaryIO:
    """A new file that its owner alone may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
