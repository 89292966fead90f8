"""The ways in which the queue, the drafts and the undo say no."""

from datetime import datetime

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal
from servicedesk.templatetags.hall import hall_clock
from tickets.models import TicketEvent, Visit
from tickets.refusals import AboutTicket
from tickets.sentences import tell


class WrongVisitMoment(Refusal):
    """The verb does not fit where the visit stands now."""

    code = "wrong_visit_moment"
    status = 409

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self.visit = visit

    def sentence(self) -> str:
        facts = {"visit": str(self.visit), "state": self.visit.get_state_display()}
        return _("%(visit)s stands at “%(state)s”, so this cannot be done now.") % facts


class StillCalled(WrongVisitMoment):
    """Somebody was called and has neither come nor been given up: the next one is not called over their head."""

    code = "still_called"

    def sentence(self) -> str:
        facts = {"visit": str(self.visit)}
        return _("%(visit)s has been called. Begin, call again, or say that nobody came; then call the next.") % facts


class NotYourVisit(Refusal):
    """A colleague serves this customer."""

    code = "not_your_visit"
    status = 403

    def sentence(self) -> str:
        return _("A colleague serves this customer.")


class SameNumberOtherVisit(Refusal):
    """The machine's own id, or the number of the day, is taken by another visit."""

    code = "same_number_other_visit"
    status = 409

    def sentence(self) -> str:
        return _("This number was already drawn today for somebody else. Send another one.")


class RatedAlready(Refusal):
    """One rating a visit, and only shortly after it."""

    code = "rated_already"
    status = 409

    def sentence(self) -> str:
        return _("This visit is rated already, or its time for rating is over. Thank you.")


class WindowTaken(Refusal):
    """Somebody else sits there."""

    code = "window_taken"
    status = 409

    def __init__(self, window: str, who: str) -> None:
        super().__init__(window)
        self.window, self.who = window, who

    def sentence(self) -> str:
        facts = {"window": self.window, "who": self.who}
        return _("%(who)s is serving at window %(window)s. Choose another one.") % facts


class UndoOver(AboutTicket):
    """The seconds in which a registration can be undone have passed."""

    code = "undo_over"
    status = 409

    def sentence(self) -> str:
        facts = {"number": self.ticket.short_number}
        return _("%(number)s cannot be undone any more. Withdraw it with a reason, or add a note.") % facts


class WorkedOn(AboutTicket):
    """Somebody has begun to work on it."""

    code = "worked_on"
    status = 409

    def __init__(self, event: TicketEvent) -> None:
        super().__init__(event.ticket)
        self.event = event

    def sentence(self) -> str:
        facts = {"time": hall_clock(self.event.at), "what": tell(self.event), "number": self.ticket.short_number}
        return _("%(time)s %(what)s: %(number)s is not undone. Withdraw it with a reason instead.") % facts


class DraftEnded(Refusal):
    """A draft that was registered or thrown away longer ago than can be undone."""

    code = "draft_ended"
    status = 409

    def __init__(self, at: datetime | None = None) -> None:
        super().__init__(at)

    def sentence(self) -> str:
        return _("This draft is gone: it was registered, or thrown away a while ago.")
