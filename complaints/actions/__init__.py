"""What is done to a complaint, by theme; every step goes through the spine of its ticket."""

from complaints.actions.correcting import check_effect, finish_fix, plan_fix
from complaints.actions.handling import accept, begin_again, contact, keep_away
from complaints.actions.informing import told_by_word
from complaints.actions.registering import FileFacts, open_file, register
from complaints.actions.replying import draft, note_answer, reply, review
from complaints.actions.verifying import verify

__all__ = [
    "FileFacts",
    "accept",
    "begin_again",
    "check_effect",
    "contact",
    "draft",
    "finish_fix",
    "keep_away",
    "note_answer",
    "open_file",
    "plan_fix",
    "register",
    "reply",
    "review",
    "told_by_word",
    "verify",
]
