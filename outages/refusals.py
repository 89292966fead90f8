"""How the outages say no."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal


class ToConfirm(Refusal):
    """Nothing forbids it, but somebody has to have read this first. `warnings` are whole sentences."""

    code = "to_confirm"

    def __init__(self, warnings: list[str]) -> None:
        super().__init__(" ".join(warnings))
        self.warnings = warnings


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
