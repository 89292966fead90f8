"""Why something is not done in a customer's file."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal


class TooLate(Refusal):
    """The moments in which it could be taken back are over."""

    code = "too_late"
    status = 409

    def sentence(self) -> str:
        return _("The 10 seconds in which this can be taken back are over. Hand the customers over again.")


class DoneAlready(Refusal):
    """Somebody has done it already."""

    code = "done_already"
    status = 409

    def sentence(self) -> str:
        return _("This has been dealt with in the meantime.")
