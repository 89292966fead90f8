"""The ways in which what the hall knows says no."""

from django.utils.translation import gettext as _

from knowledge.models import Article, QuickText
from servicedesk.lib.refusals import Refusal


class StaleText(Refusal):
    """Somebody has changed the article or text since it was opened; what was typed is still on the page."""

    code = "stale_version"
    status = 409

    def __init__(self, row: Article | QuickText) -> None:
        super().__init__(row)
        self.row = row

    def sentence(self) -> str:
        return _("“%(title)s” was changed in the meantime. What you typed is kept; compare and save again.") % {
            "title": self.row.title
        }


class TitleTaken(Refusal):
    """There is one of this name already."""

    code = "title_taken"

    def sentence(self) -> str:
        return _("There is a text called “%(title)s” already. Choose another title, or change that one.") % {
            "title": self.args[0]
        }
