"""The ways in which two cases refuse to be joined, or to be parted again."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.lib.refusals import Refusal
from tickets.models import Ticket
from tickets.refusals import AboutTicket

WHYS: dict[str, Promise] = {
    "itself": gettext_lazy("%(one)s cannot be joined with itself."),
    "company": gettext_lazy("%(one)s and %(other)s belong to different companies."),
    "kind": gettext_lazy(
        "%(one)s and %(other)s are of different kinds, and each kind ends in its own way. Link them instead."
    ),
    "file": gettext_lazy("%(one)s has a file of its own and stays a ticket of its own. Link them instead."),
    "bars": gettext_lazy("%(one)s and %(other)s are hidden from different people, so they stay apart."),
    "ended": gettext_lazy("%(other)s has ended or waits for the callback, so nothing can be joined with it."),
    "linked": gettext_lazy("%(one)s and %(other)s are linked in this way already."),
    "parent": gettext_lazy("%(one)s is part of another ticket already. Undo that link first."),
    "circle": gettext_lazy("%(other)s is itself a part of %(one)s."),
    "at_work": gettext_lazy("Somebody works on %(one)s already, so it cannot go along with %(other)s."),
    "by_hand": gettext_lazy("This link comes about by a step of its own. Undo that step instead."),
    "no_link": gettext_lazy("There is no such link any more. Look at it again."),
    "no_entry": gettext_lazy("Choose a note, a call or another entry of %(one)s that says something."),
}
LATES: dict[str, Promise] = {
    "time": gettext_lazy("%(one)s was merged more than 24 hours ago; that stays."),
    "moved_on": gettext_lazy(
        "%(other)s has been answered, has ended or has begun anew since; %(one)s stays part of it."
    ),
    "on_site": gettext_lazy("The crew is at work on %(one)s and %(other)s together; the link stays."),
    "touched": gettext_lazy("Somebody has worked on %(one)s since it was split off. Withdraw it instead."),
}


class CannotJoin(Refusal):
    """These two cases cannot be joined in this way; `why` says what stands against it."""

    code = "cannot_join"
    status = 409
    words = WHYS

    def __init__(self, why: str, one: Ticket, other: Ticket | None = None) -> None:
        super().__init__(why)
        self.why, self.one, self.other = why, one, other

    def sentence(self) -> str:
        names = {"one": self.one.short_number, "other": self.other.short_number if self.other else ""}
        return str(self.words[self.why]) % names


class TooLate(CannotJoin):
    """What was joined has gone on together since and cannot be parted."""

    code = "too_late"
    words = LATES


class ChildrenOpen(AboutTicket):
    """A case does not end while its parts are being worked on."""

    code = "children_open"
    status = 409

    def __init__(self, ticket: Ticket, children: Sequence[Ticket]) -> None:
        super().__init__(ticket)
        self.children = children

    def sentence(self) -> str:
        facts = {
            "number": self.ticket.short_number,
            "count": len(self.children),
            "names": "、".join(child.short_number for child in self.children[:5]),
        }
        return (
            _("%(number)s has %(count)d parts that are still open (%(names)s). Close them first, or all together.")
            % facts
        )


class GoesAlong(AboutTicket):
    """The crew of another case does the work of this one."""

    code = "goes_along"
    status = 409

    def __init__(self, ticket: Ticket, leader: Ticket) -> None:
        super().__init__(ticket)
        self.leader = leader

    def sentence(self) -> str:
        facts = {"number": self.ticket.short_number, "leader": self.leader.short_number}
        return (
            _("%(number)s goes along with %(leader)s: its crew does both. Undo the link to send another crew.") % facts
        )


class NotAllDone(AboutTicket):
    """Of several cases some refused; `rows` says what became of each."""

    code = "not_all_done"
    status = 409

    def __init__(self, ticket: Ticket, rows: Sequence[tuple[Ticket, Refusal | None]]) -> None:
        super().__init__(ticket)
        self.rows = rows

    @property
    def lines(self) -> list[str]:
        """One line for each, in the order in which they were taken."""
        done = _("done")
        return [f"{one.short_number}：{no.sentence() if no else done}" for one, no in self.rows]

    def sentence(self) -> str:
        refused = sum(no is not None for _one, no in self.rows)
        facts = {"done": len(self.rows) - refused, "refused": refused}
        return _("%(done)d done, %(refused)d not:") % facts + " " + " ".join(self.lines)
