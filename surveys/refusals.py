"""The ways in which a callback or a survey says no."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal
from surveys.models import Callback


class AlreadyDone(Refusal):
    """The callback has ended; somebody else was quicker."""

    code = "callback_done"
    status = 409

    def __init__(self, callback: Callback) -> None:
        super().__init__(callback)
        self.callback = callback

    def sentence(self) -> str:
        who = self.callback.done_by.name if self.callback.done_by else _("The clock")
        facts = {"who": who, "outcome": self.callback.get_outcome_display()}
        return _("%(who)s has already ended this callback: %(outcome)s. Take the next one.") % facts


class TooSoon(Refusal):
    """The next try lies further off, so that calls come at different times of the day."""

    code = "too_soon"
    status = 409

    def sentence(self) -> str:
        return _("The next try is only due later; two vain calls lie at least 2 hours apart.")


class CallbackFirst(Refusal):
    """The case still has a callback to be made."""

    code = "callback_first"
    status = 409

    def sentence(self) -> str:
        return _(
            "The customer is still to be called back; the callback closes this ticket, or a supervisor exempts it."
        )


class AnsweredAlready(Refusal):
    """A survey counts one answer."""

    code = "answered_already"
    status = 409

    def sentence(self) -> str:
        return _("You have already given your rating, thank you. It counts once.")


class Expired(Refusal):
    """The link is too old, or the case was opened again."""

    code = "survey_expired"
    status = 410

    def sentence(self) -> str:
        return _("This rating is closed. Thank you for wanting to tell us.")


class NoSuchLink(Refusal):
    """A token that opens nothing. It says no more than that."""

    code = "not_found"
    status = 404

    def sentence(self) -> str:
        return _("This page does not exist.")
