"""At whose phone a call is: their turn begins, ends, and goes on with somebody else."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from calls.lifecycle import Span, Standing
from calls.model_seats import LONGEST
from calls.models import Call, Seat, Turn
from calls.reading import sheet_key
from tickets.actions.drafting import pass_sheet
from tickets.calling import sheet_of


def give_turns(call: Call, standing: Standing, *, at: datetime) -> None:
    """Write down at whose phone the call is and was; what one had begun to write goes on with the next."""
    before = {turn.user_id: turn for turn in Turn.objects.filter(call=call)}
    for extension, span in standing.spans.items():
        user = whose(call, extension, span, at=at)
        if user is not None:
            _take_turn(call, before, user.pk, extension, span, at=at)
    holder = _holder(call, before)
    others = [turn.user_id for turn in before.values() if turn.user_id != holder]
    if holder and others and holder != call.holder_id:
        key = sheet_key(call)
        for one in others:
            pass_sheet(sheet_of(one, key), owner=one, to=holder, onto=sheet_of(holder, key), at=at)
    call.holder_id = holder or call.holder_id


def whose(call: Call, extension: str, span: Span, *, at: datetime) -> User | None:
    """Who sat at the extension when the call came there; else, while it is still there, who sits there now."""
    seats = Seat.objects.filter(org_id=call.org_id, extension=extension).select_related("user")
    begun = {"from_at__lte": span.from_at, "from_at__gt": span.from_at - LONGEST}
    then = seats.filter(Q(until_at__isnull=True) | Q(until_at__gt=span.from_at), user__is_active=True, **begun)
    found = then.order_by("-from_at").first()
    if found is None and span.until_at is None:
        found = seats.live(at).first()
    return found.user if found else None


def _take_turn(call: Call, before: dict[UUID, Turn], user: UUID, extension: str, span: Span, *, at: datetime) -> None:
    turn = before.get(user) or Turn(org_id=call.org_id, call=call, user_id=user)
    comes_back = turn.until_at is not None and span.until_at is None
    turn.extension, turn.from_at, turn.until_at, turn.answered = extension, span.from_at, span.until_at, span.answered
    is_last = span.answered and span.until_at is not None and span.until_at == call.ended_at
    if span.until_at is not None and not is_last:
        turn.put_away_at = turn.put_away_at or at  # it rang in vain here, or goes on elsewhere
    elif comes_back:
        turn.put_away_at = None
    turn.save()
    before[user] = turn


def _holder(call: Call, turns: dict[UUID, Turn]) -> UUID | None:
    """Who has the call: who answered last, or else at whose phone it is now."""
    now = [turn for turn in turns.values() if turn.extension == call.extension]
    answered = [turn for turn in turns.values() if turn.answered]
    best = now or sorted(answered, key=lambda turn: turn.from_at)[-1:]
    return best[0].user_id if best else None
