"""For migrations: have every change of a table of settings written down (`accounts.Change`)."""

from collections.abc import Sequence

from django.db import migrations

_NOTE = """
CREATE TRIGGER {table}_is_noted AFTER INSERT OR DELETE OR UPDATE{columns} ON {table}
  FOR EACH ROW EXECUTE FUNCTION note_change('{hidden}');
"""


def noted(table: str, *, of: Sequence[str] = (), hidden: Sequence[str] = ()) -> migrations.RunSQL:
    """The operation that writes down every change of `table`; `of` narrows which updates count, `hidden` are secrets."""
    columns = f" OF {', '.join(of)}" if of else ""
    return migrations.RunSQL(
        _NOTE.format(table=table, columns=columns, hidden=",".join(hidden)),
        f"DROP TRIGGER IF EXISTS {table}_is_noted ON {table};",
    )
