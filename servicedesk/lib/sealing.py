"""Personal columns that must not be readable in a stolen dump: sealed with AES-GCM, found by a blind index."""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_ID = b"\x01"


def _key(purpose: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()


def seal(text: str, *, column: str) -> bytes:
    """Return `text` encrypted for one column (its name is bound in, so values cannot be moved between columns)."""
    nonce = os.urandom(12)
    body = AESGCM(_key("seal", settings.FIELD_KEY)).encrypt(nonce, text.encode(), column.encode())
    return KEY_ID + nonce + body


def unseal(sealed: bytes, *, column: str) -> str:
    """Return the text that `seal` was given. Raises cryptography.exceptions.InvalidTag on a wrong key or column."""
    raw = bytes(sealed)
    return AESGCM(_key("seal", settings.FIELD_KEY)).decrypt(raw[1:13], raw[13:], column.encode()).decode()


def blind_index(text: str, *, column: str) -> str:
    """Return 128 bits that are equal for equal texts and tell nothing else without the key."""
    digest = hmac.new(
        _key("index", settings.INDEX_SECRET),
        f"{column}\0{text}".encode(),
        hashlib.sha256,
    ).digest()
    return digest[:16].hex()


def link_token(*parts: str) -> str:
    """Return the 128-bit token of a customer's link: the same parts make the same link, so that reprints agree."""
    digest = hmac.new(_key("link", settings.LINK_SECRET), "\0".join(parts).encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def token_hash(token: str) -> str:
    """Return what is stored of a token: its SHA-256, so that a dump opens no link."""
    return hashlib.sha256(token.encode()).hexdigest()


def key_for(purpose: str, text: str) -> str:
    """Return 256 bits in base64 that belong to `text` alone, the same every time: a key to be handed to its owner."""
    return base64.b64encode(
        hmac.new(_key(purpose, settings.FIELD_KEY), text.encode(), hashlib.sha256).digest()
    ).decode()
