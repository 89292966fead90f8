"""Why a shift is not handed over."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal
from shifts.lifecycle import Question
from shifts.model_handover import Handover


class CannotNow(Refusal):
    """The verb is not legal where the handover stands."""

    code = "wrong_state"
    status = 409

    def __init__(self, handover: Handover) -> None:
        super().__init__()
        self.handover = handover

    def sentence(self) -> str:
        return _("This handover is “%(state)s”; that cannot be done there.") % {
            "state": self.handover.get_state_display()
        }


class SheetChanged(Refusal):
    """Somebody else changed the handover since the page was opened."""

    code = "stale_version"
    status = 409

    def sentence(self) -> str:
        return _("Somebody changed this handover in the meantime. Look at it, then sign again; what you typed is kept.")


class WordsMissing(Refusal):
    """Late or soon due cases without a sentence, or lines of the checklist that nobody has looked at."""

    code = "words_missing"
    status = 422

    def __init__(self, cases: list[str], items: list[str]) -> None:
        super().__init__(fields={"cases": "、".join(cases), "items": "、".join(items)})
        self.cases, self.items = cases, items

    def sentence(self) -> str:
        said = []
        if self.cases:
            said.append(_("Each late or soon due case needs a sentence: %(cases)s.") % {"cases": "、".join(self.cases)})
        if self.items:
            said.append(_("Not looked at yet: %(items)s.") % {"items": "、".join(self.items)})
        return " ".join(said)


class SamePerson(Refusal):
    """Whoever hands over does not take over: two people, two signatures."""

    code = "same_person"
    status = 409

    def sentence(self) -> str:
        return _("You signed for handing over; somebody else takes over and signs with their own sign-in.")


class NotTakenOver(Refusal):
    """四不接: one of the four is not so, and no supervisor has overruled it."""

    code = "not_taken_over"
    status = 409

    def __init__(self, wrong: list[str]) -> None:
        super().__init__()
        self.wrong = wrong

    def sentence(self) -> str:
        names = "、".join(str(Question(code).label) for code in self.wrong)
        return _("Not so: %(names)s. The shift is not taken over until that is mended.") % {"names": names}


class TooManySwaps(Refusal):
    """More swaps in a month than the place allows."""

    code = "too_many_swaps"
    status = 409

    def __init__(self, who: str, most: int) -> None:
        super().__init__()
        self.who, self.most = who, most

    def sentence(self) -> str:
        return _("%(who)s has swapped %(most)d times in this month already, which is the most.") % {
            "who": self.who,
            "most": self.most,
        }
