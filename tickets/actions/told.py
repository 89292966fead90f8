"""After which verb who is told: colleagues by notices, customers by texts."""

from datetime import timedelta

from tickets.lifecycle import Kind

TOLD_TO_FIRST_CONTACT = frozenset(
    [
        "dispatch",
        "accept",
        "depart",
        "arrive",
        "restore",
        "supply_back",
        "report",
        "estimate",
        "return_report",
        "send_back",
        "arbitrate",
        "transfer",
        "take_over",
        "hand_back",
        "contact",
        "verify",
        "reply",
        "close",
        "reopen",
        "withdraw",
        "urge",
        "appoint",
        "call",
        "suspend",
        "resume",
        "reclassify",
        "amend",
        *("repeat", "repeated", "link", "unlink", "merge", "absorb", "unmerge", "release", "split", "unsplit"),
    ]
)
_GIVEN = (
    "register",
    "begin_step",
    "dispatch",
    "send_back",
    "return_report",
    "arbitrate",
    "transfer",
    "reopen",
    "urge",
    "merge",
    "unmerge",
)
TOLD_TO_HOLDER = frozenset(_GIVEN)
SMS_AFTER: dict[str, str] = {
    "register": "registered",
    "dispatch": "dispatched",
    "arrive": "arrived",
    **dict.fromkeys(("restore", "supply_back"), "restored"),
    "reply": "replied",
}
# An arrival that the house hears of later than this is no news any more; one that it hears of late waits so long for the
# restoration that may follow at once.
NEWS_FOR, SETTLES_IN = timedelta(minutes=15), timedelta(minutes=1)
# Kinds whose cases are about nobody of ours when they come in.
ABOUT_NOBODY = frozenset({Kind.FAULT, Kind.SERVICE, Kind.ENQUIRY})
SAID_TO_CUSTOMERS = ("arrive", "contact", "reply", "restore")
