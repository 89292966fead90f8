"""Which histories are sealed in hash-chained blocks, and what of a row counts. A new history is a line here.

The columns of a line are never changed, for what was sealed by them is proved by them: a table that gains a column gets it
sealed under a name of its own, or not at all.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sealed:
    """One append-only table: its columns in the order in which they are hashed; `moments` and `raw` are of those kinds.

    `words` are the columns that a rule of retention may empty (`accounts.redacting`).
    """

    name: str
    columns: tuple[str, ...]
    moments: frozenset[str] = frozenset({"at", "recorded_at", "device_at"})
    raw: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


_EVENT = ("id", "org_id", "what", "at", "recorded_at", "device_at", "by_id", "reason", "facts")
SEALED = (
    Sealed("accounts_auditevent", _EVENT, words=frozenset({"reason", "facts"})),
    Sealed(
        "accounts_change",
        ("id", "org_id", "at", "by_id", "through", "what", "table", "row", "label", "before", "after"),
        words=frozenset({"label", "before", "after"}),
    ),
    Sealed("accounts_redacted", ("id", "org_id", "name", "row", "digest", "columns", "why", "at")),
    Sealed(
        "customers_customerevent",
        (*_EVENT, "customer_id", "sealed", "undoes_id"),
        raw=frozenset({"sealed"}),
        words=frozenset({"reason", "facts", "sealed"}),
    ),
    Sealed(
        "tickets_ticketevent",
        (
            *(*_EVENT, "ticket_id", "seq", "audience", "from_status", "to_status", "version", "deadline_id"),
            *("held_by", "held_in", "held_crew", "client_id"),
        ),
        words=frozenset({"reason", "facts"}),
    ),
)
BY_NAME = {one.name: one for one in SEALED}
