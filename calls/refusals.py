"""What the telephone refuses, and why."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal


class OtherEvent(Refusal):
    """The event's id was used for something else."""

    code = "same_event_other_content"
    status = 409

    def sentence(self) -> str:
        return _("An event with this id said something else. Give each event an id of its own.")


class BadExtension(Refusal):
    """What was written is no extension."""

    code = "extension"

    def sentence(self) -> str:
        return _("An extension has up to 20 digits, letters, - or _.")


class ReturnSettled(Refusal):
    """Somebody has settled it meanwhile."""

    code = "return_settled"
    status = 409

    def sentence(self) -> str:
        return _("This call is settled already; nothing was changed.")


class CannotBeHeard(Refusal):
    """The recording's time is over."""

    code = "recording_gone"
    status = 410

    def sentence(self) -> str:
        return _("The time for which this recording is kept is over.")
