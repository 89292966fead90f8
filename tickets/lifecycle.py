"""The life of a case on one screen: which verb moves which kind from where to where, and which clocks run meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from deadlines.words import STEPS


class Kind(models.TextChoices):
    """What a customer brings. Each kind belongs to one family of moves."""

    FAULT = "fault", _("Fault repair")
    ENQUIRY = "enquiry", _("Enquiry")
    SERVICE = "service", _("Service application")
    COMPLAINT = "complaint", _("Complaint")
    REPORT = "report", _("Report of misconduct")
    SUGGESTION = "suggestion", _("Suggestion")
    OPINION = "opinion", _("Opinion")
    PRAISE = "praise", _("Praise")
    APPEAL = "appeal", _("Appeal")
    FILING = "filing", _("Filed matter")


class Status(models.TextChoices):
    """Where a case stands. The words are those of the hall (待派单 …)."""

    REGISTERED = "registered", _("Registered")
    DISPATCHED = "dispatched", _("Dispatched")
    ACCEPTED = "accepted", _("Accepted")
    EN_ROUTE = "en_route", _("En route")
    ON_SITE = "on_site", _("On site")
    RESTORED = "restored", _("Restored")
    CONTACTED = "contacted", _("Being verified")
    VERIFIED = "verified", _("To be answered")
    RESOLVED = "resolved", _("Awaiting callback")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = Status
ENDED = frozenset({S.CLOSED, S.WITHDRAWN})
# What calls every clock off without a verdict.
AWAY = frozenset({"withdraw", "undo"})
OPEN = frozenset(Status) - ENDED
WORKING = frozenset({S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE, S.ON_SITE, S.RESTORED})
CREWED = WORKING


@dataclass(frozen=True)
class Move:
    """From which statuses a verb is legal, and where it leads; `to=None` leaves the status as it is."""

    start: frozenset[Status]
    to: Status | None = None


def _from(*start: Status, to: Status | None = None) -> Move:
    return Move(frozenset(start), to)


_ALWAYS = {
    "note": Move(frozenset(Status)),
    "urge": Move(OPEN),
    "call": Move(OPEN),
    "transfer": Move(OPEN - {S.RESOLVED}),
    "fill": Move(OPEN),
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
    # An order about the case, and its answer.
    "order": Move(OPEN),
    "acknowledge": Move(OPEN),
    "answer_order": Move(OPEN),
    "accept_answer": Move(OPEN),
    "return_answer": Move(OPEN),
    "withdraw_order": Move(OPEN),
    # Within seconds of being registered, before anybody has worked on it.
    "undo": _from(S.REGISTERED, S.RESOLVED, to=S.WITHDRAWN),
    "close": _from(S.RESOLVED, to=S.CLOSED),
    "reopen": _from(S.RESOLVED, S.CLOSED, to=S.REGISTERED),
}

FIELD: dict[str, Move] = {
    **_ALWAYS,
    "dispatch": _from(S.REGISTERED, S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE, to=S.DISPATCHED),
    "accept": _from(S.DISPATCHED, to=S.ACCEPTED),
    "depart": _from(S.ACCEPTED, to=S.EN_ROUTE),
    "appoint": _from(S.REGISTERED, S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE),
    "arrive": _from(S.ACCEPTED, S.EN_ROUTE, to=S.ON_SITE),
    "restore": _from(S.ON_SITE, to=S.RESTORED),
    "report": _from(S.RESTORED, to=S.RESOLVED),
    "send_back": _from(S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE, S.ON_SITE, to=S.REGISTERED),
    "withdraw": _from(S.REGISTERED, S.DISPATCHED, S.ACCEPTED, S.EN_ROUTE, to=S.WITHDRAWN),
}

OFFICE: dict[str, Move] = {
    **_ALWAYS,
    "accept": _from(S.REGISTERED, to=S.ACCEPTED),
    "reply": _from(S.REGISTERED, S.ACCEPTED, to=S.RESOLVED),
    "withdraw": _from(S.REGISTERED, S.ACCEPTED, to=S.WITHDRAWN),
}

COMPLAINT: dict[str, Move] = {
    **_ALWAYS,
    "accept": _from(S.REGISTERED, to=S.ACCEPTED),
    "contact": _from(S.ACCEPTED, to=S.CONTACTED),
    "verify": _from(S.CONTACTED, S.VERIFIED, to=S.VERIFIED),
    "reply": _from(S.VERIFIED, to=S.RESOLVED),
    "withdraw": _from(S.REGISTERED, S.ACCEPTED, S.CONTACTED, to=S.WITHDRAWN),
}

MOVES: dict[str, dict[str, Move]] = {
    Kind.FAULT: FIELD,
    Kind.SERVICE: FIELD,
    Kind.COMPLAINT: COMPLAINT,
    **dict.fromkeys(
        (
            Kind.ENQUIRY,
            Kind.REPORT,
            Kind.SUGGESTION,
            Kind.OPINION,
            Kind.PRAISE,
            Kind.APPEAL,
            Kind.FILING,
        ),
        OFFICE,
    ),
}


@dataclass(frozen=True)
class ClockRule:
    """A clock runs from one verb to another. It is armed only if a promise of the company names its milestone.

    On `drop` it is cancelled without a verdict; on `resets` a running one begins anew, one that does not run stays away.
    """

    name: str
    starts: frozenset[str]
    stops: frozenset[str]
    drop: frozenset[str] = frozenset()
    resets: frozenset[str] = frozenset()


def _clock(name: str, start: str, stop: str, drop: str = "") -> ClockRule:
    return ClockRule(
        name,
        frozenset(start.split()),
        frozenset(stop.split()),
        frozenset(drop.split()) | AWAY,
    )


_REPLY = _clock("reply", "register reopen", "reply")
_CALLBACK_AFTER_REPLY = _clock("callback", "reply", "close reopen")

CLOCKS: dict[str, tuple[ClockRule, ...]] = {
    "field": (
        _clock("dispatch", "register reopen send_back", "dispatch"),
        _clock("accept", "dispatch", "accept", drop="send_back"),
        # The customer is still waiting when the crew is replaced or sends the job back: arrival runs on.
        _clock("arrive", "register reopen", "arrive"),
        _clock("restore", "arrive", "restore", drop="send_back"),
        _clock("report", "restore", "report"),
        # An application is answered by the report of what was done; no fault is promised an answer.
        _clock("reply", "register reopen", "report"),
        _clock("callback", "report", "close reopen"),
        _clock("resolve", "register", "close"),
    ),
    "office": (_REPLY, _CALLBACK_AFTER_REPLY, _clock("resolve", "register", "close")),
    "complaint": (
        _clock("contact", "register", "contact"),
        _REPLY,
        _CALLBACK_AFTER_REPLY,
        _clock("resolve", "register", "close"),
    ),
}

# The clock of an order runs beside those of the case, whatever its kind, and is no promise to the customer.
ORDER = "order"
ORDER_CLOCK = _clock(ORDER, "order return_answer", "answer_order", drop="withdraw_order close")
TO_ADDRESSEE = frozenset({"acknowledge", "answer_order"})

MILESTONES: dict[str, object] = {**STEPS}
FLOOR = ".floor"
MILESTONES |= {name + FLOOR: format_lazy(_("{step} (legal limit)"), step=word) for name, word in MILESTONES.items()}


def status_word(kind: str, status: str) -> str:
    """Return the word for a status; what needs no crew waits for somebody to take it on, not for a dispatch."""
    if status == S.REGISTERED and MOVES[kind] is not FIELD:
        return str(_("To be handled"))
    return str(Status(status).label)


def family(kind: str) -> str:
    """Return the name of the clock family of a kind."""
    moves = MOVES[kind]
    return "field" if moves is FIELD else "complaint" if moves is COMPLAINT else "office"


def clocks_of(kind: str) -> tuple[ClockRule, ...]:
    """Return the clocks that a case of this kind may carry."""
    return CLOCKS[family(kind)]


def begun_by(rule: ClockRule, verb: str, kind: str) -> ClockRule:
    """Return the rule as a promise that names its own start has it; a verb that this kind does not know starts nothing.

    What begins with the request begins again when the case is opened again, and no sending back ends it.
    """
    if verb in rule.starts or verb in rule.stops or verb not in {"register", *MOVES[kind]}:
        return rule
    if verb == "register":
        return replace(rule, starts=frozenset({"register", "reopen"}), drop=rule.drop - {"send_back"})
    return replace(rule, starts=frozenset({verb}))


def turned(rule: ClockRule, turns: Mapping[str, Sequence[str]], kind: str) -> ClockRule:
    """Return the rule as a promise that names its own stops, resets and cancels has it; `AWAY` cancels every clock.

    A verb that this kind does not know, or that starts the clock, ends nothing; if none is left, the usual ones hold.
    """
    told = {turn: frozenset(verbs) & MOVES[kind].keys() for turn, verbs in turns.items()}
    stops = told.get("stops", frozenset()) - rule.starts or rule.stops
    drop = (told.get("cancels", frozenset()) - rule.starts or rule.drop) | AWAY
    return replace(rule, stops=stops, resets=told.get("resets", rule.resets) - stops, drop=drop - stops)


def as_promised(rule: ClockRule, starts_on: str, turns: Mapping[str, Sequence[str]], kind: str) -> ClockRule:
    """Return the rule of a step as a promise has it that names its own start or its own turns."""
    begun = begun_by(rule, starts_on, kind)
    return turned(begun, turns, kind) if turns else begun


def legal(kind: str, status: str, verb: str) -> bool:
    """Whether `verb` is legal for a case of this kind in this status."""
    move = MOVES[kind].get(verb)
    return move is not None and status in move.start
