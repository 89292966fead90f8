"""How guessing at the door is slowed down and stopped, without shutting anybody out of their own hall.

Wrong tries are counted under keys: the name, the address, the two together, a known device. From the third on each makes the
next wait longer; at the company's limit the key is shut for a quarter of an hour. Which keys count depends on who asks:

* a browser that has come in by this name before answers for itself alone: whatever others do to the name or from the hall's
  one address, its right password goes on;
* an address from which this name has come in before is not stopped by what happens elsewhere to the name;
* anybody else is stopped by the name, the address and both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import ngettext

from accounts.models import DoorTry, KnownDevice, User
from servicedesk.lib.refusals import TooMany
from servicedesk.lib.sealing import blind_index, token_hash

WINDOW = timedelta(minutes=15)
FREE_TRIES = 2
LONGEST_WAIT = 60  # seconds, before the limit is reached
# An address is a whole hall: it may go wrong as often as so many people.
A_HALL = 10
KNOWN_FOR = timedelta(days=30)
_COUNT = """
INSERT INTO accounts_doortry AS known (id, key, failures, last_at, shut_until)
SELECT gen_random_uuid(), key, 1, %(at)s, NULL FROM unnest(%(keys)s::text[]) AS key ORDER BY key
ON CONFLICT (key) DO UPDATE
   SET failures = CASE WHEN known.last_at < %(window)s THEN 1 ELSE known.failures + 1 END, last_at = %(at)s
RETURNING key, failures
"""


@dataclass(frozen=True)
class Caller:
    """Who stands at the door, as far as it can be seen: the name typed, the address, and whether they are known by them."""

    name: str
    address: str
    device: str = ""  # its key, if this browser has come in by this name
    is_near: bool = False  # this name has come in from this address

    def keys(self) -> dict[str, int]:
        """The keys that count for this caller, each with how many times the company's limit it bears."""
        if self.device:
            return {self.device: 1}
        both = {_key("both", self.name, self.address): 1}
        return both if self.is_near else both | {_key("name", self.name): 1, _key("from", self.address): A_HALL}

    def told(self) -> dict[str, int]:
        """The keys under which a failure of theirs is counted; a known browser's tells nothing against its hall."""
        if self.device:
            return {self.device: 1}
        return self.keys() | {_key("from", self.address): A_HALL}


def _key(*parts: str) -> str:
    return blind_index("\0".join(parts), column="accounts.door_try")


def caller(*, name: str, address: str, meant: User | None, token: str, at: datetime) -> Caller:
    """Look at who stands at the door. The same two statements whether the name is anybody's or not."""
    near = blind_index(address, column="accounts.known_device")
    known = KnownDevice.objects.filter(user=meant, last_at__gt=at - KNOWN_FOR)
    is_known = bool(token) and known.filter(token_hash=token_hash(token)).exists()
    device = _key("device", name.lower(), token) if is_known else ""
    return Caller(name.lower(), address, device, known.filter(address=near).exists())


def wait(who: Caller, *, at: datetime) -> None:
    """Refuse whoever has gone wrong too often, and say for how long. Raises TooMany."""
    shut = DoorTry.objects.filter(key__in=list(who.keys()), shut_until__gt=at).order_by("-shut_until").first()
    if shut is not None and shut.shut_until is not None:
        raise closed(shut.shut_until - at)


def closed(left: timedelta) -> TooMany:
    """The refusal, in minutes or in seconds; it is the same for a name that is nobody's."""
    seconds = int(left.total_seconds()) + 1
    if seconds > 90:
        minutes = -(-seconds // 60)
        return TooMany(
            ngettext(
                "Too many wrong tries. Wait %(n)d minute, or ask the administrator.",
                "Too many wrong tries. Wait %(n)d minutes, or ask the administrator.",
                minutes,
            )
            % {"n": minutes}
        )
    return TooMany(
        ngettext(
            "That was wrong several times. Wait %(n)d second, then try again.",
            "That was wrong several times. Wait %(n)d seconds, then try again.",
            seconds,
        )
        % {"n": seconds}
    )


def went_wrong(who: Caller, *, most: int, at: datetime) -> bool:
    """Count a wrong try, and shut what has had too many; says whether something was shut for a quarter of an hour."""
    bears = who.told()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"keys": list(bears), "at": at, "window": at - WINDOW})
        counted = dict(cursor.fetchall())
    is_shut = False
    for key, failures in counted.items():
        limit = most * bears[key]
        if (stay := _stay(failures, limit=limit, is_hall=bears[key] > 1)) is not None:
            DoorTry.objects.filter(key=key).update(shut_until=at + stay)
            is_shut = is_shut or failures >= limit
    return is_shut


def _stay(failures: int, *, limit: int, is_hall: bool) -> timedelta | None:
    """How long the next try has to wait: 2, 4, 8 … seconds, at the limit a quarter of an hour; a hall is not slowed down."""
    if failures >= limit:
        return WINDOW
    if is_hall or failures <= FREE_TRIES:
        return None
    return timedelta(seconds=min(LONGEST_WAIT, 2 ** (failures - FREE_TRIES)))


def went_right(who: Caller) -> None:
    """Whoever came in starts afresh; what others did from the same address stays counted."""
    own: Iterable[str] = [key for key, bears in who.keys().items() if bears == 1]
    DoorTry.objects.filter(key__in=list(own)).delete()
