"""The ways in which a complaint says no."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal


class ReviewFirst(Refusal):
    """An answer leaves only as somebody else has approved it."""

    code = "review_first"
    status = 409

    def sentence(self) -> str:
        return _("The answer has to be reviewed by somebody else first. Draft it in the complaint file.")


class DraftStands(Refusal):
    """One draft of an answer at a time."""

    code = "draft_stands"
    status = 409

    def sentence(self) -> str:
        return _("A draft of the answer is there already: it is to be reviewed, or to be sent.")


class NothingWaits(Refusal):
    """What is to be decided was decided in the meantime, or was never asked."""

    code = "nothing_waits"
    status = 409

    def sentence(self) -> str:
        return _("Nothing waits for this here: it may have been done in the meantime. Look at it again.")


class CorrectFirst(Refusal):
    """Where a complaint is upheld, something has to be changed."""

    code = "correct_first"
    status = 409

    def sentence(self) -> str:
        return _("The complaint is upheld: write down the corrective action before the answer leaves.")


class AboveMyLimit(Refusal):
    """Who may agree to so much is a rule of the company."""

    code = "above_limit"
    status = 403

    def sentence(self) -> str:
        return _("This value is above what you may agree to. Ask the next above you.")


class NoSuchRule(Refusal):
    """A rule that this company does not have."""

    code = "no_such_rule"
    status = 404

    def sentence(self) -> str:
        return _("There is no such rule.")


class RuleChanged(Refusal):
    """Somebody else changed it in the meantime."""

    code = "rule_changed"
    status = 409

    def sentence(self) -> str:
        return _("This line has been changed in the meantime. Look at the list again.")


class TryAgain(Refusal):
    """Nobody is given up before they were called often enough."""

    code = "try_again"
    status = 409

    def sentence(self) -> str:
        return _("Call at least three times, each in another hour, before you write that nobody can be reached.")
