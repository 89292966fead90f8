"""Why two records are not merged, or not taken apart."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal


class Gone(Refusal):
    """One of the two was merged or put to rest in the meantime."""

    code = "customer_gone"
    status = 409

    def sentence(self) -> str:
        return _("One of the two has been merged or put to rest in the meantime. Look at the list again.")


class LaterMerge(Refusal):
    """The survivor was merged into somebody else since."""

    code = "later_merge"
    status = 409

    def sentence(self) -> str:
        return _("Whoever stayed has been merged again since. Undo the later merge first.")


class Undone(Refusal):
    """It was taken back already."""

    code = "already_undone"
    status = 409

    def sentence(self) -> str:
        return _("This has been taken back already.")
