"""The life of a case on one screen: which verb moves which kind from where to where, and which clocks run meanwhile."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from deadlines.words import APPLICATION_STEPS, STEPS
from tickets.rules import AWAY as AWAY
from tickets.rules import ClockRule as ClockRule
from tickets.rules import Kind as Kind
from tickets.rules import Move as Move
from tickets.rules import Status as Status
from tickets.rules import clock, moves

S = Status
ENDED = frozenset({S.CLOSED, S.WITHDRAWN, S.MERGED})
OPEN = frozenset(Status) - ENDED
WORKING = frozenset({S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE, S.ON_SITE, S.RESTORED})
CREWED = WORKING


# A merged case lives on in another one: whatever is still to be said of it is said there.
_ITSELF = frozenset(Status) - {S.MERGED}
_ALWAYS = {
    **dict.fromkeys(("note", "attach"), Move(_ITSELF)),
    "hide_file": Move(frozenset(Status)),
    # `retract`: an urging or a passing on is taken back within seconds.
    **dict.fromkeys(("urge", "retract", "repeat", "amend"), Move(OPEN)),
    "call": Move(OPEN),
    "transfer": Move(OPEN - {S.RESOLVED}),
    "fill": Move(OPEN),
    # A deputy takes over what somebody away has; what was not begun goes back when they are there again.
    **dict.fromkeys(("take_over", "hand_back"), Move(OPEN - {S.RESOLVED})),
    "sheet": Move(OPEN),
    # Changes of plan: the status stays, the clocks are armed anew.
    "suspend": Move(OPEN - {S.RESOLVED}),
    "resume": Move(OPEN),
    "extend": Move(OPEN),
    "approve_extension": Move(OPEN),
    "withdraw_extension": Move(OPEN),
    "reclassify": Move(OPEN - {S.RESOLVED}),
    # Whether a breach was one may be found out long afterwards.
    "void": Move(frozenset(Status)),
    "uphold": Move(frozenset(Status)),
    # Cases that belong together; each side takes its own step.
    "link": Move(_ITSELF),
    "unlink": Move(_ITSELF),
    "merge": Move(OPEN - {S.RESOLVED}, to=S.MERGED),
    "absorb": Move(OPEN - {S.RESOLVED}),
    "unmerge": moves(S.MERGED),  # back to where it stood
    "release": Move(OPEN - {S.RESOLVED}),
    "split": Move(_ITSELF),
    "unsplit": moves(S.REGISTERED, to=S.WITHDRAWN),
    # An order about the case, and its answer.
    "order": Move(OPEN),
    "acknowledge": Move(OPEN),
    "answer_order": Move(OPEN),
    "accept_answer": Move(OPEN),
    "return_answer": Move(OPEN),
    "withdraw_order": Move(OPEN),
    # Within seconds of being registered, before anybody has worked on it.
    "undo": moves(S.REGISTERED, S.RESOLVED, to=S.WITHDRAWN),
    "close": moves(S.RESOLVED, to=S.CLOSED),
    "reopen": moves(S.RESOLVED, S.CLOSED, to=S.REGISTERED),
}

_UNDER_WAY = (S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE, S.ON_SITE)
FIELD: dict[str, Move] = {
    **_ALWAYS,
    "dispatch": moves(S.REGISTERED, S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE, to=S.DISPATCHED),
    "recall": moves(S.DISPATCHED),  # within seconds of a dispatch, back to where it stood
    "accept": moves(S.DISPATCHED, to=S.ACCEPTED),
    "unclaim": moves(S.ACCEPTED, S.EN_ROUTE, to=S.DISPATCHED),
    "depart": moves(S.ACCEPTED, to=S.EN_ROUTE),
    "appoint": moves(S.REGISTERED, S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE),
    "be_late": moves(S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE),
    "ask_support": Move(CREWED),
    "arrive": moves(S.ACCEPTED, S.EN_ROUTE, to=S.ON_SITE),
    "restore": moves(S.ON_SITE, to=S.RESTORED),
    "estimate": moves(S.ACCEPTED, S.EN_ROUTE, S.ON_SITE),
    "report": moves(S.RESTORED, to=S.RESOLVED),  # or to be reviewed first, where a rule asks for it
    "approve_return": moves(S.TO_REVIEW, to=S.RESOLVED),
    "return_report": moves(S.TO_REVIEW, to=S.RESTORED),
    "send_back": moves(*_UNDER_WAY, to=S.REGISTERED),
    "ask_send_back": moves(*_UNDER_WAY),
    "refuse_send_back": moves(*_UNDER_WAY),
    "arbitrate": moves(S.REGISTERED),
    # The outage of which it is a part is over, whoever was on the way.
    "supply_back": moves(S.REGISTERED, *sorted(WORKING), S.TO_REVIEW, to=S.RESOLVED),
    "withdraw": moves(S.REGISTERED, S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE, to=S.WITHDRAWN),
}

OFFICE: dict[str, Move] = {
    **_ALWAYS,
    "accept": moves(S.REGISTERED, to=S.ACCEPTED),
    "unclaim": moves(S.ACCEPTED, to=S.REGISTERED),
    "reply": moves(S.REGISTERED, S.ACCEPTED, to=S.RESOLVED),
    "withdraw": moves(S.REGISTERED, S.ACCEPTED, to=S.WITHDRAWN),
}

# Praise is passed on to whom it is about, and that is all that is to be done.
PRAISE: dict[str, Move] = {**OFFICE, "convey": moves(S.REGISTERED, S.ACCEPTED, to=S.CLOSED)}

# A filed matter is approved by somebody else and then in force until it ends, is revoked or renewed.
FILING: dict[str, Move] = {
    **_ALWAYS,
    "approve": moves(S.REGISTERED, to=S.ACCEPTED),
    "refuse": moves(S.REGISTERED, to=S.CLOSED),
    "renew": moves(S.ACCEPTED),
    "revoke": moves(S.ACCEPTED, to=S.CLOSED),
    "expire": moves(S.ACCEPTED, to=S.CLOSED),
    "withdraw": moves(S.REGISTERED, to=S.WITHDRAWN),
}

# A service application goes step by step; only a step in the field waits for a crew, as any other job does.
APPLICATION: dict[str, Move] = {
    **{verb: move for verb, move in FIELD.items() if verb != "supply_back"},
    "check": moves(S.CHECKING, S.PROCESSING),
    "notify": moves(S.CHECKING),
    "admit": moves(S.CHECKING, to=S.PROCESSING),
    "decline": moves(S.CHECKING, to=S.RESOLVED),
    "undo": moves(S.CHECKING, to=S.WITHDRAWN),
    "begin_step": moves(S.PROCESSING, S.REGISTERED, to=S.PROCESSING),
    "finish_step": moves(S.PROCESSING),
    "skip_step": moves(S.PROCESSING, S.REGISTERED, to=S.PROCESSING),
    "return_step": moves(S.PROCESSING, S.REGISTERED, to=S.PROCESSING),
    "report": moves(S.RESTORED, to=S.PROCESSING),
    "approve_return": moves(S.TO_REVIEW, to=S.PROCESSING),
    "reply": moves(S.PROCESSING, to=S.RESOLVED),
    "withdraw": moves(S.CHECKING, S.PROCESSING, *FIELD["withdraw"].start, to=S.WITHDRAWN),
    "reopen": moves(S.RESOLVED, S.CLOSED, to=S.CHECKING),
}

COMPLAINT: dict[str, Move] = {
    **_ALWAYS,
    "accept": moves(S.REGISTERED, to=S.ACCEPTED),
    "contact": moves(S.ACCEPTED, to=S.CONTACTED),
    "verify": moves(S.CONTACTED, S.VERIFIED, to=S.VERIFIED),
    "reply": moves(S.VERIFIED, to=S.RESOLVED),
    "withdraw": moves(S.REGISTERED, S.ACCEPTED, S.CONTACTED, to=S.WITHDRAWN),
}

# How a case goes is its kind's affair, except on a track of its own (`Ticket.way`).
STEP_BY_STEP = "application"
MOVES: dict[str, dict[str, Move]] = {
    STEP_BY_STEP: APPLICATION,
    Kind.FAULT: FIELD,
    Kind.SERVICE: FIELD,
    Kind.COMPLAINT: COMPLAINT,
    Kind.PRAISE: PRAISE,
    Kind.FILING: FILING,
    **dict.fromkeys((Kind.ENQUIRY, Kind.REPORT, Kind.SUGGESTION, Kind.OPINION, Kind.APPEAL), OFFICE),
}


_REPLY = clock("reply", "register reopen", "reply")
_CALLBACK_AFTER_REPLY = clock("callback", "reply", "close reopen")

CLOCKS: dict[str, tuple[ClockRule, ...]] = {
    "field": (
        clock("dispatch", "register reopen send_back", "dispatch", drop="supply_back"),
        clock("accept", "dispatch unclaim", "accept", drop="send_back supply_back"),
        # The customer is still waiting when the crew is replaced or sends the job back: arrival runs on.
        clock("arrive", "register reopen", "arrive", drop="supply_back"),
        clock("restore", "arrive", "restore supply_back", drop="send_back"),
        clock("report", "restore return_report", "report", drop="supply_back"),
        clock("review", "report", "approve_return return_report", drop="supply_back"),
        # An application is answered by the report of what was done; no fault is promised an answer.
        clock("reply", "register reopen", "report supply_back"),
        clock("callback", "report supply_back", "close reopen"),
        clock("resolve", "register", "close"),
    ),
    # The clock of a step runs from its beginning to its end; what belongs to the step stands behind the colon.
    STEP_BY_STEP: (
        clock("papers", "register reopen", "admit decline"),
        *(
            clock(
                name,
                f"begin_step:{name}",
                f"finish_step:{name}",
                drop=f"skip_step:{name} return_step:{name} decline reopen",
            )
            for name in APPLICATION_STEPS
            if name != "papers"
        ),
        clock("accept", "dispatch unclaim", "accept", drop="send_back"),
        clock("reply", "register reopen", "reply decline"),
        clock("callback", "reply decline", "close reopen"),
        clock("resolve", "register", "close"),
    ),
    "office": (_REPLY, _CALLBACK_AFTER_REPLY, clock("resolve", "register", "close")),
    "complaint": (
        clock("contact", "register", "contact"),
        _REPLY,
        _CALLBACK_AFTER_REPLY,
        clock("resolve", "register", "close"),
    ),
}

# The clock of an order runs beside those of the case, whatever its kind, and is no promise to the customer.
ORDER = "order"
ORDER_CLOCK = clock(ORDER, "order return_answer", "answer_order", drop="withdraw_order close")
TO_ADDRESSEE = frozenset({"acknowledge", "answer_order"})

MILESTONES: dict[str, object] = {**STEPS}
FLOOR = ".floor"
MILESTONES |= {name + FLOOR: format_lazy(_("{step} (legal limit)"), step=word) for name, word in MILESTONES.items()}


_OF_FILINGS = {S.REGISTERED: _("To be approved"), S.ACCEPTED: _("In force")}


def status_word(kind: str, status: str) -> str:
    """Return the word for a status; what needs no crew waits for somebody to take it on, not for a dispatch."""
    if kind == Kind.FILING and status in _OF_FILINGS:
        return str(_OF_FILINGS[S(status)])
    if status == S.REGISTERED and MOVES[kind] not in (FIELD, APPLICATION):
        return str(_("To be handled"))
    return str(Status(status).label)


def family(kind: str) -> str:
    """Return the name of the clock family of a kind."""
    if kind == STEP_BY_STEP:
        return kind
    moves = MOVES[kind]
    return "field" if moves is FIELD else "complaint" if moves is COMPLAINT else "office"


def clocks_of(kind: str) -> tuple[ClockRule, ...]:
    """Return the clocks that a case of this kind may carry."""
    return CLOCKS[family(kind)]


def legal(kind: str, status: str, verb: str) -> bool:
    """Whether `verb` is legal for a case of this kind in this status."""
    move = MOVES[kind].get(verb)
    return move is not None and status in move.start


# What the crew and its desk owe each other; every other clock goes by what the customer hears.
_OF_THE_CREW = frozenset({"dispatch", "accept", "arrive", "restore", "report"})


def heard(name: str, verb: str, status: str) -> str:
    """What the clock `name` hears of a verb after which the case stands at `status`.

    A report that waits for its review has reached the desk, not the customer: their clocks hear of it when it is approved.
    """
    base = name.partition(".")[0]
    is_waiting = verb == "report" and status == S.TO_REVIEW
    if base == "review":
        return "" if verb == "report" and not is_waiting else verb
    if base in _OF_THE_CREW:
        return verb
    return "" if is_waiting else "report" if verb == "approve_return" else verb
