"""How much is taken: said on the page before anything is chosen, and held by browser and server."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal

MEGA = 1024 * 1024
MOST_BYTES = 20 * MEGA
MOST_AT_ONCE = 10
MOST_ON_A_CASE = 50
MOST_PIXELS = 50_000_000
# A request with files: all of them and the fields beside them. Without files nothing is ever larger than a long text.
MOST_IN_A_REQUEST = 64 * MEGA
MOST_WITHOUT_FILES = 3 * MEGA


class NotTaken(Refusal):
    """A file that cannot be taken; the sentence says why and what to do."""

    code = "file_not_taken"


class TooLarge(Refusal):
    """More bytes than are taken."""

    code = "too_large"
    status = 413


class FileBroken(Refusal):
    """What lies there is not what was handed in, or nothing lies there any more."""

    code = "file_broken"
    status = 410

    def sentence(self) -> str:
        return _(
            "This file is damaged or missing. The administrator has been told; it can be brought back from a copy."
        )


def too_large(name: str) -> TooLarge:
    """The refusal of one file for its size."""
    facts = {"name": name, "most": MOST_BYTES // MEGA}
    text = _("“%(name)s” is too large: at most %(most)d MB. Take the photo anew with a lower resolution.") % facts
    return TooLarge(text, fields={"files": text})


def not_taken(sentence: str) -> NotTaken:
    """The refusal of one file for what it is."""
    return NotTaken(sentence, fields={"files": sentence})
