"""Handing a shift over: the rules of each place, the sheets, the log, swaps."""

from shifts.model_handover import Handover, HandoverEvent, HandoverMove, HandoverQuerySet, HandoverWord, ShiftNote
from shifts.model_rules import HandoverRule
from shifts.model_swaps import ShiftSwap

__all__ = [
    "Handover",
    "HandoverEvent",
    "HandoverMove",
    "HandoverQuerySet",
    "HandoverRule",
    "HandoverWord",
    "ShiftNote",
    "ShiftSwap",
]
