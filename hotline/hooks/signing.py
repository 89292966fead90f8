"""How a message is signed: Standard Webhooks, version 1 (HMAC-SHA256). Pure: no table, no clock."""

import base64
import hashlib
import hmac
from collections.abc import Iterable

PREFIX = "whsec_"


def signature(secret: str, *, message: str, stamp: int, body: str) -> str:
    """Return `v1,…` over id, timestamp and body."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message}.{stamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(secrets: Iterable[str], *, message: str, stamp: int, body: str) -> dict[str, str]:
    """What goes along with a body; while a secret is being changed there is a signature with each of both."""
    signed = [signature(secret, message=message, stamp=stamp, body=body) for secret in secrets]
    return {
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(stamp),
        "webhook-signature": " ".join(signed),
    }
