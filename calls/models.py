"""Telephone calls: who sits where, what was heard of each call, what came of it, whom we owe one."""

from calls.model_calls import Call, CallEvent, CallNote, CallTicket, Disposition, Recording, Turn
from calls.model_returns import CallRule, Owner, ReturnCall
from calls.model_seats import Seat

__all__ = [
    "Call",
    "CallEvent",
    "CallNote",
    "CallRule",
    "CallTicket",
    "Disposition",
    "Owner",
    "Recording",
    "ReturnCall",
    "Seat",
    "Turn",
]
