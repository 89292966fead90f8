"""Keys made in Python, so that a phone without signal, an import and a server all make the same kind."""

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """Return a new UUID version 7: 48 bits of milliseconds, then 74 random bits (RFC 9562)."""
    milliseconds = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | (noise >> 68 & 0xFFF) << 64
    return UUID(int=value | 0b10 << 62 | noise & (1 << 62) - 1)
