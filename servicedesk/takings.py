"""Every table with people in it that a page lets somebody take out of the house: a line each.

A table function is given what the page's address asked for, whether names stay in full, and for whom; it answers with a
`servicedesk.lib.tables.leaving.Table` of what that person may see. `accounts.taking` asks for the reason, keeps the record
and, beyond 500 rows, has somebody else agree. A new download is a line here or of `safekeeping.downloads` (a test asks).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Taking:
    """One table: its code, how people call it, where it is found, and how the audit calls that it left."""

    code: str
    word: Promise
    table: str
    what: str = "export"


TAKINGS = {
    one.code: one
    for one in (
        Taking("list", _("tickets of a list"), "tickets.actions.exporting.table_of"),
        Taking("board", _("the list of the board"), "supervision.board.leaving.table_of"),
        Taking("audit", _("entries of the audit"), "accounts.audit_page.table_of", "audit_export"),
        Taking("changes", _("changes of the settings"), "accounts.change_table.table_of", "changes_export"),
        Taking("answers", _("answers with customers' words"), "surveys.answers_table.table_of"),
        Taking("hazards", _("the ledger of hazards"), "keyaccounts.hazards.ledger.table_of"),
    )
}
