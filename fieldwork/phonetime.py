"""When something happened, by a phone's clock that may be wrong. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

PLAIN, CORRECTED, WRONG, AHEAD, HELD, OLD, SERVER = "plain", "corrected", "wrong", "ahead", "held", "old", "server"
# What the crew is told of and the history marks; the rest is as it should be.
MARKED = frozenset({CORRECTED, WRONG, AHEAD, HELD, OLD})


@dataclass(frozen=True)
class Bounds:
    """Within which a phone's word counts."""

    skew: timedelta
    wrong: timedelta
    oldest: timedelta


@dataclass(frozen=True)
class Moment:
    """When it happened, how that was found, and by how much the phone's clock is off (positive: behind)."""

    at: datetime
    found: str
    off: timedelta = timedelta(0)

    @property
    def facts(self) -> dict[str, object]:
        """What the history keeps beside the time itself, where there is something to say."""
        return {"phone_clock": self.found, "phone_off": round(self.off.total_seconds())} if self.is_marked else {}

    @property
    def is_marked(self) -> bool:
        return self.found in MARKED


def judge(
    device_at: datetime | None, *, off: timedelta | None, now: datetime, floor: datetime | None, bounds: Bounds
) -> Moment:
    """The moment that counts: the phone's, put right by how far its clock is off, within the bounds.

    `off` is what has to be added to the phone's clock, measured when it sent; `floor` the last move of the case.
    """
    if device_at is None or off is None:
        return Moment(now, SERVER)
    if abs(off) >= bounds.wrong:
        return Moment(now, WRONG, off)
    moment = device_at + off
    if moment > now + bounds.skew:
        return Moment(now, AHEAD, off)
    if moment < now - bounds.oldest:
        return Moment(now, OLD, off)
    found = CORRECTED if abs(off) > bounds.skew else PLAIN
    moment = min(moment, now)
    if floor is not None and moment < floor:
        # A second or two is the way there and back; more than that is another story than the phone tells.
        return Moment(min(floor, now), HELD if floor - moment > bounds.skew else found, off)
    return Moment(moment, found, off)
