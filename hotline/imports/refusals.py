"""The two ways in which an import says no: to the whole file, or to one row of it."""

from servicedesk.lib.refusals import Refusal


class Unusable(Refusal):
    """The file, the mapping or the policy cannot be used at all; nothing was read into the database."""

    code = "unusable_import"


class BadRow(Refusal):
    """One row that cannot become a ticket; the others can."""

    code = "bad_row"
