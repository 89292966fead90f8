"""How the outages say no."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from outages.checking import Doubt
from servicedesk.lib.refusals import Refusal


class ToConfirm(Refusal):
    """Nothing forbids it, but somebody has to have read this first. Each of `doubts` is a sentence, perhaps with a way out."""

    code = "to_confirm"

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__(" ".join(doubt.said for doubt in doubts))
        self.doubts = doubts


class Changed(Refusal):
    """Somebody else changed the outage meanwhile."""

    code = "changed"
    status = 409

    def sentence(self) -> str:
        return _("Somebody changed this outage meanwhile. Look at it again.")


class IsOver(Refusal):
    """The outage has ended or was withdrawn."""

    code = "is_over"
    status = 409

    def sentence(self) -> str:
        return _("This outage is over; its history stays as it is.")


class Recounted(Refusal):
    """Meanwhile it is another number of people than the one that was read."""

    code = "recounted"
    status = 409

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count

    def sentence(self) -> str:
        return _("By now it is %(count)d numbers. Look at it again, then send.") % {"count": self.count}


class Gone(Refusal):
    """The texts are on their way."""

    code = "gone"
    status = 409

    def sentence(self) -> str:
        return _("The texts are on their way already; they cannot be taken back.")
