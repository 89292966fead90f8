"""A signed request: what is signed and how. Pure: no table, no clock."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

SCHEME = "HMAC-SHA256"
WINDOW = timedelta(minutes=5)
NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
STAMP = re.compile(r"[0-9]{1,12}")
GIVEN = re.compile(r"(?:hl_)?(?P<prefix>[0-9a-f]{12}):(?P<signature>[0-9a-f]{64})")


@dataclass(frozen=True)
class Signed:
    """The parts of a request that its signature is made over, each on a line of its own."""

    timestamp: str
    nonce: str
    method: str
    path: str
    idempotency_key: str
    body: bytes

    def text(self) -> str:
        """Return the string to sign."""
        digest = hashlib.sha256(self.body).hexdigest()
        return "\n".join((self.timestamp, self.nonce, self.method, self.path, self.idempotency_key, digest))

    def signature(self, secret: str) -> str:
        """Return the signature that `secret` gives."""
        return hmac.new(secret.encode(), self.text().encode(), hashlib.sha256).hexdigest()

    def is_signed_by(self, secret: str, signature: str) -> bool:
        """Whether a signature fits; takes as long for a wrong one."""
        return compare_digest(self.signature(secret), signature)

    def is_fresh(self, now: float) -> bool:
        """Whether the timestamp lies within five minutes of `now`, and the nonce has its shape."""
        if STAMP.fullmatch(self.timestamp) is None or NONCE.fullmatch(self.nonce) is None:
            return False
        return abs(now - int(self.timestamp)) <= WINDOW.total_seconds()
