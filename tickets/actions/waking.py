"""A pause that is over ends by itself, at the moment that was said, whoever notices it first."""

from tickets.actions.plans import paused_clocks, set_pause, wake, write_down
from tickets.models import Ticket


def wake_up(ticket: Ticket) -> None:
    """Let a case go on at the end of its pause, however late that is noticed. The case is locked."""
    moment = ticket.resumes_at
    if moment is None:
        return
    wake(ticket, paused_clocks(ticket), at=moment)
    set_pause(ticket, None, None)
    write_down(ticket, "resume", by=None, at=moment, facts={"by_itself": True})
