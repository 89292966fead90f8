"""Why something of an inspection is not done."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal


class CannotNow(Refusal):
    """The verb is not legal where the row stands."""

    code = "wrong_state"
    status = 409

    def __init__(self, state: str) -> None:
        super().__init__()
        self.state = state

    def sentence(self) -> str:
        return _("It is “%(state)s” by now; that cannot be done there.") % {"state": self.state}


class OwnWork(Refusal):
    """Nobody judges their own work, nor decides on their own score."""

    code = "own_work"
    status = 409

    def sentence(self) -> str:
        return _("It is your own work, or your own judgement. Somebody else does this.")


class TooLateToAppeal(Refusal):
    """The days in which one may appeal are over, or the one appeal has been used."""

    code = "too_late_to_appeal"
    status = 409

    def sentence(self) -> str:
        return _("The time to appeal is over, or the one appeal has been made.")


class NoMoreTries(Refusal):
    """The test is over, passed, or tried as often as it may be."""

    code = "no_more_tries"
    status = 409

    def sentence(self) -> str:
        return _("This test is over for you: passed, tried as often as it may be, or past its last day.")


class SheetStale(Refusal):
    """Somebody scored it in the meantime."""

    code = "stale_version"
    status = 409

    def sentence(self) -> str:
        return _("Somebody changed this in the meantime. Look at it and send again; what you typed is kept.")
