"""The ways in which reports say no."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal


class StillCounting(Refusal):
    """Too many days of the period are not counted yet to count them while somebody waits."""

    code = "still_counting"
    status = 503

    def __init__(self, days: int) -> None:
        super().__init__(days)
        self.days = days

    def sentence(self) -> str:
        return _(
            "%(days)d days of this period are still being counted. Look again in a few minutes, or choose a shorter period."
        ) % {"days": self.days}
