"""One line of a handover sheet, and how it is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shifts.lifecycle import Mark, Note
from tickets.lifecycle import MILESTONES, status_word

WHAT: dict[str, object] = {
    **MILESTONES,
    **dict(Note.choices),
    "word": _("the customer is owed a word"),
    "visit": _("visit agreed"),
    "estimate": _("supply promised back"),
    "follow_up": _("promised on a visit"),
    "callback": _("callback"),
    "as_agreed": _("callback as agreed"),
    "call": _("call owed"),
    "order": _("order to be answered"),
    "outage": pgettext_lazy("handover", "without supply"),
    "planned": pgettext_lazy("handover", "planned outage"),
}


@dataclass(frozen=True)
class Line:
    """A case, a promise, a callback, an outage, a note: which, whose, what is due when, and what is said of it."""

    row: UUID
    mark: str = Mark.NORMAL
    label: str = ""
    path: str = ""
    title: str = ""
    who: str = ""
    what: str = ""
    status: str = ""
    kind: str = ""
    due_at: datetime | None = None
    needs_word: bool = False
    text: str = ""

    @property
    def what_word(self) -> object:
        return WHAT.get(self.what, self.what)

    @property
    def mark_word(self) -> object:
        return Mark(self.mark).label

    @property
    def tone(self) -> str:
        return {Mark.URGENT: "over", Mark.IMPORTANT: "soon"}.get(Mark(self.mark), "hold")

    @property
    def status_word(self) -> str:
        return status_word(self.kind, self.status) if self.status and self.kind else ""

    def frozen(self) -> dict[str, Any]:
        """As it is kept: what is empty is left out."""
        told = {name: value for name, value in vars(self).items() if value}
        told["row"] = str(self.row)
        if self.due_at:
            told["due_at"] = self.due_at.isoformat()
        return told

    @classmethod
    def thawed(cls, kept: dict[str, Any]) -> "Line":
        due = kept.get("due_at")
        return cls(**kept | {"row": UUID(kept["row"]), "due_at": datetime.fromisoformat(due) if due else None})
