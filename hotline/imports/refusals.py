"""The two ways in which an import says no: to the whole file, or to one row of it."""

from servicedesk.lib.refusals import Refusal
from servicedesk.lib.tables.refusals import Unusable

__all__ = ["BadRow", "Unusable"]


class BadRow(Refusal):
    """One row that cannot become a ticket; the others can."""

    code = "bad_row"
