"""The ways in which a callback or a survey says no."""

from datetime import datetime

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal
from servicedesk.templatetags.hall import hall_time
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

    def __init__(self, until: datetime, *, at: datetime) -> None:
        super().__init__(until)
        self.until, self.at = until, at

    def sentence(self) -> str:
        facts = {"time": hall_time(self.until, self.at)}
        return _("The next try is only due from %(time)s: vain calls lie hours and parts of the day apart.") % facts


class Quiet(Refusal):
    """Nobody is called at noon and at night."""

    code = "quiet_hours"
    status = 409

    def __init__(self, until: datetime, *, at: datetime) -> None:
        super().__init__(until)
        self.until, self.at = until, at

    def sentence(self) -> str:
        facts = {"time": hall_time(self.until, self.at)}
        return _("These are quiet hours: nobody is called until %(time)s, unless it was agreed.") % facts


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
        return _("You have already given your rating, thank you. It counts once; it could be changed for 24 hours.")


class SaidByTelephone(Refusal):
    """The round was answered on the telephone; the link asks nothing any more."""

    code = "said_by_telephone"
    status = 409

    def sentence(self) -> str:
        return _("You have told us on the telephone already, thank you. It counts once.")


class WordsNeeded(Refusal):
    """A bad level is only worth something with a reason."""

    code = "words_needed"

    def sentence(self) -> str:
        return _("Please tell us what was not right: choose a reason, or write it down.")


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


class FollowedUp(Refusal):
    """Somebody has settled it already."""

    code = "followed_up"
    status = 409

    def sentence(self) -> str:
        return _("Somebody has settled this already. Look at what was done.")


class Ended(Refusal):
    """It has been scored, or ended, already."""

    code = "ended"
    status = 409

    def sentence(self) -> str:
        return _("This has been ended already. Look at what stands there.")


class Stale(Refusal):
    """Somebody else has changed the plan since it was read."""

    code = "stale"
    status = 409

    def sentence(self) -> str:
        return _("Somebody has changed this meanwhile. Look at it again; what you typed was not saved.")
