"""The ways in which a case says no."""

from datetime import datetime

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal, TooMany
from servicedesk.templatetags.hall import hall_time
from tickets.model_order import Order
from tickets.models import Clock, Ticket, TicketEvent


class AboutTicket(Refusal):
    """A refusal whose sentence names its case."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket)
        self.ticket = ticket


class WrongMoment(Refusal):
    """The verb is not legal for this kind of case in its present status."""

    code = "wrong_moment"
    status = 409

    def __init__(self, ticket: Ticket, verb: str) -> None:
        super().__init__(ticket, verb)
        self.ticket, self.verb = ticket, verb

    def sentence(self) -> str:
        facts = {
            "number": self.ticket.short_number,
            "status": self.ticket.get_status_display(),
        }
        return _("Ticket %(number)s stands at “%(status)s”, so this step cannot be taken now.") % facts


class Stale(Refusal):
    """Somebody changed the case since the page was opened; nothing was saved, the text is still there."""

    code = "stale_version"
    status = 409

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket)
        self.ticket = ticket
        self.last = TicketEvent.objects.filter(ticket=ticket).select_related("by").order_by("-seq").first()

    def sentence(self) -> str:
        who = self.last.by.name if self.last and self.last.by else _("somebody")
        facts = {"who": who, "number": self.ticket.short_number}
        return (
            _("%(who)s changed ticket %(number)s in the meantime. Look at it and send again; your text is kept.")
            % facts
        )


class SameNumberOtherContent(Refusal):
    """The caller's own number is taken by a request with other content."""

    code = "same_number_other_content"
    status = 409

    def sentence(self) -> str:
        return _("This external number is already used for a request with other content. Use a new number.")


class AlreadyTakenIn(AboutTicket):
    """A sheet of the counter was sent twice, and its second version says something else."""

    code = "already_taken_in"
    status = 409

    def sentence(self) -> str:
        return _(
            "This sheet is registered already as %(number)s; what you changed since is not saved. "
            "Add it there as a note, or send again to register a second request."
        ) % {"number": self.ticket.short_number}


class Needed(Refusal):
    """Something that this step asks for is missing. `fields` says what."""

    code = "missing"
    status = 422

    def sentence(self) -> str:
        facts = {"count": len(self.fields), "names": "、".join(self.fields.values())}
        return _("Still missing %(count)d: %(names)s") % facts


class NotYours(Refusal):
    """The person complained of, or a person outside the crew, cannot take this case."""

    code = "not_yours"
    status = 403

    def sentence(self) -> str:
        return _("This case cannot be handled by this person. Choose somebody else.")


class CannotPause(AboutTicket):
    """No clock of the case may stand still now, for this reason, for this person."""

    code = "cannot_pause"
    status = 409

    def sentence(self) -> str:
        if self.ticket.suspended_at:
            return _("The clocks of %(number)s stand still already.") % {"number": self.ticket.short_number}
        return _(
            "No clock of %(number)s may stand still for this reason: legal limits, arrivals, complaints and what is late "
            "already run on, and what has been paused long enough as well. Ask for more time instead."
        ) % {"number": self.ticket.short_number}


class NothingPaused(AboutTicket):
    """The clocks run already."""

    code = "nothing_paused"
    status = 409

    def sentence(self) -> str:
        return _("The clocks of %(number)s run already.") % {"number": self.ticket.short_number}


class NoMoreTime(AboutTicket):
    """There is nothing that could be given more time."""

    code = "no_more_time"
    status = 409

    def sentence(self) -> str:
        return _(
            "More time can be given only to a promise of %(number)s that runs and is not due yet; a legal limit gets none."
        ) % {"number": self.ticket.short_number}


class SecondPerson(Refusal):
    """Whoever asks does not decide."""

    code = "second_person"
    status = 403

    def sentence(self) -> str:
        return _("You asked for this yourself; somebody else has to decide.")


class ResumeFirst(AboutTicket):
    """A case that stands still cannot be counted anew."""

    code = "resume_first"
    status = 409

    def sentence(self) -> str:
        return _("The clocks of %(number)s stand still. Resume them first.") % {"number": self.ticket.short_number}


class UrgedAlready(TooMany):
    """Urged a short while ago; it says from when it is possible again, and what is happening meanwhile."""

    code = "urged_already"

    def __init__(
        self, ticket: Ticket, *, next_at: datetime, clock: Clock | None, at: datetime, to_customer: bool
    ) -> None:
        super().__init__(ticket, fields={"next_at": next_at.isoformat()})
        self.ticket, self.next_at, self.clock, self.at, self.to_customer = ticket, next_at, clock, at, to_customer

    def sentence(self) -> str:
        facts = {"next": hall_time(self.next_at, self.at), "who": self._who()}
        if self.clock is None:
            return _("Urged already; %(who)s has it. You can urge again from %(next)s on.") % facts
        facts["due"] = hall_time(self.clock.due_at, self.at)
        if self.clock.due_at <= self.at:
            return (
                _("Urged already; %(who)s has it, and it was due at %(due)s. You can urge again from %(next)s on.")
                % facts
            )
        return _("Urged already; %(who)s has it, due at %(due)s. You can urge again from %(next)s on.") % facts

    def _who(self) -> str:
        """The customer is told a staff number, as on the slip; a colleague the name."""
        person = self.ticket.handler
        if person is None:
            return self.ticket.queue.name if self.ticket.queue else ""
        return _("No. %(number)s") % {"number": person.staff_number} if self.to_customer else person.name


class NothingAsked(AboutTicket):
    """No request for more time waits, or it is another person's."""

    code = "nothing_asked"
    status = 409

    def sentence(self) -> str:
        return _(
            "No request for more time waits on %(number)s, or it is somebody else's: it may have been decided in the "
            "meantime. Look at it again."
        ) % {"number": self.ticket.short_number}


class OrderStands(AboutTicket):
    """A case has one open order at a time."""

    code = "order_stands"
    status = 409

    def sentence(self) -> str:
        facts = {"number": self.ticket.short_number}
        return _("An order on %(number)s is open already. Judge its answer or withdraw it first.") % facts


class NoOrder(AboutTicket):
    """No order of the case waits for this step."""

    code = "no_order"
    status = 409

    def sentence(self) -> str:
        return _("No order on %(number)s waits for this step. Look at it again.") % {"number": self.ticket.short_number}


class NotAddressed(Refusal):
    """Somebody else has to sign for the order and answer it."""

    code = "not_addressed"
    status = 403

    def __init__(self, order: Order) -> None:
        super().__init__(order)
        self.order = order

    def sentence(self) -> str:
        facts = {"order": self.order.number, "to": self.order.addressee}
        return _("Order %(order)s is addressed to %(to)s. Only they can do this.") % facts


class NotIssuer(NotAddressed):
    """Whoever issued the order judges its answer and takes it back."""

    code = "not_issuer"

    def sentence(self) -> str:
        facts = {"order": self.order.number, "by": self.order.issuer.name}
        return _("Order %(order)s was issued by %(by)s. Only they can do this.") % facts
