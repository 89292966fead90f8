"""What we ask the customer after the work: `calling` by telephone, `asking` by link."""

from surveys.actions.asking import add_comment, ask_the_customer, record_answer, shut, survey_behind
from surveys.actions.calling import confirm, deny, next_for, record_try, reveal
from surveys.actions.opening import drop_callback, open_callback, open_callbacks, remind, settle_callback

__all__ = [
    "add_comment",
    "ask_the_customer",
    "confirm",
    "deny",
    "drop_callback",
    "next_for",
    "open_callback",
    "open_callbacks",
    "record_answer",
    "record_try",
    "remind",
    "reveal",
    "settle_callback",
    "shut",
    "survey_behind",
]
