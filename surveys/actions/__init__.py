"""What we ask the customer after the work: `calling` by telephone, `asking` by link, `answering` what comes back."""

from surveys.actions.answering import Given, add_comment, answer_more, opt_out, record_answer, survey_behind
from surveys.actions.asking import ask_again, ask_the_customer, open_survey, open_surveys, shut
from surveys.actions.calling import confirm, deny, next_for, record_try, reveal
from surveys.actions.following import escalate, settle
from surveys.actions.opening import (
    call_after_close,
    drop_callback,
    open_callback,
    open_callbacks,
    settle_callback,
    settle_left_out,
)
from surveys.actions.reminding import remind
from surveys.actions.visiting import hear_of_visit, say_of_visit

__all__ = [
    "Given",
    "add_comment",
    "answer_more",
    "ask_again",
    "ask_the_customer",
    "call_after_close",
    "confirm",
    "deny",
    "drop_callback",
    "escalate",
    "hear_of_visit",
    "next_for",
    "open_callback",
    "open_callbacks",
    "open_survey",
    "open_surveys",
    "opt_out",
    "record_answer",
    "record_try",
    "remind",
    "reveal",
    "say_of_visit",
    "settle",
    "settle_callback",
    "settle_left_out",
    "shut",
    "survey_behind",
]
