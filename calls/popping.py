"""The strip that comes up when it rings: one statement says whether there is anything new."""

from datetime import datetime, timedelta
from hashlib import sha256

from accounts.models import User
from calls.lifecycle import LIVE
from calls.model_calls import LOST
from calls.models import Turn
from calls.reading import Shown, shown_to

MOST = 3
# So long after its end a call stands there still, for a word about it.
AFTERWARDS = timedelta(minutes=30)


def turns_before(user: User, at: datetime) -> list[Turn]:
    """The calls at this person's phone now, and the last one if it is not put away. One statement, by its own index."""
    rows = Turn.objects.filter(user=user, put_away_at__isnull=True, from_at__gt=at - LOST)
    rows = rows.select_related("call", "call__org").order_by("-from_at")[:MOST]
    live = [turn for turn in rows if turn.call.state in LIVE]
    over = [turn for turn in rows if turn.call.state not in LIVE and turn.until_at and turn.until_at > at - AFTERWARDS]
    return live + over[:1]


def version_of(turns: list[Turn]) -> str:
    """Changes when something in the strip does."""
    told = "\n".join(f"{turn.call_id} {turn.call.seq} {turn.until_at}" for turn in turns)
    return sha256(told.encode()).hexdigest()[:16] if turns else ""


def strip_for(user: User, turns: list[Turn]) -> list[Shown]:
    return [shown_to(user, turn.call) for turn in turns]
