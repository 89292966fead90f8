"""The life of a handover on one screen: its states, its four questions, and which mark a case carries."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    OPEN = "open", pgettext_lazy("handover", "To be signed")
    OFFERED = "offered", pgettext_lazy("handover", "Signed, to be taken over")
    BLOCKED = "blocked", pgettext_lazy("handover", "Not taken over")
    DONE = "done", pgettext_lazy("handover", "Handed over")


S = State


@dataclass(frozen=True)
class Move:
    """From which states a verb is legal, and where it leads (None: it stays)."""

    start: frozenset[State]
    to: State | None = None
    right: str = "sign_shift"


MOVES: dict[str, Move] = {
    "fill": Move(frozenset({S.OPEN, S.BLOCKED})),
    "sign": Move(frozenset({S.OPEN, S.BLOCKED}), S.OFFERED),
    "unsign": Move(frozenset({S.OFFERED}), S.OPEN),
    "decline": Move(frozenset({S.OFFERED}), S.BLOCKED),
    "take": Move(frozenset({S.OFFERED}), S.DONE),
    "overrule": Move(frozenset({S.BLOCKED}), S.OFFERED, "overrule_shift"),
}
WORDS: dict[str, object] = {
    "sign": pgettext_lazy("handover", "signed by whoever goes"),
    "unsign": pgettext_lazy("handover", "signature taken back"),
    "decline": pgettext_lazy("handover", "not taken over"),
    "take": pgettext_lazy("handover", "taken over"),
    "overrule": pgettext_lazy("handover", "overruled by the supervisor"),
    "late": pgettext_lazy("handover", "nobody had signed in time; the supervisors were told"),
}


class Question(models.TextChoices):
    """四不接: a shift is not taken over while one of these is not so."""

    RECORDS = "records", _("Records are clear and complete")
    TIDY = "tidy", _("The place is clean and tidy")
    THINGS = "things", _("Keys, equipment and money are all there")
    REPAIRS = "repairs", _("No major repair is left half done")


class Mark(models.TextChoices):
    """How much hangs on a case; the words and signs of the trade."""

    URGENT = "urgent", pgettext_lazy("handover", "urgent")
    IMPORTANT = "important", pgettext_lazy("handover", "important")
    NORMAL = "normal", pgettext_lazy("handover", "normal")


class Note(models.TextChoices):
    """What is written into the log of a shift."""

    EVENT = "event", pgettext_lazy("shift log", "What happened")
    QUESTION = "question", pgettext_lazy("shift log", "A customer's question")
    PENDING = "pending", pgettext_lazy("shift log", "Still to be done")
    NOTICE = "notice", pgettext_lazy("shift log", "Notice to pass on")


# What stands in the checklist of a place that has none of its own yet.
USUAL_ITEMS = [
    {"code": "keys", "text": "钥匙", "count": 3},
    {"code": "stamp", "text": "业务专用章", "count": 1},
    {"code": "terminals", "text": "手持终端", "count": 2},
    {"code": "printer", "text": "回执打印机可用", "count": 1},
    {"code": "phone", "text": "值班电话畅通", "count": 1},
]
USUAL_TURNS = [{"name": "白班", "from": "08:00", "until": "20:00"}, {"name": "夜班", "from": "20:00", "until": "08:00"}]
