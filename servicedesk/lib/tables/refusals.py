"""The way in which a table says no as a whole."""

from servicedesk.lib.refusals import Refusal


class Unusable(Refusal):
    """The file, the mapping or the policy cannot be used at all; nothing was read into the database."""

    code = "unusable_import"
